// The kinds of records that the kernel module writes, and what fields can be in them before any is
// seen: evt.type of a record of an openat is "openat", evt.failed is true or false, fd.name has no
// value in a futex. kernel_plan.cpp finds out with it which records a filter can ever let through.
// A record of a call is its end; see driver/uapi/record.h and events.def.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "fields/field.h"
#include "schema/event_table.h"

namespace sonde {

struct RecordKind {
  int number = -1;                // of the call on x86-64; -1: no call
  uint16_t code = 0;              // of the call in the format; 0: it has no name
  const EventRow* row = nullptr;  // nullptr: a call that no table knows
  std::string_view name;          // of the call or event
  uint32_t trace = 0;             // SONDE_TRACE_* that makes the kernel write it

  // The kernel writes these whatever a consumer's terms say (SONDE_CLASS_STATE). Calls of calls.def
  // are one event to it, which is not of that class.
  bool is_always_written() const;
  // Says something of the machine that other events are understood by.
  bool changes_snapshot() const;
  // Whether its thread may be one that nobody knows, so that fields of processes have no value.
  bool may_lack_thread() const;
};

// Calls by number, then the other tracepoints.
std::span<const RecordKind> record_kinds();

// All values that the field can have in such records; false when they are not known in advance.
bool list_values(FieldUse& use, const RecordKind& kind, std::vector<Value>& out);

}  // namespace sonde
