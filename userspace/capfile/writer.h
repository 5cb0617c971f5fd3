// Writer: a capture file in the making: the snapshot of the machine, then events.
// What it writes is read by sonde, by the readers of 2022 (sysdig 0.29) and by later ones.
// Used by session/ for -w, and through rotation.h when the file is to be split.
// Next: call_encode.h (events in other layouts), metadata_encode.h, output.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/seeded_hash.h"
#include "capfile/call_encode.h"
#include "capfile/format.h"
#include "capfile/output.h"
#include "schema/private_events.h"
#include "schema/snapshot.h"

namespace sonde {

struct WriterOptions {
  Compression compression = Compression::kNone;
  int level = 0;                // of the compressor's own scale; 0 = its default
  bool classic = false;         // for readers of 2022: enter events, ids and lists that they know
  bool must_not_exist = false;  // the file; otherwise it is emptied
  WriteQueue* queue = nullptr;  // whose thread compresses and writes; it must outlive the Writer
};

class Writer {
 public:
  // A path, created for its owner only or emptied, or "-" for standard output.
  static Result<std::unique_ptr<Writer>> open(const std::string& path,
                                              const WriterOptions& options);

  // The snapshot, in any order, ahead of the first event; later items are ignored. Descriptors of
  // threads that are in no list are left out, for they make known readers refuse the file.
  Result<void> write_snapshot(const SnapshotItem& item);
  // What `write` gives to the Writer that it is called with, as the snapshot and the first events,
  // which must be hidden ones. Where there is a queue, its thread does it, later: `write` must own
  // what it writes, which takes about `bytes` of memory.
  using Table = std::function<Result<void>(Writer&)>;
  Result<void> write_table(size_t bytes, Table write);
  // An event as it was read. `extra_flags` are added to those of its block (kStateOnlyFlag).
  Result<void> write_event(const RawEvent& event, uint32_t extra_flags = 0);
  // The same for an event as the live machine's are: it has a duration or not, lengths of 16 bits
  // that lie right before its parameters, and 16 readable bytes behind them. Inline, because this
  // is done for each event. False when nothing can be written any more; close() says why.
  bool write_live(const RawEvent& event);
  // A call in the current layout, its duration in the block's flags (0 = unknown). With `classic`:
  // an enter event and an exit event, unless the file it came from had such a pair, in which case
  // the caller has already written the one and this writes the other as it is.
  Result<void> write_call(const Call& call, uint64_t latency_ns, uint32_t extra_flags = 0);

  // Ends the section and begins another in the same file: the snapshot of another capture follows,
  // then its events.
  Result<void> restart();

  // Uncompressed; what rotation by size goes by is bytes_on_disk().
  uint64_t bytes_written() const { return output_->bytes_written(); }
  uint64_t bytes_on_disk() const { return output_->bytes_on_disk(); }
  uint64_t events() const { return events_; }
  // Those that readers show: not kStateOnlyFlag.
  uint64_t shown_events() const { return events_ - hidden_events_; }

  // Writes what is buffered, so that a reader can see it.
  Result<void> flush();
  // Must be called to learn whether everything arrived.
  Result<void> close();
  // The same without waiting for it, where there is a queue; a failure is the queue's then.
  Result<void> close_beside();

 private:
  Writer(std::unique_ptr<Output> output, const WriterOptions& options);
  void write_section();
  void write_block(uint32_t code, std::string_view body);
  void write_descriptors(const std::vector<FdSnapshot>& descriptors);
  void finish_lists();
  void finish_metadata();
  bool wants_enter(const Call& call, uint64_t latency_ns) const;
  uint8_t* start_event(const OutgoingEvent& event, size_t params_bytes);
  void put(const OutgoingEvent& event);
  Result<void> outcome() const;

  std::unique_ptr<Output> output_;
  WriterOptions options_;
  CallEncoder encoder_;
  OutgoingEvent outgoing_;

  // Held back until all of their kind are here: known readers take the last list of a kind.
  std::vector<InterfaceInfo> interfaces_;
  std::vector<UserInfo> users_;
  std::vector<GroupInfo> groups_;
  bool have_interfaces_ = false, have_users_ = false;
  HashSet<uint64_t> listed_tids_;
  std::vector<std::vector<FdSnapshot>> waiting_descriptors_;  // their thread is not listed yet
  bool lists_done_ = false, metadata_done_ = false;
  bool seen_enter_ = false;  // the input has enter events of its own
  uint64_t events_ = 0;
  uint64_t hidden_events_ = 0;
};

inline bool Writer::write_live(const RawEvent& event) {
  constexpr uint32_t kHead = kBlockHeaderBytes + sizeof(uint16_t) + sizeof(uint32_t);
  const uint32_t tail_bytes = 2 * event.nparams + event.params_bytes;
  const uint32_t end = kHead + kEventHeaderV2Bytes + tail_bytes;
  const uint32_t length = (end + 3) / 4 * 4 + kBlockTrailerBytes;
  if (!metadata_done_) [[unlikely]]
    finish_metadata();
  if (length > kMaxPlainEventBlockBytes) [[unlikely]]
    return write_event(event).ok();
  uint8_t* const block = output_->reserve(length);
  const auto store = [block](uint32_t at, auto value) {
    std::memcpy(block + at, &value, sizeof value);
  };
  store(0, block::kEventFlagsV2);
  store(4, length);
  store(8, event.cpu);
  store(10, event.block_flags);
  store(14, event.ts_ns);
  store(22, event.tid);
  store(30, kEventHeaderV2Bytes + tail_bytes);
  store(34, file_id_of(event.id));
  store(36, event.nparams);
  // Pieces of 16 bytes: most events are short, and what is too much is overwritten at once.
  for (uint32_t at = 0; at < tail_bytes; at += Output::kSlackBytes) {
    std::memcpy(block + kHead + kEventHeaderV2Bytes + at, event.lengths + at, Output::kSlackBytes);
  }
  store(end, uint32_t{0});
  store(length - kBlockTrailerBytes, length);
  ++events_;
  return !output_->failed();
}

}  // namespace sonde
