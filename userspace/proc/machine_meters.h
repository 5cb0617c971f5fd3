// MachineMeters: what the header of csonde shows of the live machine, read from /proc. Used by
// explorer_thread.cpp, live only. Source of the formats: proc(5).
// Next: process_usage.h (the same of single processes).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "proc/proc_files.h"

namespace sonde {

// The machine as its meters show it; live only.
struct Meters {
  std::string host, system;  // "web-01", "Debian GNU/Linux 12 (bookworm)"
  uint64_t uptime_s = 0;
  double cpu_percent = 0;  // of all CPUs together, 0 to 100, since the last status
  uint64_t memory_bytes = 0, memory_used_bytes = 0, swap_bytes = 0, swap_used_bytes = 0;
  double load[3] = {0, 0, 0};
  uint64_t net_in_bytes_s = 0, net_out_bytes_s = 0, disk_read_bytes_s = 0, disk_write_bytes_s = 0;
  uint32_t tasks = 0, cpus = 0;
};

class MachineMeters {
 public:
  explicit MachineMeters(const std::string& proc_root = "/proc");

  // Rates are since the call before; 0 the first time. What cannot be read is 0.
  Meters read(uint64_t now_ns);

 private:
  struct Totals {
    uint64_t ts_ns = 0;
    uint64_t busy = 0, all = 0;  // ticks
    uint64_t net_in = 0, net_out = 0, disk_read = 0, disk_written = 0;
  };
  void read_cpu(Totals& now, Meters& meters);
  void read_memory(Meters& meters);
  void read_network(Totals& now);
  void read_disks(Totals& now);
  void read_load(Meters& meters);

  Folder root_;
  ProcFiles files_;
  Totals last_;
};

}  // namespace sonde
