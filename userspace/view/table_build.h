// The pieces that query.cpp puts tables together from: values of one event, cells, the second stage
// of grouped views, the order of rows.
// Used by query.cpp only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include "index/row_replay.h"
#include "view/column_plan.h"
#include "view/table.h"
#include "view/thread_lives.h"

namespace sonde {

// What becomes of one column in one group.
struct Amount {
  double sum = 0, least = 0, most = 0;
  uint64_t count = 0;

  void add(double value) {
    least = count ? std::min(least, value) : value;
    most = count ? std::max(most, value) : value;
    sum += value;
    ++count;
  }
  // Several at once.
  void add(double all, uint64_t values, double lowest, double highest) {
    least = count ? std::min(least, lowest) : lowest;
    most = count ? std::max(most, highest) : highest;
    sum += all;
    count += values;
  }
};

// The value of the column for one row, by what it needs; valid until the stage moves on.
Value value_at(ColumnPlan& column, const Chunk& chunk, uint32_t at, RowReplay& replay);
bool has_value(ColumnPlan& column, const Chunk& chunk, uint32_t at, RowReplay& replay);
double number_of(const Value& value);
// The amounts of a thread at an accounting event; nullptr when it changed nothing.
const ThreadStats* stats_at(const Index& index, uint64_t row, int64_t tid);
// An amount of a thread at the end of the time.
Value thread_amount(ColumnPlan& column, const Moment& moment, const LivingThread& thread);
// Nobody's name: a number stands for no user or group.
bool is_unset_name(const ColumnPlan& column, const Cell& cell);
// The column's value in the moment as a cell; texts are copied into the table.
Cell value_cell(ColumnPlan& column, const Moment& moment, Table& table);
// Makes one row of all with the same group key.
void merge_rows(Table& table, const ViewPlan& plan);
// Puts rows into the order of the view's sorting column and sets it; lists stay as they are.
void sort_table(Table& table, const ViewPlan& plan, bool is_list);

}  // namespace sonde
