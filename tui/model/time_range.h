// The range of time that is looked at: stepped through ([ and ]), made shorter and longer ({ and
// }), moved to a time (g). Used by Model.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "tui/host/screen_state.h"

namespace sonde {

struct TimeMove {
  std::string refusal;  // why the range stays as it is; empty: it was changed
  bool to_end = false;  // it leads to the end, where TimeRange is that of the beginning
};

// `direction`: -1 back, 1 forward.
TimeMove step_time(TimeRange& time, const ExplorerStatus& status, int direction);
// `refresh_ns`: the shortest range of a live machine.
TimeMove widen_time(TimeRange& time, const ExplorerStatus& status, bool wider, uint64_t refresh_ns);
// A range of the same width that begins at `ts_ns`, or where the events begin or end.
void move_time(TimeRange& time, const ExplorerStatus& status, uint64_t ts_ns);

}  // namespace sonde
