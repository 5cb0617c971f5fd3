// UTF-8 against table 3-7 of the Unicode standard, written out here; widths against wcwidth().
// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"

#include <gtest/gtest.h>
#include <locale.h>
#include <wchar.h>

#include <string>
#include <vector>

#include "base/text.h"

namespace sonde {
namespace {

struct ByteRange {
  int first, last;
};
// Rows of table 3-7, "Well-Formed UTF-8 Byte Sequences".
const std::vector<std::vector<ByteRange>> kWellFormed = {
    {{0x00, 0x7F}},
    {{0xC2, 0xDF}, {0x80, 0xBF}},
    {{0xE0, 0xE0}, {0xA0, 0xBF}, {0x80, 0xBF}},
    {{0xE1, 0xEC}, {0x80, 0xBF}, {0x80, 0xBF}},
    {{0xED, 0xED}, {0x80, 0x9F}, {0x80, 0xBF}},
    {{0xEE, 0xEF}, {0x80, 0xBF}, {0x80, 0xBF}},
    {{0xF0, 0xF0}, {0x90, 0xBF}, {0x80, 0xBF}, {0x80, 0xBF}},
    {{0xF1, 0xF3}, {0x80, 0xBF}, {0x80, 0xBF}, {0x80, 0xBF}},
    {{0xF4, 0xF4}, {0x80, 0x8F}, {0x80, 0xBF}, {0x80, 0xBF}},
};

size_t bytes_by_table(std::string_view text) {
  for (const auto& row : kWellFormed) {
    bool fits = row.size() <= text.size();
    for (size_t i = 0; fits && i < row.size(); ++i) {
      const int byte = static_cast<unsigned char>(text[i]);
      fits = byte >= row[i].first && byte <= row[i].last;
    }
    if (fits) return row.size();
  }
  return 0;
}

TEST(Utf8Test, TakesWhatTheStandardTakes) {
  // All beginnings of two bytes, then bytes at the edges of what continues a character.
  const std::vector<int> edges = {0x7F, 0x80, 0xBF, 0xC0};
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      for (const int third : edges) {
        for (const int fourth : edges) {
          const char bytes[] = {static_cast<char>(first), static_cast<char>(second),
                                static_cast<char>(third), static_cast<char>(fourth)};
          for (size_t size = 1; size <= 4; ++size) {
            const std::string_view text(bytes, size);
            const size_t expected = bytes_by_table(text);
            ASSERT_EQ(first_character(text).bytes, expected)
                << first << ' ' << second << ' ' << third << ' ' << fourth << ", " << size;
            if (expected > 0) {
              ASSERT_EQ(character_bytes(text[0]), expected);
            }
          }
        }
      }
    }
  }
}

TEST(Utf8Test, ReadsBackWhatItWrites) {
  for (char32_t c = 0; c < 0x110000; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::string text;
    append_utf8(text, c);
    const Utf8Character read = first_character(text + "x");
    ASSERT_EQ(read.value, c);
    ASSERT_EQ(read.bytes, text.size());
    for (size_t i = 0; i < text.size(); ++i) ASSERT_EQ(continues_character(text[i]), i > 0);
  }
}

TEST(Utf8Test, KnowsValidTextAndRepairsTheRest) {
  EXPECT_TRUE(is_utf8("plain and longer than eight bytes"));
  EXPECT_TRUE(is_utf8("gr\xC3\xBC\xC3\x9F \xE2\x82\xAC \xF0\x9F\x98\x80"));
  EXPECT_FALSE(is_utf8("\xC3"));
  EXPECT_FALSE(is_utf8("\xC0\x80"));          // overlong NUL
  EXPECT_FALSE(is_utf8("\xED\xA0\x80"));      // half of a surrogate pair
  EXPECT_FALSE(is_utf8("\xF5\x80\x80\x80"));  // beyond Unicode
  EXPECT_EQ(repaired_utf8("a\xFF"
                          "b\xC3\xBC"),
            "a\xEF\xBF\xBD"
            "b\xC3\xBC");
  EXPECT_EQ(repaired_utf8("\xE2\x82"), "\xEF\xBF\xBD\xEF\xBF\xBD");  // one for each byte
}

TEST(Utf8Test, EscapesC1ControlsAndKeepsOtherBytes) {
  const auto escaped = [](std::string_view text) {
    std::string out;
    append_escaped(out, text);
    return out;
  };
  EXPECT_EQ(escaped("\xC2\x80\xC2\x9F\xC2\xA0"), "\\xC2\\x80\\xC2\\x9F\xC2\xA0");
  EXPECT_EQ(escaped("\x80\x9F\xA0\xFF"), "\\x80\\x9F\xA0\xFF");
  // Marks of direction, U+202E, U+2066, U+061C and U+200F; their neighbours U+2010 and U+200D stay.
  EXPECT_EQ(escaped("cod\xE2\x80\xAEgpj.exe"), "cod\\xE2\\x80\\xAEgpj.exe");
  EXPECT_EQ(escaped("\xE2\x81\xA6\xD8\x9C\xE2\x80\x8F"),
            "\\xE2\\x81\\xA6\\xD8\\x9C\\xE2\\x80\\x8F");
  EXPECT_EQ(escaped("\xE2\x80\x90\xE2\x80\x8D"), "\xE2\x80\x90\xE2\x80\x8D");
}

// The C library of Debian 12 knows Unicode 14; what came later is -1 there.
TEST(Utf8Test, WidthsAreThoseOfTheCLibrary) {
  const locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  ASSERT_TRUE(utf8);
  const locale_t before = uselocale(utf8);
  const auto is_known_difference = [](char32_t c) {
    return (c >= 0x1160 && c <= 0x11FF) ||  // Korean vowels: none there, as they join
           (c >= 0xD7B0 && c <= 0xD7FB) || c == 0x302E || c == 0x302F || c == 0x16FF0 ||
           c == 0x16FF1 ||  // two there for what Unicode has as neutral: marks,
           (c >= 0x3248 && c <= 0x324F) || (c >= 0x4DC0 && c <= 0x4DFF);  // circled, hexagrams
  };
  size_t compared = 0;
  for (char32_t c = 0x20; c < 0x110000; ++c) {
    const int expected = wcwidth(static_cast<wchar_t>(c));
    if (expected < 0 || is_control_or_format(c) || is_known_difference(c)) continue;
    ASSERT_EQ(character_width(c), expected) << std::hex << static_cast<uint32_t>(c);
    ++compared;
  }
  uselocale(before);
  freelocale(utf8);
  EXPECT_GT(compared, 140000u);
}

TEST(Utf8Test, ControlsAndFormats) {
  for (const char32_t c :
       {0x00,   0x1B,   0x7F,   0x85,   0x9F,   0xAD,    0x061C,  0x180E,  0x200B,  0x200E,
        0x200F, 0x2028, 0x2029, 0x202A, 0x202E, 0x2060,  0x2065,  0x2066,  0x2069,  0x206F,
        0xE000, 0xF8FF, 0xFEFF, 0xFFF9, 0xFFFB, 0xE0001, 0xE0020, 0xE007F, 0xF0000, 0x10FFFF}) {
    EXPECT_TRUE(is_control_or_format(c)) << std::hex << static_cast<uint32_t>(c);
  }
  for (const char32_t c : {U' ', U'a', U'\xA0', U'ü', U'\x301', U'א', U'ع', U'漢', U'…', U'█',
                           U'\xFE0F', U'\xFFFD', U'\x1F600', U'\xE0100'}) {
    EXPECT_FALSE(is_control_or_format(c)) << std::hex << static_cast<uint32_t>(c);
  }
}

}  // namespace
}  // namespace sonde
