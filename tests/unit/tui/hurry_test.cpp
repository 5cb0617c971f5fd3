// What comes when it is not expected: clicks on a frame that is gone, events that have been
// forgotten, the help in the middle of typing.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "fake_explorer.h"

namespace sonde {
namespace {

TEST(Hurry, AClickOnASpectrogramThatHasShrunkStaysInside) {
  ModelOnFake on("procs", {240, 60}, false);
  on.type("F12").screen();
  on.model->set_size({60, 20});
  on.model->on_replies();
  Input input;
  input.kind = Input::Kind::kPress;
  input.x = 230;
  input.y = 50;
  on.model->on_input(input);
  const SpectrogramState& state = on.spectrogram();
  EXPECT_TRUE(state.marking);
  EXPECT_LT(state.x, state.cells.columns);
  EXPECT_LT(state.y, state.cells.rows);
}

TEST(Hurry, TheNextEventMayHaveBeenForgotten) {
  ModelOnFake on("procs", {100, 20}, true);
  on.type("F6 Ctrl+G '500' Enter Enter");
  ASSERT_EQ(on.model->place(), place::kDetail);
  on.explorer.lines_ = 50;
  for (int at = 0; at < 150; ++at) on.type("Right");
  EXPECT_FALSE(on.model->is_waiting());
  EXPECT_TRUE(on.shows("There is no other event."));
}

TEST(Hurry, TheHelpTakesTheKeysWhileItLiesOverALine) {
  ModelOnFake on("procs", {100, 20}, false);
  on.type("/ 'nginx' F1 Down Down");
  ASSERT_TRUE(on.model->page());
  EXPECT_EQ(on.model->page()->top(), 2u);
  EXPECT_FALSE(on.shows("Find: nginx"));
  on.type("q");
  EXPECT_FALSE(on.model->page());
  ASSERT_TRUE(on.model->prompt());
  EXPECT_TRUE(on.shows("Find: nginx"));
}

// The last column of a spectrogram has no end.
TEST(Hurry, AmountsMayBeAsLargeAsTheyLike) {
  EXPECT_EQ(amount(ColumnUnit::kCount, 1234), "1.2K");
  EXPECT_FALSE(amount(ColumnUnit::kDuration, static_cast<double>(~uint64_t{0})).empty());
  EXPECT_FALSE(amount(ColumnUnit::kBytes, 1e300).empty());
  EXPECT_FALSE(amount(ColumnUnit::kCount, -1).empty());
}

TEST(Hurry, TheWheelScrollsAPageNoFurtherThanKeysDo) {
  ModelOnFake on("procs", {100, 20}, false);
  on.type("F1 End");
  const size_t end = on.model->page()->top();
  Input input;
  input.kind = Input::Kind::kWheelDown;
  for (int at = 0; at < 100; ++at) on.model->on_input(input);
  EXPECT_EQ(on.model->page()->top(), end);
}

}  // namespace
}  // namespace sonde
