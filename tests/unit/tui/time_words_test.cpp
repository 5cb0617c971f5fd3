// Times as people type them. What is expected was counted by hand and with date(1).
// SPDX-License-Identifier: Apache-2.0
#include "tui/text/time_words.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <time.h>

namespace sonde {
namespace {

// `date -u -d @1700000000`: Tue Nov 14 22:13:20 UTC 2023.
constexpr uint64_t kSecond = 1'000'000'000;
constexpr uint64_t kFirst = 1'700'000'000 * kSecond;
constexpr uint64_t kLast = kFirst + 7'200 * kSecond;  // 00:13:20 of the next day

class TimeWords : public testing::Test {
 protected:
  void SetUp() override {
    setenv("TZ", "UTC", 1);
    tzset();
  }
};

TEST_F(TimeWords, CountFromBothEnds) {
  EXPECT_EQ(time_named("+2m", kFirst, kLast), kFirst + 120 * kSecond);
  EXPECT_EQ(time_named("-90s", kFirst, kLast), kLast - 90 * kSecond);
  EXPECT_EQ(time_named("+1.5ms", kFirst, kLast), kFirst + 1'500'000);
  EXPECT_EQ(time_named("-1h", kFirst, kLast), kLast - 3'600 * kSecond);
  EXPECT_EQ(time_named(" +2 ", kFirst, kLast), kFirst + 2 * kSecond);
}

TEST_F(TimeWords, AreOfTheDayOfTheLastEventOrTheOneBefore) {
  EXPECT_EQ(time_named("00:13:19.5", kFirst, kLast), kLast - kSecond / 2);
  EXPECT_EQ(time_named("22:13:20", kFirst, kLast), kFirst);
  EXPECT_EQ(time_named("00:00", kFirst, kLast), kLast - 800 * kSecond);
}

TEST_F(TimeWords, OfTheEpochAreExact) {
  EXPECT_EQ(time_named("1700000000.123456789", kFirst, kLast), kFirst + 123'456'789);
  EXPECT_EQ(time_named("1700000000", kFirst, kLast), kFirst);
}

TEST_F(TimeWords, ThatAreNone) {
  for (const char* text :
       {"", "banana", "+", "-x", "25:00", "12:60", "1:2:3:4", "12", "12:", "1700000000.1234567890",
        "99999999999", "+2d", "+1000000000h", "-1000000000h"}) {
    EXPECT_FALSE(time_named(text, kFirst, kLast)) << text;
  }
}

TEST_F(TimeWords, OfARange) {
  const auto open = range_named("", "", kFirst, kLast);
  ASSERT_TRUE(open.ok());
  EXPECT_EQ(open.value().from_ns, kFirst);
  EXPECT_EQ(open.value().to_ns, kLast + 1);
  const auto part = range_named("+1s", "+3s", kFirst, kLast);
  ASSERT_TRUE(part.ok());
  EXPECT_EQ(part.value().to_ns - part.value().from_ns, 2 * kSecond);
  EXPECT_NE(range_named("+3s", "+1s", kFirst, kLast).error().what.find("empty"), std::string::npos);
  EXPECT_NE(range_named("soon", "", kFirst, kLast).error().what.find("soon"), std::string::npos);
}

}  // namespace
}  // namespace sonde
