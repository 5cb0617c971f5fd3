// The prompt for a filter of events. It is checked while it is typed; the reason stands above the
// place that is wrong. Tab completes names of fields.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "tui/pane/pane.h"
#include "tui/pane/table_pane.h"
#include "tui/prompt/prompt.h"

namespace sonde {

namespace {

class ExpressionPrompt : public Prompt {
 public:
  ExpressionPrompt(Host& host, const std::string& text)
      : Prompt(host, "Filter: ", text), check_(host.state().services.check(text)) {}

 protected:
  bool finish(const std::string& text) override {
    if (!check_.good) {
      host_.show_message(check_.reason + (check_.hint.empty() ? "" : " " + check_.hint), true);
      return true;
    }
    remember(text);
    Level& level = host_.level();
    if (text == level.user_filter) return false;
    level.user_filter = text;
    level.pane->on_filter_changed();
    host_.refresh();
    return false;
  }
  void on_edit() override { completions_.clear(); }
  void on_change(const std::string& text) override { check_ = host_.state().services.check(text); }
  bool on_own_key(Key key) override {
    if (key == key::kTab) {
      complete();
      return true;
    }
    if (key == key::kF1 + 1) {
      if (!table_of(host_.level())) return true;
      host_.state().filters_events = false;
      host_.open_prompt(make_text_prompt(host_));
      return true;
    }
    return false;
  }
  std::string_view hint() const override { return "Enter apply  Esc undo  Tab field  F2 text"; }

  // What Tab offers, or what is wrong.
  void draw_above(Frame& frame, int y, int left) const override {
    const int above = y - 1, width = frame.size().width;
    if (completions_.size() > 1) {
      const Completion& taken = completions_[taken_];
      const std::string line = std::to_string(taken_ + 1) + " of " +
                               std::to_string(completions_.size()) + "  " + taken.text + ": " +
                               taken.doc;
      frame.fill({0, above, width, 1}, Role::kText);
      frame.put(1, above, clipped(line, width - 2), Role::kGood);
    } else if (!check_.good) {
      const std::string typed = text();
      const size_t at = std::min(check_.at, typed.size());
      const int place = left + text_width(std::string_view(typed).substr(0, at));
      frame.fill({0, above, width, 1}, Role::kText);
      const int x = std::clamp(place, 1, std::max(width - text_width(check_.reason) - 3, 1));
      frame.put(x, above, "▼ ", Role::kError);
      frame.put(x + 2, above, clipped(check_.reason, width - x - 3), Role::kError);
      const bool is_on_screen = place > text_width(label()) && place < width;
      if (is_on_screen) frame.paint({place, y, 1, 1}, Role::kError);
    }
  }

 private:
  void complete() {
    const Services& services = host_.state().services;
    if (completions_.empty()) {
      const std::string before = editor().before_cursor();
      completions_ = services.complete(text(), before.size());
      if (completions_.empty()) return host_.show_message("No field begins like this.");
      const auto is_word = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '_';
      };
      word_at_ = before.size();
      while (word_at_ > 0 && is_word(before[word_at_ - 1])) --word_at_;
      taken_ = 0;
    } else {
      taken_ = (taken_ + 1) % completions_.size();
    }
    editor().replace_before_cursor(word_at_, completions_[taken_].text);
    check_ = services.check(text());
  }

  FilterCheck check_;
  std::vector<Completion> completions_;  // of the last Tab; empty: another key came since
  size_t taken_ = 0;                     // the one that stands in the line
  size_t word_at_ = 0;                   // byte where the completed word begins
};

}  // namespace

std::shared_ptr<Prompt> make_expression_prompt_with(Host& host, const std::string& text) {
  return std::make_shared<ExpressionPrompt>(host, text);
}

std::shared_ptr<Prompt> make_expression_prompt(Host& host) {
  return make_expression_prompt_with(host, host.level().user_filter);
}

}  // namespace sonde
