// ThreadTable: look-ups, removals and order against std::map, and tids chosen to fall together.
// SPDX-License-Identifier: Apache-2.0
#include "state/thread_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <vector>

namespace sonde {
namespace {

std::vector<int64_t> tids_of(const ThreadTable& table) {
  std::vector<int64_t> tids;
  table.for_each([&](const Thread& thread) { tids.push_back(thread.tid); });
  return tids;
}

TEST(ThreadTableTest, AgreesWithAMap) {
  std::mt19937_64 random(7);
  ThreadTable table;
  std::map<int64_t, Thread*> expected;
  std::vector<int64_t> order;
  for (int i = 0; i < 20000; ++i) {
    const int64_t tid = static_cast<int64_t>(random() % 3000) - 100;
    if (const auto found = expected.find(tid); found != expected.end()) {
      ASSERT_EQ(table.find(tid), found->second);
      if (random() % 2) {
        table.remove(found->second);
        expected.erase(found);
        std::erase(order, tid);
      }
    } else {
      ASSERT_EQ(table.find(tid), nullptr);
      expected[tid] = table.add(tid);
      order.push_back(tid);
    }
    ASSERT_EQ(table.size(), expected.size());
  }
  for (const auto& [tid, thread] : expected) EXPECT_EQ(table.find(tid), thread);
  EXPECT_EQ(tids_of(table), order);
  table.clear();
  EXPECT_TRUE(tids_of(table).empty());
  EXPECT_EQ(table.find(order[0]), nullptr);
}

TEST(ThreadTableTest, VisitsTheOldestFirst) {
  ThreadTable table;
  for (const int64_t tid : {30, 10, 20, 40}) table.add(tid);
  table.remove(table.find(30));  // the first, one between, the last
  table.add(5);
  table.remove(table.find(20));
  table.remove(table.find(5));
  table.add(30);
  EXPECT_EQ(tids_of(table), (std::vector<int64_t>{10, 40, 30}));
}

// A capture with such tids took seconds where the hash had no seed.
TEST(ThreadTableTest, ChosenTidsStayQuick) {
  constexpr uint64_t kFactor = 0x9E3779B97F4A7C15, kKeys = 100000;
  uint64_t inverse = kFactor;  // undoes a multiplication by kFactor, by Newton's steps
  for (int i = 0; i < 6; ++i) inverse *= 2 - kFactor * inverse;
  ThreadTable table;
  std::vector<int64_t> tids;
  for (uint64_t i = 0; i < kKeys; ++i) {
    tids.push_back(static_cast<int64_t>(inverse * i));
    // Where the table without a seed began to look.
    ASSERT_EQ(static_cast<uint64_t>(tids.back()) * kFactor >> 40, 0u);
    table.add(tids.back());
  }
  size_t sum = 0, most = 0;
  for (const int64_t tid : tids) {
    ASSERT_EQ(table.find(tid)->tid, tid);
    const size_t probes = table.probes(tid);
    sum += probes;
    most = std::max(most, probes);
  }
  EXPECT_LT(sum, kKeys * 3);
  EXPECT_LT(most, 200u);
  for (const int64_t tid : tids) table.remove(table.find(tid));
  EXPECT_EQ(table.size(), 0u);
}

}  // namespace
}  // namespace sonde
