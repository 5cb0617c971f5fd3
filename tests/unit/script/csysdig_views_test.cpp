// csysdig's own view files, as Debian's package sysdig installs them, load unchanged, and every key
// of them is read: compared with the table of facts in the shared folder.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <json/json.h>

#include <filesystem>
#include <fstream>

#include "script/view_loader.h"
#include "shared_folder.h"

namespace sonde {
namespace {

constexpr const char* kFolder = "/usr/share/sysdig/chisels";

Json::Value facts_of(const std::string& path) {
  std::ifstream file(path);
  Json::Value facts;
  file >> facts;
  return facts;
}

std::string text_of(const Json::Value& value) { return value.isNull() ? "" : value.asString(); }

std::vector<std::string> texts_of(const Json::Value& value) {
  std::vector<std::string> texts;
  for (const Json::Value& item : value) texts.push_back(item.asString());
  return texts;
}

std::string name_of(Aggregation aggregation) {
  switch (aggregation) {
    case Aggregation::kNone:
      return "";
    case Aggregation::kSum:
      return "SUM";
    case Aggregation::kAverage:
      return "AVG";
    case Aggregation::kRate:
      return "TIME_AVG";
    case Aggregation::kMin:
      return "MIN";
    case Aggregation::kMax:
      return "MAX";
  }
  return "?";
}

std::string name_of(ViewType type) {
  switch (type) {
    case ViewType::kTable:
      return "table";
    case ViewType::kList:
      return "list";
    case ViewType::kSpectrogram:
      return "spectrogram";
  }
  return "?";
}

std::string flags_of(const ColumnSpec& column) {
  std::string flags;
  if (column.is_key) flags += "KEY ";
  if (column.is_group_key) flags += "GROUPBY_KEY ";
  if (column.is_key || column.is_group_key) flags += "HIDDEN ";
  if (column.is_sorting) flags += "SORTED ";
  if (column.filter_in_child_only) flags += "FILTER_IN_CHILD_ONLY ";
  return flags;
}

std::string flags_of(const Json::Value& column) {
  std::string flags;
  const std::vector<std::string> names = texts_of(column["flags"]);
  for (const char* name : {"KEY", "GROUPBY_KEY", "HIDDEN", "SORTED", "FILTER_IN_CHILD_ONLY"}) {
    if (std::find(names.begin(), names.end(), name) != names.end()) {
      flags += name + std::string(" ");
    }
  }
  return flags;
}

void compare_columns(const ViewSpec& view, const Json::Value& facts) {
  ASSERT_EQ(view.columns.size(), facts.size()) << view.id;
  for (Json::ArrayIndex i = 0; i < facts.size(); ++i) {
    const ColumnSpec& column = view.columns[i];
    const Json::Value& fact = facts[i];
    SCOPED_TRACE(view.id + ", column " + std::to_string(i + 1));
    EXPECT_EQ(column.name, fact["name"].asString());
    EXPECT_EQ(column.field, fact["field"].asString());
    const int width = fact["colsize"].isNull() ? ColumnSpec::kWidthByType : fact["colsize"].asInt();
    EXPECT_EQ(column.width, width);
    EXPECT_EQ(name_of(column.aggregation), text_of(fact["aggregation"]));
    EXPECT_EQ(name_of(column.group_aggregation), text_of(fact["groupby_aggregation"]));
    EXPECT_EQ(flags_of(column), flags_of(fact));
    EXPECT_EQ(column.tags, texts_of(fact["tags"]));
    EXPECT_EQ(column.filter_field, text_of(fact["filterfield"]));
  }
}

void compare_actions(const ViewSpec& view, const Json::Value& facts) {
  ASSERT_EQ(view.actions.size(), facts.size()) << view.id;
  for (Json::ArrayIndex i = 0; i < facts.size(); ++i) {
    const ActionSpec& action = view.actions[i];
    SCOPED_TRACE(view.id + ", action " + std::to_string(i + 1));
    EXPECT_EQ(std::string(1, action.hotkey), facts[i]["hotkey"].asString());
    EXPECT_EQ(action.command, facts[i]["command"].asString());
    EXPECT_EQ(action.description, facts[i]["description"].asString());
    EXPECT_EQ(action.ask_confirmation, facts[i]["ask_confirmation"].asBool());
    EXPECT_EQ(action.wait_finish, facts[i]["wait_finish"].asBool());
  }
}

void compare(const ViewSpec& view, const Json::Value& facts) {
  SCOPED_TRACE(view.id);
  EXPECT_EQ(view.name, facts["name"].asString());
  EXPECT_FALSE(view.description.empty());
  EXPECT_EQ(name_of(view.type), facts["view_type"].asString());
  EXPECT_EQ(view.tags, texts_of(facts["tags"]));
  EXPECT_EQ(view.applies_to, texts_of(facts["applies_to"]));
  EXPECT_EQ(view.filter, text_of(facts["filter"]));
  EXPECT_EQ(view.use_defaults, facts["use_defaults"].asBool());
  EXPECT_EQ(view.is_root, facts["is_root"].asBool());
  EXPECT_EQ(view.drilldown_target, text_of(facts["drilldown_target"]));
  EXPECT_EQ(view.drilldown_increase_depth, facts["drilldown_increase_depth"].asBool());
  EXPECT_EQ(view.propagate_filter, facts["propagate_filter"].asBool());
  EXPECT_EQ(view.spectro_type, text_of(facts["spectro_type"]));
  compare_columns(view, facts["columns"]);
  compare_actions(view, facts["actions"]);
}

TEST(CsysdigViews, LoadUnchanged) {
  if (!std::filesystem::exists(kFolder)) GTEST_SKIP() << "needs " << kFolder << " (package sysdig)";
  SONDE_NEED_SHARED(path, "spec/views.json");
  const Json::Value facts = facts_of(path);
  ASSERT_GT(facts["views"].size(), 40u);
  for (const Json::Value& view : facts["views"]) {
    const std::string file = std::string(kFolder) + "/" + view["file"].asString();
    const Result<ViewPtr> loaded = load_view(file);
    ASSERT_TRUE(loaded) << loaded.error().what << "; " << loaded.error().hint;
    EXPECT_EQ(loaded.value()->id, view["id"].asString());
    compare(*loaded.value(), view);
  }
}

// The folder holds chisels and their libraries, too.
TEST(CsysdigViews, WholeFolder) {
  if (!std::filesystem::exists(kFolder)) GTEST_SKIP() << "needs " << kFolder << " (package sysdig)";
  SONDE_NEED_SHARED(path, "spec/views.json");
  const Json::Value facts = facts_of(path);
  const ViewLibrary library = load_views({kFolder});
  EXPECT_EQ(library.views.size(), facts["views"].size());
  for (const Json::Value& view : facts["views"]) {
    EXPECT_NE(library.find(view["id"].asString()), nullptr) << view["id"].asString();
  }
  for (const std::string& problem : library.problems) std::printf("told: %s\n", problem.c_str());
  // Its table has another name, so csysdig does not know it either.
  EXPECT_EQ(library.find("cores"), nullptr);
}

}  // namespace
}  // namespace sonde
