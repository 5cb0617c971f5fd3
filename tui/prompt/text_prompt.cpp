// The prompt for a text that hides the rows without it, while it is typed. F2 takes what was typed
// as a filter of events.
// SPDX-License-Identifier: Apache-2.0
#include "tui/pane/table_pane.h"
#include "tui/prompt/prompt.h"

namespace sonde {

namespace {

class TextPrompt : public Prompt {
 public:
  TextPrompt(Host& host, const TablePane& pane)
      : Prompt(host, "Text: ", pane.text_filter()),
        before_(pane.text_filter()),
        row_before_(pane.state().selected) {}

 protected:
  bool finish(const std::string& text) override {
    remember(text);
    return false;
  }
  void undo() override {
    if (TablePane* pane = table_of(host_.level())) pane->restore_text_filter(before_, row_before_);
  }
  void on_change(const std::string& text) override {
    if (TablePane* pane = table_of(host_.level())) pane->set_text_filter(text);
  }
  bool on_own_key(Key key) override {
    if (move_row_while_typing(host_, key)) return true;
    if (key != key::kF1 + 1) return false;
    become_expression();
    return true;
  }
  std::string_view hint() const override { return "Enter keep  Esc undo  F2 filter of events"; }

 private:
  // What was typed as a text and reads like a filter was meant as one.
  void become_expression() {
    ScreenState& screen = host_.state();
    const std::string typed = text();
    const bool is_filter = !typed.empty() && screen.services.check(typed).good;
    if (TablePane* pane = table_of(host_.level())) pane->set_text_filter(is_filter ? "" : before_);
    screen.filters_events = true;
    host_.open_prompt(is_filter ? make_expression_prompt_with(host_, typed)
                                : make_expression_prompt(host_));
  }

  std::string before_, row_before_;
};

}  // namespace

std::shared_ptr<Prompt> make_text_prompt(Host& host) {
  const TablePane* pane = table_of(host.level());
  if (!pane) return nullptr;
  return std::make_shared<TextPrompt>(host, *pane);
}

}  // namespace sonde
