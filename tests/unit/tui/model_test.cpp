// What keys do to the model: levels and their restoring, selection, sorting, filters, tags, search,
// time, panels, actions. With the fake explorer; see fake_explorer.h for its rows.
// SPDX-License-Identifier: Apache-2.0
#include "tui/model/model.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "fake_explorer.h"
#include "temp_path.h"

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
  EXPECT_EQ(on.model->filter_of(on.model->level(), true),
            "proc.pid=" + on.model->level().path[0].value + " and evt.type!=switch");
  on.type("F9 End Enter Down Down Right");
  on.type("Bksp");
  ASSERT_EQ(on.model->levels().size(), 1u);
  EXPECT_TRUE(on.shows("text: o"));
  EXPECT_EQ(on.model->level().table.sort, "PID");
  EXPECT_NE(before, tagged);
  EXPECT_FALSE(selected.empty());
}

TEST(Levels, ThePathDoesNotGrowInCircles) {
  ModelOnFake on;
  on.type("Enter Enter Enter Enter");
  const std::string filter = on.model->filter_of(on.model->level(), true);
  EXPECT_EQ(filter.find("proc.pid=4711"), filter.rfind("proc.pid=4711"));
}

TEST(Levels, PickerListsWhatAppliesAndEscCancels) {
  ModelOnFake on;
  on.type("Enter F2");
  ASSERT_TRUE(on.model->panel_);
  for (const PanelItem& item : on.model->panel_->items) {
    EXPECT_TRUE(fake_views().find(item.id)->applies("proc.pid")) << item.id;
  }
  on.type("Home Esc");
  EXPECT_FALSE(on.model->panel_);
  EXPECT_EQ(on.model->level().view->id, "threads");
  on.type("F2 'fi'");  // type-ahead
  EXPECT_EQ(on.model->panel_->items[on.model->panel_->at].id, "files");
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
  EXPECT_EQ(on.model->filter_of(on.model->level(), false), "proc.pid=5120 and evt.type=read");
}

TEST(Levels, TaggedRowsAreDugTogether) {
  ModelOnFake on;
  on.type("Space Space d");
  EXPECT_EQ(on.explorer.asked<LinesRequest>()->scope.filter, "proc.pid in (4711, 5120)");
}

TEST(Selection, StaysOnItsRowWhenTheTableComesAnew) {
  ModelOnFake on;
  on.type("Down Down");
  ASSERT_EQ(on.selected(), "901");
  TableMaker maker(fake_views().find("procs"), "proc.pid");
  maker.column("PID", "proc.pid", 7, ColumnUnit::kNumber);
  maker.row("901", {"901"}).row("4711", {"4711"});
  on.explorer.procs_ = maker.table();
  on.type("Ctrl+L");
  EXPECT_EQ(on.selected(), "901");
  EXPECT_EQ(on.model->level().table.at, 0u);
}

TEST(Selection, TheFirstRowStaysFirstUntilOneMoves) {
  ModelOnFake on;
  TableMaker maker(fake_views().find("procs"), "proc.pid");
  maker.column("PID", "proc.pid", 7, ColumnUnit::kNumber);
  maker.row("1", {"1"}).row("4711", {"4711"});
  on.explorer.procs_ = maker.table();
  on.type("Ctrl+L");
  EXPECT_EQ(on.selected(), "1");
}

TEST(Sorting, TheMarkStandsInTheHeaderAndReverses) {
  ModelOnFake on;
  EXPECT_TRUE(on.shows("CPU%▼"));
  on.type("I");
  EXPECT_TRUE(on.shows("CPU%▲"));
  EXPECT_EQ(on.selected(), "1");
  on.type("!");
  EXPECT_TRUE(on.shows("PID▼"));
  EXPECT_EQ(on.selected(), "7200");
  on.type("!");
  EXPECT_TRUE(on.shows("PID▲"));
  on.type("M");
  EXPECT_TRUE(on.shows("RES▼"));
}

TEST(TextFilter, HidesRowsAndSaysSo) {
  ModelOnFake on;
  on.type("F4 'ROOT' Enter");
  EXPECT_EQ(on.model->level().table.order.size(), 2u);
  EXPECT_TRUE(on.shows("text: ROOT"));
  on.type("F4 Ctrl+U '4711'");  // numbers, too
  EXPECT_EQ(on.model->level().table.order.size(), 1u);
  on.type("Esc");
  EXPECT_EQ(on.model->level().table.text_filter, "ROOT");
  on.type("F4 Ctrl+U 'nowhere' Enter");
  EXPECT_TRUE(on.shows("No row contains \"nowhere\"."));
  on.type("Esc");
  EXPECT_EQ(on.model->level().table.order.size(), 6u);
}

TEST(TextFilter, BecomesAFilterOfEventsWhenItReadsLikeOne) {
  ModelOnFake on;
  on.type("F4 'proc.name=bash' Enter");
  EXPECT_TRUE(on.shows("It reads like a filter of events: F4, then F2."));
  on.type("F4 F2");
  ASSERT_TRUE(on.model->prompt_);
  EXPECT_EQ(on.model->prompt_->kind, Prompt::Kind::kExpression);
  EXPECT_EQ(on.model->prompt_->editor.text(), "proc.name=bash");
  EXPECT_EQ(on.model->level().table.text_filter, "");
  on.type("Enter");
  EXPECT_EQ(on.model->level().user_filter, "proc.name=bash");
}

TEST(Expression, IsCheckedWhileItIsTyped) {
  ModelOnFake on;
  on.type("F4 F2 'x.bad=1'");
  EXPECT_TRUE(on.shows("unknown field 'bad'"));
  on.type("Enter");
  ASSERT_TRUE(on.model->prompt_);  // not taken
  on.type("Esc");
  EXPECT_EQ(on.model->level().user_filter, "");
  on.type("F4");
  ASSERT_TRUE(on.model->prompt_);
  EXPECT_EQ(on.model->prompt_->kind, Prompt::Kind::kExpression);  // the mode stays
  on.type("'pro' Tab");
  EXPECT_EQ(on.model->prompt_->editor.text(), "proc.name");
  on.type("Tab");
  EXPECT_EQ(on.model->prompt_->editor.text(), "proc.pid");
  on.type("'=1' Enter");
  EXPECT_EQ(on.model->level().user_filter, "proc.pid=1");
  EXPECT_TRUE(on.shows("filter: proc.pid=1"));
  on.type("F4 Ctrl+U Up");
  EXPECT_EQ(on.model->prompt_->editor.text(), "proc.pid=1");
  on.type("Down");
  EXPECT_EQ(on.model->prompt_->editor.text(), "");
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

TEST(Tree, ProcessesStandBelowTheirParent) {
  ModelOnFake on;
  on.type("t");
  const auto& state = on.model->level().table;
  ASSERT_EQ(state.order.size(), 6u);
  std::string keys;
  for (uint32_t row : state.order) keys += state.table->rows[row].key + " ";
  EXPECT_EQ(keys, "1 5120 901 4711 7113 7200 ");
  EXPECT_TRUE(on.shows("│  └─ sh -c health.sh"));
  on.type("Home Down Down +");
  EXPECT_EQ(state.order.size(), 4u);
  EXPECT_TRUE(on.shows("├─+ containerd"));
  on.type("- t");
  EXPECT_EQ(on.model->level().table.order.size(), 6u);
}

TEST(Users, OneUserOnly) {
  ModelOnFake on;
  on.type("u 'root' Enter");
  EXPECT_EQ(on.explorer.asked<TableRequest>()->scope.filter, "user.name=root");
  on.type("u Home Enter");
  EXPECT_EQ(on.explorer.asked<TableRequest>()->scope.filter, "");
}

TEST(Columns, CanBeHiddenAllButOne) {
  ModelOnFake on;
  on.type("o");
  for (int at = 0; at < 20; ++at) on.type("Space Down");
  on.type("Esc");
  EXPECT_FALSE(on.shows(" PID "));
  EXPECT_TRUE(on.shows("COMMAND"));
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

TEST(Sorting, AKeyThatIsFasterThanTheTableCounts) {
  ModelOnFake on;
  on.explorer.silent_ = true;
  on.type("Enter P");
  EXPECT_FALSE(on.model->level().table.table);
  EXPECT_EQ(on.model->level().table.sort, "CPU%");
}

TEST(Table, AnEmptyOneSaysWhichTimeItIsOf) {
  ModelOnFake on;
  on.explorer.empty_ = true;
  on.type("Enter");
  EXPECT_TRUE(on.shows("Time: the last 2.0s; } looks back further."));
}

TEST(Lines, HoldAPageAndSearch) {
  ModelOnFake on;
  on.type("F6 Home");
  EXPECT_LE(on.model->level().lines.page.entries.size(), 200u);
  on.type("/ '77'");
  EXPECT_EQ(on.model->level().lines.at, 77u);
  on.type("Enter n");
  EXPECT_EQ(on.model->level().lines.at, 177u);
  on.type("N");
  EXPECT_EQ(on.model->level().lines.at, 77u);
  on.type("Ctrl+G '500' Enter");
  EXPECT_EQ(on.model->level().lines.at, 499u);
  EXPECT_TRUE(on.shows("499 22:13:20 3 nginx"));
  on.type("g '22:13:20.250' Enter");
  EXPECT_EQ(on.model->level().lines.at, 250u);
  on.type("/ 'zzz'");
  EXPECT_TRUE(on.shows("Not found: zzz"));
  on.type("Esc");
  EXPECT_EQ(on.model->level().lines.at, 250u);
  on.type("End");
  EXPECT_EQ(on.model->level().lines.at, 999u);
}

TEST(Lines, EnterShowsTheEventAndItsNeighbours) {
  ModelOnFake on;
  on.type("F6 Home Down Enter");
  EXPECT_TRUE(on.shows("Bytes that were read, or an error."));
  EXPECT_TRUE(on.shows("34us (34,000 ns)"));
  EXPECT_EQ(on.explorer.asked<EventRequest>()->event, 1u);
  on.type("Right");
  EXPECT_EQ(on.explorer.asked<EventRequest>()->event, 2u);
  on.type("Left Left");
  EXPECT_EQ(on.explorer.asked<EventRequest>()->event, 0u);
  on.type("D");
  EXPECT_EQ(on.model->filter_of(on.model->level(), false),
            "proc.pid=4711 and fd.name=\"/var/log/x\"");
  on.type("Bksp P");
  EXPECT_EQ(on.model->filter_of(on.model->level(), false), "proc.pid=4711");
  on.type("Bksp Bksp");
  EXPECT_EQ(on.model->level().lines.at, 0u);
}

TEST(Lines, DigAndEchoOfAnEventShowWhatWasAroundIt) {
  ModelOnFake on;
  on.type("F4 F2 'evt.latency>1' Enter F6 Home Down Enter F5");
  EXPECT_EQ(on.model->level().lines.style, EntryStyle::kEchoDotted);
  EXPECT_EQ(on.model->filter_of(on.model->level(), true),
            "proc.pid=4711 and fd.name=\"/var/log/x\"");
  const uint64_t ts_ns = on.model->levels()[on.model->levels().size() - 2].detail.detail.ts_ns;
  ASSERT_GT(ts_ns, 0u);
  EXPECT_EQ(on.explorer.asked<GotoRequest>()->ts_ns, ts_ns);
  EXPECT_EQ(on.explorer.asked<GotoRequest>()->scope.filter,
            "proc.pid=4711 and fd.name=\"/var/log/x\"");
  on.type("Bksp F6");
  EXPECT_EQ(on.model->level().lines.style, EntryStyle::kDig);
  EXPECT_EQ(on.model->filter_of(on.model->level(), true), "proc.pid=4711");
  EXPECT_EQ(on.explorer.asked<GotoRequest>()->ts_ns, ts_ns);
  EXPECT_FALSE(on.model->level().lines.follows_end);
}

TEST(Lines, EchoScrollsByLinesAndChangesItsStyle) {
  ModelOnFake on;
  on.type("F5 Home");
  EXPECT_TRUE(on.shows("Read 80B 0"));
  on.type("Down Down Down Down");
  EXPECT_FALSE(on.shows("Read 80B 0"));
  EXPECT_TRUE(on.shows("Write 80B 1"));
  on.type("F2");
  EXPECT_EQ(on.model->level().lines.style, EntryStyle::kEchoText);
  on.type("F2 F2");
  EXPECT_EQ(on.model->level().lines.style, EntryStyle::kDig);
  on.type("Home Down Down F2");
  EXPECT_EQ(on.model->level().lines.style, EntryStyle::kDigTimed);
  EXPECT_EQ(on.model->level().lines.at, 2u) << "the same events";
  on.type("F2");
  EXPECT_EQ(on.model->level().lines.style, EntryStyle::kEchoDotted);
}

TEST(Heat, AnAreaIsDug) {
  ModelOnFake on;
  on.type("F12");
  ASSERT_EQ(on.model->level().kind, Level::Kind::kSpectrogram);
  EXPECT_TRUE(on.shows("|1us"));
  EXPECT_TRUE(on.shows("calls of"));
  on.type("Home Right Shift+Right Shift+Down Enter");
  EXPECT_EQ(on.explorer.asked<LinesRequest>()->scope.filter,
            "evt.latency>=1000 and evt.latency<3000");
  EXPECT_GT(on.explorer.asked<LinesRequest>()->scope.to_ns, 0u);
  on.type("Bksp");
  EXPECT_TRUE(on.model->time_.at_end());
  on.type("Bksp Shift+F12");
  EXPECT_EQ(on.explorer.asked<SpectrogramRequest>()->scope.filter, "fd.type=file");
}

TEST(Heat, EchoIsOfTheArea) {
  ModelOnFake on;
  on.type("F12 Home Right Shift+Right F5");
  EXPECT_EQ(on.explorer.asked<LinesRequest>()->style, EntryStyle::kEchoDotted);
  EXPECT_EQ(on.explorer.asked<LinesRequest>()->scope.filter,
            "evt.latency>=1000 and evt.latency<3000");
}

TEST(Heat, ARectangleOfTheMouseIsDug) {
  ModelOnFake on;
  on.type("F12");
  draw_screen(*on.model);
  Input input;
  input.kind = Input::Kind::kPress;
  input.x = 40;
  input.y = 8;
  on.model->on_input(input);
  input.kind = Input::Kind::kDrag;
  input.x = 45;
  input.y = 10;
  on.model->on_input(input);
  input.kind = Input::Kind::kRelease;
  on.model->on_input(input);
  EXPECT_EQ(on.model->level().kind, Level::Kind::kLines);
  EXPECT_EQ(on.explorer.asked<LinesRequest>()->scope.filter,
            "evt.latency>=30000 and evt.latency<36000");
}

TEST(Lists, FollowTheirEndAndAreCleared) {
  ModelOnFake on("opens");
  EXPECT_EQ(on.model->level().table.at, 59u);
  on.type("Up");
  EXPECT_FALSE(on.model->level().table.follows_end);
  on.type("End");
  EXPECT_TRUE(on.model->level().table.follows_end);
  on.type("c");
  EXPECT_TRUE(on.shows("The rows up to now are hidden"));
  on.type("c Enter");
  EXPECT_EQ(on.model->level().kind, Level::Kind::kDetail);
  EXPECT_EQ(on.explorer.asked<EventRequest>()->event, 59u);
}

TEST(Actions, AskAndAreWordsWithoutAShell) {
  ModelOnFake on;
  on.type("k");
  ASSERT_TRUE(on.model->question_);
  EXPECT_TRUE(on.shows("Run kill 4711?"));
  on.type("n");
  EXPECT_TRUE(on.model->take_commands().empty());
  on.type("k y");
  auto commands = on.model->take_commands();
  ASSERT_EQ(commands.size(), 1u);
  EXPECT_EQ(commands[0].words, (std::vector<std::string>{"kill", "4711"}));
  on.type("F8 l");
  commands = on.model->take_commands();
  ASSERT_EQ(commands.size(), 1u);
  EXPECT_EQ(commands[0].words, (std::vector<std::string>{"lsof", "-p", "4711"}));
}

TEST(Actions, HotkeysDoNotTakeKeysThatMeanSomething) {
  ModelOnFake on;
  on.type("h");
  EXPECT_TRUE(on.model->page_);
  on.type("Esc F8 h");
  EXPECT_EQ(on.model->take_commands().size(), 1u);
}

TEST(Actions, NeverForARecordedMachineNorForThoseThatEnded) {
  ModelOnFake recorded("procs", {100, 24}, false);
  recorded.type("k");
  EXPECT_FALSE(recorded.model->question_);
  recorded.type("F8");
  EXPECT_FALSE(recorded.model->panel_);
  EXPECT_FALSE(recorded.shows("F8"));
  recorded.type("l");
  EXPECT_TRUE(recorded.model->take_commands().empty());
  ModelOnFake on;
  on.type("/ 'health' Enter k");
  EXPECT_FALSE(on.model->question_);
  EXPECT_TRUE(on.shows("That process has ended."));
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

TEST(Save, TextCsvJsonAndNeverOver) {
  ModelOnFake on;

  const std::string path = test::temp_path("t.csv");
  on.type("w Ctrl+U '" + path + "' Enter");
  EXPECT_TRUE(on.shows("Wrote 6 rows"));
  std::ifstream file(path);
  std::string header, first;
  std::getline(file, header);
  std::getline(file, first);
  EXPECT_EQ(header, "PID,USER,CPU%,TH,RES,ERR/s,TIME,COMMAND");
  EXPECT_EQ(first, "4711,www-data,88.2,2,63963136,0,1500000,nginx: worker process");
  on.type("w Ctrl+U '" + path + "' Enter");
  EXPECT_TRUE(on.shows("File exists"));
  on.type("W Ctrl+U '/x/y.scap' Enter");
  EXPECT_EQ(on.explorer.asked<ExportRequest>()->path, "/x/y.scap");
  EXPECT_TRUE(on.shows("Wrote 12 events"));
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
  EXPECT_EQ(on.model->level().table.sort, "PID");
  Input wheel;
  wheel.kind = Input::Kind::kWheelDown;
  on.model->on_input(wheel);
  EXPECT_GE(on.model->level().table.at, 3u);
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
  EXPECT_TRUE(on.model->level().table.tree);
  on.type("F5 F6");
  ASSERT_TRUE(on.model->panel_);
  EXPECT_EQ(on.model->panel_->kind, Panel::Kind::kSort);
  on.type("Esc F3 'init'");
  EXPECT_EQ(on.selected(), "1");
  on.type("Enter F9");
  ASSERT_TRUE(on.model->panel_);
  EXPECT_EQ(on.model->panel_->items.size(), 2u);  // kill, kill -9
  on.type("Esc F10");
  EXPECT_TRUE(on.model->is_quitting());
}

}  // namespace
}  // namespace sonde
