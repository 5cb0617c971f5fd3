// TimeBar: the line that shows how much happened when, and which range is looked at. It asks the
// explorer for its numbers itself. Held by Model.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "explore/explorer.h"
#include "tui/host/screen_state.h"
#include "tui/screen/frame.h"

namespace sonde {

class TimeBar {
 public:
  // The explorer outlives it.
  explicit TimeBar(Explorer& explorer) : explorer_(explorer) {}

  // Of the events that pass, for a screen of that width.
  void ask(const std::string& filter, int width, bool follows);
  void cancel();
  // Nothing newer is wanted until ask().
  void pause();
  // True: the reply was for the bar.
  bool on_reply(Reply& reply);
  bool is_answered() const { return answered_; }
  void draw(Frame& frame, int y, const ScreenState& state) const;

 private:
  void draw_cells(Frame& frame, int x, int y, int cells, const TimeRange& time) const;

  Explorer& explorer_;
  Activity activity_;
  bool has_activity_ = false, answered_ = false;
  uint64_t ticket_ = 0;
};

}  // namespace sonde
