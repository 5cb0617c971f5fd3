// ProcCgroups: /proc/PID/cgroup as the list that captures and events have: one "subsystem=path" for
// each controller, in the order of the kernel, each ended by a NUL. Used by proc_threads.
// A controller of version 2 counts a process in the nearest group for which it is switched on; that
// group's path is what the kernel's events have, so it is what stands here.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "proc/proc_files.h"

namespace sonde {

class ProcCgroups {
 public:
  // `proc` is the open root of /proc; `files` must outlive this.
  ProcCgroups(ProcFiles& files, int proc, const std::string& cgroup_root);
  // The list for the text of a cgroup file. Valid until the next call.
  const std::string& list_of(std::string_view file_text);

 private:
  std::string make_list(std::string_view file_text);
  // The group at or above `path` whose processes `controller` separates.
  std::string_view group_with(std::string_view controller, std::string_view path);
  const std::string& controllers_at(std::string_view path);

  ProcFiles& files_;
  std::string unified_;                                      // where version 2 is mounted
  std::vector<std::string> subsystems_;                      // of this kernel
  std::unordered_map<std::string, std::string> lists_;       // by text of the file
  std::map<std::string, std::string, std::less<>> enabled_;  // path: " a b c ", empty = unknown
};

}  // namespace sonde
