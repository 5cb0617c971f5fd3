// ProcThreads: see proc_threads.h. Meaning of the values: ThreadSnapshot, and the kernel module's
// parameters of clone and execve, which the same state is kept up to date with.
// SPDX-License-Identifier: Apache-2.0
#include "proc/proc_threads.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include "schema/flag_value.h"

namespace sonde {
namespace {

constexpr int kNonsense = -1;           // of read_numbers: there is a text, but not the kernel's
constexpr size_t kMaxListBytes = 4096;  // of arguments and of the environment, as events have it
constexpr uint32_t kThreadFlags = flag_value("clone_flags", "CLONE_THREAD", "CLONE_FILES");
constexpr uint64_t kCapFowner = uint64_t{1} << 3;
constexpr std::string_view kMemfdPrefix = "/memfd:";

uint64_t to_ns(const struct timespec& time) {
  return static_cast<uint64_t>(time.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(time.tv_nsec);
}

// What the kernel module says too: owner and mode only, no access lists.
bool is_writable(const struct stat& file, const ProcStatus& status) {
  if (file.st_uid == status.fs_uid || (status.cap_effective & kCapFowner)) return true;
  if (file.st_mode & S_IWOTH) return true;
  return (file.st_mode & S_IWGRP) && file.st_gid == status.fs_gid;
}

// A list that ends with a NUL; where it was cut, the NUL takes the place of the last byte.
std::string_view ended(std::string& list) {
  if (list.empty() || list.back() == '\0') return list;
  if (list.size() >= kMaxListBytes) {
    list.back() = '\0';
  } else {
    list += '\0';
  }
  return list;
}

std::string inside(uint64_t tid, const char* name) { return std::to_string(tid) + '/' + name; }

void fill_numbers(const ProcStat& stat, const ProcStatus& status, uint64_t tid,
                  ThreadSnapshot& to) {
  to.tid = tid;
  to.pid = static_cast<uint64_t>(status.pid);
  to.ptid = static_cast<uint64_t>(status.parent);
  to.flags = to.tid == to.pid ? 0 : kThreadFlags;
  to.sid = stat.sid;
  to.pgid = status.pgid >= 0 ? status.pgid : stat.pgid;
  to.vpgid = status.vpgid >= 0 ? status.vpgid : to.pgid;
  to.vtid = status.vtid >= 0 ? status.vtid : static_cast<int64_t>(tid);
  to.vpid = status.vpid >= 0 ? status.vpid : status.pid;
  to.tty = stat.tty;
  to.pfmajor = stat.major_faults;
  to.pfminor = stat.minor_faults;
  to.uid = status.uid;
  to.gid = status.gid;
  to.vmsize_kb = static_cast<uint32_t>(status.vmsize_kb);
  to.vmrss_kb = static_cast<uint32_t>(status.vmrss_kb);
  to.vmswap_kb = static_cast<uint32_t>(status.vmswap_kb);
  to.cap_inheritable = status.cap_inheritable;
  to.cap_permitted = status.cap_permitted;
  to.cap_effective = status.cap_effective;
}

}  // namespace

int ProcThreads::read_numbers(int tasks, uint64_t tid, Numbers& numbers) {
  std::string_view text;
  if (!files_.read(tasks, inside(tid, "stat").c_str(), text)) return errno;
  numbers = {};
  if (!parse_proc_stat(text, numbers.stat)) return kNonsense;
  numbers.comm = numbers.stat.comm;
  if (!files_.read(tasks, inside(tid, "status").c_str(), text)) return errno;
  return parse_proc_status(text, numbers.status) ? 0 : kNonsense;
}

void ProcThreads::refuse(std::string_view part, const ProcProcess& process) {
  if (!vanished(errno)) refusals_.add(part, errno, process.pid, process.comm);
}

void ProcThreads::read_lists(const ProcProcess& process, ThreadSnapshot& to) {
  std::string_view text;
  if (files_.read(process.folder.fd(), "cmdline", text, kMaxListBytes)) {
    std::string list(text);
    const std::string_view words = ended(list);
    const size_t first = words.find('\0');
    if (first != words.npos) {
      to.exe = words.substr(0, first);
      to.args = words.substr(first + 1);
      // A title that the program wrote over its arguments, and zeros where they were longer.
      if (to.args.size() > 1 && to.args.find_first_not_of('\0') == to.args.npos) to.args.clear();
    }
  } else {
    refuse("the arguments", process);
  }
  if (files_.read(process.folder.fd(), "environ", text, kMaxListBytes)) {
    to.env = text;
    ended(to.env);
  } else {
    refuse("the environment", process);
  }
}

void ProcThreads::read_program(const ProcProcess& process, const ProcStatus& status,
                               ThreadSnapshot& to) {
  std::string_view target;
  if (!files_.read_link(process.folder.fd(), "exe", target)) {
    refuse("the program", process);
    return;
  }
  to.exepath = target;
  to.exe_from_memfd = target.starts_with(kMemfdPrefix);
  struct stat file;
  if (::fstatat(process.folder.fd(), "exe", &file, 0) != 0) {
    refuse("the program", process);
    return;
  }
  to.exe_ino = file.st_ino;
  to.exe_ino_ctime = to_ns(file.st_ctim);
  to.exe_ino_mtime = to_ns(file.st_mtim);
  to.exe_writable = is_writable(file, status);
}

void ProcThreads::read_directories(const ProcProcess& process, ThreadSnapshot& to) {
  std::string_view target;
  if (files_.read_link(process.folder.fd(), "cwd", target)) {
    to.cwd = target;
  } else {
    refuse("the current directory", process);
  }
  if (files_.read_link(process.folder.fd(), "root", target)) {
    to.root = target;
  } else {
    refuse("the root directory", process);
  }
}

void ProcThreads::read_limits(const ProcProcess& process, ThreadSnapshot& to) {
  constexpr std::string_view kRow = "Max open files";
  std::string_view text;
  if (files_.read(process.folder.fd(), "limits", text)) {
    const size_t row = text.find(kRow);
    uint64_t soft;
    if (row != text.npos && TextCursor(text.substr(row + kRow.size())).number(soft)) {
      to.fdlimit = static_cast<int64_t>(soft);
    }
  } else {
    refuse("the limits", process);
  }
  uint64_t login;  // a kernel without auditing has no such file
  if (files_.read(process.folder.fd(), "loginuid", text) && TextCursor(text).number(login)) {
    to.loginuid = static_cast<uint32_t>(login);
  }
}

// When process `pid` began; 0 when that cannot be read.
uint64_t ProcThreads::start_of(uint64_t pid) {
  std::string_view text;
  ProcStat stat;
  if (!files_.read(proc_, inside(pid, "stat").c_str(), text)) return 0;
  if (!parse_proc_stat(text, stat)) return 0;
  return boot_ts_ns_ + ticks_to_ns(stat.start_ticks);
}

// Looks for the first process of each namespace below the outermost.
void ProcThreads::find_namespaces() {
  std::vector<uint64_t> pids;
  if (!files_.list_numbers(proc_, pids)) return;
  for (uint64_t pid : pids) {
    std::string_view text;
    ProcStatus status;
    if (!files_.read(proc_, inside(pid, "status").c_str(), text)) continue;
    if (!parse_proc_status(text, status) || status.pid_depth <= 1 || status.vpid != 1) continue;
    if (files_.read_link(proc_, inside(pid, "ns/pid").c_str(), text)) {
      const std::string name(text);
      namespace_starts_[name] = start_of(pid);
    }
  }
}

// When the first process of the namespace began; 0 when that one is not to be seen.
uint64_t ProcThreads::namespace_start(const ProcProcess& process, const ProcStatus& status) {
  if (status.pid_depth <= 1) {
    if (!host_start_ts_ns_) host_start_ts_ns_ = start_of(1);
    return host_start_ts_ns_;
  }
  std::string_view target;
  if (!files_.read_link(process.folder.fd(), "ns/pid", target)) {
    refuse("the namespaces", process);
    return 0;
  }
  const std::string name(target);
  auto found = namespace_starts_.find(name);
  if (found == namespace_starts_.end()) {
    find_namespaces();
    found = namespace_starts_.try_emplace(name, 0).first;
  }
  return found->second;
}

void ProcThreads::read_cgroups(int folder, const char* name, ThreadSnapshot& to) {
  std::string_view text;
  if (files_.read(folder, name, text)) to.cgroups = cgroups_.list_of(text);
}

// The numbers of the leader; of a thread that lives when only the leader has ended.
int ProcThreads::find_stand_in(const Folder& tasks, uint64_t pid, Numbers& numbers,
                               uint64_t& stand_in) {
  stand_in = pid;
  const int error = read_numbers(tasks.fd(), pid, numbers);
  if (error != 0 || !numbers.stat.is_dead()) return error;
  for (uint64_t tid : tids_) {
    Numbers other;
    if (tid == pid || read_numbers(tasks.fd(), tid, other) != 0 || other.stat.is_dead()) continue;
    stand_in = tid;
    break;
  }
  return 0;
}

ProcThreads::ReadOutcome ProcThreads::read(uint64_t pid, const Wanted& wanted,
                                           std::vector<ThreadSnapshot>& threads,
                                           ProcProcess& process) {
  process.pid = pid;
  process.comm.clear();
  const Folder own = Folder::open(proc_, std::to_string(pid).c_str());
  const Folder tasks = own ? Folder::open(own.fd(), "task") : Folder();
  Numbers numbers;
  uint64_t stand_in = pid;
  int error = tasks && files_.list_numbers(tasks.fd(), tids_) ? 0 : errno;
  if (error == 0) error = find_stand_in(tasks, pid, numbers, stand_in);
  if (vanished(error)) return ReadOutcome::kVanished;
  process.comm = numbers.comm;
  if (error != 0) {
    refusals_.add("the state", error == kNonsense ? 0 : error, pid, process.comm);
    return ReadOutcome::kLeftOut;
  }
  process.parent = static_cast<uint64_t>(numbers.status.parent);
  process.kernel = numbers.stat.kernel;
  if (numbers.stat.is_dead() && stand_in == pid) return ReadOutcome::kLeftOut;
  if (process.kernel && !wanted.kernel_threads) return ReadOutcome::kLeftOut;
  process.folder = Folder::open(tasks.fd(), std::to_string(stand_in).c_str());
  if (!process.folder) return ReadOutcome::kVanished;

  ThreadSnapshot shared;
  if (process.kernel) {
    shared.cwd = shared.root = "/";
  } else {
    read_lists(process, shared);
    read_program(process, numbers.status, shared);
    read_directories(process, shared);
  }
  read_limits(process, shared);
  shared.pidns_init_start_ts = namespace_start(process, numbers.status);

  const auto add = [&](uint64_t tid) {
    ThreadSnapshot& thread = threads.emplace_back(shared);
    thread.comm = numbers.comm;
    fill_numbers(numbers.stat, numbers.status, tid, thread);
    read_cgroups(tasks.fd(), inside(tid, "cgroup").c_str(), thread);
  };
  add(pid);
  if (wanted.leader_only) return ReadOutcome::kRead;
  for (uint64_t tid : tids_) {
    if (tid != pid && read_numbers(tasks.fd(), tid, numbers) == 0 && !numbers.stat.is_dead() &&
        static_cast<uint64_t>(numbers.status.pid) == pid) {
      add(tid);
    }
  }
  return ReadOutcome::kRead;
}

uint64_t ProcThreads::process_of(uint64_t tid) {
  std::string_view text;
  ProcStatus status;
  if (!files_.read(proc_, inside(tid, "status").c_str(), text)) return 0;
  return parse_proc_status(text, status) ? static_cast<uint64_t>(status.pid) : 0;
}

}  // namespace sonde
