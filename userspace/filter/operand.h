// Operand: something that has a value at every moment: a field (`proc.name`), or a transformer
// applied to operands (`toupper(proc.name)`, `len(fd.name)`). Filters have them on both sides of
// an operator, output formats after every '%'. The transformers are the rows in transformers.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "fields/field.h"
#include "filter/filter.h"

namespace sonde {

struct Moment;
struct Expression;  // ast.h

class Operand {
 public:
  // Takes the operand that `text` begins with; `used` is its length in bytes. In formats
  // (for_output) a field ends where its name ends ("%proc.name:" is a field and a colon), and
  // fields that only filters know are refused; in filters the other way about. The error holds the
  // reason, the text and a caret, as those of Filter do.
  static Result<Operand> parse(std::string_view text, size_t& used, bool for_output,
                               FieldLookup lookup = parse_field);

  // For the checker: takes over an expression that has been resolved.
  explicit Operand(std::unique_ptr<Expression> expression);
  Operand(Operand&&) noexcept;
  Operand& operator=(Operand&&) noexcept;
  ~Operand();

  // Valid until the next event. Text that a transformer makes is in the moment's scratch.
  Value get(const Moment& moment) {
    return is_plain_ ? field_->get(moment, *use_) : compute(moment);
  }
  // Appends the value as text; false, and nothing appended, when there is none.
  bool append(std::string& out, const Moment& moment);

  Type type() const { return field_->type; }
  Format format() const { return field_->format; }
  bool is_list() const { return field_->flags & kList; }
  // The field and its use; nullptr when this is a transformer.
  const Field* field() const { return is_plain_ ? field_ : nullptr; }
  FieldUse* use() { return is_plain_ ? use_ : nullptr; }
  const Expression& expression() const { return *expression_; }
  // Name, type, format and flags of the value, also of a transformer's.
  const Field& shape() const { return *field_; }
  const std::string& text() const;  // as it was written

 private:
  Value compute(const Moment& moment);

  std::unique_ptr<Expression> expression_;
  const Field* field_ = nullptr;  // the field, or a row made up for the transformer
  FieldUse* use_ = nullptr;
  bool is_plain_ = false;
};

}  // namespace sonde
