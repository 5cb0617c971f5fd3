// JSON texts and numbers. Expected values: RFC 8259, and for the spelling of escapes what
// sysdig 0.29.3 -j prints for the same bytes (seen on a capture made with such names).
// SPDX-License-Identifier: Apache-2.0
#include "base/json_text.h"

#include <gtest/gtest.h>
#include <json/json.h>

#include <limits>
#include <random>

namespace sonde {
namespace {

std::string json_of(std::string_view text) {
  std::string out = "x";
  append_json_text(out, text);
  std::string finished = "x\"";
  finished += text;
  finish_json_text(finished, 2);
  EXPECT_EQ(out, finished);
  return out.substr(1);
}

TEST(JsonText, Plain) {
  EXPECT_EQ(json_of(""), "\"\"");
  EXPECT_EQ(json_of("plain text / with slashes, 0123456789"),
            "\"plain text / with slashes, 0123456789\"");
}

TEST(JsonText, Escapes) {
  EXPECT_EQ(json_of("a\"b\\c"), "\"a\\\"b\\\\c\"");
  EXPECT_EQ(json_of("\b\f\n\r\t"), "\"\\b\\f\\n\\r\\t\"");
  EXPECT_EQ(json_of(std::string_view("\x1b\x01\0\x7f", 4)), "\"\\u001b\\u0001\\u0000\x7f\"");
}

TEST(JsonText, BeyondAscii) {
  EXPECT_EQ(json_of("na\xc3\xafve\xe4\xb8\x96"), "\"na\\u00efve\\u4e16\"");
  EXPECT_EQ(json_of("\xf0\x9f\x98\x80"), "\"\\ud83d\\ude00\"");
  EXPECT_EQ(json_of("-x \xc3\xa9\xff"), "\"-x \\u00e9\\ufffd\"");
}

TEST(JsonText, WhatIsNoUtf8) {
  EXPECT_EQ(json_of("\xc3"), "\"\\ufffd\"");                        // cut off
  EXPECT_EQ(json_of("\xc0\xaf"), "\"\\ufffd\\ufffd\"");             // overlong
  EXPECT_EQ(json_of("\xed\xa0\x80"), "\"\\ufffd\\ufffd\\ufffd\"");  // a surrogate
  EXPECT_EQ(json_of("\xf4\x90\x80\x80"
                    "a"),
            "\"\\ufffd\\ufffd\\ufffd\\ufffda\"");  // beyond U+10FFFF
}

// Every special byte at every place of a word of eight, since those are looked at together.
TEST(JsonText, EveryByteAtEveryPlace) {
  for (int byte = 0; byte < 256; ++byte) {
    for (size_t place = 0; place < 17; ++place) {
      std::string text(17, 'a');
      text[place] = static_cast<char>(byte);
      const bool special = byte < 0x20 || byte >= 0x80 || byte == '"' || byte == '\\';
      EXPECT_EQ(json_of(text) == '"' + text + '"', !special) << byte << " at " << place;
    }
  }
}

// Another JSON library reads back what went in.
TEST(JsonText, RandomBytesAreValidJson) {
  std::mt19937 random(7);
  for (int round = 0; round < 2000; ++round) {
    std::string text(random() % 40, ' ');
    for (char& c : text) c = static_cast<char>(random());
    Json::Value read;
    std::string errors;
    const std::string json = "[" + json_of(text) + "]";
    std::unique_ptr<Json::CharReader> reader(Json::CharReaderBuilder().newCharReader());
    ASSERT_TRUE(reader->parse(json.data(), json.data() + json.size(), &read, &errors)) << json;
  }
}

TEST(JsonText, Doubles) {
  const auto written = [](double value) {
    std::string out;
    append_json_double(out, value);
    return out;
  };
  EXPECT_EQ(written(0), "0.0");
  EXPECT_EQ(written(12.5), "12.5");
  EXPECT_EQ(written(100), "100.0");
  EXPECT_EQ(written(std::numeric_limits<double>::infinity()), "null");
  EXPECT_EQ(written(std::numeric_limits<double>::quiet_NaN()), "null");
}

}  // namespace
}  // namespace sonde
