// The state of a live machine, read from /proc: the same values, in the same order, as the head
// of a capture file yields. Called when a live capture begins, and by callers that ask for
// processes by number. The parts: proc_machine, proc_threads, proc_cgroups, proc_descriptors,
// proc_sockets. Processes come and go while they are read; what is gone is left out and is no
// error.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "schema/snapshot.h"

namespace sonde {

struct ProcScanOptions {
  std::string proc_root = "/proc";
  std::string etc_root = "/etc";               // passwd and group
  std::string cgroup_root = "/sys/fs/cgroup";  // where version 2 is mounted, or its `unified`
  // Empty: all. Else only these processes, and their ancestors without threads and descriptors.
  // The number of a thread stands for its process; one that does not exist is left out.
  std::vector<int> only_processes;
  bool with_machine = true;  // and its interfaces
  bool with_users = true;
  bool with_kernel_threads = true;  // which captures of sysdig leave out
  bool with_descriptors = true;
};

struct ProcScanReport {
  uint64_t processes = 0, threads = 0, descriptors = 0;
  uint64_t vanished_processes = 0;      // listed, and gone before they were read
  uint64_t unreadable_processes = 0;    // of which a part was refused or could not be parsed
  uint64_t unknown_sockets = 0;         // of no family that /proc lists; their names stay empty
  std::vector<std::string> unreadable;  // a sentence for each kind of part, with count and reason
};

// Calls take() with machine, interfaces (only of the real /proc), users, groups, then threads, then
// descriptors: several items of both, the descriptors of one process in one item. Only a leader's
// descriptors are read: for those of a thread that has a table of its own, see scan_tables().
// An IP socket that is not connected has the peer 0.0.0.0:0; one that is not bound either, zeros.
// Fails when `proc_root` is not there or no /proc.
Result<ProcScanReport> scan_proc(const ProcScanOptions& options,
                                 const std::function<void(SnapshotItem&&)>& take);

// What is in the tables that these threads have now, their own or their process's; when `only` has
// some, what has these numbers. Nothing of a thread that has ended or may not be looked at.
std::vector<FdSnapshot> scan_tables(const std::vector<int64_t>& tids,
                                    const std::vector<int64_t>& only = {},
                                    const std::string& proc_root = "/proc");

}  // namespace sonde
