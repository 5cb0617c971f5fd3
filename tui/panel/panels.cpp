// The panels at the left: views, columns to sort by, columns to show, actions, users, setup. All
// are lists with a selected item; typed letters jump to an item; Esc leaves.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "base/text.h"
#include "tui/model/model.h"

namespace sonde {

void Model::open_views() {
  Panel panel;
  panel.kind = Panel::Kind::kViews;
  panel.title = "Select View";
  for (const ViewPtr& view : views_.that_apply(level().drilled_field)) {
    if (view == level().view) panel.at = panel.items.size();
    panel.items.push_back({view->name, view->id, view == level().view});
  }
  if (panel.items.empty()) return say("No other view fits this selection.");
  panel_ = std::move(panel);
}

void Model::open_sort() {
  const TableState& state = level().table;
  if (!state.table) return;
  Panel panel;
  panel.kind = Panel::Kind::kSort;
  panel.title = "Sort by";
  const int sorted = sort_column(level());
  const bool descends = state.sort.empty() ? state.table->descending : state.descending;
  for (size_t column = 0; column < state.table->columns.size(); ++column) {
    if (!is_shown(level(), column)) continue;
    const bool is_sorted = sorted == static_cast<int>(column);
    if (is_sorted) panel.at = panel.items.size();
    std::string text = state.table->columns[column].name;
    if (is_sorted) text += descends ? " ▼" : " ▲";
    panel.items.push_back({text, std::to_string(column), is_sorted});
  }
  if (!panel.items.empty()) panel_ = std::move(panel);
}

void Model::open_columns() {
  const TableState& state = level().table;
  if (!state.table) return;
  Panel panel;
  panel.kind = Panel::Kind::kColumns;
  panel.title = "Show columns";
  for (size_t column = 0; column < state.table->columns.size(); ++column) {
    const TableColumn& at = state.table->columns[column];
    if (at.hidden) continue;
    const bool shown = is_shown(level(), column);
    panel.items.push_back({(shown ? "[x] " : "[ ] ") + at.name, at.name, shown});
  }
  if (!panel.items.empty()) panel_ = std::move(panel);
}

void Model::open_actions(bool only_kill) {
  if (!status_.is_live) return say("A recorded machine cannot be acted upon.");
  if (!level().view || level().view->actions.empty()) return say("This view has no actions.");
  Panel panel;
  panel.kind = Panel::Kind::kActions;
  panel.title = "Select Action";
  for (const ActionSpec& action : level().view->actions) {
    if (only_kill && !action.command.starts_with("kill ")) continue;
    std::string text = "(";
    text.push_back(action.hotkey ? action.hotkey : ' ');
    text += ") " + action.description;
    panel.items.push_back({text, action.command, false, action.hotkey});
  }
  if (panel.items.empty()) return say("This view has no action that sends a signal.");
  panel_ = std::move(panel);
}

void Model::open_users() {
  const TableState& state = level().table;
  if (!state.table) return;
  std::set<std::string> users;
  for (size_t column = 0; column < state.table->columns.size(); ++column) {
    if (state.table->columns[column].field != "user.name") continue;
    for (size_t row = 0; row < state.table->rows.size(); ++row) {
      const Cell& cell = state.table->cell(row, column);
      if (cell.kind == Cell::Kind::kText && cell.size > 0) users.emplace(cell.view());
    }
  }
  if (users.empty() && level().user.empty()) return say("This view has no column of users.");
  if (!level().user.empty()) users.insert(level().user);
  Panel panel;
  panel.kind = Panel::Kind::kUsers;
  panel.title = "Show rows of";
  panel.items.push_back({"All users", "", level().user.empty()});
  for (const std::string& user : users) {
    if (user == level().user) panel.at = panel.items.size();
    panel.items.push_back({user, user, user == level().user});
  }
  panel_ = std::move(panel);
}

// Themes and layouts of keys. What is taken holds at once and is kept; the panel stays.
void Model::open_setup() {
  Panel panel;
  panel.kind = Panel::Kind::kSetup;
  panel.title = "Setup";
  const auto add = [&](std::string_view what, std::string_view name, bool marked) {
    const std::string text = (marked ? "[x] " : "[ ] ") + std::string(what) + std::string(name);
    panel.items.push_back({text, std::string(name), marked});
  };
  for (size_t at = 0; at < theme_names().size(); ++at) {
    add("theme ", theme_names()[at], at == static_cast<size_t>(theme_));
  }
  for (size_t at = 0; at < layout_names().size(); ++at) {
    add("keys of ", layout_names()[at], at == static_cast<size_t>(keys_));
  }
  panel.at = static_cast<size_t>(theme_);
  panel_ = std::move(panel);
}

void Model::change_setup(const PanelItem& item) {
  if (theme_named(item.id, theme_)) {
    settings_.theme = item.id;
  } else {
    keys_ = layout_named(item.id);
    settings_.layout = item.id;
  }
  const size_t at = panel_->at;
  open_setup();
  panel_->at = at;
  if (const auto saved = settings_.save(); !saved.ok()) say(saved.error().what, true);
}

void Model::move_panel(long by) {
  const long last = static_cast<long>(panel_->items.size()) - 1;
  panel_->at = static_cast<size_t>(std::clamp(static_cast<long>(panel_->at) + by, 0L, last));
  panel_->typed.clear();
}

void Model::on_panel_key(Key key) {
  Panel& panel = *panel_;
  const Action action = action_of(key, place::kPanel, keys_);
  const long page = std::max(body_rows() - 1, 1);
  // The key that opened a panel closes it.
  const Action opener = action_of(key, place::kTable, keys_);
  const bool closes = (panel.kind == Panel::Kind::kViews && opener == Action::kViews) ||
                      (panel.kind == Panel::Kind::kSort && opener == Action::kSort) ||
                      (panel.kind == Panel::Kind::kActions && opener == Action::kActions) ||
                      (panel.kind == Panel::Kind::kActions && opener == Action::kKill) ||
                      (panel.kind == Panel::Kind::kColumns && opener == Action::kColumns) ||
                      (panel.kind == Panel::Kind::kSetup && opener == Action::kSetup);
  if (closes && key > 0x10ffff) return panel_.reset();
  if (panel.kind == Panel::Kind::kActions) {
    for (size_t at = 0; at < panel.items.size(); ++at) {
      if (!panel.items[at].hotkey || static_cast<Key>(panel.items[at].hotkey) != key) continue;
      panel.at = at;
      return take_panel_item();
    }
  }
  const bool has_boxes = panel.kind == Panel::Kind::kColumns || panel.kind == Panel::Kind::kSetup;
  if (has_boxes && key == ' ') return take_panel_item();
  // Letters jump; only what has no letter is a command here.
  if (key >= 0x20 && key < 0x110000 && key != key::kBackspace) {
    std::string typed = panel.typed;
    append_utf8(typed, static_cast<char32_t>(key));
    for (int attempt = 0; attempt < 2; ++attempt) {
      const size_t from = panel.typed.empty() ? panel.at + 1 : panel.at;
      for (size_t step = 0; step < panel.items.size(); ++step) {
        const size_t at = (from + step) % panel.items.size();
        std::string_view text = panel.items[at].text;
        if (has_boxes || panel.kind == Panel::Kind::kActions) {
          text.remove_prefix(std::min<size_t>(4, text.size()));
        }
        if (!begins_any_case(text, typed)) continue;
        panel.at = at;
        panel.typed = typed;
        return;
      }
      typed.clear();
      append_utf8(typed, static_cast<char32_t>(key));
      panel.typed.clear();
    }
    return;
  }
  if (key == key::kBackspace && !panel.typed.empty()) return panel.typed.clear();
  switch (action) {
    case Action::kUp:
      return move_panel(-1);
    case Action::kDown:
      return move_panel(1);
    case Action::kPageUp:
      return move_panel(-page);
    case Action::kPageDown:
      return move_panel(page);
    case Action::kFirst:
      return move_panel(-100'000);
    case Action::kLast:
      return move_panel(100'000);
    case Action::kEnter:
      return take_panel_item();
    case Action::kCancel:
      return panel_.reset();
    case Action::kHelp:
      return open_help();
    default:
      return;
  }
}

void Model::take_panel_item() {
  const Panel::Kind kind = panel_->kind;
  const PanelItem item = panel_->items[panel_->at];
  switch (kind) {
    case Panel::Kind::kViews: {
      panel_.reset();
      if (const ViewPtr view = views_.find(item.id)) open_view(view);
      return;
    }
    case Panel::Kind::kSort:
      panel_.reset();
      return sort_by(static_cast<size_t>(std::stoul(item.id)));
    case Panel::Kind::kSetup:
      return change_setup(item);
    case Panel::Kind::kUsers:
      panel_.reset();
      return change_user(item.id);
    case Panel::Kind::kActions: {
      const ViewPtr view = level().view;
      panel_.reset();
      for (const ActionSpec& action : view->actions) {
        if (action.command == item.id && action.hotkey == item.hotkey) return run_action(action);
      }
      return;
    }
    case Panel::Kind::kColumns: {
      auto& hidden = settings_.hidden[level().view->id];
      size_t shown = 0;
      for (const PanelItem& each : panel_->items) shown += each.marked;
      if (item.marked && shown == 1) return say("One column must stay.");
      if (item.marked)
        hidden.insert(item.id);
      else
        hidden.erase(item.id);
      const size_t at = panel_->at;
      open_columns();
      panel_->at = at;
      arrange_rows();
      if (const auto saved = settings_.save(); !saved.ok()) say(saved.error().what, true);
      return;
    }
  }
}

void draw_panel(Frame& frame, const Model& model, const Rect& area) {
  const Panel& panel = *model.panel_;
  const int to = area.x + area.width - 1;
  frame.fill({area.x, area.y, area.width - 1, area.height}, Role::kText);
  frame.fill({area.x, area.y, area.width - 1, 1}, Role::kHeader);
  frame.put(area.x + 1, area.y, panel.title, Role::kHeader, area.x, to);
  const auto rows = static_cast<size_t>(std::max(area.height - 1, 1));
  size_t top = panel.at >= rows ? panel.at - rows + 1 : 0;
  for (size_t line = 0; line < rows && top + line < panel.items.size(); ++line) {
    const size_t at = top + line;
    const int y = area.y + 1 + static_cast<int>(line);
    const Role role = at == panel.at           ? Role::kSelected
                      : panel.items[at].marked ? Role::kLabel
                                               : Role::kText;
    if (at == panel.at) frame.fill({area.x, y, area.width - 1, 1}, role);
    frame.put(area.x + 1, y, clipped(panel.items[at].text, area.width - 3), role, area.x, to);
    frame.add_spot({area.x, y, area.width - 1, 1}, Spot::Kind::kPanelRow, at);
  }
  for (int y = area.y; y < area.y + area.height; ++y) frame.put(to, y, "│", Role::kDim);
}

}  // namespace sonde
