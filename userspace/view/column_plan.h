// ColumnPlan: a view's column made ready for a query: its field looked up, what the field needs,
// where the column's values come from.
// Used by query.cpp. Next: index/dependency.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "base/result.h"
#include "filter/operand.h"
#include "index/dependency.h"
#include "view/table.h"

namespace sonde {

enum class ColumnSource : uint8_t {
  kFirst,   // the value of the group's first event
  kLast,    // of its last one
  kEnd,     // what the row's thread, or process, is at the end of the time that is looked at
  kNumber,  // a number of each event, from columns or from the event
  kThread,  // an amount of each thread, at the end of the time that is looked at
  kCpu,     // CPU time by accounting events
  kUsed,    // CPU time from first to last, of threads that have ended
  kFound,   // the value of the first event that has one: of an end of a connection
};

struct ColumnPlan {
  ColumnPlan(const ColumnSpec& column, Operand parsed)
      : spec(&column), operand(std::move(parsed)) {}

  const ColumnSpec* spec;
  Operand operand;
  DependsOn depends = DependsOn::kEvent;
  uint8_t parts = kWholeRow;  // where events are asked: RowPart
  IndexColumn index_column = IndexColumn::kNone;
  ColumnSource source = ColumnSource::kFirst;
  ColumnUnit unit = ColumnUnit::kText;
  bool is_required = false;                 // an event without a value is not of this row's concern
  bool is_real = false;                     // a fraction
  bool cpu_user = true, cpu_system = true;  // kCpu
  bool is_memory_now() const {
    const Field& field = operand.shape();
    return field.name.starts_with("thread.vm") && field.depends.table != TableSource::kLargest;
  }
  bool is_cpu_of_switches() const { return source == ColumnSource::kCpu && cpu_user && cpu_system; }
};

struct ViewPlan {
  std::vector<ColumnPlan> columns;  // all that the tag leaves, keys included
  int key = -1, group_key = -1, sorting = -1;
  // Rows are threads or processes, shown as they are at the end; rates are by the time they lived.
  bool shows_ends = false;

  const ColumnPlan& of(int column) const { return columns[static_cast<size_t>(column)]; }

  // Rows are those of this column.
  const ColumnPlan* row_key() const {
    const int at = group_key >= 0 ? group_key : key;
    return at < 0 ? nullptr : &of(at);
  }
  // The key is a number that is given out again.
  bool has_reused_key() const {
    if (key < 0) return false;
    const std::string_view field = of(key).operand.shape().name;
    return field == "proc.pid" || field == "thread.tid";
  }
  // What the row key names.
  bool rows_are_processes() const { return row_field() == "proc.pid"; }
  bool rows_are_things() const { return rows_are_processes() || row_field() == "thread.tid"; }
  // Rows are processes, made of rows of their threads.
  bool groups_threads_of_a_process() const { return group_key >= 0 && rows_are_processes(); }
  // Rows are made of threads by what each was at the event: a user, a container, a command. A
  // thread that was several things is several groups, each with its own events.
  bool groups_by_value_of_thread() const {
    return key >= 0 && group_key >= 0 && of(key).depends == DependsOn::kThread &&
           of(group_key).depends == DependsOn::kThread;
  }

 private:
  std::string_view row_field() const {
    const ColumnPlan* const at = row_key();
    return at ? at->operand.shape().name : std::string_view();
  }
};

// The error names the column and the nearest field.
Result<ViewPlan> plan_view(const ViewSpec& view, std::string_view tag, int depth);
// What the table tells of the column.
TableColumn table_column(const ColumnPlan& plan);

}  // namespace sonde
