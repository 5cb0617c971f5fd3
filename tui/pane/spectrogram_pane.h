// SpectrogramPane: how often calls took how long, over time: a row for each slice of time, the
// newest below, columns from 1 ns to 100 s, a colour for the number of calls. An area is marked
// with the keys or the mouse; its calls are then shown one by one. The drawing stands in
// spectrogram_drawing.cpp. Made by pane_of_view() and for the keys of a spectrogram.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "tui/pane/pane.h"

namespace sonde {

struct SpectrogramState {
  Spectrogram cells;
  bool has_cells = false;
  uint32_t x = 0, y = 0;  // cursor
  bool marking = false;
  uint32_t anchor_x = 0, anchor_y = 0;
  bool moved = false;
};

// Columns and rows of the cells that are marked; the last ones included.
struct MarkedArea {
  uint32_t x0, x1, y0, y1;
};

class SpectrogramPane : public Pane {
 public:
  using Pane::Pane;

  uint32_t place() const override { return place::kSpectrogram; }
  void ask() override;
  void draw(Frame& frame, const Rect& area) const override;
  bool on_action(Action action, Key key) override;
  void on_press(const Spot& spot, const Input& input, bool is_double) override;
  void on_drag(const Spot& spot, const Input& input) override;
  void on_release() override;
  void on_wheel(int lines) override { move(0, lines, false); }

  const SpectrogramState& state() const { return state_; }

 protected:
  void on_answer(Answer& answer) override;
  uint64_t live_span_ns() const override;

 private:
  void move(int by_x, int by_y, bool extend);
  bool move_by_key(Action action);
  void put_cursor(const Spot& spot, const Input& input);
  void mark_from_cursor(bool marking);
  void open_area(EntryStyle style);
  MarkedArea marked() const;
  void draw_scale(Frame& frame, const Rect& area) const;
  void draw_row(Frame& frame, const Rect& area, int y, uint32_t row) const;
  void draw_sum(Frame& frame, const Rect& area, int y) const;

  SpectrogramState state_;
  bool is_dragging_ = false;  // the button of the mouse is down
};

std::shared_ptr<Pane> make_spectrogram_pane(Host& host, Level& level);
// The level of a spectrogram of the same events.
Level spectrogram_level(Host& host, const Level& from, bool files_only);

// When a row begins; since the epoch.
uint64_t row_time_ns(const Spectrogram& cells, uint32_t row);
// "128us to 153us"; the last column has no end.
std::string span_text(const LatencySpan& first, const LatencySpan& last);

}  // namespace sonde
