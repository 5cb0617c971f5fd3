// The prompt for a text that is looked for, while it is typed; afterwards n and N go on.
// SPDX-License-Identifier: Apache-2.0
#include "tui/pane/pane.h"
#include "tui/prompt/prompt.h"

namespace sonde {

namespace {

class SearchPrompt : public Prompt {
 public:
  explicit SearchPrompt(Host& host)
      : Prompt(host, "Find: ", ""), from_(host.level().pane->search_place()) {}

 protected:
  bool finish(const std::string& text) override {
    remember(text);
    host_.state().search = text;
    // Says it when the text is nowhere.
    if (!text.empty()) host_.level().pane->find(false, true);
    return false;
  }
  void undo() override { host_.level().pane->return_to(from_); }
  void on_change(const std::string& text) override {
    if (text.empty()) return;
    host_.state().search = text;
    host_.show_message("");
    host_.level().pane->find_typed(from_);
  }
  bool on_own_key(Key key) override { return move_row_while_typing(host_, key); }
  std::string_view hint() const override { return "Enter done  Esc undo  then n N"; }

 private:
  SearchPlace from_;
};

}  // namespace

std::shared_ptr<Prompt> make_search_prompt(Host& host) {
  return std::make_shared<SearchPrompt>(host);
}

}  // namespace sonde
