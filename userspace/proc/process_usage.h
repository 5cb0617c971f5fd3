// ProcessUsage: what processes and threads use, read from /proc once in a while: processor time,
// memory and page faults. The rings carry calls, and a program that only computes makes none.
// What a thread uses after the last reading of its life, the kernel module reports at its end.
// Used by explorer_thread.cpp, live only. Source of the format: proc(5).
// Next: proc/proc_status.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "proc/proc_files.h"
#include "proc/proc_status.h"

namespace sonde {

struct ThreadUsage {
  int64_t tid = 0;
  bool is_leader = false;
  uint64_t user_ticks = 0, system_ticks = 0;  // since the reading before; hundredths of seconds
  // The thread alone, since it began; not given for the first thread of a process that rests.
  bool has_total = false;
  uint64_t total_user_ns = 0, total_system_ns = 0;
  uint64_t minor_faults = 0, major_faults = 0;  // since it began
  // Of the process; given with its first thread only.
  uint64_t vmsize_kb = 0, vmrss_kb = 0;
};

class ProcessUsage {
 public:
  explicit ProcessUsage(const std::string& proc_root = "/proc");

  // Every process that there is, and of those that have used processor time the other threads, too.
  // What a thread has used that has ended since, the first one of its process is said to have used,
  // so that the sum is right. At the first call nobody has used anything. `is_known` chooses the
  // threads that are wanted; a process that is not known yet is reported in full when it is.
  using IsKnown = std::function<bool(int64_t tid)>;
  std::vector<ThreadUsage> read(const IsKnown& is_known);

  // A thread of the process has ended, and an event has reported `used_ns` of what it used since
  // the last reading: the next ones leave it out.
  void leave_out(int64_t pid, uint64_t used_ns);

 private:
  // As of the last reading.
  struct Seen {
    uint64_t start_ticks = 0;
    uint64_t user_ticks = 0, system_ticks = 0;
    int64_t unreported_ticks = 0;  // of a process beyond what its threads were said to have used
    uint64_t left_out_ns = 0;      // of a process: reported by events, not yet taken off
    bool had_threads = false;      // of a process: it once had more than one
    uint64_t reading = 0;
  };
  using SeenTable = std::unordered_map<int64_t, Seen>;

  bool read_stat(int folder, uint64_t number, ProcStat& stat);
  Seen& seen_of(SeenTable& table, int64_t number, const ProcStat& stat);
  ThreadUsage take(Seen& seen, int64_t number, const ProcStat& stat);
  void take_off_left_out(Seen& process, ThreadUsage& usage);
  void read_threads(ThreadUsage& leader, Seen& process, const IsKnown& is_known,
                    std::vector<ThreadUsage>& all);

  Folder root_;
  ProcFiles files_;
  SeenTable processes_, threads_;
  uint64_t readings_ = 0;
};

}  // namespace sonde
