// See time_widths.h.
// SPDX-License-Identifier: Apache-2.0
#include "tui/text/time_widths.h"

#include <algorithm>
#include <vector>

namespace sonde {

namespace {

const std::vector<uint64_t>& widths() {
  static const std::vector<uint64_t> kWidths = [] {
    std::vector<uint64_t> list;
    for (uint64_t unit = 1000; unit < 1'000'000'000; unit *= 10) {
      for (uint64_t times : {1, 2, 5}) list.push_back(unit * times);
    }
    for (uint64_t seconds : {1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600, 86400}) {
      list.push_back(seconds * 1'000'000'000);
    }
    return list;
  }();
  return kWidths;
}

}  // namespace

uint64_t width_below(uint64_t width_ns) {
  const auto at = std::lower_bound(widths().begin(), widths().end(), width_ns);
  return at == widths().begin() ? *at : *(at - 1);
}

uint64_t width_above(uint64_t width_ns) {
  const auto at = std::upper_bound(widths().begin(), widths().end(), width_ns);
  return at == widths().end() ? 0 : *at;
}

}  // namespace sonde
