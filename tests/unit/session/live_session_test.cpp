// A session on rings in memory: the snapshot and what happened while it was taken, names of files,
// and a recording that reads back as what was in the rings. What is expected is what the test put
// there.
// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <thread>

#include "fake_device.h"
#include "session/recording.h"
#include "session/session.h"
#include "state/moment.h"
#include "temp_path.h"

namespace sonde {
namespace {

using test::as_param;
using test::FakeDevice;

constexpr uint32_t kTid = 4242;

std::string text_param(std::string text) { return text += '\0'; }

void put_open(FakeDevice& device, size_t ring, uint64_t clock, int64_t fd, const char* path) {
  device.put(ring, clock, static_cast<uint16_t>(EventId::SYSCALL_OPENAT_2_X), kTid,
             {as_param(fd), as_param<int64_t>(-100), text_param(path), as_param<uint32_t>(1),
              as_param<uint32_t>(0), as_param<uint32_t>(0), as_param<uint64_t>(77)},
             pack_latency(1500));
}

void put_close(FakeDevice& device, size_t ring, uint64_t clock, int64_t fd) {
  device.put(ring, clock, static_cast<uint16_t>(EventId::SYSCALL_CLOSE_X), kTid,
             {as_param<int64_t>(0), as_param(fd)}, pack_latency(300));
}

void put_write(FakeDevice& device, size_t ring, uint64_t clock, int64_t fd, std::string text) {
  const auto size = static_cast<uint32_t>(text.size());
  device.put(ring, clock, static_cast<uint16_t>(EventId::SYSCALL_WRITE_X), kTid,
             {as_param<int64_t>(size), std::move(text), as_param(fd), as_param(size)},
             pack_latency(200));
}

void put_getppid(FakeDevice& device, size_t ring, uint64_t clock) {
  device.put(ring, clock, SONDE_EVENT_CALL, kTid, {as_param<int64_t>(1), as_param<uint16_t>(110)});
}

void put_gap(FakeDevice& device, size_t ring, uint64_t clock, uint64_t lost) {
  const uint64_t none = 0;
  device.put(ring, clock, SONDE_EVENT_GAP, 0,
             {as_param(clock - 20), as_param(clock - 10), as_param(none), as_param(lost),
              as_param(none), as_param(none)});
}

std::vector<SnapshotItem> snapshot() {
  ThreadSnapshot thread;
  thread.tid = thread.pid = kTid;
  thread.comm = "worker";
  thread.cwd = "/srv";
  FdSnapshot fd;
  fd.tid = kTid;
  fd.fd = 3;
  fd.type = FdType::kFile;
  fd.name = "/etc/before";
  return {MachineInfo{}, std::vector<ThreadSnapshot>{thread}, std::vector<FdSnapshot>{fd}};
}

struct Rig {
  explicit Rig(bool keep_state = true, bool only_tables = false) {
    auto owned = std::make_unique<FakeDevice>(2, uint64_t{64} << 10);
    device = owned.get();
    put_close(*device, 0, 10, 3);
    put_open(*device, 1, 20, 3, "/etc/meanwhile");
    SessionOptions options;
    options.keep_state = keep_state;
    options.only_tables = only_tables;
    auto opened = Session::open_device(std::move(options), std::move(owned), snapshot());
    EXPECT_TRUE(opened.ok());
    session = opened.take();
  }
  FakeDevice* device;
  std::unique_ptr<Session> session;
};

TEST(LiveSession, TheSnapshotIsThatOfTheEndOfTheScan) {
  Rig rig;
  const Thread* thread = rig.session->state().find_thread(kTid);
  ASSERT_TRUE(thread);
  EXPECT_EQ(thread->info->comm.view(), "worker");
  const Descriptor* fd = rig.session->state().find_fd(*thread, 3);
  ASSERT_TRUE(fd);
  EXPECT_EQ(std::string_view(fd->name), "/etc/meanwhile");
  EXPECT_EQ(rig.session->events(), 0u);
}

TEST(LiveSession, EventsAreNumberedFromTheFirstThatIsShown) {
  Rig rig;
  put_open(*rig.device, 0, 30, 5, "relative");
  put_close(*rig.device, 1, 40, 5);
  ASSERT_EQ(rig.session->next(), Session::Step::kEvent);
  EXPECT_EQ(rig.session->moment().event->num, 1u);
  EXPECT_EQ(rig.session->moment().latency_ns, 1500u);
  ASSERT_EQ(rig.session->next(), Session::Step::kEvent);
  EXPECT_EQ(rig.session->moment().event->num, 2u);
  ASSERT_TRUE(rig.session->moment().fd);
  EXPECT_EQ(std::string_view(rig.session->moment().fd->name), "/srv/relative");
  EXPECT_EQ(rig.session->next(), Session::Step::kIdle);
  rig.session->live()->stop();
  EXPECT_EQ(rig.session->next(), Session::Step::kEnd);
}

// A program that is to be run waits for this.
TEST(LiveSession, OpensWithoutWaitingForAnEvent) {
  for (const bool has_events : {false, true}) {
    auto owned = std::make_unique<FakeDevice>(2, uint64_t{64} << 10);
    FakeDevice* const device = owned.get();
    if (has_events) put_close(*device, 0, 10, 3);
    auto opened = Session::open_device({}, std::move(owned), snapshot());
    ASSERT_TRUE(opened.ok());
    for (const int wait : device->waits) EXPECT_LE(wait, 0);  // the short ones for what is young
    EXPECT_NE(opened.value()->upcoming_ts_ns(), 0u);
    EXPECT_EQ(opened.value()->next(), Session::Step::kIdle);
    EXPECT_EQ(device->waits.back(), 1000);  // later it does
  }
}

// Both ways to record: with a look at each event, and straight from the ring to the file.
class LiveRecording : public testing::TestWithParam<bool> {};

TEST_P(LiveRecording, ReadsBackAsItWas) {
  const bool straight = GetParam();
  const std::string path = test::temp_path(straight ? "straight.scap" : "looked.scap");
  Rig rig(!straight);
  RecordingOptions options;
  options.path = path;
  options.live = true;
  auto recording = Recording::open(options, rig.session->state(), 25);
  ASSERT_TRUE(recording.ok());
  put_open(*rig.device, 0, 30, 5, "/etc/passwd");
  put_getppid(*rig.device, 1, 35);
  put_gap(*rig.device, 0, 60, 12);
  rig.device->page(0).lost[SONDE_CLASS_OTHER][SONDE_LOST_FULL] = 12;
  put_close(*rig.device, 1, 70, 5);
  EXPECT_TRUE(recording.value()->takes_all_live());
  rig.session->live()->stop();
  while (rig.session->next() == Session::Step::kEvent) {
    if (straight) {
      ASSERT_TRUE(recording.value()->add_live(rig.session->event()));
    } else {
      ASSERT_TRUE(recording.value()->add(rig.session->moment(), false).ok());
    }
  }
  ASSERT_TRUE(recording.value()->close().ok());

  SessionOptions reading;
  reading.inputs = {path};
  auto opened = Session::open(reading);
  ASSERT_TRUE(opened.ok());
  Session& session = *opened.value();
  const Thread* thread = session.state().find_thread(kTid);
  ASSERT_TRUE(thread);
  EXPECT_EQ(thread->info->comm.view(), "worker");
  EXPECT_EQ(std::string_view(session.state().find_fd(*thread, 3)->name), "/etc/meanwhile");

  ASSERT_EQ(session.next(), Session::Step::kEvent);
  const Moment& moment = session.moment();
  EXPECT_EQ(moment.row().name, "openat");
  EXPECT_EQ(moment.event->ts_ns, 30u);
  EXPECT_EQ(moment.event->cpu, 0u);
  EXPECT_EQ(moment.event->tid, kTid);
  EXPECT_EQ(moment.latency_ns, 1500u);
  EXPECT_EQ(text_of(moment.event->param(2)), "/etc/passwd");
  ASSERT_EQ(session.next(), Session::Step::kEvent);
  EXPECT_EQ(moment.row().name, "getppid");
  EXPECT_EQ(moment.event->cpu, 1u);
  EXPECT_FALSE(moment.has_latency);
  ASSERT_EQ(session.next(), Session::Step::kEvent);
  EXPECT_EQ(moment.event->id, static_cast<uint16_t>(EventId::SONDE_GAP));
  EXPECT_EQ(value_of<uint64_t>(moment.event->param(0)), 40u);
  EXPECT_EQ(value_of<uint64_t>(moment.event->param(1)), 50u);
  EXPECT_EQ(value_of<uint64_t>(moment.event->param(3)), 12u);
  ASSERT_EQ(session.next(), Session::Step::kEvent);
  EXPECT_EQ(moment.row().name, "close");
  EXPECT_EQ(moment.latency_ns, 300u);
  EXPECT_EQ(session.next(), Session::Step::kEnd);
  EXPECT_TRUE(session.reports()[0].damage.empty());
}

INSTANTIATE_TEST_SUITE_P(Ways, LiveRecording, testing::Bool());

class LivePieces : public testing::TestWithParam<bool> {};

// The table of a piece is written by another thread, while the state goes on; it is that of the
// piece's first event all the same.
TEST_P(LivePieces, EachBeginsWithTheTableOfItsTime) {
  const bool straight = GetParam();
  const std::string path = test::temp_path("pieces.scap");
  Rig rig(true, straight);
  RecordingOptions options;
  options.path = path;
  options.live = true;
  options.rotation.events = 1;
  auto recording = Recording::open(options, rig.session->state(), 25);
  ASSERT_TRUE(recording.ok());
  for (int i = 0; i < 20; ++i) {
    const std::string name = "/tmp/file" + std::to_string(i);
    const uint64_t clock = 30 + 10 * static_cast<uint64_t>(i);
    put_open(*rig.device, 0, clock, 5, name.c_str());
    put_close(*rig.device, 0, clock + 1, 5);
    put_getppid(*rig.device, 0, clock + 2);
    for (int event = 0; event < 3; ++event) {
      ASSERT_EQ(rig.session->next(), Session::Step::kEvent);
      // The event is given after the state has taken it in, so the table has it already.
      if (straight) {
        ASSERT_TRUE(recording.value()->add_live(rig.session->event()));
      } else {
        ASSERT_TRUE(recording.value()->add(rig.session->moment(), false).ok());
      }
    }
  }
  ASSERT_TRUE(recording.value()->close().ok());
  for (int i = 0; i < 60; ++i) {
    SessionOptions reading;
    reading.inputs = {path + (i < 10 ? ".00" : ".0") + std::to_string(i)};
    auto opened = Session::open(reading);
    ASSERT_TRUE(opened.ok());
    Session& session = *opened.value();
    const Thread* thread = session.state().find_thread(kTid);
    ASSERT_TRUE(thread);
    EXPECT_EQ(thread->info->comm.view(), "worker");
    // Open before the call that opens and the one that closes, no longer before the third.
    const Descriptor* fd = session.state().find_fd(*thread, 5);
    EXPECT_EQ(fd != nullptr, i > 0 && i % 3 != 2) << i;
    const std::string name = "/tmp/file" + std::to_string(i / 3);
    if (fd) {
      EXPECT_EQ(std::string_view(fd->name), name);
    }
    ASSERT_EQ(session.next(), Session::Step::kEvent);
    const char* const calls[] = {"openat", "close", "getppid"};
    EXPECT_EQ(session.moment().row().name, calls[i % 3]);
    EXPECT_EQ(session.next(), Session::Step::kEnd);
    EXPECT_TRUE(session.reports()[0].damage.empty());
    ::unlink(reading.inputs[0].c_str());
  }
}

// A write to the file of a control group is the only event that says so.
TEST_P(LivePieces, KnowWhoWasMovedIntoAContainer) {
  const bool straight = GetParam();
  const std::string path = test::temp_path("moved.scap");
  Rig rig(true, straight);
  RecordingOptions options;
  options.path = path;
  options.live = true;
  options.rotation.events = 1;
  auto recording = Recording::open(options, rig.session->state(), 25);
  ASSERT_TRUE(recording.ok());
  const std::string id = "aa4c1a2b5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f702";
  put_open(*rig.device, 0, 30, 5, ("/sys/fs/cgroup/docker/" + id + "/cgroup.procs").c_str());
  put_write(*rig.device, 0, 31, 5, std::to_string(kTid));
  put_getppid(*rig.device, 0, 32);
  for (int event = 0; event < 3; ++event) {
    ASSERT_EQ(rig.session->next(), Session::Step::kEvent);
    if (straight) {
      ASSERT_TRUE(recording.value()->add_live(rig.session->event()));
    } else {
      ASSERT_TRUE(recording.value()->add(rig.session->moment(), false).ok());
    }
  }
  ASSERT_TRUE(recording.value()->close().ok());
  const char* const ids[] = {"", "aa4c1a2b5d6e", "aa4c1a2b5d6e"};
  for (int i = 0; i < 3; ++i) {
    SessionOptions reading;
    reading.inputs = {path + ".00" + std::to_string(i)};
    auto opened = Session::open(reading);
    ASSERT_TRUE(opened.ok());
    const Thread* thread = opened.value()->state().find_thread(kTid);
    ASSERT_TRUE(thread);
    EXPECT_EQ(thread->info->container_id.view(), ids[i]) << i;
    ::unlink(reading.inputs[0].c_str());
  }
}

INSTANTIATE_TEST_SUITE_P(Ways, LivePieces, testing::Bool());

// Nothing that the filter wants comes, or nothing at all.
TEST(LivePiecesByTime, BeginThoughNothingPasses) {
  constexpr uint64_t kSecond = 1'000'000'000;
  const std::string path = test::temp_path("silent.scap");
  Rig rig;
  RecordingOptions options;
  options.path = path;
  options.live = true;
  options.rotation.seconds = 1;
  auto recording = Recording::open(options, rig.session->state(), 5 * kSecond);
  ASSERT_TRUE(recording.ok());
  ASSERT_TRUE(recording.value()->pass_time(5 * kSecond + 1000).ok());
  ASSERT_TRUE(recording.value()->pass_time(6 * kSecond).ok());
  put_getppid(*rig.device, 0, 7 * kSecond);
  ASSERT_EQ(rig.session->next(), Session::Step::kEvent);
  ASSERT_TRUE(recording.value()->pass_over(rig.session->moment()).ok());
  ASSERT_TRUE(recording.value()->close().ok());
  for (const char* number : {".000", ".001", ".002"}) {
    SessionOptions reading;
    reading.inputs = {path + number};
    auto opened = Session::open(reading);
    ASSERT_TRUE(opened.ok()) << number;
    EXPECT_TRUE(opened.value()->state().find_thread(kTid));
    EXPECT_EQ(opened.value()->next(), Session::Step::kEnd);
    ::unlink(reading.inputs[0].c_str());
  }
}

// Nobody reads the pipe: a recording that wrote in the thread that empties the rings would wait.
TEST(LiveRecordingToASlowDisk, TheDiskDoesNotHoldUpWhoEmptiesTheRings) {
  const std::string path = test::temp_path("recording_pipe");
  ::unlink(path.c_str());
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  const int disk = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  ASSERT_GE(disk, 0);
  fcntl(disk, F_SETFL, 0);
  Rig rig;
  RecordingOptions options;
  options.path = path;
  options.live = true;
  auto recording = Recording::open(options, rig.session->state(), 25);
  ASSERT_TRUE(recording.ok());
  put_open(*rig.device, 0, 30, 5, "/etc/passwd");
  ASSERT_EQ(rig.session->next(), Session::Step::kEvent);
  for (int i = 0; i < 20'000; ++i) {  // 2 MB
    ASSERT_TRUE(recording.value()->add(rig.session->moment(), false).ok());
    if (i % 1000 == 0) {
      ASSERT_TRUE(recording.value()->flush().ok());
    }
  }
  size_t bytes = 0;
  std::thread reader([&] {
    char room[1 << 16];
    for (ssize_t got; (got = ::read(disk, room, sizeof room)) > 0;) {
      bytes += static_cast<size_t>(got);
    }
  });
  EXPECT_TRUE(recording.value()->close().ok());
  reader.join();
  EXPECT_GT(bytes, size_t{2'000'000});
  ::close(disk);
  ::unlink(path.c_str());
}

}  // namespace
}  // namespace sonde
