// Text as cells of the screen; see frame.h. What a character is and how wide, base/utf8.h knows.
// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"

#include "tui/screen/frame.h"

namespace sonde {

char32_t take_rare_character(std::string_view& text) {
  const auto [character, bytes] = first_character(text);
  text.remove_prefix(bytes ? bytes : 1);
  return is_control_or_format(character) ? kReplacementCharacter : character;
}

std::u32string decode_utf8(std::string_view text) {
  std::u32string out;
  out.reserve(text.size());
  while (!text.empty()) out.push_back(take_character(text));
  return out;
}

std::string encode_utf8(std::u32string_view characters) {
  std::string out;
  for (char32_t character : characters) append_utf8(out, character);
  return out;
}

int text_width(std::string_view text) {
  int width = 0;
  while (!text.empty()) width += character_width(take_character(text));
  return width;
}

std::string clipped(std::string_view text, int width) {
  const std::u32string characters = decode_utf8(text);
  int used = 0;
  size_t fits = 0;  // characters that leave room for the dots
  for (size_t at = 0; at < characters.size(); ++at) {
    used += character_width(characters[at]);
    if (used <= width - 1) fits = at + 1;
    if (used > width) {
      if (width < 1) return {};
      return encode_utf8(std::u32string_view(characters).substr(0, fits)) + "…";
    }
  }
  return encode_utf8(characters);
}

std::string clipped_front(std::string_view text, int width) {
  const std::u32string characters = decode_utf8(text);
  int used = 0;
  size_t from = characters.size();
  for (size_t at = characters.size(); at-- > 0;) {
    used += character_width(characters[at]);
    if (used <= width - 1) from = at;
    if (used > width) {
      if (width < 1) return {};
      return "…" + encode_utf8(std::u32string_view(characters).substr(from));
    }
  }
  return encode_utf8(characters);
}

}  // namespace sonde
