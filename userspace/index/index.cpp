// Filling the index, and forgetting what is too old: see index.h.
// SPDX-License-Identifier: Apache-2.0
#include "index/index.h"

#include <algorithm>
#include <unordered_set>

#include "capfile/event_block.h"
#include "fields/result_params.h"
#include "index/dependency.h"
#include "index/rollup.h"
#include "index/up_to.h"
#include "schema/private_events.h"
#include "state/moment.h"

namespace sonde {

// What append() asks of an event's row, in one load.
struct IndexTraits {
  int8_t result_param = -1;
  bool about_fd = false;
  bool about_fd_always = false;  // also when the event has no descriptor
  bool has_rule = false;
  bool is_scheduler = false, is_connect = false, is_gap = false, is_enter = false;
  bool has_own_name = false;
  bool makes_thread = false;  // the result is a thread's number
  bool after_end = false;     // of a thread that has ended
};

namespace {

struct TraitTable {
  IndexTraits rows[kEventRowCount];
  TraitTable() {
    for (const EventRow& row : event_rows()) {
      IndexTraits& traits = rows[row.id];
      traits.result_param = static_cast<int8_t>(result_param_of(row.id));
      traits.about_fd = row.flags & kAboutFd;
      traits.about_fd_always = traits.about_fd && !(row.flags & kMayLackFd);
      traits.has_rule = event_kind(row.id).bits & EventKind::kHasRule;
      traits.is_scheduler = row.category & kScheduler;
      traits.is_connect = row.effect.effect == Effect::CONNECTS;
      traits.makes_thread = row.effect.effect == Effect::FORKS;
      traits.has_own_name = event_traits()[row.id].has_own_name;
      traits.is_enter = event_kind(row.id).bits & EventKind::kEnter;
      traits.after_end = row.effect.effect == Effect::REPORTS_USAGE;
      traits.is_gap = row.id == static_cast<uint16_t>(EventId::SONDE_GAP);
    }
  }
};

bool fits_number(int64_t number) { return number > Chunk::kWideNumber && number <= INT32_MAX; }

uint64_t bytes_of(const Chunk& chunk) {
  uint64_t bytes = sizeof(Chunk) + chunk.bytes.capacity();
  if (chunk.rollups) bytes += sizeof(ChunkRollup) + chunk.rollups->list.capacity() * sizeof(Rollup);
  return bytes;
}

ThreadStats stats_now(const Thread& thread, uint64_t row) {
  ThreadStats now;
  now.row = row;
  now.tid = thread.tid;
  now.vmsize_kb = thread.vmsize_kb;
  now.vmrss_kb = thread.vmrss_kb;
  now.vmswap_kb = thread.vmswap_kb;
  now.fds = static_cast<uint32_t>(thread.fds->size());
  now.members = thread.leader ? thread.leader->nchilds : thread.nchilds;
  now.pfmajor = thread.pfmajor;
  now.pfminor = thread.pfminor;
  now.cpu_user_ticks = thread.cpu_user_ticks;
  now.cpu_system_ticks = thread.cpu_system_ticks;
  now.cpu_user_ppm = thread.cpu_user_ppm;
  now.cpu_system_ppm = thread.cpu_system_ppm;
  return now;
}

const IndexTraits* trait_rows() {
  static const TraitTable table;
  return table.rows;
}

}  // namespace

bool ThreadStats::same_amounts(const ThreadStats& other) const {
  return vmsize_kb == other.vmsize_kb && vmrss_kb == other.vmrss_kb &&
         vmswap_kb == other.vmswap_kb && fds == other.fds && members == other.members &&
         pfmajor == other.pfmajor && pfminor == other.pfminor &&
         cpu_user_ticks == other.cpu_user_ticks && cpu_system_ticks == other.cpu_system_ticks &&
         cpu_user_ppm == other.cpu_user_ppm && cpu_system_ppm == other.cpu_system_ppm;
}

uint64_t StepList::at(uint64_t row, uint64_t fallback) const {
  if (steps_.size() == 1 && steps_[0].row <= row) return steps_[0].value;
  auto after =
      std::upper_bound(steps_.begin(), steps_.end(), row,
                       [](uint64_t wanted, const Step& step) { return wanted < step.row; });
  return after == steps_.begin() ? fallback : std::prev(after)->value;
}

uint64_t StepList::exactly(uint64_t row, uint64_t fallback) const {
  auto found =
      std::lower_bound(steps_.begin(), steps_.end(), row,
                       [](const Step& step, uint64_t wanted) { return step.row < wanted; });
  return found == steps_.end() || found->row != row ? fallback : found->value;
}

void StepList::forget_before(uint64_t row) {
  while (steps_.size() > 1 && steps_[1].row <= row) steps_.pop_front();
}

Index::Index(bool keeps_events) : traits_(trait_rows()), keeps_events_(keeps_events) {}

void Index::take_snapshot(const State& state) {
  journal_ = &state.table_journal();
  fd_histories_.take(*journal_, next_row_, versions_);
  add_life({next_row_, -1, 0, ThreadChange::Kind::kAllGone});
  state.threads().for_each([&](const Thread& thread) {
    note_life(thread, version_of(thread));
    add_stats(stats_now(thread, next_row_));
    thread.index_stats = 0;
  });
}

void Index::begin_input(uint32_t input) {
  if (last_ && full_chunk_) full_chunk_(*last_);
  input_ = input;
  last_ = nullptr;
}

Chunk& Index::new_chunk(uint64_t offset) {
  if (last_ && full_chunk_) full_chunk_(*last_);
  ChunkPool::Pointer chunk = pool_.take();
  chunk->first_row = next_row_;
  chunk->base_offset = keeps_events_ ? 0 : offset;
  chunk->input = input_;
  last_ = chunk.get();
  chunks_.push_back(std::move(chunk));
  return *last_;
}

size_t Index::find_chunk(uint64_t row) const {
  auto after = std::upper_bound(
      chunks_.begin(), chunks_.end(), row,
      [](uint64_t wanted, const auto& chunk) { return wanted < chunk->first_row; });
  return static_cast<size_t>(after - chunks_.begin()) - 1;
}

void Index::note_life(const Thread& thread, uint32_t version) {
  add_life({next_row_, thread.tid, version, ThreadChange::Kind::kIs});
}

void Index::add_life(const ThreadChange& change) {
  lives_.push_back(change);
  if (change.kind == ThreadChange::Kind::kAllGone) {
    restarts_.push_back(change.row);
  } else {
    histories_[change.tid].steps.push_back({change.row, change.version});
  }
}

void Index::add_stats(const ThreadStats& stats) {
  histories_[stats.tid].thread_stats.push_back(static_cast<uint32_t>(thread_stats_.size()));
  thread_stats_.push_back(stats);
}

// What the table of the thread's descriptors is called.
uint64_t Index::table_of(const Thread& thread) {
  const uint64_t known = thread.fds->watched_as();
  return known ? known : fd_histories_.watch(*thread.fds, *journal_, next_row_, versions_);
}

inline uint32_t Index::version_of(const Thread& thread) {
  const uint32_t known = versions_.known(thread);
  return known ? known : versions_.add(thread, table_of(thread));
}

// The same when the thread may have got another table.
inline uint32_t Index::version_with_table(const Thread& thread) {
  const uint32_t version = version_of(thread);
  if (versions_.thread(version).table == thread.fds->watched_as()) [[likely]]
    return version;
  return versions_.add(thread, table_of(thread));
}

// The version that the thread had when it ended, and again for this one row.
uint32_t Index::version_of_ended(const Thread& thread) {
  uint32_t version = 0;
  const auto found = histories_.find(thread.tid);
  if (found != histories_.end()) {
    const auto& steps = found->second.steps;
    const auto last = std::find_if(steps.rbegin(), steps.rend(),
                                   [](const ThreadHistory::Step& step) { return step.version; });
    const bool is_same =
        last != steps.rend() && &*versions_.thread(last->version).info == &*thread.info;
    if (is_same) version = last->version;
  }
  if (!version) version = version_of(thread);
  add_life({next_row_, thread.tid, version, ThreadChange::Kind::kReported});
  add_life({next_row_ + 1, thread.tid, 0, ThreadChange::Kind::kReported});
  return version;
}

uint32_t Index::version_at(int64_t tid, uint64_t row) const {
  const auto found = histories_.find(tid);
  if (found == histories_.end()) return 0;
  const auto& steps = found->second.steps;
  const auto after = std::upper_bound(
      steps.begin(), steps.end(), row,
      [](uint64_t wanted, const ThreadHistory::Step& step) { return wanted < step.row; });
  if (after == steps.begin()) return 0;
  const ThreadHistory::Step& step = *std::prev(after);
  const auto restart = std::upper_bound(restarts_.begin(), restarts_.end(), row);
  if (restart != restarts_.begin() && *std::prev(restart) > step.row) return 0;
  return step.version;
}

const ThreadHistory* Index::history_of(int64_t tid) const {
  const auto found = histories_.find(tid);
  return found == histories_.end() ? nullptr : &found->second;
}

size_t Index::stats_up_to(const ThreadHistory& history, uint64_t row, size_t guess) const {
  const auto& thread_stats = history.thread_stats;
  return count_up_to(thread_stats.size(), row, guess,
                     [&](size_t i) { return thread_stats_[thread_stats[i]].row; });
}

uint64_t Index::changes_up_to(uint64_t row, uint64_t guess) const {
  return count_up_to(lives_.size(), row, guess, [&](size_t i) { return lives_[i].row; });
}

void Index::note_stats(const Thread& thread, uint32_t ended) {
  ThreadStats now = stats_now(thread, next_row_ + ended);
  now.members -= ended;
  // index_stats counts from 1 and on through what was forgotten; see sweep().
  if (thread.index_stats && thread.index_stats <= thread_stats_.size()) {
    const ThreadStats& last = thread_stats_[thread.index_stats - 1];
    if (last.tid == thread.tid && last.same_amounts(now)) return;
  }
  add_stats(now);
  thread.index_stats = static_cast<uint32_t>(thread_stats_.size());
}

void Index::append(const Moment& moment) {
  const RawEvent& event = *moment.event;
  Chunk* chunk = last_;
  if (!chunk || chunk->rows == Chunk::kRows || event.offset - chunk->base_offset > UINT32_MAX ||
      chunk->bytes.size() > (size_t{1} << 31)) [[unlikely]] {
    chunk = &new_chunk(event.offset);
  }
  const uint32_t at = chunk->rows;
  const IndexTraits& traits = traits_[event.id];
  chunk->ts_ns[at] = event.ts_ns;
  chunk->kind[at] = event.id;
  uint16_t cpu = event.cpu & Chunk::kCpuMask;
  const Thread* thread = moment.thread;
  uint32_t version = 0;
  if (thread && traits.after_end) [[unlikely]] {
    version = version_of_ended(*thread);
    thread->index_stats = 0;  // this one is noted, whatever was before
    note_stats(*thread);
  } else if (thread) [[likely]] {
    const uint32_t before = thread->index_version;
    version = traits.has_rule ? version_with_table(*thread) : version_of(*thread);
    if (version != before) [[unlikely]] {
      note_life(*thread, version);
      if (thread->leader && thread->leader != thread) {
        note_life(*thread->leader, version_of(*thread->leader));
      }
    }
    if (traits.has_rule) {
      note_stats(*thread);
      if (thread->leader && thread->leader != thread) note_stats(*thread->leader);
    }
  }
  chunk->thread[at] = version;
  if (!journal_->changes.empty()) [[unlikely]]
    fd_histories_.take(*journal_, next_row_, versions_);
  const bool is_new_fd = moment.fd && !moment.fd->index_mark.number;
  const uint32_t fd = versions_.of(moment.fd);
  chunk->fd[at] = fd;
  if (is_new_fd && thread) fd_histories_.note(*thread->fds, next_row_, moment.fd_num, fd);
  chunk->fd_num[at] = traits.has_own_name          ? value_of<uint16_t>(event.param(0))
                      : fits_number(moment.fd_num) ? static_cast<int32_t>(moment.fd_num)
                                                   : Chunk::kWideNumber;
  if (traits.about_fd && thread) {
    const bool is_about = traits.about_fd_always || moment.fd_num != -1;
    if (is_about && !moment.fd) cpu |= Chunk::kNameFromParams;
  }
  if (moment.fd_name_changed) cpu |= Chunk::kNameChanged;
  // A switch of threads shows the latency of the thread's last call.
  const uint64_t latency_ns = moment.has_latency              ? moment.latency_ns
                              : traits.is_scheduler && thread ? thread->latency_ns
                                                              : 0;
  chunk->latency_ns[at] =
      latency_ns < Chunk::kLongLatency ? static_cast<uint32_t>(latency_ns) : Chunk::kLongLatency;
  if (moment.has_latency) cpu |= Chunk::kHasLatency;
  chunk->result[at] = Chunk::kNoResult;
  if (traits.result_param >= 0) {
    const Bytes bytes = event.param(static_cast<uint32_t>(traits.result_param));
    if (bytes.size() >= sizeof(int64_t)) {
      const int64_t result = load<int64_t>(bytes.data());
      const bool fits = result > Chunk::kWideResult && result <= INT32_MAX;
      chunk->result[at] = fits ? static_cast<int32_t>(result) : Chunk::kWideResult;
      if (!fits) wide_results_.add(next_row_, static_cast<uint64_t>(result));
      if (traits.is_connect && result < 0 && result != -115) cpu |= Chunk::kNameFromParams;
    }
  }
  chunk->cpu[at] = cpu;
  chunk->enter[at] = 0;
  append_leftovers(moment, *chunk, at);
  if (keeps_events_) {
    chunk->offset[at] = static_cast<uint32_t>(chunk->bytes.size());
    append_event_block(chunk->bytes, event);
  } else {
    chunk->offset[at] = static_cast<uint32_t>(event.offset - chunk->base_offset);
  }
  if (event.ts_ns < chunk->min_ts) chunk->min_ts = event.ts_ns;
  if (event.ts_ns > chunk->max_ts) chunk->max_ts = event.ts_ns;
  if (event.ts_ns > last_ts_ns_) last_ts_ns_ = event.ts_ns;
  ++chunk->rows;
  ++next_row_;
}

// The rare parts: numbers that do not fit, the way back to the enter event, ends of threads.
inline void Index::append_leftovers(const Moment& moment, Chunk& chunk, uint32_t at) {
  const RawEvent& event = *moment.event;
  // Container events at the head of a file may have no time; 0 wraps around on both sides.
  if (event.ts_ns - 1 < first_ts_ns_ - 1) first_ts_ns_ = event.ts_ns;
  if (event.num != next_row_ + expected_ahead_) [[unlikely]] {
    expected_ahead_ = event.num - next_row_;
    number_ahead_.add(next_row_, expected_ahead_);
  }
  if (chunk.latency_ns[at] == Chunk::kLongLatency) [[unlikely]] {
    long_latencies_.add(next_row_,
                        moment.has_latency ? moment.latency_ns : moment.thread->latency_ns);
  }
  if (chunk.fd_num[at] == Chunk::kWideNumber) [[unlikely]] {
    wide_fds_.add(next_row_, static_cast<uint64_t>(moment.fd_num));
  }
  if (moment.exec_time_ns) {
    exec_times_.add(next_row_, moment.exec_time_ns);
    has_switches_ = true;
    // Who has ended leaves its CPU once more.
    const auto tid = static_cast<int64_t>(event.tid);
    const uint64_t total_ns = moment.thread ? moment.thread->total_exec_time_ns : 0;
    histories_[tid].on_cpu.push_back({next_row_, total_ns, moment.exec_time_ns});
  }
  const IndexTraits& traits = traits_[event.id];
  if (traits.is_enter && moment.thread) {
    moment.thread->index_enter = next_row_;
  } else if (moment.has_enter && moment.thread) {
    const uint64_t back = next_row_ - moment.thread->index_enter;
    if (back < Chunk::kFarEnter) {
      chunk.enter[at] = static_cast<uint16_t>(back);
    } else {
      chunk.enter[at] = Chunk::kFarEnter;
      far_enters_.add(next_row_, back);
    }
  }
  if (!traits.has_rule) return;
  const bool done = moment.thread && chunk.result[at] >= 0;
  if (traits.makes_thread && done && chunk.result[at] > 0) {
    const Thread* child = moment.state->find_thread(chunk.result[at]);
    if (child) note_life(*child, version_with_table(*child));
  }
  if (traits.is_gap) lost_ += lost_in_gap(event);
  if (const Thread* ending = moment.state->ending_thread()) {
    add_life({next_row_ + 1, ending->tid, 0, ThreadChange::Kind::kEnds});
    const Thread* leader = ending->leader;
    if (leader && leader != ending && leader->nchilds > 0) {
      note_stats(*leader, 1);  // from the next event on
    }
  }
}

uint64_t Index::enter_row(const Chunk& chunk, uint32_t at) const {
  const uint16_t back = chunk.enter[at];
  if (back == 0) return ~uint64_t{0};
  const uint64_t row = chunk.first_row + at;
  const uint64_t rows = back == Chunk::kFarEnter ? far_enters_.exactly(row, row + 1) : back;
  return rows > row || row - rows < first_row() ? ~uint64_t{0} : row - rows;
}

uint64_t Index::bytes() const {
  uint64_t sum = fd_histories_.bytes();
  for (const auto& chunk : chunks_) sum += bytes_of(*chunk);
  return sum;
}

void Index::forget(uint64_t ts_ns, uint64_t bytes, const State& state) {
  uint64_t kept = this->bytes();
  size_t gone = 0;
  // Histories of tables go with the rows that they are of, but only when they are swept.
  const uint64_t of_tables = fd_histories_.bytes();
  const uint64_t each_tables = chunks_.empty() ? 0 : of_tables / chunks_.size();
  while (chunks_.size() > 1 && (chunks_.front()->max_ts < ts_ns || kept > bytes)) {
    kept -= std::min(kept, bytes_of(*chunks_.front()) + each_tables);
    chunks_.pop_front();
    ++gone;
  }
  if (gone == 0) return;
  ++generation_;
  first_ts_ns_ = chunks_.front()->min_ts;
  while (cpu_readings_.size() > 2 && cpu_readings_[1] < first_ts_ns_) cpu_readings_.pop_front();
  chunks_since_sweep_ += gone;
  if (chunks_since_sweep_ * 4 < chunks_.size() && of_tables < bytes / 4) return;
  chunks_since_sweep_ = 0;
  sweep(state);
}

void Index::sweep(const State& state) {
  const uint64_t first = first_row();
  long_latencies_.forget_before(first);
  wide_results_.forget_before(first);
  exec_times_.forget_before(first);
  wide_fds_.forget_before(first);
  far_enters_.forget_before(first);
  number_ahead_.forget_before(first);

  // Of what a thread was before the first row that is kept, the last counts.
  HashSet<int64_t> seen;
  std::deque<ThreadChange> lives;
  bool all_gone = false;
  for (auto change = lives_.rbegin(); change != lives_.rend(); ++change) {
    if (change->row > first) {
      lives.push_front(*change);
    } else if (!all_gone && change->kind == ThreadChange::Kind::kAllGone) {
      all_gone = true;
    } else if (!all_gone && seen.insert(change->tid).second &&
               change->kind == ThreadChange::Kind::kIs) {
      lives.push_front(*change);
    }
  }
  HashMap<int64_t, ThreadHistory> before;
  before.swap(histories_);
  restarts_.clear();
  lives_.clear();
  for (const ThreadChange& change : lives) add_life(change);
  seen.clear();
  std::deque<ThreadStats> thread_stats;
  for (auto stats = thread_stats_.rbegin(); stats != thread_stats_.rend(); ++stats) {
    if (stats->row >= first || seen.insert(stats->tid).second) thread_stats.push_front(*stats);
  }
  thread_stats_.clear();
  for (const ThreadStats& stats : thread_stats) add_stats(stats);
  for (auto& [tid, history] : histories_) {
    std::vector<ThreadHistory::OnCpu>& list = history.on_cpu;
    list = std::move(before[tid].on_cpu);
    size_t gone = 0;
    while (gone + 1 < list.size() && list[gone + 1].row <= first) ++gone;
    list.erase(list.begin(), list.begin() + static_cast<ptrdiff_t>(gone));
  }
  state.threads().for_each([](const Thread& thread) { thread.index_stats = 0; });

  std::vector<bool> threads(versions_.thread_count()), fds(versions_.fd_count());
  for (const auto& chunk : chunks_) {
    for (uint32_t at = 0; at < chunk->rows; ++at) {
      threads[chunk->thread[at]] = true;
      fds[chunk->fd[at]] = true;
    }
  }
  for (const ThreadChange& change : lives_) threads[change.version] = true;
  std::unordered_set<uint64_t> tables;
  state.threads().for_each([&](const Thread& thread) {
    if (thread.index_version) threads[thread.index_version] = true;
    tables.insert(thread.fds->watched_as());
  });
  for (uint32_t version = 1; version < threads.size(); ++version) {
    if (threads[version]) tables.insert(versions_.thread(version).table);
  }
  fd_histories_.sweep(first, [&](uint64_t table) { return tables.contains(table); });
  fd_histories_.for_each_version([&](uint32_t version) { fds[version] = true; });
  versions_.sweep(threads, fds);
}

}  // namespace sonde
