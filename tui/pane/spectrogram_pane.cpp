// How often calls took how long, over time: a row for each slice of time, the newest below,
// columns from 1 ns to 100 s, and the heat of a cell for the number of calls. An area is marked
// with the keys or the mouse; its calls are then shown one by one.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "tui/model/model.h"

namespace sonde {

namespace {

constexpr int kTimeCells = 10;  // labels at the left

struct Area {
  uint32_t x0, x1, y0, y1;  // the last ones included
};

Area area_of(const SpectrogramState& heat) {
  if (!heat.marking) return {heat.x, heat.x, heat.y, heat.y};
  return {std::min(heat.x, heat.anchor_x), std::max(heat.x, heat.anchor_x),
          std::min(heat.y, heat.anchor_y), std::max(heat.y, heat.anchor_y)};
}

uint64_t time_of(const Spectrogram& picture, uint32_t row) {
  const double share = static_cast<double>(row) / std::max(picture.rows, 1u);
  return picture.from_ns +
         static_cast<uint64_t>(share * static_cast<double>(picture.to_ns - picture.from_ns));
}

// "128us to 153us"; the last column has no end.
std::string span_text(const LatencySpan& first, const LatencySpan& last) {
  const auto duration = [](uint64_t ns) {
    return amount(ColumnUnit::kDuration, static_cast<double>(ns));
  };
  if (last.end_ns == ~uint64_t{0}) return duration(first.first_ns) + " and longer";
  return duration(first.first_ns) + " to " + duration(last.end_ns);
}

int step_of_spectrogram(uint64_t count, uint64_t most) {
  if (count == 0) return -1;
  if (most <= 1) return 0;
  const double share = std::log(static_cast<double>(count)) / std::log(static_cast<double>(most));
  return std::clamp(static_cast<int>(share * 11 + 0.5), 0, 11);
}

}  // namespace

void Model::move_spectrogram(int by_x, int by_y, bool extend) {
  SpectrogramState& heat = level().heat;
  if (!heat.has_picture || heat.picture.columns == 0 || heat.picture.rows == 0) return;
  if (extend && !heat.marking) {
    heat.marking = true;
    heat.anchor_x = heat.x;
    heat.anchor_y = heat.y;
  }
  heat.moved = true;
  const auto moved = [](uint32_t from, int by, uint32_t count) {
    return static_cast<uint32_t>(std::clamp<int64_t>(int64_t{from} + by, 0, int64_t{count} - 1));
  };
  heat.x = moved(heat.x, by_x, heat.picture.columns);
  heat.y = moved(heat.y, by_y, heat.picture.rows);
}

// The calls in the marked area, or what they read and wrote.
void Model::open_area(EntryStyle style) {
  const Level& from = level();
  const SpectrogramState& heat = from.heat;
  const Spectrogram& picture = heat.picture;
  if (!heat.has_picture || picture.columns == 0) return;
  const Area area = area_of(heat);
  const LatencySpan first = services_.span(area.x0, picture.columns);
  const LatencySpan last = services_.span(area.x1, picture.columns);
  Level next;
  next.kind = Level::Kind::kLines;
  next.lines.style = style;
  next.drilled_field = from.drilled_field;
  std::string latency = "evt.latency>=" + std::to_string(first.first_ns);
  if (last.end_ns != ~uint64_t{0}) latency += " and evt.latency<" + std::to_string(last.end_ns);
  next.extra_filter = both_filters(filter_of(from, true), latency);
  next.label = span_text(first, last) + (!is_echo(style) ? ": Dig" : ": Echo");
  next.time_before = time_;
  time_.from_ns = time_of(picture, area.y0);
  time_.to_ns = std::max(time_of(picture, area.y1 + 1), time_.from_ns + 1);
  time_.width_ns = time_.to_ns - time_.from_ns;
  push_level(std::move(next));
}

void draw_spectrogram(Frame& frame, const Model& model, const Rect& area) {
  const Level& level = model.level();
  const SpectrogramState& heat = level.heat;
  const Spectrogram& picture = heat.picture;
  frame.fill({area.x, area.y, area.width, 1}, Role::kHeader);
  const Rect inner{area.x, area.y + 1, area.width, area.height - 1};
  if (!level.error.empty()) {
    return draw_middle(frame, inner, {"This cannot be shown:", level.error}, Role::kError);
  }
  if (!heat.has_picture) return draw_middle(frame, inner, {"Reading ..."}, Role::kText);
  const int left = area.x + kTimeCells, to = area.x + area.width;
  // A label where each power of ten begins.
  static constexpr std::string_view kDecades[] = {"1ns", "10ns", "100ns", "1us", "10us", "100us",
                                                  "1ms", "10ms", "100ms", "1s",  "10s"};
  frame.put(area.x + 1, area.y, "Time", Role::kHeader, area.x, left);
  int free = left;
  for (size_t decade = 0; decade < std::size(kDecades); ++decade) {
    const int x = left + static_cast<int>(decade * picture.columns / std::size(kDecades));
    if (x < free) continue;
    const std::string label = "|" + std::string(kDecades[decade]);
    free = frame.put(x, area.y, label, Role::kHeader, left, to) + 1;
  }
  static constexpr char32_t kInk[] = U"·░▒▓█";
  const Area marked = area_of(heat);
  const double span_ns = static_cast<double>(picture.to_ns - picture.from_ns);
  const int decimals = span_ns / std::max(picture.rows, 1u) < 1e9 ? 3 : 0;
  for (uint32_t row = 0; row < picture.rows; ++row) {
    const int y = inner.y + static_cast<int>(row);
    if (y >= inner.y + inner.height - 1) break;
    if (row % 4 == 0) {
      const std::string label = clock_text(time_of(picture, row), decimals);
      frame.put(area.x + 1, y, decimals ? label.substr(3) : label, Role::kLabel, area.x, left - 1);
    }
    for (uint32_t column = 0; column < picture.columns; ++column) {
      const size_t at = static_cast<size_t>(row) * picture.columns + column;
      if (at >= picture.counts.size()) break;
      const int step = step_of_spectrogram(picture.counts[at], picture.most);
      std::string ink = " ";
      Role role = Role::kText;
      if (step >= 0) {
        ink.clear();
        append_utf8(ink, kInk[step * 5 / 12]);
        role = static_cast<Role>(static_cast<int>(Role::kHeat0) + step);
      }
      const bool is_marked =
          column >= marked.x0 && column <= marked.x1 && row >= marked.y0 && row <= marked.y1;
      if (is_marked) role = Role::kSelected;
      frame.put(left + static_cast<int>(column), y, is_marked && step < 0 ? "+" : ink, role, left,
                to);
    }
  }
  frame.add_spot({left, inner.y, static_cast<int>(picture.columns), static_cast<int>(picture.rows)},
                 Spot::Kind::kSpectrogram);
  if (picture.columns == 0 || picture.rows == 0) return;
  uint64_t calls = 0;
  for (uint32_t row = marked.y0; row <= marked.y1; ++row) {
    for (uint32_t column = marked.x0; column <= marked.x1; ++column) {
      const size_t at = static_cast<size_t>(row) * picture.columns + column;
      if (at < picture.counts.size()) calls += picture.counts[at];
    }
  }
  const LatencySpan first = model.services_.span(marked.x0, picture.columns);
  const LatencySpan last = model.services_.span(marked.x1, picture.columns);
  std::string told = (heat.marking ? "Marked: " : "") + grouped(calls) +
                     (calls == 1 ? " call of " : " calls of ") + span_text(first, last) + ", " +
                     clock_text(time_of(picture, marked.y0), 3) + " to " +
                     clock_text(time_of(picture, marked.y1 + 1), 3) +
                     ".  The most in a cell: " + grouped(picture.most);
  frame.put(area.x + 1, inner.y + inner.height - 1, clipped(told, area.width - 2), Role::kTitle,
            area.x, to);
}

}  // namespace sonde
