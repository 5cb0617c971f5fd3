// Times and durations as text. Durations: what sysdig 0.29.3 shows as %evt.latency.human of a
// capture with these latencies. Dates: counted by hand, and from date(1).
// SPDX-License-Identifier: Apache-2.0
#include "base/time_text.h"
#include "base/units.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <time.h>

namespace sonde {
namespace {

template <typename Append>
std::string text(Append append, uint64_t ns) {
  std::string out;
  append(out, ns);
  return out;
}

// The zone of the process for one test. Times in different tests must lie in different quarters of
// an hour, because offsets are remembered by quarter.
class Zone {
 public:
  explicit Zone(const char* name) {
    if (const char* before = getenv("TZ")) before_ = before;
    setenv("TZ", name, 1);
    tzset();
  }
  ~Zone() {
    if (before_.empty())
      unsetenv("TZ");
    else
      setenv("TZ", before_.c_str(), 1);
    tzset();
  }

 private:
  std::string before_;
};

TEST(TimeText, HumanDurations) {
  const auto human = [](uint64_t ns) { return text(append_human_duration, ns); };
  EXPECT_EQ(human(0), "0ns");
  EXPECT_EQ(human(999), "999ns");
  EXPECT_EQ(human(1000), "1.00us");
  EXPECT_EQ(human(1015), "1.01us");
  EXPECT_EQ(human(12345), "12us");
  EXPECT_EQ(human(999999), "999us");
  EXPECT_EQ(human(1234567), "1.23ms");
  EXPECT_EQ(human(99999999), "99ms");
  EXPECT_EQ(human(1234567890), "1.23s");
  EXPECT_EQ(human(59999999999), "59.99s");
  EXPECT_EQ(human(60000000000), "1:0");
  EXPECT_EQ(human(3599999999999), "59:59");
  EXPECT_EQ(human(3661000000000), "01:01:01");
  EXPECT_EQ(human(700000000000000), "194:26:40");
}

TEST(TimeText, Seconds) {
  EXPECT_EQ(text(append_seconds, 12), "0.000000012");
  EXPECT_EQ(text(append_seconds, 1700000000000000012), "1700000000.000000012");
  EXPECT_EQ(text(append_seconds_unpadded, 1700000000000000012), "1700000000.12");
  EXPECT_EQ(text(append_seconds_unpadded, 1700000000000000000), "1700000000.0");
}

TEST(TimeText, Universal) {
  EXPECT_EQ(text(append_iso8601, 1700000000000000001), "2023-11-14T22:13:20.000000001+0000");
  EXPECT_EQ(text(append_iso8601, 951782400000000000), "2000-02-29T00:00:00.000000000+0000");
  EXPECT_EQ(text(append_iso8601, 0), "1970-01-01T00:00:00.000000000+0000");
}

// TZ=Europe/Berlin date -d @1679792399: clocks went from 02:00 to 03:00 one second later.
TEST(TimeText, SummerTimeBeginsWithinACapture) {
  Zone zone("CET-1CEST,M3.5.0,M10.5.0/3");
  EXPECT_EQ(text(append_clock, 1679792399000000005), "01:59:59.000000005");
  EXPECT_EQ(text(append_clock, 1679792400000000005), "03:00:00.000000005");
  EXPECT_EQ(text(append_date_time_zone, 1679792399000000000),
            "2023-03-26 01:59:59.000000000 +0100");
  EXPECT_EQ(text(append_date_time_zone, 1679792400000000000),
            "2023-03-26 03:00:00.000000000 +0200");
}

TEST(TimeText, ZonesWestAndWithHalfHours) {
  {
    Zone zone("NST3:30");
    EXPECT_EQ(text(append_date_time_zone, 1577840400000000000),
              "2019-12-31 21:30:00.000000000 -0330");
  }
  Zone zone("IST-5:30");
  EXPECT_EQ(text(append_date_time, 1577820600000000000), "2020-01-01 01:00:00.000000000");
  EXPECT_EQ(text(append_date_time_seconds, 1577820600000000000), "2020-01-01 01:00:00");
  EXPECT_EQ(text(append_clock_seconds, 1577820600999999999), "01:00:00");
}

TEST(TimeText, Buckets) {
  EXPECT_EQ(quantized_latency(0), 0u);
  EXPECT_EQ(quantized_latency(1), 1u);
  EXPECT_EQ(quantized_latency(10), 11u);
  EXPECT_EQ(quantized_latency(1000000), 61u);
  EXPECT_LT(quantized_latency(1999999), quantized_latency(9999999));
}

}  // namespace
}  // namespace sonde
