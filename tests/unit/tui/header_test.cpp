// What stands above the table: meters and rates of a live machine, the state of a file that is
// being read, damaged or cut short, levels and filter; and the clicks that these lines take.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "fake_explorer.h"

namespace sonde {
namespace {

// Clicks on the first cell of a text on the screen.
void click(ModelOnFake& on, const std::string& text) {
  const Frame frame = draw_screen(*on.model);
  for (int y = 0; y < frame.size().height; ++y) {
    const size_t at = frame.line(y).find(text);
    if (at == std::string::npos) continue;
    Input input;
    input.kind = Input::Kind::kPress;
    input.x = text_width(frame.line(y).substr(0, at));
    input.y = y;
    input.time_ms = 10'000;
    on.model->on_input(input);
    on.model->on_replies();
    return;
  }
  ADD_FAILURE() << "not on the screen: " << text;
}

TEST(Header, AFileThatIsBeingReadTellsHowFar) {
  ModelOnFake on("procs", {100, 24}, false);
  on.explorer.status_.complete = false;
  on.explorer.status_.progress = 0.42;
  on.model->on_replies();
  EXPECT_TRUE(on.shows("reading 42%"));
  on.type("Down Down t F4 'x' Esc F2 Esc");  // keys work meanwhile
  EXPECT_EQ(on.model->levels().size(), 1u);
  on.explorer.status_.complete = true;
  on.model->on_replies();
  EXPECT_FALSE(on.shows("reading"));
  EXPECT_TRUE(on.shows("1,234,567 events  1:00"));
}

TEST(Header, DamageAndLossAreTold) {
  ModelOnFake on("procs", {100, 24}, false);
  on.explorer.status_.warnings = {"byte 99: a block of unknown type", "another"};
  on.explorer.status_.lost = 12'345;
  on.model->on_replies();
  EXPECT_TRUE(on.shows("lost 12,345"));
  EXPECT_TRUE(on.shows("2 warnings: byte 99: a block of unknown type"));
  on.explorer.status_.error = "the disk is gone";
  on.model->on_replies();
  EXPECT_TRUE(on.shows("CUT SHORT"));
  EXPECT_TRUE(on.shows("the disk is gone"));
}

TEST(Header, LiveMetersAndRates) {
  ModelOnFake on;
  for (const char* text : {"web-01", "57%", "11G/16G", "events 412K/s", "lost 0", "tasks 212",
                           "net in 38M/s", "LIVE 2.0s"}) {
    EXPECT_TRUE(on.shows(text)) << text;
  }
}

TEST(Header, BeingBehindIsToldFromOneSecondOn) {
  ModelOnFake on;
  on.explorer.status_.behind_ns = 900'000'000;
  on.model->on_replies();
  EXPECT_FALSE(on.shows("behind"));
  on.explorer.status_.behind_ns = 4'000'000'000;
  on.model->on_replies();
  EXPECT_TRUE(on.shows("behind 4.0s"));
}

TEST(Clicks, TheKeyBarActs) {
  ModelOnFake on;
  click(on, "F2");
  ASSERT_TRUE(on.model->panel());
  click(on, "Esc");
  EXPECT_FALSE(on.model->panel());
  click(on, "F9");
  EXPECT_TRUE(on.model->panel());
}

TEST(Clicks, TheFilterIsEdited) {
  ModelOnFake on;
  click(on, "filter: none");
  ASSERT_TRUE(on.model->prompt());
  EXPECT_EQ(on.model->prompt()->label(), "Filter: ");
}

TEST(Clicks, TheTimeBarGoesToATime) {
  ModelOnFake on("procs", {100, 24}, false);
  const Frame frame = draw_screen(*on.model);
  Input input;
  input.kind = Input::Kind::kPress;
  input.x = 50;
  input.y = on.model->layout().time_y;
  on.model->on_input(input);
  EXPECT_FALSE(on.model->state().time.at_end());
  // The middle of a minute, within two cells.
  const double seconds =
      static_cast<double>(on.model->state().time.from_ns % 100'000'000'000) / 1e9;
  EXPECT_NEAR(seconds, 30, 2);
}

TEST(Clicks, APanelTakesASecondClick) {
  ModelOnFake on;
  on.type("F2");
  Input input;
  input.kind = Input::Kind::kPress;
  input.x = 3;
  input.y = on.model->layout().panel.y + 3;  // Errors, File Opens, Files
  for (uint64_t time_ms : {1000, 1200}) {
    draw_screen(*on.model);
    ASSERT_TRUE(on.model->panel());
    input.time_ms = time_ms;
    on.model->on_input(input);
  }
  EXPECT_FALSE(on.model->panel());
  EXPECT_EQ(on.model->level().view->id, "files");
}

TEST(Levels, TheLineOfLevelsKeepsItsEndWhenItIsLong) {
  ModelOnFake on("procs", {60, 24});
  on.type("Enter Enter F6");
  EXPECT_TRUE(on.shows("… > "));
  EXPECT_TRUE(on.shows("Dig"));
}

TEST(SmallTerminals, AreToldAndStillEnd) {
  ModelOnFake on("procs", {39, 24});
  EXPECT_TRUE(on.shows("The terminal is too small:"));
  on.type("Down Enter F2");
  EXPECT_EQ(on.model->levels().size(), 1u);
  on.type("q");
  EXPECT_TRUE(on.model->is_quitting());
}

}  // namespace
}  // namespace sonde
