// CallSummary: for each system call how often it was made, how often it failed and how much time
// it took: the table that `strace -c` prints, `sonde --calls`. The time is what passed between the
// beginning and the end of a call, not what the processor spent.
// Called by cli/run.cpp once for each event that passes. Next: summary.h (any event, counts only).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "schema/event_table.h"

namespace sonde {

struct Moment;

class CallSummary {
 public:
  CallSummary() : by_row_(kEventRowCount) {}

  // Counts completed calls; other events are passed over.
  void count(const Moment& moment);
  // The call that took the most time first. Calls whose duration nobody knows count as 0.
  void append_table(std::string& out) const;

 private:
  struct Count {
    uint64_t calls = 0, errors = 0, ns = 0;
    void add(const Count& other);
  };
  std::vector<Count> by_row_;
  // Calls of which the capture has the code only, by the name.
  std::unordered_map<std::string_view, Count> by_name_;
};

}  // namespace sonde
