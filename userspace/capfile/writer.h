// Writer: a capture file in the making: the picture of the machine, then events.
// What it writes is read by sonde, by the readers of 2022 (sysdig 0.29) and by later ones.
// Used by session/ for -w, and through rotation.h when the file is to be split.
// Next: call_encode.h (events in other layouts), metadata_encode.h, output.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "capfile/call_encode.h"
#include "capfile/output.h"
#include "schema/snapshot.h"

namespace sonde {

struct WriterOptions {
  Compression compression = Compression::kNone;
  int level = 0;         // of the compressor's own scale; 0 = its default
  bool classic = false;  // for readers of 2022: enter events, ids and lists that they know
};

class Writer {
 public:
  // A path, created for its owner only or emptied, or "-" for standard output.
  static Result<std::unique_ptr<Writer>> open(const std::string& path,
                                              const WriterOptions& options);

  // The picture, in any order, ahead of the first event; later items are ignored. Descriptors of
  // threads that are in no list are left out, for they make known readers refuse the file.
  Result<void> write_snapshot(const SnapshotItem& item);
  // An event as it was read. `extra_flags` are added to those of its block (kStateOnlyFlag).
  Result<void> write_event(const RawEvent& event, uint32_t extra_flags = 0);
  // A call in the current layout, its duration in the block's flags (0 = unknown). With `classic`:
  // an enter event and an exit event, unless the file it came from had such a pair, in which case
  // the caller has already written the one and this writes the other as it is.
  Result<void> write_call(const Call& call, uint64_t duration_ns, uint32_t extra_flags = 0);

  // Ends the section and begins another in the same file: the picture of another capture follows,
  // then its events.
  Result<void> restart();

  // Uncompressed; what rotation by size goes by is bytes_on_disk().
  uint64_t bytes_written() const { return output_->bytes_written(); }
  uint64_t bytes_on_disk() const { return output_->bytes_on_disk(); }
  uint64_t events() const { return events_; }

  // Writes what is buffered, so that a reader can see it.
  Result<void> flush();
  // Must be called to learn whether everything arrived.
  Result<void> close();

 private:
  Writer(std::unique_ptr<Output> output, const WriterOptions& options);
  void write_section();
  void write_block(uint32_t code, std::string_view body);
  void write_descriptors(const std::vector<FdSnapshot>& descriptors);
  void finish_lists();
  void finish_metadata();
  bool wants_enter(const Call& call, uint64_t duration_ns) const;
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
  std::unordered_set<uint64_t> listed_tids_;
  std::vector<std::vector<FdSnapshot>> waiting_descriptors_;  // their thread is not listed yet
  bool lists_done_ = false, metadata_done_ = false;
  bool seen_enter_ = false;  // the input has enter events of its own
  uint64_t events_ = 0;
};

}  // namespace sonde
