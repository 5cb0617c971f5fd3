// Which events tell of processor time. Used where they are added up: fields/ and view/.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "schema/event_table.h"

namespace sonde {

// Of a thread that has ended: what it used from first to last.
constexpr bool is_last_usage(uint16_t row) {
  return static_cast<EventId>(row) == EventId::SONDE_USAGE;
}

// With these the state's thread has what it used of the second before.
constexpr bool counts_cpu(uint16_t row) {
  return static_cast<EventId>(row) == EventId::PROCINFO_E || is_last_usage(row);
}

}  // namespace sonde
