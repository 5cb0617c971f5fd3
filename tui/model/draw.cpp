// The whole picture: which parts there are for a size, and the key bar at the bottom. In its place
// a line to type in, a question or a message stands for a while.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "tui/model/model.h"

namespace sonde {

namespace {
constexpr int kLeastWidth = 40, kLeastHeight = 10;
constexpr int kFilterOwnLineHeight = 20;
}  // namespace

ScreenLayout Model::layout() const {
  ScreenLayout out;
  const int width = size_.width, height = size_.height;
  out.too_small = width < kLeastWidth || height < kLeastHeight;
  out.bar_y = height - 1;
  out.header_lines = height >= 16 ? 2 : 1;
  int y = out.header_lines;
  if (height >= 16) out.time_y = y++;
  out.crumbs_y = y++;
  if (!levels_.empty() && height >= kFilterOwnLineHeight) {
    int crumbs = text_width("whole machine");
    for (const Level& level : levels_) crumbs += text_width(level.label) + 3;
    const std::string filter = filter_of(level(), true);
    const int cells = filter.empty() ? 12 : text_width(filter) + 8;
    if (crumbs + cells + 4 > width) out.filter_y = y++;
  }
  int panel = 0;
  if (panel_) panel = std::min(panel_->kind == Panel::Kind::kActions ? 40 : 30, width / 2 + 2);
  out.panel = {0, y, panel, out.bar_y - y};
  out.body = {panel, y, width - panel, out.bar_y - y};
  return out;
}

int Model::body_rows() const { return std::max(layout().body.height - 1, 1); }

void draw_middle(Frame& frame, const Rect& area, const std::vector<std::string>& lines, Role role) {
  std::vector<std::string> parts;
  for (const std::string& line : lines) {
    for (std::string& part : wrapped(line, std::max(area.width - 4, 10))) {
      parts.push_back(std::move(part));
    }
  }
  int y = area.y + std::max((area.height - static_cast<int>(parts.size())) / 3, 0);
  for (const std::string& part : parts) {
    if (y >= area.y + area.height) break;
    frame.put(area.x + std::max((area.width - text_width(part)) / 2, 0), y++, part, role, area.x,
              area.x + area.width);
  }
}

namespace {

std::string position_text(const Model& model) {
  const Level& level = model.level();
  if (model.page_) return {};
  switch (level.kind) {
    case Level::Kind::kTable: {
      const TableState& state = level.table;
      if (!state.table || state.order.empty()) return {};
      std::string text = grouped(state.at + 1) + "/" + grouped(state.order.size());
      if (!state.tags.empty()) text = std::to_string(state.tags.size()) + " tagged  " + text;
      if (state.table->truncated) text += " (newest)";
      return text;
    }
    case Level::Kind::kLines:
      if (level.lines.total == 0) return {};
      return grouped(level.lines.at + 1) + "/" + grouped(level.lines.total);
    case Level::Kind::kDetail:
    case Level::Kind::kSpectrogram:
      return {};
  }
  return {};
}

std::string_view prompt_label(Prompt::Kind kind) {
  switch (kind) {
    case Prompt::Kind::kText:
      return "Text: ";
    case Prompt::Kind::kExpression:
      return "Filter: ";
    case Prompt::Kind::kSearch:
      return "Find: ";
    case Prompt::Kind::kTime:
      return "Time: ";
    case Prompt::Kind::kLine:
      return "Line: ";
    case Prompt::Kind::kSaveTable:
      return "Save table as: ";
    case Prompt::Kind::kSaveEvents:
      return "Save events as: ";
  }
  return "";
}

void draw_prompt(Frame& frame, const Model& model, const ScreenLayout& layout) {
  const Prompt& prompt = *model.prompt_;
  const int y = layout.bar_y, width = frame.size().width;
  frame.fill({0, y, width, 1}, Role::kText);
  const std::string_view label = prompt_label(prompt.kind);
  const int left = frame.put(1, y, label, Role::kLabel);
  std::string right;
  if (prompt.kind == Prompt::Kind::kText) right = "Enter keep  Esc undo  F2 filter of events";
  if (prompt.kind == Prompt::Kind::kExpression) right = "Enter apply  Esc undo  Tab field  F2 text";
  if (prompt.kind == Prompt::Kind::kSearch) right = "Enter done  Esc undo  then n N";
  const std::string text = prompt.editor.text();
  const int cursor = text_width(prompt.editor.before_cursor());
  int room = width - left - 1;
  if (text_width(right) + 2 + std::max(text_width(text), 16) < room) {
    frame.put(width - text_width(right) - 1, y, right, Role::kDim);
    room -= text_width(right) + 2;
  }
  const int scrolled = std::max(cursor - room + 1, 0);
  frame.put(left - scrolled, y, text, Role::kTitle, left, left + room);
  frame.set_cursor(left + cursor - scrolled, y);
  // Above it: what is wrong, under... the cell that it is about, or what Tab offers.
  const int above = y - 1;
  if (prompt.kind != Prompt::Kind::kExpression) return;
  if (prompt.completions.size() > 1 && prompt.completion > 0) {
    const Completion& taken =
        prompt.completions[(prompt.completion - 1) % prompt.completions.size()];
    std::string told = std::to_string(prompt.completion) + " of " +
                       std::to_string(prompt.completions.size()) + "  " + taken.text + ": " +
                       taken.doc;
    frame.fill({0, above, width, 1}, Role::kText);
    frame.put(1, above, clipped(told, width - 2), Role::kGood);
  } else if (!prompt.check.good) {
    const size_t at = std::min(prompt.check.at, text.size());
    const int place = left + text_width(std::string_view(text).substr(0, at)) - scrolled;
    frame.fill({0, above, width, 1}, Role::kText);
    const std::string told = prompt.check.reason;
    const int x = std::clamp(place, 1, std::max(width - text_width(told) - 3, 1));
    frame.put(x, above, "▼ ", Role::kError);
    frame.put(x + 2, above, clipped(told, width - x - 3), Role::kError);
    if (place >= left && place < width) frame.paint({place, y, 1, 1}, Role::kError);
  }
}

}  // namespace

void draw_key_bar(Frame& frame, const Model& model, const ScreenLayout& layout) {
  const int y = layout.bar_y, width = frame.size().width;
  if (model.question_) {
    frame.fill({0, y, width, 1}, Role::kWarning);
    frame.put(1, y, clipped(model.question_->text, width - 2), Role::kWarning);
    return;
  }
  if (model.prompt_ && !model.page_) {
    draw_prompt(frame, model, layout);
    if (!model.message_.empty()) {
      frame.fill({0, y - 1, width, 1}, Role::kText);
      frame.put(1, y - 1, clipped(model.message_, width - 2),
                model.message_is_error_ ? Role::kError : Role::kWarning);
    }
    return;
  }
  if (!model.message_.empty()) {
    frame.put(1, y, clipped(model.message_, width - 2),
              model.message_is_error_ ? Role::kError : Role::kWarning);
    return;
  }
  std::string position = position_text(model);
  std::string text_filter;
  if (model.level().kind == Level::Kind::kTable && !model.level().table.text_filter.empty()) {
    text_filter = "text: " + clipped(model.level().table.text_filter, std::max(width / 4, 8));
  }
  int right = width - 1;
  if (!position.empty() && text_width(position) < width / 2) {
    right -= text_width(position);
    frame.put(right, y, position, Role::kTitle);
    right -= 2;
  }
  if (!text_filter.empty()) {
    right -= text_width(text_filter);
    frame.put(right, y, text_filter, Role::kMatch);
    right -= 2;
  }
  int x = 1;
  for (const BarEntry& entry : key_bar(model.place(), model.keys_, right, model.status_.is_live)) {
    const int begin = x;
    // "[ ] Time" has its keys in its label.
    if (!entry.label.starts_with(entry.key + " ")) x = frame.put(x, y, entry.key, Role::kKeyName);
    x = frame.put(x, y, entry.label, Role::kKeyLabel) + 1;
    frame.add_spot({begin, y, x - 1 - begin, 1}, Spot::Kind::kKey,
                   static_cast<uint64_t>(entry.action));
  }
}

Frame draw_screen(Model& model) {
  Frame frame(model.size_);
  const ScreenLayout layout = model.layout();
  if (layout.too_small) {
    frame.put(0, 0, clipped("The terminal is too small:", model.size_.width), Role::kWarning);
    if (model.size_.height > 1) {
      frame.put(0, 1, clipped("csonde needs 40 by 10.", model.size_.width), Role::kText);
    }
  } else if (model.page_) {
    draw_page(frame, model, {0, 0, model.size_.width, model.size_.height - 1});
    draw_key_bar(frame, model, layout);
  } else {
    draw_header(frame, model, layout);
    const bool tells_view = model.panel_ && model.panel_->kind == Panel::Kind::kViews;
    if (model.panel_) draw_panel(frame, model, layout.panel);
    if (tells_view) {
      const ViewPtr view = model.views_.find(model.panel_->items[model.panel_->at].id);
      int y = layout.body.y;
      if (view) {
        for (const PageLine& line : view_page(*view, layout.body.width - 2)) {
          if (y >= layout.body.y + layout.body.height) break;
          const int x = frame.put(layout.body.x + 1, y, line.head, Role::kLabel);
          frame.put(x, y++, line.text, line.role);
        }
      }
    } else {
      switch (model.level().kind) {
        case Level::Kind::kTable:
          draw_table(frame, model, layout.body);
          break;
        case Level::Kind::kLines:
          draw_lines(frame, model, layout.body);
          break;
        case Level::Kind::kDetail:
          draw_detail(frame, model, layout.body);
          break;
        case Level::Kind::kSpectrogram:
          draw_spectrogram(frame, model, layout.body);
          break;
      }
    }
    draw_key_bar(frame, model, layout);
  }
  model.shown_ = std::make_unique<Frame>(frame);
  return frame;
}

}  // namespace sonde
