// DescriptorTable: the descriptors of a process by number; see descriptor.h.
// SPDX-License-Identifier: Apache-2.0
#include "state/descriptor.h"

#include "schema/socket_address.h"

namespace sonde {

std::string ip_name(const Descriptor& fd) {
  std::string name;
  if (fd.is_listener()) {
    append_endpoint(name, fd.source, fd.source_port);
  } else {
    append_tuple(name, fd.source, fd.source_port, fd.dest, fd.dest_port);
  }
  return name;
}

DescriptorRef* DescriptorTable::set(int64_t fd, DescriptorRef descriptor) {
  if (fd >= 0 && fd < kDenseLimit) {
    if (static_cast<size_t>(fd) >= slots_.size()) {
      size_t size = slots_.empty() ? 16 : slots_.size() * 2;
      while (size <= static_cast<size_t>(fd)) size *= 2;
      slots_.resize(size);
    }
    if (!slots_[fd]) ++count_;
    slots_[fd] = std::move(descriptor);
    return &slots_[fd];
  }
  auto [place, added] = far_.insert_or_assign(fd, std::move(descriptor));
  count_ += added;
  return &place->second;
}

void DescriptorTable::erase(int64_t fd) {
  if (static_cast<uint64_t>(fd) < slots_.size()) {
    if (slots_[fd]) --count_;
    slots_[fd] = DescriptorRef();
  } else {
    count_ -= far_.erase(fd);
  }
}

void DescriptorTable::expect_close(int64_t fd, uint64_t taken_ts_ns) {
  constexpr size_t kMost = 64;  // records that were lost leave entries behind
  if (expected_closes_.size() == kMost) expected_closes_.erase(expected_closes_.begin());
  expected_closes_.push_back({fd, taken_ts_ns});
}

bool DescriptorTable::take_expected_close(int64_t fd, uint64_t began_ts_ns) {
  for (auto it = expected_closes_.begin(); it != expected_closes_.end(); ++it) {
    if (it->fd != fd || began_ts_ns > it->taken_ts_ns) continue;
    expected_closes_.erase(it);
    return true;
  }
  return false;
}

void DescriptorTable::clear() {
  expected_closes_.clear();
  slots_.clear();
  far_.clear();
  count_ = 0;
}

}  // namespace sonde
