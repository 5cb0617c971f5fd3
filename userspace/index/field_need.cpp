// The rows of what fields need: see field_need.h.
// SPDX-License-Identifier: Apache-2.0
#include "index/field_need.h"

#include <algorithm>
#include <array>

#include "fields/params.h"
#include "fields/result_params.h"

namespace sonde {
namespace {

struct NeedRow {
  std::string_view name;
  Need need;
  bool about_end = false;  // the thread matters only where containers have addresses of their own
};

// Sorted by name.
constexpr NeedRow kNeeds[] = {
    {"container.cni.json", Need::kThread},
    {"container.full_id", Need::kThread},
    {"container.healthcheck", Need::kThread},
    {"container.host_ipc", Need::kThread},
    {"container.host_network", Need::kThread},
    {"container.host_pid", Need::kThread},
    {"container.id", Need::kThread},
    {"container.image", Need::kThread},
    {"container.image.digest", Need::kThread},
    {"container.image.id", Need::kThread},
    {"container.image.repository", Need::kThread},
    {"container.image.tag", Need::kThread},
    {"container.ip", Need::kThread},
    {"container.liveness_probe", Need::kThread},
    {"container.mounts", Need::kThread},
    {"container.name", Need::kThread},
    {"container.privileged", Need::kThread},
    {"container.readiness_probe", Need::kThread},
    {"container.start_ts", Need::kThread},
    {"container.type", Need::kThread},
    {"evt.count.open", Need::kKind},
    {"evt.count.threadinfo", Need::kKind},
    {"evt.dir", Need::kKind},
    {"evt.hostname", Need::kKind},
    {"evt.io_dir", Need::kKind},
    {"evt.is_async", Need::kKind},
    {"evt.is_io", Need::kKind},
    {"evt.is_io_read", Need::kKind},
    {"evt.is_io_write", Need::kKind},
    {"evt.is_syslog", Need::kFdAndKind},
    {"evt.is_wait", Need::kKind},
    {"evt.res", Need::kResult},
    {"evt.source", Need::kKind},
    {"evt.type", Need::kKind},
    {"evt.type.is", Need::kKind},
    {"fd.cip", Need::kFd},
    {"fd.clientproc", Need::kThreadAndFd},
    {"fd.cnet", Need::kFd},
    {"fd.connected", Need::kFd},
    {"fd.containerdirectory", Need::kThreadAndFd},
    {"fd.containername", Need::kThreadAndFd},
    {"fd.cport", Need::kFd},
    {"fd.cproto", Need::kFd},
    {"fd.dev", Need::kFd},
    {"fd.dev.major", Need::kFd},
    {"fd.dev.minor", Need::kFd},
    {"fd.directory", Need::kFd},
    {"fd.filename", Need::kFd},
    {"fd.ino", Need::kFd},
    {"fd.ip", Need::kFd},
    {"fd.is_lower_layer", Need::kFd},
    {"fd.is_server", Need::kThreadAndFd, true},
    {"fd.is_upper_layer", Need::kFd},
    {"fd.l4proto", Need::kFd},
    {"fd.lip", Need::kThreadAndFd, true},
    {"fd.lnet", Need::kThreadAndFd, true},
    {"fd.lport", Need::kThreadAndFd, true},
    {"fd.lproto", Need::kThreadAndFd, true},
    {"fd.name", Need::kFd},
    {"fd.nameraw", Need::kFd},
    {"fd.net", Need::kFd},
    {"fd.port", Need::kFd},
    {"fd.proto", Need::kFd},
    {"fd.rip", Need::kThreadAndFd, true},
    {"fd.rnet", Need::kThreadAndFd, true},
    {"fd.rport", Need::kThreadAndFd, true},
    {"fd.rproto", Need::kThreadAndFd, true},
    {"fd.serverproc", Need::kThreadAndFd},
    {"fd.sip", Need::kFd},
    {"fd.snet", Need::kFd},
    {"fd.sockfamily", Need::kFd},
    {"fd.sport", Need::kFd},
    {"fd.sproto", Need::kFd},
    {"fd.type", Need::kFd},
    {"fd.typechar", Need::kFdAndKind},
    {"group.gid", Need::kThread},
    {"group.name", Need::kThread},
    {"k8s.ns.name", Need::kThread},
    {"k8s.pod.cni.json", Need::kThread},
    {"k8s.pod.full_sandbox_id", Need::kThread},
    {"k8s.pod.id", Need::kThread},
    {"k8s.pod.ip", Need::kThread},
    {"k8s.pod.label", Need::kThread},
    {"k8s.pod.labels", Need::kThread},
    {"k8s.pod.name", Need::kThread},
    {"k8s.pod.sandbox_id", Need::kThread},
    {"k8s.pod.uid", Need::kThread},
    {"proc.aargs", Need::kAncestors},
    {"proc.acmdline", Need::kAncestors},
    {"proc.aenv", Need::kAncestors},
    {"proc.aexe", Need::kAncestors},
    {"proc.aexepath", Need::kAncestors},
    {"proc.aname", Need::kAncestors},
    {"proc.apid", Need::kAncestors},
    {"proc.args", Need::kThread},
    {"proc.cmdlenargs", Need::kThread},
    {"proc.cmdline", Need::kThread},
    {"proc.cmdnargs", Need::kThread},
    {"proc.count", Need::kThread},
    {"proc.cwd", Need::kThread},
    {"proc.env", Need::kThread},
    {"proc.exe", Need::kThread},
    {"proc.exe_ino", Need::kThread},
    {"proc.exe_ino.ctime", Need::kThread},
    {"proc.exe_ino.ctime_duration_pidns_start", Need::kThread},
    {"proc.exe_ino.ctime_duration_proc_start", Need::kThread},
    {"proc.exe_ino.mtime", Need::kThread},
    {"proc.exeline", Need::kThread},
    {"proc.exepath", Need::kThread},
    {"proc.fdlimit", Need::kThread},
    {"proc.fdopencount", Need::kThreadStats},
    {"proc.fdusage", Need::kThreadStats},
    {"proc.is_container_healthcheck", Need::kAncestors},
    {"proc.is_container_liveness_probe", Need::kAncestors},
    {"proc.is_container_readiness_probe", Need::kAncestors},
    {"proc.is_exe_from_memfd", Need::kThread},
    {"proc.is_exe_lower_layer", Need::kThread},
    {"proc.is_exe_upper_layer", Need::kThread},
    {"proc.is_exe_writable", Need::kThread},
    {"proc.is_pgid_leader", Need::kThread},
    {"proc.is_sid_leader", Need::kThread},
    {"proc.is_vpgid_leader", Need::kThread},
    {"proc.loginshellid", Need::kAncestors},
    {"proc.name", Need::kThread},
    {"proc.nchilds", Need::kThreadStats},
    {"proc.nthreads", Need::kThreadStats},
    {"proc.pcmdline", Need::kAncestors},
    {"proc.pexe", Need::kAncestors},
    {"proc.pexepath", Need::kAncestors},
    {"proc.pgid", Need::kThread},
    {"proc.pgid.exe", Need::kAncestors},
    {"proc.pgid.exepath", Need::kAncestors},
    {"proc.pgid.name", Need::kAncestors},
    {"proc.pid", Need::kThread},
    {"proc.pid.ts", Need::kThread},
    {"proc.pidns_init_start_ts", Need::kThread},
    {"proc.pname", Need::kAncestors},
    {"proc.ppid", Need::kAncestors},
    {"proc.ppid.ts", Need::kAncestors},
    {"proc.pvpid", Need::kAncestors},
    {"proc.sid", Need::kThread},
    {"proc.sid.exe", Need::kAncestors},
    {"proc.sid.exepath", Need::kAncestors},
    {"proc.sname", Need::kAncestors},
    {"proc.tty", Need::kThread},
    {"proc.vmrss", Need::kThreadStats},
    {"proc.vmsize", Need::kThreadStats},
    {"proc.vmswap", Need::kThreadStats},
    {"proc.vpgid", Need::kThread},
    {"proc.vpgid.exe", Need::kAncestors},
    {"proc.vpgid.exepath", Need::kAncestors},
    {"proc.vpgid.name", Need::kAncestors},
    {"proc.vpid", Need::kThread},
    {"syscall.type", Need::kKind},
    {"thread.cap_effective", Need::kThread},
    {"thread.cap_inheritable", Need::kThread},
    {"thread.cap_permitted", Need::kThread},
    {"thread.cgroup", Need::kThread},
    {"thread.cgroups", Need::kThread},
    {"thread.count", Need::kThread},
    {"thread.ismain", Need::kThread},
    {"thread.nametid", Need::kThread},
    {"thread.pfmajor", Need::kThreadStats},
    {"thread.pfminor", Need::kThreadStats},
    {"thread.tid", Need::kThread},
    {"thread.vmrss", Need::kThreadStats},
    {"thread.vmrss.b", Need::kThreadStats},
    {"thread.vmsize", Need::kThreadStats},
    {"thread.vmsize.b", Need::kThreadStats},
    {"thread.vtid", Need::kThread},
    {"user.homedir", Need::kThread},
    {"user.loginname", Need::kThread},
    {"user.loginuid", Need::kThread},
    {"user.name", Need::kThread},
    {"user.shell", Need::kThread},
    {"user.uid", Need::kThread},
};

struct NumberRow {
  std::string_view name;
  ColumnNumber number;
};
constexpr NumberRow kNumbers[] = {
    {"evt.buflen", ColumnNumber::kBytes},
    {"evt.buflen.file", ColumnNumber::kBytesFile},
    {"evt.buflen.file.in", ColumnNumber::kBytesFileIn},
    {"evt.buflen.file.out", ColumnNumber::kBytesFileOut},
    {"evt.buflen.in", ColumnNumber::kBytesIn},
    {"evt.buflen.net", ColumnNumber::kBytesNet},
    {"evt.buflen.net.in", ColumnNumber::kBytesNetIn},
    {"evt.buflen.net.out", ColumnNumber::kBytesNetOut},
    {"evt.buflen.out", ColumnNumber::kBytesOut},
    {"evt.count", ColumnNumber::kOne},
    {"evt.count.error", ColumnNumber::kError},
    {"evt.count.error.file", ColumnNumber::kErrorFile},
    {"evt.count.error.memory", ColumnNumber::kErrorMemory},
    {"evt.count.error.net", ColumnNumber::kErrorNet},
    {"evt.count.error.other", ColumnNumber::kErrorOther},
    {"evt.count.exit", ColumnNumber::kExit},
    {"evt.cpu", ColumnNumber::kCpu},
    {"evt.failed", ColumnNumber::kFailed},
    {"evt.latency", ColumnNumber::kLatency},
    {"evt.num", ColumnNumber::kNumber},
    {"evt.rawres", ColumnNumber::kResult},
    {"evt.rawtime", ColumnNumber::kTime},
};

std::array<EventDependencies, kEventRowCount> make_kind_facts() {
  std::array<EventDependencies, kEventRowCount> all;
  for (const EventRow& row : event_rows()) {
    EventDependencies& facts = all[row.id];
    facts.exit = row.exit;
    facts.has_own_name = row.id <= static_cast<uint16_t>(EventId::GENERIC_X) ||
                         row.id == static_cast<uint16_t>(EventId::SONDE_CALL);
    facts.io_read = row.exit && row.base_category() == kIoRead;
    facts.io_write = row.exit && row.base_category() == kIoWrite;
    facts.io = row.exit && row.base_category() >= kIoRead && row.base_category() <= kIoOther;
    facts.internal = row.category & kInternal;
    facts.memory = row.base_category() == kMemory;
    facts.opens_file = opens_file(row.id);
    facts.switches = row.effect.effect == Effect::SWITCHES;
    facts.makes_connection = makes_connection(row.id);
  }
  return all;
}

bool is_file_error(const EventDependencies& kind, uint32_t fd, uint8_t fd_class) {
  return fd ? fd_class & (kFdFile | kFdDirectory) : kind.opens_file;
}
bool is_net_error(const EventDependencies& kind, uint32_t fd, uint8_t fd_class) {
  return fd ? fd_class & (kFdIp | kFdUnix) : kind.makes_connection;
}

Value one_if(bool counts) { return counts ? Value::uinteger(1) : Value::none(); }

}  // namespace

const EventDependencies* kind_facts() {
  static const std::array<EventDependencies, kEventRowCount> kAll = make_kind_facts();
  return kAll.data();
}

Need need_of(const FieldUse& use, bool fd_needs_thread) {
  if (use.field->flags & kMovingMemory) return Need::kEvent;
  if (use.field->flags & kNeverHasValue) return Need::kKind;
  if (column_number(use) != ColumnNumber::kNotOne) return Need::kColumn;
  for (const NeedRow& row : kNeeds) {
    if (row.name != use.field->name) continue;
    return row.about_end && !fd_needs_thread ? Need::kFd : row.need;
  }
  return Need::kEvent;
}

bool asks_events(Need need) {
  return need == Need::kEvent || need == Need::kThreadStats || need == Need::kAncestors;
}

bool may_come_from_params(std::string_view field) {
  return field == "fd.name" || field == "fd.directory" || field == "fd.containername" ||
         field == "fd.containerdirectory";
}

ColumnNumber column_number(const FieldUse& use) {
  for (const NumberRow& row : kNumbers) {
    if (row.name == use.field->name) return row.number;
  }
  return ColumnNumber::kNotOne;
}

bool is_same_in_rollup(ColumnNumber number) {
  switch (number) {
    case ColumnNumber::kCpu:
    case ColumnNumber::kFailed:
    case ColumnNumber::kOne:
    case ColumnNumber::kExit:
    case ColumnNumber::kError:
    case ColumnNumber::kErrorFile:
    case ColumnNumber::kErrorNet:
    case ColumnNumber::kErrorMemory:
    case ColumnNumber::kErrorOther:
      return true;
    default:
      return false;
  }
}

bool is_never_missing(std::string_view field) {
  constexpr std::string_view kAlways[] = {
      "evt.num", "evt.time", "evt.datetime", "evt.rawtime", "evt.reltime",  "evt.type",
      "evt.dir", "evt.cpu",  "evt.count",    "thread.tid",  "evt.category", "evt.info"};
  return std::find(std::begin(kAlways), std::end(kAlways), field) != std::end(kAlways);
}

Value number_from_columns(ColumnNumber number, const Index& index, const Chunk& chunk,
                          uint32_t at) {
  const EventDependencies& kind = kind_facts()[chunk.kind[at]];
  const uint32_t fd = chunk.fd[at];
  const uint8_t fd_class = index.versions().fd_classes()[fd];
  const bool has_result = chunk.result[at] != Chunk::kNoResult;
  const bool failed = has_result && index.result(chunk, at) < 0;
  const auto bytes = [&](bool wanted, uint8_t classes) {
    if (!wanted || !fd || !has_result || failed || !(fd_class & classes)) return Value::none();
    return Value::uinteger(static_cast<uint64_t>(index.result(chunk, at)));
  };
  switch (number) {
    case ColumnNumber::kNotOne:
      return Value::none();
    case ColumnNumber::kTime:
      return Value::uinteger(chunk.ts_ns[at]);
    case ColumnNumber::kNumber:
      return Value::uinteger(index.number_of(chunk.first_row + at));
    case ColumnNumber::kCpu:
      return Value::integer(chunk.cpu[at] & Chunk::kCpuMask);
    case ColumnNumber::kLatency:
      return kind.internal ? Value::none() : Value::uinteger(index.latency_ns(chunk, at));
    case ColumnNumber::kResult:
      return has_result ? Value::integer(index.result(chunk, at)) : Value::none();
    case ColumnNumber::kFailed:
      return Value::boolean(failed);
    case ColumnNumber::kOne:
      return Value::uinteger(1);
    case ColumnNumber::kExit:
      return one_if(kind.exit);
    case ColumnNumber::kError:
      return one_if(failed);
    case ColumnNumber::kErrorFile:
      return one_if(failed && is_file_error(kind, fd, fd_class));
    case ColumnNumber::kErrorNet:
      return one_if(failed && is_net_error(kind, fd, fd_class));
    case ColumnNumber::kErrorMemory:
      return one_if(failed && kind.memory);
    case ColumnNumber::kErrorOther:
      return one_if(failed && !is_file_error(kind, fd, fd_class) &&
                    !is_net_error(kind, fd, fd_class) && !kind.memory);
    case ColumnNumber::kBytes:
      if (!kind.io || !fd || !has_result || failed) return Value::none();
      return Value::uinteger(static_cast<uint64_t>(index.result(chunk, at)));
    case ColumnNumber::kBytesIn:
      if (!kind.io_read || !fd || !has_result || failed) return Value::none();
      return Value::uinteger(static_cast<uint64_t>(index.result(chunk, at)));
    case ColumnNumber::kBytesOut:
      if (!kind.io_write || !fd || !has_result || failed) return Value::none();
      return Value::uinteger(static_cast<uint64_t>(index.result(chunk, at)));
    case ColumnNumber::kBytesFile:
      return bytes(kind.io, kFdFile);
    case ColumnNumber::kBytesFileIn:
      return bytes(kind.io_read, kFdFile);
    case ColumnNumber::kBytesFileOut:
      return bytes(kind.io_write, kFdFile);
    case ColumnNumber::kBytesNet:
      return bytes(kind.io, kFdIp);
    case ColumnNumber::kBytesNetIn:
      return bytes(kind.io_read, kFdIp);
    case ColumnNumber::kBytesNetOut:
      return bytes(kind.io_write, kFdIp);
  }
  return Value::none();
}

}  // namespace sonde
