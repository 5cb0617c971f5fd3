// ScreenLayout: which parts the screen has at a size, and where. Used by Model for drawing and for
// the body of panes. Next: draw.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>

#include "tui/host/level.h"
#include "tui/screen/screen.h"

namespace sonde {

struct ScreenLayout {
  bool too_small = false;
  int header_lines = 0;
  int time_y = -1, crumbs_y = -1, filter_y = -1;  // -1: not there
  Rect panel, body;                               // body: with its header line
  int bar_y = 0;
};

// `panel_width`: that the panel wants; 0: there is none.
ScreenLayout layout_of(Size size, const std::deque<Level>& levels, int panel_width);

}  // namespace sonde
