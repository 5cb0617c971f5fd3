// Writer: see writer.h. The order of blocks is that which every known reader takes: section,
// machine, interfaces, users, threads, descriptors of listed threads, events.
// SPDX-License-Identifier: Apache-2.0
#include "capfile/writer.h"

#include <algorithm>
#include <cstring>

#include "capfile/classic_layouts.h"
#include "capfile/format.h"
#include "capfile/metadata_encode.h"
#include "schema/private_events.h"

namespace sonde {
namespace {

template <typename T>
uint8_t* store(uint8_t* at, T value) {
  std::memcpy(at, &value, sizeof value);
  return at + sizeof value;
}

uint32_t padded(size_t bytes) { return static_cast<uint32_t>((bytes + 3) / 4 * 4); }

}  // namespace

Writer::Writer(std::unique_ptr<Output> output, const WriterOptions& options)
    : output_(std::move(output)), options_(options) {}

Result<std::unique_ptr<Writer>> Writer::open(const std::string& path,
                                             const WriterOptions& options) {
  const OutputOptions wanted{options.compression, options.level,
                             options.queue ? WriteQueue::free_threads() : 0,
                             options.must_not_exist};
  auto output = Output::open(path, wanted, options.queue);
  if (!output) return output.error();
  std::unique_ptr<Writer> writer(new Writer(output.take(), options));
  writer->write_section();
  return writer;
}

void Writer::write_section() {
  std::string body(kSectionBytes - kBlockFrameBytes, '\0');
  uint8_t* at = reinterpret_cast<uint8_t*>(body.data());
  at = store(at, kByteOrderMagic);
  at = store(at, kMajorVersion);
  at = store(at, kMinorVersion);
  store(at, ~uint64_t{0});  // the length of the section: not known in advance
  write_block(block::kSection, body);
}

Result<void> Writer::restart() {
  finish_metadata();
  write_section();
  have_interfaces_ = have_users_ = lists_done_ = metadata_done_ = seen_enter_ = false;
  listed_tids_.clear();
  return outcome();
}

void Writer::write_block(uint32_t code, std::string_view body) {
  const uint32_t length = padded(body.size()) + kBlockFrameBytes;
  uint8_t* at = output_->reserve(length);
  uint8_t* const end = at + length;
  at = store(at, code);
  at = store(at, length);
  if (!body.empty()) std::memcpy(at, body.data(), body.size());
  std::memset(at + body.size(), 0, padded(body.size()) - body.size());
  store(end - kBlockTrailerBytes, length);
}

Result<void> Writer::outcome() const {
  if (output_->failed()) return output_->error();
  return {};
}

Result<void> Writer::write_snapshot(const SnapshotItem& item) {
  if (metadata_done_) return outcome();
  auto sink = [this](uint32_t code, std::string_view body) { write_block(code, body); };
  if (auto* machine = std::get_if<MachineInfo>(&item)) {
    encode_machine(*machine, sink);
  } else if (auto* interfaces = std::get_if<std::vector<InterfaceInfo>>(&item)) {
    interfaces_ = *interfaces;
    have_interfaces_ = true;
  } else if (auto* users = std::get_if<std::vector<UserInfo>>(&item)) {
    users_ = *users;
    have_users_ = true;
  } else if (auto* groups = std::get_if<std::vector<GroupInfo>>(&item)) {
    groups_ = *groups;
    have_users_ = true;
  } else if (auto* threads = std::get_if<std::vector<ThreadSnapshot>>(&item)) {
    finish_lists();
    encode_threads(*threads, options_.classic, sink);
    for (const ThreadSnapshot& thread : *threads) listed_tids_.insert(thread.tid);
  } else if (auto* descriptors = std::get_if<std::vector<FdSnapshot>>(&item)) {
    write_descriptors(*descriptors);
  }
  return outcome();
}

Result<void> Writer::write_table(size_t bytes, Table write) {
  if (!output_->has_queue()) return write(*this);
  metadata_done_ = true;
  output_->fill_beside(
      bytes, [write = std::move(write), options = options_](std::unique_ptr<Output> output) {
        Writer head(std::move(output), options);
        Result<void> noted = write(head);
        static_cast<void>(noted);  // the queue asks the file
        head.finish_metadata();
      });
  return outcome();
}

// One block for each run of entries of one thread.
void Writer::write_descriptors(const std::vector<FdSnapshot>& descriptors) {
  for (size_t first = 0; first < descriptors.size();) {
    const uint64_t tid = descriptors[first].tid;
    size_t end = first;
    while (end < descriptors.size() && descriptors[end].tid == tid) ++end;
    if (listed_tids_.contains(tid)) {
      encode_descriptors(tid, descriptors.data() + first, end - first, options_.classic,
                         [this](uint32_t code, std::string_view body) { write_block(code, body); });
    } else {
      waiting_descriptors_.emplace_back(descriptors.begin() + static_cast<ptrdiff_t>(first),
                                        descriptors.begin() + static_cast<ptrdiff_t>(end));
    }
    first = end;
  }
}

void Writer::finish_lists() {
  if (lists_done_) return;
  lists_done_ = true;
  auto sink = [this](uint32_t code, std::string_view body) { write_block(code, body); };
  if (have_interfaces_) encode_interfaces(interfaces_, sink);
  if (have_users_) encode_users(users_, groups_, sink);
  interfaces_.clear();
  users_.clear();
  groups_.clear();
}

void Writer::finish_metadata() {
  if (metadata_done_) return;
  finish_lists();
  for (const auto& descriptors : std::exchange(waiting_descriptors_, {})) {
    if (listed_tids_.contains(descriptors.front().tid)) write_descriptors(descriptors);
  }
  metadata_done_ = true;
}

// Everything of an event but its parameters; returns where those go. `params_bytes` is their sum.
uint8_t* Writer::start_event(const OutgoingEvent& event, size_t params_bytes) {
  finish_metadata();
  const size_t array_bytes = event.nparams * size_t{event.large ? 4u : 2u};
  const size_t event_bytes = kEventHeaderV2Bytes + array_bytes + params_bytes;
  const size_t head = event.flags ? 6 : 2;
  const uint32_t length = padded(head + event_bytes) + kBlockFrameBytes;
  // A large block only lifts the limit of 64 KiB; the width of lengths goes by the event's type.
  const bool large = event.large || length > kMaxPlainEventBlockBytes;
  const uint32_t plain_code = large ? block::kEventV2Large : block::kEventV2;
  const uint32_t flags_code = large ? block::kEventFlagsV2Large : block::kEventFlagsV2;
  uint8_t* at = output_->reserve(length);
  // The last word first: padding, if there is any, ends right before it.
  store(at + length - 2 * kBlockTrailerBytes, uint32_t{0});
  store(at + length - kBlockTrailerBytes, length);
  at = store(at, event.flags ? flags_code : plain_code);
  at = store(at, length);
  at = store(at, event.cpu);
  if (event.flags) at = store(at, event.flags);
  at = store(at, event.ts_ns);
  at = store(at, event.tid);
  at = store(at, static_cast<uint32_t>(event_bytes));
  at = store(at, file_id_of(event.id));
  at = store(at, event.nparams);
  ++events_;
  hidden_events_ += event.flags & kStateOnlyFlag;
  return at;
}

void Writer::put(const OutgoingEvent& event) {
  size_t params_bytes = 0;
  for (uint32_t i = 0; i < event.nparams; ++i) params_bytes += event.params[i].size();
  uint8_t* at = start_event(event, params_bytes);
  for (uint32_t i = 0; i < event.nparams; ++i) {
    const size_t size = event.params[i].size();
    at = event.large ? store(at, static_cast<uint32_t>(size))
                     : store(at, static_cast<uint16_t>(size));
  }
  for (uint32_t i = 0; i < event.nparams; ++i) {
    if (event.params[i].empty()) continue;
    std::memcpy(at, event.params[i].data(), event.params[i].size());
    at += event.params[i].size();
  }
}

Result<void> Writer::write_event(const RawEvent& event, uint32_t extra_flags) {
  outgoing_.ts_ns = event.ts_ns;
  outgoing_.tid = event.tid;
  outgoing_.id = event.id;
  outgoing_.cpu = event.cpu;
  outgoing_.flags = event.block_flags | extra_flags;
  outgoing_.large = event.large;
  outgoing_.nparams = event.nparams;
  size_t params_bytes = 0;
  for (uint32_t i = 0; i < event.nparams; ++i) params_bytes += event.param_size(i);
  uint8_t* at = start_event(outgoing_, params_bytes);
  const size_t array_bytes = event.nparams * size_t{event.large ? 4u : 2u};
  if (array_bytes) std::memcpy(at, event.lengths, array_bytes);
  if (params_bytes) std::memcpy(at + array_bytes, event.params, params_bytes);
  if (event.id < kKnownEvents) {
    const EventRow& row = event.row();
    seen_enter_ |= row.is_syscall() && !row.exit;
  }
  return outcome();
}

// A pair that the input had is written as two events; so is what a modern input has as one. A lone
// exit event of an old input stays alone: its enter event was before the start, or was lost.
bool Writer::wants_enter(const Call& call, uint64_t latency_ns) const {
  if (call.enter) return false;
  if (latency_ns > 0) return true;
  return call.event.nparams > classic_nparams(call.event.id) || !seen_enter_;
}

Result<void> Writer::write_call(const Call& call, uint64_t latency_ns, uint32_t extra_flags) {
  const uint16_t id = call.event.id;
  const bool translated = options_.classic && is_raw_call(id) && has_classic_code(id);
  if (is_private_event(id) && !translated) return write_event(call.event, extra_flags);
  if (!options_.classic) {
    encoder_.current(call, outgoing_);
    outgoing_.flags |= extra_flags;
    if (latency_ns > 0) outgoing_.flags |= pack_latency(latency_ns);
    put(outgoing_);
    return outcome();
  }
  if (call.enter || call.layout.needs_enter) return write_event(call.event, extra_flags);
  if (wants_enter(call, latency_ns) && encoder_.classic_enter(call, latency_ns, outgoing_)) {
    outgoing_.flags |= extra_flags;
    put(outgoing_);
  }
  encoder_.classic(call, outgoing_);
  outgoing_.flags |= extra_flags;
  put(outgoing_);
  return outcome();
}

Result<void> Writer::flush() {
  finish_metadata();
  return output_->flush();
}

Result<void> Writer::close() {
  finish_metadata();
  return output_->close();
}

Result<void> Writer::close_beside() {
  if (!output_->has_queue()) return close();
  finish_metadata();
  output_->close_beside();
  return outcome();
}

}  // namespace sonde
