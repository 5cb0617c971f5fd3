// See explain.h.
// SPDX-License-Identifier: Apache-2.0
#include "filter/explain.h"

#include <algorithm>

#include "base/text.h"
#include "filter/condition.h"

namespace sonde {
namespace {

std::string quoted(const std::string& text) {
  std::string out = "\"";
  append_escaped(out, text);
  return out + '"';
}

std::string describe(const Condition& condition) {
  std::string out = condition.left.text() + " " + std::string(condition.op->name);
  for (const ModifierRow& row : kModifiers) {
    if (row.modifier == condition.modifier) out += " " + std::string(row.name);
  }
  if (condition.op->right == RightSide::kNothing) return out;
  if (condition.right) return out + " " + condition.right->text();
  const bool is_list =
      condition.op->right == RightSide::kList || condition.modifier != Modifier::kNone;
  out += is_list ? " (" : " ";
  const Domain domain = domain_of(condition.left.type()).domain;
  const bool is_text =
      domain == Domain::kText || domain == Domain::kBytes || domain == Domain::kDynamic;
  for (size_t i = 0; i < condition.literals.size(); ++i) {
    if (i > 0) out += ", ";
    const std::string& text = condition.literals[i].text;
    out += is_text ? quoted(text) : text;
  }
  return is_list ? out + ")" : out;
}

void write_tree(std::string& out, const Node& node, size_t indent) {
  out.append(indent, ' ');
  switch (node.kind) {
    case Node::Kind::kAnd:
      out += "and\n";
      break;
    case Node::Kind::kOr:
      out += "or\n";
      break;
    case Node::Kind::kNot:
      out += "not\n";
      break;
    case Node::Kind::kCheck:
      out += describe(*node.condition) + "\n";
      break;
  }
  for (const Node& child : node.children) write_tree(out, child, indent + 2);
}

std::string_view op_name(Instruction::Op op) {
  switch (op) {
    case Instruction::Op::kGeneral:
      return "general";
    case Instruction::Op::kExists:
      return "exists";
    case Instruction::Op::kTextEqual:
      return "text ==";
    case Instruction::Op::kTextNotEqual:
      return "text !=";
    case Instruction::Op::kTextIn:
      return "text in set";
    case Instruction::Op::kTextContains:
      return "text contains";
    case Instruction::Op::kTextStartsWith:
      return "text starts";
    case Instruction::Op::kBitsEqual:
      return "number ==";
    case Instruction::Op::kBitsNotEqual:
      return "number !=";
    case Instruction::Op::kIntLess:
      return "signed <";
    case Instruction::Op::kIntLessOrEqual:
      return "signed <=";
    case Instruction::Op::kIntGreater:
      return "signed >";
    case Instruction::Op::kIntGreaterOrEqual:
      return "signed >=";
    case Instruction::Op::kUintLess:
      return "unsigned <";
    case Instruction::Op::kUintLessOrEqual:
      return "unsigned <=";
    case Instruction::Op::kUintGreater:
      return "unsigned >";
    case Instruction::Op::kUintGreaterOrEqual:
      return "unsigned >=";
    case Instruction::Op::kNumberIn:
      return "number in set";
  }
  return "?";
}

// The text with blanks behind it, `columns` wide at least.
std::string column(std::string_view text, size_t columns) {
  std::string out(text);
  out.resize(std::max(columns, out.size()), ' ');
  return out;
}

std::string target(uint32_t step) {
  if (step == Instruction::kAccept) return "accept";
  if (step == Instruction::kReject) return "reject";
  return std::to_string(step);
}

std::string types_of(const Condition& condition) {
  if (!condition.is_dynamic) return std::string(type_row(condition.left.type()).name);
  std::string out;
  for (size_t type = 0; type < condition.right_of_type.size(); ++type) {
    if (!condition.right_of_type[type]) continue;
    if (!out.empty()) out += '|';
    out += type_row(static_cast<Type>(type)).name;
  }
  return out;
}

}  // namespace

std::string explain_filter(const Node& tree, const Program& program, const KernelPlan& plan) {
  std::string out = "tree\n";
  write_tree(out, tree, 2);
  out += "program\n";
  for (size_t i = 0; i < program.steps().size(); ++i) {
    const Instruction& step = program.steps()[i];
    out += "  " + column(std::to_string(i), 3) + ' ' + column(op_name(step.op), 14) + ' ' +
           describe(*step.condition) + "  [" + types_of(*step.condition) + "]\n      true -> " +
           target(step.if_true) + ", false -> " + target(step.if_false) + '\n';
  }
  out += "live capture\n";
  for (const std::string& line : plan.lines) out += "  " + line + "\n";
  return out;
}

}  // namespace sonde
