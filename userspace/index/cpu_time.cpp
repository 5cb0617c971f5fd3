// What the index knows of processor time: from context switches, and from readings of /proc. See
// index.h. Called by row_replay.cpp and view/.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "index/index.h"

namespace sonde {

uint64_t Index::on_cpu_ns(const ThreadHistory& history, uint64_t row) const {
  const auto is_after = [](uint64_t wanted, const auto& one) { return wanted < one.row; };
  const auto after = std::upper_bound(history.on_cpu.begin(), history.on_cpu.end(), row, is_after);
  if (after == history.on_cpu.begin()) return 0;
  const uint64_t since = std::prev(after)->row;
  // The number may have been another thread's then.
  const auto restart = std::upper_bound(restarts_.begin(), restarts_.end(), row);
  if (restart != restarts_.begin() && *std::prev(restart) > since) return 0;
  auto step = std::upper_bound(history.steps.begin(), history.steps.end(), row, is_after);
  while (step != history.steps.begin() && std::prev(step)->row > since) {
    if ((--step)->version == 0) return 0;
  }
  return std::prev(after)->total_ns;
}

void Index::for_each_stay(uint64_t from_ns, uint64_t to_ns,
                          const std::function<void(int64_t, uint64_t, uint64_t)>& visit) const {
  const bool is_all = from_ns <= first_ts_ns_ && (!to_ns || to_ns > last_ts_ns_);
  for (const auto& [tid, history] : histories_) {
    for (const ThreadHistory::OnCpu& stay : history.on_cpu) {
      if (stay.row < first_row()) continue;
      if (is_all) {
        visit(tid, stay.row, stay.last_ns);
        continue;
      }
      const Chunk& chunk = chunk_of(stay.row);
      const uint64_t left_ns = chunk.ts_ns[stay.row - chunk.first_row];
      const uint64_t came_ns = left_ns - std::min(left_ns, stay.last_ns);
      const uint64_t begin_ns = std::max(came_ns, from_ns);
      const uint64_t end_ns = to_ns ? std::min(left_ns, to_ns) : left_ns;
      if (end_ns > begin_ns) visit(tid, stay.row, end_ns - begin_ns);
    }
  }
}

uint64_t Index::cpu_reading_ns(uint64_t from_ns, uint64_t to_ns) const {
  if (cpu_readings_.empty()) return 0;
  const auto end = std::lower_bound(cpu_readings_.begin(), cpu_readings_.end(), to_ns);
  auto first = std::lower_bound(cpu_readings_.begin(), end, from_ns);
  if (first != cpu_readings_.begin()) --first;
  return first == end ? 0 : *std::prev(end) - *first;
}

}  // namespace sonde
