// The views of the folder views/: each file loads, says what it is in sentences, leads somewhere,
// and names nothing that is not there.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <re2/re2.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include "fields/field.h"
#include "script/view_loader.h"
#include "view_files.h"

namespace sonde {
namespace {

const ViewLibrary& library() {
  static const ViewLibrary loaded = load_views({SONDE_SOURCE_DIR "/views"});
  return loaded;
}

bool has_tag(const ColumnSpec& column, std::string_view tag) {
  return std::find(column.tags.begin(), column.tags.end(), tag) != column.tags.end();
}

// What Enter on a row of the view adds to the path; empty for lists.
std::set<std::string> keys_of(const ViewSpec& view) {
  std::set<std::string> keys, groups;
  for (const ColumnSpec& column : view.columns) {
    const std::string field = column.filter_field.empty() ? column.field : column.filter_field;
    if (column.is_key) keys.insert(field);
    if (column.is_group_key) groups.insert(field);
  }
  return groups.empty() ? keys : groups;
}

bool is_field(std::string_view text) {
  size_t used = 0;
  return parse_field(text, used).ok() && used == text.size();
}

// A sentence: begins with a large letter or a digit, ends with a full stop.
void expect_sentence(const std::string& text, const std::string& where) {
  ASSERT_FALSE(text.empty()) << where;
  EXPECT_TRUE(text.back() == '.') << where << ": " << text;
  EXPECT_FALSE(text[0] >= 'a' && text[0] <= 'z') << where << ": " << text;
}

TEST(OwnViews, EveryFileLoads) {
  for (const std::string& problem : library().problems) ADD_FAILURE() << problem;
  size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(SONDE_SOURCE_DIR "/views")) {
    ++files;
    EXPECT_EQ(entry.path().extension(), ".lua") << entry.path();
  }
  EXPECT_EQ(library().views.size(), files);
  EXPECT_GE(files, 35u);
}

TEST(OwnViews, FilesAreCalledAsTheirId) {
  std::set<std::string> names;
  for (const ViewPtr& view : library().views) {
    EXPECT_EQ(std::filesystem::path(view->path).stem(), view->id);
    EXPECT_TRUE(names.insert(view->name).second) << view->name << " is the name of two views";
  }
}

TEST(OwnViews, SentencesForEverything) {
  for (const ViewPtr& view : library().views) {
    expect_sentence(view->description, view->id);
    for (const std::string& tip : view->tips) expect_sentence(tip, view->id);
    for (const ColumnSpec& column : view->columns) {
      if (column.is_key || column.is_group_key) continue;
      EXPECT_NE(column.name, "NA") << view->id;
      expect_sentence(column.description, view->id + ", column " + column.name);
    }
    for (const ActionSpec& action : view->actions) {
      EXPECT_FALSE(action.description.empty()) << view->id << ", action " << action.hotkey;
    }
  }
}

TEST(OwnViews, ColumnNamesAreKeysOfJson) {
  for (const ViewPtr& view : library().views) {
    for (const std::string_view tag : {"default", "containers"}) {
      std::set<std::string> names;
      for (const ColumnSpec& column : view->columns) {
        if (column.is_key || column.is_group_key) continue;
        if (!column.tags.empty() && !has_tag(column, tag)) continue;
        EXPECT_TRUE(names.insert(column.name).second)
            << view->id << ": two columns are called " << column.name;
      }
    }
  }
}

TEST(OwnViews, EnterLeadsToAViewThatApplies) {
  for (const ViewPtr& view : library().views) {
    if (view->type != ViewType::kTable) {
      EXPECT_TRUE(view->drilldown_target.empty()) << view->id;
      continue;
    }
    if (view->drilldown_target.empty()) {
      // A row is one event: what is left to show is the event itself.
      EXPECT_EQ(keys_of(*view), std::set<std::string>{"evt.num"}) << view->id;
      continue;
    }
    const ViewPtr target = library().find(view->drilldown_target);
    ASSERT_TRUE(target) << view->id << " leads to " << view->drilldown_target;
    for (const std::string& key : keys_of(*view)) {
      EXPECT_TRUE(target->applies(key))
          << view->id << " leads to " << target->id << ", which does not apply to " << key;
    }
  }
}

TEST(OwnViews, ReachableAndAppliesToFields) {
  for (const ViewPtr& view : library().views) {
    EXPECT_FALSE(view->applies_to.empty()) << view->id;
    for (const std::string& field : view->applies_to) {
      EXPECT_TRUE(field.empty() || is_field(field)) << view->id << " applies to " << field;
    }
    std::set<std::string> once(view->applies_to.begin(), view->applies_to.end());
    EXPECT_EQ(once.size(), view->applies_to.size()) << view->id << " applies twice to a field";
    EXPECT_TRUE(!view->is_root || view->applies("")) << view->id;
  }
  EXPECT_TRUE(library().find("procs")->is_root);
}

TEST(OwnViews, TablesAreSortedByOneColumn) {
  for (const ViewPtr& view : library().views) {
    const auto sorting = std::count_if(view->columns.begin(), view->columns.end(),
                                       [](const ColumnSpec& column) { return column.is_sorting; });
    EXPECT_EQ(sorting, view->type == ViewType::kTable ? 1 : 0) << view->id;
  }
}

TEST(OwnViews, ActionsNameColumnsAndAskBeforeHarm) {
  for (const ViewPtr& view : library().views) {
    std::set<char> hotkeys;
    for (const ActionSpec& action : view->actions) {
      const std::string where = view->id + ", action " + action.hotkey;
      EXPECT_TRUE(hotkeys.insert(action.hotkey).second) << where << " is there twice";
      size_t fields = 0;
      for (size_t at = 0; (at = action.command.find('%', at)) != std::string::npos; ++fields) {
        const size_t end = action.command.find_first_of(" \t", ++at);
        const std::string field = action.command.substr(at, end - at);
        const bool is_column =
            std::any_of(view->columns.begin(), view->columns.end(),
                        [&](const ColumnSpec& column) { return column.field == field; });
        EXPECT_TRUE(is_column) << where << ": no column shows " << field;
      }
      const std::string& command = action.command;
      for (const char* harm : {"kill", "renice", "gcore", "gdb", "strace", "stop", "pause"}) {
        if (command.find(harm) == std::string::npos) continue;
        EXPECT_TRUE(action.ask_confirmation) << where << ": " << command;
      }
      EXPECT_TRUE(fields > 0 || command.starts_with("ss ")) << where;
    }
  }
}

std::string document() {
  std::ifstream file(SONDE_SOURCE_DIR "/docs/views.md");
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(ViewsDocument, NamesEveryViewAndKey) {
  const std::string text = document();
  for (const ViewPtr& view : library().views) {
    const std::string row = "| `" + view->id + "` | " + view->name + " | " + view->description;
    EXPECT_NE(text.find(row), std::string::npos) << row;
  }
  std::ifstream file(SONDE_SOURCE_DIR "/userspace/script/view_loader.cpp");
  const std::string loader{std::istreambuf_iterator<char>(file), {}};
  const re2::RE2 pattern("get(?:_\\w+)?\\(\\w+, \"(\\w+)\"");
  re2::StringPiece rest(loader);
  std::string key;
  size_t keys = 0;
  for (; re2::RE2::FindAndConsume(&rest, pattern, &key); ++keys) {
    EXPECT_NE(text.find("`" + key + "`"), std::string::npos) << key;
  }
  EXPECT_GT(keys, 25u);
}

TEST(ViewsDocument, ItsExampleLoads) {
  const std::string text = document();
  const size_t begin = text.find("```lua\n") + 7;
  test::ViewFiles files;
  const Result<ViewPtr> loaded =
      load_view(files.write("dns.lua", text.substr(begin, text.find("```", begin) - begin)));
  ASSERT_TRUE(loaded) << loaded.error().what;
  EXPECT_TRUE(library().find(loaded.value()->drilldown_target)->applies("proc.pid"));
}

// Those of csysdig that do not ask an orchestrator or an agent keep their ids.
TEST(OwnViews, IdsThatPeopleKnow) {
  for (const char* id : {"backlog",        "connections",
                         "containers",     "containers_errors",
                         "cores",          "directories",
                         "errors",         "file_opens",
                         "files",          "incoming_connections",
                         "io_by_type",     "page_faults",
                         "port_bindings",  "procs",
                         "procs_cpu",      "procs_errors",
                         "procs_fd_usage", "slow_io",
                         "spectro_all",    "spectro_file",
                         "sports",         "spy_syslog",
                         "spy_users",      "spy_users_wsysdig",
                         "syscall_procs",  "syscalls",
                         "threads",        "ended",
                         "listening",      "procs_net",
                         "signals",        "slow_net",
                         "users"}) {
    EXPECT_TRUE(library().find(id)) << id;
  }
}

}  // namespace
}  // namespace sonde
