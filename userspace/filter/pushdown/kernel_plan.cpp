// See kernel_plan.h. For every kind of record (record_kinds.h) the filter is decided as far as the
// kind alone decides it: true, false or unknown. Kinds for which it is false are not recorded. Of
// the others every kind narrows the subjects that the kernel knows, and a term must hold for all of
// them. What is not understood narrows nothing: the plan only ever gets larger by it.
//
// Which field is a subject, and which is none, stands at `allowed()` and its parts.
// SPDX-License-Identifier: Apache-2.0
#include "filter/pushdown/kernel_plan.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "filter/condition.h"
#include "filter/event_names.h"
#include "filter/pushdown/plan_lines.h"
#include "filter/pushdown/record_kinds.h"
#include "filter/pushdown/set_expr.h"

namespace sonde {
namespace {

enum class Truth : uint8_t { kFalse, kTrue, kUnknown };

Truth opposite(Truth truth) {
  if (truth == Truth::kUnknown) return truth;
  return truth == Truth::kTrue ? Truth::kFalse : Truth::kTrue;
}

// What the filter may say of the subjects of one record: supersets.
struct Subjects {
  SetExpr<uint64_t> tgid, tid, uid, failed;
  SetExpr<std::string> comm;

  static Subjects none() {
    constexpr auto kNone = SetExpr<uint64_t>::none;
    return {kNone(), kNone(), kNone(), kNone(), SetExpr<std::string>::none()};
  }
  bool is_impossible() const {
    return tgid.is_none() || tid.is_none() || uid.is_none() || failed.is_none() || comm.is_none();
  }
};

Subjects operator&(const Subjects& a, const Subjects& b) {
  return {a.tgid & b.tgid, a.tid & b.tid, a.uid & b.uid, a.failed & b.failed, a.comm & b.comm};
}
Subjects operator|(const Subjects& a, const Subjects& b) {
  return {a.tgid | b.tgid, a.tid | b.tid, a.uid | b.uid, a.failed | b.failed, a.comm | b.comm};
}

bool is_plain(const Condition& condition) {
  return !condition.right && !condition.around && condition.modifier == Modifier::kNone &&
         !condition.is_dynamic && !condition.rights.empty();
}

bool is_equality(const Condition& condition) {
  const Shortcut kind = condition.op->shortcut;
  return kind == Shortcut::kEqual || kind == Shortcut::kNotEqual || kind == Shortcut::kIn;
}

// A name that is the same to the kernel and to whoever read it from /proc, where odd bytes are
// escaped; and that the kernel can hold.
bool is_ordinary_name(std::string_view name) {
  return !name.empty() && name.size() < SONDE_COMM_BYTES && name != "<NA>" &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return c >= ' ' && c < 127 && c != '\\'; });
}

// The sets of a comparison with constants: where it holds, and where it does not.
template <typename T>
struct Sides {
  SetExpr<T> holds, fails;
};

template <typename T>
Sides<T> sides_of(const Condition& condition, std::set<T> values, bool some_are_special) {
  Sides<T> sides{SetExpr<T>::only(values), SetExpr<T>::but(values)};
  if (some_are_special) sides.holds = SetExpr<T>::all();
  if (condition.op->shortcut == Shortcut::kNotEqual) std::swap(sides.holds, sides.fails);
  return sides;
}

// Ids beyond those that exist never compare equal, neither here nor there.
Sides<uint64_t> sides_of_id(const Condition& condition) {
  std::set<uint64_t> ids;
  for (const Constant& constant : condition.rights[0]->constants) {
    if (constant.bits <= std::numeric_limits<int32_t>::max()) ids.insert(constant.bits);
  }
  return sides_of(condition, std::move(ids), false);
}

// Numbers of users have 32 bits; the last one is nobody's, and stands for what is not known.
Sides<uint64_t> sides_of_user(const Condition& condition) {
  std::set<uint64_t> ids;
  bool some_are_special = false;
  for (const Constant& constant : condition.rights[0]->constants) {
    if (constant.bits < kNoId)
      ids.insert(constant.bits);
    else
      some_are_special = true;
  }
  return sides_of(condition, std::move(ids), some_are_special);
}

// By the table that state looks names up in: a user may have several numbers, or none. A number
// without a name satisfies no comparison.
Sides<uint64_t> sides_of_user_name(const Condition& condition, const Users& users) {
  Sides<uint64_t> sides;
  std::set<std::string_view> names;
  for (const Constant& constant : condition.rights[0]->constants) names.insert(constant.text);
  std::set<uint64_t> ids;
  bool of_containers = false;
  users.for_each_user([&](const UserInfo& user) {
    of_containers |= !user.container_id.empty();
    if (names.contains(user.name)) ids.insert(user.uid);
  });
  // The same number has several names then; which of them holds depends on the thread.
  if (of_containers) return sides;
  const bool zero_is_root = !users.excluded() && !users.find_user("", 0);
  if (zero_is_root && names.contains("root")) ids.insert(0);
  if (condition.op->shortcut == Shortcut::kNotEqual) {
    sides.holds = SetExpr<uint64_t>::but(std::move(ids));
  } else {
    sides.holds = SetExpr<uint64_t>::only(ids);
    sides.fails = SetExpr<uint64_t>::but(std::move(ids));
  }
  return sides;
}

Sides<std::string> sides_of_name(const Condition& condition, bool is_switch) {
  std::set<std::string> names;
  bool some_are_special = false;
  for (const Constant& constant : condition.rights[0]->constants) {
    // What /proc adds to the name of a kernel thread, its work, follows on one of these.
    const bool may_be_longer = is_switch && constant.text.find_first_of("+-") != std::string::npos;
    if (!is_ordinary_name(constant.text) || may_be_longer)
      some_are_special = true;
    else
      names.insert(constant.text);
  }
  Sides<std::string> sides = sides_of(condition, std::move(names), some_are_special);
  // The kernel cuts long names of its threads; another one may look the same there.
  if (is_switch && sides.holds.all_but) sides.holds = SetExpr<std::string>::all();
  return sides;
}

// Where a condition on the result holds or fails: for calls that failed (1), for all others (0).
class ResultSides {
 public:
  explicit ResultSides(const Condition& condition) : condition_(condition) {}

  // False when the condition is about something else, or is not understood.
  bool find(const RecordKind& kind) {
    FieldUse* use = use_of(condition_);
    if (!use || condition_.right) return false;
    const std::string_view name = use->field->name;
    if (name == "evt.failed") {
      offer(0, Value::boolean(false));
      offer(1, Value::boolean(true));
      if (!kind.row) offer_to_all(Value::boolean(false));
    } else if (name == "evt.count.error") {
      offer(0, Value::none());
      offer(1, Value::uinteger(1));
      if (!kind.row) offer_to_all(Value::none());
    } else if (name == "evt.rawres") {
      offer_numbers(Type::NONE);
      if (!kind.row) offer_to_all(Value::none());
    } else if (name == "evt.rawarg" && use->arg == "res") {
      // Without a row the call may not tell it, or in another type.
      const int index = kind.row ? kind.row->param_index("res") : -1;
      if (index < 0 || kind.row->params[index].type != Type::ERRNO) return false;
      offer_numbers(Type::ERRNO);
    } else if (name == "evt.res") {
      offer(0, Value::text("SUCCESS"));
      offer_error_names();
      if (!kind.row) offer_to_all(Value::none());
    } else {
      return false;
    }
    return true;
  }
  Sides<uint64_t> sides() const {
    return {SetExpr<uint64_t>::only(holds_), SetExpr<uint64_t>::only(fails_)};
  }

  static FieldUse* use_of(const Condition& condition) {
    return const_cast<Condition&>(condition).left.use();
  }

 private:
  void offer(uint64_t failed, const Value& value) {
    (holds_for(condition_, value) ? holds_ : fails_).insert(failed);
  }
  // A call without a row may be told without its result.
  void offer_to_all(const Value& value) {
    offer(0, value);
    offer(1, value);
  }
  void offer_number(int64_t number, Type type) {
    Value value = Value::integer(number);
    value.type = type;
    offer(number < 0, value);
  }
  // Between two neighbouring constants all numbers are alike, so one of each span is enough.
  void offer_numbers(Type type) {
    constexpr int64_t kLeast = std::numeric_limits<int64_t>::min();
    constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
    for (const int64_t number : {kLeast, int64_t{-1}, int64_t{0}, kMost}) {
      offer_number(number, type);
    }
    for (const auto& right : condition_.rights) {
      for (const Constant& constant : right->constants) {
        const int64_t number = static_cast<int64_t>(constant.bits);
        offer_number(number, type);
        if (number > kLeast) offer_number(number - 1, type);
        if (number < kMost) offer_number(number + 1, type);
      }
    }
  }
  // Names of errors are never SUCCESS. Other comparisons than for equality may go either way.
  void offer_error_names() {
    if (condition_.op->shortcut == Shortcut::kExists) {
      holds_.insert(1);
      return;
    }
    if (!is_plain(condition_) || !is_equality(condition_)) {
      holds_.insert(1);
      fails_.insert(1);
      return;
    }
    offer(1, Value::text("no error is called so"));
    for (const Constant& constant : condition_.rights[0]->constants) {
      if (constant.text != "SUCCESS") offer(1, constant.view());
    }
  }

  const Condition& condition_;
  std::set<uint64_t> holds_, fails_;
};

// What a condition says of the subjects of a record, when it holds and when it does not.
//
// Field and subject must be the same in every record. They are for these:
//   thread.tid   the record's own
//   proc.pid     state has it from the same records
//   proc.name    the thread's; state is told of every new name
//   results      a call failed when its result is below 0, here as there
//   user.uid     the thread's; state is told by clone, execve, setuid and the like. Nothing of the
//                thread comes between the change and its record but a switch. The number that
//                setuid tells is the caller's: in a user namespace another one than the kernel's,
//                which lets such threads through for that reason
//   user.name    by the table of users, which is read once, before anything is recorded
// They are not for thread.cgroup.*, container.* and what follows from them: state is told of a
// thread's groups when it begins and when it starts a program, the kernel moves it at any time, and
// containers come that nobody could name beforehand.
struct Allowed {
  Subjects if_holds, if_fails;
};

Allowed allowed(const Condition& condition, const RecordKind& kind, const Users* users) {
  Allowed out;
  ResultSides result(condition);
  if (result.find(kind)) {
    if (kind.number >= 0) {
      out.if_holds.failed = result.sides().holds;
      out.if_fails.failed = result.sides().fails;
    }
    return out;
  }
  FieldUse* use = ResultSides::use_of(condition);
  if (!use || !is_plain(condition) || !is_equality(condition)) return out;
  const std::string_view name = use->field->name;
  // A missing value makes a condition fail, whatever the kernel knows of that thread.
  const bool may_be_missing = kind.may_lack_thread();
  if (name == "thread.tid") {
    const Sides<uint64_t> sides = sides_of_id(condition);
    out.if_holds.tid = sides.holds;
    out.if_fails.tid = sides.fails;
  } else if (name == "proc.pid") {
    const Sides<uint64_t> sides = sides_of_id(condition);
    out.if_holds.tgid = sides.holds;
    if (!may_be_missing) out.if_fails.tgid = sides.fails;
  } else if (name == "proc.name") {
    const Sides<std::string> sides = sides_of_name(condition, may_be_missing);
    out.if_holds.comm = sides.holds;
    if (!may_be_missing) out.if_fails.comm = sides.fails;
  } else if (!may_be_missing && (name == "user.uid" || (name == "user.name" && users))) {
    const Sides<uint64_t> sides =
        name == "user.uid" ? sides_of_user(condition) : sides_of_user_name(condition, *users);
    out.if_holds.uid = sides.holds;
    out.if_fails.uid = sides.fails;
  }
  return out;
}

// A call that no table names is none of those that a filter can name.
bool compares_with_known_names(const Condition& condition) {
  if (!is_plain(condition) || !is_equality(condition)) return false;
  const std::vector<Constant>& names = condition.rights[0]->constants;
  return std::all_of(names.begin(), names.end(), [](const Constant& name) {
    return is_event_name(name.text) && name.text != "UNKNOWN" && name.text != "call" &&
           name.text != "syscall";
  });
}

Truth decide_check(Condition& condition, const RecordKind& kind) {
  FieldUse* use = condition.left.use();
  if (!use || condition.right || condition.around) return Truth::kUnknown;
  const std::string_view name = use->field->name;
  if (kind.name.empty() && (name == "evt.type" || name == "syscall.type") &&
      compares_with_known_names(condition)) {
    return condition.op->shortcut == Shortcut::kNotEqual ? Truth::kTrue : Truth::kFalse;
  }
  std::vector<Value> values;
  if (!list_values(*use, kind, values)) return Truth::kUnknown;
  bool can_hold = false, can_fail = false;
  for (const Value& value : values) (holds_for(condition, value) ? can_hold : can_fail) = true;
  if (can_hold && can_fail) return Truth::kUnknown;
  return can_hold ? Truth::kTrue : Truth::kFalse;
}

// Decided by what is known of every record that gets past the terms.
Truth decide_by_terms(const Condition& condition, const RecordKind& kind, const Subjects& terms) {
  const Allowed may = allowed(condition, kind, nullptr);
  if ((terms & may.if_holds).is_impossible()) return Truth::kFalse;
  if ((terms & may.if_fails).is_impossible()) return Truth::kTrue;
  return Truth::kUnknown;
}

// `terms`: of the plan, when it is known already.
Truth decide(Node& node, const RecordKind& kind, const Subjects* terms = nullptr) {
  if (node.kind == Node::Kind::kCheck) {
    const Truth truth = decide_check(*node.condition, kind);
    return truth == Truth::kUnknown && terms ? decide_by_terms(*node.condition, kind, *terms)
                                             : truth;
  }
  if (node.kind == Node::Kind::kNot) return opposite(decide(node.children[0], kind, terms));
  const Truth decisive = node.kind == Node::Kind::kAnd ? Truth::kFalse : Truth::kTrue;
  bool some_unknown = false;
  for (Node& child : node.children) {
    const Truth truth = decide(child, kind, terms);
    if (truth == decisive) return decisive;
    some_unknown |= truth == Truth::kUnknown;
  }
  return some_unknown ? Truth::kUnknown : opposite(decisive);
}

// What the subjects of a record of this kind are when the tree holds, or does not.
Subjects narrow(Node& node, const RecordKind& kind, const Users* users, bool holds) {
  if (node.kind == Node::Kind::kNot) return narrow(node.children[0], kind, users, !holds);
  if (node.kind == Node::Kind::kCheck) {
    const Truth truth = decide_check(*node.condition, kind);
    if (truth != Truth::kUnknown) {
      return (truth == Truth::kTrue) == holds ? Subjects{} : Subjects::none();
    }
    const Allowed may = allowed(*node.condition, kind, users);
    return holds ? may.if_holds : may.if_fails;
  }
  const bool all_of = (node.kind == Node::Kind::kAnd) == holds;
  Subjects out = all_of ? Subjects{} : Subjects::none();
  for (Node& child : node.children) {
    const Subjects part = narrow(child, kind, users, holds);
    out = all_of ? out & part : out | part;
  }
  return out;
}

// ---- what the filter's fields ask for ----

struct Needs {
  bool direction = false;     // for the explanation, as the next one
  bool groups = false;        // control groups and containers
  bool whole_stream = false;  // its answer depends on which records came before
  bool switches = false;
  bool page_faults = false;
  bool usage = false;
  bool memory = false;        // the sizes that brk, mmap and others tell
  bool others_calls = false;  // calls of other threads that the terms may leave out
};

bool begins_with(std::string_view name, std::initializer_list<std::string_view> starts) {
  return std::any_of(starts.begin(), starts.end(),
                     [&](std::string_view start) { return name.starts_with(start); });
}

void add_field(const Field& field, Needs& needs) {
  const std::string_view name = field.name;
  if (field.flags & kMovingMemory || name == "evt.num" || name.starts_with("evt.reltime")) {
    needs.whole_stream = true;
  }
  if (begins_with(name, {"thread.exectime", "thread.totexectime"})) {
    needs.whole_stream = needs.switches = true;
  }
  needs.usage |= name == "thread.cputime";
  needs.direction |= name == "evt.dir";
  needs.groups |= begins_with(name, {"thread.cgroup", "container.", "k8s.", "mesos."});
  needs.memory |= begins_with(name, {"thread.vm", "proc.vm", "thread.pf"});
  needs.others_calls |= begins_with(name, {"proc.pgid", "proc.is_pgid_leader", "thread.cap_",
                                           "proc.fdlimit", "proc.fdusage", "proc.cwd"});
}

void add_expression(const Expression& expression, Needs& needs) {
  if (expression.kind == Expression::Kind::kField) add_field(*expression.use.field, needs);
  for (const auto& argument : expression.arguments) add_expression(*argument, needs);
}

// A condition that names a type of events asks for it; one that only does not exclude it does not.
bool asks_for(Condition& condition, const RecordKind& kind) {
  FieldUse* use = condition.left.use();
  if (!use || condition.op->has(kNegative) || condition.op->right == RightSide::kNothing) {
    return false;
  }
  const std::string_view name = use->field->name;
  return (name == "evt.type" || name == "evt.type.is" || name == "evt.category") &&
         decide_check(condition, kind) == Truth::kTrue;
}

void find_needs(Node& node, bool holds, Needs& needs) {
  if (node.kind == Node::Kind::kNot) holds = !holds;
  for (Node& child : node.children) find_needs(child, holds, needs);
  if (node.kind != Node::Kind::kCheck) return;
  Condition& condition = *node.condition;
  add_expression(condition.left.expression(), needs);
  if (condition.right) add_expression(condition.right->expression(), needs);
  if (!holds) return;
  for (const RecordKind& kind : record_kinds()) {
    if (kind.trace == SONDE_TRACE_SWITCH) needs.switches |= asks_for(condition, kind);
    if (kind.trace == SONDE_TRACE_FAULT) needs.page_faults |= asks_for(condition, kind);
    if (kind.trace == SONDE_TRACE_USAGE) needs.usage |= asks_for(condition, kind);
  }
}

// ---- terms ----

sonde_term* add_term(sonde_predicate& predicate, sonde_subject subject, bool is_not, size_t count) {
  sonde_term& term = predicate.terms[predicate.count++];
  term.subject = static_cast<uint8_t>(subject);
  term.flags = is_not ? SONDE_TERM_NOT : 0;
  term.count = static_cast<uint16_t>(count);
  return &term;
}

// More values than a term can hold: of those that are left out, a part is left out; those that are
// wanted are not asked for by a term.
template <typename T>
void fit(SetExpr<T>& subject, size_t most) {
  if (subject.values.size() <= most) return;
  if (subject.all_but)
    subject.values.erase(std::next(subject.values.begin(), static_cast<ptrdiff_t>(most)),
                         subject.values.end());
  else
    subject = SetExpr<T>::all();
}

void add_numbers(sonde_predicate& predicate, sonde_subject subject,
                 const SetExpr<uint64_t>& wanted) {
  if (wanted.is_all()) return;
  sonde_term* term = add_term(predicate, subject, wanted.all_but, wanted.values.size());
  std::copy(wanted.values.begin(), wanted.values.end(), term->numbers);
}

void add_names(sonde_predicate& predicate, const SetExpr<std::string>& wanted) {
  if (wanted.is_all()) return;
  sonde_term* term = add_term(predicate, SONDE_SUBJECT_COMM, wanted.all_but, wanted.values.size());
  size_t i = 0;
  for (const std::string& name : wanted.values) {
    std::memcpy(term->comms[i++], name.data(), name.size());
  }
}

void fit_terms(Subjects& subjects) {
  fit(subjects.tgid, SONDE_TERM_NUMBERS);
  fit(subjects.tid, SONDE_TERM_NUMBERS);
  fit(subjects.uid, SONDE_TERM_NUMBERS);
  fit(subjects.comm, SONDE_TERM_COMMS);
  // Both values, however they are written, say nothing.
  if (subjects.failed.has(0) && subjects.failed.has(1)) subjects.failed = {};
}

bool is_wanted(const RecordKind& kind, const Needs& needs) {
  if (kind.trace == SONDE_TRACE_SWITCH) return needs.switches;
  if (kind.trace == SONDE_TRACE_FAULT) return needs.page_faults;
  if (kind.trace == SONDE_TRACE_USAGE) return needs.usage;
  return true;
}

bool is_kept(const RecordKind& kind, const Needs& needs) {
  if (kind.trace == SONDE_TRACE_SWITCH && needs.switches && needs.whole_stream) return true;
  return kind.changes_snapshot() ||
         (needs.memory && kind.row && kind.row->effect.effect == Effect::COUNTS_MEMORY);
}

void record(KernelPlan& plan, const RecordKind& kind) {
  plan.trace |= kind.trace;
  if (kind.number >= 0) plan.syscalls[kind.number / 64] |= uint64_t{1} << (kind.number % 64);
}

}  // namespace

KernelPlan plan_of_everything() {
  KernelPlan plan;
  plan.syscalls.fill(~uint64_t{0});
  plan.trace = kDefaultTrace;
  plan.exact = true;
  return plan;
}

KernelPlan plan_of_snapshot() {
  Needs needs;
  needs.memory = true;
  KernelPlan plan;
  for (const RecordKind& kind : record_kinds()) {
    if (is_kept(kind, needs)) record(plan, kind);
  }
  return plan;
}

KernelPlan plan_kernel(Node& tree, uint32_t more_trace, const Users* users) {
  Needs needs;
  needs.switches = more_trace & SONDE_TRACE_SWITCH;
  needs.page_faults = more_trace & SONDE_TRACE_FAULT;
  needs.usage = more_trace & SONDE_TRACE_USAGE;
  find_needs(tree, true, needs);
  KernelPlan plan;
  PlanLines lines;
  Subjects terms = Subjects::none(), scope = Subjects::none();
  std::vector<const RecordKind*> passing;  // not always written, so the terms apply to them
  for (const RecordKind& kind : record_kinds()) {
    if (is_kept(kind, needs)) record(plan, kind);
    const Truth truth = decide(tree, kind);
    const Subjects wanted = narrow(tree, kind, users, true);
    const bool can_match =
        is_wanted(kind, needs) && truth != Truth::kFalse && !wanted.is_impossible();
    if (!can_match && !needs.whole_stream) {
      lines.add_unmatched(kind, is_kept(kind, needs));
      continue;
    }
    if (!is_wanted(kind, needs)) continue;
    record(plan, kind);
    lines.add_matched(kind);
    scope = scope | wanted;
    if (kind.is_always_written()) continue;
    terms = terms | wanted;
    passing.push_back(&kind);
  }
  if (needs.whole_stream || needs.memory || needs.others_calls || passing.empty()) terms = {};
  fit_terms(terms);
  add_numbers(plan.predicate, SONDE_SUBJECT_TGID, terms.tgid);
  add_numbers(plan.predicate, SONDE_SUBJECT_TID, terms.tid);
  add_numbers(plan.predicate, SONDE_SUBJECT_UID, terms.uid);
  add_names(plan.predicate, terms.comm);
  add_numbers(plan.predicate, SONDE_SUBJECT_FAILED, terms.failed);
  if (!needs.whole_stream && !scope.tgid.all_but && scope.tgid.values.size() <= SONDE_MAX_SCOPE) {
    plan.scope.assign(scope.tgid.values.begin(), scope.tgid.values.end());
  }
  terms.uid = {};  // threads in user namespaces get past that term
  plan.exact = std::all_of(passing.begin(), passing.end(), [&](const RecordKind* kind) {
    return decide(tree, *kind, &terms) == Truth::kTrue;
  });
  plan.lines = lines.finish(plan, {needs.whole_stream, needs.direction, needs.groups});
  return plan;
}

}  // namespace sonde
