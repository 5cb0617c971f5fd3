// Tables as text for people, as CSV and as JSON: what csonde --raw prints and what is saved from
// the screen. Used by raw_output.cpp and export.cpp. Next: base/json_text.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "view/table.h"

namespace sonde {

// Rows and columns of a table, in the order in which they are written.
struct TablePart {
  const Table& table;
  std::vector<uint32_t> rows;
  std::vector<size_t> columns;

  // All rows and the columns that are not hidden.
  static TablePart whole(const Table& table);
};

// The columns below their names, two blanks between them; numbers stand on the right.
std::string part_as_text(const TablePart& part);
// A line with the names, then one for each row. Numbers are never shortened; control bytes of texts
// are made visible.
std::string part_as_csv(const TablePart& part);
// An object for each row, one a line: keys are the names of the columns, numbers are not shortened,
// what has no value is null.
std::string part_as_json(const TablePart& part);

}  // namespace sonde
