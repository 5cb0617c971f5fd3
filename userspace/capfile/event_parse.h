// The uncommon ways of finding the parameters inside an event: version 1 blocks, which do not say
// how many there are, and the events whose lengths are 32 bits wide.
// Used by: reader.cpp. The common way is inline in reader.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "schema/raw_event.h"

namespace sonde {

// Parameters that an event offers at most; the longest row has half as many.
inline constexpr uint32_t kMaxParams = 64;

// Fills lengths, params, params_bytes, nparams and large of an event whose header ends at
// `lengths`, with `room` bytes after it; false when they do not fit. event.id is known.
bool place_params_v2(const uint8_t* lengths, uint32_t stored_nparams, uint32_t room,
                     RawEvent& event);

// The same for version 1: the number of parameters is the largest one, up to the row's, for which
// lengths and parameters fill the event exactly. `event_bytes` is the stored length of the event,
// `block_room` what the block has for it, both with the header, which starts at `header`.
bool place_params_v1(const uint8_t* header, uint32_t event_bytes, uint32_t block_room,
                     RawEvent& event);

}  // namespace sonde
