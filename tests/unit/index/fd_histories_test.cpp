// Tables of descriptors as they were at any row: forward, backward, at random, over snapshots, of
// processes that share one or have their own, and after the live history has forgotten.
// SPDX-License-Identifier: Apache-2.0
#include "index/fd_histories.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "index/row_replay.h"
#include "state/moment.h"
#include "state/text_options.h"
#include "tests/unit/state/scenario.h"

namespace sonde {
namespace {

// What is in a table, in one number.
size_t sum_of(const DescriptorTable& table) {
  size_t sum = table.size();
  table.for_each([&](int64_t fd, const Descriptor& descriptor) {
    const std::string entry = std::to_string(fd) + ' ' + std::string(descriptor.name.view());
    sum = sum * 31 + std::hash<std::string>()(entry);
  });
  return sum;
}

// Two processes that open and close at random; the second is a copy of the first.
class FdHistoriesTest : public testing::Test {
 protected:
  FdHistoriesTest() {
    index_.take_snapshot(s_.state);
    replay_.refresh(s_.state);
    add(s_.clone_exit(10, kChild, 10, 1, 0, 10, 10));
  }

  void live(int steps) {
    for (int i = 0; i < steps; ++i) {
      const uint64_t tid = chance_() % 3 ? 10 : uint64_t{kChild};
      const int64_t fd = static_cast<int64_t>(3 + chance_() % 200);
      if (chance_() % 5 < 3) {
        const std::string name = "/data/" + std::to_string(chance_() % 1000);
        add(s_.event(EventId::SYSCALL_OPENAT_2_X, tid)
                .s64(fd)
                .s64(-100)
                .text(name)
                .u32(1)
                .u32(0)
                .u32(0x801));
      } else {
        add(s_.event(EventId::SYSCALL_CLOSE_X, tid).s64(0).s64(fd));
      }
    }
  }
  void add(EventBuilder&& event) { add(event); }
  void add(EventBuilder& event) {
    const Moment& moment = s_.step(event);
    index_.append(moment);
    said_.push_back(sum_of(moment.state->fds_of(*moment.thread)));
  }
  void check(uint64_t row) {
    const Moment* moment = replay_.at(row);
    ASSERT_TRUE(moment);
    ASSERT_TRUE(moment->thread);
    ASSERT_EQ(sum_of(moment->state->fds_of(*moment->thread)), said_[row]) << "row " << row;
  }
  void check_all_ways() {
    const uint64_t first = index_.first_row(), end = index_.end_row();
    for (uint64_t row = first; row < end; ++row) check(row);
    for (uint64_t row = end; row > first; row -= std::min<uint64_t>(row - first, 37))
      check(row - 1);
    for (int i = 0; i < 500; ++i) check(first + chance_() % (end - first));
  }

  static constexpr int kChild = 77;
  Scenario s_;
  Index index_{true};
  EventStore store_;
  TextOptions text_;
  RowReplay replay_{index_, store_, text_};
  std::mt19937 chance_{4711};
  std::vector<size_t> said_;  // by row
};

TEST_F(FdHistoriesTest, PutTheTableOfAnyRowInPlace) {
  live(20'000);
  const FdHistory* history = nullptr;
  for (uint64_t table = 1; table < 8; ++table) {
    const FdHistory* one = index_.fd_histories().find(table);
    if (one && (!history || one->steps().size() > history->steps().size())) history = one;
  }
  ASSERT_TRUE(history);
  ASSERT_TRUE(history->snapshot_before(history->steps().size())) << "too few steps for a snapshot";
  check_all_ways();
}

TEST_F(FdHistoriesTest, KeepWhatHoldsAtTheFirstRowThatIsKept) {
  live(60'000);
  const uint64_t bytes = index_.fd_histories().bytes();
  index_.forget(index_.chunks().front()->max_ts + 1, ~uint64_t{0}, s_.state);
  ASSERT_GT(index_.first_row(), 0u);
  EXPECT_LT(index_.fd_histories().bytes(), bytes * 9 / 10);
  check_all_ways();
  live(6'000);
  check_all_ways();
}

// A table that is gone has no history when its rows are gone.
TEST_F(FdHistoriesTest, ForgetTablesOfTheDead) {
  live(1'000);
  add(s_.event(EventId::PROCEXIT_1_E, kChild).s64(0).s64(0).u8(0).u8(0).s64(0));
  const uint64_t with_child = index_.fd_histories().bytes();
  index_.begin_input(0);  // the next chunk
  for (int i = 0; i < 10; ++i) {
    add(s_.event(EventId::SYSCALL_CLOSE_X, 10).s64(0).s64(1));
  }
  index_.forget(index_.chunks().front()->max_ts + 1, ~uint64_t{0}, s_.state);
  EXPECT_LT(index_.fd_histories().bytes(), with_child / 2);
  check_all_ways();
}

}  // namespace
}  // namespace sonde
