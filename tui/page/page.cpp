// Scrolling and drawing of a page; see page.h.
// SPDX-License-Identifier: Apache-2.0
#include "tui/page/page.h"
#include "tui/keys/movement.h"

#include <algorithm>

namespace sonde {

namespace {

std::string padded(std::string text, int cells) {
  for (int at = text_width(text); at < cells; ++at) text.push_back(' ');
  return text;
}

}  // namespace

void add_wrapped(std::vector<PageLine>& lines, const std::string& head, std::string_view text,
                 int head_cells, int width) {
  std::string first = padded(head, head_cells);
  for (const std::string& part : wrapped(text, std::max(width - head_cells - 2, 20))) {
    lines.push_back({part, Role::kText, first});
    first = padded("", head_cells);
  }
}

void add_title(std::vector<PageLine>& lines, std::string_view title) {
  lines.push_back({"", Role::kText, ""});
  lines.push_back({std::string(title), Role::kTitle, ""});
}

void Page::scroll(long by) {
  const long rows = std::max(host_.state().size.height - 2, 1);
  const long last = std::max(static_cast<long>(lines_.size()) - rows, 0L);
  top_ = static_cast<size_t>(std::clamp(static_cast<long>(top_) + by, 0L, last));
}

bool Page::on_key(Key key) {
  const ScreenState& screen = host_.state();
  const long rows = std::max(screen.size.height - 2, 1);
  const auto all = static_cast<long>(lines_.size());
  const Action action = action_of(key, place::kPage, screen.keys);
  if (const auto lines = lines_moved(action, rows, all)) {
    scroll(*lines);
    return true;
  }
  switch (action) {
    case Action::kLeft:
    case Action::kRight:
      return true;
    default:
      return false;
  }
}

void Page::draw(Frame& frame, const Rect& area) const {
  frame.fill(area, Role::kText);
  frame.fill({area.x, area.y, area.width, 1}, Role::kHeader);
  frame.put(area.x + 1, area.y, title_, Role::kHeader);
  const auto rows = static_cast<size_t>(std::max(area.height - 1, 0));
  const std::string place = std::to_string(top_ + 1) + "-" +
                            std::to_string(std::min(top_ + rows, lines_.size())) + " of " +
                            std::to_string(lines_.size());
  frame.put(area.x + area.width - text_width(place) - 1, area.y, place, Role::kHeader);
  for (size_t line = 0; line < rows && top_ + line < lines_.size(); ++line) {
    const PageLine& at = lines_[top_ + line];
    const int y = area.y + 1 + static_cast<int>(line);
    const int x = frame.put(area.x + 1, y, at.head, Role::kLabel);
    frame.put(x, y, at.text, at.role, area.x, area.x + area.width);
  }
}

}  // namespace sonde
