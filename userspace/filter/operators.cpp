// The rows of the operators and the functions that decide. See operators.h.
// Missing values never arrive here: every operator is false for them, `!=` included.
// SPDX-License-Identifier: Apache-2.0
#include "filter/operators.h"

#include <re2/re2.h>

#include <algorithm>
#include <cstring>

#include "filter/glob.h"
#include "filter/utf8.h"

namespace sonde {
namespace {

using Kind = Value::Kind;

char fold(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool is_text(const Value& value) { return value.kind == Kind::kText || value.kind == Kind::kBytes; }
bool is_integer(const Value& value) {
  return value.kind == Kind::kInt || value.kind == Kind::kUint || value.kind == Kind::kBool;
}
bool are_text(const Value& a, const Value& b) { return is_text(a) && is_text(b); }

bool equal(const Value& left, const Value& right, const Constant* constant) {
  switch (left.kind) {
    case Kind::kText:
    case Kind::kBytes: return is_text(right) && left.as_view() == right.as_view();
    case Kind::kInt:
    case Kind::kUint:
    case Kind::kBool: return is_integer(right) && left.u == right.u;
    case Kind::kDouble: return right.kind == Kind::kDouble && left.d == right.d;
    case Kind::kAddress:
      if (right.kind != Kind::kAddress) return false;
      return constant && constant->domain == Domain::kNetwork
                 ? network_has(*constant, *left.address)
                 : *left.address == *right.address;
    case Kind::kNone:
    case Kind::kList: break;
  }
  return false;
}

bool not_equal(const Value& left, const Value& right, const Constant* constant) {
  return !equal(left, right, constant);
}

constexpr int kIncomparable = 2;

template <typename T>
int order_of(const T& left, const T& right) {
  if (left == right) return 0;
  if (left < right) return -1;
  return right < left ? 1 : kIncomparable;
}

// -1, 0, 1 or kIncomparable. Signedness is that of the right side, which has it from the type of
// the left one.
int order(const Value& left, const Value& right) {
  switch (right.kind) {
    case Kind::kText:
    case Kind::kBytes:
      return is_text(left) ? order_of(left.as_view(), right.as_view()) : kIncomparable;
    case Kind::kInt: return is_integer(left) ? order_of(left.i, right.i) : kIncomparable;
    case Kind::kUint:
    case Kind::kBool: return is_integer(left) ? order_of(left.u, right.u) : kIncomparable;
    case Kind::kDouble: return left.kind == Kind::kDouble ? order_of(left.d, right.d) : kIncomparable;
    default: return kIncomparable;
  }
}

bool is_less(const Value& left, const Value& right, const Constant*) {
  return order(left, right) == -1;
}
bool is_less_or_equal(const Value& left, const Value& right, const Constant*) {
  return order(left, right) <= 0;
}
bool is_greater(const Value& left, const Value& right, const Constant*) {
  return order(left, right) == 1;
}
bool is_greater_or_equal(const Value& left, const Value& right, const Constant*) {
  const int result = order(left, right);
  return result == 0 || result == 1;
}

bool contains(const Value& left, const Value& right, const Constant*) {
  if (!are_text(left, right)) return false;
  if (right.size == 0) return true;
  return left.size >= right.size && memmem(left.data, left.size, right.data, right.size);
}

bool contains_folded(const Value& left, const Value& right, const Constant*) {
  if (!are_text(left, right)) return false;
  const std::string_view text = left.as_view(), part = right.as_view();
  return std::search(text.begin(), text.end(), part.begin(), part.end(),
                     [](char a, char b) { return fold(a) == fold(b); }) != text.end() ||
         part.empty();
}

bool starts_with(const Value& left, const Value& right, const Constant*) {
  return are_text(left, right) && left.as_view().starts_with(right.as_view());
}
bool ends_with(const Value& left, const Value& right, const Constant*) {
  return are_text(left, right) && left.as_view().ends_with(right.as_view());
}

bool globs(const Value& left, const Value& right, const Constant*) {
  return are_text(left, right) && glob_matches(right.as_view(), left.as_view());
}
bool globs_folded(const Value& left, const Value& right, const Constant*) {
  return are_text(left, right) && glob_matches(right.as_view(), left.as_view(), true);
}

bool matches_regex(const Value& left, const Value&, const Constant* constant) {
  if (!is_text(left)) return false;
  const std::string_view text = left.as_view();
  if (is_utf8(text)) return re2::RE2::FullMatch(text, *constant->regex);
  // Rare; such text never reaches a terminal either.
  return re2::RE2::FullMatch(repaired_utf8(text), *constant->regex);
}

bool compile_regex(Constant& constant, std::string& reason) {
  re2::RE2::Options options(re2::RE2::POSIX);
  options.set_perl_classes(true);
  options.set_word_boundary(true);
  options.set_log_errors(false);
  auto regex = std::make_shared<const re2::RE2>(constant.text, options);
  if (!regex->ok()) {
    reason = "this is no regular expression: " + regex->error();
    return false;
  }
  constant.regex = std::move(regex);
  return true;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = fold(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool decode_hex(Constant& constant, std::string& reason) {
  if (constant.text.size() % 2 != 0) {
    reason = "an even number of hex digits is needed, two for each byte";
    return false;
  }
  std::string bytes;
  for (size_t i = 0; i < constant.text.size(); i += 2) {
    const int high = hex_digit(constant.text[i]), low = hex_digit(constant.text[i + 1]);
    if (high < 0 || low < 0) {
      reason = "only hex digits may stand here, two for each byte";
      return false;
    }
    bytes += static_cast<char>(high << 4 | low);
  }
  constant.text = std::move(bytes);
  return true;
}

bool is_among(const Value& left, const Listed& right) { return right.values.has(left); }

bool make_set(const std::vector<Constant>& constants, Listed& out, std::string&) {
  out.values.build(constants);
  return true;
}

bool is_below(const Value& left, const Listed& right) {
  return is_text(left) && right.paths.covers(left.as_view());
}

bool make_paths(const std::vector<Constant>& constants, Listed& out, std::string& reason) {
  for (const Constant& constant : constants) {
    if (out.paths.add(constant.text)) continue;
    reason = "a path of more than " + std::to_string(PathSet::kLongestPath) + " bytes";
    return false;
  }
  return true;
}

constexpr DomainSet kText = in_set(Domain::kText);
constexpr DomainSet kBytes = in_set(Domain::kBytes);

// Rows of one right value, then of a list. Columns: domains, fields on the right, modifier,
// negative, doc, functions.
constexpr Operator kOperators[] = {
    {.name = "exists", .right = RightSide::kNothing, .domains = kAllDomains, .takes_fields = false,
     .takes_modifier = false, .is_negative = false, .doc = "the field has a value, even an empty one",
     .shortcut = Shortcut::kExists},
    {.name = "=", .right = RightSide::kOne, .domains = kComparedDomains, .takes_fields = true,
     .takes_modifier = true, .is_negative = false, .doc = "equal; for networks: inside",
     .test = equal, .shortcut = Shortcut::kEqual},
    {.name = "==", .right = RightSide::kOne, .domains = kComparedDomains, .takes_fields = true,
     .takes_modifier = true, .is_negative = false, .doc = "the same as =", .test = equal,
     .shortcut = Shortcut::kEqual},
    {.name = "!=", .right = RightSide::kOne, .domains = kComparedDomains, .takes_fields = true,
     .takes_modifier = true, .is_negative = true, .doc = "has a value, but another one",
     .test = not_equal, .shortcut = Shortcut::kNotEqual},
    {.name = "<", .right = RightSide::kOne, .domains = kOrderedDomains, .takes_fields = true,
     .takes_modifier = false, .is_negative = false, .doc = "less; text: earlier by bytes",
     .test = is_less, .shortcut = Shortcut::kLess},
    {.name = "<=", .right = RightSide::kOne, .domains = kOrderedDomains, .takes_fields = true,
     .takes_modifier = false, .is_negative = false, .doc = "less or equal",
     .test = is_less_or_equal, .shortcut = Shortcut::kLessOrEqual},
    {.name = ">", .right = RightSide::kOne, .domains = kOrderedDomains, .takes_fields = true,
     .takes_modifier = false, .is_negative = false, .doc = "greater; text: later by bytes",
     .test = is_greater, .shortcut = Shortcut::kGreater},
    {.name = ">=", .right = RightSide::kOne, .domains = kOrderedDomains, .takes_fields = true,
     .takes_modifier = false, .is_negative = false, .doc = "greater or equal",
     .test = is_greater_or_equal, .shortcut = Shortcut::kGreaterOrEqual},
    {.name = "contains", .right = RightSide::kOne, .domains = kText | kBytes, .takes_fields = true,
     .takes_modifier = true, .is_negative = false, .doc = "the text occurs somewhere in it",
     .test = contains, .shortcut = Shortcut::kContains},
    {.name = "icontains", .right = RightSide::kOne, .domains = kText, .takes_fields = true,
     .takes_modifier = true, .is_negative = false, .doc = "as contains; A-Z equal a-z",
     .test = contains_folded},
    {.name = "startswith", .right = RightSide::kOne, .domains = kText | kBytes,
     .takes_fields = true, .takes_modifier = true, .is_negative = false,
     .doc = "begins with the text", .test = starts_with, .shortcut = Shortcut::kStartsWith},
    {.name = "endswith", .right = RightSide::kOne, .domains = kText | kBytes, .takes_fields = true,
     .takes_modifier = true, .is_negative = false, .doc = "ends with the text", .test = ends_with},
    {.name = "glob", .right = RightSide::kOne, .domains = kText, .takes_fields = true,
     .takes_modifier = true, .is_negative = false,
     .doc = "the whole text fits wildcards: * ? [a-z]; * and ? also take /", .test = globs},
    {.name = "iglob", .right = RightSide::kOne, .domains = kText, .takes_fields = true,
     .takes_modifier = true, .is_negative = false, .doc = "as glob; A-Z equal a-z",
     .test = globs_folded},
    {.name = "regex", .right = RightSide::kOne, .domains = kText, .takes_fields = false,
     .takes_modifier = true, .is_negative = false,
     .doc = "the whole text fits a regular expression (RE2, longest match)",
     .test = matches_regex, .prepare = compile_regex},
    {.name = "bcontains", .right = RightSide::kOne, .domains = kBytes, .takes_fields = false,
     .takes_modifier = true, .is_negative = false,
     .doc = "the bytes, given as hex digits, occur somewhere in it", .test = contains,
     .prepare = decode_hex},
    {.name = "bstartswith", .right = RightSide::kOne, .domains = kBytes, .takes_fields = false,
     .takes_modifier = true, .is_negative = false,
     .doc = "begins with the bytes, given as hex digits", .test = starts_with,
     .prepare = decode_hex},
    {.name = "in", .right = RightSide::kList, .domains = kComparedDomains, .takes_fields = true,
     .takes_modifier = false, .is_negative = false, .wants_every = true,
     .doc = "is one of the list; lists: every element is", .test = equal, .test_list = is_among,
     .prepare_list = make_set, .shortcut = Shortcut::kIn},
    {.name = "intersects", .right = RightSide::kList, .domains = kComparedDomains,
     .takes_fields = true, .takes_modifier = false, .is_negative = false,
     .doc = "as in; lists: at least one element is", .test = equal, .test_list = is_among,
     .prepare_list = make_set, .shortcut = Shortcut::kIn},
    {.name = "pmatch", .right = RightSide::kList, .domains = kText, .takes_fields = false,
     .takes_modifier = false, .is_negative = false,
     .doc = "is one of the listed paths or below one; components may be wildcards",
     .test_list = is_below, .prepare_list = make_paths},
};

}  // namespace

std::span<const Operator> operators() { return kOperators; }

const Operator* find_operator(std::string_view name) {
  for (const Operator& row : kOperators) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

const Operator* leading_operator(std::string_view text) {
  const Operator* longest = nullptr;
  for (const Operator& row : kOperators) {
    if (text.starts_with(row.name) && (!longest || row.name.size() > longest->name.size())) {
      longest = &row;
    }
  }
  return longest;
}

}  // namespace sonde
