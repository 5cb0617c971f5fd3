// TerminalInput: bytes of a terminal become keys and mouse events. Knows the sequences of xterm,
// VTE, the Linux console, rxvt, tmux and screen; the mouse in SGR form, which has no limit at
// column 223, and in the old one. Unknown sequences are swallowed whole.
// Used by ncurses_screen.cpp. Source: xterm's ctlseqs, console_codes(4).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tui/screen/screen.h"

namespace sonde {

class TerminalInput {
 public:
  // Takes bytes; appends what they complete.
  void feed(std::string_view bytes, std::vector<Input>& out);
  // Nothing came for a while: an Esc that waits for more is an Esc.
  void flush(std::vector<Input>& out);
  bool is_amid_key() const { return !pending_.empty() && !is_pasting_; }

 private:
  // Bytes of the first key in pending_, 0 when more must come.
  size_t take_one(std::vector<Input>& out);
  size_t take_escape(std::vector<Input>& out);
  size_t take_csi(std::vector<Input>& out);

  std::string pending_;
  std::string pasted_;
  bool is_pasting_ = false;
};

}  // namespace sonde
