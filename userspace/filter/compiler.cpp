// Each node is compiled knowing where to go when it holds and when it does not. A child of `and`
// goes on to its sibling when it holds; as the sibling is not compiled yet, children are visited
// from the last to the first and the steps reversed in the end, so every target is known.
// SPDX-License-Identifier: Apache-2.0
#include "filter/compiler.h"

#include <algorithm>

namespace sonde {
namespace {

using Op = Instruction::Op;

bool is_signed(Domain domain) { return domain == Domain::kSigned; }

bool is_number(Domain domain) {
  return kIntegerDomains & in_set(domain) || domain == Domain::kBool;
}

Op text_op(Shortcut shortcut) {
  switch (shortcut) {
    case Shortcut::kEqual:
      return Op::kTextEqual;
    case Shortcut::kNotEqual:
      return Op::kTextNotEqual;
    case Shortcut::kIn:
      return Op::kTextIn;
    case Shortcut::kContains:
      return Op::kTextContains;
    case Shortcut::kStartsWith:
      return Op::kTextStartsWith;
    default:
      return Op::kGeneral;
  }
}

Op number_op(Shortcut shortcut, bool with_sign) {
  switch (shortcut) {
    case Shortcut::kEqual:
      return Op::kBitsEqual;
    case Shortcut::kNotEqual:
      return Op::kBitsNotEqual;
    case Shortcut::kLess:
      return with_sign ? Op::kIntLess : Op::kUintLess;
    case Shortcut::kLessOrEqual:
      return with_sign ? Op::kIntLessOrEqual : Op::kUintLessOrEqual;
    case Shortcut::kGreater:
      return with_sign ? Op::kIntGreater : Op::kUintGreater;
    case Shortcut::kGreaterOrEqual:
      return with_sign ? Op::kIntGreaterOrEqual : Op::kUintGreaterOrEqual;
    case Shortcut::kIn:
      return Op::kNumberIn;
    default:
      return Op::kGeneral;
  }
}

// Chooses the step's operation; kGeneral unless both sides are simple.
void choose_op(Condition& condition, Instruction& step) {
  FieldUse* use = condition.left.use();
  const uint16_t flags = condition.left.shape().flags;
  if (!use || flags & (kList | kAnyOf | kEither) || condition.around) return;
  step.get = use->field->get;
  step.use = use;
  if (condition.op->shortcut == Shortcut::kExists) {
    step.op = Op::kExists;
    return;
  }
  if (condition.right || condition.is_dynamic || condition.modifier != Modifier::kNone) return;
  const Domain domain = domain_of(condition.left.type()).domain;
  const Right& right = *condition.rights[0];
  if (domain == Domain::kText || domain == Domain::kBytes)
    step.op = text_op(condition.op->shortcut);
  else if (is_number(domain))
    step.op = number_op(condition.op->shortcut, is_signed(domain));
  if (step.op == Op::kTextIn || step.op == Op::kNumberIn) {
    step.set = &right.listed.values;
  } else if (domain == Domain::kText || domain == Domain::kBytes) {
    if (right.constants.empty()) return;
    step.text = right.constants[0].text.data();
    step.text_bytes = right.constants[0].text.size();
  } else if (!right.constants.empty()) {
    step.bits = right.constants[0].bits;
  }
}

class Compiler {
 public:
  // Returns where the node begins. Positions count from the end until reverse().
  uint32_t node(Node& node, uint32_t if_true, uint32_t if_false);
  std::vector<Instruction> reverse();

 private:
  std::vector<Instruction> steps_;
};

uint32_t Compiler::node(Node& node, uint32_t if_true, uint32_t if_false) {
  switch (node.kind) {
    case Node::Kind::kNot:
      return this->node(node.children[0], if_false, if_true);
    case Node::Kind::kAnd:
    case Node::Kind::kOr: {
      const bool is_and = node.kind == Node::Kind::kAnd;
      uint32_t next = is_and ? if_true : if_false;
      for (size_t i = node.children.size(); i-- > 0;) {
        next = is_and ? this->node(node.children[i], next, if_false)
                      : this->node(node.children[i], if_true, next);
      }
      return next;
    }
    case Node::Kind::kCheck:
      break;
  }
  Instruction step;
  step.condition = node.condition.get();
  step.if_true = if_true;
  step.if_false = if_false;
  choose_op(*node.condition, step);
  steps_.push_back(step);
  return static_cast<uint32_t>(steps_.size() - 1);
}

std::vector<Instruction> Compiler::reverse() {
  const uint32_t last = static_cast<uint32_t>(steps_.size() - 1);
  auto turn = [&](uint32_t target) {
    return target < Instruction::kReject ? last - target : target;
  };
  std::reverse(steps_.begin(), steps_.end());
  for (Instruction& step : steps_) {
    step.if_true = turn(step.if_true);
    step.if_false = turn(step.if_false);
  }
  return std::move(steps_);
}

}  // namespace

Program compile_tree(Node& tree) {
  Compiler compiler;
  compiler.node(tree, Instruction::kAccept, Instruction::kReject);
  return Program(compiler.reverse());
}

}  // namespace sonde
