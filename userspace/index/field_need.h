// FieldNeed: what a field's value depends on. A field that depends on the thread's version alone is
// asked once per version; one that is a column already is read from it; only the rest is asked of
// each event. A field that is not in the rows of field_need.cpp needs the event: slower, never
// wrong; a unit test compares every row with what the event says.
// Used by row_filter.cpp and view/query.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "fields/field.h"
#include "index/index.h"

namespace sonde {

enum class Need : uint8_t {
  kThread,       // the version of the thread
  kFd,           // the version of the descriptor; see may_come_from_params()
  kThreadAndFd,  // both
  kFdAndKind,    // the version of the descriptor, and the row of the event table
  kKind,         // the row of the event table; with EventDependencies::has_own_name the event
  kResult,       // the kind and the error, if it failed
  kColumn,       // number_from_columns() tells
  kAncestors,    // the version of the thread, as long as no thread changes
  kThreadStats,  // what the thread has at the time; also the event, in a RowReplay
  kEvent,        // anything
};

// What a Moment out of a row is to have besides what columns tell: time, number, CPU, kind, latency
// and descriptor. Bits.
enum RowPart : uint8_t {
  kRowThread = 1,   // the thread with its family: ancestors, leaders of its groups
  kRowAmounts = 2,  // with kRowThread: its memory and faults, threads of its process
  kRowTable = 4,    // with kRowThread: all its descriptors
  kRowParams = 8,   // the event itself
  kRowNamed = 16,   // with kRowParams: threads that they name
  kRowEnter = 32,   // with kRowThread: where the call began
  kRowOnCpu = 64,   // with kRowThread: for how long it was on CPUs
  kWholeRow = 127,
};
// What is to be there for a field that asks events (asks_events()).
uint8_t parts_of(const FieldUse& use);

// `fd_needs_thread`: containers with addresses of their own are known, so which end of a
// connection is local depends on who holds it.
Need need_of(const FieldUse& use, bool fd_needs_thread);

// A field of Need::kColumn for one row: the field's own value. `number` finds the field once.
enum class ColumnNumber : uint8_t {
  kNotOne,
  kTime,
  kNumber,
  kCpu,
  kLatency,
  kResult,
  kFailed,
  kOne,
  kExit,
  kError,
  kErrorFile,
  kErrorNet,
  kErrorMemory,
  kErrorOther,
  kBytes,
  kBytesIn,
  kBytesOut,
  kBytesFile,
  kBytesFileIn,
  kBytesFileOut,
  kBytesNet,
  kBytesNetIn,
  kBytesNetOut,
};
ColumnNumber column_number(const FieldUse& use);
// In rows with Chunk::kNameFromParams these have a value without a descriptor: the event is asked.
bool may_come_from_params(std::string_view field);
// The same for all rows of a rollup.
bool is_same_in_rollup(ColumnNumber number);
// False: no event of this kind has the field, so its parameters need not be looked at. For fields
// of Need::kEvent.
bool kind_may_have(const FieldUse& use, uint16_t kind);
// Whether single events must be looked at.
bool asks_events(Need need);
// Every event has a value.
bool is_never_missing(std::string_view field);
Value number_from_columns(ColumnNumber number, const Index& index, const Chunk& chunk, uint32_t at);

// What the numbers above ask of an event's row; by kind.
struct EventDependencies {
  bool exit = false;
  bool internal = false;
  bool has_own_name = false;  // the event's type is in the event, not in its row
  bool io_read = false, io_write = false, io = false;  // its category moves data
  bool opens_file = false, makes_connection = false, memory = false;
  bool switches = false;  // one thread leaves a CPU for another
};
const EventDependencies* kind_facts();

}  // namespace sonde
