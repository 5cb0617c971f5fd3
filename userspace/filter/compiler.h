// Compiler: checked tree -> Program. Order of evaluation is that of the text, left to right; a
// condition whose outcome cannot matter any more is not evaluated.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "filter/ast.h"
#include "filter/program.h"

namespace sonde {

// The program points into the tree's conditions.
Program compile_tree(Node& tree);

}  // namespace sonde
