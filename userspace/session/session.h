// Session: the one door for front ends. It opens the inputs, or the live machine, keeps the state
// up to date and hands out one Moment after the other; what to do with a Moment (filter it, print
// it, record it) is the front end's business. Ctrl-C and the like arrive through the `stop` flag.
// Next: line_format.h (Moments as text and JSON), recording.h (Moments as a capture file).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/damage.h"
#include "base/result.h"
#include "base/scratch.h"
#include "engine/file_engine.h"
#include "engine/kmod_device.h"
#include "engine/kmod_engine.h"
#include "filter/filter.h"
#include "state/moment.h"
#include "state/state.h"

namespace sonde {

// What is wanted of the live machine.
struct LiveRequest {
  uint64_t ring_bytes = 0;   // per CPU; 0 = the default
  uint32_t snaplen = 0;      // bytes of data kept of a call; 0 = the default
  bool page_faults = false;  // beside what the filter asks for
  bool switches = false;
  bool usage = false;              // processor time of threads that end
  bool private_events = false;     // what this process does, too
  const Filter* filter = nullptr;  // what it rejects may stay in the kernel; may be nullptr
  int process = 0;                 // look at this one and what it starts only; 0: at the machine
};

// Users and groups of this machine, and the users alone as state has them when it is given these.
std::vector<SnapshotItem> read_accounts();
Users users_of(const std::vector<SnapshotItem>& accounts);
// From wishes to what the kernel module is told. `users`: those that state will have.
LiveOptions live_options(const LiveRequest& request, const Users& users);

struct SessionOptions {
  std::vector<std::string> inputs;      // paths; "-" is standard input; none: the live machine
  LiveRequest live;                     // when there are no inputs
  std::vector<std::string> suppressed;  // comm of threads whose events are not handed out
  bool exclude_users = false;
  // One for each input, or none: a descriptor that gets the uncompressed bytes as they are read;
  // -1 = not wanted. The session closes it.
  std::vector<int> copies;
  // False: after the picture at start, the state stays as it is and a Moment is its event alone,
  // for whoever only passes events on.
  bool keep_state = true;
  TextOptions text;
};

// What is known of an input once it has been read.
struct InputReport {
  std::string path;
  uint64_t events = 0;  // read, shown or not
  std::vector<Damage> damage;
};

class Session {
 public:
  enum class Step : uint8_t {
    kEvent,      // moment() is the next one
    kRestart,    // another capture follows in the same input; its events are numbered on
    kNextInput,  // another input follows; its events are numbered from 1
    kIdle,       // nothing happens on the live machine at present, or a signal came
    kEnd,
    kFailed,  // see error(); what was read before stays good
  };

  // Opens the first input and reads up to its first event, so that state() is the picture of the
  // machine before it. The same holds after kRestart and kNextInput. `stop` may be nullptr.
  // Live: recording has begun, and state() is the picture of the machine now.
  static Result<std::unique_ptr<Session>> open(SessionOptions options,
                                               const std::atomic<bool>* stop = nullptr);

  // The same with rings and a picture that somebody else brings: for tests.
  static Result<std::unique_ptr<Session>> open_device(SessionOptions options,
                                                      std::unique_ptr<RecordDevice> device,
                                                      std::vector<SnapshotItem> snapshot,
                                                      const std::atomic<bool>* stop = nullptr);

  // Events that were recorded before, as a live machine's, and the picture of before them
  // (flight_recorder.h).
  static Result<std::unique_ptr<Session>> open_flight(SessionOptions options,
                                                      std::unique_ptr<RecordDevice> device,
                                                      std::vector<SnapshotItem> snapshot);

  Step next() {
    if (has_first_) {
      has_first_ = false;
    } else {
      scratch_.reset();
      if (!kmod_ || !kmod_->take_next(event_)) {
        if (kmod_) reconcile();
        Result<Next> got = kmod_ ? kmod_->next(event_) : file_->next(event_);
        if (!got || got.value() != Next::kEvent) [[unlikely]] {
          Step step = other_step(got);
          if (step != Step::kEvent) return step;
        }
      }
    }
    if (keep_state_) [[likely]]
      state_.step(event_, moment_);
    else
      moment_.event = &event_;
    ++events_;
    if (check_comm_ && is_suppressed()) [[unlikely]]
      return skip_suppressed();
    return Step::kEvent;
  }

  // Steps to an event that did not come from the input, which the caller has made. Live.
  const Moment& inject(const RawEvent& event) {
    scratch_.reset();
    injected_ = event;
    state_.step(injected_, moment_);
    return moment_;
  }

  // Live: see State::note_usage().
  bool note_usage(const State::Usage& usage) { return state_.note_usage(usage); }

  // Leaves the rest of the current input unread: kNextInput, kEnd or kFailed.
  Step skip_input();
  // Ends recording on the live machine. next() hands out what was recorded before, then kEnd.
  void stop_live();

  // Valid after kEvent, until the next call of next().
  const Moment& moment() const { return moment_; }
  const RawEvent& event() const { return event_; }  // that of the moment
  const State& state() const { return state_; }
  // Time of the event that next() will hand out first, after open(), kRestart and kNextInput; 0
  // when there is none. Live: the time that the picture is of.
  uint64_t upcoming_ts_ns() const {
    return has_first_ ? event_.ts_ns : kmod_ ? kmod_->now_ns() : 0;
  }
  bool is_live() const { return kmod_ != nullptr; }
  // Live: the time up to which everything has been handed out, about; ns since the epoch.
  uint64_t live_now_ns() const { return kmod_->now_ns(); }
  // Live: what each ring holds.
  uint64_t live_ring_bytes() const { return live_ring_bytes_; }
  // Live: how long next() may take before it says kIdle.
  void set_live_idle_timeout(int milliseconds) { kmod_->set_idle_timeout(milliseconds); }
  // Live: what was recorded and lost up to now.
  Counters live_counters() const { return kmod_->counters(); }
  // Live: of what the kernel recorded, what next() never hands out because it only brought the
  // picture at start up to date; and what it has not handed out, or not yet.
  uint64_t live_snapshot_events() const { return snapshot_events_; }
  uint64_t live_unread_events() const;
  const Error& error() const { return error_; }

  // The input that is being read, and how far: 0.0 to 1.0 of all, negative when unknown.
  const std::string& path() const { return options_.inputs[input_]; }
  double progress() const;

  uint64_t events() const { return events_; }  // of all inputs so far
  uint64_t suppressed() const { return suppressed_; }
  // Live: what of the picture at start could not be read, a sentence each.
  const std::vector<std::string>& unreadable() const { return unreadable_; }
  // One entry for each input that was begun; none for the live machine. Call it at the end.
  std::vector<InputReport> reports() const;

 private:
  Session(SessionOptions options, const std::atomic<bool>* stop);
  Result<void> open_input();
  Result<void> open_live();
  Step read_snapshot();
  Step other_step(const Result<Next>& got);
  Step begin_next_input();
  Step skip_suppressed();
  bool is_suppressed() const;
  void reconcile();
  void apply(const SnapshotItem& item);
  InputReport report_of_current() const;

  SessionOptions options_;
  const std::atomic<bool>* stop_;
  std::unique_ptr<FileEngine> file_;  // one of the two
  std::unique_ptr<KmodEngine> kmod_;
  State state_;
  RawEvent event_, injected_;
  Moment moment_;
  Scratch scratch_;
  Error error_;
  uint64_t next_reconcile_ns_ = 0;
  size_t input_ = 0;
  uint64_t live_ring_bytes_ = 0;
  bool has_first_ = false;  // event_ was read but not stepped to
  bool check_comm_ = false;
  bool keep_state_ = true;
  bool interrupted_ = false;  // the end came because of the stop flag
  uint64_t events_ = 0;
  uint64_t events_before_ = 0;  // events_ when the current input was begun
  uint64_t suppressed_ = 0;
  uint64_t snapshot_events_ = 0;
  std::vector<InputReport> finished_;
  std::vector<std::string> unreadable_;
};

}  // namespace sonde
