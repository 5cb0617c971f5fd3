// Level: one step of the way that the user has gone: which events it is about and the pane that
// shows them. Back goes to the level before, which is as it was left. The stack of levels belongs
// to Model; panes make the next level of their own. Next: host.h, tui/pane/pane.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tui/host/screen_state.h"
#include "view/path.h"

namespace sonde {

class Pane;

struct Level {
  ViewPtr view;  // of a table, a list or a spectrogram; otherwise nullptr
  std::vector<PathStep> path;
  std::string drilled_field;  // that views must apply to; "": none
  std::string extra_filter;   // tagged rows, the area of a spectrogram
  std::string user_filter;    // that was typed
  std::string user;           // user.name; empty: all
  std::string label;          // for the line of levels
  int depth = 0;
  std::optional<TimeRange> time_before;  // restored when this level is left
  std::shared_ptr<Pane> pane;            // never nullptr once the level is on the stack
};

// The filter of a view at a depth.
std::string view_filter(const ViewSpec& view, int depth);
// The events of a level; `with_view`: that its view shows.
std::string filter_of(const Level& level, bool with_view);
// A level with the events of another: no view, label or pane yet.
Level level_below(const Level& from);
// The same, as a view shows it.
Level level_of_view(const Level& from, const ViewPtr& view);
// A field without its argument: proc.aname of proc.aname[2].
std::string without_argument(std::string_view field);
// The steps that a filter such as "fd.name=x and proc.pid=1" stands for: the process first, so that
// the path ends with the descriptor. What has no such form stays a filter.
std::vector<PathStep> steps_of(const std::string& filter);

}  // namespace sonde
