// Threads and processes: who begot whom, what they are called, when they go.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <chrono>

#include "scenario.h"

namespace sonde {
namespace {

constexpr uint32_t kThreadFlag = 0x2001, kChildInPidns = 0x20000000;

EventBuilder exit_event(Scenario& s, uint64_t tid) {
  return s.event(EventId::PROCEXIT_1_E, tid).s64(0).s64(0).u8(0).u8(0);
}

TEST(Processes, ChildSeenFromTheParentFirst) {
  Scenario s;
  s.step(s.clone_exit(10, 20, 10, 1, 0, 10, 10));
  const Thread* child = s.state.find_thread(20);
  ASSERT_TRUE(child);
  EXPECT_EQ(child->info->pid, 20);
  EXPECT_EQ(child->info->ptid, 10);
  EXPECT_EQ(child->info->comm.view(), "alpha");
  EXPECT_EQ(s.state.cwd_of(*child), "/home/a/");
  s.step(s.clone_exit(20, 0, 20, 10, 0, 20, 20));
  EXPECT_EQ(s.state.find_thread(20), child);
  EXPECT_EQ(s.state.threads().size(), 3u);
}

TEST(Processes, ChildSeenFromItselfFirst) {
  Scenario s;
  s.open(3, "/shared");
  s.step(s.clone_exit(20, 0, 20, 10, 0, 20, 20));
  const Thread* child = s.state.find_thread(20);
  ASSERT_TRUE(child);
  EXPECT_EQ(child->info->ptid, 10);
  EXPECT_EQ(s.fd_name(3, 20), "/shared");
  s.step(s.clone_exit(10, 20, 10, 1, 0, 10, 10));
  EXPECT_EQ(s.state.find_thread(20), child);
}

TEST(Processes, ParentInAContainerKnowsOnlyTheInnerNumber) {
  Scenario s;
  s.step(s.clone_exit(10, 5, 10, 1, kChildInPidns, 4, 4));
  EXPECT_FALSE(s.state.find_thread(5));
  s.step(s.clone_exit(20, 0, 20, 10, kChildInPidns, 5, 5));
  const Thread* child = s.state.find_thread(20);
  ASSERT_TRUE(child);
  EXPECT_EQ(child->info->vtid, 5);
  EXPECT_EQ(child->info->ptid, 10);
}

// The first thread of process 500 was there before the capture and has made no call since.
TEST(Processes, FirstThreadThatWasNeverSeenIsKnownFromTheOthers) {
  Scenario s;
  s.step(s.clone_exit(501, 0, 500, 10, kThreadFlag, 501, 500));
  const Thread* leader = s.state.find_thread(500);
  ASSERT_TRUE(leader);
  EXPECT_TRUE(leader->info->valid);
  EXPECT_EQ(leader->info->ptid, 10);
  EXPECT_EQ(leader->info->exe.view(), "/bin/alpha");
  EXPECT_EQ(leader->info->clone_ts_ns, 0u);  // when it began is not known
  EXPECT_EQ(leader->nchilds, 1u);
  EXPECT_EQ(s.state.find_thread(501)->leader, leader);
  s.step(s.clone_exit(502, 0, 500, 10, kThreadFlag, 502, 500));
  EXPECT_EQ(s.state.find_thread(500), leader);
  EXPECT_EQ(leader->nchilds, 2u);
}

// Nothing but the number of thread 601 is known until it makes another: clone(2) tells of its
// maker.
TEST(Processes, ThreadThatMakesAnotherTellsOfItself) {
  Scenario s;
  s.step(s.event(EventId::SYSCALL_CLOSE_E, 601).s64(3));
  s.step(s.event(EventId::SYSCALL_CLOSE_X, 601).s64(0));
  ASSERT_TRUE(s.state.find_thread(601));
  EXPECT_FALSE(s.state.find_thread(601)->info->valid);
  s.step(s.clone_exit(601, 602, 600, 10, kThreadFlag, 601, 600));
  const Thread* caller = s.state.find_thread(601);
  EXPECT_TRUE(caller->info->valid);
  EXPECT_EQ(caller->info->pid, 600);
  EXPECT_EQ(caller->info->comm.view(), "alpha");
  ASSERT_TRUE(s.state.find_thread(600));
  EXPECT_EQ(s.state.find_thread(600)->info->ptid, 10);
  EXPECT_EQ(s.state.find_thread(600)->nchilds, 2u);
  EXPECT_EQ(s.state.find_thread(602)->info->pid, 600);
}

TEST(Processes, ThreadsCountAtTheirLeader) {
  Scenario s;
  s.step(s.clone_exit(10, 11, 10, 1, kThreadFlag, 10, 10));
  s.step(s.clone_exit(10, 12, 10, 1, kThreadFlag, 10, 10));
  EXPECT_EQ(s.state.find_thread(10)->nchilds, 2u);
  EXPECT_EQ(s.state.find_thread(11)->info->pid, 10);
  EXPECT_EQ(s.state.find_thread(11)->info->ptid, 1);
  s.step(exit_event(s, 11));
  EXPECT_TRUE(s.state.find_thread(11));
  s.nothing();
  EXPECT_FALSE(s.state.find_thread(11));
  EXPECT_EQ(s.state.find_thread(10)->nchilds, 1u);
}

TEST(Processes, DeadLeaderStaysWhileItsThreadsLive) {
  Scenario s;
  s.step(s.clone_exit(10, 11, 10, 1, kThreadFlag, 10, 10));
  s.open(3, "/still-open");
  s.step(exit_event(s, 10));
  s.nothing();
  EXPECT_EQ(s.fd_name(3, 11), "/still-open");
  s.step(exit_event(s, 11));
  s.nothing();
  EXPECT_FALSE(s.state.find_thread(11));
  EXPECT_FALSE(s.state.find_thread(10));
}

TEST(Processes, OrphansOfTwoWhoEndTogetherGoToWhoAskedForThem) {
  Scenario s;
  s.step(s.event(EventId::SYSCALL_PRCTL_X, 10).s64(0).u32(36).text("").s64(1));
  s.step(s.clone_exit(10, 20, 10, 1, 0, 10, 10));
  s.step(s.clone_exit(20, 21, 20, 10, kThreadFlag, 20, 20));
  s.step(s.clone_exit(20, 30, 20, 10, 0, 20, 20));
  // The first names the other thread, which has nothing to pass on when its own end is told.
  s.step(s.event(EventId::PROCEXIT_1_E, 20).s64(0).s64(0).u8(0).u8(0).s64(21));
  EXPECT_EQ(s.state.find_thread(30)->info->ptid, 21);
  s.step(s.event(EventId::PROCEXIT_1_E, 21).s64(0).s64(0).u8(0).u8(0).s64(0));
  EXPECT_EQ(s.state.find_thread(30)->info->ptid, 10);
  s.step(s.event(EventId::SYSCALL_PRCTL_X, 10).s64(0).u32(36).text("").s64(0));
  s.step(s.clone_exit(10, 40, 10, 1, 0, 10, 10));
  s.step(s.clone_exit(40, 41, 40, 10, kThreadFlag, 40, 40));
  s.step(s.clone_exit(40, 50, 40, 10, 0, 40, 40));
  s.step(s.event(EventId::PROCEXIT_1_E, 40).s64(0).s64(0).u8(0).u8(0).s64(41));
  s.step(s.event(EventId::PROCEXIT_1_E, 41).s64(0).s64(0).u8(0).u8(0).s64(0));
  EXPECT_EQ(s.state.find_thread(50)->info->ptid, 1) << "it does not ask any more";
}

TEST(Processes, NumberGivenOutAgainIsAnotherProcess) {
  Scenario s;
  s.step(s.clone_exit(10, 20, 10, 1, 0, 10, 10));
  s.open(3, "/of-the-first", 20);
  s.now_ns += 5'000'000'000;  // its exit was lost
  s.step(s.clone_exit(1, 20, 1, 0, 0, 1, 1));
  EXPECT_EQ(s.state.find_thread(20)->info->ptid, 1);
  EXPECT_EQ(s.fd_name(3, 20), "(none)");
}

TEST(Processes, LeaderReplacedWhileThreadsLive) {
  Scenario s;
  s.step(s.clone_exit(10, 20, 10, 1, 0, 10, 10));
  s.step(s.clone_exit(20, 21, 20, 10, kThreadFlag, 20, 20));
  s.now_ns += 5'000'000'000;
  s.step(s.clone_exit(1, 20, 1, 0, 0, 1, 1));
  EXPECT_FALSE(s.state.find_thread(21)->leader);
  EXPECT_EQ(s.state.find_thread(20)->nchilds, 0u);
  s.step(exit_event(s, 21));
  s.nothing();
  EXPECT_FALSE(s.state.find_thread(21));
}

TEST(Processes, OrphansGoToTheReaperThatTheEventNames) {
  Scenario s;
  s.step(s.clone_exit(10, 20, 10, 1, 0, 10, 10));
  auto gone = exit_event(s, 10);
  gone.s64(1);
  s.step(gone);
  EXPECT_EQ(s.state.find_thread(20)->info->ptid, 1);
}

TEST(Processes, UnknownThreadIsKnownToBeUnknown) {
  Scenario s;
  s.open(3, "/by-a-stranger", 99);
  const Thread* stranger = s.state.find_thread(99);
  ASSERT_TRUE(stranger);
  EXPECT_FALSE(stranger->info->valid);
  EXPECT_TRUE(stranger->info->comm.empty());
  EXPECT_EQ(s.state.unknown_threads(), 1u);
}

TEST(Processes, SwitchOfAnUnknownThreadAddsNone) {
  Scenario s;
  s.step(s.event(EventId::SCHEDSWITCH_6_E, 77).s64(10).u64(0).u64(0).u32(0).u32(0).u32(0));
  EXPECT_FALSE(s.state.find_thread(77));
}

TEST(Processes, SwitchInTheMiddleOfACallKeepsItsDuration) {
  Scenario s;
  s.open(3, "/a");
  s.step(s.event(EventId::SYSCALL_READ_E).s64(3).u32(10));
  s.step(s.event(EventId::SCHEDSWITCH_6_E).s64(0).u64(1).u64(2).u32(300).u32(40).u32(5));
  s.step(s.event(EventId::SYSCALL_READ_X).s64(0).empty());
  EXPECT_TRUE(s.moment.has_latency);
  EXPECT_EQ(s.moment.latency_ns, 2000u);  // two steps of the scenario's clock
  EXPECT_EQ(s.moment.fd_num, 3);
  EXPECT_EQ(s.state.find_thread(10)->vmsize_kb, 300u);
}

TEST(Processes, DurationOfOurOwnFiles) {
  Scenario s;
  s.step(s.event(EventId::SYSCALL_READ_X).s64(0).empty().s64(3).u32(1).flags(pack_latency(180)));
  EXPECT_TRUE(s.moment.has_latency);
  EXPECT_EQ(s.moment.latency_ns, 180u);
}

TEST(Processes, DirectoriesAndIds) {
  Scenario s;
  s.step(s.event(EventId::SYSCALL_CHDIR_E));
  s.step(s.event(EventId::SYSCALL_CHDIR_X).s64(0).text("sub"));
  EXPECT_EQ(s.state.cwd_of(*s.state.find_thread(10)), "/home/a/sub/");
  s.step(s.event(EventId::SYSCALL_SETUID_E).u32(0));
  s.step(s.event(EventId::SYSCALL_SETUID_X).s64(0));
  EXPECT_EQ(s.state.find_thread(10)->info->uid, 0u);
  s.step(s.event(EventId::SYSCALL_SETRESUID_E).u32(5).u32(0xFFFFFFFF).u32(5));
  s.step(s.event(EventId::SYSCALL_SETRESUID_X).s64(0));
  EXPECT_EQ(s.state.find_thread(10)->info->uid, 0u);  // -1 leaves the effective user alone
  s.step(s.event(EventId::SYSCALL_SETUID_E).u32(7));
  s.step(s.event(EventId::SYSCALL_SETUID_X).s64(-1));
  EXPECT_EQ(s.state.find_thread(10)->info->uid, 0u);  // the call failed
}

TEST(Processes, IdleEntriesGoAfterHalfAnHour) {
  Scenario s;
  s.step(s.clone_exit(10, 20, 10, 1, 0, 10, 10));
  s.nothing();
  s.now_ns += 2000ull * 1'000'000'000;
  s.nothing();
  EXPECT_FALSE(s.state.find_thread(20));
  EXPECT_TRUE(s.state.find_thread(1));
}

// The enter event of a call that was under way when the capture began is older than its first
// event: no reason to forget who was silent since then.
TEST(Processes, ATimeThatGoesBackMakesNobodyIdle) {
  Scenario s;
  s.nothing();
  s.now_ns -= 500'000;
  s.nothing();
  ASSERT_TRUE(s.state.find_thread(10));
  EXPECT_EQ(s.state.find_thread(10)->info->comm.view(), "alpha");
}

// The live machine tells every end, so silence means nothing.
TEST(Processes, IdleThreadsStayWhenTheirEndWillBeTold) {
  Scenario s;
  s.state.keep_idle_threads();
  s.nothing();
  s.now_ns += 4000ull * 1'000'000'000;
  s.nothing();
  EXPECT_TRUE(s.state.find_thread(10));
}

TEST(Processes, SnapshotGoesOutAndComesBackTheSame) {
  Scenario s;
  s.open(3, "/etc/passwd");
  s.step(s.clone_exit(10, 20, 10, 1, 0, 10, 10));
  State copy;
  for (const SnapshotItem& item : s.state.snapshot()) copy.apply(item);
  EXPECT_EQ(copy.threads().size(), s.state.threads().size());
  const Thread* child = copy.find_thread(20);
  ASSERT_TRUE(child);
  EXPECT_EQ(child->info->ptid, 10);
  EXPECT_EQ(child->info->args.view(), std::string_view("-x\0", 3));
  ASSERT_TRUE(copy.find_fd(*child, 3));
  EXPECT_EQ(copy.find_fd(*child, 3)->name.view(), "/etc/passwd");
}

TEST(ThreadTable, KeepsAllThroughGrowthAndRemoval) {
  ThreadTable table;
  for (int64_t tid = 1; tid <= 20000; ++tid) ASSERT_TRUE(table.add(tid * 7));
  for (int64_t tid = 1; tid <= 20000; tid += 2) table.remove(table.find(tid * 7));
  for (int64_t tid = 1; tid <= 20000; ++tid) {
    Thread* found = table.find(tid * 7);
    ASSERT_EQ(found != nullptr, tid % 2 == 0) << tid;
    if (found) {
      ASSERT_EQ(found->tid, tid * 7);
    }
  }
  EXPECT_EQ(table.size(), 10000u);
}

// One exec in a file of 2 MB took 14 seconds: each thread was compared with each member.
TEST(Processes, AnExecAmongManyThreadsIsQuick) {
  constexpr uint64_t kMembers = 40'000;
  Scenario s;
  s.step(s.clone_exit(20, 0, 20, 10, 0, 20, 20));
  for (uint64_t i = 0; i < kMembers; ++i) {
    const uint64_t tid = 100'000 + i;
    s.step(s.clone_exit(tid, 0, 10, 1, kThreadFlag, static_cast<int64_t>(tid), 10));
  }
  ASSERT_GT(s.state.threads().size(), kMembers);
  // A child of the last thread; it is the process's afterwards.
  s.step(s.clone_exit(30, 0, 30, 100'000 + kMembers - 1, 0, 30, 30));
  auto exec = s.event(EventId::SYSCALL_EXECVE_19_X);
  exec.s64(0).text("beta").bytes(std::string_view("-v\0", 3)).s64(10).s64(10).s64(1).text("");
  exec.s64(1024).u64(0).u64(0).u32(1).u32(1).u32(0).text("beta");
  const auto begin = std::chrono::steady_clock::now();
  s.step(exec);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(500));
  EXPECT_LT(s.state.threads().size(), 10u);
  ASSERT_TRUE(s.state.find_thread(30));
  EXPECT_EQ(s.state.find_thread(30)->info->ptid, 10);
}

}  // namespace
}  // namespace sonde
