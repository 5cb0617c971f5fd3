// The naive walk: decides a filter by walking its tree with the simplest code that could be right:
// values become strings or wide numbers, sets are loops, globs are fnmatch(3), paths are split.
// It shares no comparing code with the program and exists to be compared with it in tests
// (tests/unit/filter, tests/fuzz/filter_fuzz.cpp).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "filter/ast.h"
#include "filter/filter.h"
#include "state/moment.h"

namespace sonde {

bool walk_naively(Node& node, const Moment& moment);
inline bool matches_naively(Filter& filter, const Moment& moment) {
  return walk_naively(filter.tree(), moment);
}

}  // namespace sonde
