// What keys do to the model: levels and their restoring, the filter of events, searching, time,
// panels, the mouse. With the fake explorer; see fake_explorer.h for its rows.
// SPDX-License-Identifier: Apache-2.0
#include "tui/model/model.h"

#include <gtest/gtest.h>

#include "fake_explorer.h"

namespace sonde {
namespace {

constexpr uint64_t kStart = 1'700'000'000'000'000'000, kSecond = 1'000'000'000;

TEST(Levels, EnterGoesInAndBackRestoresEverything) {
  ModelOnFake on;
  on.type("F9 Home Enter");  // by PID, descending
  on.type("/ 'containerd' Enter Space");
  on.type("F4 'o' Enter");
  const std::string before = on.screen();
  const std::string selected = on.selected();
  on.type("Esc Esc");  // the text filter, then the tag
  on.type("Space F4 'o' Enter");
  const std::string tagged = on.screen();
  on.type("U Enter");
  ASSERT_EQ(on.model->levels().size(), 2u);
  EXPECT_EQ(on.model->level().view->id, "threads");
  EXPECT_EQ(filter_of(on.model->level(), true),
            "proc.pid=" + on.model->level().path[0].value + " and evt.type!=switch");
  on.type("F9 End Enter Down Down Right");
  on.type("Bksp");
  ASSERT_EQ(on.model->levels().size(), 1u);
  EXPECT_TRUE(on.shows("text: o"));
  EXPECT_EQ(on.table().sort, "PID");
  EXPECT_NE(before, tagged);
  EXPECT_FALSE(selected.empty());
}

TEST(Levels, ThePathDoesNotGrowInCircles) {
  ModelOnFake on;
  on.type("Enter Enter Enter Enter");
  const std::string filter = filter_of(on.model->level(), true);
  EXPECT_EQ(filter.find("proc.pid=4711"), filter.rfind("proc.pid=4711"));
}

TEST(Levels, PickerListsWhatAppliesAndEscCancels) {
  ModelOnFake on;
  on.type("Enter F2");
  ASSERT_TRUE(on.model->panel());
  for (const PanelItem& item : on.model->panel()->items()) {
    EXPECT_TRUE(fake_views().find(item.id)->applies("proc.pid")) << item.id;
  }
  on.type("Home Esc");
  EXPECT_FALSE(on.model->panel());
  EXPECT_EQ(on.model->level().view->id, "threads");
  on.type("F2 'fi'");  // type-ahead
  EXPECT_EQ(on.model->panel()->selected().id, "files");
  on.type("Enter");
  EXPECT_EQ(on.model->level().view->id, "files");
  EXPECT_EQ(on.model->level().path.size(), 1u);
  on.type("Bksp");
  EXPECT_EQ(on.model->level().view->id, "threads");
}

TEST(Levels, DigIsOfTheSelectedRowAlsoWithAFilter) {
  ModelOnFake on;
  on.type("F4 F2 'evt.type=read' Enter Down F6");
  const auto* lines = on.explorer.asked<LinesRequest>();
  ASSERT_TRUE(lines);
  EXPECT_EQ(lines->scope.filter, "proc.pid=5120 and evt.type=read");
  on.type("Bksp Enter");
  EXPECT_EQ(filter_of(on.model->level(), false), "proc.pid=5120 and evt.type=read");
}

TEST(Levels, TaggedRowsAreDugTogether) {
  ModelOnFake on;
  on.type("Space Space d");
  EXPECT_EQ(on.explorer.asked<LinesRequest>()->scope.filter, "proc.pid in (4711, 5120)");
}

TEST(Expression, IsCheckedWhileItIsTyped) {
  ModelOnFake on;
  on.type("F4 F2 'x.bad=1'");
  EXPECT_TRUE(on.shows("unknown field 'bad'"));
  on.type("Enter");
  ASSERT_TRUE(on.model->prompt());  // not taken
  on.type("Esc");
  EXPECT_EQ(on.model->level().user_filter, "");
  on.type("F4");
  ASSERT_TRUE(on.model->prompt());
  EXPECT_EQ(on.model->prompt()->label(), "Filter: ");  // the mode stays
  on.type("'pro' Tab");
  EXPECT_EQ(on.model->prompt()->text(), "proc.name");
  on.type("Tab");
  EXPECT_EQ(on.model->prompt()->text(), "proc.pid");
  on.type("'=1' Enter");
  EXPECT_EQ(on.model->level().user_filter, "proc.pid=1");
  EXPECT_TRUE(on.shows("filter: proc.pid=1"));
  on.type("F4 Ctrl+U Up");
  EXPECT_EQ(on.model->prompt()->text(), "proc.pid=1");
  on.type("Down");
  EXPECT_EQ(on.model->prompt()->text(), "");
}

TEST(Search, GoesOverEveryVisibleColumnAndAround) {
  ModelOnFake on;
  on.type("/ '901'");
  EXPECT_EQ(on.selected(), "901");
  on.type("Enter / 'root'");
  EXPECT_EQ(on.selected(), "901");
  on.type("Enter n");
  EXPECT_EQ(on.selected(), "1");
  on.type("F3");
  EXPECT_EQ(on.selected(), "901");
  on.type("N");
  EXPECT_EQ(on.selected(), "1");
  on.type("/ 'zzz' Esc");
  EXPECT_EQ(on.selected(), "1");
}

TEST(Time, StepsRangesAndTheEnd) {
  ModelOnFake on("procs", {100, 24}, false);
  EXPECT_TRUE(on.explorer.asked<TableRequest>()->follows);
  EXPECT_EQ(on.explorer.asked<TableRequest>()->scope.from_ns, 0u);
  on.type("[");
  const Scope last = on.explorer.asked<TableRequest>()->scope;
  EXPECT_EQ(last.to_ns, kStart + 60 * kSecond + 1);
  EXPECT_EQ(last.to_ns - last.from_ns, 5 * kSecond);
  on.type("[");
  EXPECT_EQ(on.explorer.asked<TableRequest>()->scope.to_ns, last.from_ns);
  on.type("] {");
  EXPECT_EQ(on.explorer.asked<TableRequest>()->scope.to_ns -
                on.explorer.asked<TableRequest>()->scope.from_ns,
            2 * kSecond);
  on.type("g '22:13:30' Enter");
  EXPECT_EQ(on.explorer.asked<TableRequest>()->scope.from_ns, kStart + 10 * kSecond);
  on.type("g '-20s' Enter");
  EXPECT_EQ(on.explorer.asked<TableRequest>()->scope.from_ns, kStart + 40 * kSecond);
  on.type("g '+2m' Enter g 'noon' Enter");
  EXPECT_TRUE(on.shows("a time is written"));
  on.type("Esc L");
  EXPECT_EQ(on.explorer.asked<TableRequest>()->scope.from_ns, 0u);
}

TEST(Time, LiveShowsTheLastRefreshAndStepsBack) {
  ModelOnFake on;
  EXPECT_EQ(on.explorer.asked<TableRequest>()->scope.last_ns, 2 * kSecond);
  on.type("[");
  EXPECT_EQ(on.explorer.asked<TableRequest>()->scope.to_ns, kStart + 58 * kSecond + 1);
  EXPECT_TRUE(on.shows("PAST"));
  on.type("] ]");
  EXPECT_EQ(on.explorer.asked<TableRequest>()->scope.last_ns, 2 * kSecond);
  on.type("}");
  EXPECT_EQ(on.explorer.asked<TableRequest>()->scope.last_ns, 5 * kSecond);
}

TEST(Pause, StopsFollowingAndGoesOn) {
  ModelOnFake on;
  const size_t cancelled = on.explorer.cancelled_.size();
  on.type("p");
  EXPECT_TRUE(on.shows("PAUSED"));
  EXPECT_GT(on.explorer.cancelled_.size(), cancelled);
  on.type("p");
  EXPECT_FALSE(on.shows("PAUSED"));
  EXPECT_TRUE(on.explorer.asked<TableRequest>()->follows);
}

TEST(Errors, AreShownInALine) {
  ModelOnFake on;
  on.explorer.refusal_ = "the filter has no field x";
  on.type("Ctrl+L");
  EXPECT_TRUE(on.shows("the filter has no field x"));
  on.type("Enter Up Down PgDn F6 F5 / 'x' Enter n t Space");
  EXPECT_FALSE(on.screen().empty());
}

TEST(Empty, SaysWhatIsNotThereAndWhy) {
  ModelOnFake on("procs", {100, 24}, false);
  on.explorer.empty_ = true;
  on.type("F4 F2 'proc.pid=1' Enter");
  EXPECT_TRUE(on.shows("No data for this selection."));
  EXPECT_TRUE(on.shows("Filter: proc.pid=1"));
  on.type("F6");
  EXPECT_TRUE(on.shows("No events in this selection."));
  ModelOnFake waiting;
  waiting.explorer.silent_ = true;
  waiting.type("F2 'fi' Enter");
  EXPECT_TRUE(waiting.shows("Collecting data"));
}

TEST(Mouse, SelectsSortsAndActs) {
  ModelOnFake on;
  draw_screen(*on.model);
  const int top = on.model->layout().body.y;
  const auto press = [&](int x, int y) {
    Input input;
    input.kind = Input::Kind::kPress;
    input.x = x;
    input.y = y;
    input.time_ms = 1000;
    on.model->on_input(input);
    on.model->on_replies();
    draw_screen(*on.model);
  };
  press(5, top + 2);
  EXPECT_EQ(on.selected(), "5120");
  press(3, top);  // the header of PID
  EXPECT_EQ(on.table().sort, "PID");
  Input wheel;
  wheel.kind = Input::Kind::kWheelDown;
  on.model->on_input(wheel);
  EXPECT_GE(on.table().at, 3u);
  draw_screen(*on.model);
  press(5, top + 1);
  press(5, top + 1);  // the second click goes in
  EXPECT_EQ(on.model->levels().size(), 2u);
  press(18, on.model->layout().crumbs_y);  // "Processes" in the line of levels
  EXPECT_EQ(on.model->levels().size(), 1u);
}

TEST(Htop, ItsKeysHaveItsMeanings) {
  ModelOnFake on("procs", {100, 24}, true, true);
  on.type("F5");
  EXPECT_TRUE(on.table().tree);
  on.type("F5 F6");
  ASSERT_TRUE(on.model->panel());
  EXPECT_EQ(on.model->panel()->title(), "Sort by");
  on.type("Esc F3 'init'");
  EXPECT_EQ(on.selected(), "1");
  on.type("Enter F9");
  ASSERT_TRUE(on.model->panel());
  EXPECT_EQ(on.model->panel()->items().size(), 2u);  // kill, kill -9
  on.type("Esc F10");
  EXPECT_TRUE(on.model->is_quitting());
}

}  // namespace
}  // namespace sonde
