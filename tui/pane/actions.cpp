// Commands that a view offers for its rows. The template is split into words first and values are
// put in afterwards; no shell reads the result, so a name of a file is one argument whatever it
// holds. Never offered for recorded machines: the pid of a capture is another process's pid here.
// SPDX-License-Identifier: Apache-2.0
#include "tui/pane/actions.h"

#include <utility>

#include "base/text.h"

namespace sonde {

namespace {

bool is_field_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '_' || c == '[' || c == ']';
}

// The value as bytes: what a program is to be given, not what is shown.
bool value_of(const Table& table, size_t row, std::string_view field, std::string& value) {
  for (size_t column = 0; column < table.columns.size(); ++column) {
    if (table.columns[column].field != field) continue;
    const Cell& cell = table.cell(row, column);
    switch (cell.kind) {
      case Cell::Kind::kNone:
        value.clear();
        return true;
      case Cell::Kind::kInt:
        value.clear();
        append_signed(value, cell.i);
        return true;
      case Cell::Kind::kUint:
        value.clear();
        append_decimal(value, cell.u);
        return true;
      case Cell::Kind::kReal:
        value = std::to_string(cell.d);
        return true;
      case Cell::Kind::kText:
        value = cell.view();
        return true;
    }
  }
  return false;
}

}  // namespace

std::vector<std::string> split_words(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  bool is_open = false;
  char quote = 0;
  for (char c : text) {
    if (quote) {
      if (c == quote)
        quote = 0;
      else
        word.push_back(c);
    } else if (c == '"' || c == '\'') {
      quote = c;
      is_open = true;
    } else if (c == ' ' || c == '\t') {
      if (is_open) words.push_back(std::exchange(word, {}));
      is_open = false;
    } else {
      word.push_back(c);
      is_open = true;
    }
  }
  if (is_open) words.push_back(word);
  return words;
}

Result<std::vector<std::string>> command_words(const Table& table, size_t row,
                                               std::string_view command) {
  std::vector<std::string> words;
  for (const std::string& pattern : split_words(command)) {
    std::string word;
    for (size_t at = 0; at < pattern.size();) {
      if (pattern[at] != '%') {
        word.push_back(pattern[at++]);
        continue;
      }
      size_t end = at + 1;
      while (end < pattern.size() && is_field_character(pattern[end])) ++end;
      const std::string field = pattern.substr(at + 1, end - at - 1);
      std::string value;
      if (!value_of(table, row, field, value)) {
        return Error{ErrorKind::kInput, "the view has no column with the field " + field, ""};
      }
      if (value.empty()) {
        return Error{ErrorKind::kInput, "the row has no value of " + field, ""};
      }
      // A name like -rf is not to become an option.
      if (at == 0 && value[0] == '-') {
        return Error{ErrorKind::kInput, "the value of " + field + " begins with a dash", ""};
      }
      if (value.find('\0') != std::string::npos) {
        return Error{ErrorKind::kInput, "the value of " + field + " holds a zero byte", ""};
      }
      word += value;
      at = end;
    }
    words.push_back(std::move(word));
  }
  if (words.empty()) return Error{ErrorKind::kInput, "the command is empty", ""};
  return words;
}

std::string words_text(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text.push_back(' ');
    const bool is_bare = !word.empty() && word.find_first_of(" \t\n\"'\\") == std::string::npos;
    if (is_bare) {
      append_escaped(text, word);
    } else {
      text.push_back('"');
      append_escaped(text, word);
      text.push_back('"');
    }
  }
  return text;
}

}  // namespace sonde
