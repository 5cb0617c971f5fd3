// Screens as text: golden/NAME@WIDTHxHEIGHT.txt. At 80x24 they are whole; at other sizes only the
// body is compared, so that a word in the key bar does not change all files. The screen `table` is
// whole at every size. SONDE_GOLDEN=write writes them anew; they are to be read before they are
// committed.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "fake_explorer.h"
#include "tui/screen/text_screen.h"

namespace sonde {
namespace {

struct Case {
  const char* name;
  const char* view;
  const char* keys;
  bool live;
};

constexpr Case kCases[] = {
    {"table", "procs", "Down", true},
    {"file", "procs", "Down", false},
    {"tree", "procs", "t Space", true},
    {"list", "opens", "", false},
    {"dig", "procs", "F6 Home Down", false},
    {"echo", "procs", "F5 Home Down", false},
    {"detail", "procs", "F6 Home Down Enter", false},
    {"spectrogram", "procs", "F12 Shift+Right Shift+Right Shift+Down", false},
    {"views", "procs", "F2 Down", true},
    {"sort", "procs", "F9", true},
    {"actions", "procs", "F8", true},
    {"columns", "procs", "o Down Space", true},
    {"legend", "procs", "F7", true},
    {"help", "procs", "F1", true},
    {"text", "procs", "F4 'root'", true},
    {"expression", "procs", "F4 F2 'proc.pid=1 and bad=2'", true},
    {"question", "procs", "k", true},
    {"past", "procs", "[ [ Enter", false},
};

constexpr Size kSizes[] = {{80, 24}, {150, 40}, {250, 70}, {40, 10}};

std::string shown(ModelOnFake& on, bool whole) {
  const std::string screen = on.screen();
  if (whole) return screen;
  const ScreenLayout layout = on.model->layout();
  return lines_between(screen, on.model->page() ? 0 : layout.body.y, layout.bar_y);
}

TEST(Golden, Screens) {
  const char* mode = std::getenv("SONDE_GOLDEN");
  const bool writes = mode && std::string(mode) == "write";
  for (const Case& at : kCases) {
    for (const Size size : kSizes) {
      // The two large sizes for those whose layout depends on it.
      const bool large = size.width > 100;
      if (large && std::string(at.name) != "table" && std::string(at.name) != "spectrogram" &&
          std::string(at.name) != "detail" && std::string(at.name) != "views") {
        continue;
      }
      ModelOnFake on(at.view, size, at.live);
      on.type(at.keys);
      const std::string path = std::string(SONDE_SOURCE_DIR) + "/tests/unit/tui/golden/" + at.name +
                               "@" + std::to_string(size.width) + "x" +
                               std::to_string(size.height) + ".txt";
      const bool is_whole = size == Size{80, 24} || std::string(at.name) == "table";
      const std::string screen = shown(on, is_whole);
      if (writes) {
        std::ofstream(path) << screen;
        continue;
      }
      std::ifstream file(path);
      std::ostringstream text;
      text << file.rdbuf();
      EXPECT_TRUE(screen == text.str()) << path << " wants\n"
                                        << text.str() << "but it is\n"
                                        << screen;
    }
  }
}

TEST(Golden, AHostileNameDoesNotReachTheTerminal) {
  ModelOnFake on;
  const std::string screen = on.screen();
  EXPECT_EQ(screen.find('\x1b'), std::string::npos);
  EXPECT_EQ(screen.find('\x07'), std::string::npos);
  EXPECT_NE(screen.find("evil\\x1B[2J"), std::string::npos);
}

}  // namespace
}  // namespace sonde
