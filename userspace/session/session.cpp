// The slow half of Session: opening inputs, pieces of the machine's picture, ends and restarts.
// The per-event half is inline in session.h.
// SPDX-License-Identifier: Apache-2.0
#include "session/session.h"

#include <algorithm>

#include "base/clock.h"
#include "filter/pushdown/kernel_plan.h"
#include "proc/container_files.h"
#include "proc/proc_files.h"
#include "proc/proc_machine.h"
#include "proc/proc_scan.h"

namespace sonde {

std::vector<SnapshotItem> read_accounts() {
  ProcFiles files;
  std::vector<SnapshotItem> accounts;
  accounts.emplace_back(read_users(files, "/etc/passwd"));
  accounts.emplace_back(read_groups(files, "/etc/group"));
  return accounts;
}

Users users_of(const std::vector<SnapshotItem>& accounts) {
  Users users;
  for (const SnapshotItem& item : accounts) {
    const auto* list = std::get_if<std::vector<UserInfo>>(&item);
    if (!list) continue;
    for (const UserInfo& user : *list) users.add(user);
  }
  return users;
}

LiveOptions live_options(const LiveRequest& request, const Users& users) {
  LiveOptions live;
  sonde_settings& settings = live.settings;
  const uint32_t more_trace = (request.page_faults ? SONDE_TRACE_FAULT : 0u) |
                              (request.switches ? SONDE_TRACE_SWITCH : 0u) |
                              (request.usage ? SONDE_TRACE_USAGE : 0u);
  const KernelPlan plan =
      request.filter ? request.filter->kernel_plan(more_trace, &users) : plan_of_everything();
  std::copy(plan.syscalls.begin(), plan.syscalls.end(), std::begin(settings.syscalls));
  settings.trace = plan.trace;
  settings.predicate = plan.predicate;
  if (request.ring_bytes) settings.ring_bytes = request.ring_bytes;
  if (request.snaplen) settings.snaplen = request.snaplen;
  settings.trace |= more_trace;
  if (request.private_events) settings.mode |= SONDE_MODE_WITH_SELF;
  if (request.process) {
    settings.scope.count = 1;
    settings.scope.tgids[0] = request.process;
  }
  return live;
}

Session::Session(SessionOptions options, const std::atomic<bool>* stop)
    : options_(std::move(options)),
      stop_(stop),
      check_comm_(!options_.suppressed.empty()),
      keep_state_(options_.keep_state) {
  moment_.scratch = &scratch_;
  moment_.text = &options_.text;
}

Result<std::unique_ptr<Session>> Session::open(SessionOptions options,
                                               const std::atomic<bool>* stop) {
  std::unique_ptr<Session> session(new Session(std::move(options), stop));
  if (session->options_.exclude_users) session->state_.exclude_users();
  if (session->options_.inputs.empty()) {
    if (Result<void> opened = session->open_live(); !opened) return opened.error();
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
  session->kmod_ = std::make_unique<KmodEngine>(std::move(device));
  session->kmod_->set_snapshot(std::move(snapshot));
  if (session->read_snapshot() == Step::kFailed) return session->error_;
  return session;
}

Result<std::unique_ptr<Session>> Session::open_flight(SessionOptions options,
                                                      std::unique_ptr<RecordDevice> device,
                                                      std::vector<SnapshotItem> snapshot) {
  std::unique_ptr<Session> session(new Session(std::move(options), nullptr));
  if (session->options_.exclude_users) session->state_.exclude_users();
  session->state_.keep_idle_threads();
  session->kmod_ = std::make_unique<KmodEngine>(std::move(device));
  session->kmod_->set_earlier_snapshot(std::move(snapshot));
  session->kmod_->stop();
  if (session->read_snapshot() == Step::kFailed) return session->error_;
  return session;
}

Result<void> Session::open_input() {
  const int copy = input_ < options_.copies.size() ? options_.copies[input_] : -1;
  auto opened = FileEngine::open({options_.inputs[input_]}, stop_, copy);
  if (!opened) return opened.error();
  file_ = opened.take();
  state_.restart();
  events_before_ = events_;
  return {};
}

// Between the clock of this program and that of records.
constexpr uint64_t kClockMarginNs = 2'000'000;

// Recording begins before the picture is taken, so that nothing falls in between.
Result<void> Session::open_live() {
  const LiveRequest& request = options_.live;
  state_.keep_idle_threads();
  // Once, and before all: the kernel decides by the same table of users as the filter here.
  std::vector<SnapshotItem> snapshot;
  if (!options_.exclude_users) snapshot = read_accounts();
  Users users = users_of(snapshot);
  if (options_.exclude_users) users.exclude();
  const LiveOptions live = live_options(request, users);
  live_ring_bytes_ = live.settings.ring_bytes;
  auto opened = KmodDevice::open(live);
  if (!opened) return opened.error();
  kmod_ = std::make_unique<KmodEngine>(opened.take());
  ProcScanOptions scan;
  scan.with_users = false;
  if (request.process) scan.only_processes = {request.process};
  state_.set_container_look_up([this](std::string_view id, int type) {
    return kmod_->is_under_pressure() ? std::string() : container_json(id, type);
  });
  auto scanned = scan_proc(scan, [&](SnapshotItem&& item) { snapshot.push_back(std::move(item)); });
  if (!scanned) return scanned.error();
  unreadable_ = std::move(scanned.value().unreadable);
  kmod_->set_snapshot(std::move(snapshot));
  state_.set_snapshot_time(epoch_ns() + kClockMarginNs);
  // It takes a while on a machine with many sockets, and events are worth more than a name.
  state_.set_look_up([this](int64_t tid, const std::vector<int64_t>& only) {
    return kmod_->is_under_pressure() ? std::vector<FdSnapshot>() : scan_tables({tid}, only);
  });
  return {};
}

// Looks at the descriptors that records could not tell for sure. All events that were found have
// been handed out, they must be of about now, and looking may take a tenth of the time.
void Session::reconcile() {
  constexpr uint64_t kEveryNs = 500'000'000, kMaxBehindNs = 100'000'000, kShare = 10;
  const uint64_t begin_ns = steady_ns();
  if (begin_ns < next_reconcile_ns_ || kmod_->is_under_pressure()) return;
  next_reconcile_ns_ = begin_ns + kEveryNs;
  const uint64_t reported_ns = kmod_->now_ns();
  if (epoch_ns() > reported_ns + kMaxBehindNs) return;
  const std::vector<int64_t> tids = state_.suspect(reported_ns);
  if (tids.empty()) return;
  const std::vector<FdSnapshot> found = scan_tables(tids);
  state_.reconcile(tids, found, epoch_ns() + kClockMarginNs);
  const uint64_t end_ns = steady_ns();
  next_reconcile_ns_ = end_ns + std::max(kEveryNs, kShare * (end_ns - begin_ns));
}

void Session::apply(const SnapshotItem& item) { state_.apply(item); }

// Applies what stands ahead of the next event, and reads that event. On the live machine: the
// picture, and what happened while it was taken.
Session::Step Session::read_snapshot() {
  Engine& engine = kmod_ ? static_cast<Engine&>(*kmod_) : *file_;
  while (true) {
    Result<Next> got = engine.next(event_);
    if (!got) {
      error_ = got.error();
      return Step::kFailed;
    }
    switch (got.value()) {
      case Next::kSnapshot:
        apply(engine.snapshot());
        break;
      case Next::kRestart:
        state_.restart();
        break;
      case Next::kEvent:
        if (kmod_ && event_.state_only()) {
          scratch_.reset();
          state_.step(event_, moment_);
          ++snapshot_events_;
          break;
        }
        has_first_ = true;
        return Step::kEvent;
      case Next::kIdle: {
        const bool stopped = stop_ && stop_->load(std::memory_order_relaxed);
        if (stopped || kmod_->snapshot_done()) return Step::kIdle;
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
  if (kmod_) return got.value() == Next::kIdle ? Step::kIdle : Step::kEnd;
  if (got.value() == Next::kSnapshot) {
    // A piece of the picture between events; not the beginning of another capture.
    apply(file_->snapshot());
    Step step = read_snapshot();
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
  has_first_ = false;
  if (kmod_) {
    kmod_->stop();
    return Step::kEnd;
  }
  return begin_next_input();
}

// Gap markers are handed out, and are not in the kernel's count.
uint64_t Session::live_unread_events() const {
  const uint64_t taken = snapshot_events_ + events_ + has_first_ + kmod_->unknown_events();
  const uint64_t recorded = kmod_->counters().written + kmod_->gap_events();
  return recorded > taken ? recorded - taken : 0;
}

void Session::stop_live() {
  if (kmod_) kmod_->stop();
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
  if (kmod_) return -1;
  if (!file_) return 1.0;
  double here = file_->progress();
  if (here < 0) return here;
  return (static_cast<double>(input_) + here) / static_cast<double>(options_.inputs.size());
}

InputReport Session::report_of_current() const {
  InputReport report{options_.inputs[input_], events_ - events_before_, {}};
  if (file_) report.damage = file_->damage();
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
  if (file_) all.push_back(report_of_current());
  return all;
}

}  // namespace sonde
