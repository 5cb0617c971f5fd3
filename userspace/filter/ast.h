// The tree that the parser makes of a filter: Nodes for and/or/not, a Check for every condition,
// an Expression for everything that yields a value. Fields are already looked up in it, types are
// not yet compared: that is the checker's work, which hangs a Condition on every Check.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "fields/field.h"
#include "filter/literal.h"
#include "filter/operators.h"
#include "filter/transformers.h"

namespace sonde {

struct Condition;  // condition.h

// Parentheses and calls may be nested this deep; all recursion over the tree relies on it.
inline constexpr int kNestingLimit = 100;

struct Expression {
  enum class Kind : uint8_t { kField, kCall, kLiteral, kLiteralList };

  Kind kind = Kind::kField;
  size_t at = 0;                                       // byte of the text
  std::string text;                                    // as it was written
  FieldUse use;                                        // kField
  const Transformer* transformer = nullptr;            // kCall
  std::vector<std::unique_ptr<Expression>> arguments;  // kCall, kLiteralList
  bool has_key = false;                                // kCall: getopt(...)[key]
  std::string key;
  std::string literal;  // kLiteral: escapes resolved
  Field shape{};        // name, type, format, flags of the value; set by resolve()

  bool is_list() const { return shape.flags & kList; }
};

// The value of an expression that has been resolved.
Value evaluate(Expression& expression, const Moment& moment);

// Finds out types, innermost first, and refuses what a transformer cannot take.
bool resolve(Expression& expression, Problem& problem);

enum class Modifier : uint8_t { kNone, kOneOf, kAnyOf, kAllOf };

struct ModifierRow {
  std::string_view name;
  Modifier modifier;
};
inline constexpr ModifierRow kModifiers[] = {
    {"oneof", Modifier::kOneOf}, {"anyof", Modifier::kAnyOf}, {"allof", Modifier::kAllOf}};

struct Check {
  size_t at = 0;  // of the left side
  size_t operator_at = 0;
  std::unique_ptr<Expression> left;
  const Operator* op = nullptr;
  Modifier modifier = Modifier::kNone;
  std::vector<Literal> literals;  // the right side, unless it is an expression
  size_t right_at = 0;
  std::unique_ptr<Expression> right;
};

struct Node {
  enum class Kind : uint8_t { kAnd, kOr, kNot, kCheck };

  Kind kind = Kind::kCheck;
  std::vector<Node> children;  // kNot: one; kAnd, kOr: two and more
  Check check;
  std::unique_ptr<Condition> condition;  // kCheck, once it has been checked

  Node();
  Node(Node&&) noexcept;
  Node& operator=(Node&&) noexcept;
  ~Node();
};

}  // namespace sonde
