// What the index makes of a field's row: how its value is found for a row of the index without
// stepping to the event, and what must be put in place where events are asked.
// The facts are in the rows: fields/field_dependency.h. Used by row_filter.cpp, row_replay.cpp and
// view/.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "fields/field.h"
#include "index/index.h"

namespace sonde {

DependsOn dependency_of(const FieldUse& use);
// What is to be there for a field that asks events (asks_events()). Bits: RowPart.
uint8_t parts_of(const FieldUse& use);
// kNone: no column holds the field.
IndexColumn column_of(const FieldUse& use);
// The same for all rows of a rollup.
bool is_same_in_rollup(IndexColumn column);
// False: no event of this kind has the field, so its parameters need not be looked at. For fields
// of DependsOn::kEvent.
bool kind_may_have(const FieldUse& use, uint16_t kind);
// Whether single events must be looked at.
bool asks_events(DependsOn on);
// The field's own value for one row, from the columns.
Value value_from_column(IndexColumn column, const Index& index, const Chunk& chunk, uint32_t at);

// What columns ask of an event's row; by kind.
struct EventTraits {
  bool exit = false;
  bool internal = false;
  bool has_own_name = false;  // the event's type is in the event, not in its row
  bool io_read = false, io_write = false, io = false;  // its category moves data
  bool opens_file = false, makes_connection = false, memory = false;
  bool switches = false;  // one thread leaves a CPU for another
};
const EventTraits* event_traits();

}  // namespace sonde
