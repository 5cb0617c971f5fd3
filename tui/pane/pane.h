// Pane: what fills the body of the screen: one object for each level. It asks the explorer for what
// it shows, takes the answers, draws itself and knows its keys. A kind of pane is a class in its
// own file; it has to have place(), ask(), draw(), on_action() and on_answer(), all else has a
// default. Held by Level, driven by Model. Next: table_pane.h, or detail_pane.cpp as a small
// example.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "tui/host/host.h"
#include "tui/screen/frame.h"

namespace sonde {

// Where a search begins, to come back to when it is given up.
struct SearchPlace {
  std::string row;  // identity of the selected row; empty: none was chosen
  uint64_t entry = 0;
};

// The event before or after, for the details that lie above a pane.
struct EventStep {
  enum class Kind : uint8_t {
    kNone,   // the pane has no events
    kEnd,    // there is no other event
    kAsked,  // an answer brings it: on_answer_below()
    kHere
  };
  Kind kind = Kind::kNone;
  uint64_t event = ~uint64_t{0};  // kHere: its number in the index
};

class Pane {
 public:
  // Both outlive the pane.
  Pane(Host& host, Level& level) : host_(host), level_(level) {}
  virtual ~Pane() = default;
  Pane(const Pane&) = delete;
  Pane& operator=(const Pane&) = delete;

  // The rows of the table of keys that count here: one of place.
  virtual uint32_t place() const = 0;
  // Asks for what is to be shown: at first, after a change of the selection or of the time.
  virtual void ask() = 0;
  virtual void draw(Frame& frame, const Rect& area) const = 0;
  // False: the action means nothing here.
  virtual bool on_action(Action action, Key key) = 0;

  // A key that the table of keys does not have.
  virtual void on_other_key(Key) {}
  // `spot` is what the pane drew under the mouse.
  virtual void on_press(const Spot&, const Input&, bool is_double) { (void)is_double; }
  virtual void on_drag(const Spot&, const Input&) {}
  virtual void on_release() {}
  virtual void on_wheel(int lines);

  // Right of the key bar: where one is, and the text that hides rows; both may be empty.
  virtual std::string position() const { return {}; }
  virtual std::string text_filter() const { return {}; }

  // A filter was typed: the selection is that of other events.
  virtual void on_filter_changed() {}
  // Back to the end of the time: the newest events are wanted.
  virtual void on_time_end() {}
  // Asks anew when the size of the body changes.
  virtual bool asks_for_size() const { return true; }
  virtual void on_resize() {}
  // Nothing newer is wanted until ask().
  virtual void pause();
  // What it shows never changes: it leaves a pause as it is.
  virtual bool is_still() const { return false; }

  // Another level goes on top, or this one is left.
  virtual void leave() { host_.cancel(ticket_); }
  // It is on top again; ask() follows.
  virtual void on_return() {}

  // True: the reply was for this pane.
  virtual bool on_reply(Reply& reply);
  virtual bool is_waiting() const { return !answered_; }
  // Since it was asked last.
  bool is_answered() const { return answered_; }
  // Of the last answer; empty: none.
  const std::string& error() const { return error_; }

  // A level with the events that are selected here; its label ends with `name`.
  virtual Level narrowed(const std::string& name) const;
  // The same for what is not about one row: the row that a screen begins with is not meant.
  virtual Level overview(const std::string& name) const { return narrowed(name); }
  virtual Scope scope_to_save() const { return scope(true); }
  // False: the range of time changes instead.
  virtual bool go_to_time(uint64_t) { return false; }

  // The text of ScreenState::search. `include_current`: it may be where one is.
  virtual void find(bool backwards, bool include_current);
  virtual SearchPlace search_place() const { return {}; }
  // While it is typed; `from` is the place where the search began.
  virtual void find_typed(const SearchPlace& from) { (void)from; }
  virtual void return_to(const SearchPlace& place) { (void)place; }

  // Selects the event before (-1) or after (1), or again the one that is selected (0).
  virtual EventStep step_event(int by);
  // The level below has taken an answer.
  virtual void on_answer_below() {}

 protected:
  virtual void on_answer(Answer& answer) = 0;
  virtual void on_error() {}
  // What live, at the end of the time, is looked back over; 0: everything.
  virtual uint64_t live_span_ns() const { return 0; }

  Scope scope(bool with_view) const;
  // A request whose answer fills the pane, in place of the one before.
  void send(Request request);
  // Nothing is wanted: what is here is the answer.
  void set_answered(bool answered) { answered_ = answered; }
  bool has_ticket() const { return ticket_ != 0; }
  // The error, or that nothing is here yet. False: there is something to draw.
  bool draw_instead(Frame& frame, const Rect& area, bool has_content) const;

  Host& host_;
  Level& level_;

 private:
  uint64_t ticket_ = 0;
  bool answered_ = false;
  std::string error_;
};

// The pane of a view: a table, a list or a spectrogram.
PaneMaker pane_of_view(const ViewSpec& view);

}  // namespace sonde
