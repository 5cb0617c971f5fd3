// See lexer.h. Where the dialects of 2022 and of today differ, the comments say which one won.
// SPDX-License-Identifier: Apache-2.0
#include "filter/parse/lexer.h"

#include <cctype>

namespace sonde {
namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }
bool is_quote(char c) { return c == '"' || c == '\''; }

int hex_digit(char c) {
  const unsigned char byte = static_cast<unsigned char>(c);
  if (!std::isxdigit(byte)) return -1;
  return std::isdigit(byte) ? byte - '0' : (byte | 0x20) - 'a' + 10;
}

// Appends what the escape at text[at] == '\\' stands for and moves behind it.
// `quote` is '\0' in bare values, which know fewer escapes: they keep most backslashes.
bool take_escape(std::string_view text, size_t& at, char quote, std::string& out) {
  const char c = at + 1 < text.size() ? text[at + 1] : '\0';
  if (at + 1 >= text.size()) return false;
  if (c == 'x') {
    const int high = at + 2 < text.size() ? hex_digit(text[at + 2]) : -1;
    const int low = at + 3 < text.size() ? hex_digit(text[at + 3]) : -1;
    if (high < 0) return false;
    out += static_cast<char>(low < 0 ? high : high << 4 | low);
    at += low < 0 ? 3 : 4;
    return true;
  }
  at += 2;
  if (c == '\\' || c == '"') {
    out += quote == '\'' && c == '"' ? "\\\"" : std::string_view(&c, 1);
    return true;
  }
  if (quote) {
    constexpr std::string_view kLetters = "bfnrt/", kMeanings = "\b\f\n\r\t/";
    const size_t row = kLetters.find(c);
    if (row != std::string_view::npos) {
      out += kMeanings[row];
      return true;
    }
    if (c == quote) {
      out += c;
      return true;
    }
    if (c == ' ') {
      out += '\\';
      return true;
    }
  }
  // As in 2022; patterns rely on it ("a\*b").
  out += '\\';
  out += c;
  return true;
}

}  // namespace

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\b' || c == '\n' || c == '\r'; }

std::string_view leading_identifier(std::string_view text) {
  if (text.empty() || !std::isalpha(static_cast<unsigned char>(text[0]))) return {};
  size_t end = 1;
  while (end < text.size() && is_word(text[end])) ++end;
  return text.substr(0, end);
}

void Lexer::skip_blanks() {
  while (!at_end() && is_blank(text_[at_])) ++at_;
}

bool Lexer::take(char c) {
  if (at_end() || text_[at_] != c) return false;
  ++at_;
  return true;
}

std::string_view Lexer::call_here() const {
  const std::string_view name = leading_identifier(rest());
  return !name.empty() && peek(name.size()) == '(' ? name : std::string_view();
}

bool Lexer::take_field(std::string_view& name, Problem& problem) {
  size_t end = at_;
  while (end < text_.size() && !is_blank(text_[end]) &&
         std::string_view("()!=<>,[\"'").find(text_[end]) == std::string_view::npos) {
    ++end;
  }
  const size_t begin = at_;
  at_ = end;
  bool has_key = false;
  std::string key;
  if (!take_key(has_key, key, problem)) return false;
  name = text_.substr(begin, at_ - begin);
  return true;
}

bool Lexer::take_key(bool& found, std::string& key, Problem& problem) {
  found = false;
  if (peek() != '[') return true;
  const size_t open = at_++;
  if (is_quote(peek())) {
    const char quote = text_[at_];
    const size_t close = closing_quote(false);
    if (close != std::string_view::npos) {
      const std::string_view inner = text_.substr(0, close);
      for (++at_; at_ < close;) {
        // Nothing but a quote and a backslash is escaped here: keys hold paths and patterns.
        if (inner[at_] == '\\' && (inner[at_ + 1] == quote || inner[at_ + 1] == '\\')) ++at_;
        key += inner[at_++];
      }
      at_ = close + 1;
    }
  } else {
    const size_t begin = at_;
    while (!at_end() && text_[at_] != ']' && text_[at_] != '[' && !is_blank(text_[at_])) ++at_;
    key = text_.substr(begin, at_ - begin);
  }
  if (!take(']')) {
    problem = Problem{open, "there is no ']' for this '['", "quote an argument that holds blanks"};
    return false;
  }
  found = true;
  return true;
}

size_t Lexer::closing_quote(bool either_kind) const {
  for (size_t i = at_ + 1; i < text_.size(); ++i) {
    if (text_[i] == '\\')
      ++i;
    else if (text_[i] == text_[at_] || (either_kind && is_quote(text_[i])))
      return i;
  }
  return std::string_view::npos;
}

bool Lexer::may_follow_value(size_t at, bool comma_ends) const {
  if (at >= text_.size()) return true;
  const char c = text_[at];
  return is_blank(c) || c == ')' || (comma_ends && c == ',');
}

bool Lexer::take_quoted(Literal& out, bool comma_ends, Problem& problem) {
  const char quote = text_[at_];
  size_t close = closing_quote(false);
  if (close == std::string_view::npos || !may_follow_value(close + 1, comma_ends)) {
    // In 2022 either kind of quote ends a value; followed when there is no other way to read it.
    const size_t either = closing_quote(true);
    if (either != std::string_view::npos && may_follow_value(either + 1, comma_ends)) {
      if (text_[either] != quote) {
        add_warning(at_, "the value begins and ends with different quotes");
      }
      close = either;
    }
  }
  if (close == std::string_view::npos) {
    problem = Problem{at_, "there is no closing quote for this one", {}};
    return false;
  }
  if (!may_follow_value(close + 1, comma_ends)) {
    problem = Problem{close + 1, "a blank or a parenthesis must follow a quoted value", {}};
    return false;
  }
  const std::string_view inner = text_.substr(0, close);
  for (size_t i = at_ + 1; i < close;) {
    if (text_[i] != '\\') {
      out.text += text_[i++];
    } else if (!take_escape(inner, i, quote, out.text)) {
      problem = Problem{i, "hex digits must follow \\x", {}};
      return false;
    }
  }
  at_ = close + 1;
  return true;
}

bool Lexer::take_value(Literal& out, bool comma_ends, Problem& problem) {
  out.at = at_;
  out.quoted = is_quote(peek());
  if (out.quoted) return take_quoted(out, comma_ends, problem);
  while (!at_end() && !is_blank(peek()) && peek() != '(' && peek() != ')' &&
         !(comma_ends && peek() == ',')) {
    if (peek() != '\\') {
      out.text += text_[at_++];
      continue;
    }
    // Nothing that ends a bare value can be escaped: the backslash before it is itself.
    if (may_follow_value(at_ + 1, comma_ends) || peek(1) == '(') {
      out.text += text_[at_++];
      continue;
    }
    size_t end = at_;
    while (end < text_.size() && !is_blank(text_[end])) ++end;
    if (!take_escape(text_.substr(0, end), at_, '\0', out.text)) {
      problem = Problem{at_, "hex digits must follow \\x", {}};
      return false;
    }
  }
  return true;
}

}  // namespace sonde
