// The slow half of Session: opening inputs, pieces of the machine's picture, ends and restarts.
// The per-event half is inline in session.h.
// SPDX-License-Identifier: Apache-2.0
#include "session/session.h"

#include <algorithm>

namespace sonde {

Session::Session(SessionOptions options, const std::atomic<bool>* stop)
    : options_(std::move(options)), stop_(stop), check_comm_(!options_.suppressed.empty()) {
  moment_.scratch = &scratch_;
  moment_.text = &options_.text;
}

Result<std::unique_ptr<Session>> Session::open(SessionOptions options,
                                               const std::atomic<bool>* stop) {
  std::unique_ptr<Session> session(new Session(std::move(options), stop));
  if (session->options_.exclude_users) session->state_.exclude_users();
  if (Result<void> opened = session->open_input(); !opened) return opened.error();
  // An input without events ends at the first next(), which finds the end again.
  if (session->read_picture() == Step::kFailed) return session->error_;
  return session;
}

Result<void> Session::open_input() {
  auto opened = FileEngine::open({options_.inputs[input_]}, stop_);
  if (!opened) return opened.error();
  engine_ = opened.take();
  state_.restart();
  events_before_ = events_;
  return {};
}

void Session::apply(const SnapshotItem& item) {
  state_.apply(item);
}

// Applies what stands ahead of the next event, and reads that event.
Session::Step Session::read_picture() {
  while (true) {
    Result<Next> got = engine_->next(event_);
    if (!got) {
      error_ = got.error();
      return Step::kFailed;
    }
    switch (got.value()) {
      case Next::kSnapshot:
        apply(engine_->snapshot());
        break;
      case Next::kRestart:
        state_.restart();
        break;
      case Next::kEvent:
        has_first_ = true;
        return Step::kEvent;
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
  if (got.value() == Next::kSnapshot) {
    // A piece of the picture between events; not the beginning of another capture.
    apply(engine_->snapshot());
    Step step = read_picture();
    has_first_ = false;
    return step == Step::kEnd ? other_step(Next::kEnd) : step;
  }
  if (got.value() == Next::kRestart) {
    state_.restart();
    Step step = read_picture();
    return step == Step::kEvent ? Step::kRestart
           : step == Step::kEnd ? other_step(Next::kEnd)
                                : step;
  }
  return begin_next_input();
}

Session::Step Session::skip_input() {
  has_first_ = false;
  return begin_next_input();
}

Session::Step Session::begin_next_input() {
  interrupted_ = stop_ && stop_->load(std::memory_order_relaxed);
  if (interrupted_) return Step::kEnd;
  if (input_ + 1 == options_.inputs.size()) return Step::kEnd;
  finished_.push_back(report_of_current());
  ++input_;
  if (Result<void> opened = open_input(); !opened) {
    engine_.reset();
    error_ = opened.error();
    return Step::kFailed;
  }
  return read_picture() == Step::kFailed ? Step::kFailed : Step::kNextInput;
}

bool Session::is_suppressed() const {
  if (!moment_.thread) return false;
  const std::string_view comm = moment_.thread->info->comm;
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
  if (!engine_) return 1.0;
  double here = engine_->progress();
  if (here < 0) return here;
  return (static_cast<double>(input_) + here) / static_cast<double>(options_.inputs.size());
}

InputReport Session::report_of_current() const {
  InputReport report{options_.inputs[input_], events_ - events_before_, {}};
  if (engine_) report.damage = engine_->damage();
  if (interrupted_) {
    // A block that was cut because the person wanted to stop is no damage.
    std::erase_if(report.damage, [&](const Damage& damage) {
      return report.events == 0 || damage.offset > event_.offset;
    });
  }
  return report;
}

std::vector<InputReport> Session::reports() const {
  std::vector<InputReport> all = finished_;
  if (engine_) all.push_back(report_of_current());
  return all;
}

}  // namespace sonde
