// The lines above the body: the machine with its meters, or the file with what is known of it; then
// where one is (the levels) and which events are shown (the filter). Called by draw.cpp; the time
// bar between them is time_bar.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>

#include "tui/host/level.h"
#include "tui/model/screen_layout.h"
#include "tui/screen/frame.h"

namespace sonde {

// `lines`: 1 or 2.
void draw_header(Frame& frame, const ScreenState& state, int lines);
void draw_crumbs(Frame& frame, const std::deque<Level>& levels, const ScreenLayout& layout);

}  // namespace sonde
