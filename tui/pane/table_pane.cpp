// The rows of a table: order, selection, filter of text, search; see table_pane.h.
// SPDX-License-Identifier: Apache-2.0
#include "tui/pane/table_pane.h"

#include <algorithm>

#include "base/text.h"
#include "tui/text/text_format.h"

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

std::string row_identity(const Table& table, size_t row) {
  const TableRow& at = table.rows[row];
  if (!at.key.empty()) return at.key;
  return "#" + std::to_string(at.event) + "." + std::to_string(at.event == ~uint64_t{0} ? row : 0);
}

std::shared_ptr<Pane> make_table_pane(Host& host, Level& level) {
  return std::make_shared<TablePane>(host, level);
}

TablePane* table_of(const Level& level) { return dynamic_cast<TablePane*>(level.pane.get()); }

TablePane::TablePane(Host& host, Level& level) : Pane(host, level) {
  const auto& sort = host.state().settings.sort;
  const auto saved = sort.find(level.view->id);
  if (saved != sort.end()) {
    state_.sort = saved->second.first;
    state_.descending = saved->second.second;
  }
  state_.follows_end = is_list();
}

uint32_t TablePane::place() const { return is_list() ? place::kList : place::kTable; }

void TablePane::ask() {
  const ScreenState& screen = host_.state();
  TableRequest request;
  request.scope = scope(false);
  request.view = level_.view;
  request.tag = screen.options.tag.empty() ? "default" : screen.options.tag;
  request.depth = level_.depth;
  request.follows = !screen.paused;
  send(std::move(request));
}

uint64_t TablePane::live_span_ns() const { return is_list() ? 0 : host_.state().time.width_ns; }

void TablePane::on_answer(Answer& answer) {
  auto* table = std::get_if<TablePtr>(&answer);
  if (!table || (host_.state().paused && state_.table)) return;
  state_.table = std::move(*table);
  arrange();
}

void TablePane::on_error() {
  state_.table = nullptr;
  state_.order.clear();
}

std::string TablePane::position() const {
  if (!state_.table || state_.order.empty()) return {};
  std::string text = grouped(state_.at + 1) + "/" + grouped(state_.order.size());
  if (!state_.tags.empty()) text = std::to_string(state_.tags.size()) + " tagged  " + text;
  if (state_.table->truncated) text += " (newest)";
  return text;
}

bool TablePane::is_shown(size_t column) const {
  const TableColumn& at = state_.table->columns[column];
  if (at.hidden) return false;
  const auto& hidden = host_.state().settings.hidden;
  const auto of_view = hidden.find(level_.view->id);
  return of_view == hidden.end() || !of_view->second.count(at.name);
}

int TablePane::sort_column() const {
  if (!state_.table) return -1;
  const int chosen = state_.sort.empty() ? -1 : column_named(*state_.table, state_.sort);
  return chosen >= 0 ? chosen : state_.table->sort_column;
}

bool TablePane::descends() const {
  return state_.sort.empty() ? state_.table->descending : state_.descending;
}

bool TablePane::has_text(size_t row, std::string_view wanted, std::string& text) const {
  const Table& table = *state_.table;
  for (size_t column = 0; column < table.columns.size(); ++column) {
    if (!is_shown(column)) continue;
    text.clear();
    append_cell(text, table.columns[column], table.cell(row, column));
    if (contains_text(text, wanted)) return true;
  }
  return false;
}

void TablePane::arrange() {
  state_.order.clear();
  state_.branches.clear();
  if (!state_.table) return;
  const Table& table = *state_.table;
  const bool chosen = !state_.sort.empty() && column_named(table, state_.sort) >= 0;
  std::vector<uint32_t> rows;
  if (chosen) {
    rows = sorted_rows(table, static_cast<size_t>(sort_column()), state_.descending);
  } else {
    rows.resize(table.rows.size());
    for (uint32_t row = 0; row < rows.size(); ++row) rows[row] = row;
  }
  std::string text;
  for (uint32_t row : rows) {
    const uint64_t event = table.rows[row].event;
    if (state_.cleared_event && event != ~uint64_t{0} && event <= state_.cleared_event) continue;
    if (state_.text_filter.empty() || has_text(row, state_.text_filter, text)) {
      state_.order.push_back(row);
    }
  }
  if (state_.tree) {
    TableTree tree = tree_of(table, state_.order, state_.folded);
    state_.order = std::move(tree.order);
    state_.branches = std::move(tree.branches);
  }
  keep_selection();
}

void TablePane::keep_selection() {
  const size_t count = state_.order.size();
  const auto page = static_cast<size_t>(host_.body_rows());
  if (count == 0) {
    state_.at = state_.top = 0;
    return;
  }
  const auto is_selected = [&](uint32_t row) {
    return row_identity(*state_.table, row) == state_.selected;
  };
  if (state_.follows_end) {
    state_.at = count - 1;
  } else if (state_.selected.empty()) {
    state_.at = std::min(state_.at, count - 1);
  } else if (state_.at >= count || !is_selected(state_.order[state_.at])) {
    const auto found = std::find_if(state_.order.begin(), state_.order.end(), is_selected);
    if (found != state_.order.end())
      state_.at = static_cast<size_t>(found - state_.order.begin());
    else
      state_.at = std::min(state_.at, count - 1);
  }
  if (state_.at < state_.top) state_.top = state_.at;
  if (state_.at >= state_.top + page) state_.top = state_.at - page + 1;
  if (state_.top + page > count) state_.top = count > page ? count - page : 0;
}

void TablePane::select_row(size_t at) {
  if (state_.order.empty()) return;
  state_.at = std::min(at, state_.order.size() - 1);
  state_.selected = row_identity(*state_.table, state_.order[state_.at]);
  state_.follows_end = is_list() && state_.at + 1 == state_.order.size();
  keep_selection();
}

void TablePane::move_row(long by) {
  if (state_.order.empty()) return;
  const long last = static_cast<long>(state_.order.size()) - 1;
  select_row(static_cast<size_t>(std::clamp(static_cast<long>(state_.at) + by, 0L, last)));
}

void TablePane::set_text_filter(const std::string& text) {
  state_.text_filter = text;
  arrange();
}

void TablePane::restore_text_filter(const std::string& text, const std::string& row) {
  state_.selected = row;
  set_text_filter(text);
}

void TablePane::find(bool backwards, bool include_current) {
  if (include_current && state_.order.empty()) return;
  find_row(backwards ? -1 : 1, include_current);
}

void TablePane::find_typed(const SearchPlace&) { find(false, true); }

void TablePane::return_to(const SearchPlace& place) {
  state_.selected = place.row;
  if (place.row.empty()) state_.at = 0;
  keep_selection();
}

bool TablePane::find_row(int direction, bool include_current) {
  const std::string& search = host_.state().search;
  if (search.empty()) {
    host_.show_message("Nothing to look for; / takes a text.");
    return false;
  }
  const size_t count = state_.order.size();
  std::string text;
  for (size_t step = include_current ? 0 : 1; step <= count; ++step) {
    const size_t at =
        direction > 0 ? (state_.at + step) % count : (state_.at + count - step % count) % count;
    if (!has_text(state_.order[at], search, text)) continue;
    select_row(at);
    return true;
  }
  host_.show_message("Not found: " + search);
  return false;
}

EventStep TablePane::step_event(int by) {
  if (!state_.table) return {};
  if (by < 0 ? state_.at == 0 : state_.at + 1 >= state_.order.size()) {
    return {EventStep::Kind::kEnd};
  }
  state_.at += static_cast<size_t>(static_cast<long>(by));
  state_.selected = row_identity(*state_.table, state_.order[state_.at]);
  state_.follows_end = false;
  const uint64_t event = state_.table->rows[state_.order[state_.at]].event;
  if (event == ~uint64_t{0}) return {};
  return {EventStep::Kind::kHere, event};
}

}  // namespace sonde
