// See operand_parser.h.
// SPDX-License-Identifier: Apache-2.0
#include "filter/parse/operand_parser.h"

#include "base/nearest.h"
#include "filter/parse/parser.h"

namespace sonde {
namespace {

std::string in_quotes(std::string_view text) { return "'" + std::string(text) + "'"; }

}  // namespace

bool OperandParser::enter(size_t at) {
  if (depth_ >= kNestingLimit) {
    return fail(at, "nested too deeply: " + std::to_string(kNestingLimit) + " levels are allowed");
  }
  ++depth_;
  return true;
}

bool OperandParser::operand(std::unique_ptr<Expression>& out, bool right_side) {
  out = std::make_unique<Expression>();
  return field_or_call(*out, right_side) && resolve(*out, problem_);
}

bool OperandParser::field_or_call(Expression& out, bool right_side) {
  out.at = lexer_.at();
  return lexer_.call_here().empty() ? field(out) : call(out, right_side);
}

bool OperandParser::call(Expression& out, bool right_side) {
  const std::string_view name = lexer_.call_here();
  out.kind = Expression::Kind::kCall;
  out.transformer = find_transformer(name);
  if (!out.transformer) {
    Nearest nearest(name);
    for (const Transformer& row : transformers()) nearest.offer(row.name);
    return fail(out.at, "unknown transformer " + in_quotes(name), nearest.question());
  }
  if (out.transformer->right_side_only && !right_side) {
    return fail(out.at, std::string(name) + "() stands on the right side of an operator only");
  }
  if (!enter(out.at)) return false;
  lexer_.advance(name.size() + 1);
  lexer_.skip_blanks();
  while (!lexer_.take(')')) {
    if (!out.arguments.empty() && !lexer_.take(',')) {
      return lexer_.at_end() ? fail(out.at + name.size(), "there is no ')' for this '('")
                             : fail(lexer_.at(), "',' or ')' is expected here");
    }
    lexer_.skip_blanks();
    if (!argument(out.arguments.emplace_back(), right_side)) return false;
    lexer_.skip_blanks();
  }
  leave();
  if (out.transformer->takes_key && !lexer_.take_key(out.has_key, out.key, problem_)) return false;
  out.text = lexer_.text().substr(out.at, lexer_.at() - out.at);
  return true;
}

bool OperandParser::argument(std::unique_ptr<Expression>& out, bool right_side) {
  out = std::make_unique<Expression>();
  out->at = lexer_.at();
  if (!lexer_.call_here().empty()) return call(*out, right_side);
  if (lexer_.peek() == '(') return list(*out);
  if (lexer_.peek() == '"' || lexer_.peek() == '\'') {
    Literal literal;
    if (!lexer_.take_value(literal, /*comma_ends=*/true, problem_)) return false;
    if (literal.text.find('\0') != std::string::npos) {
      return fail(literal.at, "text never holds a NUL byte");
    }
    out->kind = Expression::Kind::kLiteral;
    out->literal = std::move(literal.text);
    out->text = lexer_.text().substr(out->at, lexer_.at() - out->at);
    return true;
  }
  std::string_view name;
  if (!lexer_.take_field(name, problem_)) return false;
  if (name.empty()) return fail(out->at, "a field or a quoted text is expected here");
  // A bare word is text, but what is built like a field is meant to be one.
  if (find_field(name, out->at, /*required=*/name.find('.') != std::string::npos, *out))
    return true;
  if (name.find('.') != std::string::npos) return false;
  out->kind = Expression::Kind::kLiteral;
  out->literal = name;
  out->text = name;
  return true;
}

bool OperandParser::list(Expression& out) {
  out.kind = Expression::Kind::kLiteralList;
  if (!enter(out.at)) return false;
  lexer_.advance(1);
  lexer_.skip_blanks();
  while (!lexer_.take(')')) {
    if (!out.arguments.empty() && !lexer_.take(',')) {
      return lexer_.at_end() ? fail(out.at, "there is no ')' for this '('")
                             : fail(lexer_.at(), "',' or ')' is expected in a list");
    }
    lexer_.skip_blanks();
    if (!argument(out.arguments.emplace_back(), /*right_side=*/false)) return false;
    lexer_.skip_blanks();
  }
  leave();
  out.text = lexer_.text().substr(out.at, lexer_.at() - out.at);
  return true;
}

bool OperandParser::field(Expression& out) {
  if (for_output_ && depth_ == 0) {
    size_t used = 0;
    Result<FieldUse> found = lookup_(lexer_.rest(), used);
    if (!found) return fail(out.at, found.error().what, found.error().hint);
    out.text = lexer_.rest().substr(0, used);
    lexer_.advance(used);
    return accept_field(found.take(), out);
  }
  std::string_view name;
  if (!lexer_.take_field(name, problem_)) return false;
  if (name.empty()) {
    if (lexer_.at_end()) return fail(out.at, "a field is expected here");
    return fail(out.at, "a field is expected here, not " + in_quotes(lexer_.character_here()));
  }
  return find_field(name, out.at, /*required=*/true, out);
}

bool OperandParser::find_field(std::string_view name, size_t at, bool required, Expression& out) {
  size_t used = 0;
  Result<FieldUse> found = lookup_(name, used);
  if (found.ok() && used == name.size()) {
    out.text = name;
    return accept_field(found.take(), out);
  }
  if (!required) return false;
  if (!found.ok()) return fail(at, found.error().what, found.error().hint);
  const std::string_view nearest = nearest_field(name);
  return fail(at, "unknown field " + in_quotes(name),
              nearest.empty() || nearest == name ? std::string()
                                                 : "did you mean " + in_quotes(nearest) + "?");
}

bool OperandParser::accept_field(FieldUse use, Expression& out) {
  const uint16_t flags = use.field->flags;
  if (for_output_ && (flags & kFilterOnly)) {
    return fail(out.at, "field " + in_quotes(use.field->name) + " works in filters only");
  }
  if (!for_output_ && (flags & kPrintOnly)) {
    return fail(out.at, "field " + in_quotes(use.field->name) + " works in output formats only");
  }
  out.kind = Expression::Kind::kField;
  out.use = std::move(use);
  out.use.in_filter = !for_output_;
  return true;
}

bool parse_operand(std::string_view text, FieldLookup lookup, bool for_output, size_t& used,
                   std::unique_ptr<Expression>& out, Problem& problem) {
  OperandParser parser(text, lookup, for_output, nullptr, problem);
  if (!parser.operand(out, /*right_side=*/false)) return false;
  used = parser.at();
  return true;
}

}  // namespace sonde
