// One event block by itself: finding the event in bytes that start with a block, and writing such
// a block. The index keeps where an event's block is and comes back to it; the live history keeps
// events in this form. Reader (reader.h) walks whole files, mends damage, and asks here
// for what its fast path does not take.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "schema/raw_event.h"

namespace sonde {

// Bytes that event_block_bytes() needs.
inline constexpr size_t kEventBlockHeadBytes = 8;
// The length of the block that starts here; 0 when none does.
uint32_t event_block_bytes(Bytes head);
// Fills `event`, which points into `block`, but for num and offset. False when it holds no event
// that has a row.
bool parse_event_block(Bytes block, RawEvent& event);
// Appends the event as a block of the current version, whatever it was read from.
void append_event_block(std::vector<uint8_t>& out, const RawEvent& event);

}  // namespace sonde
