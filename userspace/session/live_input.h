// LiveInput: the live machine as the input of a session: the rings, the snapshot at start, and
// the look at /proc that keeps descriptor tables right. It exists only when a session reads the
// live machine, or what a flight recorder kept of it.
// Made by session.cpp; front ends get it from Session::live(). Next: engine/kmod_engine.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/scratch.h"
#include "engine/kmod_engine.h"
#include "session/live_request.h"
#include "state/state.h"
#include "state/text_options.h"

namespace sonde {

struct Moment;

class LiveInput {
 public:
  // Begins to record, then takes the snapshot, so that nothing falls in between. `state` gets the
  // means to look at /proc; it must outlive this.
  static Result<std::unique_ptr<LiveInput>> open(const LiveRequest& request, bool exclude_users,
                                                 State& state);
  // Rings that the caller has opened; the snapshot is to be given to engine().
  LiveInput(std::unique_ptr<RecordDevice> device, State& state);
  ~LiveInput();

  // The time up to which everything has been handed out, about; ns since the epoch.
  uint64_t now_ns() const { return engine_.now_ns(); }
  // What each ring holds.
  uint64_t ring_bytes() const { return ring_bytes_; }
  // How long Session::next() may take before it returns kIdle.
  void set_idle_timeout(int milliseconds) { engine_.set_idle_timeout(milliseconds); }
  // What was recorded and lost up to now.
  Counters counters() const { return engine_.counters(); }
  // Of what the kernel recorded: events that only brought the snapshot up to date and are never
  // handed out, and those that are not handed out, or not yet.
  uint64_t snapshot_events() const { return engine_.snapshot_events(); }
  uint64_t unread_events() const;
  // What of the snapshot could not be read, a sentence each.
  const std::vector<std::string>& unreadable() const { return unreadable_; }

  // Ends recording. Session::next() hands out what was recorded before, then kEnd.
  void stop() { engine_.stop(); }
  // Steps to an event that the caller has made. The moment is valid until the next one.
  const Moment& inject(const RawEvent& event);
  // See State::note_usage().
  bool note_usage(const State::Usage& usage) { return state_.note_usage(usage); }

  // The session's own.
  KmodEngine& engine() { return engine_; }
  // Compares suspect descriptor tables with /proc, when there is time for it. To be called when
  // all events that were found have been handed out.
  void reconcile();
  // The session drops an event that it had read ahead.
  void drop_event() { ++dropped_; }

 private:
  KmodEngine engine_;
  State& state_;
  uint64_t ring_bytes_ = 0;
  uint64_t next_reconcile_ns_ = 0;
  uint64_t dropped_ = 0;
  RawEvent injected_;
  const std::unique_ptr<Moment> injected_moment_;
  Scratch scratch_;
  TextOptions text_;
  std::vector<std::string> unreadable_;
};

}  // namespace sonde
