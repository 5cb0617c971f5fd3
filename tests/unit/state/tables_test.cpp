// Who shares a table of descriptors with whom, and what the order of records does not tell: each
// call is one record at its end, and records of several CPUs come in the order of their ends.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "scenario.h"

namespace sonde {
namespace {

constexpr uint32_t kFiles = 1, kThreadFlags = 0x2001;  // PPM_CL_CLONE_FILES, and _THREAD

class Tables : public testing::Test {
 protected:
  const Thread& thread(int64_t tid) { return *s.state.find_thread(tid); }
  const Descriptor* fd(int64_t number, int64_t tid = 10) {
    return s.state.find_fd(thread(tid), number);
  }
  bool marked(int64_t number, int64_t tid = 10) {
    return fd(number, tid)->flags & Descriptor::kCloseOnExec;
  }
  void start_thread(uint64_t tid) { s.step(s.clone_exit(10, tid, 10, 1, kThreadFlags, 10, 10)); }
  // A call as live records have it, of the given number of nanoseconds.
  EventBuilder ended(EventId id, uint64_t tid, uint64_t latency_ns) {
    EventBuilder built = s.event(id, tid);
    built.flags(pack_latency(latency_ns));
    return built;
  }
  void close(int64_t number, uint64_t tid, uint64_t latency_ns) {
    s.step(ended(EventId::SYSCALL_CLOSE_X, tid, latency_ns).s64(0).s64(number));
    s.nothing();
  }
  void exec(uint64_t tid) {
    auto built = s.event(EventId::SYSCALL_EXECVE_19_X, tid);
    built.s64(0).text("beta").bytes(std::string_view("-v\0", 3));
    built.s64(static_cast<int64_t>(tid)).s64(static_cast<int64_t>(tid)).s64(1).text("");
    built.s64(1024).u64(0).u64(0).u32(1).u32(1).u32(0).text("beta");
    s.step(built);
  }
  void exit(uint64_t tid, int64_t reaper = 0) {
    s.step(s.event(EventId::PROCEXIT_1_E, tid).s64(0).s64(0).u8(0).u8(0).s64(reaper));
    s.nothing();
  }

  Scenario s;
};

TEST_F(Tables, ThreadThatUnsharesHasItsOwn) {
  start_thread(11);
  s.open(3, "/both");
  s.step(s.event(EventId::SYSCALL_UNSHARE_X, 11).s64(0).u32(kFiles));
  s.open(4, "/eleven", 11);
  close(3, 11, 10);
  EXPECT_EQ(s.fd_name(3, 10), "/both");
  EXPECT_EQ(s.fd_name(4, 10), "(none)");
  EXPECT_EQ(s.fd_name(4, 11), "/eleven");
}

TEST_F(Tables, ThreadWithItsOwnGoesOutAndComesBack) {
  start_thread(11);
  start_thread(12);
  s.open(3, "/both");
  s.step(s.event(EventId::SYSCALL_UNSHARE_X, 11).s64(0).u32(kFiles));
  s.open(4, "/eleven", 11);
  s.open(5, "/ten");
  State copy;
  for (const SnapshotItem& item : s.state.snapshot()) copy.apply(item);
  const Thread* eleven = copy.find_thread(11);
  ASSERT_TRUE(eleven && copy.find_fd(*eleven, 4));
  EXPECT_EQ(copy.find_fd(*eleven, 4)->name.view(), "/eleven");
  EXPECT_FALSE(copy.find_fd(*eleven, 5));
  ASSERT_TRUE(copy.find_fd(*copy.find_thread(12), 5));
  EXPECT_FALSE(copy.find_fd(*copy.find_thread(12), 4));
}

TEST_F(Tables, ProcessesMadeToShareDoSoUntilOneRunsAnotherProgram) {
  s.open(3, "/before", 10, -100, 1 | 0x1000);
  s.step(s.clone_exit(10, 20, 10, 1, kFiles, 10, 10));
  s.open(4, "/by-the-child", 20);
  EXPECT_EQ(s.fd_name(4, 10), "/by-the-child");
  exec(20);
  EXPECT_EQ(s.fd_name(3, 20), "(none)");
  EXPECT_EQ(s.fd_name(3, 10), "/before");
  s.open(5, "/after", 20);
  EXPECT_EQ(s.fd_name(5, 10), "(none)");
}

TEST_F(Tables, SharingIsLearntFromTheParentWhenTheChildWasFirst) {
  s.step(s.clone_exit(20, 0, 20, 10, 0, 20, 20));  // the child's memory of its flags is gone
  s.step(s.clone_exit(10, 20, 10, 1, kFiles, 10, 10));
  s.open(4, "/shared", 20);
  EXPECT_EQ(s.fd_name(4, 10), "/shared");
}

TEST_F(Tables, ChildThatUnsharedBeforeTheParentsRecordKeepsItsOwn) {
  s.step(s.clone_exit(11, 0, 10, 1, kThreadFlags, 11, 10));
  s.step(s.event(EventId::SYSCALL_UNSHARE_X, 11).s64(0).u32(kFiles));
  s.step(s.clone_exit(10, 11, 10, 1, kThreadFlags, 10, 10));
  s.open(4, "/eleven", 11);
  EXPECT_EQ(s.fd_name(4, 10), "(none)");
}

TEST_F(Tables, ChildThatWasFirstHasTheTableOfTheThreadThatMadeIt) {
  std::vector<int64_t> asked;
  s.state.set_look_up([&](int64_t pid, const std::vector<int64_t>&) {
    asked.push_back(pid);
    FdSnapshot fd;
    fd.tid = static_cast<uint64_t>(pid);
    fd.fd = 7;
    fd.type = FdType::kFile;
    fd.name = "/looked-up";
    return std::vector<FdSnapshot>{fd};
  });
  start_thread(11);
  s.open(3, "/both");
  s.step(s.event(EventId::SYSCALL_UNSHARE_X, 11).s64(0).u32(kFiles));
  s.open(4, "/eleven", 11);
  s.step(s.clone_exit(20, 0, 20, 10, 0, 20, 20));  // taken to be a child of 10
  EXPECT_EQ(s.fd_name(4, 20), "(none)");
  s.step(s.clone_exit(11, 20, 10, 1, 0, 11, 10));
  EXPECT_EQ(s.fd_name(4, 20), "/eleven");
  s.step(s.clone_exit(22, 0, 22, 10, 0, 22, 22));
  close(3, 22, 10);  // before it is known what this was done to
  s.step(s.clone_exit(11, 22, 10, 1, 0, 11, 10));
  EXPECT_EQ(asked, std::vector<int64_t>{22});
  EXPECT_EQ(s.fd_name(7, 22), "/looked-up");
  s.step(s.clone_exit(21, 0, 21, 10, 0, 21, 21));
  s.step(s.clone_exit(10, 21, 10, 1, 0, 10, 10));
  EXPECT_EQ(asked.size(), 1u) << "that of a process is what was taken";
}

TEST_F(Tables, ChildOfAnUnknownParentGetsACopyWhenTheParentTells) {
  s.open(3, "/a");
  s.step(s.clone_exit(20, 0, 20, 99, 0, 20, 20));
  EXPECT_EQ(s.fd_name(3, 20), "(none)");
  s.step(s.clone_exit(10, 20, 10, 1, 0, 10, 10));
  EXPECT_EQ(s.fd_name(3, 20), "/a");
  close(3, 20, 10);
  EXPECT_EQ(s.fd_name(3, 10), "/a");
}

TEST_F(Tables, CloseRangeMayUnshareFirst) {
  start_thread(11);
  s.open(3, "/a");
  s.step(s.event(EventId::SYSCALL_CLOSE_RANGE_X, 11).s64(0).u32(3).u32(0xFFFFFFFF).u32(2));
  EXPECT_EQ(s.fd_name(3, 10), "/a");
  EXPECT_EQ(s.fd_name(3, 11), "(none)");
}

TEST_F(Tables, CloseRangeMayOnlyMark) {
  s.open(3, "/a");
  s.step(s.event(EventId::SYSCALL_CLOSE_RANGE_X, 10).s64(0).u32(0).u32(10).u32(4));
  EXPECT_TRUE(marked(3));
}

TEST_F(Tables, CloseThatEndsAfterTheNumberWasGivenOutAnew) {
  start_thread(11);
  s.open(3, "/old");
  s.step(ended(EventId::SYSCALL_OPENAT_2_X, 11, 500).s64(3).s64(-100).text("/new").u32(1).u32(0));
  close(3, 10, 5000);  // began before the open ended
  EXPECT_EQ(s.fd_name(3), "/new");
  close(3, 10, 100);
  EXPECT_EQ(s.fd_name(3), "(none)");
}

TEST_F(Tables, CloseThatBeganAfterTheOpenIsOfTheNewOne) {
  start_thread(11);
  s.open(3, "/old");  // its close was lost
  s.step(ended(EventId::SYSCALL_OPENAT_2_X, 11, 500).s64(3).s64(-100).text("/new").u32(1).u32(0));
  close(3, 10, 100);
  EXPECT_EQ(s.fd_name(3), "(none)");
}

TEST_F(Tables, CloseWhoseRecordComesBeforeThatOfTheOpen) {
  start_thread(11);
  close(3, 10, 100);  // what 11 is just given; 11 is late to say so
  s.step(ended(EventId::SYSCALL_OPENAT_2_X, 11, 5000).s64(3).s64(-100).text("/a").u32(1).u32(0));
  EXPECT_EQ(s.fd_name(3), "/a") << "the event itself speaks of it";
  s.nothing();
  EXPECT_EQ(s.fd_name(3), "(none)");
  s.step(ended(EventId::SYSCALL_OPENAT_2_X, 11, 5).s64(3).s64(-100).text("/b").u32(1).u32(0));
  s.nothing();
  EXPECT_EQ(s.fd_name(3), "/b") << "began after that close";
}

TEST_F(Tables, ChildrenCopiedDuringACallAreAllLookedUp) {
  start_thread(11);
  std::vector<int64_t> asked;
  s.state.set_look_up([&](int64_t pid, const std::vector<int64_t>&) {
    asked.push_back(pid);
    return std::vector<FdSnapshot>();
  });
  for (const uint64_t child : {20, 21, 22}) s.step(s.clone_exit(10, child, 10, 1, 0, 10, 10));
  s.step(ended(EventId::SYSCALL_OPENAT_2_X, 11, 500'000'000)
             .s64(3)
             .s64(-100)
             .text("/a")
             .u32(1)
             .u32(0));
  EXPECT_EQ(asked, (std::vector<int64_t>{20, 21, 22}));
}

TEST_F(Tables, ChildOfAVforkThatEndedFirstLeavesNothing) {
  s.step(s.clone_exit(20, 0, 20, 10, 0, 20, 20));
  exit(20);
  auto parent = s.clone_exit(10, 20, 10, 1, 0, 10, 10);
  parent.flags(pack_latency(1'000'000));
  s.step(parent);
  EXPECT_FALSE(s.state.find_thread(20));
}

TEST_F(Tables, ChildOfALongVforkKeepsItsProgram) {
  s.step(s.clone_exit(20, 0, 20, 10, 0, 20, 20));
  exec(20);
  s.now_ns += 5'000'000'000;
  auto parent = s.clone_exit(10, 20, 10, 1, 0, 10, 10);
  parent.flags(pack_latency(6'000'000'000));
  s.step(parent);
  EXPECT_EQ(thread(20).info->comm.view(), "beta");
}

TEST_F(Tables, ExecOfAnotherThanTheFirstThread) {
  start_thread(11);
  start_thread(12);
  s.step(s.clone_exit(12, 30, 10, 1, 0, 12, 10));  // child of thread 12
  s.open(3, "/kept");
  s.open(4, "/marked", 10, -100, 1 | 0x1000);
  exit(11);
  exit(10);
  exec(10);  // thread 12 did, and has the number of its process now
  EXPECT_FALSE(s.state.find_thread(12));
  EXPECT_EQ(s.fd_name(3), "/kept");
  EXPECT_EQ(s.fd_name(4), "(none)");
  EXPECT_EQ(thread(30).info->ptid, 10);
  exit(10);
  EXPECT_FALSE(s.state.find_thread(10));
}

TEST_F(Tables, ChildrenOfAThreadGoToAnotherOne) {
  start_thread(11);
  s.step(s.clone_exit(11, 30, 10, 1, 0, 11, 10));
  exit(11, 10);
  EXPECT_EQ(thread(30).info->ptid, 10);
}

TEST_F(Tables, HeirThatEndsAtTheSameTimePassesThemOn) {
  start_thread(11);
  s.step(s.clone_exit(11, 30, 10, 1, 0, 11, 10));
  exit(11, 10);
  exit(10, 0);  // it did not have them yet when it said that it has none
  EXPECT_EQ(thread(30).info->ptid, 1);
}

TEST_F(Tables, AThreadSharesWithTheOneThatMadeIt) {
  start_thread(11);
  s.step(s.event(EventId::SYSCALL_UNSHARE_X, 11).s64(0).u32(kFiles));
  s.step(s.clone_exit(11, 12, 10, 1, kThreadFlags, 11, 10));
  const State& state = s.state;
  EXPECT_EQ(state.find_thread(12)->fds, state.find_thread(11)->fds);
  EXPECT_NE(state.find_thread(12)->fds, state.find_thread(10)->fds);
}

TEST_F(Tables, IoctlSetsTheMark) {
  s.open(3, "/a");
  s.step(s.event(EventId::SYSCALL_IOCTL_3_X).s64(0).s64(3).u64(0x5451).u64(0));
  EXPECT_TRUE(marked(3));
  s.step(s.event(EventId::SYSCALL_IOCTL_3_X).s64(0).s64(3).u64(0x5450).u64(0));
  EXPECT_FALSE(marked(3));
}

TEST_F(Tables, MarksOfEachCallsOwnCoding) {
  s.step(s.event(EventId::SYSCALL_EPOLL_CREATE1_X).s64(3).u32(1));
  s.step(s.event(EventId::SYSCALL_MEMFD_CREATE_X).s64(4).text("m").u32(1));
  s.step(s.event(EventId::CALL_fsopen).s64(5).u16(430).u64(0x1000).u64(1));
  s.step(s.event(EventId::CALL_perf_event_open).s64(6).u16(298).u64(0).u64(0).u64(0).u64(0).u64(8));
  s.step(s.event(EventId::CALL_landlock_create_ruleset).s64(7).u16(444).u64(0).u64(0).u64(0));
  s.step(s.event(EventId::SYSCALL_TIMERFD_CREATE_X).s64(9).u8(1).u8(1));
  for (int64_t number : {3, 4, 5, 6, 7, 9}) {
    ASSERT_TRUE(fd(number)) << number;
    EXPECT_TRUE(marked(number)) << number;
  }
  s.step(s.event(EventId::CALL_fsopen).s64(8).u16(430).u64(0x1000).u64(0));
  EXPECT_FALSE(marked(8));
  s.step(s.event(EventId::SYSCALL_TIMERFD_CREATE_X).s64(10).u8(1).u8(2));
  EXPECT_FALSE(marked(10));
}

TEST_F(Tables, TemporaryFileIsNoDirectory) {
  s.open(3, "/tmp", 10, -100, 0x2400 | 3);
  EXPECT_EQ(fd(3)->type, FdType::kFile);
}

TEST_F(Tables, ThreadGetsAName) {
  start_thread(11);
  s.step(s.event(EventId::SONDE_RENAME, 11).text("worker"));
  EXPECT_EQ(thread(11).info->comm.view(), "worker");
  EXPECT_EQ(thread(10).info->comm.view(), "alpha");
}

TEST_F(Tables, SessionsAndGroupsAreTheProcesss) {
  start_thread(11);
  s.step(s.event(EventId::SYSCALL_SETSID_X, 11).s64(10));
  EXPECT_EQ(thread(10).info->sid, 10);
  EXPECT_EQ(thread(10).info->pgid, 10);
}

std::string rights(int32_t number) {
  std::string control("\x14\0\0\0\0\0\0\0\1\0\0\0\1\0\0\0", 16);
  control.append(reinterpret_cast<const char*>(&number), 4);
  return control + std::string(4, '\0');
}

TEST_F(Tables, DescriptorsThatComeWithAMessage) {
  s.open(7, "/stale");
  s.step(s.event(EventId::SOCKET_SOCKET_X).s64(3).u32(1).u32(1).u32(0));
  const auto receive = [&] {
    s.step(s.event(EventId::SOCKET_RECVMSG_X)
               .s64(1)
               .u32(1)
               .bytes("x")
               .empty()
               .bytes(rights(7))
               .s64(3));
  };
  receive();  // a capture does not tell what it is; not what stood there
  EXPECT_EQ(s.fd_name(7), "(none)");
  EXPECT_EQ(s.moment.fd_num, 3);
  s.state.set_look_up([](int64_t pid, const std::vector<int64_t>&) {
    FdSnapshot one;
    one.fd = 7;
    one.type = FdType::kFile;
    one.name = "/of-" + std::to_string(pid);
    return std::vector<FdSnapshot>{one};
  });
  receive();
  EXPECT_EQ(s.fd_name(7), "/of-10");
  EXPECT_EQ(s.state.look_ups(), 1u);
}

TEST_F(Tables, ForkBesideAChangeIsLookedUp) {
  start_thread(11);
  int asked = 0;
  s.state.set_look_up([&](int64_t pid, const std::vector<int64_t>&) {
    EXPECT_EQ(pid, 20);
    ++asked;
    return std::vector<FdSnapshot>{};
  });
  s.open(3, "/long-before", 11);
  auto fork = s.clone_exit(10, 20, 10, 1, 0, 10, 10);
  fork.flags(pack_latency(100));
  s.step(fork);
  EXPECT_EQ(asked, 0);
  s.step(ended(EventId::SYSCALL_OPENAT_2_X, 11, 9000).s64(4).s64(-100).text("/x").u32(1).u32(0));
  EXPECT_EQ(asked, 1);
  close(4, 11, 10);
  EXPECT_EQ(asked, 1);
}

TEST(Snapshot, MarksComeAndGo) {
  Scenario s;
  FdSnapshot one;
  one.tid = 10;
  one.fd = 3;
  one.type = FdType::kFile;
  one.name = "/a";
  one.open_flags = 0x1001;
  s.state.apply(std::vector<FdSnapshot>{one});
  EXPECT_TRUE(s.state.find_fd(*s.state.find_thread(10), 3)->flags & Descriptor::kCloseOnExec);
}

TEST(Snapshot, SocketWithoutAnAddressHasNoName) {
  Scenario s;
  FdSnapshot one;
  one.tid = 10;
  one.fd = 3;
  for (FdType type : {FdType::kIpv4, FdType::kIpv6}) {
    one.type = type;
    one.source.v6 = one.dest.v6 = type == FdType::kIpv6;
    s.state.apply(std::vector<FdSnapshot>{one});
    const Descriptor* fd = s.state.find_fd(*s.state.find_thread(10), 3);
    EXPECT_EQ(fd->type, type);
    EXPECT_EQ(fd->name.view(), "");
    EXPECT_FALSE(fd->flags & Descriptor::kConnected);
  }
}

TEST(Snapshot, ServersConnectionComesBackAsOne) {
  constexpr uint8_t kHere[4] = {10, 0, 0, 1}, kThere[4] = {10, 0, 0, 2};
  Scenario s;
  s.step(s.event(EventId::SOCKET_SOCKET_X).s64(3).u32(2).u32(1).u32(0));
  s.step(s.event(EventId::SOCKET_BIND_X)
             .s64(0)
             .bytes(std::string_view("\x02\x00\x00\x00\x00\x90\x1f", 7))
             .s64(3));
  s.step(s.event(EventId::SOCKET_ACCEPT4_6_X)
             .s64(4)
             .ipv4_tuple(kThere, 4000, kHere, 8080)
             .u8(0)
             .u32(0)
             .u32(0)
             .u32(0));
  ASSERT_EQ(s.fd_name(4), "10.0.0.2:4000->10.0.0.1:8080");
  Scenario back;
  for (const SnapshotItem& item : s.state.snapshot()) back.state.apply(item);
  back.nothing();
  EXPECT_EQ(back.fd_name(4), "10.0.0.2:4000->10.0.0.1:8080");
  EXPECT_TRUE(back.state.find_fd(*back.state.find_thread(10), 4)->flags & Descriptor::kServer);
}

}  // namespace
}  // namespace sonde
