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
  EXPECT_EQ(cell("procs", "ERR/s", "PID", "10"), "4.0");
  EXPECT_EQ(cell("threads", "ERR/s", "TID", "11"), "4.0");
}

}  // namespace
}  // namespace sonde
