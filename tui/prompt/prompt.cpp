// What all prompts have: the keys of a line, its history, its drawing; see prompt.h.
// SPDX-License-Identifier: Apache-2.0
#include "tui/prompt/prompt.h"

#include <algorithm>

#include "tui/pane/table_pane.h"

namespace sonde {

namespace {
constexpr size_t kMaxHistory = 100;
}  // namespace

bool move_row_while_typing(Host& host, Key key) {
  TablePane* pane = table_of(host.level());
  if (!pane) return false;
  switch (key) {
    case key::kUp:
      pane->move_row(-1);
      return true;
    case key::kDown:
      pane->move_row(1);
      return true;
    case key::kPageUp:
      pane->move_row(-host.body_rows());
      return true;
    case key::kPageDown:
      pane->move_row(host.body_rows());
      return true;
    default:
      return false;
  }
}

bool Prompt::on_key(Key key) {
  if (on_own_key(key)) return true;
  switch (key) {
    case key::kEnter:
      return finish(text());
    case key::kEsc:
      undo();
      return false;
    case key::kF1:
      host_.open(Action::kHelp);
      return true;
    case key::kUp:
    case key::kDown:
      recall(key == key::kUp);
      return true;
    default:
      if (!editor_.on_key(key)) return true;
      on_edit();
      on_change(text());
      return true;
  }
}

void Prompt::paste(std::string_view text) {
  editor_.insert(text);
  on_change(editor_.text());
}

void Prompt::recall(bool older) {
  editor_.recall(host_.state().history[std::string(label_)], older);
  on_change(text());
}

void Prompt::remember(const std::string& text) {
  auto& history = host_.state().history[std::string(label_)];
  if (!text.empty() && (history.empty() || history.back() != text)) history.push_back(text);
  if (history.size() > kMaxHistory) history.erase(history.begin());
}

void Prompt::draw(Frame& frame, int y) const {
  const int width = frame.size().width;
  frame.fill({0, y, width, 1}, Role::kText);
  const int left = frame.put(1, y, label_, Role::kLabel);
  const std::string typed = text();
  const int cursor = text_width(editor_.before_cursor());
  int room = width - left - 1;
  const int hint_cells = text_width(hint());
  if (hint_cells + 2 + std::max(text_width(typed), 16) < room) {
    frame.put(width - hint_cells - 1, y, hint(), Role::kDim);
    room -= hint_cells + 2;
  }
  const int scrolled = std::max(cursor - room + 1, 0);
  frame.put(left - scrolled, y, typed, Role::kTitle, left, left + room);
  frame.set_cursor(left + cursor - scrolled, y);
  draw_above(frame, y, left - scrolled);
}

}  // namespace sonde
