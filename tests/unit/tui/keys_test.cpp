// The table of keys: every row works in its places (something on the screen, in the requests or in
// the model changes, or a sentence says why not), and what is derived from it.
// SPDX-License-Identifier: Apache-2.0
#include "tui/keys/keys.h"

#include <gtest/gtest.h>

#include <set>

#include "fake_explorer.h"

namespace sonde {
namespace {

// Keys that bring a fresh model to a place.
struct Way {
  uint32_t place;
  const char* view;
  const char* keys;
};
const Way kWays[] = {
    {place::kTable, "procs", "Down"},
    {place::kList, "opens", "Up"},
    {place::kLines, "procs", "F6 Home / '77' Enter"},
    {place::kDetail, "procs", "F6 Home Down Enter"},
    {place::kSpectrogram, "procs", "F12"},
    {place::kPanel, "procs", "F2 Down"},
    {place::kPage, "procs", "F1 Down"},
#define SONDE_PANE_KIND(Name, make, keys, ...) {place::k##Name, "procs", keys " Home Down"},
#include "tui/keys/pane_kinds.def"
#undef SONDE_PANE_KIND
};

// Keys that make the action of a row change something.
std::string before(Action action) {
  switch (action) {
    case Action::kUntagAll:
      return "Space";
    case Action::kFold:
      return "t Home";
    case Action::kFindNext:
      return "/ '7' Enter";
    case Action::kFindPrevious:
      return "/ '7' Enter";
    case Action::kTimeForward:
      return "[ [ [";
    case Action::kTimeEnd:
      return "[ [";
    case Action::kTimeNarrower:
      return "[ [";
    case Action::kLeft:
      return "Right Right";
    case Action::kSortCpu:
      return "M";
    default:
      return "";
  }
}

struct Sight {
  std::string screen;
  size_t requests, levels, commands;
  bool quits;
  bool operator==(const Sight&) const = default;
};

Sight look(ModelOnFake& on) {
  return {on.screen(), on.explorer.requests_.size(), on.model->levels().size(), 0,
          on.model->is_quitting()};
}

void check_layout(KeyLayout layout) {
  for (const KeyRow& row : key_rows()) {
    std::string names(keys_of(row, layout));
    while (!names.empty()) {
      const size_t end = std::min(names.find(' '), names.size());
      const std::string name = names.substr(0, end);
      names.erase(0, std::min(end + 1, names.size()));
      for (const Way& way : kWays) {
        if (!(row.places & way.place)) continue;
        const auto key = key_named(name);
        ASSERT_TRUE(key) << name;
        // An earlier row may have the key in this place; then this row's is another key.
        if (action_of(*key, way.place, layout) != row.action) {
          ADD_FAILURE() << name << " means two things in place " << way.place << ": "
                        << row.sentence;
          continue;
        }
        ModelOnFake on(way.view, {120, 20}, true, false);
        on.type(way.keys);
        ASSERT_EQ(on.model->place(), way.place);
        if (way.place != place::kPanel && way.place != place::kPage) on.type(before(row.action));
        on.model->state().keys = layout;
        const Sight was = look(on);
        on.type(name);
        // Home and End, where one is there already; Esc, when there is nothing to take back.
        const bool may_do_nothing =
            (way.place == place::kPanel && row.action == Action::kHelp && *key < 0x110000) ||
            (way.place == place::kDetail && row.places == place::kAll) ||
            (way.place == place::kDetail && row.action == Action::kPageDown) ||
            (row.action == Action::kLeft && way.place == place::kPage) ||
            (row.action == Action::kRight && way.place == place::kPage) ||
            (row.action == Action::kCancel && way.place == place::kTable) ||
            (row.action == Action::kCancel && way.place == place::kList);
        if (!may_do_nothing) {
          EXPECT_NE(look(on), was)
              << name << " does nothing in place " << way.place << ": " << row.sentence;
        }
      }
    }
  }
}

TEST(Keys, EveryRowOfTheDefaultLayoutDoesSomething) { check_layout(KeyLayout::kDefault); }
TEST(Keys, EveryRowOfTheHtopLayoutDoesSomething) { check_layout(KeyLayout::kHtop); }

TEST(Keys, EscTakesBackTheTextFilterThenTheTags) {
  ModelOnFake on;
  on.type("Space F4 'root' Enter Esc");
  EXPECT_EQ(on.table().text_filter, "");
  EXPECT_EQ(on.table().tags.size(), 1u);
  on.type("Esc");
  EXPECT_EQ(on.table().tags.size(), 0u);
}

TEST(Keys, CsysdigsKeysKeepTheirMeaning) {
  const std::pair<const char*, Action> kRows[] = {{"F1", Action::kHelp},
                                                  {"F2", Action::kViews},
                                                  {"F4", Action::kFilter},
                                                  {"\\", Action::kFilter},
                                                  {"F5", Action::kEcho},
                                                  {"e", Action::kEcho},
                                                  {"F6", Action::kDig},
                                                  {"d", Action::kDig},
                                                  {"F7", Action::kInfo},
                                                  {"F8", Action::kActions},
                                                  {"F9", Action::kSort},
                                                  {">", Action::kSort},
                                                  {"F10", Action::kQuit},
                                                  {"q", Action::kQuit},
                                                  {"F12", Action::kSpectrogram},
                                                  {"Ctrl+F", Action::kSearch},
                                                  {"/", Action::kSearch},
                                                  {"p", Action::kPause},
                                                  {"Bksp", Action::kBack},
                                                  {"h", Action::kHelp},
                                                  {"?", Action::kHelp},
                                                  {"Enter", Action::kEnter},
                                                  {"!", Action::kSortByNumber},
                                                  {"(", Action::kSortByNumber},
                                                  {"Shift+F12", Action::kSpectrogramFiles}};
  for (const auto& [name, action] : kRows) {
    EXPECT_EQ(action_of(*key_named(name), place::kTable, KeyLayout::kDefault), action) << name;
  }
}

TEST(Keys, NamesAndKeysAreOneToOne) {
  for (const char* name :
       {"F1", "F12", "Shift+F12", "Up", "PgDn", "Ctrl+F", "Space", "a", "ö", "["}) {
    EXPECT_EQ(key_name(*key_named(name)), name);
  }
  EXPECT_FALSE(key_named("F13"));
  EXPECT_FALSE(key_named("Nonsense"));
}

TEST(KeyBar, ShortensByImportance) {
  const auto wide = key_bar(place::kTable, KeyLayout::kDefault, 200, true);
  const auto narrow = key_bar(place::kTable, KeyLayout::kDefault, 40, true);
  EXPECT_GT(wide.size(), narrow.size());
  EXPECT_GE(narrow.size(), 3u);
  EXPECT_EQ(narrow[0].label, "Help");
  int cells = 1;
  for (const BarEntry& entry : narrow) {
    cells += text_width(entry.key) + text_width(entry.label) + 1;
  }
  EXPECT_LE(cells, 40);
}

TEST(KeyHelp, HasEveryRow) {
  std::set<std::string_view> sentences;
  for (const HelpSection& section : key_help(KeyLayout::kDefault)) {
    for (const auto& line : section.lines) sentences.insert(line.second);
  }
  for (const KeyRow& row : key_rows()) {
    if (row.keys.empty()) continue;
    EXPECT_TRUE(sentences.count(row.sentence)) << row.sentence;
  }
}

}  // namespace
}  // namespace sonde
