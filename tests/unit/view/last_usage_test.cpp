// What a process used of processors that ended between two readings of /proc: an event after its
// end tells, and views count it where the process belongs. Expected numbers are those of the events
// made here.
// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/view/view_of_events.h"

namespace sonde {
namespace {

class LastUsage : public ViewOfEvents {
 protected:
  void report_usage(uint64_t tid, uint64_t user_ns, uint64_t system_ns) {
    step(s_.event(EventId::SONDE_USAGE, tid).u64(user_ns).u64(system_ns));
  }
  // Readings of /proc were a second apart, and this was in between.
  void end_second() {
    const uint64_t begin_ns = index_.first_ts_ns();
    index_.note_cpu_reading(begin_ns);
    index_.note_cpu_reading(begin_ns + kSecond);
    s_.now_ns = begin_ns + kSecond;
    step(s_.event(EventId::SYSCALL_SELECT_E, 1));
  }
};

TEST_F(LastUsage, OfAShortProcessIsThatOfItsWholeLife) {
  start(20);
  end(20);
  report_usage(20, 200 * kMs, 50 * kMs);
  EXPECT_EQ(s_.moment.thread->info->comm.view(), "alpha");
  end_second();
  EXPECT_EQ(cell("procs", "CPU%", "PID", "20"), "25.00");
  EXPECT_EQ(cell("procs", "CPU%", "PID", "10"), "0.00");
  EXPECT_EQ(cell("ended", "CPU", "PID", "20"), "250ms");
}

TEST_F(LastUsage, OfOneThatWasThereBeforeIsNotKnown) {
  end(10);
  report_usage(10, 5 * kSecond, 0);
  end_second();
  EXPECT_EQ(cell("procs", "CPU%", "PID", "10"), "0.00");
  EXPECT_EQ(cell("ended", "CPU", "PID", "10"), "5.0s") << "which says from first to last";
}

TEST_F(LastUsage, GoesOnFromTheLastReading) {
  State::Usage read;
  read.tid = 10;
  read.has_total = true;
  read.total_user_ns = 4 * kSecond;
  read.total_system_ns = kSecond;
  s_.state.note_usage(read);
  end(10);
  report_usage(10, 4 * kSecond + 300 * kMs, kSecond + 100 * kMs);
  end_second();
  EXPECT_EQ(cell("procs", "CPU%", "PID", "10"), "40.00");
}

// The number is given out again, and what is told late is told of the right one.
TEST_F(LastUsage, EndsOfTwoProcessesWithOneNumberAreTwo) {
  start(20);
  end(20);
  report_usage(20, 200 * kMs, 0);
  start(20);
  end(20);
  report_usage(20, 30 * kMs, 0);
  end_second();
  EXPECT_EQ(cell("ended", "CPU", "PID", "20"), "30ms") << "the newest first";
  EXPECT_EQ(cell("ended", "PID", "CPU", "200ms"), "20");
  EXPECT_EQ(cell("ended_commands", "COUNT", "CPU", "230ms"), "2");
}

TEST_F(LastUsage, OfAThreadIsItsProcesss) {
  start_thread(11);
  end(11);
  s_.nothing();
  report_usage(11, 100 * kMs, 0);
  end_second();
  EXPECT_EQ(cell("procs", "CPU%", "PID", "10"), "10.00");
  EXPECT_EQ(cell("ended", "CPU", "PID", "10"), "no such row") << "the process lives";
  EXPECT_EQ(cell("threads", "CPU%", "TID", "11"), "10.00");
}

TEST_F(LastUsage, AllThreadsOfAProcessThatEnded) {
  start_thread(11);
  end(10);
  s_.nothing();
  report_usage(10, 100 * kMs, 0);
  end(11);
  report_usage(11, 20 * kMs, 30 * kMs);
  end_second();
  EXPECT_EQ(cell("ended", "CPU", "PID", "10"), "150ms");
}

TEST_F(LastUsage, IsNobodysWhenTheNumberWasGivenOutAgain) {
  start(20);
  end(20);
  start(20);
  report_usage(20, 200 * kMs, 0);
  EXPECT_EQ(s_.moment.thread, nullptr);
  end_second();
  EXPECT_EQ(cell("procs", "CPU%", "PID", "20"), "0.00");
  // And of a thread that was never known.
  report_usage(77, kMs, 0);
  EXPECT_EQ(s_.moment.thread, nullptr);
  EXPECT_FALSE(s_.state.find_thread(77));
}

TEST_F(LastUsage, MakesNoEndOfItsOwn) {
  start(20);
  end(20);
  report_usage(20, 200 * kMs, 0);
  end_second();
  EXPECT_EQ(cell("ended_commands", "COUNT", "CPU", "200ms"), "1");
}

}  // namespace
}  // namespace sonde
