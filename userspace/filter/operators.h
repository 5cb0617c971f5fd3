// Operators: one row each: how it is written, what may stand on its right, for which domains it
// works, and the function that decides. To add an operator, add a row in operators.cpp: the lexer,
// the checker, the program and the documentation test all read the rows.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "fields/value.h"
#include "filter/domain.h"
#include "filter/literal.h"
#include "filter/path_set.h"
#include "filter/value_set.h"

namespace sonde {

enum class RightSide : uint8_t { kNothing, kOne, kList };

// Operators that the program knows by heart when both sides are simple.
enum class Shortcut : uint8_t {
  kNone,
  kEqual,
  kNotEqual,
  kLess,
  kLessOrEqual,
  kGreater,
  kGreaterOrEqual,
  kIn,
  kContains,
  kStartsWith,
  kExists,
};

// The right side of a list operator, prepared.
struct Listed {
  ValueSet values;
  PathSet paths;
};

enum OperatorTrait : uint8_t {
  kTakesFields = 1,    // the right side may be val(field) or a transformer
  kTakesModifier = 2,  // oneof, anyof, allof may follow
  kNegative = 4,       // for "either" fields (fd.ip): must hold for each of the values
  kWantsEvery = 8,     // for lists: must hold for every element, not just for one
};

struct Operator {
  std::string_view name;
  RightSide right;
  DomainSet domains;
  uint8_t traits;
  Shortcut shortcut;
  std::string_view doc;
  // Decides about one pair of existing values. `constant` is the right side as it was prepared;
  // nullptr when it comes from a field.
  bool (*test)(const Value& left, const Value& right, const Constant* constant) = nullptr;
  // Optional: brings a constant into the form that `test` wants (a regex compiled, hex decoded).
  bool (*prepare)(Constant& constant, std::string& reason) = nullptr;
  // List operators: decides about one existing value ...
  bool (*test_list)(const Value& left, const Listed& right) = nullptr;
  // ... and fills the Listed. False: `reason` says why the constants cannot be.
  bool (*prepare_list)(const std::vector<Constant>& constants, Listed& out,
                       std::string& reason) = nullptr;

  bool has(OperatorTrait trait) const { return traits & trait; }
};

std::span<const Operator> operators();
const Operator* find_operator(std::string_view name);
// The operator with the longest name that `text` begins with; nullptr when there is none.
const Operator* leading_operator(std::string_view text);

}  // namespace sonde
