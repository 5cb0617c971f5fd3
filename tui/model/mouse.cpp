// The mouse: a click selects, a second one goes in, the header sorts, the key bar and the line of
// levels act, the wheel scrolls, and in a spectrogram a rectangle is drawn. See frame.h for spots.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "tui/model/model.h"

namespace sonde {

namespace {
constexpr uint64_t kDoubleClickMs = 400;
constexpr int kWheelRows = 3;

// The cell under the mouse; the picture may have become smaller since it was drawn.
void put_spectrogram_cursor(SpectrogramState& heat, int x, int y) {
  if (heat.picture.columns == 0 || heat.picture.rows == 0) return;
  heat.x = std::min(static_cast<uint32_t>(std::max(x, 0)), heat.picture.columns - 1);
  heat.y = std::min(static_cast<uint32_t>(std::max(y, 0)), heat.picture.rows - 1);
}

}  // namespace

void Model::on_wheel(int lines) {
  if (question_ || (prompt_ && !page_)) return;
  if (page_) {
    scroll_page(lines);
  } else if (panel_) {
    move_panel(lines);
  } else if (level().kind == Level::Kind::kSpectrogram) {
    move_spectrogram(0, lines, false);
  } else {
    for (int at = 0; at < std::abs(lines); ++at) on_move(lines < 0 ? Action::kUp : Action::kDown);
  }
}

void Model::on_mouse(const Input& input) {
  if (input.kind == Input::Kind::kWheelUp) return on_wheel(-kWheelRows);
  if (input.kind == Input::Kind::kWheelDown) return on_wheel(kWheelRows);
  if (!shown_) return;
  const Spot* spot = shown_->spot_at(input.x, input.y);
  if (input.kind == Input::Kind::kRelease) {
    if (!dragging_spectrogram_) return;
    dragging_spectrogram_ = false;
    SpectrogramState& heat = level().heat;
    if (level().kind == Level::Kind::kSpectrogram && heat.marking &&
        (heat.x != heat.anchor_x || heat.y != heat.anchor_y)) {
      open_area(EntryStyle::kDig);
    }
    return;
  }
  if (input.kind == Input::Kind::kDrag) {
    if (dragging_spectrogram_ && spot && spot->kind == Spot::Kind::kSpectrogram) {
      put_spectrogram_cursor(level().heat, input.x - spot->area.x, input.y - spot->area.y);
    }
    return;
  }
  message_.clear();
  const bool is_double = input.x == last_press_x_ && input.y == last_press_y_ &&
                         input.time_ms - last_press_ms_ < kDoubleClickMs;
  last_press_x_ = input.x;
  last_press_y_ = input.y;
  last_press_ms_ = is_double ? 0 : input.time_ms;
  if (!spot || question_) return;
  if (prompt_ && spot->kind != Spot::Kind::kKey) return;
  if (page_ && spot->kind != Spot::Kind::kKey) return;
  if (panel_ && spot->kind != Spot::Kind::kPanelRow && spot->kind != Spot::Kind::kKey) return;
  switch (spot->kind) {
    case Spot::Kind::kRow:
      select_row(spot->value);
      if (is_double) drill();
      return;
    case Spot::Kind::kLine:
      if (level().kind == Level::Kind::kLines) {
        level().lines.at = spot->value;
        level().lines.follows_end = false;
        if (is_double) open_detail();
      }
      return;
    case Spot::Kind::kColumn:
      return sort_by(spot->value);
    case Spot::Kind::kKey: {
      const auto action = static_cast<Action>(spot->value);
      const std::string name = first_key(action, place(), keys_);
      const auto key = key_named(name);
      if (key) on_key(*key);
      return;
    }
    case Spot::Kind::kCrumb:
      return pop_to(spot->value + 1);
    case Spot::Kind::kFilter:
      return open_prompt(Prompt::Kind::kExpression);
    case Spot::Kind::kTimeBar:
      return go_to_time(spot->value);
    case Spot::Kind::kPanelRow:
      if (!panel_ || spot->value >= panel_->items.size()) return;
      panel_->at = spot->value;
      if (is_double) take_panel_item();
      return;
    case Spot::Kind::kSpectrogram: {
      SpectrogramState& heat = level().heat;
      put_spectrogram_cursor(heat, input.x - spot->area.x, input.y - spot->area.y);
      heat.anchor_x = heat.x;
      heat.anchor_y = heat.y;
      heat.marking = true;
      heat.moved = true;
      dragging_spectrogram_ = true;
      return;
    }
    case Spot::Kind::kInfo:
      return open_info();
  }
}

}  // namespace sonde
