// What an event is and what it carries: getters of evt.type, evt.category, evt.arg and kin.
// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "fields/call_names.h"
#include "fields/evt_getters.h"
#include "fields/params.h"
#include "schema/event_params.h"
#include "schema/private_events.h"
#include "state/moment.h"
#include "state/state.h"

namespace sonde {

namespace {

std::string_view category_name(uint16_t category) {
  switch (category) {
    case kOther:
      return "other";
    case kFile:
      return "file";
    case kNet:
      return "net";
    case kIpc:
      return "IPC";
    case kMemory:
      return "memory";
    case kProcess:
      return "process";
    case kSleep:
      return "sleep";
    case kSystem:
      return "system";
    case kSignal:
      return "signal";
    case kUser:
      return "user";
    case kTime:
      return "time";
    case kProcessing:
      return "processing";
    default:
      return "unknown";
  }
}

// Reads and writes are of the category of what they read and write.
std::string_view io_category_name(const Descriptor* fd) {
  if (!fd) return "unknown";
  switch (fd->type) {
    case FdType::kFileV1:
    case FdType::kFile:
    case FdType::kDirectory:
      return "file";
    case FdType::kIpv4:
    case FdType::kIpv6:
    case FdType::kIpv4Server:
    case FdType::kIpv6Server:
      return "net";
    case FdType::kFifo:
    case FdType::kUnix:
    case FdType::kEvent:
    case FdType::kSignalfd:
    case FdType::kInotify:
    case FdType::kUserfaultfd:
      return "ipc";
    default:
      return "unknown";
  }
}

// The parameter that evt.arg.x or evt.rawarg.x means in this event, or -1.
int param_of(const RawEvent& event, const FieldUse& use) {
  if (use.param_index.empty()) {
    int64_t index = use.index;
    // Those that are not shown are not counted.
    if (is_raw_call(event.id) && index >= ev::SONDE_CALL::nativeID) ++index;
    if (index < 0 || index >= event.nparams) return -1;
    const std::span<const ParamRow> params = event.row().params;
    const size_t at = static_cast<size_t>(index);
    if (at < params.size() && params[at].behind >= 0) return -1;
    return value_index(event, static_cast<int>(index));
  }
  if (event.id >= use.param_index.size()) return -1;
  if (has_old_names(event.id)) return shown_param_index(event.id, event.nparams, use.arg);
  const int index = use.param_index[event.id];
  return index < static_cast<int>(event.nparams) ? value_index(event, index) : -1;
}

Value raw_value(Type type, Bytes bytes, const ParamRow* row);

Value raw_variant(Bytes bytes, const ParamRow* row) {
  if (bytes.empty() || !row || bytes[0] >= row->variants.size()) return Value::none();
  return raw_value(row->variants[bytes[0]].type, bytes.subspan(1), nullptr);
}

template <typename T>
Value sized(Bytes bytes) {
  if (bytes.size() < sizeof(T)) return Value::none();
  if constexpr (std::is_signed_v<T>)
    return Value::integer(load<T>(bytes.data()));
  else
    return Value::uinteger(load<T>(bytes.data()));
}

Value raw_value(Type type, Bytes bytes, const ParamRow* row) {
  Value value;
  switch (type) {
    case Type::DYN:
      return raw_variant(bytes, row);
    case Type::INT8:
      value = sized<int8_t>(bytes);
      break;
    case Type::INT16:
      value = sized<int16_t>(bytes);
      break;
    case Type::INT32:
    case Type::FD32:
    case Type::PID32:
      value = sized<int32_t>(bytes);
      break;
    case Type::INT64:
    case Type::ERRNO:
    case Type::FD:
    case Type::PID:
      value = sized<int64_t>(bytes);
      break;
    case Type::UINT8:
    case Type::FLAGS8:
    case Type::ENUMFLAGS8:
    case Type::SIGTYPE:
    case Type::L4PROTO:
    case Type::SOCKFAMILY:
      value = sized<uint8_t>(bytes);
      break;
    case Type::UINT16:
    case Type::FLAGS16:
    case Type::ENUMFLAGS16:
    case Type::PORT:
    case Type::SYSCALLID:
      value = sized<uint16_t>(bytes);
      break;
    case Type::UINT32:
    case Type::FLAGS32:
    case Type::ENUMFLAGS32:
    case Type::MODE:
    case Type::SIGSET:
    case Type::UID:
    case Type::GID:
      value = sized<uint32_t>(bytes);
      break;
    case Type::UINT64:
    case Type::RELTIME:
    case Type::ABSTIME:
      value = sized<uint64_t>(bytes);
      break;
    case Type::BOOL:
      if (bytes.size() < 4) return Value::none();
      value = Value::boolean(load<uint32_t>(bytes.data()) != 0);
      break;
    case Type::CHARBUF:
    case Type::FSPATH:
    case Type::FSRELPATH:
      value = Value::text(text_of(bytes));
      break;
    default:
      value = Value::bytes(bytes);
      break;
  }
  value.type = type;
  return value;
}

int named_param(const RawEvent& event, std::string_view name) {
  const int index = event.row().param_index(name);
  return index < static_cast<int>(event.nparams) ? index : -1;
}

}  // namespace

std::string_view event_type_name(const RawEvent& event) {
  if (is_generic(event)) return call_name(call_code(event), is_of_pair(event));
  if (event.id == static_cast<uint16_t>(EventId::ASYNCEVENT_E)) {
    const std::string_view name = text_of(event.param(ev::ASYNCEVENT_E::name));
    if (!name.empty()) return name;
  }
  return event.row().name;
}

Value evt_num(const Moment& moment, FieldUse&) { return Value::uinteger(moment.event->num); }
bool append_evt_num(const Moment& moment, FieldUse&, std::string& out) {
  append_decimal(out, moment.event->num);
  return true;
}
Value evt_cpu(const Moment& moment, FieldUse&) { return Value::integer(moment.event->cpu); }
bool append_evt_cpu(const Moment& moment, FieldUse&, std::string& out) {
  append_decimal(out, moment.event->cpu);
  return true;
}

Value evt_source(const Moment& moment, FieldUse&) {
  if (moment.event->id == static_cast<uint16_t>(EventId::PLUGINEVENT_E)) return Value::none();
  return Value::text("syscall");
}
Value evt_is_async(const Moment& moment, FieldUse&) {
  return Value::boolean(moment.row().category & kMeta);
}
Value evt_asynctype(const Moment& moment, FieldUse&) {
  if (!(moment.row().category & kMeta)) return Value::none();
  return Value::text(event_type_name(*moment.event));
}
Value evt_hostname(const Moment& moment, FieldUse&) {
  if (!moment.state || moment.state->machine().hostname.empty()) return Value::none();
  return Value::text(moment.state->machine().hostname);
}

Value evt_dir(const Moment& moment, FieldUse&) {
  return Value::text(moment.row().exit ? "<" : ">");
}
bool append_evt_dir(const Moment& moment, FieldUse&, std::string& out) {
  out.push_back(moment.row().exit ? '<' : '>');
  return true;
}
Value evt_type(const Moment& moment, FieldUse&) {
  return Value::text(event_type_name(*moment.event));
}
bool append_evt_type(const Moment& moment, FieldUse&, std::string& out) {
  const std::string_view name = event_type_name(*moment.event);
  if (moment.event->id == static_cast<uint16_t>(EventId::ASYNCEVENT_E)) {
    append_captured(out, name, moment, true);
  } else {
    out += name;
  }
  return true;
}
Value evt_type_is(const Moment& moment, FieldUse& use) {
  const bool same =
      use.index >= 0 ? use.index == moment.event->id : event_type_name(*moment.event) == use.arg;
  return Value::uinteger(same);
}
Value syscall_type(const Moment& moment, FieldUse&) {
  const bool counts = moment.row().is_syscall() || (moment.row().flags & kCountsAsCall);
  return counts ? Value::text(event_type_name(*moment.event)) : Value::none();
}

Value evt_category(const Moment& moment, FieldUse&) {
  if (is_generic(*moment.event)) return Value::text(call_category(call_code(*moment.event)));
  const uint16_t category = moment.row().category;
  const uint16_t base = moment.row().base_category();
  if (base >= kIoRead && base <= kIoOther) return Value::text(io_category_name(moment.fd));
  if (base != kUnknown) return Value::text(category_name(base));
  if (category & kWait) return Value::text("wait");
  if (category & kScheduler) return Value::text("scheduler");
  return Value::text("unknown");
}

bool append_evt_args(const Moment& moment, FieldUse&, std::string& out) {
  append_args(out, moment);
  return true;
}
Value evt_args(const Moment& moment, FieldUse&) {
  return scratch_text(moment, [&](std::string& out) { append_args(out, moment, false); });
}

namespace {

// Messages to the system log are shown as what they say. False when this is none.
bool append_syslog_line(const Moment& moment, std::string& out, bool visible) {
  SyslogMessage message;
  if (!moment.fd || !moment.fd->is_unix() || !syslog_message_of(moment, message)) return false;
  out += "syslog sev=";
  out += syslog_severity_name(message.severity());
  out += " msg=";
  append_captured(out, message.text, moment, visible);
  return true;
}

}  // namespace

bool append_evt_info(const Moment& moment, FieldUse&, std::string& out) {
  if (!append_syslog_line(moment, out, true)) append_args(out, moment);
  return true;
}
Value evt_info(const Moment& moment, FieldUse&) {
  return scratch_text(moment, [&](std::string& out) {
    if (!append_syslog_line(moment, out, false)) append_args(out, moment, false);
  });
}

bool append_evt_arg(const Moment& moment, FieldUse& use, std::string& out) {
  const int index = param_of(*moment.event, use);
  return index >= 0 && append_param(out, moment, *moment.event, index);
}
Value evt_arg(const Moment& moment, FieldUse& use) {
  const int index = param_of(*moment.event, use);
  if (index < 0) return Value::none();
  return scratch_text(
      moment, [&](std::string& out) { append_param(out, moment, *moment.event, index, false); });
}
Value evt_rawarg(const Moment& moment, FieldUse& use) {
  const RawEvent& event = *moment.event;
  const int index = param_of(event, use);
  if (index < 0) return Value::none();
  const std::span<const ShownParam> params = shown_params(event.id, event.nparams);
  if (static_cast<size_t>(index) >= params.size()) return Value::none();
  return raw_value(params[index].type, event.param(index), params[index].row);
}
Value evt_buffer(const Moment& moment, FieldUse&) {
  const int index = named_param(*moment.event, "data");
  if (index < 0) return Value::none();
  return Value::bytes(moment.event->param(static_cast<uint32_t>(index)));
}
// Data that is no buffer (ptrace has such) is shown as what it is.
bool append_evt_buffer(const Moment& moment, FieldUse&, std::string& out) {
  const int index = named_param(*moment.event, "data");
  if (index < 0) return false;
  append_param_value(out, moment, *moment.event, index);
  return true;
}

Value evt_infra_docker_name(const Moment& moment, FieldUse&) {
  if (moment.event->id != static_cast<uint16_t>(EventId::INFRASTRUCTURE_EVENT_E)) {
    return Value::none();
  }
  if (text_of(moment.event->param(ev::INFRASTRUCTURE_EVENT_E::source)) != "docker") {
    return Value::none();
  }
  return Value::text(text_of(moment.event->param(ev::INFRASTRUCTURE_EVENT_E::name)));
}

Value evt_count(const Moment&, FieldUse&) { return Value::uinteger(1); }
Value evt_count_exit(const Moment& moment, FieldUse&) {
  return moment.row().exit ? Value::uinteger(1) : Value::none();
}
Value evt_count_procinfo(const Moment& moment, FieldUse&) {
  const bool counts = moment.event->id == static_cast<uint16_t>(EventId::PROCINFO_E) &&
                      moment.thread && moment.thread->info->is_leader();
  return counts ? Value::uinteger(1) : Value::none();
}
Value evt_count_threadinfo(const Moment& moment, FieldUse&) {
  const bool counts = moment.event->id == static_cast<uint16_t>(EventId::PROCINFO_E);
  return counts ? Value::uinteger(1) : Value::none();
}
Value util_cnt(const Moment&, FieldUse& use) { return Value::uinteger(++use.memory[0]); }

}  // namespace sonde
