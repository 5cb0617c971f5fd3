// The line at the bottom in which texts, filters, searches, times and names of files are typed.
// A filter is checked while it is typed; the reason stands under the place that is wrong. Esc
// brings back what was there before.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "tui/model/model.h"
#include "tui/text/time_words.h"

namespace sonde {

namespace {

constexpr size_t kMaxHistory = 100;

bool is_of_rows(Prompt::Kind kind) {
  return kind == Prompt::Kind::kText || kind == Prompt::Kind::kSearch;
}

std::string default_name(const Model& model, std::string_view ending) {
  std::string name = model.level().view ? model.level().view->id : "events";
  return name + std::string(ending);
}

}  // namespace

void Model::open_prompt(Prompt::Kind kind) {
  Prompt prompt;
  prompt.kind = kind;
  switch (kind) {
    case Prompt::Kind::kText:
      prompt.before = level().table.text_filter;
      break;
    case Prompt::Kind::kExpression:
      prompt.before = level().user_filter;
      break;
    case Prompt::Kind::kSaveTable:
      prompt.before = default_name(*this, ".csv");
      break;
    case Prompt::Kind::kSaveEvents:
      prompt.before = default_name(*this, ".scap");
      break;
    case Prompt::Kind::kSearch:
    case Prompt::Kind::kTime:
    case Prompt::Kind::kLine:
      break;
  }
  prompt.editor.set_text(prompt.before);
  if (level().kind == Level::Kind::kTable) prompt.before_row = level().table.selected;
  if (level().kind == Level::Kind::kLines) prompt.before_entry = level().lines.at;
  if (kind == Prompt::Kind::kExpression) prompt.check = services_.check(prompt.before);
  prompt_ = std::move(prompt);
}

void Model::on_prompt_key(Key key) {
  Prompt& prompt = *prompt_;
  const bool is_table = level().kind == Level::Kind::kTable;
  switch (key) {
    case key::kEnter:
      return finish_prompt();
    case key::kEsc: {
      const Prompt before = prompt;
      prompt_.reset();
      if (before.kind == Prompt::Kind::kText) {
        level().table.text_filter = before.before;
        level().table.selected = before.before_row;
        arrange_rows();
      } else if (before.kind == Prompt::Kind::kSearch) {
        cancel(find_ticket_);
        if (is_table) {
          level().table.selected = before.before_row;
          if (before.before_row.empty()) level().table.at = 0;
          keep_selection();
        } else if (level().kind == Level::Kind::kLines) {
          show_entry(before.before_entry);
        }
      }
      return;
    }
    case key::kTab:
      return complete_prompt();
    case key::kF1 + 1:
      if (is_table && prompt.kind == Prompt::Kind::kText) {
        // What was typed as a text and reads like a filter was meant as one.
        const std::string typed = prompt.editor.text();
        const bool is_filter = !typed.empty() && services_.check(typed).good;
        level().table.text_filter = is_filter ? "" : prompt.before;
        arrange_rows();
        expression_mode_ = true;
        open_prompt(Prompt::Kind::kExpression);
        if (!is_filter) return;
        prompt_->editor.set_text(typed);
        return change_prompt();
      }
      if (is_table && prompt.kind == Prompt::Kind::kExpression) {
        expression_mode_ = false;
        return open_prompt(Prompt::Kind::kText);
      }
      return;
    case key::kF1:
      return open_help();
    case key::kUp:
    case key::kDown:
      if (is_of_rows(prompt.kind) && is_table) {
        move_row(key == key::kUp ? -1 : 1);
      } else {
        prompt.editor.recall(history_[prompt.kind], key == key::kUp);
        change_prompt();
      }
      return;
    case key::kPageUp:
    case key::kPageDown:
      if (is_of_rows(prompt.kind) && is_table) {
        move_row(key == key::kPageUp ? -body_rows() : body_rows());
      }
      return;
    default:
      break;
  }
  if (prompt.editor.on_key(key)) {
    prompt.completions.clear();
    prompt.completion = 0;
    change_prompt();
  }
}

// What follows each letter: rows are filtered, the search runs, the filter is checked.
void Model::change_prompt() {
  Prompt& prompt = *prompt_;
  const std::string text = prompt.editor.text();
  if (prompt.kind == Prompt::Kind::kText) {
    level().table.text_filter = text;
    arrange_rows();
  } else if (prompt.kind == Prompt::Kind::kExpression) {
    prompt.check = services_.check(text);
  } else if (prompt.kind == Prompt::Kind::kSearch && !text.empty()) {
    search_ = text;
    message_.clear();
    if (level().kind == Level::Kind::kTable) {
      if (!level().table.order.empty()) find_row(1, true);
    } else if (level().kind == Level::Kind::kLines) {
      level().lines.at = prompt.before_entry;
      find_line(false, true);
    }
  }
}

void Model::complete_prompt() {
  Prompt& prompt = *prompt_;
  if (prompt.kind != Prompt::Kind::kExpression) return;
  if (prompt.completions.empty()) {
    const std::string before = prompt.editor.before_cursor();
    prompt.completions = services_.complete(prompt.editor.text(), before.size());
    if (prompt.completions.empty()) return say("No field begins like this.");
    prompt.completion = 0;
    size_t at = before.size();
    const auto is_word = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
             c == '.' || c == '_';
    };
    while (at > 0 && is_word(before[at - 1])) --at;
    prompt.word_at = at;
  }
  const size_t next = prompt.completion % prompt.completions.size();
  prompt.editor.replace_before_cursor(prompt.word_at, prompt.completions[next].text);
  prompt.completion = next + 1;
  prompt.check = services_.check(prompt.editor.text());
}

void Model::finish_prompt() {
  const Prompt prompt = *prompt_;
  const std::string text = prompt.editor.text();
  if (prompt.kind == Prompt::Kind::kExpression && !prompt.check.good) {
    return say(prompt.check.reason + (prompt.check.hint.empty() ? "" : " " + prompt.check.hint),
               true);
  }
  auto& history = history_[prompt.kind];
  if (!text.empty() && (history.empty() || history.back() != text)) history.push_back(text);
  if (history.size() > kMaxHistory) history.erase(history.begin());
  switch (prompt.kind) {
    case Prompt::Kind::kText:
      break;
    case Prompt::Kind::kExpression:
      prompt_.reset();
      if (text != level().user_filter) change_filter(text);
      return;
    case Prompt::Kind::kSearch:
      prompt_.reset();
      search_ = text;
      if (text.empty()) return;
      // Says it when the text is nowhere.
      if (level().kind == Level::Kind::kLines) return find_line(false, true);
      if (level().kind == Level::Kind::kTable && !level().table.order.empty()) find_row(1, true);
      return;
    case Prompt::Kind::kTime: {
      const auto ts = time_named(text, status_.first_ns, status_.last_ns);
      if (!ts) return say("'" + text + "' is not a time: " + std::string(kTimeForms) + ".", true);
      prompt_.reset();
      return go_to_time(*ts);
    }
    case Prompt::Kind::kLine: {
      uint64_t number = 0;
      for (char c : text) {
        if (c < '0' || c > '9' || number > (uint64_t{1} << 56)) {
          return say("A line is a number.", true);
        }
        number = number * 10 + static_cast<uint64_t>(c - '0');
      }
      prompt_.reset();
      return show_entry(number > 0 ? number - 1 : 0);
    }
    case Prompt::Kind::kSaveTable:
      prompt_.reset();
      return save_table(text);
    case Prompt::Kind::kSaveEvents:
      prompt_.reset();
      return save_events(text);
  }
  prompt_.reset();
}

}  // namespace sonde
