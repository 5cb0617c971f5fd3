// ProcSockets: what the sockets of all processes are, by the tables of /proc/PID/net. Called by
// proc_scan when all descriptors are listed, so that a socket that is younger than its table is
// rare. Every network namespace has tables of its own; an inode is one socket whatever the
// namespace.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "proc/proc_files.h"
#include "schema/snapshot.h"

namespace sonde {

class ProcSockets {
 public:
  // `proc` is the open root of /proc, `proc_root` its path; `files` must outlive this.
  ProcSockets(ProcFiles& files, int proc, std::string proc_root)
      : files_(files), proc_(proc), proc_root_(std::move(proc_root)) {}

  // `namespace_name`: the target of ns/net of a process. Any of its processes may vouch for it.
  void add_namespace(std::string_view namespace_name, uint64_t pid);

  // Completes the sockets among `descriptors`: those of unknown type with an inode. Addresses are
  // as the kernel holds them (source is this end); who is the server is for State to find out.
  // Returns how many are of a family that no table lists (their type stays unknown).
  uint64_t complete(std::vector<FdSnapshot>& descriptors);

 private:
  struct Table;
  static const Table kTables[];
  struct Wanted {
    uint64_t inode;
    FdSnapshot* fd;
    bool found;
  };
  template <typename Take>
  void with_inode(uint64_t inode, Take take);
  void read_inet(std::string_view line, const Table& table);
  void read_unix(std::string_view line);
  void read_netlink(std::string_view line);
  void read_namespace(const std::vector<uint64_t>& pids);
  bool ask_protocol(FdSnapshot& fd);

  ProcFiles& files_;
  int proc_;
  std::string proc_root_;
  std::map<std::string, std::vector<uint64_t>, std::less<>> namespaces_;  // name: processes in it
  std::vector<Wanted> wanted_;                                            // by inode
};

}  // namespace sonde
