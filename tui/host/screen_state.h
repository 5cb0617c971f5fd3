// ScreenState: what everything on the screen reads: views, options, settings, keys, size, what the
// explorer said last, the range of time, the text that is searched. One for each Model; panes,
// panels, prompts and pages reach it through Host (host.h).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "explore/explorer.h"
#include "script/view_loader.h"
#include "tui/host/settings.h"
#include "tui/keys/keys.h"
#include "tui/screen/theme.h"

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

// What is asked of other libraries besides the explorer; tests put their own here.
struct Services {
  std::function<FilterCheck(std::string_view)> check;
  std::function<std::vector<Completion>(std::string_view, size_t)> complete;
  std::function<LatencySpan(uint32_t column, uint32_t columns)> span;
  // Fails when the file exists.
  std::function<Result<void>(const std::string& path, std::string_view text)> write_file;
};

// What is looked at. Live and at the end: the last width_ns. A file and at the end: all of it.
struct TimeRange {
  uint64_t from_ns = 0, to_ns = 0;  // both 0: at the end
  uint64_t width_ns = 0;            // 0: everything
  bool at_end() const { return to_ns == 0; }
};

struct ScreenState {
  // The library outlives it.
  explicit ScreenState(const ViewLibrary& library) : views(library) {}

  const ViewLibrary& views;
  AppOptions options;
  Services services;
  Settings settings;
  KeyLayout keys = KeyLayout::kDefault;
  Theme theme = Theme::kDark;
  Size size{80, 24};
  ExplorerStatus status;
  TimeRange time;
  bool paused = false;
  std::string search;           // the text that n and N look for
  bool filters_events = false;  // F4 takes a filter of events, not a text
  std::map<std::string, std::vector<std::string>> history;  // label of a prompt: typed lines
};

}  // namespace sonde
