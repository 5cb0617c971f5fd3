// Statistics as a table for people, as JSON objects, or as CSV.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "base/json_text.h"
#include "base/text.h"
#include "base/time_text.h"
#include "print/statistics.h"
#include "print/statistics_buckets.h"

namespace sonde {

class StatText {
 public:
  using Cell = Statistics::Cell;
  using Group = Statistics::Group;

  static double number(const Cell& cell, const StatColumn& column) {
    switch (column.kind) {
      case StatKind::kCount:
        return static_cast<double>(cell.count);
      case StatKind::kDistinct:
        return static_cast<double>(cell.distinct.size());
      case StatKind::kMean:
        return cell.count ? cell.real / static_cast<double>(cell.count) : 0;
      case StatKind::kPercentile:
        return percentile(cell, column.percent);
      default:
        return cell.is_real ? cell.real : static_cast<double>(cell.whole);
    }
  }

  // The value at that rank: the least one that `percent` of the values are not above.
  static double percentile(const Cell& cell, double percent) {
    const double rank = std::ceil(static_cast<double>(cell.count) * percent / 100);
    uint64_t seen = 0;
    for (const auto& [bucket, count] : cell.bucketed) {
      seen += count;
      if (static_cast<double>(seen) >= rank) return middle_of_bucket(bucket);
    }
    return 0;
  }

  // False: there is no value.
  static bool append_value(std::string& out, const Cell& cell, const StatColumn& column) {
    if (column.kind == StatKind::kCount) {
      append_decimal(out, cell.count);
      return true;
    }
    if (cell.count == 0) return false;
    if (column.kind == StatKind::kFirst || column.kind == StatKind::kLast) {
      out += cell.text;
    } else if (column.kind == StatKind::kHistogram) {
      append_histogram(out, cell);
    } else {
      append_number(out, cell, column);
    }
    return true;
  }

  static void append_number(std::string& out, const Cell& cell, const StatColumn& column) {
    const bool keeps_bits = column.kind == StatKind::kSum || column.kind == StatKind::kMin ||
                            column.kind == StatKind::kMax;
    if (keeps_bits && !cell.is_real) return append_signed(out, cell.whole);
    const double value = number(cell, column);
    if (value == std::floor(value) && std::fabs(value) < 9e15) {
      append_signed(out, static_cast<int64_t>(value));
    } else {
      append_json_double(out, value);
    }
  }

  // "0:3 1:5 1024:7": from where on, how many; the next power of two is the end.
  static void append_histogram(std::string& out, const Cell& cell) {
    bool first = true;
    for (const auto& [power, count] : cell.bucketed) {
      if (!first) out += ' ';
      first = false;
      append_decimal(out, power == 0 ? 0 : uint64_t{1} << (power - 1));
      out += ':';
      append_decimal(out, count);
    }
  }

  static bool is_text(const StatColumn& column) {
    return column.kind == StatKind::kFirst || column.kind == StatKind::kLast ||
           column.kind == StatKind::kHistogram;
  }
};

namespace {

void append_csv(std::string& out, std::string_view text) {
  if (text.find_first_of(",\"\n\r") == std::string_view::npos) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

}  // namespace

void Statistics::append(std::string& out, StatForm form, uint64_t most, uint64_t ts_ns) {
  std::vector<const Group*> sorted;
  for (const auto& [key, group] : groups_) sorted.push_back(&group);
  const bool by_number = !StatText::is_text(columns_[0]);
  std::sort(sorted.begin(), sorted.end(), [&](const Group* a, const Group* b) {
    if (by_number) {
      const double left = StatText::number(a->cells[0], columns_[0]);
      const double right = StatText::number(b->cells[0], columns_[0]);
      if (left != right) return left > right;
    }
    return a->keys < b->keys;
  });
  if (most && sorted.size() > most) sorted.resize(most);

  std::vector<std::string> titles;
  if (ts_ns) titles.push_back("time");
  for (const StatColumn& column : columns_) titles.push_back(column.title);
  for (const Operand& key : keys_) titles.push_back(key.text());
  std::vector<std::vector<std::string>> table;
  if (!wrote_header_ && form != StatForm::kJson) table.push_back(titles);
  wrote_header_ = true;
  std::string time;
  if (ts_ns) append_clock_seconds(time, ts_ns);
  for (const Group* group : sorted) {
    std::vector<std::string> row;
    if (ts_ns) row.push_back(time);
    std::vector<bool> has(row.size(), true);
    for (size_t i = 0; i < columns_.size(); ++i) {
      row.emplace_back();
      has.push_back(StatText::append_value(row.back(), group->cells[i], columns_[i]));
    }
    for (size_t i = 0; i < keys_.size(); ++i) {
      row.push_back(group->keys[i]);
      has.push_back(group->has_key[i]);
    }
    if (form != StatForm::kJson) {
      for (size_t i = 0; i < row.size(); ++i) {
        if (!has[i] && form == StatForm::kTable) row[i] = "<NA>";
      }
      table.push_back(std::move(row));
      continue;
    }
    out += '{';
    for (size_t i = 0; i < row.size(); ++i) {
      if (i) out += ',';
      append_json_text(out, titles[i]);
      out += ':';
      const size_t column = i - (ts_ns ? 1 : 0);
      const bool number =
          !(ts_ns && i == 0) && column < columns_.size() && !StatText::is_text(columns_[column]);
      if (!has[i]) {
        out += "null";
      } else if (number) {
        out += row[i];
      } else {
        append_json_text(out, row[i]);
      }
    }
    out += "}\n";
  }
  std::vector<size_t> widths(titles.size(), 0);
  for (const auto& row : table) {
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  for (const auto& row : table) {
    for (size_t i = 0; i < row.size(); ++i) {
      if (form == StatForm::kCsv) {
        append_csv(out, row[i]);
        out += i + 1 < row.size() ? "," : "\n";
        continue;
      }
      append_escaped(out, row[i]);
      if (i + 1 < row.size()) out.append(widths[i] - row[i].size() + 2, ' ');
    }
    if (form == StatForm::kTable) out += '\n';
  }
  groups_.clear();
  values_ = 0;
}

}  // namespace sonde
