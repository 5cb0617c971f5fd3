// Dig and echo: the events of a selection as lines, or their data. Only the pages around what is on
// the screen are held; everything else is asked for when it is scrolled to, searched or gone to.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "base/text.h"
#include "tui/model/model.h"

namespace sonde {

namespace {

constexpr uint64_t kPagesAround = 2;

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

const LineEntry* entry_at(const LinesState& lines, uint64_t entry) {
  if (entry < lines.page.first) return nullptr;
  const uint64_t at = entry - lines.page.first;
  return at < lines.page.entries.size() ? &lines.page.entries[at] : nullptr;
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

// Asks for the page around the screen unless it is here or under way.
void Model::want_page() {
  Level& top = level();
  LinesState& lines = top.lines;
  const auto rows = static_cast<uint64_t>(std::max(body_rows(), 1));
  LinesRequest request;
  request.style = lines.style;
  request.follows = !paused_;
  if (lines.follows_end) {
    if (lines.wanted_count == rows * (kPagesAround + 1) && lines.wanted_first == ~uint64_t{0})
      return;
    request.from_end = true;
    request.count = static_cast<uint32_t>(rows * (kPagesAround + 1));
    lines.wanted_first = ~uint64_t{0};
  } else {
    const uint64_t from = lines.top, to = lines.top + rows;
    const bool is_wanted = lines.wanted_count > 0 && lines.wanted_first != ~uint64_t{0} &&
                           from >= lines.wanted_first &&
                           to <= lines.wanted_first + lines.wanted_count;
    if (is_wanted) return;
    request.first = lines.top > rows * kPagesAround ? lines.top - rows * kPagesAround : 0;
    request.count = static_cast<uint32_t>(rows * (2 * kPagesAround + 1));
    lines.wanted_first = request.first;
  }
  lines.wanted_count = request.count;
  request.scope = scope_of(top, true);
  cancel(top.ticket);
  top.answered = false;
  top.ticket = explorer_.ask(std::move(request));
}

void Model::take_lines(Lines page) {
  LinesState& lines = level().lines;
  lines.total = page.total;
  lines.page = std::move(page);
  lines.has_page = true;
  const auto rows = static_cast<uint64_t>(std::max(body_rows(), 1));
  if (lines.total == 0) {
    lines.at = lines.top = 0;
    return;
  }
  lines.at = std::min(lines.at, lines.total - 1);
  lines.top = std::min(lines.top, lines.total - 1);
  if (const uint64_t ts_ns = std::exchange(lines.goto_ns, 0)) go_to_time(ts_ns);
  if (!lines.follows_end) return;
  lines.at = lines.total - 1;
  lines.top_line = 0;
  // The last entries that fill the screen.
  uint64_t used = 0;
  lines.top = lines.at;
  for (uint64_t entry = lines.total; entry-- > 0;) {
    const LineEntry* at = entry_at(lines, entry);
    if (!at) break;
    const size_t taken = entry_lines(*at, lines.style, size_.width);
    lines.top = entry;
    if (used + taken > rows) {
      lines.top_line = static_cast<size_t>(used + taken - rows);
      break;
    }
    used += taken;
  }
}

void Model::move_lines(long by) {
  LinesState& lines = level().lines;
  if (lines.total == 0) return;
  const auto rows = static_cast<long>(std::max(body_rows(), 1));
  const bool to_end = by > (1L << 30), to_begin = by < -(1L << 30);
  if (to_end) {
    lines.follows_end = true;
    lines.wanted_count = 0;
    return want_page();
  }
  lines.follows_end = false;
  if (to_begin) {
    lines.at = lines.top = 0;
    lines.top_line = 0;
    return want_page();
  }
  if (!is_echo(lines.style)) {
    const long last = static_cast<long>(lines.total) - 1;
    const long at = std::clamp(static_cast<long>(lines.at) + by, 0L, last);
    long top = static_cast<long>(lines.top);
    if (std::abs(by) > 1) top = std::clamp(top + by, 0L, std::max(last - rows + 1, 0L));
    if (at < top) top = at;
    if (at >= top + rows) top = at - rows + 1;
    lines.at = static_cast<uint64_t>(at);
    lines.top = static_cast<uint64_t>(top);
    return want_page();
  }
  // Echo: by lines of the screen.
  for (; by > 0; --by) {
    const LineEntry* entry = entry_at(lines, lines.top);
    const size_t taken = entry ? entry_lines(*entry, lines.style, size_.width) : 1;
    if (lines.top + 1 == lines.total && lines.top_line + 1 >= taken) break;
    if (++lines.top_line >= taken) {
      lines.top_line = 0;
      ++lines.top;
    }
  }
  for (; by < 0; ++by) {
    if (lines.top_line > 0) {
      --lines.top_line;
    } else if (lines.top > 0) {
      const LineEntry* entry = entry_at(lines, --lines.top);
      lines.top_line = entry ? entry_lines(*entry, lines.style, size_.width) - 1 : 0;
    }
  }
  lines.at = lines.top;
  want_page();
}

void Model::show_entry(uint64_t entry) {
  LinesState& lines = level().lines;
  const auto rows = static_cast<uint64_t>(std::max(body_rows(), 1));
  lines.follows_end = false;
  lines.at = lines.total > 0 ? std::min(entry, lines.total - 1) : 0;
  lines.top_line = 0;
  if (is_echo(lines.style)) {
    lines.top = lines.at;
  } else if (lines.at < lines.top || lines.at >= lines.top + rows) {
    lines.top = lines.at > rows / 2 ? lines.at - rows / 2 : 0;
  }
  want_page();
}

void Model::find_line(bool backwards, bool include_current) {
  LinesState& lines = level().lines;
  if (search_.empty()) return say("Nothing to look for; / takes a text.");
  if (backwards && !include_current && lines.at == 0) return say("Not found: " + search_);
  FindRequest request;
  request.scope = scope_of(level(), true);
  request.style = lines.style;
  request.text = search_;
  request.backwards = backwards;
  request.from = include_current ? lines.at : backwards ? lines.at - 1 : lines.at + 1;
  cancel(find_ticket_);
  find_ticket_ = explorer_.ask(std::move(request));
}

void Model::next_style() {
  LinesState& lines = level().lines;
  static constexpr EntryStyle kStyles[] = {EntryStyle::kDig, EntryStyle::kDigTimed,
                                           EntryStyle::kEchoDotted, EntryStyle::kEchoText,
                                           EntryStyle::kEchoHex};
  static constexpr std::string_view kReported[] = {
      "Events.", "Events, and how long each call took.", "Data; other bytes are dots.",
      "Data as text; other bytes are left out.", "Data in hexadecimal."};
  const size_t next = (static_cast<size_t>(lines.style) + 1) % std::size(kStyles);
  const bool same_entries = is_echo(lines.style) == is_echo(kStyles[next]);
  LinesState fresh;
  fresh.style = kStyles[next];
  fresh.follows_end = lines.follows_end;
  if (same_entries) {
    fresh.top = lines.top;
    fresh.at = is_echo(lines.style) ? lines.top : lines.at;
    fresh.total = lines.total;
  }
  lines = std::move(fresh);
  std::string& label = level().label;
  const size_t name_at = label.rfind(": ");
  label = (name_at == std::string::npos ? "" : label.substr(0, name_at + 2)) +
          (is_echo(kStyles[next]) ? "Echo" : "Dig");
  say(std::string(kReported[next]));
  ask_level();
}

namespace {

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

void draw_lines_header(Frame& frame, const Model& model, const Rect& area) {
  const LinesState& lines = model.level().lines;
  static constexpr std::string_view kTitles[] = {"Events", "Events, with the time that each took",
                                                 "Data, with dots", "Data, as text",
                                                 "Data, in hexadecimal"};
  frame.fill({area.x, area.y, area.width, 1}, Role::kHeader);
  std::string title(kTitles[static_cast<size_t>(lines.style)]);
  const ExplorerStatus& status = model.status_;
  const bool grows = status.is_live || !status.complete;
  if (lines.follows_end && grows && !model.paused_) title += "  (follows the end)";
  frame.put(area.x + 1, area.y, title, Role::kHeader, area.x, area.x + area.width);
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

void draw_lines(Frame& frame, const Model& model, const Rect& area) {
  const Level& level = model.level();
  const LinesState& lines = level.lines;
  draw_lines_header(frame, model, area);
  const Rect inner{area.x, area.y + 1, area.width, area.height - 1};
  if (!level.error.empty()) {
    return draw_middle(frame, inner, {"This cannot be shown:", level.error}, Role::kError);
  }
  if (!lines.has_page) return draw_middle(frame, inner, {"Reading ..."}, Role::kText);
  if (lines.total == 0) {
    const std::string none = !is_echo(lines.style)
                                 ? "No events in this selection."
                                 : "Nothing was read or written in this selection.";
    const std::string filter = model.filter_of(level, true);
    if (filter.empty()) return draw_middle(frame, inner, {none}, Role::kText);
    return draw_middle(frame, inner, {none, "Filter: " + filter}, Role::kText);
  }
  const int to = area.x + area.width;
  uint64_t number = lines.top;
  size_t line = lines.top_line;
  for (int y = inner.y; y < inner.y + inner.height && number < lines.total; ++y) {
    const LineEntry* entry = entry_at(lines, number);
    if (!entry) {
      frame.put(area.x, y, "...", Role::kDim, area.x, to);
      ++number;
      line = 0;
      continue;
    }
    const std::string text = entry_line(*entry, lines.style, area.width, line);
    const bool is_dig = !is_echo(lines.style);
    const bool selected = is_dig && number == lines.at;
    Role role = role_of(entry->kind);
    if (!is_dig && line == 0) role = Role::kLabel;
    if (selected) {
      role = Role::kSelected;
      frame.fill({area.x, y, area.width, 1}, role);
    }
    const int x = area.x - lines.left;
    frame.put(x, y, text, role, area.x, to);
    paint_matches(frame, text, model.search_, x, y, to);
    frame.add_spot({area.x, y, area.width, 1}, Spot::Kind::kLine, number);
    if (++line >= entry_lines(*entry, lines.style, area.width)) {
      line = 0;
      ++number;
    }
  }
}

}  // namespace sonde
