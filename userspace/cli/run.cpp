// The run: the loop over events. See run.h; run_setup.cpp is before it, run_end.cpp after it.
// SPDX-License-Identifier: Apache-2.0
#include "cli/run.h"

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>

#include "base/log.h"
#include "cli/line_style.h"
#include "cli/report.h"
#include "cli/stop_signals.h"
#include "schema/private_events.h"
#include "state/moment.h"

namespace sonde {
namespace {

constexpr uint64_t kIdleTimeoutMs = 1000;
// While a program runs: its end interrupts the waiting, but may come just before it begins. Once it
// has ended only its last events are waited for.
constexpr uint64_t kProgramTimeoutMs = 50, kEndedTimeoutMs = 5;
constexpr uint64_t kIntervalTimeoutMs = 50;  // chisels with intervals
constexpr uint64_t kEventsBetweenLooks = 1024;

bool marks_loss(const RawEvent& event) {
  const EventId id = static_cast<EventId>(event.id);
  return id == EventId::DROP_E || id == EventId::SONDE_GAP;
}

}  // namespace

// The recording cannot go on; said unless it goes into a pipe whose reader has gone away, which
// ends the program as it ends others.
void Run::fail(const Error& error) {
  pollfd pipe{STDOUT_FILENO, POLLOUT, 0};
  reader_gone_ = options_.output == "-" && ::poll(&pipe, 1, 0) == 1 && pipe.revents & POLLERR;
  if (!reader_gone_ && !failed_) log_error(error);
  failed_ = true;
}

// The start of the time that -M counts.
void Run::begin_clock() { first_ts_ns_ = session_->live() ? session_->live()->now_ns() : 0; }

// Nothing new on the live machine: what is held back goes out, and the clock may say that it is
// enough. False when reading is to end.
bool Run::idle() {
  if (statistics_) end_intervals(session_->live()->now_ns());
  if ((prints_ || chisels_ || statistics_) && !output_->flush()) return false;
  LiveInput& live = *session_->live();
  const uint64_t now_ns = live.now_ns();
  if (recording_) {
    Result<void> done = recording_->flush();
    if (done) done = recording_->pass_time(now_ns);
    if (!done) {
      fail(done.error());
      return false;
    }
  }
  uint64_t timeout_ms = kIdleTimeoutMs;
  if (chisels_ && chisels_->set().wants_clock()) {
    timeout_ms = kIntervalTimeoutMs;
    chisels_->set().clock(now_ns);
    if (chisels_->wants_end() && !recording_) return false;
  }
  if (command_) timeout_ms = command_->ended() ? kEndedTimeoutMs : kProgramTimeoutMs;
  if (options_.duration_limit_ns) {
    const uint64_t end_ns = first_ts_ns_ + options_.duration_limit_ns;
    const uint64_t left_ms = end_ns > now_ns ? (end_ns - now_ns) / 1'000'000 + 1 : 1;
    timeout_ms = std::min(left_ms, timeout_ms);
  }
  live.set_idle_timeout(static_cast<int>(timeout_ms));
  return !past_duration(now_ns);
}

bool Run::past_duration(uint64_t ts_ns) {
  if (!first_ts_ns_) first_ts_ns_ = ts_ns;
  return options_.duration_limit_ns && ts_ns >= first_ts_ns_ &&
         ts_ns - first_ts_ns_ >= options_.duration_limit_ns;
}

bool Run::print(const Moment& moment) {
  if (strace_) return !strace_->append_line(output_->buffer(), moment) || output_->end_line();
  const bool shown = options_.json ? format_->append_json(output_->buffer(), moment)
                                   : format_->append_line(output_->buffer(), moment);
  return !shown || output_->end_line();
}

// Names of containers that began after the file did. False when the recording cannot go on.
bool Run::record_containers(uint64_t ts_ns) {
  const std::vector<std::string> found = session_->take_new_containers();
  if (!recording_) return true;
  Result<void> done = recording_->add_containers(found, ts_ns);
  if (!done) fail(done.error());
  return done.ok();
}

bool Run::record(const Moment& moment, bool matched) {
  Result<void> done = recording_->take(moment, matched);
  if (done) return true;
  fail(done.error());
  return false;
}

void Run::note_loss(const RawEvent& event) {
  ++loss_marks_;
  lost_events_ += lost_in_gap(event);
}

void Run::print_statistics(uint64_t ts_ns) {
  const StatForm form = options_.json       ? StatForm::kJson
                        : options_.stat_csv ? StatForm::kCsv
                                            : StatForm::kTable;
  statistics_->append(output_->buffer(), form, options_.stat_rows, ts_ns);
  output_->end_line();
}

// --every: tables of the intervals that are over at this time.
void Run::end_intervals(uint64_t ts_ns) {
  const uint64_t every_ns = options_.stat_every_ns;
  if (!every_ns) return;
  if (!statistics_end_ns_) statistics_end_ns_ = ts_ns - ts_ns % every_ns + every_ns;
  if (ts_ns < statistics_end_ns_) return;
  print_statistics(statistics_end_ns_);
  statistics_end_ns_ = ts_ns - ts_ns % every_ns + every_ns;
}

// False when reading is to end. A recording beside goes on without the chisels.
bool Run::tell_chisels(const Moment& moment, bool matched) {
  chisels_->set().event(moment, matched);
  if (!chisels_->wants_end()) [[likely]]
    return true;
  chisels_end_ = chisels_->ended_capture();
  return !chisels_end_ && recording_ && chisels_->set().failed();
}

// False when reading is to end.
bool Run::take_event(const Moment& moment) {
  const RawEvent& event = *moment.event;
  if (marks_loss(event)) [[unlikely]]
    note_loss(event);
  if (session_->state().has_new_containers() && !record_containers(event.ts_ns)) [[unlikely]]
    return false;
  if (before_program_) [[unlikely]] {
    // How it waited to be released is nobody's business.
    before_program_ = moment.row().effect.effect != Effect::EXECS;
    if (before_program_) return true;
  }
  // What is never shown is not asked for either: it neither counts for -n nor moves delta times.
  // But a loss is never silent.
  const bool hidden = (moment.row().category & kInternal) && !options_.internal_events &&
                      event.id != static_cast<uint16_t>(EventId::SONDE_GAP);
  if (hidden && (prints_ || statistics_)) {
    if (options_.summary && (!filter_ || filter_->matches(moment))) summary_.count(event);
    return true;
  }
  if (statistics_) end_intervals(event.ts_ns);
  const bool matched = !event.state_only() && (!filter_ || filter_->matches(moment));
  if (recording_ && !record(moment, matched)) return false;
  if (chisels_ && !tell_chisels(moment, matched)) return false;
  if (!matched) return true;
  ++matched_;
  ++matched_in_input_;
  if (statistics_ && !statistics_->add(moment)) {
    fail(statistics_->error());
    return false;
  }
  if (options_.summary) summary_.count(event);
  if (options_.call_summary) calls_.count(moment);
  return !prints_ || print(moment);
}

// Events of the live machine into the recording, unseen, until something else than an event comes
// or a signal may ask for something (kEvent: nothing is wrong). A failure has been reported.
Session::Step Run::pass_on() {
  const uint64_t end_ns =
      options_.duration_limit_ns ? first_ts_ns_ + options_.duration_limit_ns : UINT64_MAX;
  const uint64_t most = options_.event_limit ? options_.event_limit : UINT64_MAX;
  while (true) {
    const Session::Step step = session_->next();
    if (step != Session::Step::kEvent) return step;
    const RawEvent& event = session_->event();
    if (event.ts_ns >= end_ns) return session_->skip_input();
    if (marks_loss(event)) [[unlikely]]
      note_loss(event);
    if (options_.summary) summary_.count(event);
    if (session_->state().has_new_containers() && !record_containers(event.ts_ns)) [[unlikely]]
      return Session::Step::kEnd;
    if (!recording_->add_live(event)) [[unlikely]] {
      if (Result<void> outcome = recording_->flush(); !outcome) fail(outcome.error());
      return Session::Step::kEnd;
    }
    if (++matched_ >= most) return session_->skip_input();
    if (matched_ % kEventsBetweenLooks == 0) return Session::Step::kEvent;
  }
}

void Run::read_all() {
  using Step = Session::Step;
  Step step = Step::kEvent;
  begin_clock();
  if (chisels_ && chisels_->set().wants_clock() && session_->live()) {
    session_->live()->set_idle_timeout(static_cast<int>(kIntervalTimeoutMs));
  }
  if (command_) {
    command_->release();
    session_->live()->set_idle_timeout(kProgramTimeoutMs);
  }
  const LiveInput* const live = session_->live();
  const bool passes_on = recording_ && !needs_moments() && recording_->takes_all_live();
  while (!stopped()) {
    const bool enough = options_.event_limit && matched_in_input_ >= options_.event_limit;
    step = enough ? session_->skip_input() : passes_on ? pass_on() : session_->next();
    if (step == Step::kEvent) [[likely]] {
      if (past_duration(session_->event().ts_ns)) {
        step = session_->skip_input();
      } else {
        if (!passes_on && !take_event(session_->moment())) return;
        if (progress_.due()) progress_.show(session_->progress(), session_->events());
        if (flight_) {
          if (Result<void> done = flight_->tend(); !done) fail(done.error());
        } else if (live && take_report_request()) {
          report_counters(live->counters());
        }
        continue;
      }
    }
    if (step == Step::kEnd) return;
    if (step == Step::kFailed) {
      log_error(session_->error());
      failed_ = true;
      return;
    }
    if (step == Step::kIdle) {
      if (take_report_request()) report_counters(live->counters());
      if (!idle()) return;
      if (command_is_over()) drain();
      continue;
    }
    if (recording_) {
      if (Result<void> done = recording_->restart(session_->upcoming_ts_ns()); !done) {
        fail(done.error());
        return;
      }
    }
    if (step == Step::kNextInput) {
      matched_in_input_ = 0;
      begin_clock();
    }
  }
}

// True when a signal says so. What the live machine has recorded up to then still belongs to the
// output; for a person who watches at a terminal, it is over at once.
bool Run::stopped() {
  if (!stop_.load(std::memory_order_relaxed)) [[likely]]
    return false;
  if (!session_->live() || (prints_ && lines_on_terminal(options_))) return true;
  drain();
  return false;
}

// What the live machine has recorded up to now is still taken, and nothing after it.
void Run::drain() {
  if (!draining_) session_->live()->stop();
  draining_ = true;
}

// True when the program that was run has ended, and all that it started.
bool Run::command_is_over() {
  if (!command_ || !command_->ended()) return false;
  // Where events were lost, the end of a thread may be among them: then the kernel is asked.
  const bool sure = session_->live()->counters().lost_in_all() == 0;
  bool any = false;
  session_->state().threads().for_each([&](const Thread& thread) {
    const int64_t tid = thread.info->tid;
    const bool has_ended = thread.dying || &thread == session_->state().ending_thread();
    if (has_ended || !thread.info->valid || outsiders_.contains(tid)) return;
    any |= sure || kill(static_cast<pid_t>(tid), 0) == 0;
  });
  return !any;
}

int Run::go() {
  if (flight_)
    fly();
  else
    read_all();
  progress_.clear();
  return finish();
}

}  // namespace sonde
