// Fields of the processes above: the parent (proc.p*) and all ancestors (proc.a*).
// With an index they are about one ancestor (0 = the process itself, 1 = its parent). Without one,
// a filter asks whether any ancestor from the parent up satisfies it; an output shows what the
// comment at the getter says. Part of the class that fields_proc.cpp puts together.
// SPDX-License-Identifier: Apache-2.0
#include <cstring>
#include <vector>

#include "fields/process_rows.h"
#include "state/moment.h"
#include "state/state.h"

namespace sonde {

namespace {

// The parent of the process, whichever of its threads the event is of.
const Thread* parent(const Moment& moment) {
  return moment.thread ? parent_of(moment, leader_of(moment)) : nullptr;
}

// What each field takes from a process.
Value comm_value(const Thread& thread, Scratch&) { return Value::text(comm_of(thread)); }
Value exe_value(const Thread& thread, Scratch&) { return Value::text(exe_of(thread)); }
Value exepath_value(const Thread& thread, Scratch&) { return Value::text(thread.info->exepath); }
Value pid_value(const Thread& thread, Scratch&) { return Value::integer(pid_of(thread)); }
Value cmdline_value(const Thread& thread, Scratch& scratch) {
  return Value::text(command_line(comm_of(thread), thread.info->args, scratch));
}
Value args_value(const Thread& thread, Scratch& scratch) {
  return Value::text(join_list(thread.info->args, scratch));
}
Value env_value(const Thread& thread, Scratch& scratch) {
  return Value::text(join_list(thread.info->env, scratch));
}

using Part = Value (*)(const Thread&, Scratch&);

template <Part kPart>
Value get_of_parent(const Moment& moment, FieldUse&) {
  const Thread* thread = parent(moment);
  return thread ? kPart(*thread, *moment.scratch) : Value::none();
}

// The parts of all ancestors, in scratch.
std::span<const Value> parts_of_ancestors(const Moment& moment, Part part) {
  size_t count = 0;
  for_each_ancestor(moment, [&](const Thread&) { return ++count > 0; });
  Value* parts = moment.scratch->array<Value>(count);
  Value* at = parts;
  for_each_ancestor(moment, [&](const Thread& ancestor) {
    *at++ = part(ancestor, *moment.scratch);
    return true;
  });
  return {parts, count};
}

Value joined_of_ancestors(const Moment& moment, Part part) {
  const std::span<const Value> parts = parts_of_ancestors(moment, part);
  size_t size = 0;
  for (const Value& value : parts) size += value.size + 1;
  if (size == 0) return Value::text({});
  char* text = moment.scratch->allocate(size);
  char* at = text;
  for (const Value& value : parts) {
    if (value.size) std::memcpy(at, value.data, value.size);
    at += value.size;
    *at++ = ' ';
  }
  return Value::text({text, size - 1});
}

// In outputs without an index: the process's own.
template <Part kPart>
Value get_of_ancestors(const Moment& moment, FieldUse& use) {
  if (!moment.thread) return Value::none();
  if (!use.has_arg && use.in_filter) return Value::list_of(parts_of_ancestors(moment, kPart));
  const Thread* thread = ancestor_of(moment, use.has_arg ? use.index : 0);
  return thread ? kPart(*thread, *moment.scratch) : Value::none();
}

// In outputs without an index: those of all ancestors.
template <Part kPart>
Value get_of_ancestors_joined(const Moment& moment, FieldUse& use) {
  if (!moment.thread) return Value::none();
  if (!use.has_arg && !use.in_filter) return joined_of_ancestors(moment, kPart);
  return get_of_ancestors<kPart>(moment, use);
}

// One text, in filters too.
Value get_ancestor_args(const Moment& moment, FieldUse& use) {
  if (!moment.thread) return Value::none();
  if (!use.has_arg) return joined_of_ancestors(moment, args_value);
  const Thread* thread = ancestor_of(moment, use.index);
  return thread ? args_value(*thread, *moment.scratch) : Value::none();
}

// [N] is the environment of one ancestor, [NAME] the value that the nearest ancestor gives to NAME.
Value get_ancestor_env(const Moment& moment, FieldUse& use) {
  if (!moment.thread) return Value::none();
  if (!use.has_arg || use.index >= 0) return get_of_ancestors_joined<env_value>(moment, use);
  constexpr int kMaxLevels = 20;
  int level = 0;
  std::string_view value;
  for_each_ancestor(moment, [&](const Thread& ancestor) {
    value = environment_value(ancestor.info->env, use.arg);
    return value.empty() && ++level < kMaxLevels;
  });
  return value.empty() ? Value::none() : Value::text(value);
}

Value get_parent_pid(const Moment& moment, FieldUse&) {
  if (!moment.thread) return Value::none();
  // Events name the thread that made the child; its process is the parent.
  const Thread* known = parent(moment);
  if (known && known->info->pid >= 0) return Value::integer(known->info->pid);
  const ThreadInfo& info = *moment.thread->info;
  if (info.is_leader() || !info.valid) return Value::integer(info.ptid);
  if (!moment.thread->leader) return Value::none();
  return Value::integer(moment.thread->leader->info->ptid);
}

Value get_parent_vpid(const Moment& moment, FieldUse&) {
  const Thread* thread = parent(moment);
  if (!thread || thread->info->vpid == -1) return Value::none();
  return Value::integer(thread->info->vpid);
}

// The oldest shell wins: it stands for the login.
Value get_login_shell(const Moment& moment, FieldUse&) {
  if (!moment.thread) return Value::none();
  const Thread* shell = nullptr;
  const Thread& self = leader_of(moment);
  if (comm_of(self).ends_with("sh")) shell = &self;
  for_each_ancestor(moment, [&](const Thread& ancestor) {
    if (comm_of(ancestor).ends_with("sh")) shell = &ancestor;
    return true;
  });
  return shell ? Value::integer(pid_of(*shell)) : Value::none();
}

Value get_parent_start(const Moment& moment, FieldUse&) {
  const Thread* thread = parent(moment);
  if (!thread || !thread->info->clone_ts_ns) return Value::none();
  return Value::uinteger(thread->info->clone_ts_ns);
}

Value get_parent_duration(const Moment& moment, FieldUse&) {
  const Thread* thread = parent(moment);
  if (!thread || !thread->info->clone_ts_ns) return Value::none();
  if (moment.event->ts_ns < thread->info->clone_ts_ns) return Value::none();
  return Value::uinteger(moment.event->ts_ns - thread->info->clone_ts_ns);
}

constexpr uint16_t kAnyAncestor = kAnyOf | kNoRightSide | kNoTransformer;

constexpr Field kRows[] = {
    {"proc.ppid", Type::INT64, Format::ID, ArgRule::kNone, 0, "Number of the parent process.",
     get_parent_pid, kOnAncestors},
    {"proc.pname", Type::CHARBUF, Format::NA, ArgRule::kNone, 0, "proc.name of the parent.",
     get_of_parent<comm_value>, kOnAncestors},
    {"proc.pexe", Type::CHARBUF, Format::NA, ArgRule::kNone, 0, "proc.exe of the parent.",
     get_of_parent<exe_value>, kOnAncestors},
    {"proc.pexepath", Type::CHARBUF, Format::NA, ArgRule::kNone, 0, "proc.exepath of the parent.",
     get_of_parent<exepath_value>, kOnAncestors},
    {"proc.pcmdline", Type::CHARBUF, Format::NA, ArgRule::kNone, 0, "proc.cmdline of the parent.",
     get_of_parent<cmdline_value>, kOnAncestors},
    {"proc.pvpid", Type::INT64, Format::ID, ArgRule::kNone, 0, "proc.vpid of the parent.",
     get_parent_vpid, kOnAncestors},
    {"proc.ppid.duration", Type::RELTIME, Format::DEC, ArgRule::kNone, 0,
     "Nanoseconds since the parent was created.", get_parent_duration,
     kOnEvent.looks_at(kRowThread)},
    {"proc.ppid.ts", Type::RELTIME, Format::DEC, ArgRule::kNone, 0,
     "When the parent was created, in nanoseconds since the epoch.", get_parent_start,
     kOnAncestors},
    {"proc.apid", Type::INT64, Format::ID, ArgRule::kIndex, kAnyAncestor,
     "Number of an ancestor: proc.apid[1] is the parent, [2] its parent. Without an index a "
     "filter asks whether any ancestor fits, an output shows the process itself.",
     get_of_ancestors<pid_value>, kOnAncestors},
    {"proc.aname", Type::CHARBUF, Format::NA, ArgRule::kIndex, kAnyAncestor,
     "proc.name of an ancestor: proc.aname[1] is the parent's. Without an index a filter asks "
     "whether any ancestor fits (so != is true when one differs), an output shows the process's "
     "own.",
     get_of_ancestors<comm_value>, kOnAncestors},
    {"proc.aexe", Type::CHARBUF, Format::NA, ArgRule::kIndex, kAnyAncestor,
     "proc.exe of an ancestor, by index or any of them; an output without an index shows all.",
     get_of_ancestors_joined<exe_value>, kOnAncestors},
    {"proc.aexepath", Type::CHARBUF, Format::NA, ArgRule::kIndex, kAnyAncestor,
     "proc.exepath of an ancestor, by index or any of them; an output without an index shows all.",
     get_of_ancestors_joined<exepath_value>, kOnAncestors},
    {"proc.acmdline", Type::CHARBUF, Format::NA, ArgRule::kIndex, kAnyAncestor,
     "proc.cmdline of an ancestor, by index or any of them; an output without an index shows all.",
     get_of_ancestors_joined<cmdline_value>, kOnAncestors},
    {"proc.aargs", Type::CHARBUF, Format::NA, ArgRule::kIndex, 0,
     "Arguments of an ancestor by index, or of all ancestors as one text.", get_ancestor_args,
     kOnAncestors},
    {"proc.aenv", Type::CHARBUF, Format::NA, ArgRule::kKey, kAnyAncestor,
     "Environment of an ancestor by index, or, with the name of a variable, its value in the "
     "nearest ancestor that has it.",
     get_ancestor_env, kOnAncestors},
    {"proc.loginshellid", Type::INT64, Format::ID, ArgRule::kNone, 0,
     "Number of the oldest shell (a name that ends in sh) among the process and its ancestors: it "
     "tells login sessions apart.",
     get_login_shell, kOnAncestors},
};

}  // namespace

std::span<const Field> process_ancestor_rows() { return kRows; }

}  // namespace sonde
