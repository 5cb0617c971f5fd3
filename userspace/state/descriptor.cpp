// DescriptorTable: the descriptors of a process by number; see descriptor.h.
// SPDX-License-Identifier: Apache-2.0
#include "state/descriptor.h"

#include <algorithm>

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

DescriptorTable::Watch::~Watch() {
  if (!journal) return;
  std::erase_if(journal->changes, [&](const TableJournal::Change& change) {
    return change.table->watched_as() == number;
  });
}

DescriptorRef* DescriptorTable::set(int64_t fd, DescriptorRef descriptor) {
  note_change(fd);
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
  note_change(fd);
  if (static_cast<uint64_t>(fd) < slots_.size()) {
    if (slots_[fd]) --count_;
    slots_[fd] = DescriptorRef();
  } else {
    count_ -= far_.erase(fd);
  }
}

namespace {

// Records that were lost leave entries behind: the oldest gives way.
template <typename Entry>
void add_to_last(std::vector<Entry>& entries, const Entry& entry, size_t most) {
  if (entries.size() == most) entries.erase(entries.begin());
  entries.push_back(entry);
}

// Removes the first entry of `fd` that is not older than a call which began at `began_ts_ns`.
template <typename Entry>
bool take_since(std::vector<Entry>& entries, int64_t fd, uint64_t began_ts_ns) {
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) {
    return entry.fd == fd && entry.ts_ns >= began_ts_ns;
  });
  if (found == entries.end()) return false;
  entries.erase(found);
  return true;
}

constexpr size_t kMaxCloses = 64;
constexpr size_t kMaxCopies = 16;  // as many as other threads make while one call runs

}  // namespace

void DescriptorTable::expect_close(int64_t fd, uint64_t taken_ts_ns) {
  add_to_last(under_way_.expected_closes, {fd, taken_ts_ns}, kMaxCloses);
}

bool DescriptorTable::take_expected_close(int64_t fd, uint64_t began_ts_ns) {
  return take_since(under_way_.expected_closes, fd, began_ts_ns);
}

void DescriptorTable::note_early_close(int64_t fd, uint64_t ts_ns) {
  add_to_last(under_way_.early_closes, {fd, ts_ns}, kMaxCloses);
}

bool DescriptorTable::take_early_close(int64_t fd, uint64_t began_ts_ns) {
  return take_since(under_way_.early_closes, fd, began_ts_ns);
}

void DescriptorTable::note_copy(const Copy& copy) {
  add_to_last(under_way_.copies, copy, kMaxCopies);
}

void DescriptorTable::clear() {
  if (watch_.journal) for_each([&](int64_t fd, const Descriptor&) { note_change(fd); });
  under_way_ = UnderWay();
  slots_.clear();
  far_.clear();
  count_ = 0;
}

}  // namespace sonde
