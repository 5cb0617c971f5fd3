// Finding lives of threads: see thread_lives.h.
// SPDX-License-Identifier: Apache-2.0
#include "view/thread_lives.h"

#include <algorithm>

#include "base/seeded_hash.h"

namespace sonde {

ThreadLives::ThreadLives(const Index& index, uint64_t from_ns, uint64_t to_ns)
    : index_(index), to_ns_(to_ns), range_(rows_between(index, from_ns, to_ns)) {}

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
  if (step == steps.begin()) return life;
  life.version = std::prev(step)->version;
  for (; step != steps.end(); ++step) {
    if (step->version == 0) {
      life.ended = step->row <= range_.end;
      return life;
    }
    if (step->row >= range_.end) return life;
    life.version = step->version;
  }
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
      } else {
        living.erase(change.tid);
      }
      continue;
    }
    if (thread.ended) {  // the number was given out again
      threads.push_back({change.tid, thread});
      thread = {};
    }
    thread.began |= thread.version == 0 && change.row > range_.first;
    thread.version = change.version;
    thread.row = change.row;
  }
  const auto first_living = static_cast<ptrdiff_t>(threads.size());
  threads.insert(threads.end(), living.begin(), living.end());
  std::sort(threads.begin() + first_living, threads.end(),
            [](const auto& a, const auto& b) { return a.first > b.first; });
  HashMap<int64_t, const ThreadStats*> thread_stats;
  for (const ThreadStats& stats : index_.thread_stats()) {
    if (stats.row >= range_.end) break;
    thread_stats[stats.tid] = &stats;
  }
  for (auto& [tid, thread] : threads) {
    const auto found = thread_stats.find(tid);
    if (found != thread_stats.end()) thread.stats = found->second;
  }
  return threads;
}

}  // namespace sonde
