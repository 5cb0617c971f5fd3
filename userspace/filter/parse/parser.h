// Parser: text -> tree (ast.h). Called by Filter::compile and Operand::parse; fields are looked up
// on the way because the error is best reported where the name stands.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "filter/ast.h"
#include "filter/caret.h"
#include "filter/filter.h"

namespace sonde {

// The whole text must be one filter. False: `problem` says what and where.
bool parse_filter(std::string_view text, FieldLookup lookup, std::vector<FilterWarning>* warnings,
                  Node& tree, Problem& problem);

// The field or call that `text` begins with; `used` is its length. In formats a field ends where
// the longest known name ends, whatever follows.
bool parse_operand(std::string_view text, FieldLookup lookup, bool for_output, size_t& used,
                   std::unique_ptr<Expression>& out, Problem& problem);

}  // namespace sonde
