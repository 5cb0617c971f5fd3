// How values, lists of values and modifiers combine. See condition.h and docs/filter-language.md.
// SPDX-License-Identifier: Apache-2.0
#include "filter/condition.h"
#include "state/moment.h"

namespace sonde {
namespace {

bool test_one(const Condition& condition, const Value& left, const Right& right) {
  const Operator& op = *condition.op;
  if (op.right == RightSide::kList) return op.test_list(left, right.listed);
  if (condition.modifier == Modifier::kNone) {
    return op.test(left, right.values[0], &right.constants[0]);
  }
  size_t hits = 0;
  for (size_t i = 0; i < right.values.size(); ++i) {
    const bool hit = op.test(left, right.values[i], &right.constants[i]);
    if (hit && condition.modifier == Modifier::kAnyOf) return true;
    if (!hit && condition.modifier == Modifier::kAllOf) return false;
    hits += hit;
  }
  return condition.modifier == Modifier::kAllOf
             ? hits > 0
             : condition.modifier == Modifier::kOneOf && hits == 1;
}

// Applies `test` to a value or, by the rules for the field, to the elements of a list.
template <typename Test>
bool test_each(const Condition& condition, const Value& left, Test test) {
  if (left.kind != Value::Kind::kList) return test(left);
  const uint16_t flags = condition.left.shape().flags;
  const Operator& op = *condition.op;
  const bool is_true_list = !(flags & (kAnyOf | kEither));
  const bool every = is_true_list ? op.has(kWantsEvery) : (flags & kEither) && op.has(kNegative);
  for (const Value& item : left.items()) {
    if ((item.exists() && test(item)) != every) return !every;
  }
  return every && (is_true_list || left.size > 0);
}

bool test_field(const Condition& condition, const Value& left, const Value& right) {
  return test_each(condition, left, [&](const Value& one) {
    if (right.kind != Value::Kind::kList) return condition.op->test(one, right, nullptr);
    for (const Value& candidate : right.items()) {
      if (candidate.exists() && condition.op->test(one, candidate, nullptr)) return true;
    }
    return false;
  });
}

}  // namespace

bool holds_for(const Condition& condition, const Value& left) {
  if (!left.exists()) return false;
  if (condition.op->right == RightSide::kNothing) {
    // A list that only stands for "any of these" exists when there is one.
    return left.kind != Value::Kind::kList || left.size > 0 ||
           !(condition.left.shape().flags & (kAnyOf | kEither));
  }
  const Right* right = condition.rights[0].get();
  if (condition.is_dynamic) {
    right = condition.right_of_type[static_cast<size_t>(left.type) % 64];
    if (!right) return false;
  }
  return test_each(condition, left,
                   [&](const Value& one) { return test_one(condition, one, *right); });
}

bool holds(Condition& condition, const Moment& moment) {
  if (condition.around) return condition.around->has(moment.event->ts_ns);
  const Value left = condition.left.get(moment);
  if (!condition.right) return holds_for(condition, left);
  if (!left.exists()) return false;
  const Value right = condition.right->get(moment);
  return right.exists() && test_field(condition, left, right);
}

}  // namespace sonde
