// Widths of ranges of time that people count in: 1, 2 and 5 times a power of ten below one second,
// then seconds, minutes and hours. Used for stepping through time and for slices of it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace sonde {

// The next shorter one; the shortest is 1 us.
uint64_t width_below(uint64_t width_ns);
// The next longer one; 0: there is none, as a day is the longest.
uint64_t width_above(uint64_t width_ns);

}  // namespace sonde
