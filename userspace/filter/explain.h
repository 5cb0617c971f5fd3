// Explain: a compiled filter as text, for `sonde --explain FILTER`: how it was understood (the
// tree) and how it runs (the program).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "filter/ast.h"
#include "filter/program.h"

namespace sonde {

std::string explain_filter(const Node& tree, const Program& program);

}  // namespace sonde
