// ProcRefusals: what of which processes could not be read, and why, for the report of a scan.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace sonde {

class ProcRefusals {
 public:
  // `part` of a process could not be read. `error` is an errno; 0: the text is not what it should
  // be.
  void add(std::string_view part, int error, uint64_t pid, std::string_view comm);
  uint64_t processes() const { return processes_.size(); }
  // "the descriptors of 3 processes: Permission denied (the first is 1, systemd)"
  std::vector<std::string> sentences() const;

 private:
  struct Kind {
    uint64_t count = 0, first_pid = 0;
    std::string first_comm;
  };
  std::map<std::pair<std::string, int>, Kind> kinds_;
  std::set<uint64_t> processes_;
};

}  // namespace sonde
