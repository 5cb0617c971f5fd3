// The table of calls. The form is that of `strace -c` of strace 6.1: its heading and rules, and the
// widths of its columns.
// SPDX-License-Identifier: Apache-2.0
#include "print/call_summary.h"

#include <gtest/gtest.h>

#include "event_builder.h"
#include "state/moment.h"
#include "state/state.h"

namespace sonde {
namespace {

class CallSummaryTest : public testing::Test {
 protected:
  EventBuilder event(EventId id) { return {id, 10, now_ns_ += 1000000}; }
  void count(EventBuilder& built, uint64_t latency_ns = 0) {
    if (latency_ns) built.flags(pack_latency(latency_ns));
    state_.step(built.get(), moment_);
    summary_.count(moment_);
  }
  void count(EventBuilder&& built, uint64_t latency_ns = 0) { count(built, latency_ns); }
  std::string table() const {
    std::string out;
    summary_.append_table(out);
    return out;
  }

  uint64_t now_ns_ = 1700000000000000000;
  State state_;
  Moment moment_;
  CallSummary summary_;
};

TEST_F(CallSummaryTest, CountsTimesAndErrors) {
  count(event(EventId::SYSCALL_READ_X).s64(5).bytes("hello").s64(3).u32(9), 750'000);
  count(event(EventId::SYSCALL_READ_X).s64(-9).empty().s64(3).u32(9), 250'000);
  count(event(EventId::CALL_fsync).s64(0).u16(74).u64(3), 3'000'000);
  count(event(EventId::SYSCALL_PREAD_X).s64(0).empty().s64(3).u32(9).u64(0));
  count(event(EventId::SYSCALL_OPENAT_2_E).s64(-100).text("/x").u32(1).u32(0));
  count(event(EventId::SIGNALDELIVER_E).s64(7).s64(10).u8(17));
  EXPECT_EQ(table(),
            "% time     seconds  usecs/call     calls    errors syscall\n"
            "------ ----------- ----------- --------- --------- ----------------\n"
            " 75.00    0.003000        3000         1           fsync\n"
            " 25.00    0.001000         500         2         1 read\n"
            "  0.00    0.000000           0         1           pread64\n"
            "------ ----------- ----------- --------- --------- ----------------\n"
            "100.00    0.004000        1000         4         1 total\n");
}

TEST_F(CallSummaryTest, PairsOfClassicCaptures) {
  const uint16_t code = static_cast<uint16_t>(find_syscall_code("fsync"));
  count(event(EventId::GENERIC_E).u16(code).u16(74));
  count(event(EventId::GENERIC_X).u16(code));
  EXPECT_NE(table().find("100.00    0.001000        1000         1           fsync\n"),
            std::string::npos)
      << table();
}

TEST_F(CallSummaryTest, NothingCounted) {
  EXPECT_NE(table().find("  0.00    0.000000           0         0           total\n"),
            std::string::npos);
}

}  // namespace
}  // namespace sonde
