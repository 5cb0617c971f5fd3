// Model: all that is on the screen: the stack of levels, so that Back restores each as it was, and
// what is open above it (a panel, a page, a line to type in, a question). It gives keys, clicks and
// replies to the one that is on top, and is the Host of all of them. What they do stands in their
// own files: tui/pane, tui/panel, tui/prompt, tui/page. Here: model.cpp (levels, replies),
// input.cpp (keys and the mouse), draw.cpp. Driven by app.cpp, or by a test.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tui/host/host.h"
#include "tui/model/screen_layout.h"
#include "tui/model/time_bar.h"
#include "tui/model/time_range.h"
#include "tui/page/page.h"
#include "tui/pane/pane.h"
#include "tui/panel/panel.h"
#include "tui/prompt/prompt.h"
#include "tui/screen/frame.h"

namespace sonde {

class Model final : public Host {
 public:
  // The explorer and the views outlive it.
  Model(Explorer& explorer, const ViewLibrary& views, AppOptions options, Services services,
        Settings settings);

  // Asks for what the first screen shows.
  void start();
  void set_size(Size size);
  void on_input(const Input& input);
  // Takes what the explorer has; true when the screen may have changed.
  bool on_replies();
  // Draws the screen, and remembers what the mouse finds where.
  Frame draw();
  // Answers are under way that the screen waits for.
  bool is_waiting() const;
  // The top pane has its answer.
  bool is_answered() const { return level().pane->is_answered(); }
  bool is_quitting() const { return quitting_; }
  // Programs that the user wants run, once.
  std::vector<ProgramCall> take_commands() { return std::exchange(commands_, {}); }

  const ScreenState& state() const { return state_; }
  const std::deque<Level>& levels() const { return levels_; }
  const Level& level() const { return levels_.back(); }
  ScreenLayout layout() const;
  // The place of the table of keys that counts now.
  uint32_t place() const;
  // What is open; nullptr: nothing.
  const Panel* panel() const { return panel_.get(); }
  const Page* page() const { return page_.get(); }
  const Prompt* prompt() const { return prompt_.get(); }
  const Question* question() const { return question_ ? &*question_ : nullptr; }

  // Host
  ScreenState& state() override { return state_; }
  Rect body() const override { return layout().body; }
  void show_message(std::string text, bool is_error = false) override;
  uint64_t ask(Request request) override { return explorer_.ask(std::move(request)); }
  void cancel(uint64_t& ticket) override;
  void save_events(const std::string& path, Scope scope) override;
  Level& level() override { return levels_.back(); }
  Pane* pane_below() override;
  void push_level(Level next, const PaneMaker& make) override;
  void back() override;
  void refresh() override;
  void go_to_time(uint64_t ts_ns) override;
  void open(Action action) override { try_open(action); }
  void open_prompt(std::shared_ptr<Prompt> prompt) override { prompt_ = std::move(prompt); }
  void run(Question question) override;

 private:
  void pop_to(size_t count);
  void ask_time_bar();
  void on_reply(Reply& reply);
  void on_saved(const Result<Answer>& answer);
  void take_options_range();

  void on_key(Key key);
  void on_action(Action action, Key key);
  void on_question_key(Key key);
  // False: the action opens nothing.
  bool try_open(Action action);
  void apply(const TimeMove& move);
  void time_to_end();
  void toggle_pause();

  void on_mouse(const Input& input);
  void on_press(const Input& input);
  void on_wheel(int lines);

  void draw_body(Frame& frame, const ScreenLayout& layout) const;
  void draw_bar(Frame& frame, const ScreenLayout& layout) const;
  void draw_keys(Frame& frame, int y) const;

  Explorer& explorer_;
  ScreenState state_;
  std::deque<Level> levels_;
  TimeBar time_bar_;
  // Shared, so that one that closes itself lives until it has returned.
  std::shared_ptr<Panel> panel_;
  std::shared_ptr<Page> page_;
  std::shared_ptr<Prompt> prompt_;
  std::optional<Question> question_;
  std::string message_;
  bool message_is_error_ = false;
  std::vector<ProgramCall> commands_;
  bool quitting_ = false;
  uint64_t save_ticket_ = 0;
  std::optional<Frame> shown_;  // spots of the mouse
  uint64_t last_press_ms_ = 0;
  int last_press_x_ = -1, last_press_y_ = -1;
};

inline Frame draw_screen(Model& model) { return model.draw(); }

}  // namespace sonde
