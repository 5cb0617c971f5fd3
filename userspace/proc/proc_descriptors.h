// ProcDescriptors: the descriptors of a process as FdSnapshots. Called by proc_scan.
// The kind follows from what /proc/PID/fd/N points to; names are those that State gives when it
// sees the call: the path of a file, nothing for an eventfd and its like, "/proc/PID" for a pidfd.
// Sockets leave here with their inode only; proc_sockets completes them for all processes at once.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "proc/proc_files.h"
#include "proc/proc_refusals.h"
#include "proc/proc_threads.h"
#include "schema/snapshot.h"

namespace sonde {

class ProcDescriptors {
 public:
  // The references must outlive this. `own_pid`: whose descriptors used for reading are left out
  // (those of `proc` and of what is opened below it); 0 when `proc` is not the real /proc.
  ProcDescriptors(ProcFiles& files, ProcRefusals& refusals, int proc, uint64_t own_pid)
      : files_(files), refusals_(refusals), proc_(proc), own_pid_(own_pid) {}

  // Appends the descriptors of a process, in ascending order; when `only` has some, those.
  void read(const ProcProcess& process, const std::vector<int64_t>& only,
            std::vector<FdSnapshot>& descriptors);

 private:
  struct Info {  // fdinfo/N
    uint64_t flags = 0, mount = 0;
    int64_t process = 0;  // a pidfd's
  };
  bool read_one(const ProcProcess& process, int links, int infos, uint64_t number, FdSnapshot& fd);
  bool read_info(int infos, const char* name, Info& info);
  void name_path(const ProcProcess& process, int links, const char* name, std::string_view target,
                 const Info& info, FdSnapshot& fd);
  void learn_mounts(const ProcProcess& process);
  void refuse(std::string_view part, const ProcProcess& process);

  ProcFiles& files_;
  ProcRefusals& refusals_;
  int proc_;
  uint64_t own_pid_;
  std::set<std::string, std::less<>> mount_namespaces_;   // that were read
  std::unordered_map<uint64_t, uint32_t> mount_devices_;  // by id, packed; ids are the machine's
  std::vector<uint64_t> numbers_;
};

// Flags of an open file (the octal ones of fdinfo) in the format's bits: with the access mode for
// what was opened by name, without for other objects.
uint32_t portable_open_flags(uint64_t flags);
uint32_t portable_descriptor_flags(uint64_t flags);

}  // namespace sonde
