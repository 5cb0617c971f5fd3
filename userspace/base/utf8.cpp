// Decoding, widths and categories from libutf8proc; see utf8.h.
// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace sonde {
namespace {

constexpr size_t kMaxBytes = 4;  // of a character

}  // namespace

Utf8Character first_character(std::string_view text) {
  if (static_cast<unsigned char>(text[0]) < 0x80) return {static_cast<char32_t>(text[0]), 1};
  utf8proc_int32_t value = 0;
  const utf8proc_ssize_t bytes =
      utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                       static_cast<utf8proc_ssize_t>(std::min(text.size(), kMaxBytes)), &value);
  if (bytes <= 0) return {};
  return {static_cast<char32_t>(value), static_cast<size_t>(bytes)};
}

size_t character_bytes(char lead) {
  const auto byte = static_cast<unsigned char>(lead);
  if (byte < 0xC2 || byte > 0xF4) return 1;
  return byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
}

bool is_utf8(std::string_view text) {
  size_t at = 0;
  while (at < text.size()) {
    uint64_t eight = 0;
    if (text.size() - at >= sizeof eight) {
      std::memcpy(&eight, text.data() + at, sizeof eight);
      if (!(eight & 0x8080808080808080)) {
        at += sizeof eight;
        continue;
      }
    }
    const size_t bytes = first_character(text.substr(at)).bytes;
    if (bytes == 0) return false;
    at += bytes;
  }
  return true;
}

std::string repaired_utf8(std::string_view text) {
  std::string repaired;
  while (!text.empty()) {
    const size_t bytes = first_character(text).bytes;
    if (bytes == 0) {
      append_utf8(repaired, kReplacementCharacter);
      text.remove_prefix(1);
    } else {
      repaired += text.substr(0, bytes);
      text.remove_prefix(bytes);
    }
  }
  return repaired;
}

void append_utf8(std::string& out, char32_t character) {
  utf8proc_uint8_t bytes[kMaxBytes];
  const utf8proc_ssize_t count =
      utf8proc_encode_char(static_cast<utf8proc_int32_t>(character), bytes);
  out.append(reinterpret_cast<const char*>(bytes), static_cast<size_t>(count));
}

int character_width(char32_t character) {
  if (character < 0x300) return 1;
  const auto value = static_cast<utf8proc_int32_t>(character);
  // Terminals give a cell to vowel signs that stand beside their letter; the library gives none.
  if (utf8proc_category(value) == UTF8PROC_CATEGORY_MC) return 1;
  return utf8proc_charwidth(value);
}

bool is_control_or_format(char32_t character) {
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(character))) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return true;
    case UTF8PROC_CATEGORY_CN:
      // Unicode keeps these for formats to come, and the last planes for private use.
      return character == 0x2065 || (character >= 0xFFF0 && character <= 0xFFF8) ||
             (character >= 0xE0000 && character <= 0xE0FFF) || character > 0xEFFFF;
    default:
      return false;
  }
}

}  // namespace sonde
