// Numbers of events, apart from their rows: this changes when an event is added, not when a
// sentence is mended. event_ids.inc is made of driver/uapi at build time (CMakeLists.txt here).
// Next: event_table.h (the rows), event_params.h (names of parameters).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace sonde {

// What an event is, in memory: the number of its row. The format's ids come first and are the same
// in files; behind them the rows of ours, and behind these one for each call of calls.def.
enum class EventId : uint16_t {
#include "schema/event_ids.inc"
};

// In files and rings, OWN rows of events.def have ids from here on; other readers skip them.
inline constexpr uint16_t kFirstPrivateEvent = 0x8000;

inline constexpr uint16_t kKnownEvents = static_cast<uint16_t>(EventId::SONDE_GAP);  // 0 .. 453
inline constexpr uint16_t kFirstCallRow = static_cast<uint16_t>(EventId::ROWS_BEFORE_CALLS);
inline constexpr uint16_t kPrivateEvents = kFirstCallRow - kKnownEvents;
inline constexpr uint16_t kEventRowCount = static_cast<uint16_t>(EventId::ROWS);
inline constexpr uint16_t kCallEvents = kEventRowCount - kFirstCallRow;

}  // namespace sonde
