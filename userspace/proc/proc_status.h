// What /proc/PID/stat and /proc/PID/status say of one thread, as numbers. Read by proc_threads.
// Both are text that holds the thread's name, which is any bytes that the thread likes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace sonde {

struct ProcStat {
  std::string_view comm;  // as the kernel's events have it: 15 bytes at most; in the text given
  char state = '?';
  bool kernel = false;  // a thread of the kernel
  int64_t pgid = -1, sid = -1;
  uint32_t tty = 0;  // packed as the kernel does; 0 = none
  uint64_t minor_faults = 0, major_faults = 0;
  uint64_t user_ticks = 0, system_ticks = 0;  // of sysconf(_SC_CLK_TCK) a second
  uint64_t threads = 0;
  uint64_t start_ticks = 0;                  // since boot
  uint64_t vmsize_bytes = 0, rss_pages = 0;  // of the process

  // It has ended and its parent has not asked for its result yet.
  bool is_dead() const { return state == 'Z' || state == 'X' || state == 'x'; }
};

struct ProcStatus {
  int64_t pid = -1, parent = -1;
  uint32_t uid = 0, fs_uid = 0, gid = 0, fs_gid = 0;  // uid and gid: the effective ones
  int pid_depth = 0;  // namespaces of process ids that it is seen in; 0 when it is not said
  int64_t vtid = -1, vpid = -1, pgid = -1, vpgid = -1;
  uint64_t vmsize_kb = 0, vmrss_kb = 0, vmswap_kb = 0;
  uint64_t cap_inheritable = 0, cap_permitted = 0, cap_effective = 0;
};

// False when the text is not what the kernel writes: cut, or of something else.
bool parse_proc_stat(std::string_view text, ProcStat& out);
bool parse_proc_status(std::string_view text, ProcStatus& out);

uint64_t ticks_to_ns(uint64_t ticks);  // of sysconf(_SC_CLK_TCK) a second

}  // namespace sonde
