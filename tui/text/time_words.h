// TimeWords: times as people type them, on the command line and at the prompt for a time.
// Used by time_range.cpp, filter_line.cpp and raw_output.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"

namespace sonde {

// "12:30:05.25" of the day of the newest event, "-90s" back from the end, "+2m" after the start,
// "1700000000.5" seconds since the epoch. `first_ns` and `last_ns`: of the events; since the epoch.
std::optional<uint64_t> time_named(std::string_view text, uint64_t first_ns, uint64_t last_ns);

// What to say when something is none.
inline constexpr std::string_view kTimeForms =
    "a time is written 12:30:05, -90s, +2m or 1700000000.5";

// From one time to another, which is not included; an empty text leaves that end open: the first
// event, or behind the last one.
struct NamedRange {
  uint64_t from_ns = 0, to_ns = 0;
};
// The error says which text is no time, or that the range is empty.
Result<NamedRange> range_named(std::string_view from, std::string_view to, uint64_t first_ns,
                               uint64_t last_ns);

}  // namespace sonde
