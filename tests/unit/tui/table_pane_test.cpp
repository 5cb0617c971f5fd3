// What keys do to a table or a list: the selection, sorting, the text filter, the tree, columns,
// actions, saving. With the fake explorer; see fake_explorer.h for its rows.
// SPDX-License-Identifier: Apache-2.0
#include "tui/pane/table_pane.h"

#include <gtest/gtest.h>

#include <fstream>

#include "fake_explorer.h"
#include "temp_path.h"

namespace sonde {
namespace {

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
  EXPECT_EQ(on.table().at, 0u);
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
  EXPECT_EQ(on.table().order.size(), 2u);
  EXPECT_TRUE(on.shows("text: ROOT"));
  on.type("F4 Ctrl+U '4711'");  // numbers, too
  EXPECT_EQ(on.table().order.size(), 1u);
  on.type("Esc");
  EXPECT_EQ(on.table().text_filter, "ROOT");
  on.type("F4 Ctrl+U 'nowhere' Enter");
  EXPECT_TRUE(on.shows("No row contains \"nowhere\"."));
  on.type("Esc");
  EXPECT_EQ(on.table().order.size(), 6u);
}

TEST(TextFilter, BecomesAFilterOfEventsWhenItReadsLikeOne) {
  ModelOnFake on;
  on.type("F4 'proc.name=bash' Enter");
  EXPECT_TRUE(on.shows("It reads like a filter of events: F4, then F2."));
  on.type("F4 F2");
  ASSERT_TRUE(on.model->prompt());
  EXPECT_EQ(on.model->prompt()->label(), "Filter: ");
  EXPECT_EQ(on.model->prompt()->text(), "proc.name=bash");
  EXPECT_EQ(on.table().text_filter, "");
  on.type("Enter");
  EXPECT_EQ(on.model->level().user_filter, "proc.name=bash");
}

TEST(Tree, ProcessesStandBelowTheirParent) {
  ModelOnFake on;
  on.type("t");
  const auto& state = on.table();
  ASSERT_EQ(state.order.size(), 6u);
  std::string keys;
  for (uint32_t row : state.order) keys += state.table->rows[row].key + " ";
  EXPECT_EQ(keys, "1 5120 901 4711 7113 7200 ");
  EXPECT_TRUE(on.shows("│  └─ sh -c health.sh"));
  on.type("Home Down Down +");
  EXPECT_EQ(state.order.size(), 4u);
  EXPECT_TRUE(on.shows("├─+ containerd"));
  on.type("- t");
  EXPECT_EQ(on.table().order.size(), 6u);
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

TEST(Sorting, AKeyThatIsFasterThanTheTableCounts) {
  ModelOnFake on;
  on.explorer.silent_ = true;
  on.type("Enter P");
  EXPECT_FALSE(on.table().table);
  EXPECT_EQ(on.table().sort, "CPU%");
}

TEST(Table, AnEmptyOneSaysWhichTimeItIsOf) {
  ModelOnFake on;
  on.explorer.empty_ = true;
  on.type("Enter");
  EXPECT_TRUE(on.shows("Time: the last 2.0s; } looks back further."));
}

TEST(Lists, FollowTheirEndAndAreCleared) {
  ModelOnFake on("opens");
  EXPECT_EQ(on.table().at, 59u);
  on.type("Up");
  EXPECT_FALSE(on.table().follows_end);
  on.type("End");
  EXPECT_TRUE(on.table().follows_end);
  on.type("c");
  EXPECT_TRUE(on.shows("The rows up to now are hidden"));
  on.type("c Enter");
  EXPECT_EQ(on.model->place(), place::kDetail);
  EXPECT_EQ(on.explorer.asked<EventRequest>()->event, 59u);
}

TEST(Actions, AskAndAreWordsWithoutAShell) {
  ModelOnFake on;
  on.type("k");
  ASSERT_TRUE(on.model->question());
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
  EXPECT_TRUE(on.model->page());
  on.type("Esc F8 h");
  EXPECT_EQ(on.model->take_commands().size(), 1u);
}

TEST(Actions, NeverForARecordedMachineNorForThoseThatEnded) {
  ModelOnFake recorded("procs", {100, 24}, false);
  recorded.type("k");
  EXPECT_FALSE(recorded.model->question());
  recorded.type("F8");
  EXPECT_FALSE(recorded.model->panel());
  EXPECT_FALSE(recorded.shows("F8"));
  recorded.type("l");
  EXPECT_TRUE(recorded.model->take_commands().empty());
  ModelOnFake on;
  on.type("/ 'health' Enter k");
  EXPECT_FALSE(on.model->question());
  EXPECT_TRUE(on.shows("That process has ended."));
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

}  // namespace
}  // namespace sonde
