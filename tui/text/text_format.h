// Numbers, times and sentences as the screen shows them, and lines of them in an area. Used by
// panes, panels, pages and the header. Next: tui/screen/frame.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tui/screen/frame.h"
#include "view/table.h"

namespace sonde {

// 1,234,567
std::string grouped(uint64_t number);
// Amounts as tables have them: 1.2K, 34ms.
std::string amount(ColumnUnit unit, double value);
// 09:05:28, or with `decimals` of a second.
std::string clock_text(uint64_t ts_ns, int decimals);
// Lines of at most `width` cells, broken at blanks where there are some; at least one line.
std::vector<std::string> wrapped(std::string_view text, int width);
// Blanks up to the next multiple of four cells in place of tabs.
std::string without_tabs(std::string_view text);

struct PageLine {
  std::string text;
  Role role = Role::kText;
  std::string head;  // in front, in the role of labels
};

// Writes lines into the middle of an area; long ones are wrapped.
void draw_middle(Frame& frame, const Rect& area, const std::vector<std::string>& lines, Role role);

}  // namespace sonde
