// The lists of what one may ask for: fields (-l, -lv, --list-markdown) and events (-L, -Lv).
// All made from rows; see fields/field.h and driver/uapi/events.def.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "fields/field.h"

namespace sonde {

std::string field_list(bool verbose);
std::string field_list_markdown();
// One line per event and direction: `> open(FSPATH name, FLAGS32 flags, UINT32 mode)`.
std::string event_list(bool verbose);

// False when all fields of the class are hidden.
bool is_listed(const FieldClass& fields);
// Why no field of this class ever has a value, for those marked so.
std::string_view reason_for_no_value(const FieldClass& fields);
// How the field is written with its argument: "proc.aname[N]", "evt.arg.NAME".
std::string field_spelling(const Field& field);

}  // namespace sonde
