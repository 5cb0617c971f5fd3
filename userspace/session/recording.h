// Recording: the events that pass, as a capture file or a ring of them (-w, -C, -G, -e, -W).
// Each file begins with the snapshot of the machine at that point, so it can be read by itself.
// A call is written as one event in the current layout with its duration (see held_events.h), or,
// with `classic`, as enter and exit event for readers of 2022.
// Called by cli/run.cpp and explore/export_events.cpp. Next: capfile/rotation.h, capfile/writer.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "capfile/rotation.h"
#include "filter/filter.h"
#include "session/held_events.h"
#include "session/known_state.h"
#include "state/state.h"

namespace sonde {

struct RecordingOptions {
  std::string path;   // "-" is standard output
  bool gzip = false;  // else by the name's ending
  bool zstd = false;
  bool classic = false;
  // Every call comes as one event of the current layout, with its duration. The thread that adds
  // events must not wait for the disk: a thread compresses and writes them (write_queue.h).
  bool live = false;
  RotationOptions rotation;
  // Only some events are added: what they need of the others is told between them. Not with
  // `classic`, whose readers would not understand it.
  bool is_filtered = false;
  // take() adds every event that changes the state, hidden when it did not match.
  bool fat = false;
  Filter* process_filter = nullptr;  // applied to the table of processes, too; must outlive this
};

class Recording {
 public:
  // Opens the (first) file and writes the snapshot, that before an event of this time. `state` must
  // outlive the recording: each further file begins with the snapshot as it is then.
  static Result<std::unique_ptr<Recording>> open(RecordingOptions options, const State& state,
                                                 uint64_t first_event_ns);

  // Another capture follows, whose snapshot is in the state now; it goes into the same file.
  Result<void> restart(uint64_t first_event_ns);
  // One event of those that are copied. `matched`: it is wanted. Others are written, hidden, when
  // what readers show needs them, and else passed over. Marks of lost events are always shown.
  Result<void> take(const Moment& moment, bool matched);
  // One event. `hidden`: it is kept for the state only, and readers do not show it.
  Result<void> add(const Moment& moment, bool hidden);
  // The short way of add() for a live recording that holds everything, if takes_all_live(): no
  // Moment is needed. False when nothing can be written any more; flush() says why.
  bool takes_all_live() const { return options_.live && !options_.classic; }
  bool add_live(const RawEvent& event) {
    if (splits_ && writer_->wants_new_file(event.ts_ns, 0, 0)) [[unlikely]] {
      if (!begin_file_if_due(event.ts_ns)) return false;
    }
    return writer_->write_live(event);
  }
  // An event that is not recorded; it may be the end of a call whose beginning is.
  Result<void> pass_over(const Moment& moment);
  // Nothing happens, but it is this time now: a new file may be due.
  Result<void> pass_time(uint64_t now_ns);
  // Live: containers that were met at this time, as the texts of container events. To be called
  // before the event that met them is added.
  Result<void> add_containers(const std::vector<std::string>& json, uint64_t ts_ns);
  // What has been added becomes visible to readers of the file, but for what is held back.
  Result<void> flush();
  // Ends the file. To be called also after a failure: what was written before is kept.
  Result<void> close();
  // What readers of the file, or of all files together, show.
  uint64_t shown_events() const { return writer_->shown_events(); }

 private:
  Recording(RecordingOptions options, const State& state);
  Result<void> begin_file_if_due(uint64_t event_ns);
  Result<void> add_classic(const Moment& moment, bool hidden);
  void hold(const Moment& moment, bool hidden);
  Result<void> add_piece(const Moment& moment);
  bool has_pieces() const { return options_.is_filtered && !options_.classic; }
  Result<void> write_held(bool all);
  Result<void> write(const HeldEvent& held);
  Result<void> write_snapshot(Writer& writer);

  RecordingOptions options_;
  const State& state_;
  std::unique_ptr<WriteQueue> queue_;  // of a live recording; outlives the writer
  std::unique_ptr<RotatingWriter> writer_;
  HeldEvents held_;
  KnownState known_;
  bool splits_ = false;
  uint64_t snapshot_ns_ = 0;  // time of the event that the next snapshot stands before
};

}  // namespace sonde
