// Recursive descent, one function per rule of the grammar; nesting is limited, so the recursion is.
//   or := and {"or" and}     and := not {"and" not}     not := {"not"} check
//   check := "(" or ")" | operand operator right        operand := field | name "(" arguments ")"
// See parser.h. Words are cut by the Lexer; operands are parsed in operand_parser.cpp.
// SPDX-License-Identifier: Apache-2.0
#include "filter/parse/parser.h"

#include "base/nearest.h"
#include "filter/parse/operand_parser.h"

namespace sonde {
namespace {

constexpr size_t kNowhere = static_cast<size_t>(-1);

class FilterParser : private OperandParser {
 public:
  FilterParser(std::string_view text, FieldLookup lookup, std::vector<FilterWarning>* warnings,
               Problem& problem)
      : OperandParser(text, lookup, /*for_output=*/false, warnings, problem) {}

  bool filter(Node& tree);

 private:
  bool or_rule(Node& node);
  // `and_at`: where the first "and" of this level stands, or kNowhere.
  bool and_rule(Node& node, size_t& and_at);
  bool not_rule(Node& node);
  bool group(Node& node);
  bool check(Node& node);
  bool operator_here(Check& check);
  void modifier_here(Check& check);
  bool right_side(Check& check);
  bool list(std::vector<Literal>& literals);
  bool value(Check& check);

  // "and", "or", "not" here? Glued to what follows ("andevt.cpu=1", as 2022 accepts) only when a
  // condition begins there.
  bool take_keyword(std::string_view word);
  bool begins_condition(std::string_view text) const;
  void warn_of_lookalikes(const Literal& literal);
};

bool FilterParser::filter(Node& tree) {
  lexer_.skip_blanks();
  if (lexer_.at_end()) return fail(lexer_.at(), "the filter is empty");
  if (!or_rule(tree)) return false;
  lexer_.skip_blanks();
  if (lexer_.at_end()) return true;
  if (lexer_.peek() == ')') return fail(lexer_.at(), "there is no '(' for this ')'");
  if (lexer_.peek() == '(') {
    return fail(lexer_.at(), "a parenthesis cannot stand here", "quote a value that holds one");
  }
  const std::string_view word = leading_identifier(lexer_.rest());
  std::string hint = "quote a value that holds blanks";
  if (word == "AND" || word == "OR") hint = "'and', 'or' and 'not' are written in lower case";
  if (lexer_.rest().starts_with("&&")) hint = "write 'and'";
  if (lexer_.rest().starts_with("||")) hint = "write 'or'";
  return fail(lexer_.at(), "'and', 'or' or the end of the filter is expected here", hint);
}

bool FilterParser::begins_condition(std::string_view text) const {
  if (text.starts_with("not")) text.remove_prefix(3);
  while (!text.empty() && (is_blank(text[0]) || text[0] == '(')) text.remove_prefix(1);
  const std::string_view name = leading_identifier(text);
  if (name.empty()) return false;
  if (name.size() < text.size() && text[name.size()] == '(') return find_transformer(name);
  size_t used = 0;
  return lookup_(text, used).ok();
}

bool FilterParser::take_keyword(std::string_view word) {
  lexer_.skip_blanks();
  if (!lexer_.rest().starts_with(word)) return false;
  const std::string_view after = lexer_.rest().substr(word.size());
  const bool apart = after.empty() || is_blank(after[0]) || after[0] == '(';
  if (!apart) {
    if (!begins_condition(after)) return false;
    lexer_.add_warning(lexer_.at(), "there should be a blank after '" + std::string(word) + "'");
  }
  lexer_.advance(word.size());
  return true;
}

bool FilterParser::or_rule(Node& node) {
  std::vector<Node> parts;
  size_t mixed_at = kNowhere;
  do {
    size_t and_at = kNowhere;
    if (!and_rule(parts.emplace_back(), and_at)) return false;
    if (mixed_at == kNowhere) mixed_at = and_at;
  } while (take_keyword("or"));
  if (parts.size() == 1) {
    node = std::move(parts[0]);
    return true;
  }
  if (mixed_at != kNowhere) {
    lexer_.add_warning(mixed_at,
                       "'and' binds tighter than 'or' here; parentheses would make it plain, and "
                       "older sysdig refuses the filter without them");
  }
  node.kind = Node::Kind::kOr;
  node.children = std::move(parts);
  return true;
}

bool FilterParser::and_rule(Node& node, size_t& and_at) {
  std::vector<Node> parts;
  while (true) {
    if (!not_rule(parts.emplace_back())) return false;
    lexer_.skip_blanks();
    const size_t here = lexer_.at();
    if (!take_keyword("and")) break;
    if (and_at == kNowhere) and_at = here;
  }
  if (parts.size() == 1) {
    node = std::move(parts[0]);
    return true;
  }
  node.kind = Node::Kind::kAnd;
  node.children = std::move(parts);
  return true;
}

bool FilterParser::not_rule(Node& node) {
  bool negated = false;
  while (take_keyword("not")) negated = !negated;
  lexer_.skip_blanks();
  Node inner;
  const bool good = lexer_.peek() == '(' ? group(inner) : check(inner);
  if (!good) return false;
  if (!negated) {
    node = std::move(inner);
    return true;
  }
  node.kind = Node::Kind::kNot;
  node.children.push_back(std::move(inner));
  return true;
}

bool FilterParser::group(Node& node) {
  const size_t open = lexer_.at();
  if (!enter(open)) return false;
  lexer_.advance(1);
  if (!or_rule(node)) return false;
  leave();
  lexer_.skip_blanks();
  if (lexer_.take(')')) return true;
  if (lexer_.at_end()) return fail(open, "there is no ')' for this '('");
  return fail(lexer_.at(), "'and', 'or' or ')' is expected here");
}

bool FilterParser::check(Node& node) {
  node.kind = Node::Kind::kCheck;
  Check& check = node.check;
  check.at = lexer_.at();
  if (lexer_.at_end()) return fail(check.at, "the filter ends where a condition should follow");
  if (lexer_.peek() == '!') {
    return fail(check.at, "a condition begins with a field", "write 'not' instead of '!'");
  }
  const std::string_view word = leading_identifier(lexer_.rest());
  const Operator* op = find_operator(word);
  if (op && (word.size() == lexer_.rest().size() || is_blank(lexer_.peek(word.size())))) {
    return fail(check.at, "the operator '" + std::string(word) + "' stands behind a field");
  }
  if (!operand(check.left, /*right_side=*/false)) return false;
  return operator_here(check) && right_side(check);
}

bool FilterParser::operator_here(Check& check) {
  lexer_.skip_blanks();
  check.operator_at = lexer_.at();
  if (lexer_.at_end() || lexer_.peek() == ')') {
    return fail(check.operator_at, "an operator is expected after '" + check.left->text + "'",
                "to ask whether it has a value at all, write '" + check.left->text + " exists'");
  }
  check.op = leading_operator(lexer_.rest());
  const std::string_view word = leading_identifier(lexer_.rest());
  bool known = check.op;
  if (known && check.op->right == RightSide::kList && word.size() > check.op->name.size()) {
    known = false;  // "inside", "inn": not `in` with a value
  }
  if (!known) {
    std::string_view shown = word;
    if (shown.empty()) shown = lexer_.character_here();
    Nearest nearest(shown);
    for (const Operator& row : operators()) nearest.offer(row.name);
    std::string hint = nearest.question();
    if (lexer_.peek() == '~') hint = "for patterns there are 'regex' and 'glob'";
    if (lexer_.peek() == '!') hint = "the operators are written together: !=";
    return fail(check.operator_at, "unknown operator '" + std::string(shown) + "'", hint);
  }
  lexer_.advance(check.op->name.size());
  if (word.size() > check.op->name.size()) {
    lexer_.add_warning(check.operator_at,
                       "there should be a blank after '" + std::string(check.op->name) + "'");
  }
  return true;
}

void FilterParser::modifier_here(Check& check) {
  const std::string_view word = leading_identifier(lexer_.rest());
  for (const ModifierRow& row : kModifiers) {
    if (row.name != word) continue;
    size_t ahead = word.size();
    while (is_blank(lexer_.peek(ahead))) ++ahead;
    const std::string_view after = lexer_.rest().substr(ahead);
    const std::string_view call = leading_identifier(after);
    const bool is_call = after.substr(call.size()).starts_with('(') && find_transformer(call);
    if (!after.starts_with('(') && !is_call) return;  // a value that is called like a modifier
    check.modifier = row.modifier;
    lexer_.advance(ahead);
  }
}

bool FilterParser::right_side(Check& check) {
  if (check.op->right == RightSide::kNothing) return true;
  lexer_.skip_blanks();
  check.right_at = lexer_.at();
  if (check.op->has(kTakesModifier)) modifier_here(check);
  const std::string_view call = lexer_.call_here();
  if (!call.empty()) {
    if (find_transformer(call)) return operand(check.right, /*right_side=*/true);
    Nearest nearest(call);
    for (const Transformer& row : transformers()) nearest.offer(row.name);
    std::string hint = nearest.question();
    if (hint.empty()) hint = "quote a value that holds a parenthesis";
    return fail(lexer_.at() + call.size(),
                "a parenthesis cannot follow '" + std::string(call) + "'", hint);
  }
  const bool wants_list = check.op->right == RightSide::kList || check.modifier != Modifier::kNone;
  if (wants_list && lexer_.peek() != '(') {
    return fail(lexer_.at(), "'" + std::string(check.op->name) + "' takes a list in parentheses");
  }
  return wants_list ? list(check.literals) : value(check);
}

bool FilterParser::value(Check& check) {
  if (lexer_.peek() == '(') {
    return fail(lexer_.at(), "'" + std::string(check.op->name) + "' takes one value, not a list",
                "for lists there are 'in', and 'anyof' after the operator");
  }
  Literal literal;
  const bool missing = lexer_.at_end() || lexer_.peek() == ')';
  if (!lexer_.take_value(literal, /*comma_ends=*/false, problem_)) return false;
  if (missing) lexer_.add_warning(literal.at, "nothing stands here: compared with an empty value");
  warn_of_lookalikes(literal);
  check.literals.push_back(std::move(literal));
  return true;
}

bool FilterParser::list(std::vector<Literal>& literals) {
  const size_t open = lexer_.at();
  lexer_.advance(1);
  lexer_.skip_blanks();
  if (lexer_.take(')')) return true;
  while (true) {
    lexer_.skip_blanks();
    Literal literal;
    if (!lexer_.take_value(literal, /*comma_ends=*/true, problem_)) return false;
    warn_of_lookalikes(literal);
    literals.push_back(std::move(literal));
    lexer_.skip_blanks();
    if (lexer_.take(')')) return true;
    if (lexer_.at_end()) return fail(open, "there is no ')' for this '('");
    if (!lexer_.take(',')) return fail(lexer_.at(), "',' or ')' is expected in a list");
  }
}

void FilterParser::warn_of_lookalikes(const Literal& literal) {
  const std::string& text = literal.text;
  const std::string_view word = leading_identifier(text);
  if (word.empty() || word.size() == text.size()) return;
  if (text[word.size()] == '(' && text.back() == ')' && find_transformer(word)) {
    lexer_.add_warning(literal.at,
                       "'" + text + "' is compared as text; without quotes it is a call");
  }
  size_t used = 0;
  if (!literal.quoted && text[word.size()] == '.' && lookup_(text, used).ok() &&
      used == text.size()) {
    lexer_.add_warning(literal.at, "'" + text +
                                       "' is compared as text; to compare with the field write " +
                                       "val(" + text + ")");
  }
}

}  // namespace

bool parse_filter(std::string_view text, FieldLookup lookup, std::vector<FilterWarning>* warnings,
                  Node& tree, Problem& problem) {
  return FilterParser(text, lookup, warnings, problem).filter(tree);
}

}  // namespace sonde
