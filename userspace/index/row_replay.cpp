// Replaying threads and composing Moments: see stage.h.
// SPDX-License-Identifier: Apache-2.0
#include "index/row_replay.h"
#include "state/moment.h"
#include "state/text_options.h"

#include <array>

namespace sonde {
namespace {

constexpr uint16_t kThreadEvent = static_cast<uint16_t>(EventId::PROCINFO_E);
constexpr uint16_t kFdEvent = static_cast<uint16_t>(EventId::SYSCALL_READ_X);

// Which parameters of an event are numbers of threads.
struct ThreadParams {
  std::array<std::vector<uint8_t>, kEventRowCount> of;
  ThreadParams() {
    for (const EventRow& row : event_rows()) {
      for (uint8_t i = 0; i < row.params.size(); ++i) {
        if (row.params[i].type == Type::PID) of[row.id].push_back(i);
      }
    }
  }
};

}  // namespace

RowReplay::RowReplay(const Index& index, EventStore& store, const TextOptions& text)
    : index_(index), store_(store), moment_(std::make_unique<Moment>()) {
  moment_->event = &event_;
  moment_->state = &state_;
  moment_->scratch = &scratch_;
  moment_->text = &text;
  size_t used = 0;
  name_field_ = parse_field("fd.name", used).take();
  directory_field_ = parse_field("fd.directory", used).take();
}

RowReplay::~RowReplay() = default;

void RowReplay::set_text(const TextOptions& text) { moment_->text = &text; }

uint32_t RowReplay::number_of_name(const Value& name) {
  if (!name.exists()) return kNoName;
  const auto [found, added] = param_name_numbers_.try_emplace(std::string(name.as_view()), 0);
  if (added) {
    found->second = static_cast<uint32_t>(param_name_texts_.size());
    param_name_texts_.push_back(found->first);
  }
  return found->second;
}

uint32_t RowReplay::param_name(const Chunk& chunk, uint32_t at, bool directory) {
  if (param_name_generation_ != index_.generation()) {
    param_names_.clear();
    param_folders_.clear();
    param_name_numbers_.clear();
    param_name_texts_.resize(1);
    param_name_generation_ = index_.generation();
  }
  const uint64_t row = chunk.first_row + at;
  if (const uint32_t known = (directory ? param_folders_ : param_names_).of(row);
      known != PairMap::kUnset) {
    return known;
  }
  uint32_t name = kNoName, folder = kNoName;
  if (const Moment* moment = this->at(chunk, at)) {
    name = number_of_name(name_field_.field->get(*moment, name_field_));
    folder = number_of_name(directory_field_.field->get(*moment, directory_field_));
  }
  param_names_.of(row) = name;
  param_folders_.of(row) = folder;
  return directory ? folder : name;
}

void RowReplay::apply(const ThreadStats& stats, Thread& thread) {
  thread.vmsize_kb = stats.vmsize_kb;
  thread.vmrss_kb = stats.vmrss_kb;
  thread.vmswap_kb = stats.vmswap_kb;
  thread.pfmajor = stats.pfmajor;
  thread.pfminor = stats.pfminor;
  thread.cpu_user_ticks = stats.cpu_user_ticks;
  thread.cpu_system_ticks = stats.cpu_system_ticks;
  thread.cpu_user_ppm = stats.cpu_user_ppm;
  thread.cpu_system_ppm = stats.cpu_system_ppm;
}

// Puts a thread in place as it was at the row, or takes it away; nullptr then.
Thread* RowReplay::show(int64_t tid, uint64_t row) {
  const uint32_t version = index_.version_at(tid, row);
  if (version == 0) {
    state_.hide_thread(tid);
    return nullptr;
  }
  const ThreadVersion& then = index_.versions().thread(version);
  const Thread* known = state_.find_thread(tid);
  if (known && &*known->info == &*then.info && known->leader) return const_cast<Thread*>(known);
  return state_.show_thread(tid, then.info);
}

// The thread and those that fields of it may ask about.
Thread* RowReplay::show_family(int64_t tid, uint64_t row) {
  constexpr int kMaxAncestors = 64;
  const uint32_t version = index_.version_at(tid, row);
  if (version == 0) return show(tid, row);
  const ThreadInfo& info = *index_.versions().thread(version).info;
  if (info.pid >= 0 && info.pid != tid) show(info.pid, row);
  for (const int64_t other : {info.sid, info.pgid, info.vpgid}) {
    if (other > 0 && other != tid) show(other, row);
  }
  int64_t parent = info.ptid, child = tid;
  for (int i = 0; i < kMaxAncestors && parent > 0 && parent != child; ++i) {
    const Thread* shown = show(parent, row);
    if (!shown) break;
    const ThreadInfo& of = *shown->info;
    child = parent;
    if (!of.is_leader() && of.pid > 0) {
      const Thread* leader = show(of.pid, row);
      if (leader) state_.show_thread(parent, shown->info);
      parent = leader ? leader->info->ptid : of.ptid;
    } else {
      parent = of.ptid;
    }
  }
  return show(tid, row);
}

const DescriptorRef& RowReplay::copy_of(uint32_t fd) {
  if (copies_generation_ != index_.generation()) {
    const auto hold = index_.lock_refcounts();
    copies_.clear();
    copies_generation_ = index_.generation();
  }
  if (fd >= copies_.size()) copies_.resize(index_.versions().fd_count());
  if (!copies_[fd]) {
    const auto hold = index_.lock_refcounts();
    copies_[fd] = DescriptorRef::make(index_.versions().fd(fd));
  }
  return copies_[fd];
}

// Threads may still have them. What was in them is owned by copies_, too, so nothing is freed here,
// without lock_refcounts().
void RowReplay::drop_tables() {
  for (auto& [number, placed] : placed_) placed.table->clear();
  placed_.clear();
  for (Shown& one : shown_) one.placed = nullptr;
}

RowReplay::PlacedTable& RowReplay::placed_table(uint64_t table) {
  if (placed_.size() >= kMaxPlaced && !placed_.contains(table)) drop_tables();
  PlacedTable& placed = placed_[table];
  if (!placed.history) placed.history = index_.fd_histories().find(table);
  return placed;
}

// Forward by steps; else, and over many steps, from the last snapshot on.
void RowReplay::go_to(PlacedTable& placed, uint64_t row) {
  const FdHistory& history = *placed.history;
  const size_t wanted = history.steps_up_to(row, placed.steps);
  if (wanted == placed.steps && placed.begun) [[likely]]
    return;
  DescriptorTable& table = *placed.table;
  const FdHistory::Snapshot* snapshot = history.snapshot_before(wanted);
  const bool is_nearer = snapshot && snapshot->steps > placed.steps &&
                         snapshot->steps - placed.steps > snapshot->entries.size();
  if (wanted < placed.steps || !placed.begun || is_nearer) {
    table.clear();
    placed.begun = true;
    placed.steps = 0;
    if (snapshot) {
      for (const auto& [fd, version] : snapshot->entries) table.set(fd, copy_of(version));
      placed.steps = snapshot->steps;
    }
  }
  for (; placed.steps < wanted; ++placed.steps) {
    const FdHistory::Step& step = history.steps()[placed.steps];
    if (step.version) {
      table.set(step.fd, copy_of(step.version));
    } else {
      table.erase(step.fd);
    }
  }
}

void RowReplay::show_table(Shown& who, uint64_t table, uint64_t row) {
  if (!who.placed) who.placed = &placed_table(table);
  if (who.thread->fds != who.placed->table) who.thread->fds = who.placed->table;
  if (who.placed->history) go_to(*who.placed, row);
}

void RowReplay::show_named_threads(uint64_t row) {
  static const ThreadParams kThreadParams;
  for (const uint8_t i : kThreadParams.of[event_.id]) {
    const int64_t tid = i < event_.nparams ? value_of<int64_t>(event_.param(i), -1) : -1;
    if (tid > 0 && tid != static_cast<int64_t>(event_.tid)) shown(tid, row);
  }
}

void RowReplay::begin_moment() {
  scratch_.reset();
  moment_->thread = nullptr;
  moment_->fd = nullptr;
  moment_->fd_num = -1;
  moment_->latency_ns = moment_->exec_time_ns = 0;
  moment_->has_latency = moment_->fd_name_changed = moment_->has_enter = false;
}

// The thread of the number, put in place as of the row.
RowReplay::Shown& RowReplay::shown(int64_t tid, uint64_t row) {
  const bool is_other_index =
      index_.end_row() != shown_end_ || index_.generation() != shown_generation_;
  if (is_other_index || row < shown_from_ || row >= shown_until_) {
    for (Shown& one : shown_) one.tid = -1;
    if (index_.generation() != shown_generation_) drop_tables();
    shown_changes_ = index_.changes_up_to(row, shown_changes_);
    shown_from_ = shown_changes_ ? index_.row_of_change(shown_changes_ - 1) : 0;
    shown_until_ = index_.row_of_change(shown_changes_);
    shown_end_ = index_.end_row();
    shown_generation_ = index_.generation();
  }
  Shown& who = shown_[static_cast<uint64_t>(tid) % kMaxShown];
  if (who.tid == tid) return who;
  const auto hold = index_.lock_refcounts();
  show_family(tid, row);
  who = Shown();
  who.tid = tid;
  who.thread = const_cast<Thread*>(state_.find_thread(tid));
  who.own.history = index_.history_of(tid);
  const Thread* leader = who.thread ? who.thread->leader : nullptr;
  who.of_leader.history = leader ? index_.history_of(leader->tid) : nullptr;
  return who;
}

const ThreadStats& RowReplay::stats_at(KnownStats& of, uint64_t row) const {
  static const ThreadStats kNothing;
  if (!of.history) return kNothing;
  if (row < of.from || row >= of.until) {
    const auto& list = of.history->thread_stats;
    of.past = index_.stats_up_to(*of.history, row, of.past);
    of.last = of.past ? &index_.thread_stats()[list[of.past - 1]] : &kNothing;
    of.from = of.past ? of.last->row : 0;
    of.until = of.past < list.size() ? index_.thread_stats()[list[of.past]].row : ~uint64_t{0};
  }
  return *of.last;
}

// What the thread and its process had of memory, faults and threads.
void RowReplay::show_amounts(Shown& who, uint64_t row) {
  Thread& thread = *who.thread;
  apply(stats_at(who.own, row), thread);
  if (!thread.leader) return;
  const ThreadStats& stats = stats_at(who.of_leader, row);
  if (thread.leader != &thread) apply(stats, *thread.leader);
  thread.leader->nchilds = stats.members;
}

// Where the call of the row began.
void RowReplay::show_enter(Thread& thread, const Chunk& chunk, uint32_t at) {
  const uint64_t row = index_.enter_row(chunk, at);
  if (row == ~uint64_t{0}) return;
  const Chunk& other = index_.chunk_of(row);
  RawEvent enter;
  if (!store_.read(index_, other, static_cast<uint32_t>(row - other.first_row), enter)) return;
  thread.enter.store(enter);
  moment_->has_enter = true;
}

const Moment* RowReplay::at(const Chunk& chunk, uint32_t at, uint8_t parts) {
  const uint64_t row = chunk.first_row + at;
  const uint16_t kind = chunk.kind[at];
  if (kinds_[kind].has_own_name) parts |= kRowParams;
  begin_moment();
  const uint32_t version = chunk.thread[at];
  const int64_t tid = index_.versions().tids()[version];
  if (parts & kRowParams) {
    if (!store_.read(index_, chunk, at, event_)) return nullptr;
  } else {
    event_ = RawEvent{};
    event_.id = kind;
    event_.ts_ns = chunk.ts_ns[at];
    event_.num = index_.number_of(row);
    event_.cpu = chunk.cpu[at] & Chunk::kCpuMask;
    event_.tid = static_cast<uint64_t>(tid);
  }
  if (parts & kRowNamed) show_named_threads(row);
  Shown* const who = version && (parts & kRowThread) ? &shown(tid, row) : nullptr;
  Thread* const thread = who ? who->thread : nullptr;
  // The sender of container events has no number.
  moment_->thread = who && !thread ? stand_in(version) : thread;
  if (thread) {
    if (parts & kRowEnter) show_enter(*thread, chunk, at);
    if (parts & kRowTable) show_table(*who, index_.versions().thread(version).table, row);
    if (parts & kRowAmounts) show_amounts(*who, row);  // after others: members are counted here
    if (parts & kRowOnCpu) {
      thread->total_exec_time_ns = who->own.history ? index_.on_cpu_ns(*who->own.history, row) : 0;
    }
  }
  if (chunk.fd[at]) moment_->fd = &index_.versions().fd(chunk.fd[at]);
  moment_->fd_num = kinds_[kind].has_own_name ? -1 : index_.fd_num(chunk, at);
  moment_->fd_name_changed = chunk.cpu[at] & Chunk::kNameChanged;
  const uint64_t latency_ns = index_.latency_ns(chunk, at);
  moment_->has_latency = chunk.cpu[at] & Chunk::kHasLatency;
  moment_->latency_ns = moment_->has_latency ? latency_ns : 0;
  if (kinds_[kind].switches) moment_->exec_time_ns = index_.exec_time_ns(row);
  if (thread) thread->latency_ns = latency_ns;
  return moment_.get();
}

// A thread of its own, for one that is in no table.
Thread* RowReplay::stand_in(uint32_t version) {
  const ThreadVersion& of = index_.versions().thread(version);
  if (version != shown_version_ || index_.generation() != shown_version_generation_) {
    const auto hold = index_.lock_refcounts();
    thread_.tid = of.tid;
    thread_.info = of.info;
    leader_.tid = of.leader->tid;
    leader_.info = of.leader;
    leader_.leader = &leader_;
    thread_.leader = of.info->is_leader() ? &thread_ : of.has_leader ? &leader_ : nullptr;
    shown_version_ = version;
    shown_version_generation_ = index_.generation();
  }
  return &thread_;
}

const Moment& RowReplay::of_thread(uint32_t version, const ThreadStats* stats) {
  begin_moment();
  const ThreadVersion& of = index_.versions().thread(version);
  event_ = RawEvent{};
  event_.id = kThreadEvent;
  event_.tid = static_cast<uint64_t>(of.tid);
  event_.ts_ns = index_.last_ts_ns();
  stand_in(version);
  static const ThreadStats kNothing;
  const ThreadStats& amounts = stats ? *stats : kNothing;
  thread_.vmsize_kb = amounts.vmsize_kb;
  thread_.vmrss_kb = amounts.vmrss_kb;
  thread_.vmswap_kb = amounts.vmswap_kb;
  thread_.pfmajor = amounts.pfmajor;
  thread_.pfminor = amounts.pfminor;
  thread_.nchilds = leader_.nchilds = amounts.members;
  moment_->thread = &thread_;
  return *moment_;
}

const Moment& RowReplay::of_fd(const Descriptor& fd, int64_t number, uint32_t thread) {
  of_thread(thread, nullptr);  // version 0 is nobody
  event_.id = kFdEvent;
  moment_->fd = &fd;
  moment_->fd_num = number;
  return *moment_;
}

const Moment& RowReplay::of_fd(uint32_t fd, uint32_t thread) {
  return of_fd(index_.versions().fd(fd), 0, thread);
}

const Moment& RowReplay::of_fd_and_kind(uint32_t fd, uint16_t kind) {
  if (fd == 0) return of_kind(kind);
  of_fd(fd, 0);
  event_.id = kind;
  return *moment_;
}

const Moment& RowReplay::of_kind(uint16_t kind) {
  begin_moment();
  event_ = RawEvent{};
  event_.id = kind;
  event_.ts_ns = index_.last_ts_ns();
  return *moment_;
}

}  // namespace sonde
