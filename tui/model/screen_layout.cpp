// See screen_layout.h.
// SPDX-License-Identifier: Apache-2.0
#include "tui/model/screen_layout.h"

#include <algorithm>

#include "tui/screen/frame.h"

namespace sonde {

namespace {
constexpr int kLeastWidth = 40, kLeastHeight = 10;
constexpr int kTwoHeaderLinesHeight = 16, kFilterOwnLineHeight = 20;
}  // namespace

ScreenLayout layout_of(Size size, const std::deque<Level>& levels, int panel_width) {
  ScreenLayout out;
  out.too_small = size.width < kLeastWidth || size.height < kLeastHeight;
  out.bar_y = size.height - 1;
  const bool is_high = size.height >= kTwoHeaderLinesHeight;
  out.header_lines = is_high ? 2 : 1;
  int y = out.header_lines;
  if (is_high) out.time_y = y++;
  out.crumbs_y = y++;
  if (!levels.empty() && size.height >= kFilterOwnLineHeight) {
    int crumbs = text_width("whole machine");
    for (const Level& level : levels) crumbs += text_width(level.label) + 3;
    const std::string filter = filter_of(levels.back(), true);
    const int cells = filter.empty() ? 12 : text_width(filter) + 8;
    if (crumbs + cells + 4 > size.width) out.filter_y = y++;
  }
  const int panel = std::min(panel_width, size.width / 2 + 2);
  out.panel = {0, y, panel, out.bar_y - y};
  out.body = {panel, y, size.width - panel, out.bar_y - y};
  return out;
}

}  // namespace sonde
