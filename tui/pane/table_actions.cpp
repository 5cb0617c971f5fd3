// What keys and clicks do to a table, and where one gets from a row; see table_pane.h.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "tui/keys/movement.h"
#include "tui/pane/actions.h"
#include "tui/pane/detail_pane.h"
#include "tui/pane/lines_pane.h"
#include "tui/pane/spectrogram_pane.h"
#include "tui/pane/table_pane.h"
#include "tui/text/table_file.h"
#include "tui/text/text_format.h"

namespace sonde {

bool TablePane::on_action(Action action, Key key) {
  switch (action) {
    case Action::kEnter:
      drill();
      return true;
    case Action::kDig:
      open_lines(EntryStyle::kDig);
      return true;
    case Action::kEcho:
      open_lines(EntryStyle::kEchoDotted);
      return true;
    case Action::kSpectrogram:
    case Action::kSpectrogramFiles:
      open_spectrogram(action == Action::kSpectrogramFiles);
      return true;
    case Action::kFindNext:
      find_row(1, false);
      return true;
    case Action::kFindPrevious:
      find_row(-1, false);
      return true;
    case Action::kTag:
      tag_row();
      return true;
    case Action::kUntagAll:
      state_.tags.clear();
      return true;
    case Action::kTree:
      toggle_tree();
      return true;
    case Action::kFold:
      fold_row();
      return true;
    case Action::kClear:
      toggle_clear();
      return true;
    case Action::kCancel:
      cancel();
      return true;
    default:
      return on_sort_action(action, key) || on_move(action);
  }
}

bool TablePane::on_sort_action(Action action, Key key) {
  switch (action) {
    case Action::kSortByNumber:
      sort_by_number(key);
      return true;
    case Action::kInvertSort:
      reverse();
      return true;
    case Action::kSortCpu:
      sort_by_field({"thread.cpu", "proc.cpu", "thread.exectime"});
      return true;
    case Action::kSortMemory:
      sort_by_field({"thread.vmrss.b", "thread.vmrss", "proc.vmrss", "thread.vmsize.b"});
      return true;
    case Action::kSortTime:
      sort_by_field(
          {"evt.latency", "thread.totexectime", "thread.exectime", "proc.duration", "evt.time"});
      return true;
    default:
      return false;
  }
}

bool TablePane::on_move(Action action) {
  constexpr int kScrolledCells = 8, kMaxLeft = 4000;
  const long page = std::max(host_.body_rows() - 1, 1);
  const auto all = static_cast<long>(state_.order.size());
  if (const auto lines = lines_moved(action, page, all)) {
    move_row(*lines);
    return true;
  }
  switch (action) {
    case Action::kLeft:
      state_.left = std::max(state_.left - kScrolledCells, 0);
      return true;
    case Action::kRight:
      state_.left = std::min(state_.left + kScrolledCells, kMaxLeft);
      return true;
    default:
      return false;
  }
}

void TablePane::on_other_key(Key key) {
  for (const ActionSpec& action : level_.view->actions) {
    if (static_cast<Key>(static_cast<unsigned char>(action.hotkey)) == key) {
      return run_action(action);
    }
  }
}

void TablePane::on_press(const Spot& spot, const Input&, bool is_double) {
  if (spot.kind == Spot::Kind::kColumn) sort_by(spot.value);
  if (spot.kind != Spot::Kind::kRow) return;
  select_row(spot.value);
  if (is_double) drill();
}

void TablePane::sort_by(size_t column) {
  if (!state_.table || column >= state_.table->columns.size()) return;
  const TableColumn& by = state_.table->columns[column];
  state_.descending = sort_column() == static_cast<int>(column) ? !descends() : by.descends;
  state_.sort = by.name;
  state_.tree = false;
  Settings& settings = host_.state().settings;
  settings.sort[level_.view->id] = {state_.sort, state_.descending};
  if (const auto saved = settings.save(); !saved.ok()) host_.show_message(saved.error().what, true);
  arrange();
}

void TablePane::reverse() {
  const int column = sort_column();
  if (column >= 0) return sort_by(static_cast<size_t>(column));
  host_.show_message("The rows stand in the order of their time; " +
                     first_key(Action::kSort, place(), host_.state().keys) + " sorts them.");
}

void TablePane::sort_by_field(const std::vector<std::string_view>& fields) {
  if (!state_.table) {  // the key was faster than the table
    for (std::string_view field : fields) {
      for (const ColumnSpec& column : level_.view->columns) {
        if (column.field != field || column.is_key || column.is_group_key) continue;
        state_.sort = column.name;
        state_.descending = true;
        return;
      }
    }
    return;
  }
  for (std::string_view field : fields) {
    for (size_t column = 0; column < state_.table->columns.size(); ++column) {
      if (state_.table->columns[column].field != field || !is_shown(column)) continue;
      if (sort_column() == static_cast<int>(column)) return;
      return sort_by(column);
    }
  }
  host_.show_message("This view has no such column.");
}

void TablePane::sort_by_number(Key key) {
  static constexpr std::string_view kShiftedDigits = "!@#$%^&*(";
  const size_t number = kShiftedDigits.find(static_cast<char>(key));
  if (!state_.table || number == std::string_view::npos) return;
  size_t shown = 0;
  for (size_t column = 0; column < state_.table->columns.size(); ++column) {
    if (!is_shown(column)) continue;
    if (shown++ == number) return sort_by(column);
  }
  host_.show_message("There is no column of that number.");
}

void TablePane::tag_row() {
  if (state_.at >= state_.order.size()) return;
  const std::string identity = row_identity(*state_.table, state_.order[state_.at]);
  if (!state_.tags.erase(identity)) state_.tags.insert(identity);
  move_row(1);
}

void TablePane::toggle_tree() {
  state_.tree = !state_.tree;
  arrange();
  if (!state_.tree || !state_.branches.empty() || state_.order.empty()) return;
  state_.tree = false;
  host_.show_message("This view has no processes to make a tree of.");
  arrange();
}

void TablePane::fold_row() {
  if (!state_.tree) return host_.show_message("+ and - fold the tree; t makes one.");
  if (state_.at >= state_.order.size()) return;
  state_.selected = row_identity(*state_.table, state_.order[state_.at]);
  bool& folded = state_.folded[state_.selected];
  folded = !folded;
  arrange();
}

void TablePane::toggle_clear() {
  if (state_.cleared_event) {
    state_.cleared_event = 0;
  } else if (state_.table) {
    for (const TableRow& row : state_.table->rows) {
      if (row.event != ~uint64_t{0}) {
        state_.cleared_event = std::max(state_.cleared_event, row.event);
      }
    }
  }
  arrange();
}

// Takes back the least that is there.
void TablePane::cancel() {
  if (!state_.text_filter.empty())
    set_text_filter("");
  else
    state_.tags.clear();
  host_.state().search.clear();
}

std::vector<size_t> TablePane::chosen_rows() const {
  std::vector<size_t> rows;
  if (!state_.table) return rows;
  for (uint32_t row : state_.order) {
    if (state_.tags.count(row_identity(*state_.table, row))) rows.push_back(row);
  }
  if (rows.empty() && state_.at < state_.order.size()) rows.push_back(state_.order[state_.at]);
  return rows;
}

// The chosen rows as a condition on the key.
std::string TablePane::selection_filter() const {
  const auto rows = chosen_rows();
  if (rows.empty() || state_.table->key_field.empty()) return {};
  std::string values;
  size_t count = 0;
  for (size_t row : rows) {
    if (!(state_.table->rows[row].flags & TableRow::kHasKey)) continue;
    if (count++ > 0) values += ", ";
    values += state_.table->rows[row].key;
  }
  if (count == 0) return {};
  if (count == 1) return state_.table->key_field + "=" + values;
  return state_.table->key_field + " in (" + values + ")";
}

Level TablePane::narrowed(const std::string& name) const {
  Level next = level_below(level_);
  next.label = name;
  const std::string own_filter = view_filter(*level_.view, level_.depth);
  const std::string selection = selection_filter();
  const auto rows = chosen_rows();
  if (rows.size() == 1 && !selection.empty()) {
    PathStep step = drill_step(*state_.table, rows[0]);
    step.view_filter = own_filter;
    next.label = step.field + "=" + step.value + ": " + name;
    next.path.push_back(std::move(step));
    return next;
  }
  next.extra_filter = both_filters(both_filters(next.extra_filter, own_filter), selection);
  if (rows.size() > 1) next.label = std::to_string(rows.size()) + " rows: " + name;
  return next;
}

Level TablePane::overview(const std::string& name) const {
  if (has_selection()) return narrowed(name);
  Level next = level_below(level_);
  next.extra_filter = both_filters(next.extra_filter, view_filter(*level_.view, level_.depth));
  next.label = name;
  return next;
}

Scope TablePane::scope_to_save() const {
  Scope out = scope(true);
  if (!state_.tags.empty()) out.filter = both_filters(out.filter, selection_filter());
  return out;
}

void TablePane::drill() {
  const ScreenState& screen = host_.state();
  if (!state_.table || state_.at >= state_.order.size()) {
    return host_.show_message("There is no row to go into.");
  }
  const size_t row = state_.order[state_.at];
  if (is_list()) return open_details();
  if (state_.table->key_field.empty() || !(state_.table->rows[row].flags & TableRow::kHasKey)) {
    return host_.show_message("This row leads nowhere.");
  }
  const std::string field = without_argument(state_.table->key_field);
  ViewPtr target = screen.views.find(level_.view->drilldown_target);
  if (!target) {
    for (const ViewPtr& view : screen.views.that_apply(field)) {
      if (!target && view->type == ViewType::kTable) target = view;
    }
  }
  if (!target) {
    return host_.show_message("No view shows what is inside of this row; " +
                              first_key(Action::kDig, place(), screen.keys) + " shows its events.");
  }
  Level next = level_of_view(level_, target);
  PathStep step = drill_step(*state_.table, row);
  next.label = step.field + "=" + step.value + ": " + target->name;
  const auto is_same = [&](const PathStep& other) {
    return other.field == step.field && other.value == step.value && !other.child_only;
  };
  // Views lead in a circle; what is in the path already need not be there twice.
  if (std::any_of(next.path.begin(), next.path.end(), is_same)) step.field.clear();
  const auto has_its_filter = [&](const PathStep& other) {
    return other.view_filter == step.view_filter;
  };
  if (std::any_of(next.path.begin(), next.path.end(), has_its_filter)) step.view_filter.clear();
  next.path.push_back(std::move(step));
  next.drilled_field = field;
  next.depth += level_.view->drilldown_increase_depth ? 1 : 0;
  host_.push_level(std::move(next), pane_of_view(*target));
}

void TablePane::open_lines(EntryStyle style) {
  const ScreenState& screen = host_.state();
  LinesStart start;
  start.style = style;
  start.follows_end = screen.status.is_live && screen.time.at_end();
  host_.push_level(narrowed(lines_name(style)), lines_pane(start));
}

void TablePane::open_details() {
  const uint64_t event = state_.table->rows[state_.order[state_.at]].event;
  sonde::open_details(host_, level_, event);
}

void TablePane::open_spectrogram(bool files_only) {
  Level next = spectrogram_level(host_, level_, files_only);
  // A selection that was moved to or tagged is meant; the row that a screen begins with is not.
  if (has_selection()) {
    const std::string selection = selection_filter();
    const std::string own_filter = view_filter(*level_.view, level_.depth);
    next.extra_filter = both_filters(both_filters(next.extra_filter, own_filter), selection);
    const auto rows = chosen_rows();
    if (rows.size() == 1 && !selection.empty()) {
      const PathStep step = drill_step(*state_.table, rows[0]);
      next.label = step.field + "=" + step.value + ": " + next.view->name;
    }
  }
  host_.push_level(std::move(next), make_spectrogram_pane);
}

void TablePane::run_action(const ActionSpec& action) {
  if (!host_.state().status.is_live) {
    return host_.show_message("A recorded machine cannot be acted upon.");
  }
  if (!state_.table) return;
  Question question;
  for (size_t row : chosen_rows()) {
    if (state_.table->rows[row].flags & TableRow::kEnded) continue;
    auto words = command_words(*state_.table, row, action.command);
    if (!words.ok()) return host_.show_message("Not run: " + words.error().what + ".", true);
    question.commands.push_back({words.take(), action.wait_finish});
  }
  if (question.commands.empty()) {
    return host_.show_message(chosen_rows().empty() ? "There is no row to act upon."
                                                    : "That process has ended.");
  }
  if (action.ask_confirmation) {
    question.text = "Run " + words_text(question.commands[0].words);
    if (question.commands.size() > 1) {
      question.text += " and " + std::to_string(question.commands.size() - 1) + " more";
    }
    question.text += "?  y: yes, any other key: no";
  }
  host_.run(std::move(question));
}

void TablePane::save(const std::string& path) {
  if (path.empty()) return host_.show_message("Not written: the file has no name.");
  if (!state_.table) return host_.show_message("There is no table to write yet.");
  std::vector<size_t> columns;
  for (size_t column = 0; column < state_.table->columns.size(); ++column) {
    if (is_shown(column)) columns.push_back(column);
  }
  const std::string text = table_text(*state_.table, state_.order, columns, path);
  const auto written = host_.state().services.write_file(path, text);
  if (!written.ok()) return host_.show_message(written.error().what, true);
  host_.show_message("Wrote " + grouped(state_.order.size()) + " rows to " + path + ".");
}

}  // namespace sonde
