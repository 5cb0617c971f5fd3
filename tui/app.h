// App: csonde's loop: waits for keys, for replies of the explorer and for time to pass, lets the
// model act and shows its frame. Started by main.cpp.
// Next: model/model.h (what is on the screen and what keys do), screen.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "tui/host/screen_state.h"

namespace sonde {

// Runs until the user leaves. The exit status; what went wrong is said on stderr.
int run_app(AppOptions options, std::unique_ptr<Explorer> explorer, const ViewLibrary& views);

}  // namespace sonde
