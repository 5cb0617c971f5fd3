// UTF-8 and its characters. libutf8proc knows them; only utf8.cpp talks to it.
// Captures hold any bytes, so everything here takes invalid text, too: a byte that belongs to no
// valid character (table 3-7 of the Unicode standard) counts as one U+FFFD.
// Used by text.cpp and json_text.cpp (escapes), filter/ (patterns), tui/ (cells of the screen).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sonde {

constexpr char32_t kReplacementCharacter = 0xFFFD;

struct Utf8Character {
  char32_t value = kReplacementCharacter;
  size_t bytes = 0;  // 0: the text begins with no valid character
};

// The character that `text`, which is not empty, begins with.
Utf8Character first_character(std::string_view text);
// Bytes of the characters that begin with `lead`; 1 when none does.
size_t character_bytes(char lead);
inline bool continues_character(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

bool is_utf8(std::string_view text);
// The text with U+FFFD in place of every byte that is not part of a valid character.
std::string repaired_utf8(std::string_view text);
// `character` is below 0x110000 and no surrogate.
void append_utf8(std::string& out, char32_t character);

// Cells of a terminal that a character takes: 0 (combining), 1 or 2. It is the same on every
// machine: the locale does not count.
int character_width(char32_t character);
// Characters that no screen may show as they are: controls, marks of direction and other formats,
// separators of lines, characters that take no room and join nothing, private ones.
bool is_control_or_format(char32_t character);

}  // namespace sonde
