// What is taken out of rings that overwrite: nothing from before the moment at which all of them
// begin, nothing from after the copy, and every record that is left out is counted.
// SPDX-License-Identifier: Apache-2.0
#include "engine/ring_copy.h"

#include <gtest/gtest.h>

#include "engine/kmod_engine.h"
#include "fake_device.h"
#include "schema/event_table.h"

namespace sonde {
namespace {

using test::as_param;
using test::FakeDevice;

constexpr uint16_t kClose = static_cast<uint16_t>(EventId::SYSCALL_CLOSE_X);
constexpr uint64_t kRing = 4096;
constexpr uint64_t kRecord = 40;  // of a close: 20 + 2 * 2 + 2 * 8

class RingCopyTest : public testing::Test {
 protected:
  // As the kernel does: the oldest records make room.
  void put(size_t ring, uint64_t clock) {
    sonde_ring_page& page = device_.page(ring);
    while (page.head + kRecord - page.oldest > kRing) {
      page.oldest += kRecord;
      ++page.overwritten;
    }
    device_.reader(ring).tail = page.oldest;
    device_.put(ring, clock, kClose, 7, {as_param<int64_t>(0), as_param<int64_t>(3)});
  }
  static std::vector<uint64_t> clocks_of(std::unique_ptr<RingCopy> copy) {
    KmodEngine engine(std::move(copy));
    engine.stop();
    std::vector<uint64_t> clocks;
    RawEvent event;
    while (true) {
      Result<Next> got = engine.next(event);
      EXPECT_TRUE(got.ok());
      if (!got || got.value() != Next::kEvent) return clocks;
      clocks.push_back(event.ts_ns);
    }
  }

  FakeDevice device_{2, kRing};
};

TEST_F(RingCopyTest, HasEverythingWhereNothingWasOverwritten) {
  for (uint64_t clock : {10, 20, 30}) put(0, clock);
  put(1, 15);
  EXPECT_EQ(oldest_clock(device_), 0u);
  auto copy = std::make_unique<RingCopy>(device_, 100);
  EXPECT_EQ(copy->oldest(), 0u);
  copy->keep_from(1);
  EXPECT_EQ(copy->older(), 0u);
  EXPECT_EQ(copy->span(), 99u);
  EXPECT_EQ(clocks_of(std::move(copy)), (std::vector<uint64_t>{10, 15, 20, 30}));
}

TEST_F(RingCopyTest, BeginsWhereAllRingsDo) {
  // Ring 0 holds 102 records of 40 bytes: those of 99 to 200. Ring 1 reaches back to the beginning.
  for (uint64_t clock = 1; clock <= 200; ++clock) put(0, clock);
  for (uint64_t clock : {5, 98, 99, 150}) put(1, clock);
  EXPECT_EQ(oldest_clock(device_), 99u);
  auto copy = std::make_unique<RingCopy>(device_, 1000);
  EXPECT_EQ(copy->oldest(), 99u);
  copy->keep_from(copy->oldest());
  EXPECT_EQ(copy->older(), 98u + 2u);
  const std::vector<uint64_t> clocks = clocks_of(std::move(copy));
  ASSERT_EQ(clocks.size(), 102u + 2u);
  EXPECT_EQ(clocks.front(), 99u);
  EXPECT_EQ(clocks[1], 99u);
  EXPECT_EQ(clocks.back(), 200u);
}

TEST_F(RingCopyTest, LeavesOutWhatCameAfterIt) {
  for (uint64_t clock = 1; clock <= 200; ++clock) put(0, clock);
  put(1, 195);
  put(1, 250);
  auto copy = std::make_unique<RingCopy>(device_, 198);
  copy->keep_from(190);
  EXPECT_EQ(copy->older(), 189u);
  EXPECT_EQ(copy->span(), 8u);
  EXPECT_EQ(clocks_of(std::move(copy)),
            (std::vector<uint64_t>{190, 191, 192, 193, 194, 195, 195, 196, 197, 198}));
}

TEST_F(RingCopyTest, IsNotDisturbedByWhatIsWrittenLater) {
  for (uint64_t clock = 1; clock <= 150; ++clock) put(0, clock);
  auto copy = std::make_unique<RingCopy>(device_, 150);
  for (uint64_t clock = 151; clock <= 400; ++clock) put(0, clock);
  copy->keep_from(148);
  EXPECT_EQ(clocks_of(std::move(copy)), (std::vector<uint64_t>{148, 149, 150}));
}

TEST_F(RingCopyTest, PassesOverPadding) {
  for (uint64_t clock = 1; clock <= 200; ++clock) put(0, clock);
  device_.page(0).oldest += kRecord;
  device_.reader(0).tail = device_.page(0).oldest;
  device_.put_skip(0, 2);
  put(0, 201);
  auto copy = std::make_unique<RingCopy>(device_, 1000);
  copy->keep_from(200);
  EXPECT_EQ(clocks_of(std::move(copy)), (std::vector<uint64_t>{200, 201}));
}

TEST_F(RingCopyTest, TellsOnlyTheGapThatNoMarkerHasTold) {
  for (uint64_t clock = 1; clock <= 200; ++clock) put(0, clock);
  // 30 were lost in all; the marker of 25 of them was overwritten.
  device_.page(0).lost[SONDE_CLASS_OTHER][SONDE_LOST_NESTED] = 30;
  device_.page(0).gap_records = 5;
  device_.page(0).gap_first = 190;
  device_.page(0).gap_last = 199;
  // And this ring's marker of its loss has been, too.
  device_.page(1).lost[SONDE_CLASS_IO][SONDE_LOST_FULL] = 7;
  auto copy = std::make_unique<RingCopy>(device_, 1000);
  copy->keep_from(200);
  KmodEngine engine(std::move(copy));
  engine.stop();
  RawEvent event;
  ASSERT_EQ(engine.next(event).value(), Next::kEvent);
  ASSERT_EQ(engine.next(event).value(), Next::kEvent);
  EXPECT_EQ(lost_in_gap(event), 5u);
  EXPECT_EQ(engine.next(event).value(), Next::kEnd);
}

}  // namespace
}  // namespace sonde
