// Every key of a view file, what a file must not be, and libraries of several folders.
// SPDX-License-Identifier: Apache-2.0
#include "script/view_loader.h"

#include <gtest/gtest.h>

#include "view_files.h"

namespace sonde {
namespace {

using test::view_text;
using test::ViewFiles;

ViewPtr view_of(const std::string& text) {
  ViewFiles files;
  Result<ViewPtr> loaded = load_view(files.write("x.lua", text));
  if (loaded) return loaded.take();
  ADD_FAILURE() << loaded.error().what << "; " << loaded.error().hint;
  return std::make_shared<ViewSpec>();
}

// What, without the path, and behind a semicolon the hint.
std::string error_of(const std::string& text) {
  ViewFiles files;
  const std::string path = files.write("x.lua", text);
  const Result<ViewPtr> loaded = load_view(path);
  if (loaded) return "(it loads)";
  const Error& error = loaded.error();
  EXPECT_TRUE(error.what.starts_with(path)) << error.what;
  std::string what = error.what.substr(std::min(path.size(), error.what.size()));
  return error.hint.empty() ? what : what + "; " + error.hint;
}

TEST(ViewLoader, EveryKey) {
  const ViewPtr view = view_of(R"(
    view_info = {
      id = "own", name = "Own", description = "A view.", tips = {"one", "two"},
      tags = {"Default"}, view_type = "table", applies_to = {"", "proc.pid"},
      filter = "fd.type = file or fd.type = directory", use_defaults = true, is_root = true,
      drilldown_target = "files", drilldown_increase_depth = true, propagate_filter = false,
      spectro_type = "tracers", row_source = "descriptors",
      columns = {
        {name = "NA", field = "thread.tid", is_key = true, tags = {"default"},
         filterfield = "proc.pid", filter_in_child_only = true},
        {name = "NA", field = "thread.vtid", is_key = true, tags = {"containers"}},
        {name = "NA", field = "proc.pid", is_groupby_key = true},
        {name = "CPU", field = "thread.cpu", description = "Busy.", colsize = 8,
         aggregation = "AVG", groupby_aggregation = "SUM", is_sorting = true},
        {name = "A", field = "evt.count", aggregation = "TIME_AVG", groupby_aggregation = "MIN"},
        {name = "B", field = "evt.latency", aggregation = "MAX", colsize = 0, hidden = true},
      },
      actions = {
        {hotkey = "k", command = "kill %proc.pid", description = "kill", ask_confirmation = true,
         wait_finish = false},
        {hotkey = "9", command = "kill -9 %proc.pid"},
      },
    })");
  EXPECT_EQ(view->id, "own");
  EXPECT_EQ(view->name, "Own");
  EXPECT_EQ(view->description, "A view.");
  EXPECT_EQ(view->tips, (std::vector<std::string>{"one", "two"}));
  EXPECT_EQ(view->tags, std::vector<std::string>{"Default"});
  EXPECT_EQ(view->type, ViewType::kTable);
  EXPECT_EQ(view->applies_to, (std::vector<std::string>{"", "proc.pid"}));
  EXPECT_EQ(view->filter, "fd.type = file or fd.type = directory");
  EXPECT_TRUE(view->use_defaults);
  EXPECT_TRUE(view->is_root);
  EXPECT_EQ(view->drilldown_target, "files");
  EXPECT_TRUE(view->drilldown_increase_depth);
  EXPECT_FALSE(view->propagate_filter);
  EXPECT_EQ(view->spectro_type, "tracers");
  EXPECT_EQ(view->row_source, RowSource::kDescriptors);
  EXPECT_TRUE(view->path.ends_with("/x.lua"));

  ASSERT_EQ(view->columns.size(), 6u);
  const ColumnSpec& key = view->columns[0];
  EXPECT_TRUE(key.is_key);
  EXPECT_FALSE(key.is_group_key);
  EXPECT_EQ(key.tags, std::vector<std::string>{"default"});
  EXPECT_EQ(key.filter_field, "proc.pid");
  EXPECT_TRUE(key.filter_in_child_only);
  EXPECT_EQ(key.width, ColumnSpec::kWidthByType);
  EXPECT_TRUE(view->columns[2].is_group_key);
  const ColumnSpec& cpu = view->columns[3];
  EXPECT_EQ(cpu.name, "CPU");
  EXPECT_EQ(cpu.field, "thread.cpu");
  EXPECT_EQ(cpu.description, "Busy.");
  EXPECT_EQ(cpu.width, 8);
  EXPECT_EQ(cpu.aggregation, Aggregation::kAverage);
  EXPECT_EQ(cpu.group_aggregation, Aggregation::kSum);
  EXPECT_TRUE(cpu.is_sorting);
  EXPECT_EQ(view->columns[4].aggregation, Aggregation::kRate);
  EXPECT_EQ(view->columns[4].group_aggregation, Aggregation::kMin);
  EXPECT_EQ(view->columns[5].aggregation, Aggregation::kMax);
  EXPECT_EQ(view->columns[5].width, ColumnSpec::kRestOfLine);
  EXPECT_TRUE(view->columns[5].is_hidden);
  EXPECT_FALSE(view->columns[4].is_hidden);

  ASSERT_EQ(view->actions.size(), 2u);
  EXPECT_EQ(view->actions[0].hotkey, 'k');
  EXPECT_EQ(view->actions[0].command, "kill %proc.pid");
  EXPECT_EQ(view->actions[0].description, "kill");
  EXPECT_TRUE(view->actions[0].ask_confirmation);
  EXPECT_FALSE(view->actions[0].wait_finish);
  EXPECT_FALSE(view->actions[1].ask_confirmation);
  EXPECT_TRUE(view->actions[1].wait_finish);
}

TEST(ViewLoader, Defaults) {
  const ViewPtr view = view_of("view_info = {id='x', columns={{field='proc.pid', is_key=true}}}");
  EXPECT_EQ(view->name, "x");
  EXPECT_EQ(view->type, ViewType::kTable);
  EXPECT_EQ(view->row_source, RowSource::kEvents);
  EXPECT_FALSE(view->use_defaults);
  EXPECT_FALSE(view->is_root);
  EXPECT_TRUE(view->propagate_filter);
  EXPECT_FALSE(view->drilldown_increase_depth);
  EXPECT_TRUE(view->filter.empty());
}

TEST(ViewLoader, RowSources) {
  EXPECT_EQ(view_of(view_text("use_defaults = true,"))->row_source, RowSource::kThreads);
  EXPECT_EQ(view_of(view_text("row_source = 'events', use_defaults = true,"))->row_source,
            RowSource::kEvents);
  EXPECT_EQ(view_of(view_text("row_source = 'threads',"))->row_source, RowSource::kThreads);
  EXPECT_EQ(view_of(view_text("row_source = 'ended',"))->row_source, RowSource::kEnded);
  const ViewPtr list = view_of(
      "view_info = {id='x', view_type='list', use_defaults=true,"
      " columns={{name='P', field='proc.pid'}}}");
  EXPECT_EQ(list->type, ViewType::kList);
  EXPECT_EQ(list->row_source, RowSource::kEvents);
}

TEST(ViewLoader, UnknownKeysArePassedOver) {
  view_of(view_text("colour = 'red', is_rooot = 5, on_init = function() return 1 end,",
                    "{name = 'A', field = 'evt.count', shade = {}},"));
}

TEST(ViewLoader, AFileMayCompute) {
  const ViewPtr view = view_of(R"(
    local function column(name, field) return {name = name:upper(), field = field} end
    view_info = {id = ("x"):rep(3), name = string.format("%d", math.max(1, 2)), columns = {}}
    for _, field in ipairs({"proc.pid", "proc.name"}) do
      table.insert(view_info.columns, column(field, field))
    end
    view_info.columns[1].is_key = true)");
  EXPECT_EQ(view->id, "xxx");
  EXPECT_EQ(view->name, "2");
  ASSERT_EQ(view->columns.size(), 2u);
  EXPECT_EQ(view->columns[1].name, "PROC.NAME");
}

TEST(ViewLoader, DepthStays) {
  const ViewPtr view = view_of(
      "view_info = {id='x', filter='span.ntags>=%depth+1', columns={{field='span.tag[%depth]',"
      " is_key=true}, {field='span.tag[%depth-1]'}}}");
  EXPECT_EQ(view->columns[0].field, "span.tag[%depth]");
  EXPECT_EQ(view->filter, "span.ntags>=%depth+1");
}

struct Wrong {
  const char* text;
  const char* error;
};

TEST(ViewLoader, WhatIsWrongWithTheFile) {
  const Wrong cases[] = {
      {"view_info = {\n\n  id = }", ":3: unexpected symbol near '}'"},
      {"x = 1", ": the file does not set the global table view_info"},
      {"", ": the file does not set the global table view_info"},
      {"view_info = 'x'", ": the file does not set the global table view_info"},
      {"\n error('no')", ":2: no"},
      {"error({})", ": the script ends with an error that is no text"},
      {"description = 'A chisel.'\nview_info = {}",
       ": this is a chisel, not a view: it sets the global text 'description'"},
      {"view_info = {columns={{field='proc.pid', is_key=true}}}", ": the view has no id"},
      {"view_info = {id='x'}", ": the view has no columns"},
      {"view_info = {id='x', columns={}}", ": the view has no columns"},
      {"view_info = {id='x', columns={'a'}}", ": column 1: a column must be a table"},
      {"view_info = {id='x', columns={{field='proc.pid'}}}", ": no column has is_key"},
      {"view_info = {id='x', view_type='list', columns={{field='proc.pid', is_key=true}}}",
       ": a list has a row for each event: no column can be a key"},
  };
  for (const Wrong& wrong : cases) EXPECT_EQ(error_of(wrong.text), wrong.error) << wrong.text;
}

TEST(ViewLoader, WhatIsWrongWithAColumn) {
  const Wrong cases[] = {
      {"{name='B', field='proc.pid', is_key=true},", ": more than one column has is_key"},
      {"{name='B', field='proc.pid', is_key=true, tags={'containers'}},",
       ": more than one column has is_key (columns with the tag containers)"},
      {"{name='B', field='a', is_groupby_key=true}, {field='b', is_groupby_key=true},",
       ":7: column 2 (B): unknown field 'a'"},
      {"{field='proc.pid', is_groupby_key=true}, {field='proc.ppid', is_groupby_key=true},",
       ": more than one column has is_groupby_key"},
      {"{field='proc.pid', is_sorting=true}, {field='proc.ppid', is_sorting=true},",
       ": more than one column has is_sorting"},
      {"{name='B'},", ": column 2 (B): the column has no field"},
      {"{name='B', field='proc.pidd'},",
       ":7: column 2 (B): unknown field 'proc.pidd'; did you mean 'proc.pid'?"},
      {"{name='B', field=\"thread.cpuu\"},",
       ":7: column 2 (B): unknown field 'thread.cpuu'; did you mean 'thread.cpu'?"},
      {"{name='B', field='proc.pid', filterfield='proc.piid'},",
       ":7: column 2 (B): unknown field 'proc.piid'; did you mean proc.pid?"},
      {"{name='B', field='evt.count', aggregation='SUMM'},",
       ":7: column 2 (B): unknown aggregation 'SUMM'; did you mean 'SUM'?"},
      {"{name='B', field='evt.count', groupby_aggregation='median'},",
       ":7: column 2 (B): unknown groupby_aggregation 'median'; it may be SUM, AVG, TIME_AVG, MIN, "
       "MAX"},
      {"{name='B', field='evt.count', colsize='8'},",
       ": column 2 (B): colsize must be a number, not a text"},
      {"{name='B', field='evt.count', colsize=-1},",
       ": column 2 (B): colsize must be from 0 to 10000"},
      {"{name='B', field='evt.count', colsize=0/0},",
       ": column 2 (B): colsize must be from 0 to 10000"},
      {"{name='B', field='evt.count', is_key=1},",
       ": column 2 (B): is_key must be true or false, not a number"},
      {"{name={}, field='evt.count'},", ": column 2: name must be a text, not a table"},
      {"{name='B', field='evt.count', tags='default'},",
       ": column 2 (B): tags must be a table, not a text"},
      {"{name='B', field='evt.count', tags={1}},", ": column 2 (B): tags must be a list of texts"},
  };
  for (const Wrong& wrong : cases) {
    const std::string error = error_of(view_text("", wrong.text));
    EXPECT_TRUE(error.starts_with(wrong.error)) << wrong.text << "\n  " << error;
  }
}

TEST(ViewLoader, WhatIsWrongWithAKey) {
  const Wrong cases[] = {
      {"name = 5,", ": name must be a text, not a number"},
      {"is_root = 'yes',", ": is_root must be true or false, not a text"},
      {"applies_to = '',", ": applies_to must be a table, not a text"},
      {"tips = print or function() end,", ": tips must be a table, not a function"},
      {"view_type = 'tabel',", ":4: unknown view_type 'tabel'; did you mean 'table'?"},
      {"row_source = 'files',",
       ":4: unknown row_source 'files'; it may be events, threads, descriptors, ended"},
      {"filter = 'proc.nam = x',", ":4: filter: unknown field 'proc.nam'; did you mean proc.name?"},
      {"filter = 'proc.name = x and',",
       ":4: filter: the filter ends where a condition should follow"},
      {"actions = {5},", ": action 1: an action must be a table"},
      {"actions = {{hotkey='kk', command='x'}},", ": action 1: hotkey must be one character"},
      {"actions = {{hotkey=9, command='x'}},", ": action 1: hotkey must be a text, not a number"},
      {"actions = {{hotkey='k'}},", ": action 1: the action has no command"},
      {"actions = {{hotkey='k', command='x'}, {hotkey='l', command='y', wait_finish=0}},",
       ": action 2: wait_finish must be true or false, not a number"},
  };
  for (const Wrong& wrong : cases) EXPECT_EQ(error_of(view_text(wrong.text)), wrong.error);
}

TEST(ViewLoader, FilesThatCannotBeRead) {
  ViewFiles files;
  const Result<ViewPtr> absent = load_view(files.folder() + "/no.lua");
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().what,
            "cannot read " + files.folder() + "/no.lua: No such file or directory");
  const Result<ViewPtr> folder = load_view(files.folder());
  ASSERT_FALSE(folder);
  EXPECT_EQ(folder.error().what, "cannot read " + files.folder() + ": it is a folder");
  const Result<ViewPtr> big = load_view(files.write("big.lua", std::string(2u << 20, ' ')));
  ASSERT_FALSE(big);
  EXPECT_TRUE(big.error().what.ends_with("it has more than 1 MiB")) << big.error().what;
}

std::string named(const std::string& id, const std::string& name) {
  return "view_info = {id='" + id + "', name='" + name +
         "', applies_to={'', 'fd.name'}, columns={{field='proc.pid', is_key=true}}}";
}

TEST(ViewLibrary, EarlierFoldersCountAndNamesGiveTheOrder) {
  ViewFiles own, installed;
  own.write("b.lua", named("b", "My B"));
  installed.write("a.lua", named("a", "Zebra"));
  installed.write("b.lua", named("b", "B"));
  installed.write("c.lua", named("c", "Apple"));
  installed.write("note.txt", "no view");
  const ViewLibrary library =
      load_views({own.folder(), "/nowhere/at/all", installed.folder(), own.folder() + "/."});
  EXPECT_TRUE(library.problems.empty()) << library.problems.front();
  ASSERT_EQ(library.views.size(), 3u);
  EXPECT_EQ(library.views[0]->name, "Apple");
  EXPECT_EQ(library.views[1]->name, "My B");
  EXPECT_EQ(library.views[2]->name, "Zebra");
  EXPECT_EQ(library.find("b")->name, "My B");
  EXPECT_EQ(library.find("d"), nullptr);
  EXPECT_EQ(library.that_apply("fd.name").size(), 3u);
  EXPECT_EQ(library.that_apply("proc.pid").size(), 0u);
}

TEST(ViewLibrary, ProblemsAreToldAndChiselsPassedOver) {
  ViewFiles files;
  files.write("a.lua", named("a", "A"));
  files.write("b.lua", named("a", "B"));
  files.write("c.lua", view_text("", "{name='C', field='proc.pidd'},"));
  files.write("chisel.lua", "description = 'x'\nrequire 'common'");
  const ViewLibrary library = load_views({files.folder()});
  EXPECT_EQ(library.views.size(), 1u);
  ASSERT_EQ(library.problems.size(), 2u);
  const std::string folder = files.folder();
  EXPECT_EQ(library.problems[0], folder + "/b.lua: " + folder + "/a.lua has the same id 'a'");
  EXPECT_EQ(library.problems[1], folder +
                                     "/c.lua:7: column 2 (C): unknown field 'proc.pidd'; did "
                                     "you mean 'proc.pid'?");
}

TEST(ViewLibrary, HiddenViewsAreNotOffered) {
  ViewFiles files;
  files.write("a.lua",
              "view_info = {id='a', applies_to={''}, tags={'Default', 'nocsysdig'},"
              " columns={{field='proc.pid', is_key=true}}}");
  const ViewLibrary library = load_views({files.folder()});
  EXPECT_NE(library.find("a"), nullptr);
  EXPECT_TRUE(library.that_apply("").empty());
}

TEST(ViewFolders, InTheirOrder) {
  setenv("SONDE_VIEWS", "/one::/two", 1);
  setenv("XDG_CONFIG_HOME", "/config", 1);
  std::vector<std::string> folders = view_folders();
  ASSERT_EQ(folders.size(), 5u);
  EXPECT_EQ(folders[0], "/one");
  EXPECT_EQ(folders[1], "/two");
  EXPECT_EQ(folders[2], "/config/sonde/views");
  EXPECT_TRUE(std::filesystem::equivalent(std::filesystem::path(folders[3]).parent_path(),
                                          SONDE_SOURCE_DIR));
  EXPECT_EQ(folders[4], "/usr/share/sonde/views");
  unsetenv("SONDE_VIEWS");
  unsetenv("XDG_CONFIG_HOME");
  setenv("HOME", "/home/me", 1);
  EXPECT_EQ(view_folders()[0], "/home/me/.config/sonde/views");
}

}  // namespace
}  // namespace sonde
