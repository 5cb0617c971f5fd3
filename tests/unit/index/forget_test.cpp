// A live history that has forgotten for long takes as much memory as one that has forgotten for a
// while: processes, threads, descriptors and names that come and go leave nothing behind.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <malloc.h>

#include <algorithm>
#include <string>

#include "index/index.h"
#include "rounds.h"
#include "tests/unit/state/scenario.h"

namespace sonde {
namespace {

constexpr uint64_t kHistoryBytes = 4 << 20;
constexpr int kRoundsBetween = 1000;  // as the live explorer does every second

class Life {
 public:
  Life() { index_.take_snapshot(s_.state); }

  // Two processes, one with a thread, and what they do to files with names that nobody had before.
  void pass_a_round() {
    ++round_;
    const int64_t pid = 1000 + round_ * 3 % 30000, tid = pid + 1, other = pid + 2;
    add(s_.clone_exit(10, pid, 10, 1, 0, 10, 10));
    add(s_.clone_exit(static_cast<uint64_t>(pid), tid, pid, 10, 0x2001, pid, pid));
    add(s_.clone_exit(10, other, 10, 1, 0, 10, 10));
    const std::string name = "/var/spool/queue/message-" + std::to_string(round_);
    for (const int64_t who : {pid, other}) work(static_cast<uint64_t>(who), name);
    for (const int64_t who : {tid, pid, other}) end(static_cast<uint64_t>(who));
    if (round_ % kRoundsBetween == 0) index_.forget(0, kHistoryBytes, s_.state);
  }
  uint64_t rows() const { return index_.end_row(); }
  uint64_t bytes() const { return index_.bytes(); }

 private:
  void add(EventBuilder& event) { index_.append(s_.step(event)); }
  void add(EventBuilder&& event) { add(event); }
  void work(uint64_t tid, const std::string& name) {
    const EventId open = EventId::SYSCALL_OPENAT_2_X;
    add(s_.event(open, tid).s64(3).s64(-100).text(name).u32(1).u32(0).u32(0x801));
    for (int i = 0; i < 4; ++i) {
      add(s_.event(EventId::SYSCALL_READ_X, tid).s64(20).text("what stands in the file").s64(3));
    }
    add(s_.event(EventId::SYSCALL_CLOSE_X, tid).s64(0).s64(3));
  }
  void end(uint64_t tid) {
    add(s_.event(EventId::PROCEXIT_1_E, tid).s64(0).s64(0).u8(0).u8(0).s64(0));
    add(s_.event(EventId::SONDE_USAGE, tid).u64(1000).u64(2000));
  }

  Scenario s_;
  Index index_{true};
  int64_t round_ = 0;
};

// Of this program, besides pieces that are mapped for chunks and kept.
uint64_t memory_in_use() {
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

TEST(Forget, MemoryStaysWhatItWas) {
  if (test::kSanitized) GTEST_SKIP() << "the sanitizer's own allocator is not counted";
  Life life;
  const auto largest_of = [&](int rounds) {
    uint64_t most = 0;
    for (int i = 0; i < rounds; ++i) {
      life.pass_a_round();
      if (i % kRoundsBetween == 0) most = std::max(most, memory_in_use());
    }
    return most;
  };
  largest_of(10000);  // all thread numbers have been given out once
  ASSERT_GT(life.rows(), 4 * life.bytes() / 100) << "too little to make it forget";
  const uint64_t early = largest_of(10000);
  const uint64_t late = largest_of(40000);
  EXPECT_LT(late, early + early / 20) << early << " bytes, then " << late;
  EXPECT_LT(life.bytes(), 3 * kHistoryBytes);
}

}  // namespace
}  // namespace sonde
