// Lexer: the words of a filter, taken one at a time as the parser asks for them. What a word is
// depends on where it stands (a '<' ends a field but may begin a value), so there is no list of
// tokens. The rules are those of docs/filter-language.md.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/utf8.h"
#include "filter/caret.h"
#include "filter/filter.h"
#include "filter/literal.h"

namespace sonde {

// Letters, digits and '_' at the start of `text`, beginning with a letter; may be empty.
std::string_view leading_identifier(std::string_view text);
bool is_blank(char c);

class Lexer {
 public:
  Lexer(std::string_view text, std::vector<FilterWarning>* warnings)
      : text_(text), warnings_(warnings) {}

  size_t at() const { return at_; }
  bool at_end() const { return at_ == text_.size(); }
  std::string_view rest() const { return text_.substr(at_); }
  std::string_view text() const { return text_; }
  char peek(size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  void advance(size_t bytes) { at_ += bytes; }
  void skip_blanks();
  bool take(char c);

  // An identifier that is directly followed by '(': a call. Empty when there is none here.
  std::string_view call_here() const;

  // What looks like a field, with its argument in brackets; it is not looked up. May be empty.
  bool take_field(std::string_view& name, Problem& problem);

  // [text] or ["text"] if it follows directly; false only on a problem.
  bool take_key(bool& found, std::string& key, Problem& problem);

  // A value, quoted or bare. In lists and calls a comma ends a bare value.
  bool take_value(Literal& out, bool comma_ends, Problem& problem);

  // The character that comes next, whole, for messages; empty at the end.
  std::string_view character_here() const {
    size_t bytes = at_end() ? 0 : 1;
    while (bytes && bytes < 4 && continues_character(peek(bytes))) ++bytes;
    return rest().substr(0, bytes);
  }

  void add_warning(size_t at, std::string text) {
    if (warnings_) warnings_->push_back({at, std::move(text)});
  }

 private:
  bool take_quoted(Literal& out, bool comma_ends, Problem& problem);
  // Where the quote that was opened at at_ ends, or npos.
  size_t closing_quote(bool either_kind) const;
  bool may_follow_value(size_t at, bool comma_ends) const;

  std::string_view text_;
  std::vector<FilterWarning>* warnings_;
  size_t at_ = 0;
};

}  // namespace sonde
