// Prompt: the line at the bottom in which a text, a filter, a search, a time or the name of a file
// is typed. Each is a class in a file of its own that says what a letter, Enter and Esc do; which
// action opens which stands in prompt_rows.cpp. Held by Model. Next: line_prompt.cpp, the smallest.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "tui/host/host.h"
#include "tui/prompt/line_editor.h"
#include "tui/screen/frame.h"

namespace sonde {

class Prompt {
 public:
  virtual ~Prompt() = default;

  // False: the prompt is closed.
  bool on_key(Key key);
  void paste(std::string_view text);
  // Into line `y`, and into the line above it what there is to say.
  void draw(Frame& frame, int y) const;

  // In front of what is typed, such as "Find: ".
  std::string_view label() const { return label_; }
  std::string text() const { return editor_.text(); }

 protected:
  // Begins with `text` in the line.
  Prompt(Host& host, std::string_view label, std::string_view text)
      : host_(host), label_(label), editor_(text) {}

  // Enter. False: the prompt is closed.
  virtual bool finish(const std::string& text) = 0;
  // Esc: all is to be as it was.
  virtual void undo() {}
  // A key of the line was typed, before on_change().
  virtual void on_edit() {}
  // After each change of what is typed.
  virtual void on_change(const std::string&) {}
  // Keys that this prompt has besides those of the line. False: none of them.
  virtual bool on_own_key(Key) { return false; }
  // At the right, when there is room.
  virtual std::string_view hint() const { return {}; }
  // `left`: the column where what is typed begins; it may lie outside of the line.
  virtual void draw_above(Frame&, int y, int left) const { (void)y, (void)left; }

  // Keeps the line for Up and Down of the next prompt of this kind.
  void remember(const std::string& text);
  LineEditor& editor() { return editor_; }

  Host& host_;

 private:
  void recall(bool older);

  std::string_view label_;
  LineEditor editor_;
};

// Up, Down, PgUp and PgDn move the selected row while a text is typed that is about rows. False:
// the top pane is no table, or the key is none of them.
bool move_row_while_typing(Host& host, Key key);

using PromptMaker = std::shared_ptr<Prompt> (*)(Host&);
// nullptr: the action opens none.
PromptMaker prompt_of(Action action);

// A text or a filter of events, whichever was typed last.
std::shared_ptr<Prompt> make_filter_prompt(Host& host);
std::shared_ptr<Prompt> make_text_prompt(Host& host);
std::shared_ptr<Prompt> make_expression_prompt(Host& host);
// Begins with a text in place of the level's filter.
std::shared_ptr<Prompt> make_expression_prompt_with(Host& host, const std::string& text);
std::shared_ptr<Prompt> make_search_prompt(Host& host);
std::shared_ptr<Prompt> make_time_prompt(Host& host);
std::shared_ptr<Prompt> make_line_prompt(Host& host);
std::shared_ptr<Prompt> make_save_table_prompt(Host& host);
std::shared_ptr<Prompt> make_save_events_prompt(Host& host);

}  // namespace sonde
