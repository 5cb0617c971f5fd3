// App: csonde's loop: waits for keys, for replies of the explorer and for time to pass, lets the
// model act and shows its picture. Started by main.cpp.
// Next: model.h (what is on the screen and what keys do), screen.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "explore/explorer.h"
#include "script/view_loader.h"

namespace sonde {

struct AppOptions {
  std::string view;      // id of the first view; empty: processes
  std::string tag;       // of columns; empty: "default"
  std::string theme;     // "dark", "light", "mono"; empty: of the settings
  std::string layout;    // "csysdig", "htop"; empty: of the settings
  std::string filter;    // of events; the user sees and may change it
  std::string from, to;  // the time that is looked at first; time_words.h
  uint64_t refresh_ns = 2'000'000'000;
};

// Runs until the user leaves. The exit status; what went wrong is told on stderr.
int run_app(AppOptions options, std::unique_ptr<Explorer> explorer, const ViewLibrary& views);

}  // namespace sonde
