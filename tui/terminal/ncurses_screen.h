// NcursesScreen: the terminal. ncurses draws (it sends only what has changed, and scrolls by the
// terminal's own means); keys are read by terminal_input.h, since ncurses knows neither all keys
// nor the mouse beyond column 223.
// The terminal is put back in order when the screen is destroyed, and by the handler of fatal
// signals. Made by app.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "tui/screen/screen.h"
#include "tui/screen/theme.h"

namespace sonde {

// Of stdin and stdout. The error says why there is no screen.
Result<std::unique_ptr<Screen>> open_ncurses_screen(Theme theme);

// Puts the terminal back with nothing but write(2) and tcsetattr(3): for handlers of signals.
void restore_terminal_in_signal_handler();

}  // namespace sonde
