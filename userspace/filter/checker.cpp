// See checker.h. One function per question; the first problem found ends the work.
// SPDX-License-Identifier: Apache-2.0
#include "filter/checker.h"

#include <charconv>

#include "fields/call_names.h"
#include "fields/params.h"
#include "filter/condition.h"
#include "filter/event_names.h"
#include "filter/glob.h"

namespace sonde {
namespace {

std::string in_quotes(std::string_view text) { return "'" + std::string(text) + "'"; }

// Paths begin with one slash. Older tools showed two where a file was opened relative to "/", so
// filters may have been written with two.
std::string_view path_as_shown(std::string_view text, const Field& shape) {
  const bool is_path =
      shape.name == "fd.name" || shape.name == "fd.directory" || shape.name.starts_with("fs.path.");
  while (is_path && text.starts_with("//")) text.remove_prefix(1);
  return text;
}

class Checker {
 public:
  Checker(std::vector<FilterWarning>* warnings, Problem& problem)
      : warnings_(warnings), problem_(problem) {}

  bool node(Node& node);

 private:
  bool check(Check& check, Condition& condition);
  bool operator_fits(const Check& check, const Field& shape, Type type);
  bool right_field(Check& check, Condition& condition);
  bool around(const Check& check, Condition& condition);
  bool dynamic(const Check& check, Condition& condition);
  bool understand(const Check& check, const Field& shape, Type type, Right& out);
  void empty_list(Check& check, const Field& shape, Type type);
  bool event_names(Check& check, const Field& shape);
  void warn_of_plain_regex(const Check& check);

  bool fail(size_t at, std::string reason, std::string hint = {}) {
    problem_ = Problem{at, std::move(reason), std::move(hint)};
    return false;
  }
  void add_warning(size_t at, std::string text) {
    if (warnings_) warnings_->push_back({at, std::move(text)});
  }

  std::vector<FilterWarning>* warnings_;
  Problem& problem_;
};

bool Checker::node(Node& node) {
  for (Node& child : node.children) {
    if (!this->node(child)) return false;
  }
  if (node.kind != Node::Kind::kCheck) return true;
  node.condition = std::make_unique<Condition>(Operand(std::move(node.check.left)));
  return check(node.check, *node.condition);
}

bool Checker::check(Check& check, Condition& condition) {
  const Field& shape = condition.left.shape();
  condition.op = check.op;
  condition.modifier = check.modifier;
  if (shape.name == "evt.around") return around(check, condition);
  const Type type = shape.type;
  condition.is_dynamic = domain_of(type).domain == Domain::kDynamic;
  if (check.op->right == RightSide::kNothing) return true;
  if (check.right) return right_field(check, condition);
  empty_list(check, shape, type);
  if (!event_names(check, shape)) return false;
  warn_of_plain_regex(check);
  if (condition.is_dynamic) {
    if (!dynamic(check, condition)) return false;
  } else {
    if (!operator_fits(check, shape, type)) return false;
    Right& right = *condition.rights.emplace_back(std::make_unique<Right>());
    if (!understand(check, shape, type, right)) return false;
    for (size_t i = 0; i < right.constants.size(); ++i) {
      if (!right.constants[i].out_of_range) continue;
      add_warning(check.literals[i].at, in_quotes(check.literals[i].text) + " is beyond what " +
                                            in_quotes(shape.name) + " can be");
    }
  }
  condition.literals = std::move(check.literals);
  return true;
}

bool Checker::operator_fits(const Check& check, const Field& shape, Type type) {
  const Domain domain = domain_of(type).domain;
  const bool is_list = shape.flags & kList && !(shape.flags & (kAnyOf | kEither));
  const std::string name(check.op->name);
  if (is_list && check.op->test_list == nullptr) {
    return fail(check.operator_at,
                "'" + name + "' does not work on " + in_quotes(shape.name) + ", which is a list",
                "for lists there are 'in' (every element) and 'intersects' (any)");
  }
  if (check.op->domains & in_set(domain)) return true;
  std::string hint = "what does: exists";
  for (const Operator& row : operators()) {
    if (row.domains & in_set(domain) && row.right != RightSide::kNothing) {
      hint += " " + std::string(row.name);
    }
  }
  return fail(check.operator_at,
              "'" + name + "' does not work on " + in_quotes(shape.name) + ", which is " +
                  std::string(describe(domain)),
              hint);
}

bool Checker::right_field(Check& check, Condition& condition) {
  const Field& left = condition.left.shape();
  const Field& right = check.right->shape;
  const std::string name(check.op->name);
  if (!check.op->has(kTakesFields) || domain_of(left.type).domain == Domain::kNetwork) {
    return fail(check.right_at,
                "'" + name + "' compares " + in_quotes(left.name) + " with written values only");
  }
  if (left.flags & kNoRightSide) {
    return fail(check.right_at,
                "field " + in_quotes(left.name) + " can be compared with written values only");
  }
  if (!operator_fits(check, left, left.type)) return false;
  const bool left_list = left.flags & kList, right_list = right.flags & kList;
  if (left.type != right.type || left_list != right_list) {
    return fail(check.right_at,
                in_quotes(left.name) + " and " + in_quotes(check.right->text) +
                    " cannot be compared: they are of different types",
                std::string(type_row(left.type).name) + (left_list ? " list and " : " and ") +
                    std::string(type_row(right.type).name) + (right_list ? " list" : ""));
  }
  condition.right.emplace(std::move(check.right));
  return true;
}

bool read_u64(std::string_view text, uint64_t& out) {
  const auto [stop, code] = std::from_chars(text.data(), text.data() + text.size(), out);
  return code == std::errc() && stop == text.data() + text.size();
}

bool Checker::around(const Check& check, Condition& condition) {
  constexpr uint64_t kNsPerMs = 1000000;
  if (check.op->shortcut != Shortcut::kEqual || check.literals.size() != 1 ||
      check.modifier != Modifier::kNone) {
    return fail(check.operator_at, "evt.around is written evt.around[time in ns]=milliseconds");
  }
  Around around;
  if (!read_u64(condition.left.use()->arg, around.ts_ns)) {
    return fail(check.at, "the argument of evt.around is a time in nanoseconds since 1970");
  }
  const Literal& literal = check.literals[0];
  if (!read_u64(literal.text, around.distance_ns) ||
      __builtin_mul_overflow(around.distance_ns, kNsPerMs, &around.distance_ns)) {
    return fail(literal.at, in_quotes(literal.text) + " is not a number of milliseconds");
  }
  condition.around = around;
  condition.literals = check.literals;
  return true;
}

// Understands the right side once for every type that the parameter has in any event. It is enough
// that one of them fits; in the others' events the condition is false.
bool Checker::dynamic(const Check& check, Condition& condition) {
  const Field& shape = condition.left.shape();
  const std::string& name = condition.left.use()->arg;
  Problem first;
  bool has_first = false;
  auto offer = [&](Type type) {
    Right*& slot = condition.right_of_type[static_cast<size_t>(type) % 64];
    if (slot || domain_of(type).domain == Domain::kDynamic) return;
    auto right = std::make_unique<Right>();
    if (!operator_fits(check, shape, type) || !understand(check, shape, type, *right)) {
      if (!has_first) first = problem_;
      has_first = true;
      return;
    }
    slot = condition.rights.emplace_back(std::move(right)).get();
  };
  constexpr uint32_t kMaxParams = 64;  // 0: what old, short events show
  for (uint16_t id = 0; id < kEventRowCount; ++id) {
    for (const uint32_t nparams : {uint32_t{0}, kMaxParams}) {
      for (const ShownParam& param : shown_params(id, nparams)) {
        if (param.name() != name) continue;
        offer(param.type);
        if (!param.row) continue;
        for (const VariantRow& variant : param.row->variants) offer(variant.type);
      }
    }
  }
  if (!condition.rights.empty()) return true;
  if (has_first) {
    problem_ = first;
    return false;
  }
  return fail(check.at, "no event has a parameter for " + in_quotes(condition.left.text()));
}

bool Checker::understand(const Check& check, const Field& shape, Type type, Right& out) {
  std::string reason;
  out.constants.resize(check.literals.size());
  for (size_t i = 0; i < check.literals.size(); ++i) {
    const Literal& literal = check.literals[i];
    Constant& constant = out.constants[i];
    std::string text(path_as_shown(literal.text, shape));
    const uint64_t unit_bytes = shape.flags & kBytes ? 1 : shape.flags & kKilobytes ? 1024 : 0;
    if (unit_bytes) text = size_as_number(text, unit_bytes);
    if (!read_constant(text, type, constant, reason)) {
      if (unit_bytes) reason += ", nor one with a unit of sizes (k M G T)";
      return fail(literal.at, reason + " (for " + in_quotes(shape.name) + ")");
    }
    if (check.op->prepare && !check.op->prepare(constant, reason)) return fail(literal.at, reason);
  }
  for (const Constant& constant : out.constants) out.values.push_back(constant.view());
  if (check.op->prepare_list && !check.op->prepare_list(out.constants, out.listed, reason)) {
    return fail(check.right_at, reason);
  }
  return true;
}

// sysdig 0.29 reads "in ()" and "pmatch ()" as lists of one empty text.
void Checker::empty_list(Check& check, const Field& shape, Type type) {
  if (check.op->right != RightSide::kList || !check.literals.empty()) return;
  const bool is_list = shape.flags & kList && !(shape.flags & (kAnyOf | kEither));
  if (domain_of(type).domain == Domain::kText && !is_list) {
    add_warning(check.right_at, "the list is empty: compared with empty text");
    check.literals.push_back({"", check.right_at, false});
  } else {
    add_warning(check.right_at, "the list is empty");
  }
}

bool Checker::event_names(Check& check, const Field& shape) {
  const Shortcut kind = check.op->shortcut;
  const bool exact =
      kind == Shortcut::kEqual || kind == Shortcut::kNotEqual || kind == Shortcut::kIn;
  const bool is_type = shape.name == "evt.type", is_call = shape.name == "syscall.type";
  if (!exact || !(is_type || is_call)) return true;
  for (Literal& literal : check.literals) {
    if (literal.text == "unknown") literal.text = kUnknownCall;  // as people write what is shown
    if (literal.text == kUnknownCall || is_event_name(literal.text)) continue;
    if (is_type) {
      return fail(literal.at, "no event is called " + in_quotes(literal.text),
                  event_name_question(literal.text));
    }
    add_warning(literal.at, "no system call is called " + in_quotes(literal.text));
  }
  return true;
}

void Checker::warn_of_plain_regex(const Check& check) {
  if (check.op->name != "regex") return;
  for (const Literal& literal : check.literals) {
    std::string_view rest = literal.text;
    const bool open_left = rest.starts_with(".*"), open_right = rest.ends_with(".*");
    if (open_left) rest.remove_prefix(2);
    if (open_right && rest.size() >= 2) rest.remove_suffix(2);
    if (rest.find_first_of("\\^$.|?*+()[]{}") != std::string_view::npos) continue;
    const char* simpler =
        open_left ? (open_right ? "contains" : "endswith") : (open_right ? "startswith" : "=");
    add_warning(literal.at, std::string("'") + simpler +
                                "' says the same as this regular expression, and is "
                                "faster");
  }
}

}  // namespace

bool check_tree(Node& tree, std::vector<FilterWarning>* warnings, Problem& problem) {
  return Checker(warnings, problem).node(tree);
}

}  // namespace sonde
