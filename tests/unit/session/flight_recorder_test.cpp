// A flight recorder on rings in memory: what was overwritten is still known by its effects, and the
// snapshot is that of before the window, not of now.
// SPDX-License-Identifier: Apache-2.0
#include "session/flight_recorder.h"

#include <gtest/gtest.h>

#include "fake_device.h"
#include "schema/event_table.h"
#include "session/session.h"
#include "state/moment.h"

namespace sonde {
namespace {

using test::as_param;
using test::FakeDevice;

constexpr uint32_t kTid = 4242;
constexpr uint64_t kRing = 4096;
constexpr uint64_t kMs = 1'000'000;

std::vector<SnapshotItem> snapshot() {
  ThreadSnapshot thread;
  thread.tid = thread.pid = kTid;
  thread.comm = "worker";
  return {MachineInfo{}, std::vector<ThreadSnapshot>{thread}};
}

class FlightRecorderTest : public testing::Test {
 protected:
  FlightRecorderTest() {
    auto events = std::make_unique<FakeDevice>(2, kRing);
    auto changes = std::make_unique<FakeDevice>(2, uint64_t{64} << 10);
    events_ = events.get();
    changes_ = changes.get();
    at(10 * kMs);
    auto opened = FlightRecorder::open_devices(std::move(events), std::move(changes), snapshot());
    EXPECT_TRUE(opened.ok());
    recorder_ = opened.take();
  }
  void at(uint64_t clock) { events_->now_clock = changes_->now_clock = clock; }
  void make_room(uint64_t bytes) {
    sonde_ring_page& page = events_->page(0);
    const uint8_t* const data = events_->rings()[0].data;
    while (page.head + bytes - page.oldest > kRing) {
      page.oldest += load<uint16_t>(data + page.oldest % kRing) * uint64_t{SONDE_RECORD_UNIT};
      ++page.overwritten;
    }
    events_->reader(0).tail = page.oldest;
  }
  void open_file(uint64_t clock, int64_t fd, const char* path) {
    for (FakeDevice* device : {events_, changes_}) {
      if (device == events_) make_room(128);
      device->put(
          0, clock, static_cast<uint16_t>(EventId::SYSCALL_OPENAT_2_X), kTid,
          {as_param(fd), as_param<int64_t>(-100), std::string(path) + '\0', as_param<uint32_t>(1),
           as_param<uint32_t>(0), as_param<uint32_t>(0), as_param<uint64_t>(77)});
    }
  }
  void close_file(uint64_t clock, int64_t fd) {
    for (FakeDevice* device : {events_, changes_}) {
      if (device == events_) make_room(128);
      device->put(0, clock, static_cast<uint16_t>(EventId::SYSCALL_CLOSE_X), kTid,
                  {as_param<int64_t>(0), as_param(fd)});
    }
  }
  void many_calls(uint64_t first, uint64_t count) {
    for (uint64_t i = 0; i < count; ++i) {
      make_room(128);
      events_->put(0, first + i, SONDE_EVENT_CALL, kTid,
                   {as_param<int64_t>(1), as_param<uint16_t>(110)});
    }
  }
  std::unique_ptr<Session> take() {
    Result<FlightSpan> window = recorder_->take();
    EXPECT_TRUE(window.ok());
    older_ = window.value().older;
    auto session = Session::open_flight({}, std::move(window.value().device),
                                        std::move(window.value().snapshot));
    EXPECT_TRUE(session.ok());
    return session.take();
  }

  FakeDevice* events_;
  FakeDevice* changes_;
  std::unique_ptr<FlightRecorder> recorder_;
  uint64_t older_ = 0;
};

TEST_F(FlightRecorderTest, KnowsByNameWhatWasOpenedBeforeAllThatIsLeft) {
  open_file(20 * kMs, 5, "/srv/early");
  many_calls(30 * kMs, 500);
  close_file(40 * kMs, 5);
  open_file(41 * kMs, 5, "/srv/other");
  close_file(42 * kMs, 5);
  at(100 * kMs);
  for (const bool twice : {false, true}) {
    std::unique_ptr<Session> session = take();
    const Descriptor* before = session->state().find_fd(*session->state().find_thread(kTid), 5);
    ASSERT_NE(before, nullptr) << twice;
    EXPECT_EQ(std::string_view(before->name), "/srv/early");
    std::vector<std::string> closed;
    uint64_t events = 0;
    while (session->next() == Session::Step::kEvent) {
      ++events;
      const Moment& moment = session->moment();
      EXPECT_EQ(std::string_view(moment.thread->info->comm), "worker");
      if (moment.row().effect.effect != Effect::CLOSES) continue;
      ASSERT_NE(moment.fd, nullptr);
      closed.emplace_back(std::string_view(moment.fd->name));
    }
    EXPECT_EQ(closed, (std::vector<std::string>{"/srv/early", "/srv/other"}));
    EXPECT_EQ(events + older_, 504u);
    EXPECT_GT(older_, 300u);
    EXPECT_TRUE(recorder_->tend().ok());
  }
}

TEST_F(FlightRecorderTest, BeginsAtTheSnapshotWhereNothingWasOverwritten) {
  open_file(7 * kMs, 5, "/srv/of_the_snapshot");  // older than what had been seen at the start
  open_file(20 * kMs, 6, "/srv/first");
  at(100 * kMs);
  std::unique_ptr<Session> session = take();
  ASSERT_EQ(session->next(), Session::Step::kEvent);
  EXPECT_EQ(session->moment().event->ts_ns, 20 * kMs);
  EXPECT_EQ(session->next(), Session::Step::kEnd);
  EXPECT_EQ(older_, 1u);
}

TEST_F(FlightRecorderTest, IsAheadRatherThanWrongWhenChangesComeTooFast) {
  // Enough changes that they would not wait for the oldest event: these then go.
  open_file(20 * kMs, 5, "/srv/early");
  for (uint64_t i = 0; i < 1300; ++i) {
    changes_->put(0, (21 + i) * kMs, static_cast<uint16_t>(EventId::SYSCALL_CLOSE_X), kTid,
                  {as_param<int64_t>(0), as_param<int64_t>(9)});
  }
  close_file(1400 * kMs, 5);
  at(1500 * kMs);
  EXPECT_TRUE(recorder_->tend().ok());
  std::unique_ptr<Session> session = take();
  EXPECT_EQ(older_, 1u);
  ASSERT_EQ(session->next(), Session::Step::kEvent);
  EXPECT_EQ(std::string_view(session->moment().fd->name), "/srv/early");
}

TEST_F(FlightRecorderTest, GivesAllUpToTheEndOnceItIsStopped) {
  at(100 * kMs);
  many_calls(99 * kMs, 3);
  recorder_->stop();
  std::unique_ptr<Session> session = take();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(session->next(), Session::Step::kEvent);
  EXPECT_EQ(session->next(), Session::Step::kEnd);
}

}  // namespace
}  // namespace sonde
