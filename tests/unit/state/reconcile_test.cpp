// Where records do not tell in which order threads changed a table that they share, the live
// machine is asked when they have not changed it for a while.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "scenario.h"

namespace sonde {
namespace {

constexpr uint64_t kMs = 1'000'000;
constexpr uint32_t kThreadFlags = 0x2001;

class Suspects : public testing::Test {
 protected:
  Suspects() {
    s_.state.set_look_up(
        [](int64_t, const std::vector<int64_t>&) { return std::vector<FdSnapshot>(); });
    s_.step(s_.clone_exit(10, 11, 10, 1, kThreadFlags, 10, 10));
  }
  // An open of `tid` that took so long.
  void open(uint64_t tid, int64_t fd, std::string_view name, uint64_t took_ns, uint64_t ino) {
    auto event = s_.event(EventId::SYSCALL_OPENAT_2_X, tid);
    event.s64(fd).s64(-100).text(name).u32(1).u32(0).u32(0x801).u64(ino);
    event.flags(pack_latency(took_ns));
    s_.step(event);
  }
  void change_at_the_same_time() {
    open(10, 3, "/three", 10, 333);
    open(11, 4, "/four", 2000, 444);  // began before the other ended
  }
  void reconcile(const std::vector<int64_t>& tids, const std::vector<FdSnapshot>& found) {
    s_.state.reconcile(tids, found, s_.now_ns);
  }
  std::vector<int64_t> suspect_later() { return s_.state.suspect(s_.now_ns + 600 * kMs); }
  static FdSnapshot file(int64_t fd, const std::string& name, uint64_t ino) {
    FdSnapshot seen;
    seen.tid = 10;
    seen.fd = fd;
    seen.type = FdType::kFile;
    seen.name = name;
    seen.ino = ino;
    seen.dev = 0x801;
    return seen;
  }

  Scenario s_;
};

TEST_F(Suspects, ComeFromChangesAtTheSameTimeAndWaitUntilItIsQuiet) {
  open(10, 3, "/three", 10, 333);
  open(11, 4, "/four", 10, 444);
  EXPECT_TRUE(suspect_later().empty()) << "one after the other";
  open(10, 5, "/five", 2000, 555);
  EXPECT_TRUE(s_.state.suspect(s_.now_ns + kMs).empty()) << "it may still go on";
  EXPECT_EQ(suspect_later(), std::vector<int64_t>{10});
  reconcile({10}, {file(3, "/three", 333)});
  EXPECT_TRUE(suspect_later().empty());
}

TEST_F(Suspects, AreReconciledWithWhatTheMachineHas) {
  open(10, 5, "/five", 10, 555);
  change_at_the_same_time();
  EXPECT_EQ(suspect_later(), std::vector<int64_t>{10});
  FdSnapshot inherited = file(5, "/five", 555);
  inherited.open_flags = 0x1000;  // close on exec
  FdSnapshot of_another = file(9, "/another's", 999);
  of_another.tid = 77;
  reconcile({10}, {file(3, "/..deleted..", 333), file(4, "/another", 400), inherited,
                   file(8, "/not-told", 888), of_another});
  EXPECT_EQ(s_.fd_name(3), "/three") << "the same, of which more is known";
  EXPECT_EQ(s_.fd_name(4), "/another");
  EXPECT_EQ(s_.fd_name(8), "/not-told");
  EXPECT_EQ(s_.fd_name(9), "(none)");
  EXPECT_EQ(s_.fd_name(4, 11), "/another") << "both threads have it";
  const Descriptor* five = s_.state.find_fd(*s_.state.find_thread(10), 5);
  ASSERT_TRUE(five);
  EXPECT_TRUE(five->flags & Descriptor::kCloseOnExec);
  EXPECT_EQ(five->name.view(), "/five");
}

TEST_F(Suspects, WhatIsNotThereGoes) {
  change_at_the_same_time();
  suspect_later();
  reconcile({10}, {file(4, "/four", 444)});
  EXPECT_EQ(s_.fd_name(3), "(none)");
  EXPECT_EQ(s_.fd_name(4), "/four");
}

TEST_F(Suspects, OfAProcessThatNobodyMayLookAtStay) {
  change_at_the_same_time();
  suspect_later();
  reconcile({10}, {});
  EXPECT_EQ(s_.fd_name(3), "/three");
  EXPECT_TRUE(suspect_later().empty()) << "and nobody tries for ever";
}

TEST_F(Suspects, AreOfWhoeverIsLeft) {
  open(10, 3, "/three", 10, 333);
  open(11, 4, "/four", 2000, 444);
  s_.step(s_.event(EventId::PROCEXIT_1_E, 10).s64(0).s64(0).u8(0).u8(0).s64(0));
  s_.nothing();
  EXPECT_EQ(suspect_later(), std::vector<int64_t>{11});
}

TEST_F(Suspects, OfAThreadWithATableOfItsOwnAreItsOwn) {
  s_.open(3, "/both");
  s_.step(s_.event(EventId::SYSCALL_UNSHARE_X, 11).s64(0).u32(1));
  EXPECT_EQ(suspect_later(), std::vector<int64_t>{11});
  FdSnapshot seen = file(4, "/eleven", 444);
  seen.tid = 11;
  reconcile({11}, {seen});
  EXPECT_EQ(s_.fd_name(3, 10), "/both");
  EXPECT_EQ(s_.fd_name(3, 11), "(none)");
  EXPECT_EQ(s_.fd_name(4, 11), "/eleven");
}

TEST_F(Suspects, StayWhereATableIsSharedByTheTimeItIsToBeLookedAt) {
  s_.step(s_.clone_exit(20, 0, 20, 10, 0, 20, 20));
  s_.step(s_.clone_exit(20, 21, 20, 10, kThreadFlags, 20, 20));
  open(11, 4, "/four", 10, 444);
  auto parent = s_.clone_exit(10, 20, 10, 1, 0, 10, 10);
  parent.flags(pack_latency(kMs));  // the open was amid it
  s_.step(parent);
  EXPECT_EQ(suspect_later(), std::vector<int64_t>{20});
}

TEST_F(Suspects, EndWithTheProcess) {
  change_at_the_same_time();
  for (const uint64_t tid : {11, 10}) {
    s_.step(s_.event(EventId::PROCEXIT_1_E, tid).s64(0).s64(0).u8(0).u8(0).s64(0));
  }
  s_.nothing();
  EXPECT_TRUE(suspect_later().empty());
}

TEST_F(Suspects, AreAboutConnectionsWhicheverEndIsNamedFirst) {
  open(10, 5, "/five", 10, 555);
  change_at_the_same_time();
  suspect_later();
  FdSnapshot seen = file(6, "", 1);
  seen.type = FdType::kIpv4;
  seen.l4 = L4Proto::kTcp;
  seen.source.bytes = {10, 0, 0, 1};
  seen.dest.bytes = {10, 0, 0, 2};
  seen.source_port = 40000;
  seen.dest_port = 80;
  reconcile({10}, {seen});
  EXPECT_EQ(s_.fd_name(6), "10.0.0.1:40000->10.0.0.2:80");
  change_at_the_same_time();
  suspect_later();
  std::swap(seen.source, seen.dest);
  std::swap(seen.source_port, seen.dest_port);
  reconcile({10}, {seen});
  EXPECT_EQ(s_.fd_name(6), "10.0.0.1:40000->10.0.0.2:80") << "it is the same one";
}

// The snapshot may be of after the copy, and what was copied is something else by now.
TEST_F(Suspects, ComeFromRecordsOlderThanTheSnapshot) {
  s_.step(s_.clone_exit(10, 20, 10, 1, 0, 10, 10));  // nobody shares its table
  open(20, 5, "/five", 10, 555);
  s_.state.reconcile({}, {}, 0);
  EXPECT_EQ(suspect_later(), std::vector<int64_t>{20});
  FdSnapshot later = file(5, "/five-anew", 556), copy = file(9, "/five", 555);
  later.tid = copy.tid = 20;
  s_.state.reconcile({20}, {later, copy}, s_.now_ns + 1500);
  s_.step(s_.event(EventId::SYSCALL_DUP2_X, 20).s64(9).s64(5).s64(9));
  EXPECT_EQ(suspect_later(), std::vector<int64_t>{20}) << "dup2 may have been before";
  s_.state.reconcile({20}, {later, copy}, s_.now_ns + 500);
  s_.step(s_.event(EventId::SYSCALL_DUP2_X, 20).s64(9).s64(5).s64(9));
  EXPECT_TRUE(suspect_later().empty()) << "this one was not";
}

TEST_F(Suspects, WaitLongerFromLookToLook) {
  uint64_t waited_ns = 0;
  for (int look = 0; look < 8; ++look) {
    change_at_the_same_time();
    uint64_t now_ns = s_.now_ns;
    while (s_.state.suspect(now_ns).empty()) now_ns += 100 * kMs;
    waited_ns = now_ns - s_.now_ns;
    s_.now_ns = now_ns;
    reconcile({10}, {file(3, "/three", 333)});
    EXPECT_LE(waited_ns, 9000 * kMs);
  }
  EXPECT_GE(waited_ns, 7000 * kMs);
  s_.now_ns += 40'000 * kMs;
  change_at_the_same_time();
  EXPECT_EQ(suspect_later(), std::vector<int64_t>{10}) << "long after the last one";
}

TEST_F(Suspects, ComeFromCopiesOfWhatIsNotKnown) {
  s_.step(s_.event(EventId::SYSCALL_DUP2_X, 10).s64(9).s64(77).s64(9));
  EXPECT_EQ(suspect_later(), std::vector<int64_t>{10});
}

// The table is the process's alone by the time that the call is told of, but was not while it ran.
TEST_F(Suspects, ComeFromThreadsThatHaveEndedSinceThen) {
  open(11, 4, "/four", 10, 444);
  s_.step(s_.event(EventId::PROCEXIT_1_E, 11).s64(0).s64(0).u8(0).u8(0).s64(0));
  open(10, 5, "/five", 10'000, 555);
  EXPECT_EQ(suspect_later(), std::vector<int64_t>{10});
}

TEST_F(Suspects, ArePassedOnToChildren) {
  change_at_the_same_time();
  s_.step(s_.event(EventId::PROCEXIT_1_E, 11).s64(0).s64(0).u8(0).u8(0).s64(0));
  s_.step(s_.clone_exit(10, 20, 10, 1, 0, 10, 10));
  EXPECT_EQ(suspect_later(), (std::vector<int64_t>{10, 20}));
}

TEST_F(Suspects, AreAboutMarksToo) {
  s_.open(3, "/three");
  s_.step(s_.event(EventId::SYSCALL_IOCTL_3_X, 11).s64(0).s64(3).u64(0x5451).u64(0));
  open(10, 4, "/four", 2000, 444);
  EXPECT_EQ(suspect_later(), std::vector<int64_t>{10});
}

TEST_F(Suspects, AreForTheLiveMachineOnly) {
  s_.state.set_look_up({});
  change_at_the_same_time();
  EXPECT_TRUE(suspect_later().empty());
}

}  // namespace
}  // namespace sonde
