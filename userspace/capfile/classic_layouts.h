// What the readers of 2022 (sysdig 0.29 and its kin) know of each event: whether they know the id
// at all, and how many of its parameters. Later parameters were only ever appended, and these
// readers ignore them. Used by: call_encode.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "schema/event_table.h"

namespace sonde {

// Ids from here on are unknown to these readers, which skip such events.
inline constexpr uint16_t kClassicEvents = 336;

// Parameters of an event that these readers decode: none may be an empty number. 0 for an id that
// they do not know.
uint32_t classic_nparams(uint16_t id);

// Codes of calls from here on are beyond the table of these readers; they end at such an event.
inline constexpr int kClassicCodes = 329;

// Whether a call of calls.def can be written for these readers, as a call with a code and nothing
// else.
bool has_classic_code(uint16_t raw_call);

// The id under which they understand a current event: mostly its own, a sibling of the call, or
// that of "some system call". Its own, too, when they know nothing like it.
uint16_t classic_id(uint16_t id);

}  // namespace sonde
