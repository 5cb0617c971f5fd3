// What the index asks of the kinds of events, so that it need not keep the events' parameters at
// hand: where the result stands, and which calls may come without a descriptor.
// Implemented beside the getters that use the same (fields_evt_result.cpp, fields_fd.cpp).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "schema/event_table.h"

namespace sonde {

// Index of the parameter that evt.rawres shows, in events of this row, or -1.
int result_param_of(uint16_t row);
// Calls whose failure counts as one of files, or of the network, although they have no descriptor.
bool opens_file(uint16_t row);
bool makes_connection(uint16_t row);
// Calls that take a descriptor besides what they are about, or none at all as mmap may: they have
// fields of a descriptor only when the event tells which one it was.
bool may_lack_fd(EventId event);
// Flags of rows whose events are about a descriptor.
inline constexpr uint16_t kAboutFd = kCreatesFd | kUsesFd | kDestroysFd;

}  // namespace sonde
