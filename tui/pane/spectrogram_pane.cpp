// The cursor and the marks of a spectrogram, and the way to the calls of an area; see
// spectrogram_pane.h.
// SPDX-License-Identifier: Apache-2.0
#include "tui/pane/spectrogram_pane.h"

#include <algorithm>
#include <utility>

#include "tui/pane/lines_pane.h"
#include "tui/text/text_format.h"

namespace sonde {

namespace {
constexpr uint64_t kMinLiveSpanNs = 60'000'000'000;
}  // namespace

std::shared_ptr<Pane> make_spectrogram_pane(Host& host, Level& level) {
  return std::make_shared<SpectrogramPane>(host, level);
}

Level spectrogram_level(Host& host, const Level& from, bool files_only) {
  const char* id = files_only ? "spectro_file" : "spectro_all";
  ViewPtr view = host.state().views.find(id);
  if (!view) {
    auto made = std::make_shared<ViewSpec>();
    made->id = id;
    made->name = files_only ? "Spectrogram of files" : "Spectrogram";
    made->type = ViewType::kSpectrogram;
    made->filter = files_only ? "fd.type=file" : "";
    view = made;
  }
  return level_of_view(from, view);
}

uint64_t row_time_ns(const Spectrogram& cells, uint32_t row) {
  const double share = static_cast<double>(row) / std::max(cells.rows, 1u);
  return cells.from_ns +
         static_cast<uint64_t>(share * static_cast<double>(cells.to_ns - cells.from_ns));
}

std::string span_text(const LatencySpan& first, const LatencySpan& last) {
  const auto duration = [](uint64_t ns) {
    return amount(ColumnUnit::kDuration, static_cast<double>(ns));
  };
  if (last.end_ns == ~uint64_t{0}) return duration(first.first_ns) + " and longer";
  return duration(first.first_ns) + " to " + duration(last.end_ns);
}

void SpectrogramPane::ask() {
  SpectrogramRequest request;
  request.scope = scope(true);
  const Rect body = host_.body();
  request.rows = static_cast<uint32_t>(std::max(body.height - 3, 1));
  request.columns = static_cast<uint32_t>(std::max(body.width - 10, 11));
  request.follows = !host_.state().paused;
  send(std::move(request));
}

uint64_t SpectrogramPane::live_span_ns() const {
  const uint64_t width_ns = host_.state().time.width_ns;
  return width_ns == 0 ? 0 : std::max(width_ns, kMinLiveSpanNs);
}

void SpectrogramPane::on_answer(Answer& answer) {
  auto* cells = std::get_if<Spectrogram>(&answer);
  if (!cells) return;
  const bool same = cells->rows == state_.cells.rows && cells->columns == state_.cells.columns;
  state_.cells = std::move(*cells);
  state_.has_cells = true;
  if (same && (state_.moved || state_.marking)) return;
  // The cursor begins where most calls are.
  const auto& counts = state_.cells.counts;
  if (state_.cells.columns > 0 && !counts.empty()) {
    const auto best =
        static_cast<size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin());
    state_.x = static_cast<uint32_t>(best % state_.cells.columns);
    state_.y = static_cast<uint32_t>(best / state_.cells.columns);
  }
  state_.marking = false;
}

bool SpectrogramPane::on_action(Action action, Key) {
  switch (action) {
    case Action::kEnter:
    case Action::kDig:
      open_area(EntryStyle::kDig);
      return true;
    case Action::kEcho:
      open_area(EntryStyle::kEchoDotted);
      return true;
    case Action::kMark:
      mark_from_cursor(!state_.marking);
      return true;
    case Action::kCancel:
      if (state_.marking)
        state_.marking = false;
      else
        host_.back();
      return true;
    default:
      return move_by_key(action);
  }
}

bool SpectrogramPane::move_by_key(Action action) {
  struct Row {
    Action action;
    int x, y;
    bool extends;
  };
  constexpr int kAll = 100'000;
  const int page = std::max(host_.body_rows() / 2, 1);
  const Row rows[] = {
      {Action::kUp, 0, -1, false},        {Action::kDown, 0, 1, false},
      {Action::kLeft, -1, 0, false},      {Action::kRight, 1, 0, false},
      {Action::kPageUp, 0, -page, false}, {Action::kPageDown, 0, page, false},
      {Action::kFirst, -kAll, 0, false},  {Action::kLast, kAll, 0, false},
      {Action::kExtendUp, 0, -1, true},   {Action::kExtendDown, 0, 1, true},
      {Action::kExtendLeft, -1, 0, true}, {Action::kExtendRight, 1, 0, true},
  };
  for (const Row& row : rows) {
    if (row.action != action) continue;
    move(row.x, row.y, row.extends);
    return true;
  }
  return false;
}

void SpectrogramPane::move(int by_x, int by_y, bool extend) {
  const Spectrogram& cells = state_.cells;
  if (!state_.has_cells || cells.columns == 0 || cells.rows == 0) return;
  if (extend && !state_.marking) mark_from_cursor(true);
  state_.moved = true;
  const auto moved = [](uint32_t from, int by, uint32_t count) {
    return static_cast<uint32_t>(std::clamp<int64_t>(int64_t{from} + by, 0, int64_t{count} - 1));
  };
  state_.x = moved(state_.x, by_x, cells.columns);
  state_.y = moved(state_.y, by_y, cells.rows);
}

void SpectrogramPane::mark_from_cursor(bool marking) {
  state_.marking = marking;
  state_.anchor_x = state_.x;
  state_.anchor_y = state_.y;
  state_.moved = true;
}

// The cell under the mouse; there may be fewer of them than when the frame was drawn.
void SpectrogramPane::put_cursor(const Spot& spot, const Input& input) {
  const Spectrogram& cells = state_.cells;
  if (cells.columns == 0 || cells.rows == 0) return;
  const auto place = [](int at, uint32_t count) {
    return std::min(static_cast<uint32_t>(std::max(at, 0)), count - 1);
  };
  state_.x = place(input.x - spot.area.x, cells.columns);
  state_.y = place(input.y - spot.area.y, cells.rows);
}

void SpectrogramPane::on_press(const Spot& spot, const Input& input, bool) {
  if (spot.kind != Spot::Kind::kSpectrogram) return;
  put_cursor(spot, input);
  mark_from_cursor(true);
  is_dragging_ = true;
}

void SpectrogramPane::on_drag(const Spot& spot, const Input& input) {
  if (is_dragging_ && spot.kind == Spot::Kind::kSpectrogram) put_cursor(spot, input);
}

void SpectrogramPane::on_release() {
  if (!std::exchange(is_dragging_, false)) return;
  const bool has_area = state_.x != state_.anchor_x || state_.y != state_.anchor_y;
  if (state_.marking && has_area) open_area(EntryStyle::kDig);
}

MarkedArea SpectrogramPane::marked() const {
  if (!state_.marking) return {state_.x, state_.x, state_.y, state_.y};
  const auto [x0, x1] = std::minmax(state_.x, state_.anchor_x);
  const auto [y0, y1] = std::minmax(state_.y, state_.anchor_y);
  return {x0, x1, y0, y1};
}

// The calls in the marked area, or what they read and wrote.
void SpectrogramPane::open_area(EntryStyle style) {
  const Spectrogram& cells = state_.cells;
  if (!state_.has_cells || cells.columns == 0) return;
  ScreenState& screen = host_.state();
  const MarkedArea area = marked();
  const LatencySpan first = screen.services.span(area.x0, cells.columns);
  const LatencySpan last = screen.services.span(area.x1, cells.columns);
  Level next;
  next.drilled_field = level_.drilled_field;
  std::string latency = "evt.latency>=" + std::to_string(first.first_ns);
  if (last.end_ns != ~uint64_t{0}) latency += " and evt.latency<" + std::to_string(last.end_ns);
  next.extra_filter = both_filters(filter_of(level_, true), latency);
  next.label = span_text(first, last) + ": " + lines_name(style);
  next.time_before = screen.time;
  TimeRange& time = screen.time;
  time.from_ns = row_time_ns(cells, area.y0);
  time.to_ns = std::max(row_time_ns(cells, area.y1 + 1), time.from_ns + 1);
  time.width_ns = time.to_ns - time.from_ns;
  LinesStart start;
  start.style = style;
  host_.push_level(std::move(next), lines_pane(start));
}

}  // namespace sonde
