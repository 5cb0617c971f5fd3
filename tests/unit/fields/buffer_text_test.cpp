// Data as text in the modes of -A -x -X -b. Expected text: sysdig 0.29.3 on a capture with this
// data; base64 also from base64(1).
// SPDX-License-Identifier: Apache-2.0
#include "fields/buffer_text.h"

#include <gtest/gtest.h>

namespace sonde {
namespace {

const std::string_view kData("0123456789abcdef\r\nxyz\n\r\n\x01\xe9q\tz\\\"<>", 33);

std::string shown(std::string_view data, BufferText mode, uint32_t limit = 80, bool json = false) {
  TextOptions options;
  options.buffer = mode;
  options.buffer_limit = limit;
  options.json = json;
  std::string out;
  append_buffer(out, as_bytes(data), options);
  return out;
}

TEST(BufferText, Dots) {
  EXPECT_EQ(shown(kData, BufferText::kDots), "0123456789abcdef..xyz.....q.z\\\"<>");
}

TEST(BufferText, AsciiKeepsLineEnds) {
  const auto ascii = [](std::string_view data) { return shown(data, BufferText::kAscii); };
  EXPECT_EQ(ascii(kData), "\n0123456789abcdef\nxyz\n\nqz\\\"<>");
  EXPECT_EQ(ascii("\n"), "\n");
  EXPECT_EQ(ascii("\na"), "\na");
  EXPECT_EQ(ascii("\r"), "\n\n");
  EXPECT_EQ(ascii("\r\n"), "\n\n");
  EXPECT_EQ(ascii("a\n\nb"), "\na\n\nb");
  EXPECT_EQ(ascii("a\r\r\nb"), "\na\n\nb");
  EXPECT_EQ(ascii("\r\x01\nb"), "\n\n\nb");
}

TEST(BufferText, HexRows) {
  EXPECT_EQ(shown(kData, BufferText::kHex),
            "\n\t0x0000: 3031 3233 3435 3637 3839 6162 6364 6566"
            "\n\t0x0010: 0d0a 7879 7a0a 0d0a 01e9 7109 7a5c 223c"
            "\n\t0x0020: 3e\n");
}

TEST(BufferText, HexRowsWithText) {
  EXPECT_EQ(shown(kData, BufferText::kHexAscii),
            "\n\t0x0000: 3031 3233 3435 3637 3839 6162 6364 6566  0123456789abcdef"
            "\n\t0x0010: 0d0a 7879 7a0a 0d0a 01e9 7109 7a5c 223c  ..xyz.....q.z\\\"<"
            "\n\t0x0020: 3e                                     >\n");
}

TEST(BufferText, Base64) {
  EXPECT_EQ(shown(kData, BufferText::kBase64), "MDEyMzQ1Njc4OWFiY2RlZg0KeHl6Cg0KAelxCXpcIjw+");
  EXPECT_EQ(shown("a", BufferText::kBase64), "YQ==");
  EXPECT_EQ(shown("ab", BufferText::kBase64), "YWI=");
}

TEST(BufferText, NothingIsNothingInEveryMode) {
  for (BufferText mode : {BufferText::kDots, BufferText::kAscii, BufferText::kHex,
                          BufferText::kHexAscii, BufferText::kBase64}) {
    EXPECT_EQ(shown("", mode), "");
  }
}

TEST(BufferText, DotsAreCutUnlessAllIsWanted) {
  const std::string long_data(100, 'x');
  EXPECT_EQ(shown(long_data, BufferText::kDots), std::string(77, 'x') + "...");
  EXPECT_EQ(shown(std::string(80, 'x'), BufferText::kDots), std::string(80, 'x'));
  EXPECT_EQ(shown(long_data, BufferText::kDots, 0), long_data);
  EXPECT_EQ(shown(long_data, BufferText::kDots, 80, true), long_data);
  EXPECT_EQ(shown(long_data, BufferText::kBase64).size(), 136u);
}

TEST(BufferText, OffsetsGrowWhenTheyMust) {
  const std::string text = shown(std::string(0x10010, 'x'), BufferText::kHex);
  EXPECT_NE(text.find("\n\t0xfff0: "), text.npos);
  EXPECT_NE(text.find("\n\t0x10000: "), text.npos);
}

}  // namespace
}  // namespace sonde
