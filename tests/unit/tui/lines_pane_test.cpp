// What keys do to events: dig and echo, the details of an event, the spectrogram and its areas.
// With the fake explorer; see fake_explorer.h for its events.
// SPDX-License-Identifier: Apache-2.0
#include "tui/pane/lines_pane.h"

#include <gtest/gtest.h>

#include "fake_explorer.h"
#include "tui/pane/detail_pane.h"

namespace sonde {
namespace {

// Of the level below the top one.
const EventDetail& detail_below(const ModelOnFake& on) {
  const Level& below = on.model->levels()[on.model->levels().size() - 2];
  return dynamic_cast<const DetailPane&>(*below.pane).detail();
}

TEST(Lines, HoldAPageAndSearch) {
  ModelOnFake on;
  on.type("F6 Home");
  EXPECT_LE(on.lines().page.entries.size(), 200u);
  on.type("/ '77'");
  EXPECT_EQ(on.lines().at, 77u);
  on.type("Enter n");
  EXPECT_EQ(on.lines().at, 177u);
  on.type("N");
  EXPECT_EQ(on.lines().at, 77u);
  on.type("Ctrl+G '500' Enter");
  EXPECT_EQ(on.lines().at, 499u);
  EXPECT_TRUE(on.shows("499 22:13:20 3 nginx"));
  on.type("g '22:13:20.250' Enter");
  EXPECT_EQ(on.lines().at, 250u);
  on.type("/ 'zzz'");
  EXPECT_TRUE(on.shows("Not found: zzz"));
  on.type("Esc");
  EXPECT_EQ(on.lines().at, 250u);
  on.type("End");
  EXPECT_EQ(on.lines().at, 999u);
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
  EXPECT_EQ(filter_of(on.model->level(), false), "proc.pid=4711 and fd.name=\"/var/log/x\"");
  on.type("Bksp P");
  EXPECT_EQ(filter_of(on.model->level(), false), "proc.pid=4711");
  on.type("Bksp Bksp");
  EXPECT_EQ(on.lines().at, 0u);
}

TEST(Lines, DetailsThatFailedAreAskedForAgain) {
  ModelOnFake on;
  on.explorer.refuses_events_ = true;
  on.type("F6 Home Down Enter");
  EXPECT_TRUE(on.shows("no such event"));
  on.explorer.refuses_events_ = false;
  on.type("Ctrl+L");
  EXPECT_FALSE(on.model->is_waiting());
  EXPECT_TRUE(on.shows("Bytes that were read, or an error."));
}

TEST(Lines, DigAndEchoOfAnEventShowWhatWasAroundIt) {
  ModelOnFake on;
  on.type("F4 F2 'evt.latency>1' Enter F6 Home Down Enter F5");
  EXPECT_EQ(on.lines().style, EntryStyle::kEchoDotted);
  EXPECT_EQ(filter_of(on.model->level(), true), "proc.pid=4711 and fd.name=\"/var/log/x\"");
  const uint64_t ts_ns = detail_below(on).ts_ns;
  ASSERT_GT(ts_ns, 0u);
  EXPECT_EQ(on.explorer.asked<GotoRequest>()->ts_ns, ts_ns);
  EXPECT_EQ(on.explorer.asked<GotoRequest>()->scope.filter,
            "proc.pid=4711 and fd.name=\"/var/log/x\"");
  on.type("Bksp F6");
  EXPECT_EQ(on.lines().style, EntryStyle::kDig);
  EXPECT_EQ(filter_of(on.model->level(), true), "proc.pid=4711");
  EXPECT_EQ(on.explorer.asked<GotoRequest>()->ts_ns, ts_ns);
  EXPECT_FALSE(on.lines().follows_end);
}

TEST(Lines, EchoScrollsByLinesAndChangesItsStyle) {
  ModelOnFake on;
  on.type("F5 Home");
  EXPECT_TRUE(on.shows("Read 80B 0"));
  on.type("Down Down Down Down");
  EXPECT_FALSE(on.shows("Read 80B 0"));
  EXPECT_TRUE(on.shows("Write 80B 1"));
  on.type("F2");
  EXPECT_EQ(on.lines().style, EntryStyle::kEchoText);
  on.type("F2 F2");
  EXPECT_EQ(on.lines().style, EntryStyle::kDig);
  on.type("Home Down Down F2");
  EXPECT_EQ(on.lines().style, EntryStyle::kDigTimed);
  EXPECT_EQ(on.lines().at, 2u) << "the same events";
  on.type("F2");
  EXPECT_EQ(on.lines().style, EntryStyle::kEchoDotted);
}

TEST(Spectrogram, AnAreaIsDug) {
  ModelOnFake on;
  on.type("F12");
  ASSERT_EQ(on.model->place(), place::kSpectrogram);
  EXPECT_TRUE(on.shows("|1us"));
  EXPECT_TRUE(on.shows("calls of"));
  on.type("Home Right Shift+Right Shift+Down Enter");
  EXPECT_EQ(on.explorer.asked<LinesRequest>()->scope.filter,
            "evt.latency>=1000 and evt.latency<3000");
  EXPECT_GT(on.explorer.asked<LinesRequest>()->scope.to_ns, 0u);
  on.type("Bksp");
  EXPECT_TRUE(on.model->state().time.at_end());
  on.type("Bksp Shift+F12");
  EXPECT_EQ(on.explorer.asked<SpectrogramRequest>()->scope.filter, "fd.type=file");
}

TEST(Spectrogram, EchoIsOfTheArea) {
  ModelOnFake on;
  on.type("F12 Home Right Shift+Right F5");
  EXPECT_EQ(on.explorer.asked<LinesRequest>()->style, EntryStyle::kEchoDotted);
  EXPECT_EQ(on.explorer.asked<LinesRequest>()->scope.filter,
            "evt.latency>=1000 and evt.latency<3000");
}

TEST(Spectrogram, ARectangleOfTheMouseIsDug) {
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
  EXPECT_EQ(on.model->place(), place::kLines);
  EXPECT_EQ(on.explorer.asked<LinesRequest>()->scope.filter,
            "evt.latency>=30000 and evt.latency<36000");
}

}  // namespace
}  // namespace sonde
