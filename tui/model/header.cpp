// See header.h.
// SPDX-License-Identifier: Apache-2.0
#include "tui/model/header.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "tui/text/text_format.h"

namespace sonde {

namespace {

constexpr uint64_t kBehindNs = 1'000'000'000;  // from here on it is shown

std::string uptime_text(uint64_t seconds) {
  if (seconds >= 86400) return std::to_string(seconds / 86400) + "d";
  std::string out = std::to_string(seconds / 3600) + ":";
  append_padded(out, seconds / 60 % 60, 2);
  return out;
}

std::string fixed1(double value) {
  const auto tenths = static_cast<uint64_t>(std::max(value, 0.0) * 10 + 0.5);
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

std::string bytes_text(uint64_t bytes) {
  return amount(ColumnUnit::kBytes, static_cast<double>(bytes));
}

// Name [||||....  57%]; the column after it.
int put_meter(Frame& frame, int x, int y, std::string_view name, double share, int cells,
              const std::string& value) {
  x = frame.put(x, y, name, Role::kLabel);
  x = frame.put(x, y, "[", Role::kTitle);
  const int inner = std::max(cells, text_width(value) + 2);
  const int room = inner - text_width(value) - 1;
  const int filled = std::clamp(static_cast<int>(share * room + 0.5), 0, room);
  for (int at = 0; at < room; ++at) {
    frame.put(x + at, y, at < filled ? "|" : ".", at < filled ? Role::kMeter : Role::kDim);
  }
  x = frame.put(x + room + 1, y, value, Role::kTitle);
  return frame.put(x, y, "]", Role::kTitle);
}

// Words at the right end, and where they begin.
int put_right(Frame& frame, int y, const std::string& text, Role role) {
  const int x = frame.size().width - text_width(text) - 1;
  frame.put(std::max(x, 0), y, text, role);
  return x;
}

// Pieces of one line, each a label and a value, as many as fit.
struct Piece {
  std::string label, value;
  Role role = Role::kText;
};
void put_pieces(Frame& frame, int y, const std::vector<Piece>& pieces, int from, int to) {
  int x = from;
  for (const Piece& piece : pieces) {
    const int cells = text_width(piece.label) + 1 + text_width(piece.value);
    if (x + cells > to) continue;
    if (!piece.label.empty()) x = frame.put(x, y, piece.label, Role::kLabel) + 1;
    x = frame.put(x, y, piece.value, piece.role, 0, to) + 2;
  }
}

// What is looked at, or that it stands still, at the right end.
struct Mode {
  std::string text;
  Role role = Role::kGood;
};

Mode live_mode(const ScreenState& state) {
  if (state.paused) return {"PAUSED", Role::kError};
  if (!state.time.at_end()) return {"PAST"};
  if (state.time.width_ns == 0) return {"LIVE all"};
  return {"LIVE " + amount(ColumnUnit::kDuration, static_cast<double>(state.time.width_ns))};
}

Mode file_mode(const ScreenState& state) {
  const ExplorerStatus& status = state.status;
  if (state.paused) return {"PAUSED", Role::kError};
  if (!status.error.empty()) return {"CUT SHORT", Role::kError};
  if (!status.complete) {
    const std::string percent =
        status.progress < 0 ? ""
                            : " " + std::to_string(static_cast<int>(status.progress * 100)) + "%";
    return {"reading" + percent, Role::kWarning};
  }
  if (!state.time.at_end()) return {"part of the file"};
  return {};
}

// Host, use of CPU and memory, load; `right`: cells that are taken at the right end.
void draw_meters(Frame& frame, int x, const Meters& meters, int right) {
  const int width = frame.size().width;
  const int meter = width >= 130 ? 28 : width >= 100 ? 18 : 10;
  if (width >= 70) {
    std::string who = clipped(meters.host, 24);
    if (width >= 120) who += "  " + clipped(meters.system, 32);
    if (width >= 100) who += "  up " + uptime_text(meters.uptime_s);
    x = frame.put(x, 0, who, Role::kText) + 2;
  }
  const int cpu = std::clamp(static_cast<int>(meters.cpu_percent + 0.5), 0, 100);
  x = put_meter(frame, x, 0, "CPU ", meters.cpu_percent / 100, meter, std::to_string(cpu) + "%") +
      2;
  if (meters.memory_bytes > 0) {
    const double share =
        static_cast<double>(meters.memory_used_bytes) / static_cast<double>(meters.memory_bytes);
    const std::string value =
        bytes_text(meters.memory_used_bytes) + "/" + bytes_text(meters.memory_bytes);
    if (x + 18 < width - 10) x = put_meter(frame, x, 0, "Mem ", share, meter, value) + 2;
  }
  if (x + 18 < width - right) {
    const std::string load =
        fixed1(meters.load[0]) + " " + fixed1(meters.load[1]) + " " + fixed1(meters.load[2]);
    put_pieces(frame, 0, {{"load", load}}, x, width);
  }
}

// The rates of the second line; `right`: where the mode begins.
std::vector<Piece> live_pieces(const ExplorerStatus& status, int right) {
  if (!status.error.empty()) {
    return {{"", clipped(status.error, std::max(right - 3, 10)), Role::kError}};
  }
  std::vector<Piece> pieces = {
      {"events", amount(ColumnUnit::kCount, status.events_s) + "/s"},
      {"lost", grouped(status.lost), status.lost ? Role::kError : Role::kText}};
  if (status.behind_ns >= kBehindNs) {
    const double behind = static_cast<double>(status.behind_ns);
    pieces.push_back({"behind", amount(ColumnUnit::kDuration, behind), Role::kWarning});
  }
  if (status.meters) {
    const Meters& meters = *status.meters;
    pieces.push_back({"tasks", std::to_string(meters.tasks)});
    pieces.push_back({"net in", bytes_text(meters.net_in_bytes_s) + "/s"});
    pieces.push_back({"out", bytes_text(meters.net_out_bytes_s) + "/s"});
    pieces.push_back({"disk r", bytes_text(meters.disk_read_bytes_s) + "/s"});
    pieces.push_back({"w", bytes_text(meters.disk_write_bytes_s) + "/s"});
    if (meters.swap_used_bytes) pieces.push_back({"swap", bytes_text(meters.swap_used_bytes)});
  }
  if (!status.warnings.empty()) {
    pieces.push_back(
        {"", clipped(status.warnings.front(), std::max(right - 80, 0)), Role::kWarning});
  }
  return pieces;
}

void draw_live_header(Frame& frame, const ScreenState& state, int lines) {
  const ExplorerStatus& status = state.status;
  const int width = frame.size().width;
  const int x = frame.put(1, 0, "csonde", Role::kTitle) + 2;
  const Mode mode = live_mode(state);
  const int mode_cells = text_width(mode.text);
  if (status.meters)
    draw_meters(frame, x, *status.meters, lines > 1 ? 0 : mode_cells + 2);
  else
    put_pieces(frame, 0, {{"", status.source}}, x, width - mode_cells - 3);
  const int mode_x = put_right(frame, lines > 1 ? 1 : 0, mode.text, mode.role);
  if (lines > 1) put_pieces(frame, 1, live_pieces(status, mode_x), 1, mode_x - 1);
}

// From when to when, and what is wrong with the file.
std::vector<Piece> file_pieces(const ExplorerStatus& status, int width) {
  if (!status.error.empty()) return {{"", clipped(status.error, width - 2), Role::kError}};
  if (status.events == 0 && !status.complete) return {};
  std::vector<Piece> pieces = {
      {"from", clock_text(status.first_ns, 3)},
      {"to", clock_text(status.last_ns, 3)},
      {"lost", grouped(status.lost), status.lost ? Role::kError : Role::kText}};
  if (status.warnings.empty()) return pieces;
  std::string warning = status.warnings.front();
  if (status.warnings.size() > 1) {
    warning = grouped(status.warnings.size()) + " warnings: " + warning;
  }
  int used = 2;
  for (const Piece& piece : pieces) used += text_width(piece.label) + text_width(piece.value) + 3;
  pieces.push_back({"", clipped(warning, std::max(width - used - 2, 10)), Role::kWarning});
  return pieces;
}

void draw_file_header(Frame& frame, const ScreenState& state, int lines) {
  const ExplorerStatus& status = state.status;
  const int width = frame.size().width;
  int x = frame.put(1, 0, "csonde", Role::kTitle) + 2;
  const Mode mode = file_mode(state);
  const int mode_x = put_right(frame, 0, mode.text, mode.role);
  const uint64_t duration = status.last_ns > status.first_ns ? status.last_ns - status.first_ns : 0;
  const std::string events = grouped(status.events) + (status.events == 1 ? " event" : " events");
  const std::string took = amount(ColumnUnit::kDuration, static_cast<double>(duration));
  const int rest = text_width(events) + text_width(took) + 6;
  const int room = std::max(mode_x - x - rest, 8);
  x = frame.put(x, 0, clipped_front(status.source, room), Role::kLabel) + 2;
  put_pieces(frame, 0, {{"", events}, {"", took}}, x, mode_x);
  if (lines > 1) put_pieces(frame, 1, file_pieces(status, width), 1, width);
}

}  // namespace

void draw_header(Frame& frame, const ScreenState& state, int lines) {
  if (state.status.is_live)
    draw_live_header(frame, state, lines);
  else
    draw_file_header(frame, state, lines);
}

void draw_crumbs(Frame& frame, const std::deque<Level>& levels, const ScreenLayout& layout) {
  const int width = frame.size().width;
  const int y = layout.crumbs_y;
  const std::string filter = filter_of(levels.back(), true);
  const std::string shown = "filter: " + (filter.empty() ? "none" : filter);
  int room = width - 2;
  if (layout.filter_y < 0) {
    // Both on one line: the filter may have half of it, or what is left.
    const int wanted = std::min(text_width(shown), std::max(width / 2, 16));
    room = width - wanted - 4;
  }
  std::vector<std::string> words = {"whole machine"};
  for (const Level& level : levels) words.push_back(level.label);
  size_t from = 0;
  const auto cells = [&] {
    int used = from > 0 ? 4 : 0;
    for (size_t at = from; at < words.size(); ++at) used += text_width(words[at]) + 3;
    return used - 3;
  };
  while (from + 1 < words.size() && cells() > room) ++from;
  int x = 1;
  if (from > 0) x = frame.put(x, y, "… > ", Role::kDim);
  for (size_t at = from; at < words.size(); ++at) {
    const bool is_last = at + 1 == words.size();
    const std::string text =
        cells() > room && is_last ? clipped(words[at], std::max(room - x, 8)) : words[at];
    const int begin = x;
    x = frame.put(x, y, text, is_last ? Role::kTitle : Role::kLabel, 0, room + 2);
    if (at > 0) frame.add_spot({begin, y, x - begin, 1}, Spot::Kind::kCrumb, at - 1);
    if (at == 0) frame.add_spot({begin, y, x - begin, 1}, Spot::Kind::kCrumb, 0);
    if (!is_last) x = frame.put(x, y, " > ", Role::kDim, 0, room + 2);
  }
  int filter_x = 1;
  const int filter_y = layout.filter_y < 0 ? y : layout.filter_y;
  if (layout.filter_y < 0) {
    x = std::min(x, room + 2);
    filter_x = std::max(x + 2, width - text_width(shown) - 1);
  }
  const std::string fits = clipped(shown, width - filter_x - 1);
  frame.put(filter_x, filter_y, fits, filter.empty() ? Role::kDim : Role::kWarning);
  frame.add_spot({filter_x, filter_y, text_width(fits), 1}, Spot::Kind::kFilter);
}

}  // namespace sonde
