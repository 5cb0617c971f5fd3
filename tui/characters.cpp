// Characters of UTF-8 and the cells that they take; see frame.h. Own tables instead of wcwidth(),
// so that a picture does not depend on the locale of the machine that draws it. Source of the
// ranges: Unicode's general categories Mn and Me, and East Asian Width W and F.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "tui/frame.h"

namespace sonde {

namespace {

struct Range {
  char32_t first, last;
};

constexpr Range kCombining[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x05BF, 0x05BF}, {0x05C1, 0x05C2},
    {0x05C4, 0x05C5}, {0x0610, 0x061A}, {0x064B, 0x065F}, {0x0670, 0x0670}, {0x06D6, 0x06DC},
    {0x06DF, 0x06E4}, {0x06E7, 0x06E8}, {0x06EA, 0x06ED}, {0x0711, 0x0711}, {0x0730, 0x074A},
    {0x0900, 0x0902}, {0x093C, 0x093C}, {0x0941, 0x0948}, {0x094D, 0x094D}, {0x0E31, 0x0E31},
    {0x0E34, 0x0E3A}, {0x0E47, 0x0E4E}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x20D0, 0x20F0},
    {0x302A, 0x302D}, {0x3099, 0x309A}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xE0100, 0xE01EF},
};

constexpr Range kWide[] = {
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x2329, 0x232A},   {0x23E9, 0x23EC},
    {0x25FD, 0x25FE},   {0x2614, 0x2615},   {0x2648, 0x2653},   {0x26AA, 0x26AB},
    {0x26BD, 0x26BE},   {0x2705, 0x2705},   {0x274C, 0x274C},   {0x2753, 0x2755},
    {0x2795, 0x2797},   {0x2B1B, 0x2B1C},   {0x2B50, 0x2B50},   {0x2E80, 0x303E},
    {0x3041, 0x33FF},   {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},   {0xA000, 0xA4CF},
    {0xA960, 0xA97F},   {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},
    {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},   {0x16FE0, 0x18CFF}, {0x1B000, 0x1B2FF},
    {0x1F004, 0x1F004}, {0x1F0CF, 0x1F0CF}, {0x1F18E, 0x1F18E}, {0x1F191, 0x1F19A},
    {0x1F200, 0x1F320}, {0x1F32D, 0x1F335}, {0x1F337, 0x1F393}, {0x1F3A0, 0x1F3F0},
    {0x1F400, 0x1F4FD}, {0x1F4FF, 0x1F53D}, {0x1F54B, 0x1F567}, {0x1F5FB, 0x1F64F},
    {0x1F680, 0x1F6C5}, {0x1F6CC, 0x1F6DF}, {0x1F7E0, 0x1F7EB}, {0x1F90C, 0x1F9FF},
    {0x1FA70, 0x1FAFF}, {0x20000, 0x3FFFD},
};

template <size_t count>
bool is_among(const Range (&ranges)[count], char32_t character) {
  const auto at = std::upper_bound(std::begin(ranges), std::end(ranges), character,
                                   [](char32_t c, const Range& range) { return c < range.first; });
  return at != std::begin(ranges) && character <= (at - 1)->last;
}

constexpr char32_t kUnknown = 0xFFFD;

// Controls, marks of direction, and characters that take no room and join nothing.
bool is_hostile(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0xAD || c == 0x061C ||
         (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) ||
         (c >= 0xE0000 && c <= 0xE007F) || (c >= 0xE000 && c <= 0xF8FF) || c > 0xEFFFF;
}

// The character at the start of `text`; its bytes in `length`.
char32_t decode_one(std::string_view text, size_t& length) {
  const auto byte = [&](size_t at) { return static_cast<uint8_t>(text[at]); };
  const uint8_t lead = byte(0);
  length = 1;
  if (lead < 0x80) return lead;
  const size_t wanted = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || wanted > text.size()) return kUnknown;
  char32_t value = lead & (0xFF >> (wanted + 1));
  for (size_t at = 1; at < wanted; ++at) {
    if ((byte(at) & 0xC0) != 0x80) return kUnknown;
    value = value << 6 | (byte(at) & 0x3F);
  }
  const bool overlong = (wanted == 3 && value < 0x800) || (wanted == 4 && value < 0x10000);
  if (overlong || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return kUnknown;
  length = wanted;
  return value;
}

}  // namespace

int character_width(char32_t character) {
  if (character < 0x300) return 1;
  if (is_among(kCombining, character)) return 0;
  return is_among(kWide, character) ? 2 : 1;
}

char32_t take_rare_character(std::string_view& text) {
  size_t length = 1;
  const char32_t character = decode_one(text, length);
  text.remove_prefix(length);
  return is_hostile(character) ? kUnknown : character;
}

std::u32string decode_utf8(std::string_view text) {
  std::u32string out;
  out.reserve(text.size());
  while (!text.empty()) out.push_back(take_character(text));
  return out;
}

void append_utf8(std::string& out, char32_t c) {
  const auto put = [&](uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | c >> 6);
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | c >> 12);
    put(0x80 | (c >> 6 & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | c >> 18);
    put(0x80 | (c >> 12 & 0x3F));
    put(0x80 | (c >> 6 & 0x3F));
    put(0x80 | (c & 0x3F));
  }
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
