// The panel in which the theme and the layout of keys are chosen: it holds at once, and the next
// time.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "fake_explorer.h"
#include "temp_path.h"

namespace sonde {
namespace {

TEST(Setup, WhatIsTakenHoldsAtOnceAndIsKept) {
  ModelOnFake on;
  on.model->state().settings.path = test::temp_path("setup/csonde.conf");
  on.type("O");
  EXPECT_TRUE(on.shows("[x] theme dark"));
  on.type("Down Enter");
  EXPECT_EQ(on.model->state().theme, Theme::kLight);
  EXPECT_TRUE(on.shows("[x] theme light"));
  EXPECT_TRUE(on.shows("[ ] theme dark"));
  on.type("End Space Esc");
  EXPECT_EQ(on.model->state().keys, KeyLayout::kHtop);
  EXPECT_TRUE(on.shows("F6Sort"));
  const Settings kept = load_settings(on.model->state().settings.path);
  EXPECT_EQ(kept.theme, "light");
  EXPECT_EQ(kept.layout, "htop");
}

TEST(Setup, IsF2InTheLayoutOfHtopEverywhere) {
  for (const char* way : {"", "d", "d Home Enter", "s"}) {
    ModelOnFake on("procs", {100, 24}, false, true);
    on.type(way).type("F2");
    EXPECT_TRUE(on.shows("[x] keys of htop")) << way;
    on.type("F2");
    EXPECT_FALSE(on.model->panel()) << way;
  }
}

TEST(Setup, LettersJumpAndEscChangesNothing) {
  ModelOnFake on;
  on.type("O 'k' 'k'");
  EXPECT_EQ(on.model->panel()->selected().id, "htop");
  on.type("'theme m' Esc");
  EXPECT_EQ(on.model->state().theme, Theme::kDark);
  EXPECT_EQ(on.model->state().keys, KeyLayout::kDefault);
}

TEST(Setup, TheLineOfCommandsCountsMoreThanTheSettings) {
  FakeExplorer explorer;
  Settings settings;
  settings.theme = "light";
  settings.layout = "htop";
  AppOptions options;
  const Model of_settings(explorer, fake_views(), options, {}, settings);
  EXPECT_EQ(of_settings.state().theme, Theme::kLight);
  EXPECT_EQ(of_settings.state().keys, KeyLayout::kHtop);
  options.theme = "mono";
  options.layout = "csysdig";
  const Model of_options(explorer, fake_views(), options, {}, settings);
  EXPECT_EQ(of_options.state().theme, Theme::kMono);
  EXPECT_EQ(of_options.state().keys, KeyLayout::kDefault);
}

TEST(Setup, SettingsOfANewerCsondeDoNotStopThisOne) {
  FakeExplorer explorer;
  Settings settings;
  settings.read("theme = neon\nlayout = vi\n");
  const Model model(explorer, fake_views(), {}, {}, settings);
  EXPECT_EQ(model.state().theme, Theme::kDark);
  EXPECT_EQ(model.state().keys, KeyLayout::kDefault);
}

TEST(Setup, SentencesNameTheKeysOfTheLayout) {
  ModelOnFake on("opens", {100, 24}, false, true);
  on.type("I");
  EXPECT_TRUE(on.shows("F6 sorts them"));
  on.type("F1");
  EXPECT_TRUE(on.shows("v looks at the same"));
}

}  // namespace
}  // namespace sonde
