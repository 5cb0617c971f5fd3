// Host: what panes, panels, prompts and pages may ask of the model that holds them: what everybody
// reads (ScreenState), requests to the explorer, a message, another level, a program to run.
// Implemented by Model; none of them knows more of it than this.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tui/host/level.h"
#include "tui/host/screen_state.h"

namespace sonde {

class Host;
class Prompt;

using PaneMaker = std::function<std::shared_ptr<Pane>(Host&, Level&)>;

struct ProgramCall {
  std::vector<std::string> words;
  bool wait = true;
};
struct Question {
  std::string text;  // empty: the programs run without a question
  std::vector<ProgramCall> commands;
};

class Host {
 public:
  virtual ~Host() = default;

  virtual ScreenState& state() = 0;
  // Where the top pane is drawn, with its header line.
  virtual Rect body() const = 0;
  // Rows below that line; at least 1.
  int body_rows() const { return std::max(body().height - 1, 1); }

  // A sentence in place of the key bar, until the next key; "" takes it away.
  virtual void show_message(std::string text, bool is_error = false) = 0;

  // A ticket, never 0. A reply to it goes to the pane that has it.
  virtual uint64_t ask(Request request) = 0;
  // No more replies to it; the ticket becomes 0. A ticket of 0 is none.
  virtual void cancel(uint64_t& ticket) = 0;
  // Writes the events into a capture file and says how many they were.
  virtual void save_events(const std::string& path, Scope scope) = 0;

  // The top level. A reference is good until the level is left.
  virtual Level& level() = 0;
  // The pane of the level below the top one; nullptr: there is none.
  virtual Pane* pane_below() = 0;
  // Goes on to a level, whose pane `make` makes.
  virtual void push_level(Level next, const PaneMaker& make) = 0;
  // To the level before. The pane of the top level may be gone when this returns.
  virtual void back() = 0;
  // Asks anew for all that the screen shows.
  virtual void refresh() = 0;
  virtual void go_to_time(uint64_t ts_ns) = 0;

  // Opens the panel, the prompt or the page that belongs to the action; says so if it cannot.
  virtual void open(Action action) = 0;
  // In place of the one that is open.
  virtual void open_prompt(std::shared_ptr<Prompt> prompt) = 0;
  // Programs run after this input, once the question is answered with yes.
  virtual void run(Question question) = 0;
};

}  // namespace sonde
