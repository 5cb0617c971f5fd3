// scan_proc: which processes, in which order; see proc_scan.h.
// SPDX-License-Identifier: Apache-2.0
#include "proc/proc_scan.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <set>

#include "proc/proc_cgroups.h"
#include "proc/proc_descriptors.h"
#include "proc/proc_files.h"
#include "proc/proc_machine.h"
#include "proc/proc_refusals.h"
#include "proc/proc_sockets.h"
#include "proc/proc_threads.h"

namespace sonde {
namespace {

constexpr size_t kThreadsInItem = 1024;

void read_descriptors(ProcFiles& files, const ProcProcess& process,
                      const std::vector<int64_t>& only, ProcDescriptors& descriptors,
                      ProcSockets& sockets, std::vector<FdSnapshot>& found) {
  descriptors.read(process, only, found);
  std::string_view network;
  if (files.read_link(process.folder.fd(), "ns/net", network)) {
    sockets.add_namespace(network, process.pid);
  }
}

// As this /proc numbers processes; 0 when it does not say.
uint64_t own_number(ProcFiles& files, const Folder& proc) {
  uint64_t own_pid = 0;
  std::string_view self;
  if (files.read_link(proc.fd(), "self", self)) parse_number(self, own_pid);
  return own_pid;
}

class Scan {
 public:
  Scan(const ProcScanOptions& options, const Folder& proc, uint64_t own_pid,
       const MachineInfo& machine, ProcFiles& files,
       const std::function<void(SnapshotItem&&)>& take)
      : options_(options),
        take_(take),
        files_(files),
        cgroups_(files, proc.fd(), options.cgroup_root),
        threads_(files, cgroups_, refusals_, proc.fd(), machine.boot_ts_ns),
        descriptors_(files, refusals_, proc.fd(), own_pid),
        sockets_(files, proc.fd(), options.proc_root) {}

  void read_all(const std::vector<uint64_t>& pids) {
    for (uint64_t pid : pids) read(pid, false);
    finish();
  }

  void read_some(const std::vector<int>& wanted) {
    std::set<uint64_t> chosen, done;
    for (int number : wanted) {
      const uint64_t pid = number > 0 ? threads_.process_of(static_cast<uint64_t>(number)) : 0;
      if (pid) chosen.insert(pid);
    }
    std::vector<uint64_t> parents;
    for (uint64_t pid : chosen) parents.push_back(read(pid, false));
    for (uint64_t pid : parents) {
      while (pid && !chosen.contains(pid) && done.insert(pid).second) pid = read(pid, true);
    }
    finish();
  }

  ProcScanReport report_;

 private:
  // Returns the parent; 0 when the process is not there.
  uint64_t read(uint64_t pid, bool ancestor) {
    ProcProcess process;
    const size_t before = batch_.size();
    switch (threads_.read(pid, {ancestor, options_.with_kernel_threads}, batch_, process)) {
      case ProcThreads::ReadOutcome::kVanished:
        ++report_.vanished_processes;
        return 0;
      case ProcThreads::ReadOutcome::kLeftOut:
        return 0;
      case ProcThreads::ReadOutcome::kRead:
        break;
    }
    ++report_.processes;
    report_.threads += batch_.size() - before;
    if (!ancestor && !process.kernel && options_.with_descriptors) {
      read_descriptors(files_, process, {}, descriptors_, sockets_, fds_);
    }
    if (batch_.size() >= kThreadsInItem) hand_over_threads();
    return process.parent;
  }

  void hand_over_threads() {
    if (!batch_.empty()) take_(SnapshotItem(std::move(batch_)));
    batch_.clear();
  }

  void finish() {
    hand_over_threads();
    report_.unknown_sockets = sockets_.complete(fds_);
    report_.descriptors = fds_.size();
    for (auto first = fds_.begin(); first != fds_.end();) {
      const auto last = std::find_if(first, fds_.end(),
                                     [&](const FdSnapshot& fd) { return fd.tid != first->tid; });
      take_(SnapshotItem(
          std::vector<FdSnapshot>(std::make_move_iterator(first), std::make_move_iterator(last))));
      first = last;
    }
    report_.unreadable_processes = refusals_.processes();
    report_.unreadable = refusals_.sentences();
  }

  const ProcScanOptions& options_;
  const std::function<void(SnapshotItem&&)>& take_;
  ProcFiles& files_;
  ProcRefusals refusals_;
  ProcCgroups cgroups_;
  ProcThreads threads_;
  ProcDescriptors descriptors_;
  ProcSockets sockets_;
  std::vector<ThreadSnapshot> batch_;
  std::vector<FdSnapshot> fds_;  // all of them, until their sockets are known
};

}  // namespace

Result<ProcScanReport> scan_proc(const ProcScanOptions& options,
                                 const std::function<void(SnapshotItem&&)>& take) {
  const Folder proc = Folder::open(AT_FDCWD, options.proc_root.c_str());
  if (!proc) {
    return Error{ErrorKind::kSystem,
                 "cannot open " + options.proc_root + ": " + std::strerror(errno),
                 "the processes of a machine are read from there: is /proc mounted?"};
  }
  ProcFiles files;
  std::vector<uint64_t> pids;
  const bool all = options.only_processes.empty();
  if (all && !files.list_numbers(proc.fd(), pids)) {
    return Error{ErrorKind::kSystem,
                 "cannot list " + options.proc_root + ": " + std::strerror(errno), ""};
  }
  if (all && pids.empty()) {
    return Error{ErrorKind::kSystem, options.proc_root + " lists no process",
                 "the processes of a machine are read from there: is /proc mounted?"};
  }
  const MachineInfo machine = read_machine(files, proc.fd());
  if (options.with_machine) take(SnapshotItem(machine));
  if (options.with_machine && options.proc_root == "/proc") take(SnapshotItem(read_interfaces()));
  if (options.with_users) {
    take(SnapshotItem(read_users(files, options.etc_root + "/passwd")));
    take(SnapshotItem(read_groups(files, options.etc_root + "/group")));
  }
  Scan scan(options, proc, own_number(files, proc), machine, files, take);
  if (all) {
    scan.read_all(pids);
  } else {
    scan.read_some(options.only_processes);
  }
  return std::move(scan.report_);
}

std::vector<FdSnapshot> scan_tables(const std::vector<int64_t>& tids,
                                    const std::vector<int64_t>& only,
                                    const std::string& proc_root) {
  std::vector<FdSnapshot> found;
  const Folder proc = Folder::open(AT_FDCWD, proc_root.c_str());
  if (!proc) return found;
  ProcFiles files;
  ProcRefusals refusals;
  ProcDescriptors descriptors(files, refusals, proc.fd(), own_number(files, proc));
  ProcSockets sockets(files, proc.fd(), proc_root);
  for (const int64_t tid : tids) {
    if (tid <= 0) continue;
    ProcProcess process;
    process.pid = static_cast<uint64_t>(tid);
    // A thread has a folder there too, although the list has only processes.
    process.folder = Folder::open(proc.fd(), NumberName(process.pid).c_str());
    if (!process.folder) continue;
    read_descriptors(files, process, only, descriptors, sockets, found);
  }
  sockets.complete(found);
  return found;
}

}  // namespace sonde
