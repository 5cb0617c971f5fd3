// Fields of the thread that an event belongs to: ids, CPU time, faults, control groups,
// capabilities. Part of the class that fields_proc.cpp puts together.
// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "fields/capability_names.h"
#include "fields/event_kinds_of.h"
#include "fields/process_rows.h"
#include "schema/usage_events.h"
#include "state/moment.h"
#include "state/state.h"
#include "state/unit_names.h"

namespace sonde {

namespace {

// The number stands in the event itself, so there is one for threads that are not known too.
Value get_tid(const Moment& moment, FieldUse&) {
  const int64_t tid = static_cast<int64_t>(moment.event->tid);
  if (tid < -1 || tid > 0xFFFFFFFF) return Value::none();
  return Value::integer(tid);
}

Value get_vtid(const Moment& moment, FieldUse&) {
  if (!moment.thread || moment.thread->info->vtid == -1) return Value::none();
  return Value::integer(moment.thread->info->vtid);
}

bool is_main(const Thread& thread) { return thread.info->is_leader() || thread.info->pid < 0; }

Value get_is_main(const Moment& moment, FieldUse&) {
  return moment.thread ? Value::boolean(is_main(*moment.thread)) : Value::none();
}

Value get_name_and_tid(const Moment& moment, FieldUse&) {
  if (!moment.thread) return Value::none();
  std::string digits;  // short enough to live in the object
  append_signed(digits, static_cast<int64_t>(moment.event->tid));
  return Value::text(concatenate({comm_of(*moment.thread), digits}, *moment.scratch));
}

Value get_exec_time(const Moment& moment, FieldUse&) {
  return Value::uinteger(moment.exec_time_ns);
}

Value get_total_exec_time(const Moment& moment, FieldUse&) {
  if (!moment.thread) return Value::none();
  return Value::uinteger(moment.thread->total_exec_time_ns);
}

Value get_cgroups(const Moment& moment, FieldUse&) {
  if (!moment.thread || moment.thread->info->cgroups.empty()) return Value::none();
  return Value::text(join_list(moment.thread->info->cgroups, *moment.scratch));
}

Value get_cgroup(const Moment& moment, FieldUse& use) {
  if (!moment.thread) return Value::none();
  const std::string_view cgroups = moment.thread->info->cgroups;
  std::string_view element;
  for (int64_t i = 0; list_element(cgroups, i, element); ++i) {
    if (element.size() > use.arg.size() && element[use.arg.size()] == '=' &&
        element.starts_with(use.arg)) {
      return Value::text(element.substr(use.arg.size() + 1));
    }
  }
  return Value::none();
}

// The groups of one process are asked for again and again.
const UnitSign& unit_sign_of(const Moment& moment) {
  static thread_local SharedText cgroups;
  static thread_local UnitSign sign;
  const SharedText& wanted = moment.thread->info->cgroups;
  if (!cgroups.same_block(wanted)) {
    cgroups = wanted;  // which the names lie in
    sign = unit_of(cgroups);
  }
  return sign;
}

template <std::string_view UnitSign::*kMember>
Value get_unit(const Moment& moment, FieldUse&) {
  if (!moment.thread) return Value::none();
  const std::string_view name = unit_sign_of(moment).*kMember;
  return name.empty() ? Value::none() : Value::text(name);
}

// Percentages are in the events of accounting only: sysdig's and that of a thread's end.
template <uint64_t kUser, uint64_t kSystem>
Value get_cpu(const Moment& moment, FieldUse&) {
  if (!moment.thread || !counts_cpu(moment.event->id)) return Value::none();
  const uint64_t ppm =
      moment.thread->cpu_user_ppm * kUser + moment.thread->cpu_system_ppm * kSystem;
  return Value::real(static_cast<double>(ppm) / 10000);
}

// Memory belongs to the process: it is shown with its first thread, so that sums come out right.
template <uint32_t Thread::*kMember, uint64_t kUnit>
Value get_main_memory(const Moment& moment, FieldUse&) {
  if (!moment.thread) return Value::none();
  return Value::uinteger(is_main(*moment.thread) ? moment.thread->*kMember * kUnit : 0);
}

template <uint64_t ThreadInfo::*kMember>
Value get_capabilities(const Moment& moment, FieldUse&) {
  if (!moment.thread) return Value::none();
  return Value::text(capability_names(moment.thread->info.operator->()->*kMember, *moment.scratch));
}

constexpr Field kRows[] = {
    {"thread.tid", Type::INT64, Format::ID, ArgRule::kNone, 0, "Number of the thread.", get_tid,
     kOnThread.always()},
    {"thread.vtid", Type::INT64, Format::ID, ArgRule::kNone, 0,
     "Number of the thread inside its own pid namespace.", get_vtid, kOnThread},
    {"thread.ismain", Type::BOOL, Format::NA, ArgRule::kNone, 0,
     "True for the first thread of a process.", get_is_main, kOnThread},
    {"thread.nametid", Type::CHARBUF, Format::NA, ArgRule::kNone, kTableOnly,
     "proc.name and the thread's number in one word, as a key for tables.", get_name_and_tid,
     kOnThread},
    {"thread.exectime", Type::RELTIME, Format::DEC, ArgRule::kNone, 0,
     "Context switches only: nanoseconds that the thread has just been on the CPU.", get_exec_time,
     kOnEvent.looks_at(0, is_switch)},
    {"thread.totexectime", Type::RELTIME, Format::DEC, ArgRule::kNone, 0,
     "Nanoseconds that the thread was on a CPU since the capture began, as of its last context "
     "switch.",
     get_total_exec_time, kOnEvent.looks_at(kRowThread | kRowOnCpu)},
    {"thread.cgroups", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "Control groups of the thread, as subsystem=path with blanks between them.", get_cgroups,
     kOnThread},
    {"thread.cgroup", Type::CHARBUF, Format::NA, ArgRule::kDotWord, 0,
     "Control group of the thread in one subsystem: thread.cgroup.memory.", get_cgroup, kOnThread},
    {"unit", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "Unit of systemd that the thread belongs to, of the user's manager where it has one: "
     "ssh.service, session-3.scope. What belongs to a container alone has none.",
     get_unit<&UnitSign::unit>, kOnThread},
    {"slice", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "Slice of systemd that the thread belongs to: system.slice, user-1000.slice.",
     get_unit<&UnitSign::slice>, kOnThread},
    {"thread.cpu", Type::DOUBLE, Format::NA, ArgRule::kNone, 0,
     "Percentage of one CPU that the thread used in the last second; only accounting events of "
     "sysdig tell it.",
     get_cpu<1, 1>, kOnEvent.looks_at(kLooksAtAmounts, counts_cpu).in_tables(TableSource::kCpu)},
    {"thread.cpu.user", Type::DOUBLE, Format::NA, ArgRule::kNone, 0,
     "The part of thread.cpu that was spent in the program itself.", get_cpu<1, 0>,
     kOnEvent.looks_at(kLooksAtAmounts, counts_cpu).in_tables(TableSource::kCpuUser)},
    {"thread.cpu.system", Type::DOUBLE, Format::NA, ArgRule::kNone, 0,
     "The part of thread.cpu that was spent in the kernel.", get_cpu<0, 1>,
     kOnEvent.looks_at(kLooksAtAmounts, counts_cpu).in_tables(TableSource::kCpuSystem)},
    {"thread.vmsize", Type::UINT64, Format::DEC, ArgRule::kNone, kKilobytes,
     "Virtual memory in kB for the first thread of a process, 0 for others.",
     get_main_memory<&Thread::vmsize_kb, 1>, kOnThreadStats},
    {"thread.vmrss", Type::UINT64, Format::DEC, ArgRule::kNone, kKilobytes,
     "Memory that is not swapped out, in kB, for the first thread of a process, 0 for others.",
     get_main_memory<&Thread::vmrss_kb, 1>, kOnThreadStats},
    {"thread.vmsize.b", Type::UINT64, Format::DEC, ArgRule::kNone, kTableOnly | kBytes,
     "thread.vmsize in bytes.", get_main_memory<&Thread::vmsize_kb, 1024>, kOnThreadStats},
    {"thread.vmrss.b", Type::UINT64, Format::DEC, ArgRule::kNone, kTableOnly | kBytes,
     "thread.vmrss in bytes.", get_main_memory<&Thread::vmrss_kb, 1024>, kOnThreadStats},
    {"thread.vmrss.max.b", Type::UINT64, Format::DEC, ArgRule::kNone, kTableOnly | kBytes,
     "The largest thread.vmrss.b of the time that a table shows.",
     get_main_memory<&Thread::vmrss_kb, 1024>, kOnThreadStats.in_tables(TableSource::kLargest)},
    {"thread.pfmajor", Type::UINT64, Format::DEC, ArgRule::kNone, 0,
     "Page faults of the thread that had to read from disk, since it began.",
     get_thread_count<&Thread::pfmajor>, kOnThreadStats},
    {"thread.pfminor", Type::UINT64, Format::DEC, ArgRule::kNone, 0,
     "Page faults of the thread that needed no disk, since it began.",
     get_thread_count<&Thread::pfminor>, kOnThreadStats},
    {"thread.cap_permitted", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "Capabilities that the thread may switch on, with blanks between them.",
     get_capabilities<&ThreadInfo::cap_permitted>, kOnThread},
    {"thread.cap_inheritable", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "Capabilities that a program started by the thread may keep.",
     get_capabilities<&ThreadInfo::cap_inheritable>, kOnThread},
    {"thread.cap_effective", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "Capabilities that are in force.", get_capabilities<&ThreadInfo::cap_effective>, kOnThread},
};

}  // namespace

std::span<const Field> thread_rows() { return kRows; }

}  // namespace sonde
