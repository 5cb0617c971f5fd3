// Paths of calls relative to a directory (evt.abspath), and what an open asked for (evt.is_open_*).
// SPDX-License-Identifier: Apache-2.0
#include "fields/evt_getters.h"
#include "fields/params.h"

namespace sonde {

namespace {

// Flags of open calls as events carry them; they are not the kernel's numbers.
enum OpenFlag : uint32_t {
  kReadOnly = 1,
  kWriteOnly = 2,
  kCreate = 4,
  kTempFile = 0x2000,
  kWasCreated = 0x4000,
};
constexpr uint32_t kAnyExecute = 0111;

// Which open call a current row stands for; kNone for all other rows.
enum class Open : uint8_t { kNone, kOpen, kCreat, kByHandle };

Open open_kind(const EventRow& row) {
  switch (static_cast<EventId>(row.id)) {
    case EventId::SYSCALL_OPEN_X:
    case EventId::SYSCALL_OPENAT_2_X:
    case EventId::SYSCALL_OPENAT2_X:
      return Open::kOpen;
    case EventId::SYSCALL_CREAT_X:
      return Open::kCreat;
    case EventId::SYSCALL_OPEN_BY_HANDLE_AT_X:
      return Open::kByHandle;
    default:
      return Open::kNone;
  }
}

uint32_t open_param(const Call& call, std::string_view name) {
  return call.get<uint32_t>(call.row().param_index(name));
}

bool opens_with(const Moment& moment, uint32_t flag) {
  if (!(moment.row().flags & kCreatesFd) || !moment.row().exit) return false;
  const Call call = moment.call();
  const Open kind = open_kind(call.row());
  if (kind != Open::kOpen && kind != Open::kByHandle) return false;
  return (open_param(call, "flags") & flag) == flag;
}

}  // namespace

Value evt_count_open(const Moment& moment, FieldUse&) {
  if (!(moment.row().flags & kCreatesFd) || !moment.row().exit) return Value::none();
  return open_kind(moment.call().row()) == Open::kNone ? Value::none() : Value::uinteger(1);
}

Value evt_is_open_read(const Moment& moment, FieldUse&) {
  return Value::boolean(opens_with(moment, kReadOnly));
}
Value evt_is_open_write(const Moment& moment, FieldUse&) {
  return Value::boolean(opens_with(moment, kWriteOnly));
}

Value evt_is_open_exec(const Moment& moment, FieldUse&) {
  if (!moment.row().exit) return Value::boolean(false);
  const Call call = moment.call();
  const Open kind = open_kind(call.row());
  if (kind != Open::kOpen && kind != Open::kCreat) return Value::boolean(false);
  const bool makes_file =
      kind == Open::kCreat || (open_param(call, "flags") & (kCreate | kTempFile)) != 0;
  return Value::boolean(makes_file && (open_param(call, "mode") & kAnyExecute) != 0);
}

Value evt_is_open_create(const Moment& moment, FieldUse&) {
  if (!moment.row().exit) return Value::boolean(false);
  const Call call = moment.call();
  const Open kind = open_kind(call.row());
  if (kind != Open::kOpen) return Value::boolean(false);
  const uint32_t flags = open_param(call, "flags");
  const int64_t fd = call.get<int64_t>(call.row().param_index("fd"), -1);
  return Value::boolean((flags & kWasCreated) != 0 || ((flags & kTempFile) != 0 && fd >= 0));
}

// The first relative path of the call, or with .dst the last one.
Value evt_abspath(const Moment& moment, FieldUse& use) {
  const EventRow& row = moment.row();
  if (!row.exit) return Value::none();
  const bool wants_last = use.arg == "dst";
  const RawEvent& event = *moment.event;
  int found = -1;
  for (size_t i = 0; i < row.params.size() && i < event.nparams; ++i) {
    if (row.params[i].type != Type::FSRELPATH) continue;
    found = static_cast<int>(i);
    if (!wants_last) break;
  }
  if (found < 0 || event.param(static_cast<uint32_t>(found)).empty()) return Value::none();
  const ParamRow& param = row.params[static_cast<size_t>(found)];
  int64_t dirfd = kAtCwd;
  if (param.dirfd >= 0) {
    dirfd = value_of<int64_t>(event.param(static_cast<uint32_t>(param.dirfd)), kAtCwd);
  }
  const std::string path = absolute_path(moment, text_of(event.param(static_cast<uint32_t>(found))),
                                         dirfd, "<UNKNOWN>/");
  return Value::text(moment.scratch->copy(path));
}

}  // namespace sonde
