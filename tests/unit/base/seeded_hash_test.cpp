// Keys that were chosen against a hash without a seed must not slow the tables down.
// SPDX-License-Identifier: Apache-2.0
#include "base/seeded_hash.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <string>
#include <vector>

namespace sonde {
namespace {

constexpr size_t kKeys = 100000;

template <typename Set>
size_t fullest_bucket(const Set& set) {
  size_t most = 0;
  for (size_t i = 0; i < set.bucket_count(); ++i) most = std::max(most, set.bucket_size(i));
  return most;
}

// std::hash of a number is the number, and a table takes it modulo its count of buckets.
TEST(SeededHashTest, MultiplesOfTheCountOfBucketsAreSpread) {
  std::unordered_set<int64_t> unseeded;
  unseeded.reserve(1000);
  const auto step = static_cast<int64_t>(unseeded.bucket_count());
  for (int64_t i = 0; i < 1000; ++i) unseeded.insert(i * step);
  ASSERT_EQ(fullest_bucket(unseeded), 1000u);  // the keys are what an attacker wants

  HashSet<int64_t> seeded;
  seeded.reserve(kKeys);
  const auto seeded_step = static_cast<int64_t>(seeded.bucket_count());
  for (int64_t i = 0; i < static_cast<int64_t>(kKeys); ++i) seeded.insert(i * seeded_step);
  EXPECT_LT(fullest_bucket(seeded), 20u);
}

TEST(SeededHashTest, EveryBitOfANumberReachesHalfOfTheResult) {
  const SeededHash hash(0x243F6A8885A308D3, 0x9E3779B97F4A7C15);
  for (int bit = 0; bit < 64; ++bit) {
    int changed = 0;
    constexpr uint64_t kTries = 1000;
    for (uint64_t i = 0; i < kTries; ++i) {
      changed += std::popcount(hash(i) ^ hash(i ^ uint64_t{1} << bit));
    }
    EXPECT_NEAR(changed / static_cast<double>(kTries), 32, 8) << bit;
  }
}

TEST(SeededHashTest, OneNumberHasOneHashInEveryType) {
  const SeededHash hash;
  EXPECT_EQ(hash(int32_t{-7}), hash(int64_t{-7}));
  EXPECT_EQ(hash(uint16_t{80}), hash(uint64_t{80}));
  EXPECT_EQ(hash(uint16_t{80}), SeededHash()(80));  // of one process
}

TEST(SeededHashTest, SeedsDiffer) {
  const SeededHash one(1, 3), two(2, 3), three(1, 5);
  EXPECT_NE(one(42), two(42));
  EXPECT_NE(one(42), three(42));
  EXPECT_NE(one("name"), two("name"));
  EXPECT_NE(one("name"), three("name"));
}

TEST(SeededHashTest, TextsThatDifferAnywhereDiffer) {
  const SeededHash hash;
  HashSet<uint64_t> seen;
  std::string text(40, 'a');
  size_t count = 0;
  for (size_t size = 0; size <= text.size(); ++size) {
    const std::string start = text.substr(0, size);
    count += seen.insert(hash(start)).second;
    for (size_t at = 0; at < size; ++at) {
      std::string changed = start;
      changed[at] = 'b';
      count += seen.insert(hash(changed)).second;
    }
  }
  EXPECT_EQ(count, 41u + 40 * 41 / 2);
  EXPECT_NE(hash(std::string_view("\0", 1)), hash(std::string_view("\0\0", 2)));
}

TEST(SeededHashTest, MapsWithTextsTakeViews) {
  HashMap<std::string, int> map;
  map["nginx"] = 7;
  const auto found = map.find(std::string_view("nginx and more").substr(0, 5));
  ASSERT_NE(found, map.end());
  EXPECT_EQ(found->second, 7);
}

}  // namespace
}  // namespace sonde
