// Table: the rows that a view has at one moment: a plain value, made by query.h on the decoding
// thread, read by front ends. It never changes once it is handed over.
// Cells keep numbers as numbers, so that sorting and exporting need not read text back;
// append_cell() writes them as people read them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "view/view_spec.h"

namespace sonde {

struct Cell {
  enum class Kind : uint8_t { kNone, kInt, kUint, kReal, kText };

  Kind kind = Kind::kNone;
  uint32_t size = 0;  // of the text, bytes
  union {
    int64_t i;
    uint64_t u = 0;
    double d;
    const char* text;  // in the table's memory
  };

  std::string_view view() const { return {text, size}; }  // kText
  double number() const;                                  // others; kNone: 0
};

// What a column's numbers are, which decides how they are written.
enum class ColumnUnit : uint8_t {
  kText,
  kNumber,    // a name rather than an amount: pid, port, descriptor; never shortened
  kCount,     // 12.3K
  kBytes,     // 12.3M, in powers of 1024
  kPercent,   // 12.34
  kDuration,  // nanoseconds; 12.3ms
  kTime,      // nanoseconds since the epoch; a clock time
};

struct TableColumn {
  std::string name, field, description;
  int width = 8;  // cells; ColumnSpec::kRestOfLine
  ColumnUnit unit = ColumnUnit::kText;
  bool is_rate = false;  // by the second
  bool descends = true;  // when it is sorted by for the first time
  bool hidden = false;   // keys, and those that are computed only
  Aggregation aggregation = Aggregation::kNone;

  bool is_right_aligned() const { return unit != ColumnUnit::kText && unit != ColumnUnit::kTime; }
};

struct TableRow {
  enum Flag : uint8_t {
    kEnded = 1,      // the process or thread has ended in the time that is looked at
    kHasKey = 2,     // one can drill down
    kFirstSeen = 4,  // made in that time
  };
  uint8_t flags = 0;
  uint32_t first_cell = 0;  // its cells stand one after the other
  uint64_t event = 0;       // list views: the number of the row in the index; ~0 = none
  std::string key;          // value of the key as a filter writes it, quoted when need be
};

struct Table {
  ViewPtr view;
  std::vector<TableColumn> columns;
  std::vector<TableRow> rows;  // in the order of the view's sorting column
  std::vector<Cell> cells;
  std::string key_field;  // what a drill-down filters on; empty: there is none
  int sort_column = -1;   // of `columns`
  bool descending = true;
  bool shows_ends = false;          // rows are threads or processes: kEnded tells which have ended
  uint64_t from_ns = 0, to_ns = 0;  // what was looked at; rates are by this time, or by that part
                                    // of it in which the row's process lived
  uint64_t events = 0;              // that passed the filters
  bool truncated = false;           // a list with more rows than are kept: the newest are here
  // Texts of the cells.
  std::deque<std::string> texts;

  const Cell& cell(size_t row, size_t column) const { return cells[rows[row].first_cell + column]; }
};

using TablePtr = std::shared_ptr<const Table>;

// The cell as people read it: 1.2K, 12.34, 3.1ms; empty for kNone. Control bytes are made visible.
void append_cell(std::string& out, const TableColumn& column, const Cell& cell);
// Indices of rows in the order of a column; equal rows by their key, so that every run has one
// order. Numbers before texts, rows without a value last.
std::vector<uint32_t> sorted_rows(const Table& table, size_t column, bool descending);

}  // namespace sonde
