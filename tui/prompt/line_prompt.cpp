// The prompt for the number of a line of dig or echo, counted from 1.
// SPDX-License-Identifier: Apache-2.0
#include "tui/pane/lines_pane.h"
#include "tui/prompt/prompt.h"

namespace sonde {

namespace {

class LinePrompt : public Prompt {
 public:
  explicit LinePrompt(Host& host) : Prompt(host, "Line: ", "") {}

 protected:
  bool finish(const std::string& text) override {
    remember(text);
    uint64_t number = 0;
    for (char c : text) {
      if (c < '0' || c > '9' || number > (uint64_t{1} << 56)) {
        host_.show_message("A line is a number.", true);
        return true;
      }
      number = number * 10 + static_cast<uint64_t>(c - '0');
    }
    if (LinesPane* pane = lines_of(host_.level())) pane->show_entry(number > 0 ? number - 1 : 0);
    return false;
  }
};

}  // namespace

std::shared_ptr<Prompt> make_line_prompt(Host& host) { return std::make_shared<LinePrompt>(host); }

}  // namespace sonde
