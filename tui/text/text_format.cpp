// Numbers, times and wrapped sentences; see text_format.h.
// SPDX-License-Identifier: Apache-2.0
#include "tui/text/text_format.h"

#include <algorithm>

#include "base/text.h"
#include "base/time_text.h"

namespace sonde {

std::string grouped(uint64_t number) {
  std::string digits;
  append_decimal(digits, number);
  for (size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, 1, ',');
  }
  return digits;
}

std::string amount(ColumnUnit unit, double value) {
  TableColumn column;
  column.unit = unit;
  Cell cell;
  cell.kind = Cell::Kind::kReal;
  cell.d = value;
  const bool may_be_whole = value >= 0 && value < 1e15;
  if (may_be_whole && value == static_cast<double>(static_cast<uint64_t>(value))) {
    cell.kind = Cell::Kind::kUint;
    cell.u = static_cast<uint64_t>(value);
  }
  std::string out;
  append_cell(out, column, cell);
  return out;
}

std::string clock_text(uint64_t ts_ns, int decimals) {
  std::string out;
  append_clock(out, ts_ns);
  const size_t dot = out.find('.');
  if (dot == std::string::npos) return out;
  out.resize(decimals > 0 ? std::min(dot + 1 + static_cast<size_t>(decimals), out.size()) : dot);
  return out;
}

std::string without_tabs(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c != '\t')
      out.push_back(c);
    else
      out.append(4 - out.size() % 4, ' ');
  }
  return out;
}

std::vector<std::string> wrapped(std::string_view text, int width) {
  std::vector<std::string> lines;
  const std::u32string characters = decode_utf8(text);
  size_t from = 0;
  do {
    size_t to = from, blank = 0;
    int used = 0;
    while (to < characters.size()) {
      used += character_width(characters[to]);
      if (used > width) break;
      if (characters[to] == U' ') blank = to;
      ++to;
    }
    size_t next = to;
    if (to < characters.size() && characters[to] != U' ' && blank > from) to = next = blank;
    if (to == from && to < characters.size()) next = ++to;  // wider than the line
    lines.push_back(encode_utf8(std::u32string_view(characters).substr(from, to - from)));
    while (next < characters.size() && characters[next] == U' ') ++next;
    from = next;
  } while (from < characters.size());
  return lines;
}

void draw_middle(Frame& frame, const Rect& area, const std::vector<std::string>& lines, Role role) {
  std::vector<std::string> parts;
  for (const std::string& line : lines) {
    for (std::string& part : wrapped(line, std::max(area.width - 4, 10))) {
      parts.push_back(std::move(part));
    }
  }
  int y = area.y + std::max((area.height - static_cast<int>(parts.size())) / 3, 0);
  for (const std::string& part : parts) {
    if (y >= area.y + area.height) break;
    frame.put(area.x + std::max((area.width - text_width(part)) / 2, 0), y++, part, role, area.x,
              area.x + area.width);
  }
}

}  // namespace sonde
