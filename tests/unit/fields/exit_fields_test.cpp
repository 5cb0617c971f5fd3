// How processes end: exit codes, signals and life times, by the status that wait() would return
// (the numbers are those of wait(2): code in the second byte, signal in the low seven bits).
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "process_tree.h"

namespace sonde {
namespace {

struct End {
  int64_t status;
  const char* code;
  const char* signal;
};

TEST(ExitFields, CodeAndSignal) {
  for (const End& end :
       {End{0, "0", "(none)"}, End{5 << 8, "5", "(none)"}, End{255 << 8, "255", "(none)"},
        End{9, "(none)", "SIGKILL"}, End{11 | 0x80, "(none)", "SIGSEGV"}}) {
    ProcessTree family;
    family.step(EventBuilder(EventId::PROCEXIT_1_E, 40, ProcessTree::kNow_ns).s64(end.status));
    EXPECT_EQ(family.shown("proc.exit.code"), end.code) << end.status;
    EXPECT_EQ(family.shown("proc.exit.signal"), end.signal) << end.status;
  }
}

// The child's side of clone, as it was recorded in 2022.
EventBuilder born(int64_t tid, uint64_t ts_ns) {
  EventBuilder built(EventId::SYSCALL_CLONE_20_X, static_cast<uint64_t>(tid), ts_ns);
  built.s64(0).text("sh").bytes({}).s64(tid).s64(tid).s64(30).text("").s64(1024);
  built.u64(0).u64(0).u32(0).u32(0).u32(0).text("sh").empty().u32(0).u32(0).u32(0);
  built.s64(tid).s64(tid);
  return built;
}

TEST(ExitFields, LifeTime) {
  ProcessTree family;
  family.step(born(50, ProcessTree::kNow_ns - 1'500'000'000));
  EXPECT_EQ(family.shown("proc.lifetime"), "(none)");
  family.step(EventBuilder(EventId::PROCEXIT_1_E, 50, ProcessTree::kNow_ns).s64(0));
  EXPECT_EQ(family.filtered("proc.lifetime"), "1500000000");
  family.step(EventBuilder(EventId::PROCEXIT_1_E, 40, ProcessTree::kNow_ns).s64(0));
  EXPECT_EQ(family.shown("proc.lifetime"), "(none)");  // it was there before
}

TEST(ExitFields, OnlyWhereAThreadEnds) {
  ProcessTree family;
  family.at(40);
  for (const char* field : {"proc.exit.code", "proc.exit.signal", "proc.lifetime"}) {
    EXPECT_EQ(family.shown(field), "(none)") << field;
  }
}

TEST(ExitFields, Counts) {
  ProcessTree family;
  family.at(40);
  EXPECT_EQ(family.shown("proc.count"), "1");
  EXPECT_EQ(family.shown("thread.count"), "1");
  family.at(41);
  EXPECT_EQ(family.shown("proc.count"), "0");
  EXPECT_EQ(family.shown("thread.count"), "1");
}

}  // namespace
}  // namespace sonde
