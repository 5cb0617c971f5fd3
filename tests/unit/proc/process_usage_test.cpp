// What threads use between two readings, from a folder that looks like /proc. The expected numbers
// are worked out by hand from the texts below; a tick is a hundredth of a second here.
// SPDX-License-Identifier: Apache-2.0
#include "proc/process_usage.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "temp_path.h"

namespace sonde {
namespace {

class ProcessUsageTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(sysconf(_SC_CLK_TCK), 100);
    std::filesystem::remove_all(root());
    std::filesystem::create_directories(root());
  }
  std::string root() const { return test::temp_path("usage"); }
  // `name` is a number, or number/task/number.
  void write(const std::string& name, int user, int system, int threads, int start, int pages,
             int minor = 7) {
    std::filesystem::create_directories(root() + "/" + name);
    std::ofstream(root() + "/" + name + "/stat")
        << "1 (a (b) c) S 1 42 42 0 -1 4194560 " << minor << " 0 3 0 " << user << " " << system
        << " 1 2 20 0 " << threads << " 0 " << start << " 8192000 " << pages << " 1 1\n";
  }
  void remove(const std::string& name) { std::filesystem::remove_all(root() + "/" + name); }
  static bool everybody(int64_t) { return true; }
  static const ThreadUsage* find(const std::vector<ThreadUsage>& all, int64_t tid) {
    for (const ThreadUsage& one : all) {
      if (one.tid == tid) return &one;
    }
    return nullptr;
  }
};

TEST_F(ProcessUsageTest, TicksAreSinceTheReadingBefore) {
  write("42", 700, 80, 1, 5000, 10);
  ProcessUsage usage(root());
  auto all = usage.read(everybody);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].user_ticks, 0u) << "there is no reading before";
  EXPECT_EQ(all[0].vmsize_kb, 8000u);
  EXPECT_EQ(all[0].vmrss_kb, 10u * static_cast<uint64_t>(sysconf(_SC_PAGESIZE)) / 1024);
  write("42", 730, 85, 1, 5000, 2560);
  all = usage.read(everybody);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].user_ticks, 30u);
  EXPECT_EQ(all[0].system_ticks, 5u);
  EXPECT_EQ(all[0].vmrss_kb, 2560u * static_cast<uint64_t>(sysconf(_SC_PAGESIZE)) / 1024);
}

TEST_F(ProcessUsageTest, WhatBeganMeanwhileBeganWithNothing) {
  ProcessUsage usage(root());
  usage.read(everybody);
  write("42", 12, 3, 1, 5000, 10);
  auto all = usage.read(everybody);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].user_ticks, 12u);
  EXPECT_EQ(all[0].system_ticks, 3u);
  // The number is given out again.
  write("42", 4, 1, 1, 6000, 10);
  all = usage.read(everybody);
  EXPECT_EQ(all[0].user_ticks, 4u);
  EXPECT_EQ(all[0].system_ticks, 1u);
}

TEST_F(ProcessUsageTest, WhoIsNotKnownYetIsToldLater) {
  ProcessUsage usage(root());
  usage.read(everybody);
  write("42", 12, 3, 1, 5000, 10);
  EXPECT_TRUE(usage.read([](int64_t) { return false; }).empty());
  write("42", 20, 3, 1, 5000, 10);
  const auto all = usage.read(everybody);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].user_ticks, 20u);
}

TEST_F(ProcessUsageTest, ThreadsAddUpToTheirProcess) {
  write("42", 1000, 100, 3, 5000, 10, 50);
  write("42/task/42", 400, 50, 3, 5000, 10, 20);
  write("42/task/43", 300, 20, 3, 5001, 10, 20);
  write("42/task/44", 300, 30, 3, 5002, 10, 10);
  ProcessUsage usage(root());
  usage.read(everybody);
  // 50 ticks each by 42 and 43; 44 ended after 7 more.
  write("42", 1107, 100, 2, 5000, 10, 61);
  write("42/task/42", 450, 50, 2, 5000, 10, 25);
  write("42/task/43", 350, 20, 2, 5001, 10, 26);
  remove("42/task/44");
  auto all = usage.read(everybody);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(find(all, 43)->user_ticks, 50u);
  EXPECT_EQ(find(all, 42)->user_ticks, 57u) << "with those of the thread that ended";
  EXPECT_EQ(find(all, 42)->system_ticks, 0u);
  EXPECT_EQ(find(all, 43)->minor_faults, 26u);
  EXPECT_EQ(find(all, 42)->minor_faults, 35u);
  EXPECT_TRUE(find(all, 42)->is_leader);
  EXPECT_FALSE(find(all, 43)->is_leader);
  // A process that rests is not looked into.
  all = usage.read(everybody);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].user_ticks, 0u);
}

TEST_F(ProcessUsageTest, WhatOthersToldIsLeftOut) {
  write("42", 1000, 100, 2, 5000, 10);
  write("42/task/42", 500, 50, 2, 5000, 10);
  write("42/task/43", 500, 50, 2, 5001, 10);
  ProcessUsage usage(root());
  auto all = usage.read(everybody);
  EXPECT_EQ(find(all, 43)->total_user_ns, 5'000'000'000u);
  EXPECT_EQ(find(all, 43)->total_system_ns, 500'000'000u);
  // 20 ticks by 42; 43 ended after 8 and a half more, which its own event has reported.
  usage.leave_out(42, 85'000'000);
  write("42", 1028, 100, 1, 5000, 10);
  write("42/task/42", 520, 50, 1, 5000, 10);
  remove("42/task/43");
  all = usage.read(everybody);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].user_ticks, 20u);
  EXPECT_TRUE(all[0].has_total);
  EXPECT_EQ(all[0].total_user_ns, 5'200'000'000u) << "its own, though nobody else is left";
  // The half was not there yet.
  write("42", 1030, 100, 1, 5000, 10);
  write("42/task/42", 521, 50, 1, 5000, 10);
  all = usage.read(everybody);
  EXPECT_EQ(all[0].user_ticks, 2u);
  // A process that rests is not looked into, and its total stays what it was.
  all = usage.read(everybody);
  EXPECT_FALSE(all[0].has_total);
  usage.leave_out(4711, 1);
}

TEST_F(ProcessUsageTest, WhatOthersToldBeforeIsTakenOffTheNextReading) {
  write("42", 1000, 100, 1, 5000, 10);
  ProcessUsage usage(root());
  usage.read(everybody);
  usage.leave_out(42, 300'000'000);
  write("42", 1020, 100, 1, 5000, 10);
  EXPECT_EQ(usage.read(everybody)[0].user_ticks, 0u);
  write("42", 1050, 110, 1, 5000, 10);
  const auto all = usage.read(everybody);
  EXPECT_EQ(all[0].user_ticks + all[0].system_ticks, 30u) << "of 40; 10 were left to leave out";
}

TEST_F(ProcessUsageTest, AFolderThatIsNotThereHasNobody) {
  ProcessUsage usage("/no/such/folder");
  EXPECT_TRUE(usage.read(everybody).empty());
}

}  // namespace
}  // namespace sonde
