// See operand.h.
// SPDX-License-Identifier: Apache-2.0
#include "filter/operand.h"

#include "filter/ast.h"
#include "filter/parse/parser.h"

namespace sonde {

Result<Operand> Operand::parse(std::string_view text, size_t& used, bool for_output,
                               FieldLookup lookup) {
  std::unique_ptr<Expression> expression;
  Problem problem;
  if (!parse_operand(text, lookup, for_output, used, expression, problem)) {
    return located_error(problem, text);
  }
  return Operand(std::move(expression));
}

Operand::Operand(std::unique_ptr<Expression> expression) : expression_(std::move(expression)) {
  is_plain_ = expression_->kind == Expression::Kind::kField;
  use_ = &expression_->use;
  field_ = is_plain_ ? use_->field : &expression_->shape;
}

Operand::Operand(Operand&&) noexcept = default;
Operand& Operand::operator=(Operand&&) noexcept = default;
Operand::~Operand() = default;

Value Operand::compute(const Moment& moment) { return evaluate(*expression_, moment); }

bool Operand::append(std::string& out, const Moment& moment) {
  if (is_plain_) return append_field(out, moment, *use_);
  const Value value = compute(moment);
  return value.exists() && append_value(out, value, *field_, moment);
}

const std::string& Operand::text() const { return expression_->text; }

}  // namespace sonde
