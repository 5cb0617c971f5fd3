// Program: a filter as a flat row of steps. Every step decides one condition and says which step
// comes next when it holds and when it does not; two numbers stand for the end. `and`, `or` and
// `not` exist only in these jumps. Made by compiler.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fields/field.h"
#include "filter/condition.h"
#include "filter/value_set.h"

namespace sonde {

struct Moment;

struct Instruction {
  // All but kGeneral and kExists take the value straight from the field and never meet a list.
  enum class Op : uint8_t {
    kGeneral,  // holds(): everything that has no operation of its own
    kExists,
    kTextEqual,
    kTextNotEqual,
    kTextIn,
    kTextContains,
    kTextStartsWith,
    kBitsEqual,
    kBitsNotEqual,  // integers and bool
    kIntLess,
    kIntLessOrEqual,
    kIntGreater,
    kIntGreaterOrEqual,
    kUintLess,
    kUintLessOrEqual,
    kUintGreater,
    kUintGreaterOrEqual,
    kNumberIn,
  };
  static constexpr uint32_t kReject = 0xFFFFFFFE;
  static constexpr uint32_t kAccept = 0xFFFFFFFF;

  Op op = Op::kGeneral;
  uint32_t if_true = kAccept;
  uint32_t if_false = kReject;
  Value (*get)(const Moment&, FieldUse&) = nullptr;
  FieldUse* use = nullptr;
  union {
    uint64_t bits = 0;
    const char* text;
    const ValueSet* set;
  };
  size_t text_bytes = 0;
  Condition* condition = nullptr;
};

class Program {
 public:
  // The conditions belong to the tree, which must live as long as the program.
  explicit Program(std::vector<Instruction> steps) : steps_(std::move(steps)) {}

  bool run(const Moment& moment);
  const std::vector<Instruction>& steps() const { return steps_; }

 private:
  std::vector<Instruction> steps_;
};

}  // namespace sonde
