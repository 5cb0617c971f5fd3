// Condition: one check after the checker has looked at it: operands with types, the right side
// understood as the type of the left one. The program runs Conditions; holds() is the complete,
// general way to decide one, the program's shortcuts cover the frequent cases.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "filter/ast.h"
#include "filter/operand.h"

namespace sonde {

// The right side understood as one type.
struct Right {
  std::vector<Constant> constants;  // never changed once `values` and `listed` point into it
  std::vector<Value> values;
  Listed listed;  // list operators
};

// evt.around[time]=milliseconds is a question of its own, not a comparison with a value.
struct Around {
  uint64_t ts_ns = 0;
  uint64_t distance_ns = 0;
  bool has(uint64_t event_ts_ns) const {
    const uint64_t apart = event_ts_ns > ts_ns ? event_ts_ns - ts_ns : ts_ns - event_ts_ns;
    return apart <= distance_ns;
  }
};

struct Condition {
  Operand left;
  const Operator* op = nullptr;
  Modifier modifier = Modifier::kNone;
  std::vector<Literal> literals;               // as typed
  std::optional<Operand> right;                // instead of constants
  std::vector<std::unique_ptr<Right>> rights;  // one; several when the type is dynamic
  std::array<Right*, 64> right_of_type{};      // dynamic: nullptr = the operator does not fit
  bool is_dynamic = false;
  std::optional<Around> around;

  explicit Condition(Operand operand) : left(std::move(operand)) {}
};

bool holds(Condition& condition, const Moment& moment);
// The same when the left side is known to be `left`. Only for conditions whose right side is
// written out, and not for evt.around.
bool holds_for(const Condition& condition, const Value& left);

}  // namespace sonde
