// The list of a panel: its keys, jumping to an item, drawing; see panel.h.
// SPDX-License-Identifier: Apache-2.0
#include "tui/panel/panel.h"

#include <algorithm>

#include "base/text.h"
#include "tui/keys/movement.h"

namespace sonde {

std::string boxed(bool checked, std::string_view text) {
  return (checked ? "[x] " : "[ ] ") + std::string(text);
}

void Panel::set_items(std::vector<PanelItem> items) {
  items_ = std::move(items);
  typed_.clear();
}

void Panel::move(long by) {
  const long last = static_cast<long>(items_.size()) - 1;
  at_ = static_cast<size_t>(std::clamp(static_cast<long>(at_) + by, 0L, last));
  typed_.clear();
}

bool Panel::on_key(Key key) {
  const KeyLayout layout = host_.state().keys;
  const bool is_letter = key >= 0x20 && key < 0x110000 && key != key::kBackspace;
  // The key that opened the panel closes it, if it is no letter.
  if (key > 0x10ffff && is_opened_by(action_of(key, place::kTable, layout))) return false;
  if (select_hotkey(key)) return take(PanelItem(selected()));
  if (has_boxes() && key == ' ') return take(PanelItem(selected()));
  if (is_letter) {
    jump_to(key);
    return true;
  }
  if (key == key::kBackspace && !typed_.empty()) {
    typed_.clear();
    return true;
  }
  return on_action(action_of(key, place::kPanel, layout));
}

bool Panel::on_action(Action action) {
  const long page = std::max(host_.body_rows() - 1, 1);
  const auto all = static_cast<long>(items_.size());
  if (const auto lines = lines_moved(action, page, all)) {
    move(*lines);
    return true;
  }
  switch (action) {
    case Action::kEnter:
      return take(PanelItem(selected()));
    case Action::kCancel:
      return false;
    case Action::kHelp:
      host_.open(Action::kHelp);
      return true;
    default:
      return true;
  }
}

bool Panel::select_hotkey(Key key) {
  for (size_t at = 0; at < items_.size(); ++at) {
    if (!items_[at].hotkey || static_cast<Key>(items_[at].hotkey) != key) continue;
    at_ = at;
    return true;
  }
  return false;
}

// The next item that begins with what was typed; else with this letter alone.
void Panel::jump_to(Key letter) {
  std::string typed = typed_;
  append_utf8(typed, static_cast<char32_t>(letter));
  for (int attempt = 0; attempt < 2; ++attempt) {
    const size_t from = typed_.empty() ? at_ + 1 : at_;
    for (size_t step = 0; step < items_.size(); ++step) {
      const size_t at = (from + step) % items_.size();
      std::string_view text = items_[at].text;
      text.remove_prefix(std::min(lead_bytes(), text.size()));
      if (!begins_any_case(text, typed)) continue;
      at_ = at;
      typed_ = typed;
      return;
    }
    typed.clear();
    append_utf8(typed, static_cast<char32_t>(letter));
    typed_.clear();
  }
}

bool Panel::on_press(const Spot& spot, bool is_double) {
  if (spot.kind != Spot::Kind::kPanelRow || spot.value >= items_.size()) return true;
  at_ = spot.value;
  return is_double ? take(PanelItem(selected())) : true;
}

void Panel::draw(Frame& frame, const Rect& area) const {
  const int to = area.x + area.width - 1;
  frame.fill({area.x, area.y, area.width - 1, area.height}, Role::kText);
  frame.fill({area.x, area.y, area.width - 1, 1}, Role::kHeader);
  frame.put(area.x + 1, area.y, title_, Role::kHeader, area.x, to);
  const auto rows = static_cast<size_t>(std::max(area.height - 1, 1));
  const size_t top = at_ >= rows ? at_ - rows + 1 : 0;
  for (size_t line = 0; line < rows && top + line < items_.size(); ++line) {
    const size_t at = top + line;
    const int y = area.y + 1 + static_cast<int>(line);
    const Role role = at == at_ ? Role::kSelected : items_[at].marked ? Role::kLabel : Role::kText;
    if (at == at_) frame.fill({area.x, y, area.width - 1, 1}, role);
    frame.put(area.x + 1, y, clipped(items_[at].text, area.width - 3), role, area.x, to);
    frame.add_spot({area.x, y, area.width - 1, 1}, Spot::Kind::kPanelRow, at);
  }
  for (int y = area.y; y < area.y + area.height; ++y) frame.put(to, y, "│", Role::kDim);
}

}  // namespace sonde
