// See table_text.h.
// SPDX-License-Identifier: Apache-2.0
#include "tui/text/table_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/json_text.h"
#include "base/text.h"
#include "tui/screen/frame.h"

namespace sonde {
namespace {

void append_csv_text(std::string& out, std::string_view text) {
  std::string plain;
  append_escaped(plain, text);
  if (plain.find_first_of("\",") == std::string::npos) {
    out += plain;
    return;
  }
  out.push_back('"');
  for (char c : plain) {
    if (c == '"') out.push_back('"');
    out.push_back(c);
  }
  out.push_back('"');
}

void append_csv_cell(std::string& out, const Cell& cell) {
  switch (cell.kind) {
    case Cell::Kind::kNone:
      return;
    case Cell::Kind::kInt:
      return append_signed(out, cell.i);
    case Cell::Kind::kUint:
      return append_decimal(out, cell.u);
    case Cell::Kind::kReal: {
      if (!std::isfinite(cell.d)) return;
      char text[64];
      out.append(text, std::to_chars(text, text + sizeof text, cell.d).ptr);
      return;
    }
    case Cell::Kind::kText:
      return append_csv_text(out, cell.view());
  }
}

void append_json_cell(std::string& out, const Cell& cell) {
  switch (cell.kind) {
    case Cell::Kind::kNone:
      out += "null";
      return;
    case Cell::Kind::kInt:
      return append_signed(out, cell.i);
    case Cell::Kind::kUint:
      return append_decimal(out, cell.u);
    case Cell::Kind::kReal:
      return append_json_double(out, cell.d);
    case Cell::Kind::kText:
      return append_json_text(out, cell.view());
  }
}

// A column of its own where rows are processes or threads; the screen has a mark.
std::string ended_head(const Table& table) { return table.shows_ends ? "ENDED" : ""; }

bool has_ended(const Table& table, uint32_t row) {
  return table.rows[row].flags & TableRow::kEnded;
}

}  // namespace

TablePart TablePart::whole(const Table& table) {
  TablePart part{table, {}, {}};
  for (uint32_t row = 0; row < table.rows.size(); ++row) part.rows.push_back(row);
  for (size_t i = 0; i < table.columns.size(); ++i) {
    if (!table.columns[i].hidden) part.columns.push_back(i);
  }
  return part;
}

std::string part_as_text(const TablePart& part) {
  const Table& table = part.table;
  std::vector<std::vector<std::string>> lines(part.rows.size() + 1);
  std::vector<int> widths;
  const std::string marks = ended_head(table);
  for (const size_t column : part.columns) {
    lines[0].push_back(table.columns[column].name);
    int width = text_width(lines[0].back());
    for (size_t i = 0; i < part.rows.size(); ++i) {
      std::string text;
      append_cell(text, table.columns[column], table.cell(part.rows[i], column));
      width = std::max(width, text_width(text));
      lines[i + 1].push_back(std::move(text));
    }
    widths.push_back(width);
  }
  std::string out;
  for (const std::vector<std::string>& line : lines) {
    const size_t start = out.size();
    if (!marks.empty()) {
      const bool is_head = &line == &lines[0];
      const size_t row = static_cast<size_t>(&line - &lines[0]) - 1;
      out += is_head ? marks : has_ended(table, part.rows[row]) ? "  yes" : "   no";
      out += "  ";
    }
    for (size_t i = 0; i < part.columns.size(); ++i) {
      if (i) out += "  ";
      const auto blanks = static_cast<size_t>(widths[i] - text_width(line[i]));
      const bool right = table.columns[part.columns[i]].is_right_aligned();
      if (right) out.append(blanks, ' ');
      out += line[i];
      if (!right) out.append(blanks, ' ');
    }
    while (out.size() > start && out.back() == ' ') out.pop_back();
    out += '\n';
  }
  return out;
}

std::string part_as_csv(const TablePart& part) {
  std::string out = ended_head(part.table);
  const bool marks = !out.empty();
  if (marks) out.push_back(',');
  for (size_t i = 0; i < part.columns.size(); ++i) {
    if (i) out.push_back(',');
    append_csv_text(out, part.table.columns[part.columns[i]].name);
  }
  out.push_back('\n');
  for (const uint32_t row : part.rows) {
    if (marks) out += has_ended(part.table, row) ? "yes," : "no,";
    for (size_t i = 0; i < part.columns.size(); ++i) {
      if (i) out.push_back(',');
      append_csv_cell(out, part.table.cell(row, part.columns[i]));
    }
    out.push_back('\n');
  }
  return out;
}

std::string part_as_json(const TablePart& part) {
  std::string out;
  for (const uint32_t row : part.rows) {
    {
      JsonObject object(out);
      if (const std::string head = ended_head(part.table); !head.empty()) {
        object.flag(head, has_ended(part.table, row));
      }
      for (const size_t column : part.columns) {
        append_json_cell(object.member(part.table.columns[column].name),
                         part.table.cell(row, column));
      }
    }
    out += '\n';
  }
  return out;
}

}  // namespace sonde
