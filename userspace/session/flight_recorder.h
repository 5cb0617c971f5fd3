// FlightRecorder: the kernel's rings keep the newest events, and nobody reads them until a user
// wants to know what has just happened. So that the events can be understood then, the snapshot of
// the machine has to be that of before the oldest of them: a second, small stream, of the events
// that change the snapshot, is read all the time, and applied as far as the oldest event that is
// still there. docs/decisions/0006 says why it is done like this. Called by cli/flight_run.cpp.
// Next: engine/ring_copy.h, and Session::open_flight() for what becomes of it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "base/scratch.h"
#include "engine/kmod_engine.h"
#include "engine/ring_copy.h"
#include "session/live_request.h"
#include "state/state.h"
#include "state/text_options.h"

namespace sonde {

struct Moment;

// The newest events, from some moment on all that happened, and the snapshot at that moment.
struct FlightSpan {
  std::unique_ptr<RecordDevice> device;
  std::vector<SnapshotItem> snapshot;
  uint64_t older = 0;    // events recorded before that moment, which are gone
  uint64_t span_ns = 0;  // from that moment to now
};

class FlightRecorder {
 public:
  ~FlightRecorder();

  // Recording has begun then, and the snapshot of now is known.
  static Result<std::unique_ptr<FlightRecorder>> open(const LiveRequest& request, bool with_users);

  // The same with rings and a snapshot that the caller brings: for tests. `changes`: the stream
  // of what changes the snapshot.
  static Result<std::unique_ptr<FlightRecorder>> open_devices(std::unique_ptr<RecordDevice> events,
                                                              std::unique_ptr<RecordDevice> changes,
                                                              std::vector<SnapshotItem> snapshot);

  // Brings the snapshot up to the oldest event that is still there. To be called every some
  // milliseconds; cheap when it was called just before.
  Result<void> tend();
  // What there is now. Recording goes on.
  Result<FlightSpan> take();
  // Ends recording; take() gives what was recorded before.
  void stop();

  // What was recorded, overwritten and lost.
  Counters counters() const;
  // Events that the snapshot lacks because they were lost; the snapshot may be wrong then.
  uint64_t lost_changes() const { return changes_->counters().lost_in_all(); }
  uint64_t ring_bytes() const { return events_->rings().front().bytes; }
  const std::vector<std::string>& unreadable() const { return unreadable_; }

 private:
  FlightRecorder(std::unique_ptr<RecordDevice> events, std::unique_ptr<RecordDevice> changes);
  Result<void> begin(std::vector<SnapshotItem> snapshot);
  Result<bool> take_change();
  Result<void> advance(uint64_t clock);

  std::unique_ptr<RecordDevice> events_;
  std::unique_ptr<KmodEngine> changes_;
  State state_;  // after all changes up to snapshot_clock_, and no later one
  uint64_t snapshot_clock_ = 0;
  Scratch scratch_;
  TextOptions text_;
  const std::unique_ptr<Moment> moment_;
  bool stopped_ = false;
  std::chrono::steady_clock::time_point tended_;
  std::vector<std::string> unreadable_;
};

}  // namespace sonde
