// How dig and echo are drawn: the lines of an entry, and the marks of a search. See lines_pane.h.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.h"
#include "tui/pane/lines_pane.h"
#include "tui/text/text_format.h"

namespace sonde {

namespace {

// The bytes of line `line` of a payload, wrapped at `width`; counts when line is beyond.
std::string payload_line(std::string_view payload, int width, size_t line, size_t& count) {
  count = 0;
  std::string found;
  const auto cells = static_cast<size_t>(std::max(width, 8));
  while (!payload.empty()) {
    const size_t end = std::min(payload.find('\n'), payload.size());
    const std::u32string characters = decode_utf8(without_tabs(payload.substr(0, end)));
    payload.remove_prefix(std::min(end + 1, payload.size()));
    size_t from = 0;
    do {
      size_t to = from, used = 0;
      while (to < characters.size()) {
        used += static_cast<size_t>(character_width(characters[to]));
        if (used > cells) break;
        ++to;
      }
      if (count == line)
        found = encode_utf8(std::u32string_view(characters).substr(from, to - from));
      ++count;
      from = std::max(to, from + 1);
    } while (from < characters.size());
  }
  return found;
}

Role role_of(LineEntry::Kind kind) {
  switch (kind) {
    case LineEntry::Kind::kRead:
      return Role::kRead;
    case LineEntry::Kind::kWrite:
      return Role::kWrite;
    case LineEntry::Kind::kFailed:
      return Role::kWarning;
    case LineEntry::Kind::kGap:
      return Role::kError;
    case LineEntry::Kind::kPlain:
      break;
  }
  return Role::kText;
}

// Marks where the text that is looked for stands.
void paint_matches(Frame& frame, const std::string& line, const std::string& text, int x, int y,
                   int to) {
  if (text.empty()) return;
  for (size_t at = 0; (at = find_any_case(line, text, at)) != std::string::npos;
       at += text.size()) {
    const int from = x + text_width(std::string_view(line).substr(0, at));
    const int end = std::min(from + text_width(text), to);
    if (from < to && end > 0)
      frame.paint({std::max(from, 0), y, end - std::max(from, 0), 1}, Role::kMatch);
  }
}

}  // namespace

size_t entry_lines(const LineEntry& entry, EntryStyle style, int width) {
  if (!is_echo(style)) return 1;
  size_t count = 0;
  payload_line(entry.payload, width, ~size_t{0}, count);
  return count + 2;
}

std::string entry_line(const LineEntry& entry, EntryStyle style, int width, size_t line) {
  if (!is_echo(style) || line == 0) return entry.text;
  size_t count = 0;
  return payload_line(entry.payload, width, line - 1, count);
}

void LinesPane::draw_header(Frame& frame, const Rect& area) const {
  static constexpr std::string_view kTitles[] = {"Events", "Events, with the time that each took",
                                                 "Data, with dots", "Data, as text",
                                                 "Data, in hexadecimal"};
  frame.fill({area.x, area.y, area.width, 1}, Role::kHeader);
  std::string title(kTitles[static_cast<size_t>(state_.style)]);
  const ScreenState& screen = host_.state();
  const bool grows = screen.status.is_live || !screen.status.complete;
  if (state_.follows_end && grows && !screen.paused) title += "  (follows the end)";
  frame.put(area.x + 1, area.y, title, Role::kHeader, area.x, area.x + area.width);
}

void LinesPane::draw(Frame& frame, const Rect& area) const {
  draw_header(frame, area);
  const Rect inner{area.x, area.y + 1, area.width, area.height - 1};
  if (draw_instead(frame, inner, state_.has_page)) return;
  if (state_.total > 0) return draw_entries(frame, inner);
  const std::string none = !is_echo(state_.style)
                               ? "No events in this selection."
                               : "Nothing was read or written in this selection.";
  const std::string filter = filter_of(level_, true);
  if (filter.empty()) return draw_middle(frame, inner, {none}, Role::kText);
  draw_middle(frame, inner, {none, "Filter: " + filter}, Role::kText);
}

void LinesPane::draw_entries(Frame& frame, const Rect& area) const {
  const int to = area.x + area.width;
  const bool is_dig = !is_echo(state_.style);
  uint64_t number = state_.top;
  size_t line = state_.top_line;
  for (int y = area.y; y < area.y + area.height && number < state_.total; ++y) {
    const LineEntry* entry = entry_at(number);
    if (!entry) {
      frame.put(area.x, y, "...", Role::kDim, area.x, to);
      ++number;
      line = 0;
      continue;
    }
    const std::string text = entry_line(*entry, state_.style, area.width, line);
    Role role = role_of(entry->kind);
    if (!is_dig && line == 0) role = Role::kLabel;
    if (is_dig && number == state_.at) {
      role = Role::kSelected;
      frame.fill({area.x, y, area.width, 1}, role);
    }
    const int x = area.x - state_.left;
    frame.put(x, y, text, role, area.x, to);
    paint_matches(frame, text, host_.state().search, x, y, to);
    frame.add_spot({area.x, y, area.width, 1}, Spot::Kind::kLine, number);
    if (++line >= entry_lines(*entry, state_.style, area.width)) {
      line = 0;
      ++number;
    }
  }
}

}  // namespace sonde
