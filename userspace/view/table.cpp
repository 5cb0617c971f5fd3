// Cells of a table as people read them, and the order of its rows; see table.h. Called by front
// ends for what is on the screen and for --raw, so every width is bounded.
// Next: base/units.h for amounts, base/time_text.h for clock times, base/text.h for control bytes.
// SPDX-License-Identifier: Apache-2.0
#include "view/table.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "base/time_text.h"
#include "base/units.h"

namespace sonde {

namespace {

void append_plain(std::string& out, const Cell& cell) {
  if (cell.kind == Cell::Kind::kInt)
    append_signed(out, cell.i);
  else if (cell.kind == Cell::Kind::kUint)
    append_decimal(out, cell.u);
  else
    append_fixed(out, cell.d, cell.d == std::floor(cell.d) ? 0 : 2);
}

bool has_value(const Cell& cell) {
  if (cell.kind == Cell::Kind::kReal) return !std::isnan(cell.d);
  return cell.kind != Cell::Kind::kNone;
}

// Wide enough for every 64-bit number, so that mixed kinds have one order.
long double exact(const Cell& cell) {
  switch (cell.kind) {
    case Cell::Kind::kInt:
      return static_cast<long double>(cell.i);
    case Cell::Kind::kUint:
      return static_cast<long double>(cell.u);
    default:
      return cell.d;
  }
}

// 0: numbers, 1: texts, 2: nothing.
int rank(const Cell& cell) {
  if (!has_value(cell)) return 2;
  return cell.kind == Cell::Kind::kText ? 1 : 0;
}

int compare_values(const Cell& a, const Cell& b) {
  if (a.kind == Cell::Kind::kText) {
    const int order = a.view().compare(b.view());
    return order < 0 ? -1 : order > 0;
  }
  const long double left = exact(a), right = exact(b);
  return left < right ? -1 : left > right;
}

}  // namespace

double Cell::number() const {
  switch (kind) {
    case Kind::kInt:
      return static_cast<double>(i);
    case Kind::kUint:
      return static_cast<double>(u);
    case Kind::kReal:
      return d;
    default:
      return 0;
  }
}

void append_cell(std::string& out, const TableColumn& column, const Cell& cell) {
  if (!has_value(cell)) {
    if (column.unit == ColumnUnit::kPercent) out += '-';  // 0.00 would be an amount
    return;
  }
  if (cell.kind == Cell::Kind::kText) return append_escaped(out, cell.view());
  const double value = cell.number();
  if (std::isinf(value)) {
    out += value < 0 ? "-inf" : "inf";
    return;
  }
  const bool is_whole = cell.kind != Cell::Kind::kReal;
  switch (column.unit) {
    case ColumnUnit::kText:
    case ColumnUnit::kNumber:
      return append_plain(out, cell);
    case ColumnUnit::kCount:
      return append_amount(out, value, is_whole, UnitStep::kCount);
    case ColumnUnit::kBytes:
      return append_amount(out, value, is_whole, UnitStep::kBytes);
    case ColumnUnit::kPercent:
      return append_fixed(out, value, 2);
    case ColumnUnit::kDuration:
      return append_short_duration(out, value);
    case ColumnUnit::kTime:
      if (value < 0 || value >= 18446744073709551615.0) return append_plain(out, cell);
      return append_clock(out, is_whole ? cell.u : static_cast<uint64_t>(value));
  }
}

namespace {

bool is_whole_number(const std::string& key) {
  return !key.empty() && key.find_first_not_of("0123456789") == std::string::npos;
}

// Process 9 before process 10; what is no number after all numbers.
bool is_key_before(const std::string& left, const std::string& right) {
  const bool left_is_number = is_whole_number(left), right_is_number = is_whole_number(right);
  if (left_is_number != right_is_number) return left_is_number;
  if (left_is_number && left.size() != right.size()) return left.size() < right.size();
  return left < right;
}

}  // namespace

std::vector<uint32_t> sorted_rows(const Table& table, size_t column, bool descending) {
  std::vector<uint32_t> order(table.rows.size());
  for (uint32_t row = 0; row < order.size(); ++row) order[row] = row;
  if (column >= table.columns.size()) return order;
  std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
    const Cell &left = table.cell(a, column), &right = table.cell(b, column);
    const int left_rank = rank(left), right_rank = rank(right);
    if (left_rank != right_rank) return left_rank < right_rank;
    if (left_rank < 2) {
      const int compared = compare_values(left, right);
      if (compared != 0) return descending ? compared > 0 : compared < 0;
    }
    const TableRow &one = table.rows[a], &two = table.rows[b];
    if (one.key != two.key) return is_key_before(one.key, two.key);
    return a < b;
  });
  return order;
}

}  // namespace sonde
