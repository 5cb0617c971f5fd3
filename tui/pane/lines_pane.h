// LinesPane: dig and echo: the events of a level as lines, or their data. Only the pages around
// what is on the screen are held; everything else is asked for when it is scrolled to, searched or
// gone to. Made by lines_pane(); the prompt for a line reaches it with lines_of(). The drawing
// stands in lines_drawing.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "tui/pane/pane.h"

namespace sonde {

// How a pane of lines begins.
struct LinesStart {
  EntryStyle style = EntryStyle::kDig;
  bool follows_end = false;
  uint64_t goto_ns = 0;        // where to go when the first page is here; 0: nowhere
  uint64_t entries_above = 0;  // that are wanted above that place
};

struct LinesState {
  EntryStyle style = EntryStyle::kDig;
  Lines page;  // what is here
  uint64_t total = 0;
  uint64_t at = 0, top = 0;  // entries
  size_t top_line = 0;       // echo: lines of the top entry that are above the screen
  int left = 0;              // cells scrolled
  bool follows_end = false;
  bool has_page = false;
  uint64_t wanted_first = 0, wanted_count = 0;  // of the last request
};

class LinesPane : public Pane {
 public:
  LinesPane(Host& host, Level& level, const LinesStart& start);

  uint32_t place() const override { return place::kLines; }
  void ask() override;
  void draw(Frame& frame, const Rect& area) const override;
  bool on_action(Action action, Key key) override;
  void on_press(const Spot& spot, const Input& input, bool is_double) override;
  std::string position() const override;
  void on_filter_changed() override;
  void on_time_end() override;
  void leave() override;
  bool on_reply(Reply& reply) override;
  bool is_waiting() const override;
  bool go_to_time(uint64_t ts_ns) override;
  void find(bool backwards, bool include_current) override;
  SearchPlace search_place() const override { return {"", state_.at}; }
  void find_typed(const SearchPlace& from) override;
  void return_to(const SearchPlace& place) override;
  EventStep step_event(int by) override;

  const LinesState& state() const { return state_; }
  // Selects the entry, counted from 0, or the last one, and scrolls to it.
  void show_entry(uint64_t entry);

 protected:
  void on_answer(Answer& answer) override;

 private:
  const LineEntry* entry_at(uint64_t entry) const;
  size_t lines_of_entry(uint64_t entry) const;
  bool on_move(Action action);
  void move(long by);
  void move_to_begin();
  void move_to_end();
  void scroll_echo(long by);
  void show_last();
  void want_page();
  void next_style();
  void open_details();
  void open_spectrogram(bool files_only);
  void on_found(Reply& reply, bool is_find);
  void draw_header(Frame& frame, const Rect& area) const;
  void draw_entries(Frame& frame, const Rect& area) const;

  LinesState state_;
  uint64_t goto_ns_, entries_above_;
  uint64_t find_ticket_ = 0, goto_ticket_ = 0;
};

// "Dig" or "Echo".
std::string lines_name(EntryStyle style);
PaneMaker lines_pane(const LinesStart& start);
// nullptr: the level shows something else.
LinesPane* lines_of(const Level& level);

// How many lines of the screen an entry takes, and one of them.
size_t entry_lines(const LineEntry& entry, EntryStyle style, int width);
std::string entry_line(const LineEntry& entry, EntryStyle style, int width, size_t line);

}  // namespace sonde
