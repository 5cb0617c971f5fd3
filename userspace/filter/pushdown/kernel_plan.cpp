// See kernel_plan.h. For every kind of record (record_kinds.h) the filter is decided as far as the
// kind alone decides it: true, false or unknown. Kinds for which it is false are not recorded. Of
// the others every kind narrows the subjects that the kernel knows, and a term must hold for all of
// them. What is not understood narrows nothing: the plan only ever gets larger by it.
//
// Which field is a subject, and which is none: subjects.h.
// SPDX-License-Identifier: Apache-2.0
#include "filter/pushdown/kernel_plan.h"

#include <algorithm>
#include <cstring>

#include "filter/condition.h"
#include "filter/event_names.h"
#include "filter/pushdown/plan_lines.h"
#include "filter/pushdown/record_kinds.h"
#include "filter/pushdown/subjects.h"

namespace sonde {
namespace {

enum class Truth : uint8_t { kFalse, kTrue, kUnknown };

Truth opposite(Truth truth) {
  if (truth == Truth::kUnknown) return truth;
  return truth == Truth::kTrue ? Truth::kFalse : Truth::kTrue;
}

// A call that no table names is none of those that a filter can name.
bool compares_with_known_names(const Condition& condition) {
  if (!is_equality_with_constants(condition)) return false;
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
  const AllowedSubjects may = allowed_subjects(condition, kind, nullptr);
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
    const AllowedSubjects may = allowed_subjects(*node.condition, kind, users);
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
  bool memory = false;        // the sizes that brk, mmap and others report
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
void fit(SetExpr<T>& subject, size_t max) {
  if (subject.values.size() <= max) return;
  if (subject.all_but)
    subject.values.erase(std::next(subject.values.begin(), static_cast<ptrdiff_t>(max)),
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
