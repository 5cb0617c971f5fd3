// Paths of calls relative to a directory (evt.abspath), and what an open asked for (evt.is_open_*).
// SPDX-License-Identifier: Apache-2.0
#include "fields/evt_getters.h"
#include "fields/params.h"
#include "fields/result_params.h"
#include "schema/flag_value.h"
#include "state/moment.h"

namespace sonde {

namespace {

// Flags of open calls as events carry them; they are not the kernel's numbers.
constexpr uint32_t kReadOnly = flag_value("file_flags", "O_RDONLY");
constexpr uint32_t kWriteOnly = flag_value("file_flags", "O_WRONLY");
constexpr uint32_t kCreate = flag_value("file_flags", "O_CREAT");
constexpr uint32_t kTempFile = flag_value("file_flags", "O_TMPFILE");
constexpr uint32_t kWasCreated = flag_value("file_flags", "O_F_CREATED");
constexpr uint32_t kAnyExecute = 0111;

// Of an open call: the parameter of this name, or -1 of another call and where the call has none.
int open_param(const EventRow& current, std::string_view name) {
  return current.effect.effect == Effect::OPENS ? current.param_index(name) : -1;
}

bool opens_with(const Moment& moment, uint32_t flag) {
  if (!(moment.row().flags & kCreatesFd) || !moment.row().exit) return false;
  const Call call = moment.call();
  const int flags = open_param(call.row(), "flags");
  return flags >= 0 && (call.get<uint32_t>(flags) & flag) == flag;
}

}  // namespace

Value evt_count_open(const Moment& moment, FieldUse&) {
  if (!(moment.row().flags & kCreatesFd) || !moment.row().exit) return Value::none();
  return opens_file(moment.event->id) ? Value::uinteger(1) : Value::none();
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
  const int mode = open_param(call.row(), "mode"), flags = open_param(call.row(), "flags");
  if (mode < 0) return Value::boolean(false);
  // A call without flags always makes the file.
  const bool makes_file = flags < 0 || (call.get<uint32_t>(flags) & (kCreate | kTempFile)) != 0;
  return Value::boolean(makes_file && (call.get<uint32_t>(mode) & kAnyExecute) != 0);
}

Value evt_is_open_create(const Moment& moment, FieldUse&) {
  if (!moment.row().exit) return Value::boolean(false);
  const Call call = moment.call();
  // A handle is of a file that exists: such a call has no mode.
  const int index = open_param(call.row(), "flags");
  if (index < 0 || open_param(call.row(), "mode") < 0) return Value::boolean(false);
  const uint32_t flags = call.get<uint32_t>(index);
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
  const std::string path = absolute_path(moment, text_of(event.param(static_cast<uint32_t>(found))),
                                         directory_of(event, param), "<UNKNOWN>/");
  return Value::text(moment.scratch->copy(path));
}

}  // namespace sonde
