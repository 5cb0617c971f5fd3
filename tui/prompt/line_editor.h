// LineEditor: one line of text that is typed: cursor, deletion by word and line, history.
// Used by the prompts. Next: prompt.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tui/screen/screen.h"

namespace sonde {

class LineEditor {
 public:
  explicit LineEditor(std::string_view text = {}) { set_text(text); }

  void set_text(std::string_view text);  // the cursor goes to its end
  std::string text() const;
  std::string before_cursor() const;
  size_t cursor() const { return cursor_; }  // characters
  size_t cursor_bytes() const { return before_cursor().size(); }

  void insert(std::string_view text);
  // Replaces the bytes [from, cursor).
  void replace_before_cursor(size_t from_byte, std::string_view text);
  // True when the key meant something here.
  bool on_key(Key key);
  // Up and down: older and newer lines.
  void recall(const std::vector<std::string>& history, bool older);

 private:
  std::u32string text_;
  size_t cursor_ = 0;
  size_t recalled_ = 0;  // lines back; 0: what was typed
  std::string typed_;    // before recalling
};

}  // namespace sonde
