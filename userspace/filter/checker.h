// Checker: compares types. It turns every Check of the tree into a Condition, or says what does not
// fit; what would work but is probably not meant becomes a warning.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "filter/ast.h"
#include "filter/caret.h"
#include "filter/filter.h"

namespace sonde {

// Fills Node::condition of every check below `tree` and empties the checks.
bool check_tree(Node& tree, std::vector<FilterWarning>* warnings, Problem& problem);

}  // namespace sonde
