// Names and categories of calls that have no row of their own; see call_names.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "schema/raw_event.h"

namespace sonde {

// What calls are called whose code stands for nothing.
inline constexpr std::string_view kUnknownCall = "<unknown>";

// kUnknownCall when the code stands for nothing. `old_capture`: recorded as pairs of events.
std::string_view call_name(uint16_t code, bool old_capture);
std::string_view call_category(uint16_t code);

// True for events that stand for any call without a row.
inline bool is_generic(const RawEvent& event) {
  return event.id <= static_cast<uint16_t>(EventId::GENERIC_X);
}
inline uint16_t call_code(const RawEvent& event) { return value_of<uint16_t>(event.param(0)); }
// Exit events of today carry the code and the machine's own number.
inline bool is_of_pair(const RawEvent& event) {
  return event.id == static_cast<uint16_t>(EventId::GENERIC_E) || event.nparams < 2;
}

}  // namespace sonde
