// Index: events as columns. One pass over a capture fills it; from then on a view, another filter,
// another range of time is a scan of columns and not a replay. Live, the same columns hold the last
// minutes, with the events themselves beside them.
// Filled by explore/explorer_thread.cpp from Moments. Everything happens on the decoding thread;
// scans may read columns from several threads while nobody appends.
// Next: chunk.h (columns), versions.h (who and what), stage.h (a Moment out of a row).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "base/seeded_hash.h"
#include "index/chunk.h"
#include "index/chunk_pool.h"
#include "index/fd_histories.h"
#include "index/versions.h"
#include "state/state.h"

namespace sonde {

struct Moment;

// What a thread of the table was from a row on.
struct ThreadChange {
  // kReported: it has ended, and yet one event tells of it; version 0 follows.
  enum class Kind : uint8_t { kIs, kEnds, kAllGone, kReported };

  uint64_t row = 0;  // the first one that it holds for
  int64_t tid = -1;
  uint32_t version = 0;
  Kind kind = Kind::kIs;
};

// Amounts that a thread has at a time, as of an event that changed one.
struct ThreadStats {
  uint64_t row = 0;
  int64_t tid = -1;
  uint32_t vmsize_kb = 0, vmrss_kb = 0, vmswap_kb = 0;
  uint32_t fds = 0, members = 0;  // open descriptors; living threads besides the leader
  uint64_t pfmajor = 0, pfminor = 0;
  uint64_t cpu_user_ticks = 0, cpu_system_ticks = 0;  // hundredths of seconds
  uint64_t cpu_user_ppm = 0, cpu_system_ppm = 0;

  bool same_amounts(const ThreadStats& other) const;
};

// What one thread number stood for, row by row, and which thread_stats there are of it.
struct ThreadHistory {
  struct Step {
    uint64_t row;
    uint32_t version;  // 0: there was no such thread any more
  };
  // How long the thread had been on CPUs since the capture began, where it left one.
  struct OnCpu {
    uint64_t row, total_ns;
    uint64_t last_ns;  // of it, what ended here
  };
  std::vector<Step> steps;
  std::vector<uint32_t> thread_stats;  // of Index::thread_stats()
  std::vector<OnCpu> on_cpu;
};

// The number of the first thread of the thread's process, as far as it is known.
inline int64_t process_of(const Thread& thread) {
  return thread.leader ? thread.leader->tid : thread.info->pid >= 0 ? thread.info->pid : thread.tid;
}

// A number that holds from a row on.
class StepList {
 public:
  void add(uint64_t row, uint64_t value) { steps_.push_back({row, value}); }
  // Of the last step at or before the row; `otherwise` when there is none.
  uint64_t at(uint64_t row, uint64_t fallback) const;
  // Of a step exactly at this row.
  uint64_t exactly(uint64_t row, uint64_t fallback) const;
  // What lies before `row` is not asked any more; the step that holds there stays.
  void forget_before(uint64_t row);

 private:
  struct Step {
    uint64_t row, value;
  };
  std::deque<Step> steps_;
};

struct IndexTraits;

class Index {
 public:
  // `keeps_events`: their bytes, too; otherwise they are found again in the file.
  explicit Index(bool keeps_events);

  // The snapshot that the next events start from; also after a restart, when all threads are new.
  void take_snapshot(const State& state);
  // Events of another file follow.
  void begin_input(uint32_t input);
  // Enters the event that was just stepped to.
  void append(const Moment& moment);

  uint64_t first_row() const { return chunks_.empty() ? next_row_ : chunks_.front()->first_row; }
  uint64_t end_row() const { return next_row_; }
  const std::deque<ChunkPool::Pointer>& chunks() const { return chunks_; }
  // The chunk of a row that is kept.
  const Chunk& chunk_of(uint64_t row) const { return *chunks_[find_chunk(row)]; }
  size_t find_chunk(uint64_t row) const;

  // What a column holds a mark for.
  uint64_t latency_ns(const Chunk& chunk, uint32_t at) const {
    const uint32_t stored = chunk.latency_ns[at];
    if (stored != Chunk::kLongLatency) [[likely]]
      return stored;
    return long_latencies_.exactly(chunk.first_row + at, 0);
  }
  int64_t result(const Chunk& chunk, uint32_t at) const {  // not with kNoResult
    const int32_t stored = chunk.result[at];
    if (stored != Chunk::kWideResult) [[likely]]
      return stored;
    return static_cast<int64_t>(wide_results_.exactly(chunk.first_row + at, 0));
  }
  int64_t fd_num(const Chunk& chunk, uint32_t at) const {
    const int32_t stored = chunk.fd_num[at];
    if (stored != Chunk::kWideNumber) [[likely]]
      return stored;
    return static_cast<int64_t>(wide_fds_.exactly(chunk.first_row + at, 0));
  }
  // Context switches: how long who leaves was on the CPU.
  uint64_t exec_time_ns(uint64_t row) const { return exec_times_.exactly(row, 0); }
  // The row of the call's enter event; ~0 = none that is kept.
  uint64_t enter_row(const Chunk& chunk, uint32_t at) const;
  uint64_t number_of(uint64_t row) const { return row + number_ahead_.at(row, 1); }  // evt.num

  // Called with each chunk that is full, as soon as it is: the explorer builds its rollups then.
  void on_full_chunk(std::function<void(const Chunk&)> call) { full_chunk_ = std::move(call); }
  bool is_full(const Chunk& chunk) const { return &chunk != last_; }
  // Has memory for the next rows ready. By one thread, which may be another than append()'s.
  void prepare_memory() { pool_.prepare(); }

  // Live: at this time the CPU ticks of all processes were read.
  void note_cpu_reading(uint64_t ts_ns) { cpu_readings_.push_back(ts_ns); }
  // How long the CPU ticks that were read between these times had been collected; ns. 0 when
  // nobody reads them all at once.
  uint64_t cpu_reading_ns(uint64_t from_ns, uint64_t to_ns) const;

  const Versions& versions() const { return versions_; }
  const std::deque<ThreadChange>& lives() const { return lives_; }
  const std::deque<ThreadStats>& thread_stats() const { return thread_stats_; }
  // What the thread number stood for at the row; 0 = no thread that is known.
  uint32_t version_at(int64_t tid, uint64_t row) const;
  // nullptr when the number is not known. Valid until the next append() or forget().
  const ThreadHistory* history_of(int64_t tid) const;
  // How many of its thread_stats are at or before the row. Quick when `guess` is right.
  size_t stats_up_to(const ThreadHistory& history, uint64_t row, size_t guess) const;
  // What the tables of ThreadVersion::table held.
  const FdHistories& fd_histories() const { return fd_histories_; }
  // How long the thread had been on CPUs at the row, as of its last switch.
  uint64_t on_cpu_ns(const ThreadHistory& history, uint64_t row) const;
  // Whether the events tell when threads were on CPUs.
  bool has_switches() const { return has_switches_; }
  // Calls visit(tid, row, ns) for each stay of a thread on a CPU: the row that ended it, and how
  // long it was of the time from `from_ns` up to `to_ns` (0 = open). In no order of threads.
  void for_each_stay(uint64_t from_ns, uint64_t to_ns,
                     const std::function<void(int64_t, uint64_t, uint64_t)>& visit) const;
  // How many changes there were to any thread up to the row: the same number, the same state.
  // Quick when `guess` is right.
  uint64_t changes_up_to(uint64_t row, uint64_t guess) const;
  // The row of the change after `changes` of them; ~0 = there is none.
  uint64_t row_of_change(uint64_t changes) const {
    return changes < lives_.size() ? lives_[changes].row : ~uint64_t{0};
  }
  uint64_t first_ts_ns() const { return first_ts_ns_; }
  uint64_t last_ts_ns() const { return last_ts_ns_; }
  uint64_t lost() const { return lost_; }
  bool keeps_events() const { return keeps_events_; }

  // Another number whenever rows were forgotten: what was remembered of rows, versions and
  // histories by their number or address is to be forgotten with them.
  uint64_t generation() const { return generation_; }

  // Threads and descriptors count their owners without care for other threads, so a RowReplay holds
  // this while it takes or drops some: several stages may scan at once.
  std::unique_lock<std::mutex> lock_refcounts() const { return std::unique_lock(refcount_mutex_); }

  // Live: what is older than `ts_ns`, and what is beyond `bytes`, goes. `state` tells which
  // versions are in use. Cheap when nothing has to go.
  void forget(uint64_t ts_ns, uint64_t bytes, const State& state);
  uint64_t bytes() const;

 private:
  Chunk& new_chunk(uint64_t offset);
  void note_life(const Thread& thread, uint32_t version);
  uint32_t version_of(const Thread& thread);
  uint32_t version_with_table(const Thread& thread);
  uint32_t version_of_ended(const Thread& thread);
  uint64_t table_of(const Thread& thread);
  void add_life(const ThreadChange& change);
  void add_stats(const ThreadStats& stats);
  void note_stats(const Thread& thread, uint32_t ended = 0);
  void append_leftovers(const Moment& moment, Chunk& chunk, uint32_t at);
  void sweep(const State& state);

  const IndexTraits* const traits_;  // by kind of event
  mutable std::mutex refcount_mutex_;
  bool keeps_events_;
  ChunkPool pool_;  // outlives the chunks
  std::deque<ChunkPool::Pointer> chunks_;
  Chunk* last_ = nullptr;
  uint32_t input_ = 0;
  uint64_t next_row_ = 0;
  uint64_t expected_ahead_ = 1;  // an event's number less its row
  Versions versions_;
  std::deque<ThreadChange> lives_;
  std::deque<ThreadStats> thread_stats_;
  HashMap<int64_t, ThreadHistory> histories_;
  FdHistories fd_histories_;
  TableJournal* journal_ = nullptr;  // of the state that events come from
  std::vector<uint64_t> restarts_;   // rows before which all threads went
  StepList long_latencies_, exec_times_, wide_fds_, wide_results_, far_enters_, number_ahead_;
  std::deque<uint64_t> cpu_readings_;
  bool has_switches_ = false;
  uint64_t first_ts_ns_ = 0, last_ts_ns_ = 0;
  uint64_t lost_ = 0;
  size_t chunks_since_sweep_ = 0;
  uint64_t generation_ = 1;
  std::function<void(const Chunk&)> full_chunk_;
};

}  // namespace sonde
