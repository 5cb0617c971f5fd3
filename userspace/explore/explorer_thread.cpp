// The loop of the Explorer's thread, and what crosses between it and the caller's. See
// explorer_thread.h. Next: explorer_answers.cpp, explorer_live.cpp.
// SPDX-License-Identifier: Apache-2.0
#include "explore/explorer_thread.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "base/clock.h"
#include "schema/usage_events.h"
#include "state/moment.h"
#include "state/text_options.h"

namespace sonde {
namespace {

constexpr uint64_t kMs = 1'000'000;
constexpr uint64_t kSecond = 1'000 * kMs;
constexpr int kLiveIdleTimeoutMs = 10;
constexpr uint32_t kBatch = 4096;  // events between looks at the requests
constexpr size_t kMaxScanners = 4;

bool follows(const Request& request) {
  return std::visit(
      [](const auto& one) {
        if constexpr (requires { one.follows; }) return one.follows;
        return false;
      },
      request);
}

}  // namespace

ExplorerThread::ExplorerThread(ExplorerOptions options, std::unique_ptr<Session> session,
                               std::unique_ptr<std::atomic<bool>> stop)
    : options_(std::move(options)),
      stop_(std::move(stop)),
      session_(std::move(session)),
      wake_fd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      index_(session_->live() != nullptr),
      worker_(index_),
      replay_(index_, store_, text_),
      pool_(index_, replay_),
      follow_every_ns_(300 * kMs) {
  text_.resolve_ports = options_.resolve_ports;
  LiveInput* const live = session_->live();
  status_.is_live = live != nullptr;
  if (!live) {
    status_.source = options_.inputs[0];
    if (options_.inputs.size() > 1) {
      status_.source += " and " + std::to_string(options_.inputs.size() - 1) + " more";
    }
  } else {
    status_.source = "Live system";
    status_.warnings = live->unreadable();
    live->set_idle_timeout(kLiveIdleTimeoutMs);
  }
}

ExplorerThread::~ExplorerThread() {
  {
    // Under the lock: between a look at these and the beginning of a wait nobody hears the call.
    std::lock_guard hold(lock_);
    ending_ = true;
    cancelled_ = true;
    *stop_ = true;
    asked_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
  ::close(wake_fd_);
}

void ExplorerThread::add_input(int fd, const std::string& path) {
  const bool is_stdin = path == "-";
  store_.add_file(fd, is_stdin ? std::string() : path);
  inputs_.push_back(is_stdin ? "/proc/self/fd/" + std::to_string(fd) : path);
}

void ExplorerThread::start() {
  thread_ = std::thread([this] { run(); });
}

uint64_t ExplorerThread::ask(Request request) {
  std::lock_guard hold(lock_);
  const uint64_t ticket = next_ticket_++;
  requests_.push_back({ticket, std::move(request)});
  asked_.notify_all();
  return ticket;
}

void ExplorerThread::cancel(uint64_t ticket) {
  std::lock_guard hold(lock_);
  cancelled_tickets_.insert(ticket);
  if (current_ticket_ == ticket) cancelled_ = true;
  std::erase_if(requests_, [&](const Pending& one) { return one.ticket == ticket; });
  std::erase_if(replies_, [&](const Reply& one) { return one.ticket == ticket; });
}

std::optional<Reply> ExplorerThread::take() {
  std::lock_guard hold(lock_);
  if (replies_.empty()) {
    uint64_t count;
    [[maybe_unused]] const ssize_t got = ::read(wake_fd_, &count, sizeof count);
    return {};
  }
  Reply reply = std::move(replies_.front());
  replies_.pop_front();
  return reply;
}

ExplorerStatus ExplorerThread::status() const {
  std::lock_guard hold(lock_);
  return status_;
}

void ExplorerThread::wake() {
  const uint64_t one = 1;
  [[maybe_unused]] const ssize_t put = ::write(wake_fd_, &one, sizeof one);
}

void ExplorerThread::run() {
  index_.on_full_chunk([this](const Chunk& chunk) { worker_.give(chunk); });
  index_.take_snapshot(session_->state());
  const size_t cores = std::thread::hardware_concurrency();
  while (pool_.size() < std::min(cores, kMaxScanners)) pool_.add(store_, text_);
  pool_.refresh(session_->state());
  if (status_.is_live) begin_ns_ = session_->upcoming_ts_ns();
  while (!ending_) {
    if (reading_) take_events();
    while (!ending_ && answer_next()) {
    }
    const uint64_t now_ns = steady_ns();
    if (status_.is_live && reading_ && now_ns >= next_refresh_ns_) refresh_live();
    if (is_follow_due()) answer_followers();
    if (now_ns >= next_status_ns_ || !reading_) update_status();
    if (!reading_) wait_for_requests();
  }
}

inline void ExplorerThread::take_event() {
  const Moment& moment = session_->moment();
  if (moment.event->state_only()) [[unlikely]]
    return;
  if (is_last_usage(moment.event->id)) [[unlikely]]
    note_last_usage(moment);
  if (filter_ && !filter_->matches(moment)) return;
  index_.append(moment);
}

void ExplorerThread::take_events() {
  for (uint32_t i = 0; i < kBatch; ++i) {
    const Session::Step step = session_->next();
    if (step == Session::Step::kEvent) [[likely]] {
      take_event();
      continue;
    }
    if (step == Session::Step::kIdle) return;
    end_of_input(step);
    return;
  }
}

void ExplorerThread::end_of_input(Session::Step step) {
  switch (step) {
    case Session::Step::kRestart:
      index_.take_snapshot(session_->state());
      return;
    case Session::Step::kNextInput:
      index_.begin_input(++input_);
      index_.take_snapshot(session_->state());
      return;
    case Session::Step::kFailed: {
      std::lock_guard hold(lock_);
      status_.error = session_->error().what;
      break;
    }
    default:
      break;
  }
  reading_ = false;
  pool_.refresh(session_->state());
  next_follow_ns_ = 0;
  update_status();
}

QueryContext ExplorerThread::context() {
  return {index_, pool_, replay_, session_->state(), &cancelled_};
}

void ExplorerThread::wait_for_requests() {
  std::unique_lock hold(lock_);
  asked_.wait(hold, [this] { return ending_ || !requests_.empty() || !followers_.empty(); });
}

bool ExplorerThread::answer_next() {
  Pending pending;
  {
    std::lock_guard hold(lock_);
    if (requests_.empty()) return false;
    pending = std::move(requests_.front());
    requests_.pop_front();
    current_ticket_ = pending.ticket;
    cancelled_ = false;
  }
  if (reading_) pool_.refresh(session_->state());
  reply_to(pending);
  // A file that has been read does not change any more.
  if (reading_ && follows(pending.request)) followers_.push_back(std::move(pending));
  return true;
}

bool ExplorerThread::is_follow_due() const {
  return !followers_.empty() && steady_ns() >= next_follow_ns_;
}

void ExplorerThread::answer_followers() {
  pool_.refresh(session_->state());
  const uint64_t begin_ns = steady_ns();
  {
    std::lock_guard hold(lock_);
    std::erase_if(followers_,
                  [&](const Pending& one) { return cancelled_tickets_.contains(one.ticket); });
    cancelled_tickets_.clear();  // others were taken out when they were cancelled
  }
  for (const Pending& one : followers_) {
    {
      std::lock_guard hold(lock_);
      current_ticket_ = one.ticket;
      cancelled_ = cancelled_tickets_.contains(one.ticket);
      if (!requests_.empty() && reading_) break;  // a request waits; the rest comes next time
    }
    if (!cancelled_) reply_to(one);
  }
  if (!reading_) followers_.clear();
  // Looking must not take more than a small part of the time that reading needs.
  const uint64_t took_ns = steady_ns() - begin_ns;
  if (!status_.is_live) follow_every_ns_ = std::max(follow_every_ns_, 16 * took_ns);
  next_follow_ns_ = steady_ns() + (status_.is_live ? options_.refresh_ns : follow_every_ns_);
}

void ExplorerThread::reply_to(const Pending& pending) {
  Result<Answer> got = answer(pending.request);
  std::lock_guard hold(lock_);
  current_ticket_ = 0;
  note_unreadable();
  if (cancelled_) return;
  replies_.push_back({pending.ticket, std::move(got)});
  wake();
}

// Under the lock. Rows that cannot be read any more are missing in answers, which must not look as
// if nothing were wrong.
void ExplorerThread::note_unreadable() {
  const uint64_t failures = store_.failures();
  if (!failures || !status_.error.empty()) return;
  status_.error = status_.source + " cannot be read back any more: " + std::to_string(failures) +
                  " times an event was not found in it, and answers lack it";
}

void ExplorerThread::update_status() {
  const uint64_t now_ns = steady_ns();
  next_status_ns_ = now_ns + (status_.is_live ? kSecond : 50 * kMs);
  const LiveInput* const live = session_->live();
  std::vector<std::string> warnings = live ? live->unreadable() : std::vector<std::string>();
  bool is_damaged = false;
  for (const InputReport& report : session_->reports()) {
    for (const Damage& damage : report.damage) {
      warnings.push_back("byte " + std::to_string(damage.offset) + ": " + damage.what);
    }
    is_damaged |= !report.damage.empty();
    if (report.copy_error) {
      const bool is_stdin = report.path == "-";
      warnings.push_back("the temporary copy of " +
                         (is_stdin ? std::string("standard input") : report.path) +
                         " cannot be written: " + std::strerror(report.copy_error) +
                         (is_stdin ? "" : "; each answer reads the file again") +
                         "; set TMPDIR to a folder with room for it");
    }
  }
  std::lock_guard hold(lock_);
  note_unreadable();
  status_.is_damaged = is_damaged;
  const uint64_t events = session_->events();
  if (live && refresh_ns_ && now_ns > refresh_ns_) {
    status_.events_s = static_cast<double>(events - events_at_refresh_) * 1e9 /
                       static_cast<double>(now_ns - refresh_ns_);
  }
  events_at_refresh_ = events;
  refresh_ns_ = now_ns;
  status_.complete = !live && !reading_;
  status_.progress = live ? -1 : reading_ ? session_->progress() : 1;
  status_.events = events;
  status_.lost = live ? live->counters().lost_in_all() : index_.lost();
  status_.first_ns = index_.first_ts_ns();
  status_.last_ns = live && reading_ ? live->now_ns() : index_.last_ts_ns();
  const uint64_t wall_ns = live && reading_ ? epoch_ns() : 0;
  status_.behind_ns = wall_ns > status_.last_ns ? wall_ns - status_.last_ns : 0;
  status_.warnings = std::move(warnings);
  wake();
}

}  // namespace sonde
