// Chisels without a program around them: arguments, intervals, the arena.
// SPDX-License-Identifier: Apache-2.0
#include "script/chisel_set.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "script/lua_arena.h"
#include "state/state.h"

namespace sonde {
namespace {

class TestHost : public ChiselHost {
 public:
  const ChiselFacts& facts() const override { return facts_; }
  const State& state() const override { return state_; }
  std::string source_name() const override { return "x.scap"; }
  double progress() const override { return 0; }
  std::string& output() override { return text; }
  bool end_piece() override { return true; }
  bool flush() override { return true; }
  void terminal_size(int&, int&) const override {}
  Result<void> set_capture_filter(std::string_view) override { return {}; }
  Result<void> set_snaplen(uint32_t) override { return {}; }
  Result<void> set_buffer_text(BufferText) override { return {}; }
  void end_capture() override { ended = true; }
  void run_after(std::vector<std::string>) override {}

  std::string text;
  bool ended = false;

 private:
  ChiselFacts facts_;
  State state_;
};

class ChiselSetTest : public testing::Test {
 protected:
  std::shared_ptr<Chisel> load(const std::string& script) {
    const std::string path = testing::TempDir() + "chisel_set_test.lua";
    std::ofstream(path) << "description = 'x'\n" << script;
    auto loaded = Chisel::load(path, {}, false);
    std::filesystem::remove(path);
    if (!loaded) {
      ADD_FAILURE() << loaded.error().what;
      return nullptr;
    }
    return loaded.take();
  }
  // Events at these times, and what the script printed.
  std::string run(const std::string& script, const std::vector<uint64_t>& times_ns) {
    ChiselSet set(host_, {{load(script), {}}});
    EXPECT_TRUE(set.begin().ok());
    EXPECT_TRUE(set.capture_start().ok());
    RawEvent event;
    Moment moment;
    Scratch scratch;
    moment.event = &event;
    moment.state = &host_.state();
    moment.scratch = &scratch;
    for (const uint64_t ts_ns : times_ns) {
      event.ts_ns = ts_ns;
      ++event.num;
      set.event(moment, true);
    }
    set.clock(clock_ns_);
    set.capture_end(nullptr);
    return host_.text;
  }

  TestHost host_;
  uint64_t clock_ns_ = 0;
};

constexpr char kIntervals[] = R"(
local events = 0
function on_init() chisel.set_interval_s(1) return true end
function on_event() events = events + 1 return true end
function on_interval(s, ns, delta)
  print(s, ns, delta / 1e6, events)
  events = 0
  return true
end
)";
constexpr uint64_t kMs = 1'000'000;

TEST_F(ChiselSetTest, EachIntervalComesOnceAndInOrder) {
  EXPECT_EQ(run(kIntervals, {10'400 * kMs, 10'999 * kMs, 11'000 * kMs, 14'500 * kMs}),
            "11\t0\t600\t2\n12\t0\t1000\t1\n13\t0\t1000\t0\n14\t0\t1000\t0\n");
}

TEST_F(ChiselSetTest, EventsThatGoBackCallNoIntervalAgain) {
  EXPECT_EQ(run(kIntervals, {10'400 * kMs, 11'100 * kMs, 10'900 * kMs, 11'200 * kMs}),
            "11\t0\t600\t1\n");
}

TEST_F(ChiselSetTest, TheClockCallsIntervalsWhenNothingHappens) {
  clock_ns_ = 12'100 * kMs;
  EXPECT_EQ(run(kIntervals, {10'400 * kMs}), "11\t0\t600\t1\n12\t0\t1000\t0\n");
}

TEST_F(ChiselSetTest, PreciseIntervalsBeginAtTheFirstEvent) {
  const std::string script = R"(
function on_init() chisel.set_precise_interval_ns(1e9) return true end
function on_interval(s, ns) print(s, ns) return true end
)";
  EXPECT_EQ(run(script, {10'400 * kMs, 12'500 * kMs}), "11\t400000000\n12\t400000000\n");
}

TEST_F(ChiselSetTest, AWordIsCutIntoValues) {
  ChiselInfo info;
  info.args = {{"file", "", "string", false}, {"ms", "", "int", true}};
  const auto values = [&](std::string_view word) {
    auto split = split_chisel_values(info, word);
    std::string joined;
    if (!split) return "error: " + split.error().what;
    for (const std::string& value : split.value()) joined += "<" + value + ">";
    return joined;
  };
  EXPECT_EQ(values("a 5"), "<a><5>");
  EXPECT_EQ(values("'a b'  5"), "<a b><5>");
  EXPECT_EQ(values("`a b`c"), "<a bc>");
  EXPECT_NE(values("").find("needs more"), std::string::npos);
  EXPECT_NE(values("a 5 6").find("takes fewer"), std::string::npos);
  EXPECT_NE(values("a x").find("whole number"), std::string::npos);
  EXPECT_NE(values("'a").find("not closed"), std::string::npos);
  info.args = {{"filter", "", "filter", true}};
  EXPECT_EQ(values("fd.type=file and x"), "<fd.type=file and x>");
}

TEST(LuaArenaTest, BlocksKeepWhatIsInThem) {
  LuaArena arena;
  ASSERT_TRUE(arena.valid());
  std::vector<std::pair<uint8_t*, size_t>> blocks;
  for (size_t bytes = 1; bytes < 300'000; bytes += 1 + bytes / 7) {
    auto* block = static_cast<uint8_t*>(arena.resize(nullptr, 0, bytes));
    ASSERT_NE(block, nullptr);
    std::fill_n(block, bytes, static_cast<uint8_t>(bytes));
    blocks.push_back({block, bytes});
  }
  for (auto& [block, bytes] : blocks) {
    block = static_cast<uint8_t*>(arena.resize(block, bytes, bytes * 2));
    ASSERT_NE(block, nullptr);
    for (size_t i = 0; i < bytes; ++i) ASSERT_EQ(block[i], static_cast<uint8_t>(bytes));
    std::fill_n(block, bytes * 2, static_cast<uint8_t>(bytes));
  }
  for (const auto& [block, bytes] : blocks) {
    for (size_t i = 0; i < bytes * 2; ++i) ASSERT_EQ(block[i], static_cast<uint8_t>(bytes));
  }
}

TEST(LuaArenaTest, RefusesWhatDoesNotFit) {
  LuaArena arena;
  EXPECT_EQ(arena.resize(nullptr, 0, LuaArena::kBytes + 1), nullptr);
  EXPECT_TRUE(arena.refused());
  EXPECT_NE(arena.resize(nullptr, 0, LuaArena::kBytes / 2), nullptr);
}

}  // namespace
}  // namespace sonde
