// PairMap with keys that were chosen to meet in one slot.
// SPDX-License-Identifier: Apache-2.0
#include "index/pair_map.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace sonde {
namespace {

constexpr uint64_t kFactor = 0x9E3779B97F4A7C15;  // of the hash of Fibonacci, which has no seed

// The number that undoes a multiplication by kFactor, by Newton's steps.
uint64_t inverse() {
  uint64_t inverse = kFactor;
  for (int i = 0; i < 6; ++i) inverse *= 2 - kFactor * inverse;
  return inverse;
}

TEST(PairMapTest, ChosenKeysStayQuick) {
  constexpr uint64_t kKeys = 100000;
  PairMap map;
  // Without a seed the place was the low bits of (mixed ^ mixed >> 32): 0 for all of these.
  const auto chosen = [&](uint64_t i) { return inverse() * (i << 32 | i); };
  for (uint64_t i = 0; i < kKeys; ++i) {
    const uint64_t mixed = chosen(i) * kFactor;
    ASSERT_EQ((mixed ^ mixed >> 32) & 0xFFFFFFFF, 0u);
    map.of(chosen(i)) = static_cast<uint32_t>(i);
  }
  size_t sum = 0, most = 0;
  for (uint64_t i = 0; i < kKeys; ++i) {
    ASSERT_EQ(map.of(chosen(i)), i);
    const size_t probes = map.probes(chosen(i));
    sum += probes;
    most = std::max(most, probes);
  }
  EXPECT_LT(sum, kKeys * 3);
  EXPECT_LT(most, 200u);
}

TEST(PairMapTest, KeepsValuesAsItGrows) {
  PairMap map;
  EXPECT_EQ(map.of(5), PairMap::kUnset);
  for (uint32_t i = 0; i < 10000; ++i) map.of(i * uint64_t{0x100000001}) = i;
  for (uint32_t i = 0; i < 10000; ++i) EXPECT_EQ(map.of(i * uint64_t{0x100000001}), i);
  map.clear();
  EXPECT_EQ(map.of(5), PairMap::kUnset);
}

}  // namespace
}  // namespace sonde
