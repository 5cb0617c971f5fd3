// DetailPane: one event, with all that is known of it, and the ways on from it: the event before or
// after, its process, its descriptor, and what happened around it. Opened by panes that show
// events.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "tui/pane/pane.h"
#include "tui/text/text_format.h"

namespace sonde {

class DetailPane : public Pane {
 public:
  // `event`: its number in the index.
  DetailPane(Host& host, Level& level, uint64_t event) : Pane(host, level), event_(event) {}

  uint32_t place() const override { return place::kDetail; }
  void ask() override;
  void draw(Frame& frame, const Rect& area) const override;
  bool on_action(Action action, Key key) override;
  void pause() override {}
  bool is_still() const override { return true; }
  void leave() override;
  bool is_waiting() const override { return !is_answered() || awaits_step_; }
  void on_answer_below() override;

  const EventDetail& detail() const { return detail_; }

 protected:
  void on_answer(Answer& answer) override;

 private:
  void move(long by);
  void step(int by);
  void open_around(EntryStyle style);
  void jump(bool to_descriptor);

  uint64_t event_;
  EventDetail detail_;
  bool has_detail_ = false;
  bool awaits_step_ = false;  // the pane below fetches the page with the next event
  size_t top_ = 0;            // lines above the screen
};

// Goes on to the details; says so when `event` is ~0, which stands for none.
void open_details(Host& host, const Level& from, uint64_t event);
// Lines of an event's details, each a name and a value.
std::vector<PageLine> detail_lines(const EventDetail& detail, int width);

}  // namespace sonde
