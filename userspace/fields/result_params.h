// What the index asks of the kinds of events, so that it need not keep the events' parameters at
// hand: where the result stands, and what a failed call was about.
// Implemented beside the getters that use the same, in fields_evt_result.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "schema/event_table.h"

namespace sonde {

// Index of the parameter that evt.rawres shows, in events of this row, or -1.
int result_param_of(uint16_t row);
// Calls whose failure counts as one of files, or of the network, although they have no descriptor.
bool opens_file(uint16_t row);
bool makes_connection(uint16_t row);
// Flags of rows whose events are about a descriptor.
inline constexpr uint32_t kAboutFd = kCreatesFd | kUsesFd | kDestroysFd;

}  // namespace sonde
