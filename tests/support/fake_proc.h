// FakeProc: a folder that looks like /proc, made by a test, with the texts that the kernel would
// write. Links may point anywhere: readlink() is all that a scan does with most of them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "proc/proc_scan.h"
#include "temp_path.h"

namespace sonde::test {

struct FakeProcess {
  int pid = 100, tid = 100, parent = 1;
  std::string comm = "alpha", status_name = "alpha";
  char state = 'S';
  uint64_t flags = 0x400000;
  std::string vids;  // further numbers of NStgid and NSpid, as "\t1"
};

class FakeProc {
 public:
  explicit FakeProc(const std::string& name) : root_(temp_path("proc_" + name)) {
    std::filesystem::remove_all(root_);
    std::filesystem::create_directories(root_ + "/sys/kernel");
  }
  const std::string& root() const { return root_; }
  std::string at(const std::string& path) const { return root_ + "/" + path; }

  void file(const std::string& path, std::string_view text) {
    std::filesystem::create_directories(std::filesystem::path(at(path)).parent_path());
    std::ofstream(at(path), std::ios::binary) << text;
  }
  void link(const std::string& path, const std::string& target) {
    std::filesystem::create_directories(std::filesystem::path(at(path)).parent_path());
    std::filesystem::remove(at(path));
    std::filesystem::create_symlink(target, at(path));
  }
  static std::string stat_text(const FakeProcess& p) {
    return std::to_string(p.tid) + " (" + p.comm + ") " + p.state + ' ' + std::to_string(p.parent) +
           " 90 80 34816 90 " + std::to_string(p.flags) +
           " 11 1000 7 1001 5 6 1002 1003 20 0 1 0 4200 3133440 382 0\n";
  }
  static std::string status_text(const FakeProcess& p) {
    const std::string pid = std::to_string(p.pid), tid = std::to_string(p.tid);
    return "Name:\t" + p.status_name + "\nUmask:\t0022\nState:\t" + p.state +
           " (sleeping)\nTgid:\t" + pid + "\nNgid:\t0\nPid:\t" + tid + "\nPPid:\t" +
           std::to_string(p.parent) +
           "\nTracerPid:\t0\nUid:\t1000\t1001\t1002\t1003\nGid:\t2000\t2001\t2002\t2003\n"
           "FDSize:\t64\nGroups:\t24 27 \nNStgid:\t" +
           pid + p.vids + "\nNSpid:\t" + tid + p.vids +
           "\nNSpgid:\t90\nNSsid:\t80\nVmPeak:\t 9999 kB\nVmSize:\t  3060 kB\nVmRSS:\t  1708 kB\n"
           "VmSwap:\t      12 kB\nThreads:\t1\nCapInh:\t0000000000000001\n"
           "CapPrm:\t000001ffffffffff\nCapEff:\t0000000000000402\n";
  }
  // The process with one thread, or one more thread of it.
  void add(const FakeProcess& p) {
    const std::string pid = std::to_string(p.pid);
    const std::string task = pid + "/task/" + std::to_string(p.tid);
    file(task + "/stat", stat_text(p));
    file(task + "/status", status_text(p));
    file(pid + "/stat", stat_text(p));
    file(pid + "/status", status_text(p));
    file(task + "/cmdline", std::string_view("./alpha\0-x\0two words\0", 21));
    file(task + "/environ", std::string_view("HOME=/\0TERM=linux\0", 18));
    file(task + "/limits",
         "Limit                     Soft Limit           Hard Limit           Units     \n"
         "Max open files            1024                 4096                 files     \n");
    file(task + "/loginuid", "1000");
    file(task + "/cgroup", "0::/\n");
    link(task + "/exe", "/usr/bin/alpha");
    link(task + "/cwd", "/home/a");
    link(task + "/root", "/");
    link(task + "/ns/net", "net:[1]");
    link(task + "/ns/mnt", "mnt:[1]");
    std::filesystem::create_directories(at(task + "/fd"));
  }
  // A descriptor of the leader.
  void add_fd(int pid, int fd, const std::string& target, std::string_view info) {
    const std::string task = std::to_string(pid) + "/task/" + std::to_string(pid);
    link(task + "/fd/" + std::to_string(fd), target);
    file(task + "/fdinfo/" + std::to_string(fd), info);
  }

 private:
  std::string root_;
};

struct Scanned {
  std::string error;
  ProcScanReport report;
  std::vector<SnapshotItem> items;
  std::vector<ThreadSnapshot> threads;
  std::vector<FdSnapshot> fds;
  std::vector<UserInfo> users;
  std::vector<GroupInfo> groups;
  MachineInfo machine;

  const ThreadSnapshot* thread(uint64_t tid) const {
    for (const ThreadSnapshot& one : threads) {
      if (one.tid == tid) return &one;
    }
    return nullptr;
  }
  const FdSnapshot* fd(int64_t number, uint64_t tid) const {
    for (const FdSnapshot& one : fds) {
      if (one.fd == number && one.tid == tid) return &one;
    }
    return nullptr;
  }
};

inline Scanned scan(const ProcScanOptions& options) {
  Scanned all;
  const auto append = [](auto& to, const auto& from) {
    to.insert(to.end(), from.begin(), from.end());
  };
  Result<ProcScanReport> result = scan_proc(options, [&](SnapshotItem&& item) {
    if (auto* machine = std::get_if<MachineInfo>(&item)) all.machine = *machine;
    if (auto* some = std::get_if<std::vector<ThreadSnapshot>>(&item)) append(all.threads, *some);
    if (auto* some = std::get_if<std::vector<FdSnapshot>>(&item)) append(all.fds, *some);
    if (auto* some = std::get_if<std::vector<UserInfo>>(&item)) append(all.users, *some);
    if (auto* some = std::get_if<std::vector<GroupInfo>>(&item)) append(all.groups, *some);
    all.items.push_back(std::move(item));
  });
  if (result) {
    all.report = result.take();
  } else {
    all.error = result.error().what;
  }
  return all;
}

// One process of this machine.
inline Scanned scan_process(int pid) {
  ProcScanOptions options;
  options.only_processes = {pid};
  return scan(options);
}
inline Scanned scan(const FakeProc& proc) {
  ProcScanOptions options;
  options.proc_root = proc.root();
  options.etc_root = proc.at("etc");
  options.cgroup_root = proc.at("cgroup");
  return scan(options);
}

}  // namespace sonde::test
