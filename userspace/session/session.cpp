// The slow half of Session: opening inputs, pieces of the machine's snapshot, ends and restarts.
// The per-event half is inline in session.h.
// SPDX-License-Identifier: Apache-2.0
#include "session/session.h"
#include "state/moment.h"

#include <algorithm>

#include "session/known_state.h"
#include "state/event_kinds.h"

namespace sonde {

Session::Session(SessionOptions options, const std::atomic<bool>* stop)
    : options_(std::move(options)),
      stop_(stop),
      moment_(std::make_unique<Moment>()),
      check_comm_(!options_.suppressed.empty()),
      keep_state_(options_.keep_state),
      only_tables_(options_.only_tables),
      only_processes_(options_.only_processes) {
  moment_->event = &event_;
  moment_->scratch = &scratch_;
  moment_->text = &options_.text;
}

Session::~Session() = default;

Result<std::unique_ptr<Session>> Session::open(SessionOptions options,
                                               const std::atomic<bool>* stop) {
  std::unique_ptr<Session> session(new Session(std::move(options), stop));
  if (session->options_.exclude_users) session->state_.exclude_users();
  if (session->options_.inputs.empty()) {
    const SessionOptions& wanted = session->options_;
    auto opened = LiveInput::open(wanted.live, wanted.exclude_users, session->state_);
    if (!opened) return opened.error();
    session->live_ = opened.take();
    // Nobody asks for descriptors then.
    if (wanted.only_processes) session->state_.set_look_up({});
  } else if (Result<void> opened = session->open_input(); !opened) {
    return opened.error();
  }
  // An input without events ends at the first next(), which finds the end again.
  if (session->read_snapshot() == Step::kFailed) return session->error_;
  return session;
}

Result<std::unique_ptr<Session>> Session::open_device(SessionOptions options,
                                                      std::unique_ptr<RecordDevice> device,
                                                      std::vector<SnapshotItem> snapshot,
                                                      const std::atomic<bool>* stop) {
  std::unique_ptr<Session> session(new Session(std::move(options), stop));
  session->live_ = std::make_unique<LiveInput>(std::move(device), session->state_);
  session->live_->engine().set_snapshot(std::move(snapshot));
  if (session->read_snapshot() == Step::kFailed) return session->error_;
  return session;
}

Result<std::unique_ptr<Session>> Session::open_flight(SessionOptions options,
                                                      std::unique_ptr<RecordDevice> device,
                                                      std::vector<SnapshotItem> snapshot) {
  std::unique_ptr<Session> session(new Session(std::move(options), nullptr));
  if (session->options_.exclude_users) session->state_.exclude_users();
  session->state_.keep_idle_threads();
  session->live_ = std::make_unique<LiveInput>(std::move(device), session->state_);
  session->live_->engine().set_earlier_snapshot(std::move(snapshot));
  session->live_->stop();
  if (session->read_snapshot() == Step::kFailed) return session->error_;
  return session;
}

Result<void> Session::open_input() {
  const int copy = input_ < options_.copies.size() ? options_.copies[input_] : -1;
  auto opened = FileEngine::open(options_.inputs[input_], stop_, copy);
  if (!opened) return opened.error();
  file_ = opened.take();
  state_.restart();
  events_before_ = events_;
  return {};
}

// A piece of the snapshot that a filtered copy has between its events.
bool Session::take_piece() {
  if (live_) return false;
  const std::string_view data = piece_data(event_);
  if (data.empty()) return false;
  apply_piece(data, state_);
  return true;
}

// An event of a file that completes the snapshot.
bool Session::take_head_event() {
  if (take_piece()) {
    ++events_;
    return true;
  }
  if (live_ || options_.with_head_events) return false;
  if (!completes_snapshot(event_kind(event_.id).effect)) return false;
  scratch_.reset();
  state_.step(event_, *moment_);
  ++events_;
  return true;
}

// Applies what stands ahead of the next event, and reads that event. On the live machine: the
// snapshot, and what happened while it was taken.
Session::Step Session::read_snapshot(bool at_head) {
  Engine& engine = live_ ? static_cast<Engine&>(live_->engine()) : *file_;
  while (true) {
    Result<Next> got = engine.next(event_);
    if (!got) {
      error_ = got.error();
      return Step::kFailed;
    }
    switch (got.value()) {
      case Next::kSnapshot:
        state_.apply(engine.snapshot());
        break;
      case Next::kRestart:
        state_.restart();
        break;
      case Next::kEvent:
        if (live_ && event_.state_only()) {
          scratch_.reset();
          state_.step(event_, *moment_);
          break;
        }
        if (at_head && take_head_event()) break;
        has_first_ = true;
        return Step::kEvent;
      case Next::kIdle: {
        const bool stopped = stop_ && stop_->load(std::memory_order_relaxed);
        if (stopped || live_->engine().snapshot_done()) return Step::kIdle;
        break;
      }
      case Next::kEnd:
        return Step::kEnd;
    }
  }
}

Session::Step Session::other_step(const Result<Next>& got) {
  if (!got) {
    error_ = got.error();
    return Step::kFailed;
  }
  if (live_) return got.value() == Next::kIdle ? Step::kIdle : Step::kEnd;
  if (got.value() == Next::kSnapshot) {
    // A piece of the snapshot between events; not the beginning of another capture.
    state_.apply(file_->snapshot());
    Step step = read_snapshot(false);
    has_first_ = false;
    return step == Step::kEnd ? other_step(Next::kEnd) : step;
  }
  if (got.value() == Next::kRestart) {
    state_.restart();
    Step step = read_snapshot();
    return step == Step::kEvent ? Step::kRestart
           : step == Step::kEnd ? other_step(Next::kEnd)
                                : step;
  }
  return begin_next_input();
}

Session::Step Session::skip_input() {
  if (live_) {
    if (has_first_) live_->drop_event();
    live_->stop();
  }
  has_first_ = false;
  if (live_) return Step::kEnd;
  return begin_next_input();
}

Session::Step Session::begin_next_input() {
  interrupted_ = stop_ && stop_->load(std::memory_order_relaxed);
  if (interrupted_) return Step::kEnd;
  if (input_ + 1 == options_.inputs.size()) return Step::kEnd;
  finished_.push_back(report_of_current());
  ++input_;
  if (Result<void> opened = open_input(); !opened) {
    file_.reset();
    error_ = opened.error();
    return Step::kFailed;
  }
  return read_snapshot() == Step::kFailed ? Step::kFailed : Step::kNextInput;
}

bool Session::is_suppressed() const {
  if (!moment_->thread) return false;
  const std::string_view comm = moment_->thread->info->comm;
  return std::find(options_.suppressed.begin(), options_.suppressed.end(), comm) !=
         options_.suppressed.end();
}

Session::Step Session::skip_suppressed() {
  // A loop, not recursion through next(): a capture may consist of such events alone.
  check_comm_ = false;
  Step step;
  do {
    ++suppressed_;
    step = next();
  } while (step == Step::kEvent && is_suppressed());
  check_comm_ = true;
  return step;
}

double Session::progress() const {
  if (live_) return -1;
  if (!file_) return 1.0;
  double here = file_->progress();
  if (here < 0) return here;
  return (static_cast<double>(input_) + here) / static_cast<double>(options_.inputs.size());
}

InputReport Session::report_of_current() const {
  InputReport report{options_.inputs[input_], events_ - events_before_, {}};
  if (file_) {
    report.damage = file_->damage();
    report.copy_error = file_->copy_error();
  }
  if (interrupted_) {
    // A block that was cut because the user wanted to stop is no damage.
    std::erase_if(report.damage, [&](const Damage& damage) {
      return report.events == 0 || damage.offset > event_.offset;
    });
  }
  return report;
}

std::vector<InputReport> Session::reports() const {
  std::vector<InputReport> all = finished_;
  if (file_) all.push_back(report_of_current());
  return all;
}

}  // namespace sonde
