// The live engine over rings in memory: order of time, positions that are given back, padding,
// the snapshot, durations and clocks, gaps, and what it does when there is nothing to do.
// SPDX-License-Identifier: Apache-2.0
#include "engine/kmod_engine.h"

#include <gtest/gtest.h>

#include <thread>

#include "fake_device.h"
#include "schema/event_table.h"

namespace sonde {
namespace {

using test::as_param;
using test::FakeDevice;

constexpr uint16_t kClose = static_cast<uint16_t>(EventId::SYSCALL_CLOSE_X);
constexpr uint64_t kRing = 64 << 10;

struct Rig {
  explicit Rig(size_t rings = 2) {
    auto owned = std::make_unique<FakeDevice>(rings, kRing);
    device = owned.get();
    engine = std::make_unique<KmodEngine>(std::move(owned));
  }
  void close_call(size_t ring, uint64_t clock, uint32_t tid = 7, uint32_t flags = 0) {
    device->put(ring, clock, kClose, tid, {as_param<int64_t>(0), as_param<int64_t>(3)}, flags);
  }
  // Clocks of all events until the engine has nothing more.
  std::vector<uint64_t> take_all() {
    std::vector<uint64_t> clocks;
    while (true) {
      Result<Next> got = engine->next(event);
      EXPECT_TRUE(got.ok());
      if (!got || got.value() != Next::kEvent) return clocks;
      clocks.push_back(event.ts_ns);
    }
  }
  FakeDevice* device;
  std::unique_ptr<KmodEngine> engine;
  RawEvent event;
};

TEST(KmodEngine, MergesTheRingsByTime) {
  Rig rig(3);
  for (uint64_t clock : {10, 40, 50}) rig.close_call(0, clock);
  for (uint64_t clock : {20, 30, 70}) rig.close_call(1, clock);
  rig.close_call(2, 60);
  EXPECT_EQ(rig.take_all(), (std::vector<uint64_t>{10, 20, 30, 40, 50, 60, 70}));
}

TEST(KmodEngine, HandsOutTheRecordWhereItLies) {
  Rig rig;
  rig.device->put(1, 5, kClose, 1234567, {as_param<int64_t>(-9), as_param<int64_t>(3)}, 9 << 3);
  ASSERT_EQ(rig.engine->next(rig.event).value(), Next::kEvent);
  EXPECT_EQ(rig.event.id, kClose);
  EXPECT_EQ(rig.event.tid, 1234567u);
  EXPECT_EQ(rig.event.cpu, 1u);
  EXPECT_EQ(rig.event.num, 1u);
  EXPECT_EQ(rig.event.nparams, 2u);
  EXPECT_EQ(rig.event.params_bytes, 16u);
  EXPECT_EQ(value_of<int64_t>(rig.event.param(0)), -9);
  EXPECT_EQ(value_of<int64_t>(rig.event.param(1)), 3);
  EXPECT_EQ(unpack_latency(rig.event.block_flags), 9u);
}

TEST(KmodEngine, KeepsARecordUntilTheNextCallAndThenGivesItsRoomBack) {
  Rig rig(1);
  rig.close_call(0, 1);
  ASSERT_EQ(rig.engine->next(rig.event).value(), Next::kEvent);
  EXPECT_EQ(rig.device->reader(0).tail, 0u);
  ASSERT_EQ(rig.engine->next(rig.event).value(), Next::kIdle);
  EXPECT_EQ(rig.device->reader(0).tail, rig.device->page(0).head);
}

TEST(KmodEngine, GivesRoomBackInTheMiddleOfABatchToo) {
  Rig rig(1);
  while (rig.device->page(0).head < kRing / 2) rig.close_call(0, 1);
  for (int i = 0; i < 200; ++i) ASSERT_EQ(rig.engine->next(rig.event).value(), Next::kEvent);
  EXPECT_GT(rig.device->reader(0).tail, 0u);
}

TEST(KmodEngine, GoesRoundTheRingManyTimes) {
  Rig rig(1);
  uint64_t written = 0, taken = 0;
  while (written < 20000) {
    for (int i = 0; i < 700; ++i) rig.close_call(0, ++written);
    for (uint64_t clock : rig.take_all()) ASSERT_EQ(clock, ++taken);
  }
  EXPECT_EQ(taken, written);
  EXPECT_GT(rig.device->page(0).head, 10 * kRing);
}

TEST(KmodEngine, PassesOverPadding) {
  Rig rig(1);
  rig.device->put_skip(0, 4);
  rig.close_call(0, 1);
  rig.device->put_skip(0, 1);
  rig.device->put_skip(0, 9);
  rig.close_call(0, 2);
  rig.device->put_skip(0, 3);
  EXPECT_EQ(rig.take_all(), (std::vector<uint64_t>{1, 2}));
  EXPECT_EQ(rig.device->reader(0).tail, rig.device->page(0).head);
}

// A younger record of one CPU must wait: another CPU may still be writing an older one.
TEST(KmodEngine, HoldsBackWhatIsTooYoung) {
  Rig rig;
  rig.device->now_clock = 10'000'000;
  rig.close_call(0, 9'999'999);
  EXPECT_EQ(rig.take_all(), std::vector<uint64_t>{});
  rig.close_call(1, 9'999'000);
  rig.device->now_clock = 20'000'000;
  EXPECT_EQ(rig.take_all(), (std::vector<uint64_t>{9'999'000, 9'999'999}));
}

TEST(KmodEngine, TakesTheRestAfterStop) {
  Rig rig;
  rig.device->now_clock = 10;
  rig.close_call(0, 9);
  rig.engine->stop();
  EXPECT_TRUE(rig.device->stopped);
  EXPECT_EQ(rig.take_all(), std::vector<uint64_t>{9});
  EXPECT_EQ(rig.engine->next(rig.event).value(), Next::kEnd);
}

TEST(KmodEngine, ConvertsTimesAndDurationsByTheClockPage) {
  Rig rig(1);
  sonde_clock_page& page = rig.device->clock();
  page.mult = 3;  // a unit is 0.75 ns
  page.shift = 2;
  page.epoch_clock = 1000;
  page.epoch_ns = 1'700'000'000'000'000'000;
  rig.close_call(0, 1400, 7, pack_latency(4000));
  rig.device->now_clock = uint64_t{1} << 40;
  ASSERT_EQ(rig.engine->next(rig.event).value(), Next::kEvent);
  EXPECT_EQ(rig.event.ts_ns, 1'700'000'000'000'000'300u);
  EXPECT_EQ(unpack_latency(rig.event.block_flags), 3000u);
  // A record from before the page was written, as old as an hour.
  page.epoch_clock = uint64_t{1} << 42;
  page.sequence += 2;
  rig.close_call(0, (uint64_t{1} << 42) - 4'000'000'000'000, 7);
  rig.device->now_clock = uint64_t{1} << 43;
  while (rig.engine->next(rig.event).value() == Next::kIdle) {
  }
  EXPECT_EQ(rig.event.ts_ns, 1'700'000'000'000'000'000u - 3'000'000'000'000u);
}

TEST(KmodEngine, WhatCameWhileTheSnapshotWasTakenIsStateOnly) {
  Rig rig;
  rig.close_call(0, 1);
  rig.close_call(1, 2);
  MachineInfo machine;
  machine.num_cpus = 2;
  rig.engine->set_snapshot({machine, std::vector<UserInfo>()});
  rig.close_call(0, 3);
  ASSERT_EQ(rig.engine->next(rig.event).value(), Next::kSnapshot);
  EXPECT_EQ(std::get<MachineInfo>(rig.engine->snapshot()).num_cpus, 2u);
  ASSERT_EQ(rig.engine->next(rig.event).value(), Next::kSnapshot);
  for (int i = 0; i < 2; ++i) {
    EXPECT_FALSE(rig.engine->snapshot_done());
    ASSERT_EQ(rig.engine->next(rig.event).value(), Next::kEvent);
    EXPECT_TRUE(rig.event.state_only());
  }
  ASSERT_EQ(rig.engine->next(rig.event).value(), Next::kEvent);
  EXPECT_TRUE(rig.engine->snapshot_done());
  EXPECT_FALSE(rig.event.state_only());
  EXPECT_EQ(rig.event.num, 1u);
}

TEST(KmodEngine, SleepsWhenThereIsNothing) {
  Rig rig;
  EXPECT_EQ(rig.engine->next(rig.event).value(), Next::kIdle);
  EXPECT_EQ(rig.engine->next(rig.event).value(), Next::kIdle);
  EXPECT_EQ(rig.device->waits.size(), 2u);
  EXPECT_GE(rig.device->waits[0], 500);  // until something comes, or for long
}

TEST(KmodEngine, TakesBatchesWhileEventsCome) {
  Rig rig;
  rig.close_call(0, 1);
  rig.take_all();
  rig.device->waits.clear();
  rig.close_call(0, 2);
  rig.take_all();
  ASSERT_FALSE(rig.device->waits.empty());
  EXPECT_LT(rig.device->waits[0], 0);  // until a ring is well filled, or shortly
}

TEST(KmodEngine, RefusesARecordThatCannotBe) {
  Rig rig(1);
  rig.close_call(0, 1);
  rig.device->put_skip(0, 1);
  uint8_t* const data = const_cast<uint8_t*>(rig.device->rings()[0].data);
  const uint16_t zero = 0;
  std::memcpy(data, &zero, sizeof zero);
  Result<Next> got = rig.engine->next(rig.event);
  ASSERT_FALSE(got.ok());
  EXPECT_NE(got.error().what.find("is corrupt"), std::string::npos);
}

TEST(KmodEngine, CountsWhatTheKernelCounted) {
  Rig rig;
  rig.device->page(0).lost[SONDE_CLASS_IO][SONDE_LOST_FULL] = 5;
  rig.device->page(1).lost[SONDE_CLASS_STATE][SONDE_LOST_NESTED] = 2;
  rig.device->page(1).shed = 3;
  const Counters counters = rig.engine->counters();
  EXPECT_EQ(counters.lost_in_all(), 7u);
  EXPECT_EQ(counters.lost_of(SONDE_CLASS_IO), 5u);
  EXPECT_EQ(counters.lost_because(SONDE_LOST_NESTED), 2u);
  EXPECT_EQ(counters.shed, 3u);
}

// A ring that is full lets a record through now and then; each tells of a gap.
TEST(KmodEngine, GapsThatFollowOneAnotherAreOne) {
  constexpr uint64_t kStart = 1'000'000'000;
  Rig rig;
  const auto gap = [&](size_t ring, uint64_t clock, uint64_t lost) {
    const uint64_t none = 0;
    rig.device->put(ring, clock, SONDE_EVENT_GAP, 0,
                    {as_param(clock - 90), as_param(clock - 10), as_param(none), as_param(lost),
                     as_param(uint64_t{1}), as_param(none)});
    rig.device->page(ring).lost[SONDE_CLASS_OTHER][SONDE_LOST_FULL] += lost;
    rig.device->page(ring).lost[SONDE_CLASS_IO][SONDE_LOST_FULL] += 1;
  };
  for (uint64_t i = 0; i < 100; ++i) {
    gap(i % 2, kStart + i * 1000, 5);
    rig.close_call(i % 2, kStart + i * 1000 + 1);
  }
  gap(0, kStart + 50'000'000, 7);  // another loss
  rig.close_call(0, kStart + 60'000'000);
  rig.device->page(1).lost[SONDE_CLASS_STATE][SONDE_LOST_FULL] = 3;  // at the end of the ring
  rig.device->page(1).gap_records = 3;
  rig.device->page(1).gap_first = kStart + 61'000'000;
  rig.device->page(1).gap_last = kStart + 62'000'000;

  uint64_t gaps = 0, calls = 0, at = 0, lost = 0, last_num = 0;
  std::vector<uint64_t> firsts, lasts;
  rig.engine->stop();
  for (Result<Next> got = Next::kIdle;
       (got = rig.engine->next(rig.event)).ok() && got.value() != Next::kEnd;) {
    if (got.value() != Next::kEvent) continue;
    EXPECT_GE(rig.event.ts_ns, at);
    at = rig.event.ts_ns;
    EXPECT_EQ(rig.event.num, ++last_num);
    if (rig.event.id == kClose) {
      ++calls;
      continue;
    }
    ASSERT_EQ(rig.event.id, static_cast<uint16_t>(EventId::SONDE_GAP));
    ++gaps;
    lost += lost_in_gap(rig.event);
    firsts.push_back(value_of<uint64_t>(rig.event.param(0)));
    lasts.push_back(value_of<uint64_t>(rig.event.param(1)));
  }
  EXPECT_EQ(calls, 101u);
  EXPECT_EQ(lost, 100 * 6 + 8 + 3u);
  EXPECT_EQ(lost, rig.engine->counters().lost_in_all());
  // The first, those that came within the milliseconds after it, and the end.
  ASSERT_EQ(gaps, 3u);
  EXPECT_EQ(firsts, (std::vector<uint64_t>{kStart - 90, kStart + 1000 - 90, kStart + 61'000'000}));
  EXPECT_EQ(lasts,
            (std::vector<uint64_t>{kStart - 10, kStart + 50'000'000 - 10, kStart + 62'000'000}));
  EXPECT_EQ(rig.engine->gap_events(), 3u);
}

TEST(KmodEngine, AGapDoesNotWaitForTheNextLoss) {
  Rig rig;
  const uint64_t none = 0, start = 1'000'000'000;
  for (uint64_t i = 0; i < 2; ++i) {
    rig.device->put(0, start + i, SONDE_EVENT_GAP, 0,
                    {as_param(start + i), as_param(start + i), as_param(none), as_param(i + 1),
                     as_param(none), as_param(none)});
  }
  rig.device->now_clock = start + 5'000'000;
  ASSERT_EQ(rig.engine->next(rig.event).value(), Next::kEvent);
  EXPECT_EQ(lost_in_gap(rig.event), 1u);
  EXPECT_EQ(rig.engine->next(rig.event).value(), Next::kIdle);
  rig.device->now_clock = start + 20'000'000;
  while (rig.engine->next(rig.event).value() == Next::kIdle) {
    ASSERT_LT(rig.device->waits.size(), 10u);
  }
  EXPECT_EQ(rig.event.id, static_cast<uint16_t>(EventId::SONDE_GAP));
  EXPECT_EQ(lost_in_gap(rig.event), 2u);
}

}  // namespace
}  // namespace sonde
