// The rows of a view: their order, the selection that stays on its row whatever comes, tags, the
// search, and how they are drawn. Lists are tables whose rows are events in their order.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "base/text.h"
#include "tui/model/model.h"

namespace sonde {

namespace {

bool contains_text(std::string_view text, std::string_view part) {
  return find_any_case(text, part) != std::string_view::npos;
}

int column_named(const Table& table, const std::string& name) {
  for (size_t column = 0; column < table.columns.size(); ++column) {
    if (!table.columns[column].hidden && table.columns[column].name == name) {
      return static_cast<int>(column);
    }
  }
  return -1;
}

}  // namespace

bool Model::is_shown(const Level& level, size_t column) const {
  const TableColumn& at = level.table.table->columns[column];
  if (at.hidden) return false;
  const auto hidden = settings_.hidden.find(level.view->id);
  return hidden == settings_.hidden.end() || !hidden->second.count(at.name);
}

int Model::sort_column(const Level& level) const {
  const TableState& state = level.table;
  if (!state.table) return -1;
  const int chosen = state.sort.empty() ? -1 : column_named(*state.table, state.sort);
  return chosen >= 0 ? chosen : state.table->sort_column;
}

void Model::arrange_rows() {
  Level& top = level();
  TableState& state = top.table;
  state.order.clear();
  state.branches.clear();
  if (top.kind != Level::Kind::kTable || !state.table) return;
  const Table& table = *state.table;
  const bool chosen = !state.sort.empty() && column_named(table, state.sort) >= 0;
  std::vector<uint32_t> rows;
  if (chosen) {
    rows = sorted_rows(table, static_cast<size_t>(sort_column(top)), state.descending);
  } else {
    rows.resize(table.rows.size());
    for (uint32_t row = 0; row < rows.size(); ++row) rows[row] = row;
  }
  std::string text;
  for (uint32_t row : rows) {
    const uint64_t event = table.rows[row].event;
    if (state.cleared_event && event != ~uint64_t{0} && event <= state.cleared_event) continue;
    bool passes = state.text_filter.empty();
    for (size_t column = 0; column < table.columns.size() && !passes; ++column) {
      if (!is_shown(top, column)) continue;
      text.clear();
      append_cell(text, table.columns[column], table.cell(row, column));
      passes = contains_text(text, state.text_filter);
    }
    if (passes) state.order.push_back(row);
  }
  if (state.tree) order_as_tree();
  keep_selection();
}

void Model::keep_selection() {
  TableState& state = level().table;
  const size_t count = state.order.size();
  const auto page = static_cast<size_t>(std::max(body_rows(), 1));
  if (count == 0) {
    state.at = state.top = 0;
    return;
  }
  if (state.follows_end) {
    state.at = count - 1;
  } else if (state.selected.empty()) {
    state.at = std::min(state.at, count - 1);
  } else if (state.at >= count ||
             row_identity(*state.table, state.order[state.at]) != state.selected) {
    const auto is_it = [&](uint32_t row) {
      return row_identity(*state.table, row) == state.selected;
    };
    const auto found = std::find_if(state.order.begin(), state.order.end(), is_it);
    if (found != state.order.end())
      state.at = static_cast<size_t>(found - state.order.begin());
    else
      state.at = std::min(state.at, count - 1);
  }
  if (state.at < state.top) state.top = state.at;
  if (state.at >= state.top + page) state.top = state.at - page + 1;
  if (state.top + page > count) state.top = count > page ? count - page : 0;
}

void Model::select_row(size_t at) {
  TableState& state = level().table;
  if (state.order.empty()) return;
  state.at = std::min(at, state.order.size() - 1);
  state.selected = row_identity(*state.table, state.order[state.at]);
  state.follows_end = level().view->type == ViewType::kList && state.at + 1 == state.order.size();
  keep_selection();
}

void Model::move_row(long by) {
  TableState& state = level().table;
  if (state.order.empty()) return;
  const long last = static_cast<long>(state.order.size()) - 1;
  select_row(static_cast<size_t>(std::clamp(static_cast<long>(state.at) + by, 0L, last)));
}

void Model::sort_by(size_t column) {
  Level& top = level();
  TableState& state = top.table;
  if (top.kind != Level::Kind::kTable || !state.table) return;
  if (column >= state.table->columns.size()) return;
  const TableColumn& by = state.table->columns[column];
  const int now = sort_column(top);
  const bool descends = state.sort.empty() ? state.table->descending : state.descending;
  state.descending = now == static_cast<int>(column) ? !descends : by.descends;
  state.sort = by.name;
  state.tree = false;
  settings_.sort[top.view->id] = {state.sort, state.descending};
  if (const auto saved = settings_.save(); !saved.ok()) say(saved.error().what, true);
  arrange_rows();
}

void Model::sort_by_field(const std::vector<std::string_view>& fields) {
  TableState& state = level().table;
  if (!state.table) {  // the key was faster than the table
    for (std::string_view field : fields) {
      for (const ColumnSpec& column : level().view->columns) {
        if (column.field != field || column.is_key || column.is_group_key) continue;
        state.sort = column.name;
        state.descending = true;
        return;
      }
    }
    return;
  }
  for (std::string_view field : fields) {
    for (size_t column = 0; column < state.table->columns.size(); ++column) {
      if (state.table->columns[column].field != field || !is_shown(level(), column)) continue;
      if (sort_column(level()) == static_cast<int>(column)) return;
      return sort_by(column);
    }
  }
  say("This view has no such column.");
}

void Model::sort_by_number(Key key) {
  static constexpr std::string_view kShiftedDigits = "!@#$%^&*(";
  const size_t number = kShiftedDigits.find(static_cast<char>(key));
  const TableState& state = level().table;
  if (!state.table || number == std::string_view::npos) return;
  size_t shown = 0;
  for (size_t column = 0; column < state.table->columns.size(); ++column) {
    if (!is_shown(level(), column)) continue;
    if (shown++ == number) return sort_by(column);
  }
  say("There is no column of that number.");
}

void Model::tag_row() {
  TableState& state = level().table;
  if (state.at >= state.order.size()) return;
  const std::string identity = row_identity(*state.table, state.order[state.at]);
  if (!state.tags.erase(identity)) state.tags.insert(identity);
  move_row(1);
}

bool Model::find_row(int direction, bool include_current) {
  TableState& state = level().table;
  if (search_.empty()) {
    say("Nothing to look for; / takes a text.");
    return false;
  }
  const size_t count = state.order.size();
  std::string text;
  for (size_t step = include_current ? 0 : 1; step <= count; ++step) {
    const size_t at =
        direction > 0 ? (state.at + step) % count : (state.at + count - step % count) % count;
    for (size_t column = 0; column < state.table->columns.size(); ++column) {
      if (!is_shown(level(), column)) continue;
      text.clear();
      append_cell(text, state.table->columns[column], state.table->cell(state.order[at], column));
      if (!contains_text(text, search_)) continue;
      select_row(at);
      return true;
    }
  }
  say("Not found: " + search_);
  return false;
}

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
std::vector<DrawnColumn> place_columns(const Model& model, const Table& table, int width) {
  constexpr int kWantedRest = 32, kMaxInside = 40;
  std::vector<DrawnColumn> places;
  for (size_t column = 0; column < table.columns.size(); ++column) {
    if (!model.is_shown(model.level(), column)) continue;
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
    last.width = std::max(width - last.x + model.level().table.left, least);
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

void draw_column_header(Frame& frame, const Model& model, const Table& table, const Rect& area,
                        const std::vector<DrawnColumn>& places) {
  const TableState& state = model.level().table;
  const int sorted = model.sort_column(model.level());
  const bool descends = state.sort.empty() ? table.descending : state.descending;
  const int to = area.x + area.width;
  frame.fill({area.x, area.y, area.width, 1}, Role::kHeader);
  for (const DrawnColumn& place : places) {
    const TableColumn& column = table.columns[place.column];
    const bool is_sorted = sorted == static_cast<int>(place.column);
    std::string name = column.name;
    if (is_sorted) name += descends ? "▼" : "▲";
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

std::vector<std::string> empty_table_lines(const Model& model) {
  const Level& level = model.level();
  const TableState& state = level.table;
  if (!level.error.empty()) return {"This cannot be shown:", level.error};
  const ExplorerStatus& status = model.status_;
  if (!state.table) {
    if (status.is_live) return {"Collecting data ..."};
    return {"Reading the file ..."};
  }
  if (!state.table->rows.empty() && !state.text_filter.empty()) {
    std::vector<std::string> lines = {
        "No row contains \"" + state.text_filter + "\".",
        grouped(state.table->rows.size()) + " rows are hidden; Esc shows them."};
    if (model.services_.check(state.text_filter).good) {
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
  const std::string filter = model.filter_of(level, true);
  if (!filter.empty()) lines.push_back("Filter: " + filter);
  if (!model.time_.at_end()) {
    lines.push_back("Time: " + clock_text(model.time_.from_ns, 3) + " to " +
                    clock_text(model.time_.to_ns, 3) + "; L shows everything.");
  } else if (status.is_live && model.time_.width_ns) {
    lines.push_back("Time: the last " +
                    amount(ColumnUnit::kDuration, static_cast<double>(model.time_.width_ns)) +
                    "; } looks back further.");
  }
  return lines;
}

}  // namespace

void draw_table(Frame& frame, const Model& model, const Rect& area) {
  const TableState& state = model.level().table;
  const int to = area.x + area.width;
  if (!state.table || state.order.empty()) {
    frame.fill({area.x, area.y, area.width, 1}, Role::kHeader);
    if (state.table) {
      draw_column_header(frame, model, *state.table, area,
                         place_columns(model, *state.table, area.width));
    }
    draw_middle(frame, {area.x, area.y + 1, area.width, area.height - 1}, empty_table_lines(model),
                model.level().error.empty() ? Role::kText : Role::kError);
    return;
  }
  const Table& table = *state.table;
  const auto places = place_columns(model, table, area.width);
  draw_column_header(frame, model, table, area, places);
  std::string text;
  for (int line = 0; line + 1 < area.height; ++line) {
    const size_t at = state.top + static_cast<size_t>(line);
    if (at >= state.order.size()) break;
    const int y = area.y + 1 + line;
    const uint32_t row = state.order[at];
    const TableRow& flags = table.rows[row];
    const bool tagged = state.tags.count(model.row_identity(table, row)) > 0;
    const bool selected = at == state.at;
    const bool ended = flags.flags & TableRow::kEnded;
    Role whole = selected ? Role::kSelected : tagged ? Role::kTagged : Role::kEnded;
    // One role for a whole row costs a terminal least.
    frame.fill({area.x, y, area.width, 1}, selected || tagged || ended ? whole : Role::kText);
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
    if (state.left == 0 || mark != " ")
      frame.put(area.x, y, mark, whole == Role::kEnded && !ended ? Role::kText : whole);
    frame.add_spot({area.x, y, area.width, 1}, Spot::Kind::kRow, at);
  }
}

}  // namespace sonde
