// Running a program. This is the inner loop of every filtered run over a capture: no allocation,
// one indirect call per step (the field's getter). See program.h.
// SPDX-License-Identifier: Apache-2.0
#include "filter/program.h"

#include <cstring>

#include "base/text.h"

namespace sonde {
namespace {

using Kind = Value::Kind;
using Op = Instruction::Op;

bool is_text(const Value& value) { return value.kind == Kind::kText || value.kind == Kind::kBytes; }
bool is_integer(const Value& value) {
  return value.kind == Kind::kInt || value.kind == Kind::kUint || value.kind == Kind::kBool;
}

bool same_text(const Value& value, const Instruction& step) {
  return value.size == step.text_bytes &&
         (value.size == 0 || std::memcmp(value.data, step.text, value.size) == 0);
}

bool text_contains(const Value& value, const Instruction& step) {
  return has_part(value.as_view(), {step.text, step.text_bytes});
}

bool text_starts(const Value& value, const Instruction& step) {
  return value.size >= step.text_bytes &&
         (step.text_bytes == 0 || std::memcmp(value.data, step.text, step.text_bytes) == 0);
}

bool test_text(const Value& value, const Instruction& step) {
  if (!is_text(value)) return false;
  switch (step.op) {
    case Op::kTextEqual:
      return same_text(value, step);
    case Op::kTextNotEqual:
      return !same_text(value, step);
    case Op::kTextIn:
      return step.set->texts().has(value.as_view());
    case Op::kTextContains:
      return text_contains(value, step);
    default:
      return text_starts(value, step);
  }
}

bool test_number(const Value& value, const Instruction& step) {
  if (!is_integer(value)) return false;
  const int64_t right = static_cast<int64_t>(step.bits);
  switch (step.op) {
    case Op::kBitsEqual:
      return value.u == step.bits;
    case Op::kBitsNotEqual:
      return value.u != step.bits;
    case Op::kIntLess:
      return value.i < right;
    case Op::kIntLessOrEqual:
      return value.i <= right;
    case Op::kIntGreater:
      return value.i > right;
    case Op::kIntGreaterOrEqual:
      return value.i >= right;
    case Op::kUintLess:
      return value.u < step.bits;
    case Op::kUintLessOrEqual:
      return value.u <= step.bits;
    case Op::kUintGreater:
      return value.u > step.bits;
    case Op::kUintGreaterOrEqual:
      return value.u >= step.bits;
    default:
      return step.set->has(value);
  }
}

bool decide(const Instruction& step, const Moment& moment) {
  switch (step.op) {
    case Op::kGeneral:
      return holds(*step.condition, moment);
    case Op::kExists:
      return step.get(moment, *step.use).exists();
    case Op::kTextEqual:
    case Op::kTextNotEqual:
    case Op::kTextIn:
    case Op::kTextContains:
    case Op::kTextStartsWith:
      return test_text(step.get(moment, *step.use), step);
    default:
      return test_number(step.get(moment, *step.use), step);
  }
}

}  // namespace

bool Program::run(const Moment& moment) {
  const Instruction* steps = steps_.data();
  uint32_t at = 0;
  do {
    const Instruction& step = steps[at];
    at = decide(step, moment) ? step.if_true : step.if_false;
  } while (at < Instruction::kReject);
  return at == Instruction::kAccept;
}

}  // namespace sonde
