// MachineMeters: what the header of csonde shows of the live machine, read from /proc. Used by
// explorer_thread.cpp, live only. Source of the formats: proc(5).
// Next: process_usage.h (the same of single processes).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "engine/proc_files.h"
#include "session/explorer.h"

namespace sonde {

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
