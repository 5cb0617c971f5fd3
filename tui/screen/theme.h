// Themes: which colours a role has. Two for dark and light backgrounds, each for 256 and for 8
// colours, and one without colours (also when NO_COLOR is set).
// Used by ncurses_screen.cpp. A theme is a column of the table in theme.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include "tui/screen/frame.h"

namespace sonde {

struct Style {
  short fore = -1, back = -1;  // -1: the terminal's own
  bool bold = false, reverse = false, underline = false, dim = false;
};

enum class Theme : uint8_t { kDark, kLight, kMono };

// "dark", "light" or "mono"; "" is dark. False for other names.
bool theme_named(std::string_view name, Theme& out);
// In the order of Theme.
std::span<const std::string_view> theme_names();
Style style_of(Theme theme, int colours, Role role);

}  // namespace sonde
