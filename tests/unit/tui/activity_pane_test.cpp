// The pane of activity: slices have round widths and begin at whole multiples of them, a slice
// leads to its events and back, and live what comes is counted. With the fake explorer, whose
// bucket n has 13 n modulo 40 events; bucket 10 lost 5.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "fake_explorer.h"

namespace sonde {
namespace {

constexpr uint64_t kStart = 1'700'000'000'000'000'000, kSecond = 1'000'000'000;

// The last request that was not the time bar's, which has no range.
const ActivityRequest& asked(const ModelOnFake& on) {
  const auto& requests = on.explorer.requests_;
  for (auto at = requests.rbegin(); at != requests.rend(); ++at) {
    const auto* request = std::get_if<ActivityRequest>(&*at);
    if (request && request->scope.to_ns) return *request;
  }
  ADD_FAILURE() << "activity was not asked for";
  static const ActivityRequest kNone;
  return kNone;
}

uint64_t width_of(const ActivityRequest& request) {
  return (request.scope.to_ns - request.scope.from_ns) / request.buckets;
}

// A slice as the screen shows it: events end in the 30th cell.
std::string line(const std::string& time, const std::string& events) {
  return " " + time + std::string(29 - time.size() - events.size(), ' ') + events;
}

TEST(Activity, SlicesOfAMinuteAreSeconds) {
  ModelOnFake on("procs", {100, 24}, false);
  on.type("a");
  EXPECT_EQ(asked(on).scope.from_ns, kStart);
  EXPECT_EQ(asked(on).buckets, 61u) << "the last event is at the end of the minute";
  EXPECT_EQ(width_of(asked(on)), kSecond);
  EXPECT_TRUE(on.shows("in slices of 1.0s"));
  EXPECT_TRUE(on.shows(line("22:13:21", "13")));
  EXPECT_TRUE(on.shows(line("22:13:30", "10") + "           5"));
}

TEST(Activity, SlicesBeginAtMultiplesOfTheirWidth) {
  ModelOnFake on("procs", {100, 24}, false);
  on.explorer.status_.first_ns = kStart + 777'777'777;
  on.explorer.status_.last_ns = kStart + 3 * kSecond;
  on.model->on_replies();
  on.type("a");
  EXPECT_EQ(width_of(asked(on)), kSecond / 20);
  EXPECT_EQ(asked(on).scope.from_ns, kStart + kSecond / 20 * 15);
  EXPECT_GT(asked(on).scope.to_ns, kStart + 3 * kSecond);
  EXPECT_TRUE(on.shows(" 22:13:20.750"));
}

TEST(Activity, EnterShowsTheEventsOfASliceAndBackAllOfThem) {
  ModelOnFake on("procs", {100, 24}, false);
  on.type("Down a Down Down Enter");
  ASSERT_EQ(on.model->place(), place::kLines);
  const auto* lines = on.explorer.asked<LinesRequest>();
  EXPECT_EQ(lines->scope.from_ns, kStart + 2 * kSecond);
  EXPECT_EQ(lines->scope.to_ns, kStart + 3 * kSecond);
  EXPECT_EQ(lines->scope.filter, "proc.pid=5120");
  EXPECT_TRUE(on.shows("22:13:22: Dig"));
  on.type("Bksp");
  EXPECT_TRUE(on.model->state().time.at_end());
  EXPECT_TRUE(on.shows("3/61"));
}

TEST(Activity, LiveFollowsTheEndUntilOneMoves) {
  ModelOnFake on;
  on.type("a");
  EXPECT_TRUE(on.shows("61/61"));
  const size_t requests = on.explorer.requests_.size();
  on.explorer.status_.last_ns += 2 * kSecond;
  on.explorer.answer_again();
  on.model->on_replies();
  EXPECT_TRUE(on.shows("63/63"));
  EXPECT_EQ(on.explorer.requests_.size(), requests) << "there was room";
  on.type("Up");
  on.explorer.status_.last_ns += 30 * kSecond;
  on.explorer.answer_again();
  on.model->on_replies();
  EXPECT_GT(on.explorer.requests_.size(), requests);
  EXPECT_TRUE(on.shows("62/93"));
}

TEST(Activity, LiveWhatIsForgottenIsNotShown) {
  ModelOnFake on;
  on.type("a Home");
  EXPECT_TRUE(on.shows(" 22:13:20 "));
  on.explorer.status_.first_ns += 5 * kSecond;
  on.explorer.answer_again();
  on.model->on_replies();
  EXPECT_FALSE(on.shows(" 22:13:24 "));
  EXPECT_TRUE(on.shows(line("22:13:25", "25")));
  EXPECT_TRUE(on.shows("1/56"));
}

TEST(Activity, IsOfTheRangeThatIsLookedAt) {
  ModelOnFake on("procs", {100, 24}, false);
  on.type("[ a");
  EXPECT_EQ(asked(on).scope.to_ns, kStart + 60 * kSecond + kSecond / 10);
  EXPECT_EQ(width_of(asked(on)), kSecond / 10);
}

}  // namespace
}  // namespace sonde
