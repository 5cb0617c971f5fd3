// See record_kinds.h. Values that follow from the row alone come from the fields' own getters, so
// that they cannot differ from what the filter sees later; the rest is said here, field by field.
// SPDX-License-Identifier: Apache-2.0
#include "filter/pushdown/record_kinds.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "driver/uapi/ioctl.h"
#include "fields/evt_getters.h"
#include "fields/params.h"
#include "schema/private_events.h"
#include "state/moment.h"

namespace sonde {
namespace {

std::vector<RecordKind> make_kinds() {
  struct Native {
    std::string_view name;
    uint16_t code;
    EventId exit;
  };
  std::array<Native, SONDE_MAX_SYSCALL> natives{};
  using enum EventId;
#define NATIVE_X86_64(nr, name, code, enter, exit, sampling) natives[nr] = {#name, code, exit};
#include "driver/uapi/syscalls.def"
  std::vector<RecordKind> kinds;
  for (size_t number = 0; number < natives.size(); ++number) {
    const Native& native = natives[number];
    const uint16_t event = static_cast<uint16_t>(native.exit);
    // The kernel writes all others as one event; readers find their rows by number.
    const bool is_formats = event > static_cast<uint16_t>(GENERIC_X);
    const uint16_t id = is_formats ? event : row_of_call(static_cast<uint32_t>(number));
    const EventRow* row = id == kNoEventRow ? nullptr : &event_row(id);
    kinds.push_back({static_cast<int>(number), native.code, row, row ? row->name : native.name,
                     SONDE_TRACE_CALLS});
  }
  auto add = [&](EventId id, uint32_t trace) {
    const EventRow& row = event_row(static_cast<uint16_t>(id));
    kinds.push_back({-1, 0, &row, row.name, trace});
  };
  add(PROCEXIT_1_E, SONDE_TRACE_EXIT);
  add(SIGNALDELIVER_E, SONDE_TRACE_SIGNAL);
  add(SCHEDSWITCH_6_E, SONDE_TRACE_SWITCH);
  add(PAGE_FAULT_E, SONDE_TRACE_FAULT);
  add(SONDE_USAGE, SONDE_TRACE_USAGE);
  return kinds;
}

// An event of the kind as far as the getters of row-only fields look at it.
class Specimen {
 public:
  explicit Specimen(const RecordKind& kind) {
    event_.id = kind.row ? kind.row->id : static_cast<uint16_t>(EventId::GENERIC_X);
    event_.nparams = kind.row ? static_cast<uint32_t>(kind.row->params.size()) : 2;
    const uint16_t number = static_cast<uint16_t>(kind.number);
    std::memcpy(params_, &kind.code, 2);
    std::memcpy(params_ + 2, &number, 2);
    event_.lengths = lengths_;
    event_.params = params_;
    event_.params_bytes = sizeof params_;
    moment_.event = &event_;
  }
  Specimen(const Specimen&) = delete;
  const Moment& moment() const { return moment_; }
  const RawEvent& event() const { return event_; }

 private:
  uint8_t params_[4] = {};
  // Of the two numbers of a call without a row; no other getter that is asked reads parameters.
  uint8_t lengths_[64 * 2] = {2, 0, 2, 0};
  RawEvent event_;
  Moment moment_;
};

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool moves_data(const EventRow& row) {
  return row.base_category() >= kIoRead && row.base_category() <= kIoOther;
}

// The same for every record of the kind. Of a call without a row nothing is taken for granted but
// its name and that it is a call that has ended.
bool follows_from_row(const FieldUse& use, const RecordKind& kind) {
  const std::string_view name = use.field->name;
  if (is_one_of(name, {"evt.type", "syscall.type"})) return kind.row || kind.code;
  if (name == "evt.type.is") return kind.row || (kind.code && use.index < 0);
  if (is_one_of(name, {"evt.dir", "evt.source", "evt.is_async", "evt.asynctype", "evt.count",
                       "evt.count.exit"})) {
    return true;
  }
  if (name == "evt.category") return kind.row && !moves_data(*kind.row);
  return kind.row && is_one_of(name, {"evt.is_io", "evt.is_io_read", "evt.is_io_write",
                                      "evt.io_dir", "evt.is_wait"});
}

void list_booleans(bool may_be_true, std::vector<Value>& out) {
  out.push_back(Value::boolean(false));
  if (may_be_true) out.push_back(Value::boolean(true));
}

bool may_open(const RecordKind& kind) {
  return kind.row && kind.row->effect.effect == Effect::OPENS;
}

bool list_of_result(const FieldUse& use, const Specimen& specimen, std::vector<Value>& out) {
  const std::string_view name = use.field->name;
  const bool has_result = result_index(specimen.event()) >= 0;
  if (name == "evt.failed") {
    list_booleans(has_result, out);
    return true;
  }
  if (name == "evt.count.error") {
    out.push_back(Value::none());
    if (has_result) out.push_back(Value::uinteger(1));
    return true;
  }
  if (has_result ||
      !(is_one_of(name, {"evt.res", "evt.rawres"}) || name.starts_with("evt.count.error."))) {
    return false;
  }
  out.push_back(Value::none());
  return true;
}

// Fields that have no value in any record of the kind. Only for kinds with a row.
bool has_no_value(const FieldUse& use, const RecordKind& kind) {
  const EventRow& row = *kind.row;
  const std::string_view name = use.field->name;
  if (is_one_of(name, {"evt.arg", "evt.rawarg"})) {
    const uint32_t nparams = static_cast<uint32_t>(row.params.size());
    if (use.param_index.empty()) return use.index >= static_cast<int64_t>(nparams);
    return shown_param_index(row.id, nparams, use.arg) < 0;
  }
  if (name == "evt.buffer") return row.param_index("data") < 0;
  if (name.starts_with("evt.buflen")) return !row.exit || !moves_data(row);
  if (is_one_of(name, {"proc.pid", "proc.name"})) {
    return (row.flags & kSkipsThread) && row.effect.effect != Effect::REPORTS_USAGE;
  }
  return false;
}

}  // namespace

bool RecordKind::is_always_written() const {
  if (!row || !(row->flags & kModifiesState) || is_raw_call(row->id)) return false;
  switch (row->effect.effect) {
    case Effect::CHECKS_SOCKET:
    case Effect::CONTROLS:
    case Effect::FCNTLS:
    case Effect::RECEIVES:
    case Effect::SENDS:
    case Effect::SETS_SUBREAPER:
      return false;  // with some arguments only: see driver/fill/events.c
    default:
      return true;
  }
}

bool RecordKind::changes_snapshot() const {
  if (!row) return false;
  if (row->flags & kModifiesState) return true;
  switch (row->effect.effect) {
    case Effect::BPFS:
    case Effect::GETS_CWD:
    case Effect::RECEIVES:
    case Effect::SENDS:
    case Effect::SETS_NS:
    case Effect::SETS_PGID:
    case Effect::SETS_RLIMIT:
      return true;
    default:
      return false;
  }
}

bool RecordKind::may_lack_thread() const {
  return trace & (SONDE_TRACE_SWITCH | SONDE_TRACE_FAULT | SONDE_TRACE_USAGE);
}

std::span<const RecordKind> record_kinds() {
  static const std::vector<RecordKind> kinds = make_kinds();
  return kinds;
}

bool list_values(FieldUse& use, const RecordKind& kind, std::vector<Value>& out) {
  const Field& field = *use.field;
  const Specimen specimen(kind);
  if (field.flags & kNeverHasValue) {
    out.push_back(Value::none());
    return true;
  }
  if (follows_from_row(use, kind)) {
    out.push_back(field.get(specimen.moment(), use));
    return true;
  }
  if (field.name.starts_with("evt.is_open_")) {
    list_booleans(may_open(kind), out);
    return true;
  }
  if (!kind.row) return false;
  if (field.name.starts_with("fd.") && field.name != "fd.types") {
    if (kind.row->flags & (kCreatesFd | kUsesFd | kDestroysFd)) return false;
    out.push_back(Value::none());
    return true;
  }
  if (field.name == "evt.is_syslog") {
    list_booleans(kind.row->flags & kWritesToFd, out);
    return true;
  }
  if (field.name == "evt.category") {
    for (const char* category : {"file", "net", "ipc", "unknown"}) {
      out.push_back(Value::text(category));
    }
    return true;
  }
  if (has_no_value(use, kind)) {
    out.push_back(Value::none());
    return true;
  }
  return list_of_result(use, specimen, out);
}

}  // namespace sonde
