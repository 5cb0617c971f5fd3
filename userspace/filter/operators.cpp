// The rows of the operators and the functions that decide. See operators.h.
// Missing values never arrive here: every operator is false for them, `!=` included.
// SPDX-License-Identifier: Apache-2.0
#include "filter/operators.h"

#include <re2/re2.h>

#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "base/utf8.h"
#include "filter/glob.h"

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
    case Kind::kBytes:
      return is_text(right) && left.as_view() == right.as_view();
    case Kind::kInt:
    case Kind::kUint:
    case Kind::kBool:
      return is_integer(right) && left.u == right.u;
    case Kind::kDouble:
      return right.kind == Kind::kDouble && left.d == right.d;
    case Kind::kAddress:
      if (right.kind != Kind::kAddress) return false;
      return constant && constant->domain == Domain::kNetwork
                 ? network_has(*constant, *left.address)
                 : *left.address == *right.address;
    case Kind::kNone:
    case Kind::kList:
      break;
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
    case Kind::kInt:
      return is_integer(left) ? order_of(left.i, right.i) : kIncomparable;
    case Kind::kUint:
    case Kind::kBool:
      return is_integer(left) ? order_of(left.u, right.u) : kIncomparable;
    case Kind::kDouble:
      return left.kind == Kind::kDouble ? order_of(left.d, right.d) : kIncomparable;
    default:
      return kIncomparable;
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
  return are_text(left, right) && has_part(left.as_view(), right.as_view());
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

constexpr DomainSet kBoth = kText | kBytes;

constexpr RightSide kNo = RightSide::kNothing, kOne = RightSide::kOne, kMany = RightSide::kList;
constexpr uint8_t kF = kTakesFields, kM = kTakesModifier;

// clang-format off
constexpr Operator kOperators[] = {
    {"exists", kNo, kAllDomains, 0, Shortcut::kExists,
     "the field has a value, even an empty one"},
    {"=", kOne, kComparedDomains, kF | kM, Shortcut::kEqual,
     "equal; for networks: inside", equal},
    {"==", kOne, kComparedDomains, kF | kM, Shortcut::kEqual,
     "the same as =", equal},
    {"!=", kOne, kComparedDomains, kF | kM | kNegative, Shortcut::kNotEqual,
     "has a value, but another one", not_equal},
    {"<", kOne, kOrderedDomains, kF, Shortcut::kLess,
     "less; text: earlier by bytes", is_less},
    {"<=", kOne, kOrderedDomains, kF, Shortcut::kLessOrEqual,
     "less or equal", is_less_or_equal},
    {">", kOne, kOrderedDomains, kF, Shortcut::kGreater,
     "greater; text: later by bytes", is_greater},
    {">=", kOne, kOrderedDomains, kF, Shortcut::kGreaterOrEqual,
     "greater or equal", is_greater_or_equal},
    {"contains", kOne, kBoth, kF | kM, Shortcut::kContains,
     "the text occurs somewhere in it", contains},
    {"icontains", kOne, kText, kF | kM, Shortcut::kNone,
     "as contains; A-Z equal a-z", contains_folded},
    {"startswith", kOne, kBoth, kF | kM, Shortcut::kStartsWith,
     "begins with the text", starts_with},
    {"endswith", kOne, kBoth, kF | kM, Shortcut::kNone,
     "ends with the text", ends_with},
    {"glob", kOne, kText, kF | kM, Shortcut::kNone,
     "the whole text fits wildcards: * ? [a-z]; * and ? also take /", globs},
    {"iglob", kOne, kText, kF | kM, Shortcut::kNone,
     "as glob; A-Z equal a-z", globs_folded},
    {"regex", kOne, kText, kM, Shortcut::kNone,
     "the whole text fits a regular expression (RE2, longest match)",
     matches_regex, compile_regex},
    {"bcontains", kOne, kBytes, kM, Shortcut::kNone,
     "the bytes, given as hex digits, occur somewhere in it", contains, decode_hex},
    {"bstartswith", kOne, kBytes, kM, Shortcut::kNone,
     "begins with the bytes, given as hex digits", starts_with, decode_hex},
    {"in", kMany, kComparedDomains, kF | kWantsEvery, Shortcut::kIn,
     "is one of the list; lists: every element is", equal, nullptr, is_among, make_set},
    {"intersects", kMany, kComparedDomains, kF, Shortcut::kIn,
     "as in; lists: at least one element is", equal, nullptr, is_among, make_set},
    {"pmatch", kMany, kText, 0, Shortcut::kNone,
     "is one of the listed paths or below one; components may be wildcards",
     nullptr, nullptr, is_below, make_paths},
};
// clang-format on

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
