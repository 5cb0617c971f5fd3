// Summary: how often each kind of event came, as `sonde -S` prints it at the end.
// System calls that the format has no row for count under their own name, as they are shown.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "schema/raw_event.h"

namespace sonde {

class Summary {
 public:
  void count(const RawEvent& event);
  // The table: at most 100 rows, the most frequent first, equal ones by name.
  void append_table(std::string& out) const;

 private:
  std::array<uint64_t, kEventRowCount> by_id_{};
  // Calls known by their code only: enter and exit, and of those with enter events the old names.
  std::vector<uint64_t> by_code_[2][2];
};

}  // namespace sonde
