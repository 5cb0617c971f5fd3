// How a spectrogram is drawn: the scale of latencies, a line for each slice of time, and how many
// calls are marked. See spectrogram_pane.h.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "base/utf8.h"
#include "tui/pane/spectrogram_pane.h"
#include "tui/text/text_format.h"

namespace sonde {

namespace {

constexpr int kTimeCells = 10;  // labels at the left
constexpr int kSteps = 12;      // roles from kSpectrogram0 on

// Equal steps of the logarithm; -1: no call.
int step_of_count(uint64_t count, uint64_t most) {
  if (count == 0) return -1;
  if (most <= 1) return 0;
  const double share = std::log(static_cast<double>(count)) / std::log(static_cast<double>(most));
  return std::clamp(static_cast<int>(share * (kSteps - 1) + 0.5), 0, kSteps - 1);
}

uint64_t count_at(const Spectrogram& cells, uint32_t row, uint32_t column) {
  const size_t at = static_cast<size_t>(row) * cells.columns + column;
  return at < cells.counts.size() ? cells.counts[at] : 0;
}

}  // namespace

// A label where each power of ten begins.
void SpectrogramPane::draw_scale(Frame& frame, const Rect& area) const {
  static constexpr std::string_view kDecades[] = {"1ns", "10ns", "100ns", "1us", "10us", "100us",
                                                  "1ms", "10ms", "100ms", "1s",  "10s"};
  const int left = area.x + kTimeCells;
  frame.put(area.x + 1, area.y, "Time", Role::kHeader, area.x, left);
  int free = left;
  for (size_t decade = 0; decade < std::size(kDecades); ++decade) {
    const int x = left + static_cast<int>(decade * state_.cells.columns / std::size(kDecades));
    if (x < free) continue;
    const std::string label = "|" + std::string(kDecades[decade]);
    free = frame.put(x, area.y, label, Role::kHeader, left, area.x + area.width) + 1;
  }
}

void SpectrogramPane::draw_row(Frame& frame, const Rect& area, int y, uint32_t row) const {
  static constexpr char32_t kInk[] = U"·░▒▓█";
  const Spectrogram& cells = state_.cells;
  const MarkedArea marks = marked();
  const int left = area.x + kTimeCells, to = area.x + area.width;
  if (row % 4 == 0) {
    const double span_ns = static_cast<double>(cells.to_ns - cells.from_ns);
    const bool is_short = span_ns / std::max(cells.rows, 1u) < 1e9;
    const std::string label = clock_text(row_time_ns(cells, row), is_short ? 3 : 0);
    frame.put(area.x + 1, y, is_short ? label.substr(3) : label, Role::kLabel, area.x, left - 1);
  }
  for (uint32_t column = 0; column < cells.columns; ++column) {
    const int step = step_of_count(count_at(cells, row, column), cells.most);
    std::string ink = " ";
    Role role = Role::kText;
    if (step >= 0) {
      ink.clear();
      append_utf8(ink, kInk[step * 5 / kSteps]);
      role = static_cast<Role>(static_cast<int>(Role::kSpectrogram0) + step);
    }
    const bool is_marked =
        column >= marks.x0 && column <= marks.x1 && row >= marks.y0 && row <= marks.y1;
    if (is_marked) role = Role::kSelected;
    frame.put(left + static_cast<int>(column), y, is_marked && step < 0 ? "+" : ink, role, left,
              to);
  }
}

void SpectrogramPane::draw_sum(Frame& frame, const Rect& area, int y) const {
  const Spectrogram& cells = state_.cells;
  const MarkedArea marks = marked();
  uint64_t calls = 0;
  for (uint32_t row = marks.y0; row <= marks.y1; ++row) {
    for (uint32_t column = marks.x0; column <= marks.x1; ++column) {
      calls += count_at(cells, row, column);
    }
  }
  const Services& services = host_.state().services;
  const LatencySpan first = services.span(marks.x0, cells.columns);
  const LatencySpan last = services.span(marks.x1, cells.columns);
  const std::string sum = (state_.marking ? "Marked: " : "") + grouped(calls) +
                          (calls == 1 ? " call of " : " calls of ") + span_text(first, last) +
                          ", " + clock_text(row_time_ns(cells, marks.y0), 3) + " to " +
                          clock_text(row_time_ns(cells, marks.y1 + 1), 3) +
                          ".  The most in a cell: " + grouped(cells.most);
  frame.put(area.x + 1, y, clipped(sum, area.width - 2), Role::kTitle, area.x, area.x + area.width);
}

void SpectrogramPane::draw(Frame& frame, const Rect& area) const {
  const Spectrogram& cells = state_.cells;
  frame.fill({area.x, area.y, area.width, 1}, Role::kHeader);
  const Rect inner{area.x, area.y + 1, area.width, area.height - 1};
  if (draw_instead(frame, inner, state_.has_cells)) return;
  draw_scale(frame, area);
  const int last_y = inner.y + inner.height - 1;
  for (uint32_t row = 0; row < cells.rows && inner.y + static_cast<int>(row) < last_y; ++row) {
    draw_row(frame, inner, inner.y + static_cast<int>(row), row);
  }
  frame.add_spot(
      {area.x + kTimeCells, inner.y, static_cast<int>(cells.columns), static_cast<int>(cells.rows)},
      Spot::Kind::kSpectrogram);
  if (cells.columns > 0 && cells.rows > 0) draw_sum(frame, inner, last_y);
}

}  // namespace sonde
