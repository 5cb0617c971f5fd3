// The rows of tui/keys/pane_kinds.def: each kind opens with its key wherever the row says, shows
// the events that were selected, is left with Backspace and Esc, and has a section in the help.
// SPDX-License-Identifier: Apache-2.0
#include "tui/pane/pane_kinds.h"

#include <gtest/gtest.h>

#include "fake_explorer.h"

namespace sonde {
namespace {

struct Origin {
  uint32_t place;
  const char* view;
  const char* keys;
};
constexpr Origin kOrigins[] = {{place::kTable, "procs", "Down"},
                               {place::kList, "opens", "Up"},
                               {place::kLines, "procs", "F6 Home"}};

TEST(PaneKinds, OpenWithTheirKeyAndAreLeft) {
  for (const PaneKind& kind : pane_kinds()) {
    for (const Origin& origin : kOrigins) {
      const std::string key = first_key(kind.action, origin.place, KeyLayout::kDefault);
      if (key.empty()) continue;
      for (const char* way_back : {"Bksp", "Esc"}) {
        ModelOnFake on(origin.view);
        on.type(origin.keys);
        const std::string before = on.screen();
        const size_t levels = on.model->levels().size();
        on.type(key);
        ASSERT_EQ(on.model->place(), kind.place) << kind.label;
        EXPECT_EQ(on.model->levels().size(), levels + 1);
        EXPECT_FALSE(on.model->is_waiting());
        EXPECT_TRUE(on.model->level().label.ends_with(kind.label)) << on.model->level().label;
        on.type(way_back);
        EXPECT_EQ(on.screen(), before) << kind.label;
      }
    }
  }
}

TEST(PaneKinds, AreOfWhatIsSelected) {
  for (const PaneKind& kind : pane_kinds()) {
    const std::string key = first_key(kind.action, place::kTable, KeyLayout::kDefault);
    if (key.empty()) continue;
    ModelOnFake on;
    on.type(key);
    EXPECT_EQ(filter_of(on.model->level(), true), "") << "the first row is not meant";
    on.type("Bksp Down " + key);
    EXPECT_EQ(filter_of(on.model->level(), true), "proc.pid=5120");
  }
}

TEST(PaneKinds, HaveASectionInTheHelp) {
  const size_t sections = key_help(KeyLayout::kDefault).size();
  EXPECT_EQ(sections, 7 + pane_kinds().size());
}

}  // namespace
}  // namespace sonde
