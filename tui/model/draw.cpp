// The whole screen: header, levels, what is open, and the key bar at the bottom. In the place of
// the key bar a line to type in, a question or a message stands for a while. See model.h.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "tui/model/header.h"
#include "tui/model/model.h"
#include "tui/text/text_format.h"

namespace sonde {

Frame Model::draw() {
  const Size size = state_.size;
  Frame frame(size);
  const ScreenLayout layout = this->layout();
  if (layout.too_small) {
    frame.put(0, 0, clipped("The terminal is too small:", size.width), Role::kWarning);
    if (size.height > 1)
      frame.put(0, 1, clipped("csonde needs 40 by 10.", size.width), Role::kText);
  } else if (page_) {
    page_->draw(frame, {0, 0, size.width, size.height - 1});
    draw_bar(frame, layout);
  } else {
    draw_header(frame, state_, layout.header_lines);
    if (layout.time_y >= 0) time_bar_.draw(frame, layout.time_y, state_);
    draw_crumbs(frame, levels_, layout);
    draw_body(frame, layout);
    draw_bar(frame, layout);
  }
  shown_ = frame;
  return frame;
}

void Model::draw_body(Frame& frame, const ScreenLayout& layout) const {
  if (panel_) {
    panel_->draw(frame, layout.panel);
    if (panel_->draw_body(frame, layout.body)) return;
  }
  level().pane->draw(frame, layout.body);
}

void Model::draw_bar(Frame& frame, const ScreenLayout& layout) const {
  const int y = layout.bar_y, width = frame.size().width;
  if (question_) {
    frame.fill({0, y, width, 1}, Role::kWarning);
    frame.put(1, y, clipped(question_->text, width - 2), Role::kWarning);
    return;
  }
  const bool is_typing = prompt_ && !page_;
  if (is_typing) prompt_->draw(frame, y);
  if (!message_.empty()) {
    const int message_y = is_typing ? y - 1 : y;
    if (is_typing) frame.fill({0, message_y, width, 1}, Role::kText);
    frame.put(1, message_y, clipped(message_, width - 2),
              message_is_error_ ? Role::kError : Role::kWarning);
  } else if (!is_typing) {
    draw_keys(frame, y);
  }
}

void Model::draw_keys(Frame& frame, int y) const {
  const int width = frame.size().width;
  const std::string position = page_ ? "" : level().pane->position();
  const std::string filter = level().pane->text_filter();
  int right = width - 1;
  if (!position.empty() && text_width(position) < width / 2) {
    right -= text_width(position);
    frame.put(right, y, position, Role::kTitle);
    right -= 2;
  }
  if (!filter.empty()) {
    const std::string text = "text: " + clipped(filter, std::max(width / 4, 8));
    right -= text_width(text);
    frame.put(right, y, text, Role::kMatch);
    right -= 2;
  }
  int x = 1;
  for (const BarEntry& entry : key_bar(place(), state_.keys, right, state_.status.is_live)) {
    const int begin = x;
    // "[ ] Time" has its keys in its label.
    if (!entry.label.starts_with(entry.key + " ")) x = frame.put(x, y, entry.key, Role::kKeyName);
    x = frame.put(x, y, entry.label, Role::kKeyLabel) + 1;
    frame.add_spot({begin, y, x - 1 - begin, 1}, Spot::Kind::kKey,
                   static_cast<uint64_t>(entry.action));
  }
}

}  // namespace sonde
