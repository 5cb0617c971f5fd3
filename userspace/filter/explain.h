// Explain: a compiled filter as text, for `sonde --explain FILTER`: how it was understood (the
// tree), how it runs (the program), and what of it a live capture leaves to the kernel (the plan).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "filter/ast.h"
#include "filter/program.h"
#include "filter/pushdown/kernel_plan.h"

namespace sonde {

std::string explain_filter(const Node& tree, const Program& program, const KernelPlan& plan);

}  // namespace sonde
