// ProcThreads: the threads of one process as ThreadSnapshots. Called by proc_scan for each process.
// What a process's threads share (program, arguments, directories, limits) is read once, from the
// leader, or from a living thread when the leader has ended before the others.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "proc/proc_cgroups.h"
#include "proc/proc_files.h"
#include "proc/proc_refusals.h"
#include "proc/proc_status.h"
#include "schema/snapshot.h"

namespace sonde {

// A process that was read: what its descriptors are read with.
struct ProcProcess {
  uint64_t pid = 0, parent = 0;
  std::string comm;
  bool kernel = false;
  Folder folder;  // /proc/PID, or /proc/PID/task/TID of a living thread
};

class ProcThreads {
 public:
  // `proc` is the open root of /proc. All references must outlive this.
  ProcThreads(ProcFiles& files, ProcCgroups& cgroups, ProcRefusals& refusals, int proc,
              uint64_t boot_ts_ns)
      : files_(files),
        cgroups_(cgroups),
        refusals_(refusals),
        proc_(proc),
        boot_ts_ns_(boot_ts_ns) {}

  struct Wanted {
    bool leader_only = false;
    bool kernel_threads = true;
  };
  enum class ReadOutcome : uint8_t { kRead, kVanished, kLeftOut };
  // Appends the threads of process `pid`. Left out are processes that have ended and only wait for
  // their parent, and, unless wanted, threads of the kernel.
  ReadOutcome read(uint64_t pid, const Wanted& wanted, std::vector<ThreadSnapshot>& threads,
                   ProcProcess& process);
  // The process that thread `tid` belongs to; 0 when there is no such thread.
  uint64_t process_of(uint64_t tid);

 private:
  struct Numbers {
    ProcStat stat;  // its comm is valid no longer
    ProcStatus status;
    std::string comm;
  };
  int read_numbers(int tasks, uint64_t tid, Numbers& numbers);
  int find_stand_in(const Folder& tasks, uint64_t pid, Numbers& numbers, uint64_t& stand_in);
  void read_lists(const ProcProcess& process, ThreadSnapshot& to);
  void read_program(const ProcProcess& process, const ProcStatus& status, ThreadSnapshot& to);
  void read_directories(const ProcProcess& process, ThreadSnapshot& to);
  void read_limits(const ProcProcess& process, ThreadSnapshot& to);
  void read_cgroups(int folder, const char* name, ThreadSnapshot& to);
  uint64_t namespace_start(const ProcProcess& process, const ProcStatus& status);
  uint64_t start_of(uint64_t pid);
  void find_namespaces();
  void refuse(std::string_view part, const ProcProcess& process);

  ProcFiles& files_;
  ProcCgroups& cgroups_;
  ProcRefusals& refusals_;
  int proc_;
  uint64_t boot_ts_ns_;
  uint64_t host_start_ts_ns_ = 0;
  std::map<std::string, uint64_t> namespace_starts_;  // by link text of ns/pid
  std::vector<uint64_t> tids_;
};

}  // namespace sonde
