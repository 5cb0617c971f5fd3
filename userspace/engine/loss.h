// What an engine knows of events that did not arrive. Exact: every event that the kernel saw is
// either delivered or counted here, by what its loss does to the state and by why it was lost.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "driver/uapi/record.h"

namespace sonde {

struct Counters {
  uint64_t written = 0;      // records that the kernel put into the rings
  uint64_t overwritten = 0;  // of these, how many made room for newer ones, unread
  uint64_t shed = 0;         // of these, how many came without their data, to save room
  uint64_t faults = 0;       // of these, how many have a parameter that could not be read
  uint64_t lost[SONDE_CLASSES][SONDE_REASONS] = {};

  uint64_t lost_in_all() const {
    uint64_t sum = 0;
    for (const auto& reasons : lost) {
      for (const uint64_t count : reasons) sum += count;
    }
    return sum;
  }
  uint64_t lost_of(sonde_class kind) const {
    uint64_t sum = 0;
    for (const uint64_t count : lost[kind]) sum += count;
    return sum;
  }
  uint64_t lost_because(sonde_reason reason) const {
    uint64_t sum = 0;
    for (const auto& reasons : lost) sum += reasons[reason];
    return sum;
  }
};

}  // namespace sonde
