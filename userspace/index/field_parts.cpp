// What of an event a field looks at, where it needs single events: see field_need.h. A field that
// has no row here gets everything: slower, never wrong; a unit test compares every row with what
// the whole event says.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "fields/params.h"
#include "fields/result_params.h"
#include "index/field_need.h"
#include "schema/usage_events.h"

namespace sonde {
namespace {

using Kinds = bool (*)(uint16_t kind);

bool makes_descriptor(uint16_t kind) {
  return event_row(kind).exit && (event_row(kind).flags & kCreatesFd);
}
bool is_about_fd(uint16_t kind) { return event_row(kind).flags & kAboutFd; }
bool is_meta(uint16_t kind) { return event_row(kind).category & kMeta; }
bool is_switch(uint16_t kind) { return kind_facts()[kind].switches; }
bool is_end(uint16_t kind) {
  return kind == static_cast<uint16_t>(EventId::PROCEXIT_E) ||
         kind == static_cast<uint16_t>(EventId::PROCEXIT_1_E);
}
bool is_account(uint16_t kind) { return kind == static_cast<uint16_t>(EventId::PROCINFO_E); }
bool is_infrastructure(uint16_t kind) {
  return kind == static_cast<uint16_t>(EventId::INFRASTRUCTURE_EVENT_E);
}
bool waits(uint16_t kind) { return event_row(kind).exit && (event_row(kind).flags & kWaits); }
bool has_data(uint16_t kind) { return event_row(kind).param_index("data") >= 0; }
bool writes(uint16_t kind) {
  return event_row(kind).exit && (event_row(kind).flags & kWritesToFd) && has_data(kind);
}
bool has_param_of(uint16_t kind, Type type) {
  return std::ranges::any_of(event_row(kind).params,
                             [&](const ParamRow& param) { return param.type == type; });
}
bool has_relative_path(uint16_t kind) { return has_param_of(kind, Type::FSRELPATH); }
bool polls(uint16_t kind) { return has_param_of(kind, Type::FDLIST); }
bool has_params(uint16_t kind) { return !event_row(kind).params.empty(); }
bool may_name_path(uint16_t kind) {
  const EventRow& row = event_row(kind);
  return row.exit && (has_param_of(kind, Type::FSPATH) || has_param_of(kind, Type::FSRELPATH) ||
                      has_param_of(kind, Type::CHARBUF) || (row.flags & kUsesFd));
}

struct PartsRow {
  std::string_view name;
  uint8_t parts;
  Kinds kinds = nullptr;  // events of other kinds have no value, or all the same
};

constexpr uint8_t kText = kRowThread | kRowTable | kRowParams | kRowNamed;
constexpr uint8_t kAmounts = kRowThread | kRowAmounts;
constexpr uint8_t kOpens = kRowThread | kRowParams | kRowEnter;
constexpr uint8_t kPath = kRowThread | kRowTable | kRowParams | kRowEnter;

constexpr PartsRow kParts[] = {
    {"evt.abspath", kPath, has_relative_path},
    {"evt.arg", kText},
    {"evt.args", kText, has_params},
    {"evt.asynctype", kRowParams, is_meta},
    {"evt.buffer", kRowParams, has_data},
    {"evt.category", 0},
    {"evt.count.procinfo", kRowThread, is_account},
    {"evt.datetime", 0},
    {"evt.datetime.s", 0},
    {"evt.deltatime", 0},
    {"evt.deltatime.ns", 0},
    {"evt.deltatime.s", 0},
    {"evt.info", kText, has_params},
    {"evt.infra.docker.name", kRowParams, is_infrastructure},
    {"evt.is_open_create", kOpens, makes_descriptor},
    {"evt.is_open_exec", kOpens, makes_descriptor},
    {"evt.is_open_read", kOpens, makes_descriptor},
    {"evt.is_open_write", kOpens, makes_descriptor},
    {"evt.latency.human", kRowThread},
    {"evt.latency.ns", kRowThread},
    {"evt.latency.quantized", kRowThread},
    {"evt.latency.s", kRowThread},
    {"evt.rawarg", kRowParams},
    {"evt.rawtime.ns", 0},
    {"evt.rawtime.s", 0},
    {"evt.reltime", 0},
    {"evt.reltime.ns", 0},
    {"evt.reltime.s", 0},
    {"evt.time", 0},
    {"evt.time.iso8601", 0},
    {"evt.time.s", 0},
    {"evt.wait_latency", kRowThread, waits},
    {"container.duration", kRowThread},
    {"fd.name_changed", kRowThread, is_about_fd},
    {"fd.num", kRowThread, is_about_fd},
    {"fd.types", kRowThread | kRowTable, is_about_fd},
    {"fd.uid", kRowThread, is_about_fd},
    {"fdlist.cips", kText, polls},
    {"fdlist.cports", kText, polls},
    {"fdlist.names", kText, polls},
    {"fdlist.nums", kText, polls},
    {"fdlist.sips", kText, polls},
    {"fdlist.sports", kText, polls},
    {"fs.path.name", kPath, may_name_path},
    {"fs.path.nameraw", kPath, may_name_path},
    {"fs.path.source", kPath, may_name_path},
    {"fs.path.sourceraw", kPath, may_name_path},
    {"fs.path.target", kPath, may_name_path},
    {"fs.path.targetraw", kPath, may_name_path},
    {"proc.duration", kRowThread},
    {"proc.exit.code", kRowParams, is_end},
    {"proc.exit.signal", kRowParams, is_end},
    {"proc.fdopencount", kRowThread | kRowTable},
    {"proc.fdusage", kRowThread | kRowTable},
    {"proc.lifetime", kRowThread, is_end},
    {"proc.ppid.duration", kRowThread},
    {"proc.stderr.name", kRowThread | kRowTable},
    {"proc.stderr.type", kRowThread | kRowTable},
    {"proc.stdin.name", kRowThread | kRowTable},
    {"proc.stdin.type", kRowThread | kRowTable},
    {"proc.stdout.name", kRowThread | kRowTable},
    {"proc.stdout.type", kRowThread | kRowTable},
    {"syslog.facility", kRowParams, writes},
    {"syslog.facility.str", kRowParams, writes},
    {"syslog.message", kRowParams, writes},
    {"syslog.severity", kRowParams, writes},
    {"syslog.severity.str", kRowParams, writes},
    {"thread.cpu", kAmounts, counts_cpu},
    {"thread.cpu.system", kAmounts, counts_cpu},
    {"thread.cpu.user", kAmounts, counts_cpu},
    {"thread.cputime", kRowParams, is_last_usage},
    {"thread.exectime", 0, is_switch},
    {"thread.totexectime", kRowThread | kRowOnCpu},
};

const PartsRow* find_row(const FieldUse& use) {
  for (const PartsRow& row : kParts) {
    if (row.name == use.field->name) return &row;
  }
  return nullptr;
}

}  // namespace

uint8_t parts_of(const FieldUse& use) {
  if (const PartsRow* row = find_row(use)) return row->parts;
  const Need need = need_of(use, true);
  if (need == Need::kAncestors) return kRowThread;
  return need == Need::kThreadStats ? kAmounts : uint8_t{kWholeRow};
}

bool kind_may_have(const FieldUse& use, uint16_t kind) {
  if (has_old_names(kind) || kind_facts()[kind].has_own_name) return true;
  if (const PartsRow* row = find_row(use); row && row->kinds && !row->kinds(kind)) return false;
  const std::string_view field = use.field->name;
  const bool is_named = (field == "evt.arg" || field == "evt.rawarg") && !use.param_index.empty();
  return !is_named || use.param_index[kind] >= 0;
}

}  // namespace sonde
