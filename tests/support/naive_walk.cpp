// See naive_walk.h. Slow on purpose: every line should be obviously what docs/filter-language.md
// says.
// SPDX-License-Identifier: Apache-2.0
#include "naive_walk.h"

#include <fnmatch.h>
#include <re2/re2.h>

#include <string>
#include <vector>

#include "base/utf8.h"
#include "filter/condition.h"

namespace sonde {
namespace {

using Kind = Value::Kind;

std::string text_from(const Value& value) { return std::string(value.as_view()); }
bool holds_text(const Value& value) {
  return value.kind == Kind::kText || value.kind == Kind::kBytes;
}

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

std::string hex_of(const std::string& bytes) {
  std::string hex;
  for (const unsigned char byte : bytes) {
    hex += "0123456789abcdef"[byte / 16];
    hex += "0123456789abcdef"[byte % 16];
  }
  return hex;
}

// Where `part` begins in `text` at a multiple of `step`; hex digits come in pairs.
bool occurs(const std::string& text, const std::string& part, size_t step) {
  for (size_t at = 0; at + part.size() <= text.size(); at += step) {
    if (text.compare(at, part.size(), part) == 0) return true;
  }
  return false;
}

std::vector<std::string> components(const std::string& path) {
  std::vector<std::string> parts;
  std::string part;
  for (const char c : path + "/") {
    if (c != '/') {
      part += c;
    } else if (!part.empty()) {
      parts.push_back(part);
      part.clear();
    }
  }
  return parts;
}

bool below(const std::string& path, const std::string& listed) {
  const std::vector<std::string> have = components(path), wanted = components(listed);
  if (wanted.size() > have.size()) return false;
  for (size_t i = 0; i < wanted.size(); ++i) {
    const bool pattern = wanted[i].find_first_of("*?[") != std::string::npos;
    if (pattern ? fnmatch(wanted[i].c_str(), have[i].c_str(), 0) != 0 : wanted[i] != have[i]) {
      return false;
    }
  }
  return true;
}

// One bit after the other.
bool inside(const IpAddress& address, const IpAddress& network, int bits) {
  if (address.v6 != network.v6) return false;
  for (int bit = 0; bit < bits; ++bit) {
    const int mask = 0x80 >> (bit % 8);
    if ((address.bytes[bit / 8] & mask) != (network.bytes[bit / 8] & mask)) return false;
  }
  return true;
}

std::string folded_if(bool fold, const std::string& text) { return fold ? lower(text) : text; }

bool compare_text(const std::string& op, const std::string& left, const std::string& right) {
  const bool fold = op[0] == 'i' && op != "in" && op != "intersects";
  if (op == "contains" || op == "icontains") {
    return occurs(folded_if(fold, left), folded_if(fold, right), 1);
  }
  if (op == "startswith") return left.substr(0, right.size()) == right;
  if (op == "endswith") {
    return left.size() >= right.size() && left.substr(left.size() - right.size()) == right;
  }
  if (op == "glob" || op == "iglob") {
    return fnmatch(right.c_str(), left.c_str(), fold ? FNM_CASEFOLD : 0) == 0;
  }
  const int order = left.compare(right);
  if (op == "=" || op == "==" || op == "in" || op == "intersects") return order == 0;
  if (op == "!=") return order != 0;
  if (op == "<") return order < 0;
  if (op == "<=") return order <= 0;
  if (op == ">") return order > 0;
  return op == ">=" && order >= 0;
}

template <typename Number>
bool compare_numbers(const std::string& op, Number left, Number right) {
  if (op == "=" || op == "==" || op == "in" || op == "intersects") return left == right;
  if (op == "!=") return left != right;
  if (op == "<") return left < right;
  if (op == "<=") return left <= right;
  if (op == ">") return left > right;
  return op == ">=" && left >= right;
}

// Two values of one type.
bool compare(const std::string& op, Type type, const Value& left, const Value& right) {
  switch (domain_of(type).domain) {
    case Domain::kText:
    case Domain::kBytes:
      return holds_text(left) && compare_text(op, text_from(left), text_from(right));
    case Domain::kSigned:
      return compare_numbers<int64_t>(op, left.i, right.i);
    case Domain::kUnsigned:
    case Domain::kTime:
    case Domain::kPort:
      return compare_numbers<uint64_t>(op, left.u, right.u);
    case Domain::kBool:
      return compare_numbers<int>(op, left.b, right.b);
    case Domain::kReal:
      return compare_numbers<double>(op, left.d, right.d);
    case Domain::kAddress: {
      const bool same = inside(*left.address, *right.address, left.address->v6 ? 128 : 32);
      return op == "!=" ? !same : same;
    }
    default:
      return false;
  }
}

bool compare_with_literal(const std::string& op, Type type, const Value& left,
                          const std::string& literal) {
  if (op == "pmatch") return below(text_from(left), literal);
  if (op == "bcontains") return occurs(hex_of(text_from(left)), lower(literal), 2);
  if (op == "bstartswith")
    return hex_of(text_from(left)).substr(0, literal.size()) == lower(literal);
  if (op == "regex") {
    re2::RE2::Options options(re2::RE2::POSIX);
    options.set_perl_classes(true);
    options.set_word_boundary(true);
    return re2::RE2::FullMatch(repaired_utf8(left.as_view()), re2::RE2(literal, options));
  }
  Constant constant;
  std::string reason;
  if (!read_constant(literal, type, constant, reason)) return false;
  if (constant.domain == Domain::kNetwork) {
    const bool within = inside(*left.address, constant.address, constant.prefix_bits);
    return op == "!=" ? !within : within;
  }
  return compare(op, type, left, constant.view());
}

bool one_value(Condition& condition, Type type, const Value& left) {
  const std::string op(condition.op->name);
  size_t hits = 0;
  for (const Literal& literal : condition.literals) {
    hits += compare_with_literal(op, type, left, literal.text);
  }
  switch (condition.modifier) {
    case Modifier::kOneOf:
      return hits == 1;
    case Modifier::kAllOf:
      return hits > 0 && hits == condition.literals.size();
    case Modifier::kAnyOf:
    case Modifier::kNone:
      break;
  }
  return hits > 0;
}

bool one_value_with_field(Condition& condition, Type type, const Value& left, const Value& right) {
  const std::string op(condition.op->name);
  if (right.kind != Kind::kList) return compare(op, type, left, right);
  for (const Value& item : right.items()) {
    if (compare(op, type, left, item)) return true;
  }
  return false;
}

bool check(Condition& condition, const Moment& moment) {
  if (condition.around) {
    const long double apart = static_cast<long double>(moment.event->ts_ns) -
                              static_cast<long double>(condition.around->ts_ns);
    const long double most = static_cast<long double>(condition.around->distance_ns);
    return apart <= most && -apart <= most;
  }
  const Value left = condition.left.get(moment);
  const uint16_t flags = condition.left.shape().flags;
  const std::string op(condition.op->name);
  const bool any_of = flags & (kAnyOf | kEither);
  std::vector<Value> lefts;
  if (left.kind == Kind::kList)
    lefts.assign(left.items().begin(), left.items().end());
  else if (left.exists())
    lefts.push_back(left);
  if (op == "exists") return left.exists() && !(any_of && lefts.empty());
  if (!left.exists()) return false;
  Value right;
  if (condition.right) {
    right = condition.right->get(moment);
    if (!right.exists()) return false;
  }
  const Type type = condition.is_dynamic ? left.type : condition.left.type();
  if (condition.is_dynamic && !(condition.op->domains & in_set(domain_of(type).domain)))
    return false;
  size_t hits = 0;
  for (const Value& one : lefts) {
    hits += condition.right ? one_value_with_field(condition, type, one, right)
                            : one_value(condition, type, one);
  }
  if (left.kind != Kind::kList) return hits == 1;
  if ((flags & kEither) && op == "!=") return !lefts.empty() && hits == lefts.size();
  if (!any_of && op == "in") return hits == lefts.size();
  return hits > 0;
}

}  // namespace

bool walk_naively(Node& node, const Moment& moment) {
  switch (node.kind) {
    case Node::Kind::kNot:
      return !walk_naively(node.children[0], moment);
    case Node::Kind::kAnd:
      for (Node& child : node.children) {
        if (!walk_naively(child, moment)) return false;
      }
      return true;
    case Node::Kind::kOr:
      for (Node& child : node.children) {
        if (walk_naively(child, moment)) return true;
      }
      return false;
    case Node::Kind::kCheck:
      return check(*node.condition, moment);
  }
  return false;
}

}  // namespace sonde
