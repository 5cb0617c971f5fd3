// Parameters of a raw event, and the packed duration.
// SPDX-License-Identifier: Apache-2.0
#include "schema/raw_event.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace sonde {
namespace {

TEST(Duration, IsExactBelow2ToThe24AndLeavesTheLowBitsAlone) {
  for (uint64_t ns = 1; ns < 1 << 24; ns += ns < 5000 ? 1 : 4999) {
    ASSERT_EQ(unpack_latency(pack_latency(ns)), ns);
    ASSERT_EQ(pack_latency(ns) & 7, 0u);
  }
  EXPECT_EQ(unpack_latency(pack_latency((1 << 24) - 1)), (1u << 24) - 1);
  EXPECT_EQ(unpack_latency(7), 0u) << "the low bits are not part of it";
  EXPECT_EQ(unpack_latency(pack_latency(12345) | 7), 12345u);
}

TEST(Duration, ZeroMeansUnknownAndAKnownZeroBecomesOne) {
  EXPECT_EQ(unpack_latency(0), 0u);
  EXPECT_EQ(unpack_latency(pack_latency(0)), 1u);
}

TEST(Duration, IsRightToOnePartInTenMillionAbove) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 200000; ++i) {
    uint64_t ns = (random() >> (random() % 40)) & ((uint64_t{1} << 54) - 1);
    if (ns < 1 << 24) continue;
    uint64_t back = unpack_latency(pack_latency(ns));
    double error = back > ns ? static_cast<double>(back - ns) : static_cast<double>(ns - back);
    ASSERT_LT(error / static_cast<double>(ns), 1e-7) << ns;
  }
}

TEST(Duration, RoundingMayCarryIntoTheExponent) {
  // 2^25 - 1 has 25 bits; rounded to 24 it is 2^25.
  EXPECT_EQ(unpack_latency(pack_latency((1 << 25) - 1)), uint64_t{1} << 25);
}

TEST(Duration, SaturatesAtTheTop) {
  uint64_t most = ((uint64_t{1} << 24) - 1) << 31;  // 24 ones times two to the 31
  EXPECT_EQ(unpack_latency(pack_latency(most)), most);
  EXPECT_EQ(unpack_latency(pack_latency(most + (uint64_t{1} << 31))), most);
  EXPECT_EQ(unpack_latency(pack_latency(UINT64_MAX)), most);
}

TEST(RawEvent, FindsParametersBehindLengthsOfEitherWidth) {
  const std::vector<uint8_t> values = {1, 2, 3, 'h', 'i', 0};
  const uint16_t narrow[] = {1, 0, 2, 3};
  const uint32_t wide[] = {1, 0, 2, 3};
  RawEvent event;
  event.params = values.data();
  event.params_bytes = values.size();
  event.nparams = 4;
  for (bool large : {false, true}) {
    event.large = large;
    event.lengths =
        large ? reinterpret_cast<const uint8_t*>(wide) : reinterpret_cast<const uint8_t*>(narrow);
    EXPECT_EQ(value_of<uint8_t>(event.param(0)), 1);
    EXPECT_TRUE(event.param(1).empty());
    EXPECT_EQ(value_of<uint16_t>(event.param(2)), 0x0302);
    EXPECT_EQ(value_of<uint32_t>(event.param(2), 77), 77u) << "too short for this type";
    EXPECT_EQ(text_of(event.param(3)), "hi");
    EXPECT_TRUE(event.param(4).empty());
    EXPECT_TRUE(event.param(1000).empty());
  }
}

}  // namespace
}  // namespace sonde
