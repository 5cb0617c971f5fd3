// OperandParser: fields and calls of transformers, the part of the grammar that filters and output
// formats share. FilterParser (parser.cpp) is built on it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "filter/ast.h"
#include "filter/caret.h"
#include "filter/filter.h"
#include "filter/parse/lexer.h"

namespace sonde {

class OperandParser {
 public:
  OperandParser(std::string_view text, FieldLookup lookup, bool for_output,
                std::vector<FilterWarning>* warnings, Problem& problem)
      : lexer_(text, warnings), lookup_(lookup), for_output_(for_output), problem_(problem) {}

  // A field or a call, types resolved. False: the problem is set.
  bool operand(std::unique_ptr<Expression>& out, bool right_side);
  size_t at() const { return lexer_.at(); }

 protected:
  bool fail(size_t at, std::string reason, std::string hint = {}) {
    problem_ = Problem{at, std::move(reason), std::move(hint)};
    return false;
  }
  // One level of nesting more; false when that is one too many.
  bool enter(size_t at);
  void leave() { --depth_; }

  Lexer lexer_;
  FieldLookup lookup_;
  bool for_output_;
  Problem& problem_;

 private:
  bool field_or_call(Expression& out, bool right_side);
  bool call(Expression& out, bool right_side);
  bool argument(std::unique_ptr<Expression>& out, bool right_side);
  bool list(Expression& out);
  bool field(Expression& out);
  // True when the name is a field: then `out` is it. `required`: otherwise the problem is set.
  bool find_field(std::string_view name, size_t at, bool required, Expression& out);
  bool accept_field(FieldUse use, Expression& out);

  int depth_ = 0;
};

}  // namespace sonde
