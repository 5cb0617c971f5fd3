// Cells of a table as people read them, and the order of its rows; see table.h. Called by front
// ends for what is on the screen and for --raw, so every width is bounded: an amount takes at most
// five characters and its sign.
// Next: base/time_text.h for clock times, base/text.h for control bytes.
// SPDX-License-Identifier: Apache-2.0
#include "view/table.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.h"
#include "base/time_text.h"

namespace sonde {

namespace {

void append_fixed(std::string& out, double value, int decimals) {
  char text[352];
  const auto end =
      std::to_chars(text, text + sizeof text, value, std::chars_format::fixed, decimals);
  out.append(text, end.ptr);
}

// One decimal below ten of the unit; what would round up to `most` belongs to the next unit.
bool fits_unit(double value, double most) { return std::round(value) < most; }
void append_in_unit(std::string& out, double value) {
  append_fixed(out, value, value < 9.95 ? 1 : 0);
}

// Amounts: 0, 7, 999, 1.2K, 57K. `step` is 1000 for what is counted and 1024 for bytes: memory and
// files come in powers of two, and csysdig's users know them so.
void append_amount(std::string& out, double value, bool is_whole, double step) {
  static constexpr char kUnits[] = "KMGTPEZY";
  if (value < 0) {
    out.push_back('-');
    value = -value;
  }
  if (fits_unit(value, step)) {
    if (is_whole || value == 0)
      append_fixed(out, value, 0);
    else if (value < 0.005)
      out += "<.01";
    else if (value < 0.095)
      append_fixed(out, value, 2);
    else
      append_in_unit(out, value);
    return;
  }
  size_t unit = 0;
  value /= step;
  while (!fits_unit(value, step) && unit + 2 < sizeof kUnits) {
    value /= step;
    ++unit;
  }
  append_in_unit(out, value);
  out.push_back(kUnits[unit]);
}

// Durations: 850ns, 1.2us, 34ms, 5.0s, then 1:05 (minutes) and 1:02:05 (hours).
void append_span(std::string& out, double ns) {
  static constexpr const char* kUnits[] = {"ns", "us", "ms"};
  if (ns < 0) {
    out.push_back('-');
    ns = -ns;
  }
  if (fits_unit(ns, 1000)) {
    append_fixed(out, std::round(ns), 0);
    out += kUnits[0];
    return;
  }
  for (size_t unit = 1; unit < std::size(kUnits); ++unit) {
    ns /= 1000;
    if (!fits_unit(ns, 1000)) continue;
    append_in_unit(out, ns);
    out += kUnits[unit];
    return;
  }
  const double seconds = ns / 1000;
  if (fits_unit(seconds, 60)) {
    append_in_unit(out, seconds);
    out.push_back('s');
    return;
  }
  const uint64_t whole = seconds < 1e15 ? static_cast<uint64_t>(std::llround(seconds)) : 0;
  if (whole >= 3600) {
    append_decimal(out, whole / 3600);
    out.push_back(':');
    append_padded(out, whole / 60 % 60, 2);
  } else {
    append_decimal(out, whole / 60);
  }
  out.push_back(':');
  append_padded(out, whole % 60, 2);
}

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
  if (!has_value(cell)) return;
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
      return append_amount(out, value, is_whole, 1000);
    case ColumnUnit::kBytes:
      return append_amount(out, value, is_whole, 1024);
    case ColumnUnit::kPercent:
      return append_fixed(out, value, 2);
    case ColumnUnit::kDuration:
      return append_span(out, value);
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
