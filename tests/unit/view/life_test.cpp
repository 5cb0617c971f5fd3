// What a thread or process is changes over its life: its own row shows the last of it, and a row of
// a user or a command has the events of those who were that then. Expected values are those of the
// events made here.
// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/view/view_of_events.h"

namespace sonde {
namespace {

class Life : public ViewOfEvents {
 protected:
  void become_user(uint32_t uid, uint64_t tid = 10) {
    step(s_.event(EventId::SYSCALL_SETUID_E, tid).u32(uid));
    step(s_.event(EventId::SYSCALL_SETUID_X, tid).s64(0));
  }
  // Calls of the thread, 1 ms apart.
  void call(int times, uint64_t tid = 10) {
    for (int i = 0; i < times; ++i) {
      s_.now_ns += kMs;
      step(s_.event(EventId::SYSCALL_CLOSE_E, tid).s64(3));
      step(s_.event(EventId::SYSCALL_CLOSE_X, tid).s64(-9));
    }
  }
  // All that was done since the first event took a second.
  void end_second() {
    s_.now_ns = index_.first_ts_ns() + kSecond - 1000;
    step(s_.event(EventId::SYSCALL_SELECT_E, 1));
  }
};

TEST_F(Life, EventsBelongToTheUserThatTheThreadWasThen) {
  call(3);
  become_user(65534);
  call(5);
  end_second();
  EXPECT_EQ(cell("users", "ERR/s", "UID", "1000"), "3.0");
  EXPECT_EQ(cell("users", "ERR/s", "UID", "65534"), "5.0");
  EXPECT_EQ(cell("users", "PROCS", "UID", "1000"), "0") << "it is another's by now";
  EXPECT_EQ(cell("users", "PROCS", "UID", "65534"), "1");
}

TEST_F(Life, AUserWithoutANameIsANumber) {
  call(1);
  call(1, 99);  // nobody knows who this is
  end_second();
  EXPECT_EQ(cell("users", "USER", "UID", "1000"), "1000");
  EXPECT_EQ(cell("procs", "USER", "PID", "10"), "1000");
  EXPECT_EQ(cell("users", "USER", "UID", "4294967295"), "unset");
}

TEST_F(Life, RowsOfThreadsAndProcessesShowTheLastUser) {
  call(3);
  start_thread(11);
  become_user(7);
  call(2, 11);
  end_second();
  EXPECT_EQ(cell("procs", "USER", "PID", "10"), "7");
  EXPECT_EQ(cell("threads", "USER", "TID", "10"), "7");
  EXPECT_EQ(cell("threads", "USER", "TID", "11"), "1000");
  // A filter on events leaves it the last one.
  EXPECT_EQ(cell("procs", "USER", "PID", "10", "evt.num<4"), "7");
  EXPECT_EQ(cell("procs_errors", "ERRORS", "PID", "10"), "5");
}

TEST_F(Life, ProcessesAreNamedByTheirFirstThread) {
  start_thread(11);
  call(1, 11);
  call(1);
  end_second();
  EXPECT_EQ(cell("procs", "USER", "PID", "10"), "1000");
  become_user(5, 11);
  EXPECT_EQ(cell("procs", "USER", "PID", "10"), "1000");
  EXPECT_EQ(cell("threads", "USER", "TID", "11"), "5");
}

TEST_F(Life, ANumberThatIsGivenOutAgainIsTheLastProcess) {
  start(20);
  become_user(5, 20);
  end(20);
  start(20);
  call(1, 20);
  end_second();
  EXPECT_EQ(cell("procs", "USER", "PID", "20"), "1000");
}

TEST_F(Life, CallsOfThreadsCountAfterTheFirstThreadHasEnded) {
  start_thread(11);
  end(10);
  call(4, 11);
  end_second();
  EXPECT_EQ(cell("procs_errors", "ERRORS", "PID", "10"), "4");
  EXPECT_EQ(cell("procs", "ERR/s", "PID", "10"), "998") << "4 in 4.007 ms";
  EXPECT_EQ(cell("threads", "ERR/s", "TID", "11"), "4.0");
}

TEST_F(Life, RatesAreByTheTimeThatTheProcessLived) {
  call(1);
  s_.now_ns = index_.first_ts_ns() + 900 * kMs - 1000;
  start(20);
  call(10, 20);
  s_.now_ns = index_.first_ts_ns() + kSecond - 1000;
  end(20);
  end_second();
  EXPECT_EQ(cell("procs_errors", "ERRORS", "PID", "20"), "10");
  EXPECT_EQ(cell("procs", "ERR/s", "PID", "20"), "100") << "in a tenth of a second";
  EXPECT_EQ(cell("users", "ERR/s", "UID", "1000"), "11") << "the user was there all the time";
}

TEST_F(Life, MemoryOfWhoHasEndedIsTheLastThatItHad) {
  const auto brk = [&](uint32_t rss_kb) {
    step(s_.event(EventId::SYSCALL_BRK_4_E, 20).u64(0));
    step(s_.event(EventId::SYSCALL_BRK_4_X, 20).u64(0).u32(9000).u32(rss_kb).u32(0));
  };
  start(20);
  brk(5000);
  brk(3000);
  brk(0);
  end(20);
  end_second();
  EXPECT_EQ(cell("page_faults", "RES", "PID", "20"), "2.9M");
  EXPECT_EQ(cell("page_faults", "MAX RES", "PID", "20"), "4.9M");
  EXPECT_EQ(cell("users", "RES", "UID", "1000"), "0") << "the user does not hold it any more";
}

TEST_F(Life, CountsAreOfThoseThatLive) {
  start(20);
  start(21);
  start_thread(11);
  end(20);
  end(11);
  end_second();
  EXPECT_EQ(cell("users", "PROCS", "UID", "1000"), "2");
  EXPECT_EQ(cell("users", "ALL PROCS", "UID", "1000"), "3");
  EXPECT_EQ(cell("users", "TH", "UID", "1000"), "2");
  EXPECT_EQ(cell("users", "ALL TH", "UID", "1000"), "4");
  EXPECT_EQ(cell("procs", "TH", "PID", "10"), "1");
}

TEST_F(Life, ProcessorTimeIsNotKnownWithoutEventsThatTell) {
  call(1);
  end_second();
  EXPECT_EQ(cell("procs", "CPU%", "PID", "10"), "-");
  EXPECT_EQ(cell("procs", "CPU%", "PID", "10", "evt.failed=true"), "-");
}

}  // namespace
}  // namespace sonde
