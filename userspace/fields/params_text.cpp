// Values of parameters as text; see params.h. One switch on the type, no table of functions, so
// that the compiler keeps the usual cases together. Rules of rendering: those of sysdig 0.29.3,
// down to unsigned 32- and 64-bit numbers that are shown with a sign; a parameter that is too short
// for its type is shown as missing.
// SPDX-License-Identifier: Apache-2.0
#include <charconv>

#include "base/text.h"
#include "base/time_text.h"
#include "fields/buffer_text.h"
#include "fields/fd_text.h"
#include "fields/params.h"
#include "fields/service_names.h"
#include "fields/struct_text.h"
#include "schema/event_params.h"
#include "schema/private_events.h"
#include "schema/socket_address.h"
#include "state/moment.h"
#include "state/state.h"

namespace sonde {

namespace {

constexpr std::string_view kMissing = "<NA>";
constexpr std::string_view kNull = "NULL";
constexpr uint64_t kNoTime = ~uint64_t{0};

// `bits` cuts negative numbers in hexadecimal and octal to their own width.
void append_number(std::string& out, int64_t value, int bits, Format format) {
  const uint64_t mask = bits == 64 ? ~uint64_t{0} : (uint64_t{1} << bits) - 1;
  const uint64_t pattern = static_cast<uint64_t>(value) & mask;
  switch (format) {
    case Format::HEX:
      return append_hex_upper(out, pattern);
    case Format::OCT:
      if (pattern) out.push_back('0');
      return append_octal(out, pattern);
    case Format::PADDED_DEC:
      return append_padded(out, pattern, 9);
    default:
      return append_signed(out, value);
  }
}

template <typename T>
void append_sized(std::string& out, Bytes bytes, Format format) {
  if (bytes.size() < sizeof(T)) {
    out += kMissing;
    return;
  }
  append_number(out, load<T>(bytes.data()), sizeof(T) * 8, format);
}

template <typename T>
void append_unsigned(std::string& out, Bytes bytes) {
  if (bytes.size() < sizeof(T)) {
    out += kMissing;
    return;
  }
  append_decimal(out, load<T>(bytes.data()));
}

void append_relative_time(std::string& out, Bytes bytes) {
  if (bytes.size() < 8) {
    out += kMissing;
  } else if (const uint64_t ns = load<uint64_t>(bytes.data()); ns == kNoTime) {
    out += "none";
  } else {
    append_decimal(out, ns);
  }
}

// In place of an address that is too short, or of a family that has no text.
void append_unknown_family(std::string& out, uint8_t family) {
  switch (static_cast<Family>(family)) {
    case Family::kIpv4:
      out += "INVALID IPv4";
      return;
    case Family::kIpv6:
      out += "INVALID IPv6";
      return;
    case Family::kUnix:
      out += "INVALID PATH";
      return;
    default:
      append_decimal(out += "family ", family);
  }
}

// Which protocol names the ports of an address: that of the call's descriptor, once it is certain.
L4Proto protocol_of(const ParamText& to) {
  return to.event.row().exit && to.moment.fd ? to.moment.fd->l4 : L4Proto::kUnknown;
}

void append_socket_address(ParamText& to, Bytes bytes) {
  if (bytes.empty()) {
    to.out += kNull;
    return;
  }
  SocketAddress address;
  if (!parse_socket_address(bytes, address)) {
    append_unknown_family(to.out, bytes[0]);
    return;
  }
  if (address.family == Family::kUnix) {
    return append_captured(to.out, address.path, to.moment, to.visible);
  }
  if (text_options(to.moment).resolve_ports) {
    return append_service_endpoint(to.out, address.ip, address.port, protocol_of(to));
  }
  append_endpoint(to.out, address.ip, address.port);
}

void append_socket_tuple(ParamText& to, Bytes bytes) {
  if (bytes.empty()) {
    to.out += kNull;
    return;
  }
  SocketTuple tuple;
  if (!parse_socket_tuple(bytes, tuple)) {
    append_unknown_family(to.out, bytes[0]);
    return;
  }
  if (tuple.family == Family::kUnix) {
    append_hex(to.out, tuple.unix_source);
    to.out += "->";
    append_hex(to.out, tuple.unix_dest);
    to.out.push_back(' ');
    return append_captured(to.out, tuple.path, to.moment, to.visible);
  }
  if (text_options(to.moment).resolve_ports) {
    append_service_endpoint(to.out, tuple.source, tuple.source_port, protocol_of(to));
    to.out += "->";
    return append_service_endpoint(to.out, tuple.dest, tuple.dest_port, protocol_of(to));
  }
  append_tuple(to.out, tuple.source, tuple.source_port, tuple.dest, tuple.dest_port);
}

void append_poll_set(ParamText& to, Bytes bytes) {
  if (bytes.size() < 2) {
    to.out += kNull;
    return;
  }
  const size_t count = std::min<size_t>(load<uint16_t>(bytes.data()), (bytes.size() - 2) / 10);
  for (size_t i = 0; i < count; ++i) {
    const uint8_t* at = bytes.data() + 2 + i * 10;
    const int64_t fd = load<int64_t>(at);
    const Descriptor* found = to.moment.thread && to.moment.state
                                  ? to.moment.state->find_fd(*to.moment.thread, fd)
                                  : nullptr;
    if (i) to.out.push_back(' ');
    append_signed(to.out, fd);
    to.out.push_back(':');
    to.out.push_back(found ? fd_type_letter(found->type) : '?');
    append_hex(to.out, load<uint16_t>(at + 8));
  }
}

void append_signal_set(std::string& out, Bytes bytes) {
  const uint32_t set = value_of<uint32_t>(bytes);
  bool first = true;
  for (int signal = 1; signal <= 32; ++signal) {
    if (!(set >> (signal - 1) & 1)) continue;
    const std::string_view name = signal_name(signal);
    if (name.empty()) continue;
    if (!first) out.push_back(' ');
    out += name;
    first = false;
  }
}

void append_joined(ParamText& to, Bytes bytes) {
  std::string_view list = as_text(bytes);
  while (!list.empty()) {
    const size_t end = list.find('\0');
    append_captured(to.out, list.substr(0, end), to.moment, to.visible);
    if (end == list.npos || end + 1 == list.size()) return;
    to.out.push_back('.');
    list.remove_prefix(end + 1);
  }
}

void append_variant(ParamText& to, const ShownParam& param, Bytes bytes) {
  if (bytes.empty()) {
    to.out += kNull;
  } else if (!param.row || bytes[0] >= param.row->variants.size()) {
    to.out += "INVALID DYNAMIC PARAMETER";
  } else {
    const ShownParam variant{{}, param.row->variants[bytes[0]].type, param.format, nullptr, 0};
    append_value_text(to, variant, bytes.subspan(1));
  }
}

void append_ip_bytes(std::string& out, Bytes bytes) {
  if (bytes.size() >= 16) return append_ip(out, ipv6_address(bytes.data()));
  if (bytes.size() >= 4) return append_ip(out, ipv4_address(bytes.data()));
  out += kMissing;
}

void append_double(std::string& out, Bytes bytes) {
  if (bytes.size() < 8) {
    out += kMissing;
    return;
  }
  char text[400];
  const auto end = std::to_chars(text, text + sizeof text, load<double>(bytes.data()),
                                 std::chars_format::fixed, 1);
  out.append(text, static_cast<size_t>(end.ptr - text));
}

}  // namespace

const TextOptions& text_options(const Moment& moment) {
  static const TextOptions kDefaults;
  return moment.text ? *moment.text : kDefaults;
}

void append_captured(std::string& out, std::string_view text, const Moment& moment, bool visible) {
  if (visible && text_options(moment).escape) {
    append_escaped(out, text);
  } else {
    out += text;
  }
}

// Numbers, as the parameter's format writes them. False when the type is not one of a number.
bool append_number_text(std::string& out, const ShownParam& param, Bytes bytes) {
  switch (param.type) {
    case Type::ERRNO:
    case Type::FD:
    case Type::PID:
      // These are decimal whatever the format says; mmap's result alone is an address.
      if (param.format == Format::HEX && value_of<int64_t>(bytes, -1) >= 0) {
        append_sized<int64_t>(out, bytes, Format::HEX);
      } else {
        append_sized<int64_t>(out, bytes, Format::DEC);
      }
      return true;
    case Type::INT8:
      append_sized<int8_t>(out, bytes, param.format);
      return true;
    case Type::INT16:
      append_sized<int16_t>(out, bytes, param.format);
      return true;
    case Type::INT32:
    case Type::UINT32:
      append_sized<int32_t>(out, bytes, param.format);
      return true;
    case Type::INT64:
    case Type::UINT64:
      append_sized<int64_t>(out, bytes, param.format);
      return true;
    case Type::UINT8:
      append_sized<uint8_t>(out, bytes, param.format);
      return true;
    case Type::UINT16:
    case Type::PORT:
      append_sized<uint16_t>(out, bytes, param.format);
      return true;
    case Type::MODE:
      append_sized<uint32_t>(out, bytes, param.format);
      return true;
    case Type::FLAGS8:
    case Type::ENUMFLAGS8:
    case Type::SIGTYPE:
    case Type::L4PROTO:
    case Type::SOCKFAMILY:
      append_unsigned<uint8_t>(out, bytes);
      return true;
    case Type::FLAGS16:
    case Type::ENUMFLAGS16:
    case Type::SYSCALLID:
      append_unsigned<uint16_t>(out, bytes);
      return true;
    case Type::FLAGS32:
    case Type::ENUMFLAGS32:
      append_unsigned<uint32_t>(out, bytes);
      return true;
    case Type::UID:
    case Type::GID:
    case Type::FD32:
    case Type::PID32:
      append_sized<int32_t>(out, bytes, Format::DEC);
      return true;
    default:
      return false;
  }
}

void append_value_text(ParamText& to, const ShownParam& param, Bytes bytes) {
  std::string& out = to.out;
  if (append_number_text(out, param, bytes)) return;
  switch (param.type) {
    case Type::CHARBUF:
    case Type::FSPATH:
    case Type::FSRELPATH:
      if (bytes.empty()) {
        out += kMissing;
        return;
      }
      return append_captured(out, text_of(bytes), to.moment, to.visible);
    case Type::BYTEBUF:
      if (param.row && param.row->structure != Structure::kNone &&
          append_structure(out, param.row->structure, bytes)) {
        return;
      }
      return append_buffer(out, bytes, text_options(to.moment));
    case Type::SOCKADDR:
      return append_socket_address(to, bytes);
    case Type::SOCKTUPLE:
      return append_socket_tuple(to, bytes);
    case Type::FDLIST:
      return append_poll_set(to, bytes);
    case Type::RELTIME:
      return append_relative_time(out, bytes);
    case Type::ABSTIME:
      if (bytes.size() < 8) break;
      return append_date_time_zone(out, load<uint64_t>(bytes.data()));
    case Type::SIGSET:
      return append_signal_set(out, bytes);
    case Type::DYN:
      return append_variant(to, param, bytes);
    case Type::BOOL:
      if (bytes.size() < 4) break;
      out += load<uint32_t>(bytes.data()) ? "true" : "false";
      return;
    case Type::IPV4ADDR:
    case Type::IPV6ADDR:
    case Type::IPADDR:
      return append_ip_bytes(out, bytes);
    case Type::DOUBLE:
      return append_double(out, bytes);
    case Type::CHARBUFARRAY:
      // In tracer events of old files this is an address in the recorder's memory.
      if (to.event.id == static_cast<uint16_t>(EventId::TRACER_E) ||
          to.event.id == static_cast<uint16_t>(EventId::TRACER_X) || bytes.empty()) {
        out += kNull;
        return;
      }
      return append_joined(to, bytes);
    case Type::CHARBUF_PAIR_ARRAY:
      out += kNull;
      return;
    default:
      break;
  }
  out += kMissing;
}

void append_param_value(std::string& out, const Moment& moment, const RawEvent& event, int index,
                        bool visible) {
  const std::span<const ShownParam> params = shown_params(event.id, event.nparams);
  if (index < 0 || static_cast<size_t>(index) >= params.size()) return;
  ParamText to{out, moment, event, visible};
  append_value_text(to, params[index], event.param(index));
}

bool append_param_resolved(std::string& out, const Moment& moment, const RawEvent& event, int index,
                           bool visible) {
  const std::span<const ShownParam> params = shown_params(event.id, event.nparams);
  if (index < 0 || static_cast<size_t>(index) >= params.size()) return false;
  ParamText to{out, moment, event, visible};
  return append_resolved_text(to, params[index], event.param(index));
}

bool append_param(std::string& out, const Moment& moment, const RawEvent& event, int index,
                  bool visible) {
  const std::span<const ShownParam> params = shown_params(event.id, event.nparams);
  if (index < 0 || static_cast<size_t>(index) >= params.size()) return false;
  if (static_cast<uint32_t>(index) >= event.nparams) return false;
  ParamText to{out, moment, event, visible};
  const Bytes bytes = event.param(index);
  if (!append_resolved_text(to, params[index], bytes)) append_value_text(to, params[index], bytes);
  return true;
}

// How many events a gap swallowed, and of which kinds. When is told by the parameters alone.
static void append_gap(std::string& out, const RawEvent& event) {
  append_decimal(out += "lost=", lost_in_gap(event));
  for (uint32_t kind = ev::SONDE_GAP::state; kind < ev::SONDE_GAP::kParams; ++kind) {
    out.push_back(' ');
    out += event.row().params[kind].name;
    append_decimal(out += "=", value_of<uint64_t>(event.param(kind)));
  }
  out.push_back(' ');
}

void append_args(std::string& out, const Moment& moment, bool visible) {
  const RawEvent& event = *moment.event;
  if (event.id <= static_cast<uint16_t>(EventId::GENERIC_X)) return;
  if (event.id == static_cast<uint16_t>(EventId::SONDE_GAP)) return append_gap(out, event);
  const std::span<const ShownParam> params = shown_params(event.id, event.nparams);
  const uint32_t count = std::min<uint32_t>(event.nparams, static_cast<uint32_t>(params.size()));
  ParamText to{out, moment, event, visible};
  const uint8_t* at = event.params;
  for (uint32_t i = 0; i < count; ++i) {
    const ShownParam* param = &params[i];
    Bytes bytes{at, event.param_size(i)};
    at += bytes.size();
    if (param->row && param->row->hidden) [[unlikely]]
      continue;
    if (param->row && param->row->memory >= 0) [[unlikely]] {
      const int index = value_index(event, static_cast<int>(i));
      param = &params[static_cast<size_t>(index)];
      bytes = event.param(static_cast<uint32_t>(index));
    } else if (param->row && param->row->behind >= 0) [[unlikely]] {
      continue;  // was shown in the place of its address
    }
    out += param->name_equals;
    append_value_text(to, *param, bytes);
    out.push_back('(');
    if (append_resolved_text(to, *param, bytes)) {
      out.push_back(')');
    } else {
      out.pop_back();
    }
    out.push_back(' ');
  }
}

}  // namespace sonde
