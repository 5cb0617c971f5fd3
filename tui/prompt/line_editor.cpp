// Editing a line; see line_editor.h. Keys are readline's.
// SPDX-License-Identifier: Apache-2.0
#include "tui/prompt/line_editor.h"

#include <algorithm>

#include "tui/screen/frame.h"

namespace sonde {

void LineEditor::set_text(std::string_view text) {
  text_ = decode_utf8(text);
  cursor_ = text_.size();
}

std::string LineEditor::text() const { return encode_utf8(text_); }

std::string LineEditor::before_cursor() const {
  return encode_utf8(std::u32string_view(text_).substr(0, cursor_));
}

void LineEditor::insert(std::string_view text) {
  std::u32string characters = decode_utf8(text);
  std::replace(characters.begin(), characters.end(), char32_t{0xFFFD}, U' ');
  text_.insert(cursor_, characters);
  cursor_ += characters.size();
}

void LineEditor::replace_before_cursor(size_t from_byte, std::string_view text) {
  const std::string before = before_cursor();
  const std::string after = encode_utf8(std::u32string_view(text_).substr(cursor_));
  std::string head = before.substr(0, std::min(from_byte, before.size())) + std::string(text);
  const size_t at = decode_utf8(head).size();
  text_ = decode_utf8(head + after);
  cursor_ = std::min(at, text_.size());
}

bool LineEditor::on_key(Key key) {
  switch (key) {
    case key::kLeft:
    case key::ctrl('B'):
      if (cursor_ > 0) --cursor_;
      return true;
    case key::kRight:
      if (cursor_ < text_.size()) ++cursor_;
      return true;
    case key::kHome:
    case key::ctrl('A'):
      cursor_ = 0;
      return true;
    case key::kEnd:
    case key::ctrl('E'):
      cursor_ = text_.size();
      return true;
    case key::kBackspace:
      if (cursor_ > 0) text_.erase(--cursor_, 1);
      return true;
    case key::kDelete:
    case key::ctrl('D'):
      if (cursor_ < text_.size()) text_.erase(cursor_, 1);
      return true;
    case key::ctrl('U'):
      text_.erase(0, cursor_);
      cursor_ = 0;
      return true;
    case key::ctrl('K'):
      text_.erase(cursor_);
      return true;
    case key::ctrl('W'): {
      size_t from = cursor_;
      while (from > 0 && text_[from - 1] == U' ') --from;
      while (from > 0 && text_[from - 1] != U' ') --from;
      text_.erase(from, cursor_ - from);
      cursor_ = from;
      return true;
    }
    default:
      break;
  }
  if (key < 0x20 || key == 0x7f || key >= 0x110000) return false;
  text_.insert(cursor_++, 1, static_cast<char32_t>(key));
  return true;
}

void LineEditor::recall(const std::vector<std::string>& history, bool older) {
  if (older ? recalled_ >= history.size() : recalled_ == 0) return;
  if (recalled_ == 0) typed_ = text();
  recalled_ += older ? 1 : -1;
  set_text(recalled_ == 0 ? typed_ : history[history.size() - recalled_]);
}

}  // namespace sonde
