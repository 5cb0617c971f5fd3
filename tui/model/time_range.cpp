// See time_range.h.
// SPDX-License-Identifier: Apache-2.0
#include "tui/model/time_range.h"

#include <algorithm>

#include "tui/text/time_widths.h"

namespace sonde {

namespace {

// A tenth of everything when no width was chosen.
uint64_t step_width(const TimeRange& time, const ExplorerStatus& status) {
  const uint64_t width = time.at_end() ? time.width_ns : time.to_ns - time.from_ns;
  if (width != 0) return width;
  return width_below(std::max<uint64_t>((status.last_ns - status.first_ns) / 10, 1));
}

void widen_live(TimeRange& time, uint64_t everything, bool wider, uint64_t refresh_ns) {
  if (!wider) {
    const uint64_t now = time.width_ns == 0 ? everything : time.width_ns;
    time.width_ns = std::max(width_below(now), refresh_ns);
    return;
  }
  time.width_ns = time.width_ns == 0 ? 0 : width_above(time.width_ns);
  if (time.width_ns > everything) time.width_ns = 0;
}

}  // namespace

TimeMove step_time(TimeRange& time, const ExplorerStatus& status, int direction) {
  const uint64_t first = status.first_ns, last = status.last_ns;
  if (last <= first) return {"There is no time to step through yet."};
  const uint64_t width = step_width(time, status);
  TimeRange next = time;
  if (next.at_end()) {
    if (direction > 0) return {"This is the end already."};
    next.to_ns = last + 1;
    next.from_ns = last + 1 - std::min(last, width);
    // Live, the last range is what is on the screen: one step before it.
    if (!status.is_live) direction = 0;
  }
  if (direction < 0) {
    if (next.from_ns <= first) {
      time = next;
      return {"This is the beginning."};
    }
    next.to_ns = next.from_ns;
    next.from_ns = next.to_ns > width ? next.to_ns - width : 0;
  } else if (direction > 0) {
    if (next.to_ns > last) return {"", true};
    next.from_ns = next.to_ns;
    next.to_ns = next.from_ns + width;
    if (status.is_live && next.from_ns > last) return {"", true};
  }
  next.width_ns = width;
  time = next;
  return {};
}

TimeMove widen_time(TimeRange& time, const ExplorerStatus& status, bool wider,
                    uint64_t refresh_ns) {
  const uint64_t first = status.first_ns, last = status.last_ns;
  if (last <= first) return {"There is no time to choose from yet."};
  const uint64_t everything = last - first;
  if (time.at_end() && status.is_live) {
    widen_live(time, everything, wider, refresh_ns);
    return {};
  }
  if (time.at_end()) {
    if (wider) return {"This is the whole file."};
    time.from_ns = first;
    time.to_ns = first + width_below(everything);
  } else {
    const uint64_t now = time.to_ns - time.from_ns;
    const uint64_t next = wider ? width_above(now) : width_below(now);
    if (wider && (next == 0 || next >= everything)) return {"", true};
    const uint64_t middle = time.from_ns + now / 2;
    time.from_ns = std::max(middle > next / 2 ? middle - next / 2 : 0, first);
    time.to_ns = time.from_ns + next;
  }
  time.width_ns = time.to_ns - time.from_ns;
  return {};
}

void move_time(TimeRange& time, const ExplorerStatus& status, uint64_t ts_ns) {
  const uint64_t first = status.first_ns, last = status.last_ns;
  const uint64_t width = step_width(time, status);
  time.from_ns = std::clamp(ts_ns, first, std::max(first, last));
  time.to_ns = time.from_ns + width;
  time.width_ns = width;
}

}  // namespace sonde
