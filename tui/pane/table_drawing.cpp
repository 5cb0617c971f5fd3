// How a table is drawn: where its columns stand, their names, rows, and what is said when there are
// none. See table_pane.h.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "tui/pane/table_pane.h"
#include "tui/text/text_format.h"

namespace sonde {

namespace {

struct DrawnColumn {
  size_t column;
  int x, width;
};

// The widest text of a column; of a table with many rows those at its top count.
int widest_text(const Table& table, size_t column) {
  constexpr size_t kMaxRows = 500;
  int widest = 0;
  std::string text;
  for (size_t row = 0; row < std::min(table.rows.size(), kMaxRows); ++row) {
    text.clear();
    append_cell(text, table.columns[column], table.cell(row, column));
    widest = std::max(widest, text_width(text));
  }
  return widest;
}

// Where columns stand before the table is scrolled; the first cell is for marks. When little room
// is left for the last column, the others take no more than they need.
std::vector<DrawnColumn> place_columns(const TablePane& pane, int width) {
  constexpr int kWantedRest = 32, kMaxInside = 40;
  const Table& table = *pane.state().table;
  std::vector<DrawnColumn> places;
  for (size_t column = 0; column < table.columns.size(); ++column) {
    if (!pane.is_shown(column)) continue;
    const TableColumn& at = table.columns[column];
    places.push_back({column, 0, at.width});
  }
  if (places.empty()) return places;
  for (DrawnColumn& place : places) {
    const TableColumn& at = table.columns[place.column];
    // The last one has what is left, whatever it needs.
    const bool has_rest = &place == &places.back() && !at.is_right_aligned();
    if (place.width <= 0 && !has_rest) {
      place.width = std::min(widest_text(table, place.column), kMaxInside);
    }
    place.width = std::max(place.width, text_width(at.name) + 1);
  }
  int needed = 1;
  for (const DrawnColumn& place : places) needed += place.width + 1;
  const bool has_rest = !table.columns[places.back().column].is_right_aligned();
  if (has_rest) needed += kWantedRest - places.back().width;
  if (needed > width) {
    for (DrawnColumn& place : places) {
      if (has_rest && &place == &places.back()) break;
      const int most = std::max(text_width(table.columns[place.column].name) + 1,
                                widest_text(table, place.column));
      place.width = std::min(place.width, most);
    }
  }
  int x = 1;
  for (DrawnColumn& place : places) {
    place.x = x;
    x += place.width + 1;
  }
  DrawnColumn& last = places.back();
  if (has_rest) {
    // It has what is left, and at least its name.
    const int least = text_width(table.columns[last.column].name) + 1;
    last.width = std::max(width - last.x + pane.state().left, least);
  }
  return places;
}

Role role_of_cell(const TableColumn& column, const Cell& cell) {
  if (cell.kind == Cell::Kind::kNone || cell.kind == Cell::Kind::kText) return Role::kText;
  const double value = cell.number();
  if (value == 0 && column.unit != ColumnUnit::kNumber) return Role::kDim;
  if (column.unit == ColumnUnit::kPercent && value >= 50) return Role::kStrong;
  if (value > 0 && column.field.find("error") != std::string::npos) return Role::kWarning;
  return Role::kText;
}

void draw_column_header(Frame& frame, const TablePane& pane, const Rect& area,
                        const std::vector<DrawnColumn>& places) {
  const TableState& state = pane.state();
  const int sorted = pane.sort_column();
  const int to = area.x + area.width;
  frame.fill({area.x, area.y, area.width, 1}, Role::kHeader);
  for (const DrawnColumn& place : places) {
    const TableColumn& column = state.table->columns[place.column];
    const bool is_sorted = sorted == static_cast<int>(place.column);
    std::string name = column.name;
    if (is_sorted) name += pane.descends() ? "▼" : "▲";
    const int x = area.x + place.x - state.left;
    if (x >= to || x + place.width <= area.x) continue;
    const int free = place.width - text_width(name);
    if (is_sorted) {
      const int from = std::max(x, area.x);
      frame.fill({from, area.y, std::min(x + place.width, to) - from, 1}, Role::kHeaderSort);
    }
    frame.put(column.is_right_aligned() ? x + free : x, area.y, name,
              is_sorted ? Role::kHeaderSort : Role::kHeader, area.x, to);
    const int from = std::max(x, area.x);
    frame.add_spot({from, area.y, std::min(x + place.width + 1, to) - from, 1}, Spot::Kind::kColumn,
                   place.column);
  }
}

// Why there is no row.
std::vector<std::string> empty_table_lines(const TablePane& pane, const Level& level,
                                           const ScreenState& screen) {
  const TableState& state = pane.state();
  if (!pane.error().empty()) return {"This cannot be shown:", pane.error()};
  const ExplorerStatus& status = screen.status;
  if (!state.table) {
    if (status.is_live) return {"Collecting data ..."};
    return {"Reading the file ..."};
  }
  if (!state.table->rows.empty() && !state.text_filter.empty()) {
    std::vector<std::string> lines = {
        "No row contains \"" + state.text_filter + "\".",
        grouped(state.table->rows.size()) + " rows are hidden; Esc shows them."};
    if (screen.services.check(state.text_filter).good) {
      lines.push_back("It reads like a filter of events: F4, then F2.");
    }
    return lines;
  }
  if (!state.table->rows.empty()) return {"The rows up to now are hidden; c shows them."};
  std::vector<std::string> lines;
  if (!status.is_live && !status.complete && status.error.empty()) {
    lines.push_back("No data yet; the file is being read ...");
  } else {
    lines.push_back(level.path.empty() && level.user_filter.empty()
                        ? "No data for this view."
                        : "No data for this selection.");
  }
  const std::string filter = filter_of(level, true);
  if (!filter.empty()) lines.push_back("Filter: " + filter);
  if (!screen.time.at_end()) {
    lines.push_back("Time: " + clock_text(screen.time.from_ns, 3) + " to " +
                    clock_text(screen.time.to_ns, 3) + "; L shows everything.");
  } else if (status.is_live && screen.time.width_ns) {
    lines.push_back("Time: the last " +
                    amount(ColumnUnit::kDuration, static_cast<double>(screen.time.width_ns)) +
                    "; } looks back further.");
  }
  return lines;
}

// One row; `at` is its place in the order.
void draw_row(Frame& frame, const TablePane& pane, const Rect& area, int y, size_t at,
              const std::vector<DrawnColumn>& places) {
  const TableState& state = pane.state();
  const Table& table = *state.table;
  const int to = area.x + area.width;
  const uint32_t row = state.order[at];
  const bool tagged = state.tags.count(row_identity(table, row)) > 0;
  const bool selected = at == state.at;
  const bool ended = table.rows[row].flags & TableRow::kEnded;
  const Role whole = selected ? Role::kSelected : tagged ? Role::kTagged : Role::kEnded;
  // One role for a whole row costs a terminal least.
  frame.fill({area.x, y, area.width, 1}, selected || tagged || ended ? whole : Role::kText);
  std::string text;
  for (const DrawnColumn& place : places) {
    const TableColumn& column = table.columns[place.column];
    const Cell& cell = table.cell(row, place.column);
    text.clear();
    append_cell(text, column, cell);
    const int x = area.x + place.x - state.left;
    if (x >= to || x + place.width < area.x) continue;
    // A number that is cut is another number.
    const bool is_cut = x < area.x || x + place.width > to;
    if (is_cut && column.is_right_aligned()) continue;
    const bool is_last = place.column == places.back().column;
    if (is_last && !state.branches.empty()) text.insert(0, state.branches[at]);
    const int room = std::min(place.width, to - x);
    if (text_width(text) > room) text = clipped(text, room);
    const Role role = selected || tagged || ended ? whole : role_of_cell(column, cell);
    const int indent = column.is_right_aligned() ? place.width - text_width(text) : 0;
    frame.put(x + indent, y, text, role, std::max(x, area.x), std::min(x + place.width, to));
  }
  // The mark stands above the scrolled text.
  const std::string mark = tagged ? "*" : ended ? "×" : " ";
  if (state.left == 0 || mark != " ") {
    frame.put(area.x, y, mark, whole == Role::kEnded && !ended ? Role::kText : whole);
  }
  frame.add_spot({area.x, y, area.width, 1}, Spot::Kind::kRow, at);
}

}  // namespace

void TablePane::draw(Frame& frame, const Rect& area) const {
  frame.fill({area.x, area.y, area.width, 1}, Role::kHeader);
  std::vector<DrawnColumn> places;
  if (state_.table) {
    places = place_columns(*this, area.width);
    draw_column_header(frame, *this, area, places);
  }
  if (!state_.table || state_.order.empty()) {
    return draw_middle(frame, {area.x, area.y + 1, area.width, area.height - 1},
                       empty_table_lines(*this, level_, host_.state()),
                       error().empty() ? Role::kText : Role::kError);
  }
  for (int line = 0; line + 1 < area.height; ++line) {
    const size_t at = state_.top + static_cast<size_t>(line);
    if (at >= state_.order.size()) break;
    draw_row(frame, *this, area, area.y + 1 + line, at, places);
  }
}

}  // namespace sonde
