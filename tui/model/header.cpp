// The lines above the table: the machine with its meters, or the file with what is known of it, and
// then where one is (the levels) and which events are shown (the filter).
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.h"
#include "tui/model/model.h"

namespace sonde {

namespace {

constexpr uint64_t kBehindNs = 1'000'000'000;  // from here on it is told

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

void draw_live_header(Frame& frame, const Model& model, const ScreenLayout& layout) {
  const ExplorerStatus& status = model.status_;
  const int width = frame.size().width;
  int x = frame.put(1, 0, "csonde", Role::kTitle) + 2;
  const std::string state =
      model.paused_ ? "PAUSED"
      : model.time_.at_end()
          ? "LIVE " +
                (model.time_.width_ns == 0
                     ? std::string("all")
                     : amount(ColumnUnit::kDuration, static_cast<double>(model.time_.width_ns)))
          : "PAST";
  const Role state_role = model.paused_ ? Role::kError : Role::kGood;
  const std::string lost = grouped(status.lost);
  if (!status.meters) {
    put_pieces(frame, 0, {{"", status.source}}, x, width - text_width(state) - 3);
  } else {
    const Meters& meters = *status.meters;
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
    const int free_to = layout.header_lines > 1 ? width : width - text_width(state) - 2;
    if (x + 18 < free_to) {
      const std::string load =
          fixed1(meters.load[0]) + " " + fixed1(meters.load[1]) + " " + fixed1(meters.load[2]);
      put_pieces(frame, 0, {{"load", load}}, x, width);
    }
  }
  const int state_y = layout.header_lines > 1 ? 1 : 0;
  const int state_x = put_right(frame, state_y, state, state_role);
  if (layout.header_lines < 2) return;
  std::vector<Piece> pieces = {{"events", amount(ColumnUnit::kCount, status.events_s) + "/s"},
                               {"lost", lost, status.lost ? Role::kError : Role::kText}};
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
  if (!status.error.empty()) {
    pieces = {{"", clipped(status.error, std::max(state_x - 3, 10)), Role::kError}};
  } else if (!status.warnings.empty()) {
    pieces.push_back(
        {"", clipped(status.warnings.front(), std::max(state_x - 80, 0)), Role::kWarning});
  }
  put_pieces(frame, 1, pieces, 1, state_x - 1);
}

void draw_file_header(Frame& frame, const Model& model, const ScreenLayout& layout) {
  const ExplorerStatus& status = model.status_;
  const int width = frame.size().width;
  int x = frame.put(1, 0, "csonde", Role::kTitle) + 2;
  std::string state;
  Role state_role = Role::kGood;
  if (model.paused_) {
    state = "PAUSED";
    state_role = Role::kError;
  } else if (!status.error.empty()) {
    state = "CUT SHORT";
    state_role = Role::kError;
  } else if (!status.complete) {
    state = "reading";
    if (status.progress >= 0) {
      state += " " + std::to_string(static_cast<int>(status.progress * 100)) + "%";
    }
    state_role = Role::kWarning;
  } else if (!model.time_.at_end()) {
    state = "part of the file";
  }
  const int state_x = put_right(frame, 0, state, state_role);
  const uint64_t duration = status.last_ns > status.first_ns ? status.last_ns - status.first_ns : 0;
  const std::string events = grouped(status.events) + (status.events == 1 ? " event" : " events");
  const std::string took = amount(ColumnUnit::kDuration, static_cast<double>(duration));
  const int rest = text_width(events) + text_width(took) + 6;
  x = frame.put(x, 0, clipped_front(status.source, std::max(state_x - x - rest, 8)), Role::kLabel) +
      2;
  put_pieces(frame, 0, {{"", events}, {"", took}}, x, state_x);
  if (layout.header_lines < 2) return;
  std::vector<Piece> pieces;
  if (!status.error.empty()) {
    pieces.push_back({"", clipped(status.error, width - 2), Role::kError});
  } else {
    pieces.push_back({"from", clock_text(status.first_ns, 3)});
    pieces.push_back({"to", clock_text(status.last_ns, 3)});
    pieces.push_back({"lost", grouped(status.lost), status.lost ? Role::kError : Role::kText});
    if (!status.warnings.empty()) {
      std::string warning = status.warnings.front();
      if (status.warnings.size() > 1) {
        warning = grouped(status.warnings.size()) + " warnings: " + warning;
      }
      int used = 2;
      for (const Piece& piece : pieces) {
        used += text_width(piece.label) + text_width(piece.value) + 3;
      }
      pieces.push_back({"", clipped(warning, std::max(width - used - 2, 10)), Role::kWarning});
    }
  }
  if (status.events == 0 && status.error.empty() && !status.complete) pieces.clear();
  put_pieces(frame, 1, pieces, 1, width);
}

void draw_crumbs(Frame& frame, const Model& model, const ScreenLayout& layout) {
  const auto& levels = model.levels();
  const int width = frame.size().width;
  const int y = layout.crumbs_y;
  const std::string filter = model.filter_of(model.level(), true);
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

}  // namespace

void draw_header(Frame& frame, const Model& model, const ScreenLayout& layout) {
  if (model.status_.is_live)
    draw_live_header(frame, model, layout);
  else
    draw_file_header(frame, model, layout);
  if (layout.time_y >= 0) draw_time_bar(frame, model, layout);
  draw_crumbs(frame, model, layout);
}

}  // namespace sonde
