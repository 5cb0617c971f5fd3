// Fields of the process that an event belongs to: names, command lines, ids, times, its executable.
// The rest of the class is in fields_proc_ancestors.cpp, fields_proc_resources.cpp,
// fields_thread.cpp and fields_container_probes.cpp; the class is put together at the end of this.
// SPDX-License-Identifier: Apache-2.0
#include <vector>

#include "fields/classes.h"
#include "fields/process_rows.h"
#include "state/moment.h"
#include "state/state.h"

namespace sonde {

namespace {

Value get_name(const Moment& moment, FieldUse&) {
  return moment.thread ? Value::text(comm_of(*moment.thread)) : Value::none();
}

Value get_exe(const Moment& moment, FieldUse&) {
  return moment.thread ? Value::text(exe_of(*moment.thread)) : Value::none();
}

Value get_args(const Moment& moment, FieldUse& use) {
  if (!moment.thread) return Value::none();
  const std::string_view args = moment.thread->info->args;
  if (!use.has_arg) return Value::text(join_list(args, *moment.scratch));
  std::string_view element;
  list_element(args, use.index, element);
  return Value::text(element);
}

Value get_cmdline(const Moment& moment, FieldUse&) {
  if (!moment.thread) return Value::none();
  return Value::text(
      command_line(comm_of(*moment.thread), moment.thread->info->args, *moment.scratch));
}

// The blank after a program without arguments is sysdig's; scripts compare such texts.
Value get_exeline(const Moment& moment, FieldUse&) {
  if (!moment.thread) return Value::none();
  const std::string_view args = moment.thread->info->args;
  const std::string_view exe = exe_of(*moment.thread);
  if (args.empty()) return Value::text(concatenate({exe, " "}, *moment.scratch));
  return Value::text(command_line(exe, args, *moment.scratch));
}

Value get_args_count(const Moment& moment, FieldUse&) {
  if (!moment.thread) return Value::none();
  uint64_t count = 0;
  for (char byte : moment.thread->info->args.view()) count += byte == '\0';
  return Value::uinteger(count);
}

Value get_args_bytes(const Moment& moment, FieldUse&) {
  if (!moment.thread) return Value::none();
  uint64_t bytes = 0;
  for (char byte : moment.thread->info->args.view()) bytes += byte != '\0';
  return Value::uinteger(bytes);
}

Value get_env(const Moment& moment, FieldUse& use) {
  if (!moment.thread) return Value::none();
  const std::string_view env = leader_of(moment).info->env;
  // A number instead of a name counts as no argument.
  if (!use.has_arg || use.index >= 0) return Value::text(join_list(env, *moment.scratch));
  const std::string_view value = environment_value(env, use.arg);
  return value.empty() ? Value::none() : Value::text(value);
}

Value get_cwd(const Moment& moment, FieldUse&) {
  return moment.thread ? Value::text(moment.state->cwd_of(*moment.thread)) : Value::none();
}

Value get_pid(const Moment& moment, FieldUse&) {
  return moment.thread ? Value::integer(pid_of(*moment.thread)) : Value::none();
}

Value get_vpid(const Moment& moment, FieldUse&) {
  if (!moment.thread || moment.thread->info->vpid == -1) return Value::none();
  return Value::integer(moment.thread->info->vpid);
}

Value get_tty(const Moment& moment, FieldUse&) {
  if (!moment.thread) return Value::none();
  return Value::integer(static_cast<int32_t>(moment.thread->info->tty));
}

// Session and process group: their leader's names.

Value get_session_name(const Moment& moment, FieldUse&) {
  if (!moment.thread) return Value::none();
  return Value::text(comm_of(session_leader_of(moment)));
}

Value get_session_exe(const Moment& moment, FieldUse&) {
  if (!moment.thread) return Value::none();
  return Value::text(exe_of(session_leader_of(moment)));
}

Value get_session_exepath(const Moment& moment, FieldUse&) {
  if (!moment.thread) return Value::none();
  return Value::text(session_leader_of(moment).info->exepath);
}

// Group numbers of the process's own pid namespace cannot be looked up: the oldest ancestor that is
// in the same group stands for its leader.
const Thread& inner_group_leader(const Moment& moment) {
  const Thread* oldest = &leader_of(moment);
  const int64_t group = oldest->info->vpgid;
  for_each_ancestor(moment, [&](const Thread& ancestor) {
    if (ancestor.info->vpgid != group) return false;
    oldest = &ancestor;
    return true;
  });
  return *oldest;
}

Value get_inner_group_name(const Moment& moment, FieldUse&) {
  return moment.thread ? Value::text(comm_of(inner_group_leader(moment))) : Value::none();
}
Value get_inner_group_exe(const Moment& moment, FieldUse&) {
  return moment.thread ? Value::text(exe_of(inner_group_leader(moment))) : Value::none();
}
Value get_inner_group_exepath(const Moment& moment, FieldUse&) {
  if (!moment.thread) return Value::none();
  return Value::text(inner_group_leader(moment).info->exepath);
}

const Thread* group_leader(const Moment& moment) {
  return moment.thread ? moment.state->find_thread(moment.thread->info->pgid) : nullptr;
}
Value get_group_name(const Moment& moment, FieldUse&) {
  const Thread* leader = group_leader(moment);
  return leader ? Value::text(comm_of(*leader)) : Value::none();
}
Value get_group_exe(const Moment& moment, FieldUse&) {
  const Thread* leader = group_leader(moment);
  return leader ? Value::text(exe_of(*leader)) : Value::none();
}
Value get_group_exepath(const Moment& moment, FieldUse&) {
  const Thread* leader = group_leader(moment);
  return leader ? Value::text(leader->info->exepath) : Value::none();
}

Value get_is_session_leader(const Moment& moment, FieldUse&) {
  if (!moment.thread) return Value::none();
  return Value::boolean(moment.thread->info->sid == moment.thread->info->vpid);
}
Value get_is_inner_group_leader(const Moment& moment, FieldUse&) {
  if (!moment.thread) return Value::none();
  return Value::boolean(moment.thread->info->vpgid == moment.thread->info->vpid);
}
Value get_is_group_leader(const Moment& moment, FieldUse&) {
  if (!moment.thread) return Value::none();
  return Value::boolean(moment.thread->info->pgid == moment.thread->info->pid);
}

// Times.

Value time_since(uint64_t now_ns, uint64_t then_ns) {
  return then_ns && now_ns >= then_ns ? Value::uinteger(now_ns - then_ns) : Value::none();
}

Value get_latency(const Moment& moment, FieldUse&) {
  if (!moment.thread) return Value::none();
  return time_since(moment.event->ts_ns, moment.thread->info->clone_ts_ns);
}

// Executable: how long it had been there when the process, or the container's first one, began.

Value get_ctime_before_start(const Moment& moment, FieldUse&) {
  if (!moment.thread) return Value::none();
  const ThreadInfo& info = *moment.thread->info;
  if (!info.exe_ino_ctime || info.exe_ino_ctime >= info.clone_ts_ns) return Value::none();
  return Value::uinteger(info.clone_ts_ns - info.exe_ino_ctime);
}

Value get_ctime_after_namespace(const Moment& moment, FieldUse&) {
  if (!moment.thread) return Value::none();
  const ThreadInfo& info = *moment.thread->info;
  if (!info.pidns_init_start_ts_ns || info.exe_ino_ctime <= info.pidns_init_start_ts_ns) {
    return Value::none();
  }
  return Value::uinteger(info.exe_ino_ctime - info.pidns_init_start_ts_ns);
}

constexpr Field kRows[] = {
    {"proc.pid", Type::INT64, Format::ID, ArgRule::kNone, 0,
     "Number of the process; all threads of a process share it.", get_pid, kOnThread},
    {"proc.name", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "Name of the task, which the kernel cuts to 15 bytes; usually the file name of the program.",
     get_name, kOnThread},
    {"proc.exe", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "First word of the command line (argv[0]), which the caller of execve may choose freely.",
     get_exe, kOnThread},
    {"proc.exepath", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "Full path of the file that is being run.", get_info_text<&ThreadInfo::exepath>, kOnThread},
    {"proc.args", Type::CHARBUF, Format::NA, ArgRule::kIndex, 0,
     "Arguments with blanks between them, without the first word; proc.args[0] is the first one, "
     "and one that is missing is an empty text.",
     get_args, kOnThread},
    {"proc.env", Type::CHARBUF, Format::NA, ArgRule::kKey, 0,
     "Environment that the process was started with; proc.env[HOME] is the value of one variable.",
     get_env, kOnThread},
    {"proc.cmdline", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "proc.name followed by the arguments.", get_cmdline, kOnThread},
    {"proc.exeline", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "proc.exe followed by the arguments: the command line as it was given.", get_exeline,
     kOnThread},
    {"proc.cmdnargs", Type::UINT64, Format::DEC, ArgRule::kNone, 0,
     "How many arguments there are after the first word.", get_args_count, kOnThread},
    {"proc.cmdlenargs", Type::UINT64, Format::DEC, ArgRule::kNone, 0,
     "Bytes of all arguments together, blanks between them not counted.", get_args_bytes,
     kOnThread},
    {"proc.cwd", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "Current directory, with a slash at its end.", get_cwd, kOnThread},
    {"proc.vpid", Type::INT64, Format::ID, ArgRule::kNone, 0,
     "Number of the process inside its own pid namespace, as programs in a container see it.",
     get_vpid, kOnThread},
    {"proc.tty", Type::INT32, Format::ID, ArgRule::kNone, 0,
     "Device number of the controlling terminal; 0 without one.", get_tty, kOnThread},
    {"proc.sid", Type::INT64, Format::ID, ArgRule::kNone, 0, "Number of the session.",
     get_info_integer<&ThreadInfo::sid>, kOnThread},
    {"proc.sname", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "Name of the process that leads the session, or of the oldest known one of the session.",
     get_session_name, kOnAncestors},
    {"proc.sid.exe", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "proc.exe of the process that leads the session.", get_session_exe, kOnAncestors},
    {"proc.sid.exepath", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "proc.exepath of the process that leads the session.", get_session_exepath, kOnAncestors},
    {"proc.vpgid", Type::INT64, Format::ID, ArgRule::kNone, 0,
     "Process group as its own pid namespace numbers it.", get_info_integer<&ThreadInfo::vpgid>,
     kOnThread},
    {"proc.vpgid.name", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "proc.name of the leader of the group proc.vpgid.", get_inner_group_name, kOnAncestors},
    {"proc.vpgid.exe", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "proc.exe of the leader of the group proc.vpgid.", get_inner_group_exe, kOnAncestors},
    {"proc.vpgid.exepath", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "proc.exepath of the leader of the group proc.vpgid.", get_inner_group_exepath, kOnAncestors},
    {"proc.pgid", Type::INT64, Format::ID, ArgRule::kNone, 0,
     "Process group as the host numbers it.", get_info_integer<&ThreadInfo::pgid>, kOnThread},
    {"proc.pgid.name", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "proc.name of the leader of the group proc.pgid.", get_group_name, kOnAncestors},
    {"proc.pgid.exe", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "proc.exe of the leader of the group proc.pgid.", get_group_exe, kOnAncestors},
    {"proc.pgid.exepath", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "proc.exepath of the leader of the group proc.pgid.", get_group_exepath, kOnAncestors},
    {"proc.is_sid_leader", Type::BOOL, Format::NA, ArgRule::kNone, 0,
     "True when the process leads its session.", get_is_session_leader, kOnThread},
    {"proc.is_vpgid_leader", Type::BOOL, Format::NA, ArgRule::kNone, 0,
     "True when the process leads its group, by the numbers of its pid namespace.",
     get_is_inner_group_leader, kOnThread},
    {"proc.is_pgid_leader", Type::BOOL, Format::NA, ArgRule::kNone, 0,
     "True when the process leads its group, by the numbers of the host.", get_is_group_leader,
     kOnThread},
    {"proc.duration", Type::RELTIME, Format::DEC, ArgRule::kNone, 0,
     "Nanoseconds since the process was created; none when it was there before the capture.",
     get_latency, kOnEvent.looks_at(kRowThread)},
    {"proc.pid.ts", Type::RELTIME, Format::DEC, ArgRule::kNone, 0,
     "When the process was created, in nanoseconds since the epoch.",
     get_info_nonzero<&ThreadInfo::clone_ts_ns>, kOnThread},
    {"proc.is_exe_writable", Type::BOOL, Format::NA, ArgRule::kNone, 0,
     "True when the user who runs the program could also change its file.",
     get_info_bool<&ThreadInfo::exe_writable>, kOnThread},
    {"proc.is_exe_upper_layer", Type::BOOL, Format::NA, ArgRule::kNone, 0,
     "True when the program's file lies in the upper layer of an overlayfs: it is not from the "
     "container's image.",
     get_info_bool<&ThreadInfo::exe_upper_layer>, kOnThread},
    {"proc.is_exe_lower_layer", Type::BOOL, Format::NA, ArgRule::kNone, 0,
     "True when the program's file lies in a lower layer of an overlayfs.",
     get_info_bool<&ThreadInfo::exe_lower_layer>, kOnThread},
    {"proc.is_exe_from_memfd", Type::BOOL, Format::NA, ArgRule::kNone, 0,
     "True when the program was run from memory (memfd_create) and not from a file.",
     get_info_bool<&ThreadInfo::exe_from_memfd>, kOnThread},
    {"proc.exe_ino", Type::INT64, Format::DEC, ArgRule::kNone, 0, "Inode of the program's file.",
     get_info_nonzero<&ThreadInfo::exe_ino>, kOnThread},
    {"proc.exe_ino.ctime", Type::ABSTIME, Format::DEC, ArgRule::kNone, 0,
     "When the inode of the program's file last changed, in nanoseconds since the epoch.",
     get_info_nonzero<&ThreadInfo::exe_ino_ctime>, kOnThread},
    {"proc.exe_ino.mtime", Type::ABSTIME, Format::DEC, ArgRule::kNone, 0,
     "When the content of the program's file last changed, in nanoseconds since the epoch.",
     get_info_nonzero<&ThreadInfo::exe_ino_mtime>, kOnThread},
    {"proc.exe_ino.ctime_duration_proc_start", Type::ABSTIME, Format::DEC, ArgRule::kNone, 0,
     "Nanoseconds from the last change of the program's inode to the start of the process; a "
     "small number tells of a program that was dropped and run.",
     get_ctime_before_start, kOnThread},
    {"proc.exe_ino.ctime_duration_pidns_start", Type::ABSTIME, Format::DEC, ArgRule::kNone, 0,
     "Nanoseconds from the start of the pid namespace to the last change of the program's inode; "
     "none when the program is older than the container.",
     get_ctime_after_namespace, kOnThread},
    {"proc.pidns_init_start_ts", Type::UINT64, Format::DEC, ArgRule::kNone, 0,
     "When the first process of the pid namespace started, in nanoseconds since the epoch.",
     get_info_nonzero<&ThreadInfo::pidns_init_start_ts_ns>, kOnThread},
};

// The groups lie in constant memory already when this runs, whatever the order of the files.
std::vector<Field> join_groups() {
  std::vector<Field> all;
  for (std::span<const Field> group :
       {process_name_rows(), process_ancestor_rows(), process_resource_rows(), thread_rows(),
        container_probe_rows(), process_exit_rows()}) {
    all.insert(all.end(), group.begin(), group.end());
  }
  return all;
}

const std::vector<Field> kJoined = join_groups();

}  // namespace

std::span<const Field> process_name_rows() { return kRows; }

const std::span<const Field> kProcessFields = kJoined;

}  // namespace sonde
