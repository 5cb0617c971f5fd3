// The loop of the Explorer's thread: see explorer_thread.h.
// SPDX-License-Identifier: Apache-2.0
#include "explore/explorer_thread.h"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "base/clock.h"
#include "explore/capture_copy.h"
#include "explore/event_detail.h"
#include "explore/export_events.h"
#include "explore/time_scans.h"
#include "schema/usage_events.h"

namespace sonde {
namespace {

constexpr uint64_t kMs = 1'000'000;
constexpr uint64_t kSecond = 1'000 * kMs;
constexpr uint64_t kSampleEveryNs = kSecond;
constexpr int kLiveIdleTimeoutMs = 10;
constexpr uint32_t kBatch = 4096;  // events between looks at the requests
constexpr size_t kKeptLists = 4;
constexpr size_t kMaxScanners = 4;
constexpr size_t kMaxKeptCells = 500'000;
constexpr uint32_t kMaxLines = 2000;  // on a page

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
      index_(session_->is_live()),
      worker_(index_),
      replay_(index_, store_, text_),
      pool_(index_, replay_),
      follow_every_ns_(300 * kMs) {
  text_.resolve_ports = options_.resolve_ports;
  status_.is_live = session_->is_live();
  if (!status_.is_live) {
    status_.source = options_.inputs[0];
    if (options_.inputs.size() > 1) {
      status_.source += " and " + std::to_string(options_.inputs.size() - 1) + " more";
    }
  } else {
    status_.source = "Live system";
    status_.warnings = session_->unreadable();
    session_->set_live_idle_timeout(kLiveIdleTimeoutMs);
  }
}

ExplorerThread::~ExplorerThread() {
  ending_ = true;
  cancelled_ = true;
  *stop_ = true;
  asked_.notify_all();
  if (thread_.joinable()) thread_.join();
  ::close(wake_fd_);
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

// What a thread used after the last reading of /proc is told by its own event, and not again by the
// next reading of its process.
void ExplorerThread::note_last_usage(const Moment& moment) {
  if (!moment.thread) return;
  constexpr uint64_t kNsOfPpm = 1000;  // of a second
  const Thread& thread = *moment.thread;
  usage_.leave_out(process_of(thread), (thread.cpu_user_ppm + thread.cpu_system_ppm) * kNsOfPpm);
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
      if (!requests_.empty() && reading_) break;  // somebody waits; the rest comes next time
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
  if (cancelled_) return;
  replies_.push_back({pending.ticket, std::move(got)});
  wake();
}

// A time that counts back from now becomes one that stands still.
Scope ExplorerThread::resolved(const Scope& scope) const {
  Scope out = scope;
  if (scope.last_ns) {
    const uint64_t now_ns =
        session_->is_live() && reading_ ? session_->live_now_ns() : index_.last_ts_ns();
    out.to_ns = now_ns + 1;
    out.from_ns = now_ns > scope.last_ns ? now_ns - scope.last_ns : 1;
    out.last_ns = 0;
  }
  return out;
}

Result<Answer> ExplorerThread::answer(const Request& request) {
  const QueryContext here = context();
  if (const auto* one = std::get_if<TableRequest>(&request)) return answer(*one, here);
  if (const auto* one = std::get_if<LinesRequest>(&request)) return answer(*one, here);
  if (const auto* one = std::get_if<FindRequest>(&request)) return answer(*one, here);
  if (const auto* one = std::get_if<GotoRequest>(&request)) return answer(*one, here);
  if (const auto* one = std::get_if<ExportRequest>(&request)) return answer(*one, here);
  if (const auto* one = std::get_if<EventRequest>(&request)) {
    return describe_event(one->event, here);
  }
  if (const auto* one = std::get_if<ActivityRequest>(&request)) {
    ActivityRequest fixed = *one;
    fixed.scope = resolved(one->scope);
    return scan_activity(fixed, here);
  }
  SpectrogramRequest fixed = std::get<SpectrogramRequest>(request);
  fixed.scope = resolved(fixed.scope);
  return scan_latencies(fixed, here);
}

Result<Answer> ExplorerThread::answer(const TableRequest& request, const QueryContext& context) {
  Scope scope = resolved(request.scope);
  // Rates are by the second that was looked at, whether or not something happened in it.
  if (session_->is_live()) {
    const bool forgot = index_.generation() > 1;
    scope.from_ns = std::max({scope.from_ns, begin_ns_, forgot ? index_.first_ts_ns() : 0});
    if (!scope.to_ns && reading_) scope.to_ns = session_->live_now_ns() + 1;
  }
  Query query{request.view, scope.filter, scope.from_ns, scope.to_ns, request.tag, request.depth};
  const auto is_same = [&](const KeptTable& kept) {
    const TableRequest& other = kept.request;
    return other.view == request.view && other.tag == request.tag && other.depth == request.depth &&
           other.scope.filter == scope.filter && other.scope.from_ns == scope.from_ns &&
           other.scope.to_ns == scope.to_ns;
  };
  const auto kept = std::find_if(tables_.begin(), tables_.end(), is_same);
  if (kept != tables_.end()) return Answer(kept->table);
  pool_.set_text(text_);
  auto table = run_query(query, context.source(), &cancelled_);
  if (!table) return table.error();
  if (!reading_ && table.value()) {
    TableRequest fixed = request;
    fixed.scope = scope;
    kept_cells_ += table.value()->cells.size();
    tables_.push_back({std::move(fixed), table.value()});
    while (kept_cells_ > kMaxKeptCells) {
      kept_cells_ -= tables_.front().table->cells.size();
      tables_.pop_front();
    }
  }
  return Answer(table.take());
}

Result<EntryList*> ExplorerThread::entries_of(const Scope& scope, EntryStyle style,
                                              const QueryContext& context) {
  for (auto& list : lists_) {
    if (!list->is_of(scope, style)) continue;
    list->count(context);
    return list.get();
  }
  auto made = EntryList::make(scope, style, context);
  if (!made) return made.error();
  if (lists_.size() == kKeptLists) lists_.erase(lists_.begin());
  lists_.push_back(std::make_unique<EntryList>(made.take()));
  if (!lists_.back()->count(context)) lists_.back()->count(context);
  return lists_.back().get();
}

Result<Answer> ExplorerThread::answer(const LinesRequest& request, const QueryContext& context) {
  auto list = entries_of(resolved(request.scope), request.style, context);
  if (!list) return list.error();
  EntryList& entries = *list.value();
  const uint32_t count = std::min(request.count, kMaxLines);
  uint64_t first = request.first;
  if (request.from_end) {
    const uint64_t back = request.first + count;
    first = entries.size() > back ? entries.size() - back : 0;
  }
  Lines lines;
  entries.page(context, first, count, lines);
  pool_.set_text(text_);
  return Answer(std::move(lines));
}

Result<Answer> ExplorerThread::answer(const FindRequest& request, const QueryContext& context) {
  auto list = entries_of(resolved(request.scope), request.style, context);
  if (!list) return list.error();
  FoundEntry found;
  found.entry = list.value()->find(context, request.text, request.from, request.backwards);
  pool_.set_text(text_);
  return Answer(found);
}

Result<Answer> ExplorerThread::answer(const GotoRequest& request, const QueryContext& context) {
  auto list = entries_of(resolved(request.scope), request.style, context);
  if (!list) return list.error();
  FoundEntry found;
  if (list.value()->size()) found.entry = list.value()->entry_at(context, request.ts_ns);
  return Answer(found);
}

Result<Answer> ExplorerThread::answer(const ExportRequest& request, const QueryContext& context) {
  ExportRequest fixed = request;
  fixed.scope = resolved(request.scope);
  auto written = export_events(fixed, options_.inputs, context);
  if (!written) return written.error();
  return Answer(written.value());
}

// What a thread has used since the reading before becomes an accounting event, as recorders of
// sysdig's kind write them. Threads that rest need none.
void ExplorerThread::sample_usage(uint64_t now_ns) {
  index_.note_cpu_reading(now_ns);
  const State& state = session_->state();
  const auto is_known = [&](int64_t tid) { return state.find_thread(tid) != nullptr; };
  for (const ThreadUsage& usage : usage_.read(is_known)) {
    const State::Usage amounts{usage.tid,
                               usage.has_total,
                               usage.total_user_ns,
                               usage.total_system_ns,
                               usage.is_leader,
                               static_cast<uint32_t>(usage.vmsize_kb),
                               static_cast<uint32_t>(usage.vmrss_kb),
                               usage.major_faults,
                               usage.minor_faults};
    const bool is_news = session_->note_usage(amounts);
    const Thread* thread = state.find_thread(usage.tid);
    if (!thread || !(is_news || usage.user_ticks || usage.system_ticks)) continue;
    uint16_t lengths[2] = {8, 8};
    uint64_t values[2] = {thread->cpu_user_ticks + usage.user_ticks,
                          thread->cpu_system_ticks + usage.system_ticks};
    RawEvent event;
    event.ts_ns = now_ns;
    event.tid = static_cast<uint64_t>(usage.tid);
    event.id = static_cast<uint16_t>(EventId::PROCINFO_E);
    event.lengths = reinterpret_cast<const uint8_t*>(lengths);
    event.params = reinterpret_cast<const uint8_t*>(values);
    event.params_bytes = sizeof values;
    event.nparams = 2;
    event.num = index_.number_of(index_.end_row());
    index_.append(session_->inject(event));
  }
}

void ExplorerThread::refresh_live() {
  const uint64_t begin_ns = steady_ns();
  const uint64_t now_ns = session_->live_now_ns();
  if (begin_ns >= next_sample_ns_) {
    sample_usage(epoch_ns());
    next_sample_ns_ = begin_ns + kSampleEveryNs;
  }
  const uint64_t oldest = now_ns > options_.history_ns ? now_ns - options_.history_ns : 0;
  worker_.reconcile();  // it must not look at what goes
  index_.forget(oldest, options_.history_bytes, session_->state());
  const Meters meters = meters_.read(begin_ns);
  std::lock_guard hold(lock_);
  status_.meters = meters;
  next_refresh_ns_ = begin_ns + kSampleEveryNs;
}

void ExplorerThread::update_status() {
  const uint64_t now_ns = steady_ns();
  next_status_ns_ = now_ns + (status_.is_live ? kSecond : 50 * kMs);
  const bool live = session_->is_live();
  std::vector<std::string> warnings = live ? session_->unreadable() : std::vector<std::string>();
  for (const InputReport& report : session_->reports()) {
    for (const Damage& damage : report.damage) {
      warnings.push_back("byte " + std::to_string(damage.offset) + ": " + damage.what);
    }
  }
  std::lock_guard hold(lock_);
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
  status_.lost = live ? session_->live_counters().lost_in_all() : index_.lost();
  status_.first_ns = index_.first_ts_ns();
  status_.last_ns = live && reading_ ? session_->live_now_ns() : index_.last_ts_ns();
  const uint64_t wall_ns = live && reading_ ? epoch_ns() : 0;
  status_.behind_ns = wall_ns > status_.last_ns ? wall_ns - status_.last_ns : 0;
  status_.warnings = std::move(warnings);
  wake();
}

Result<std::unique_ptr<Explorer>> Explorer::open(ExplorerOptions options) {
  auto stop = std::make_unique<std::atomic<bool>>(false);
  std::optional<Filter> filter;
  if (!options.filter.empty()) {
    auto compiled = Filter::compile(options.filter, nullptr);
    if (!compiled) return compiled.error();
    filter.emplace(compiled.take());
  }
  SessionOptions session;
  session.inputs = options.inputs;
  session.live.ring_bytes = options.ring_bytes;
  session.live.snaplen = options.snaplen_bytes;
  session.live.page_faults = options.page_faults;
  session.live.usage = true;
  session.exclude_users = options.exclude_users;
  session.live.filter = filter ? &*filter : nullptr;
  std::vector<int> files;
  const auto give_up = [&](const Error& error) {
    for (int fd : files) ::close(fd);
    return error;
  };
  for (const std::string& path : options.inputs) {
    auto copy = plain_copy_of(path);
    if (!copy) return give_up(copy.error());
    files.push_back(copy.value().read_fd);
    session.copies.push_back(copy.value().write_fd);
  }
  auto opened = Session::open(std::move(session), stop.get());
  if (!opened) return give_up(opened.error());
  auto explorer =
      std::make_unique<ExplorerThread>(std::move(options), opened.take(), std::move(stop));
  for (int fd : files) explorer->store().add_file(fd);
  explorer->set_filter(std::move(filter));
  explorer->start();
  return std::unique_ptr<Explorer>(std::move(explorer));
}

}  // namespace sonde
