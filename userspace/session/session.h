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
#include "session/live_input.h"
#include "session/live_request.h"
#include "state/state.h"
#include "state/text_options.h"

namespace sonde {

struct Moment;

struct SessionOptions {
  std::vector<std::string> inputs;      // paths; "-" is standard input; none: the live machine
  LiveRequest live;                     // when there are no inputs
  std::vector<std::string> suppressed;  // comm of threads whose events are not handed out
  bool exclude_users = false;
  // One for each input, or none: a descriptor that gets the uncompressed bytes as they are read;
  // -1 = not wanted. The session closes it.
  std::vector<int> copies;
  // True: users and containers that events ahead of all others describe are handed out, too. Else
  // they are a part of the snapshot at the start.
  bool with_head_events = false;
  // False: after the snapshot at start, the state stays as it is and a Moment is its event alone,
  // for a caller that only passes events on.
  bool keep_state = true;
  // True: the state is kept, but a Moment is its event alone; for the tables of split recordings.
  bool only_tables = false;
  // With only_tables: of processes and their containers only; for names of new containers.
  bool only_processes = false;
  TextOptions text;
};

// What is known of an input once it has been read.
struct InputReport {
  std::string path;
  uint64_t events = 0;  // read, shown or not
  std::vector<Damage> damage;
  int copy_error = 0;  // why the copy has not all that was read, as errno has it; 0: it has
};

class Session {
 public:
  ~Session();

  enum class Step : uint8_t {
    kEvent,      // moment() is the next one
    kRestart,    // another capture follows in the same input; its events are numbered on
    kNextInput,  // another input follows; its events are numbered from 1
    kIdle,       // nothing happens on the live machine at present, or a signal came
    kEnd,
    kFailed,  // see error(); what was read before stays good
  };

  // Opens the first input and reads up to its first event, so that state() is the snapshot of the
  // machine before it. The same holds after kRestart and kNextInput. `stop` may be nullptr.
  // Live: recording has begun, and state() is the snapshot of the machine now.
  static Result<std::unique_ptr<Session>> open(SessionOptions options,
                                               const std::atomic<bool>* stop = nullptr);

  // The same with rings and a snapshot that the caller brings: for tests.
  static Result<std::unique_ptr<Session>> open_device(SessionOptions options,
                                                      std::unique_ptr<RecordDevice> device,
                                                      std::vector<SnapshotItem> snapshot,
                                                      const std::atomic<bool>* stop = nullptr);

  // Events that were recorded before, as a live machine's, and the snapshot of before them
  // (flight_recorder.h).
  static Result<std::unique_ptr<Session>> open_flight(SessionOptions options,
                                                      std::unique_ptr<RecordDevice> device,
                                                      std::vector<SnapshotItem> snapshot);

  Step next() {
    if (has_first_) {
      has_first_ = false;
    } else {
      scratch_.reset();
      if (!live_ || !live_->engine().take_next(event_)) {
        if (live_) live_->reconcile();
        Result<Next> got = live_ ? live_->engine().next(event_) : file_->next(event_);
        if (!got || got.value() != Next::kEvent) [[unlikely]] {
          Step step = other_step(got);
          if (step != Step::kEvent) return step;
        }
      }
    }
    if (keep_state_ && (!only_tables_ || changes_tables())) [[likely]]
      state_.step(event_, *moment_);
    if (event_.id == static_cast<uint16_t>(EventId::ASYNCEVENT_E)) [[unlikely]]
      take_piece();
    ++events_;
    if (check_comm_ && is_suppressed()) [[unlikely]]
      return skip_suppressed();
    return Step::kEvent;
  }

  // Leaves the rest of the current input unread: kNextInput, kEnd or kFailed.
  Step skip_input();
  // The live machine, when that is what is read; nullptr otherwise.
  LiveInput* live() const { return live_.get(); }

  // Valid after kEvent, until the next call of next().
  const Moment& moment() const { return *moment_; }
  const RawEvent& event() const { return event_; }  // that of the moment
  const State& state() const { return state_; }
  // See State::take_new_containers().
  std::vector<std::string> take_new_containers() { return state_.take_new_containers(); }
  // Time of the event that next() will hand out first, after open(), kRestart and kNextInput; 0
  // when there is none. Live: the time that the snapshot is of.
  uint64_t upcoming_ts_ns() const {
    return has_first_ ? event_.ts_ns : live_ ? live_->now_ns() : 0;
  }
  const Error& error() const { return error_; }

  // The input that is being read, and how far: 0.0 to 1.0 of all, negative when unknown.
  const std::string& path() const { return options_.inputs[input_]; }
  double progress() const;

  uint64_t events() const { return events_; }  // of all inputs so far
  uint64_t suppressed() const { return suppressed_; }
  // One entry for each input that was begun; none for the live machine. Call it at the end.
  std::vector<InputReport> reports() const;

 private:
  Session(SessionOptions options, const std::atomic<bool>* stop);
  Result<void> open_input();
  Step read_snapshot(bool at_head = true);
  bool take_head_event();
  bool take_piece();
  bool changes_tables() const {
    return only_processes_ ? state_.is_about_processes(event_) : state_.is_changed_by(event_);
  }
  Step other_step(const Result<Next>& got);
  Step begin_next_input();
  Step skip_suppressed();
  bool is_suppressed() const;
  InputReport report_of_current() const;

  SessionOptions options_;
  const std::atomic<bool>* stop_;
  std::unique_ptr<FileEngine> file_;  // one of the two
  std::unique_ptr<LiveInput> live_;
  State state_;
  RawEvent event_;
  const std::unique_ptr<Moment> moment_;  // its event is always event_
  Scratch scratch_;
  Error error_;
  size_t input_ = 0;
  bool has_first_ = false;  // event_ was read but not stepped to
  bool check_comm_ = false;
  bool keep_state_ = true;
  bool only_tables_ = false;
  bool only_processes_ = false;
  bool interrupted_ = false;  // the end came because of the stop flag
  uint64_t events_ = 0;
  uint64_t events_before_ = 0;  // events_ when the current input was begun
  uint64_t suppressed_ = 0;
  std::vector<InputReport> finished_;
};

}  // namespace sonde
