// How far the keys of movement go: the same in every list, page and panel.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "tui/keys/keys.h"

namespace sonde {

// Lines down, negative is up, by an action in a list of `all` lines of which `page` are on the
// screen. nullopt: the action is no movement.
std::optional<long> lines_moved(Action action, long page, long all);

}  // namespace sonde
