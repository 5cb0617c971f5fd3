// Finding lives of threads: see thread_lives.h.
// SPDX-License-Identifier: Apache-2.0
#include "view/thread_lives.h"

#include <algorithm>

#include "base/seeded_hash.h"

namespace sonde {

ThreadLives::ThreadLives(const Index& index, uint64_t from_ns, uint64_t to_ns)
    : index_(index),
      from_ns_(from_ns),
      to_ns_(to_ns),
      range_(rows_between(index, from_ns, to_ns)) {}

ThreadLife ThreadLives::of(int64_t tid, uint64_t row) const {
  ThreadLife life;
  const ThreadHistory* const history = index_.history_of(tid);
  if (!history) return life;
  const auto& steps = history->steps;
  auto step = std::upper_bound(
      steps.begin(), steps.end(), row,
      [](uint64_t wanted, const ThreadHistory::Step& one) { return wanted < one.row; });
  // What is told of a thread after its end belongs to the life before.
  while (step != steps.begin() && std::prev(step)->version == 0) --step;
  // What came before anybody told of its beginning belongs to the life after.
  if (step == steps.begin()) {
    while (step != steps.end() && step->version == 0) ++step;
    if (step == steps.end()) return life;
    ++step;
  }
  life.version = std::prev(step)->version;
  life.end_ns = to_ns_ ? to_ns_ : index_.last_ts_ns();
  for (; step != steps.end(); ++step) {
    if (step->version == 0) {
      life.ended = step->row <= range_.end;
      if (life.ended && step->row > index_.first_row()) {
        const Chunk& chunk = index_.chunk_of(step->row - 1);
        life.end_ns = chunk.ts_ns[step->row - 1 - chunk.first_row];
      }
      break;
    }
    if (step->row >= range_.end) break;
    life.version = step->version;
  }
  life.begin_ns = from_ns_ ? from_ns_ : index_.first_ts_ns();
  const uint64_t made_ns = index_.versions().thread(life.version).info->clone_ts_ns;
  life.begin_ns = std::max(life.begin_ns, made_ns);
  return life;
}

ThreadLife ThreadLives::of_process(int64_t tid, uint64_t row) const {
  const ThreadLife own = of(tid, row);
  if (!own.version) return own;
  const int64_t pid = index_.versions().thread(own.version).info->pid;
  if (pid == tid || pid < 0) return own;
  const ThreadLife first = of(pid, row);
  return first.version ? first : own;
}

std::vector<std::pair<int64_t, LivingThread>> ThreadLives::all() const {
  std::vector<std::pair<int64_t, LivingThread>> threads;
  HashMap<int64_t, LivingThread> living;
  for (const ThreadChange& change : index_.lives()) {
    // The snapshot at the beginning counts, whatever the time.
    const bool later = change.row >= range_.end && to_ns_ && change.row > index_.first_row();
    if (change.row > range_.end || later) break;
    if (change.kind == ThreadChange::Kind::kAllGone) {
      living.clear();
      continue;
    }
    if (change.kind == ThreadChange::Kind::kReported) continue;
    LivingThread& thread = living[change.tid];
    if (change.kind == ThreadChange::Kind::kEnds) {
      if (change.row > range_.first) {
        thread.ended = true;
        thread.end_row = change.row;
      } else {
        living.erase(change.tid);
      }
      continue;
    }
    if (thread.ended) {  // the number was given out again
      threads.push_back({change.tid, thread});
      thread = {};
    }
    if (thread.version == 0) thread.first_row = change.row;
    thread.began |= thread.version == 0 && change.row > range_.first;
    thread.version = change.version;
    thread.row = change.row;
  }
  const auto first_living = static_cast<ptrdiff_t>(threads.size());
  threads.insert(threads.end(), living.begin(), living.end());
  std::sort(threads.begin() + first_living, threads.end(),
            [](const auto& a, const auto& b) { return a.first > b.first; });
  for (auto& [tid, thread] : threads) add_stats(tid, thread);
  return threads;
}

// Who has ended lets go of its memory before the last event tells.
void ThreadLives::add_stats(int64_t tid, LivingThread& thread) const {
  const ThreadHistory* const history = index_.history_of(tid);
  if (!history) return;
  uint32_t rss_kb = 0, vmsize_kb = 0, before_kb = 0;
  for (const uint32_t at : history->thread_stats) {
    const ThreadStats& stats = index_.thread_stats()[at];
    if (stats.row < thread.first_row) continue;
    if (stats.row >= range_.end || stats.row > thread.end_row) break;
    thread.has_stats = true;
    thread.stats = stats;
    if (stats.vmrss_kb) {
      rss_kb = stats.vmrss_kb;
      vmsize_kb = stats.vmsize_kb;
    }
    if (stats.row <= range_.first) {
      before_kb = stats.vmrss_kb;
    } else {
      thread.largest_rss_kb = std::max(thread.largest_rss_kb, stats.vmrss_kb);
    }
  }
  thread.largest_rss_kb = std::max(thread.largest_rss_kb, before_kb);
  if (!thread.has_stats || thread.stats.vmrss_kb) return;
  thread.stats.vmrss_kb = rss_kb;
  thread.stats.vmsize_kb = vmsize_kb;
}

}  // namespace sonde
