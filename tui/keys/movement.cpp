// See movement.h.
// SPDX-License-Identifier: Apache-2.0
#include "tui/keys/movement.h"

namespace sonde {

std::optional<long> lines_moved(Action action, long page, long all) {
  switch (action) {
    case Action::kUp:
      return -1;
    case Action::kDown:
      return 1;
    case Action::kPageUp:
      return -page;
    case Action::kPageDown:
      return page;
    case Action::kFirst:
      return -all;
    case Action::kLast:
      return all;
    default:
      return std::nullopt;
  }
}

}  // namespace sonde
