// FieldDependency: what a field's value depends on, as a part of the field's row. The index asks a
// field that depends on a thread's version once for each version, reads one that a column holds
// from the column, and puts in place of an event only what the field looks at. A row that says
// nothing depends on the whole event: slower, never wrong. A unit test compares every row with
// what the event says.
// Written in the rows of fields_*.cpp; interpreted by index/ and view/. Next: event_kinds_of.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace sonde {

enum class DependsOn : uint8_t {
  kEvent,        // anything
  kThread,       // the version of the thread
  kFd,           // the version of the descriptor; see FieldDependency::from_params
  kThreadAndFd,  // both
  kFdAndKind,    // the version of the descriptor, and the row of the event table
  kKind,         // the row of the event table; of an event with a name of its own the event
  kResult,       // the kind and the error, if it failed
  kColumn,       // a column of the index holds it
  kAncestors,    // the version of the thread, as long as no thread changes
  kThreadStats,  // what the thread has at the time; also the event
};

// What of an event is put in place, besides what columns tell: time, number, CPU, kind, latency and
// descriptor. Bits.
enum RowPart : uint8_t {
  kRowThread = 1,   // the thread with its family: ancestors, leaders of its groups
  kRowAmounts = 2,  // with kRowThread: its memory and faults, threads of its process
  kRowTable = 4,    // with kRowThread: all its descriptors
  kRowParams = 8,   // the event itself
  kRowNamed = 16,   // with kRowParams: threads that they name
  kRowEnter = 32,   // with kRowThread: where the call began
  kRowOnCpu = 64,   // with kRowThread: for how long it was on CPUs
  kWholeRow = 127,
  kRowByDependency = 128,  // as FieldDependency::on says
};
inline constexpr uint8_t kLooksAtText = kRowThread | kRowTable | kRowParams | kRowNamed;
inline constexpr uint8_t kLooksAtAmounts = kRowThread | kRowAmounts;
inline constexpr uint8_t kLooksAtOpening = kRowThread | kRowParams | kRowEnter;
inline constexpr uint8_t kLooksAtPath = kRowThread | kRowTable | kRowParams | kRowEnter;

// The columns of the index that hold a field's own value; index/column_values.cpp reads them.
enum class IndexColumn : uint8_t {
  kNone,
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

// Where a table takes the field from, when its columns have a way of their own.
enum class TableSource : uint8_t {
  kByAggregation,  // as the view's column says
  kCpu,            // processor time by accounting events
  kCpuUser,
  kCpuSystem,
  kCpuOfLife,     // from first to last, of threads that have ended
  kFirstKnown,    // of the first event that has a value
  kThreadAmount,  // of each thread, at the end of the time that is looked at
  kAlive,         // as kThreadAmount, of threads that live then
  kLargest,       // the largest thread.vmrss of that time
  kOpenFds,       // as kThreadAmount: descriptors that are open
  kFdUsage,       // as kThreadAmount: the same in percent of the limit
};

// False: events of this kind have no value, or all the same one. `kind`: row of the event table.
using KindTest = bool (*)(uint16_t kind);

struct FieldDependency {
  DependsOn on = DependsOn::kEvent;
  IndexColumn column = IndexColumn::kNone;  // DependsOn::kColumn
  uint8_t parts = kRowByDependency;         // RowPart, where events are asked
  TableSource table = TableSource::kByAggregation;
  bool from_params = false;    // a row of Chunk::kNameFromParams has a value without a descriptor
  bool never_missing = false;  // every event has a value
  KindTest kinds = nullptr;

  constexpr FieldDependency looks_at(uint8_t row_parts, KindTest of_kinds = nullptr) const {
    FieldDependency changed = *this;
    changed.parts = row_parts;
    changed.kinds = of_kinds;
    return changed;
  }
  constexpr FieldDependency or_params() const {
    FieldDependency changed = *this;
    changed.from_params = true;
    return changed;
  }
  constexpr FieldDependency always() const {
    FieldDependency changed = *this;
    changed.never_missing = true;
    return changed;
  }
  constexpr FieldDependency in_tables(TableSource source) const {
    FieldDependency changed = *this;
    changed.table = source;
    return changed;
  }
};

constexpr FieldDependency depends_on(DependsOn on) {
  FieldDependency made;
  made.on = on;
  return made;
}
constexpr FieldDependency from_column(IndexColumn column) {
  FieldDependency made = depends_on(DependsOn::kColumn);
  made.column = column;
  return made;
}
inline constexpr FieldDependency kOnEvent = depends_on(DependsOn::kEvent);
inline constexpr FieldDependency kOnThread = depends_on(DependsOn::kThread);
inline constexpr FieldDependency kOnFd = depends_on(DependsOn::kFd);
inline constexpr FieldDependency kOnThreadAndFd = depends_on(DependsOn::kThreadAndFd);
inline constexpr FieldDependency kOnFdAndKind = depends_on(DependsOn::kFdAndKind);
inline constexpr FieldDependency kOnKind = depends_on(DependsOn::kKind);
inline constexpr FieldDependency kOnResult = depends_on(DependsOn::kResult);
inline constexpr FieldDependency kOnAncestors = depends_on(DependsOn::kAncestors);
inline constexpr FieldDependency kOnThreadStats = depends_on(DependsOn::kThreadStats);

}  // namespace sonde
