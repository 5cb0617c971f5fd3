// The queue ahead of a recording: order, dropped enter events, and its bounds.
// SPDX-License-Identifier: Apache-2.0
#include "session/held_events.h"

#include <gtest/gtest.h>

namespace sonde {
namespace {

class HeldEventsTest : public testing::Test {
 protected:
  RawEvent event(uint64_t num, uint64_t tid) {
    RawEvent event;
    event.num = num;
    event.tid = tid;
    event.nparams = 1;
    event.lengths = lengths_;
    event.params = params_;
    event.params_bytes = 3;
    return event;
  }
  // Numbers of what comes out now.
  std::vector<uint64_t> taken(bool all = false) {
    std::vector<uint64_t> nums;
    while (HeldEvent* held = queue_.next(all)) {
      nums.push_back(held->event.num);
      EXPECT_EQ(as_text(held->event.param(0)), "abc");
      queue_.pop();
    }
    return nums;
  }
  using Nums = std::vector<uint64_t>;
  uint8_t lengths_[2] = {3, 0};
  uint8_t params_[3] = {'a', 'b', 'c'};
  HeldEvents queue_;
};

TEST_F(HeldEventsTest, WhatNeedNotWaitPassesAtOnce) {
  queue_.push(event(1, 7), false, false);
  EXPECT_EQ(taken(), (Nums{1}));
  EXPECT_TRUE(queue_.empty());
}

TEST_F(HeldEventsTest, TheEnterEventOfAFinishedCallIsDropped) {
  queue_.push(event(1, 7), false, true);
  queue_.push(event(2, 8), false, false);
  EXPECT_EQ(taken(), Nums{});
  queue_.reconcile(7, 1, true);
  EXPECT_EQ(taken(), (Nums{2}));
}

TEST_F(HeldEventsTest, AnEnterEventWhoseExitIsNotRecordedStaysInItsPlace) {
  queue_.push(event(1, 7), false, true);
  queue_.push(event(2, 8), false, false);
  queue_.reconcile(7, 1, false);
  EXPECT_EQ(taken(), (Nums{1, 2}));
}

TEST_F(HeldEventsTest, AnotherCallsExitDoesNotDropIt) {
  queue_.push(event(5, 7), false, true);
  queue_.reconcile(7, 4, true);
  EXPECT_EQ(taken(), (Nums{5}));
}

TEST_F(HeldEventsTest, AtTheEndAllComeOut) {
  queue_.push(event(1, 7), false, true);
  queue_.push(event(2, 8), false, true);
  queue_.push(event(3, 9), false, false);
  EXPECT_EQ(taken(), Nums{});
  EXPECT_EQ(taken(true), (Nums{1, 2, 3}));
}

// A call that lasts longer than the queue is long: its enter event is released, everything behind
// it follows, and its exit finds nothing to drop.
TEST_F(HeldEventsTest, TheQueueIsShort) {
  queue_.push(event(1, 7), false, true);
  uint64_t num = 1, out = 0;
  for (int i = 0; i < 100000; ++i) {
    queue_.push(event(++num, 8), false, false);
    for (uint64_t got : taken()) EXPECT_EQ(got, ++out);
  }
  EXPECT_EQ(out, num);
  queue_.reconcile(7, 1, true);
  EXPECT_TRUE(queue_.empty());
}

TEST_F(HeldEventsTest, TheCallHasItsEnterEventWithIt) {
  const RawEvent exit = event(2, 7), enter = event(1, 7);
  queue_.push_call(Call{exit, &enter, layout_of(0, 1)}, true, 500);
  params_[0] = 'x';  // the source is gone; the copy is not
  HeldEvent* held = queue_.next(false);
  ASSERT_TRUE(held);
  EXPECT_TRUE(held->is_call && held->hidden && held->has_enter);
  EXPECT_EQ(held->latency_ns, 500u);
  EXPECT_EQ(held->enter.num, 1u);
  EXPECT_EQ(as_text(held->enter.param(0)), "abc");
}

}  // namespace
}  // namespace sonde
