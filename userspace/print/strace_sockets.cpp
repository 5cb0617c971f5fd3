// One function for each form that only calls on sockets have; see strace_sockets.h.
// SPDX-License-Identifier: Apache-2.0
#include "print/strace_sockets.h"

#include "base/text.h"
#include "fields/strace_names.h"
#include "print/strace_structs.h"
#include "schema/flag_value.h"
#include "schema/socket_address.h"

namespace sonde {

namespace {

using Outcome = StraceOutcome;
using Form = StraceForm;

constexpr uint64_t kSocketNonblock = 04000, kSocketCloexec = 02000000;

// Whose address it is: that of the peer, as the caller passed it or as it came out.
bool find_address(const Call& call, const StraceArgument& argument, SocketAddress& address,
                  uint8_t& family) {
  Bytes bytes = call.param(argument.param);
  const bool from_tuple =
      argument.form == Form::kTupleSource || (bytes.empty() && argument.second >= 0);
  if (bytes.empty() && argument.second >= 0) bytes = call.param(argument.second);
  if (bytes.empty()) return false;
  family = bytes[0];
  if (!from_tuple) return parse_socket_address(bytes, address);
  SocketTuple tuple;
  if (!parse_socket_tuple(bytes, tuple)) return false;
  const bool source = argument.form == Form::kTupleSource;
  address.family = tuple.family;
  address.ip = source ? tuple.source : tuple.dest;
  address.port = source ? tuple.source_port : tuple.dest_port;
  address.path = source ? std::string_view() : tuple.path;
  return true;
}

void append_ip_address(std::string& out, const SocketAddress& address) {
  // A mapped pair comes out as IPv4 although the socket is of the other family.
  out += address.ip.v6 ? "{sa_family=AF_INET6, sin6_port=htons("
                       : "{sa_family=AF_INET, sin_port=htons(";
  append_decimal(out, address.port);
  out += address.ip.v6 ? "), inet_pton(AF_INET6, \"" : "), sin_addr=inet_addr(\"";
  append_ip(out, address.ip);
  out += address.ip.v6 ? "\", &sin6_addr), ...}" : "\")}";
}

Outcome append_address(std::string& out, const Call& call, const StraceArgument& argument) {
  SocketAddress address;
  uint8_t family = 0;
  if (!find_address(call, argument, address, family)) {
    if (!family) return Outcome::kUnknown;
    const FlagTable* families = find_flag_table("socket_families");
    out += "{sa_family=";
    std::string_view name;
    for (const FlagName& row : families->rows) {
      if (row.value == family && row.name != "AF_ROUTE" && row.name != "AF_LOCAL") name = row.name;
    }
    if (name.empty()) {
      append_strace_hex(out, family);
    } else {
      out += name;
    }
    out += ", ...}";
    return Outcome::kWritten;
  }
  if (address.family != Family::kUnix) {
    append_ip_address(out, address);
    return Outcome::kWritten;
  }
  out += "{sa_family=AF_UNIX";
  if (!address.path.empty()) {
    const bool abstract = address.path[0] == '\0' || address.path[0] == '@';
    out += abstract ? ", sun_path=@" : ", sun_path=";
    append_strace_text(out, address.path.substr(abstract), false);
  }
  out += '}';
  return Outcome::kWritten;
}

// How long the structures of the internet are; those of others vary.
Outcome append_address_bytes(std::string& out, const Call& call, const StraceArgument& argument) {
  SocketAddress address;
  uint8_t family = 0;
  if (!find_address(call, argument, address, family) || address.family == Family::kUnix) {
    return Outcome::kUnknown;
  }
  out += address.ip.v6 ? "28" : "16";
  return Outcome::kWritten;
}

Outcome append_socket_type(std::string& out, uint64_t type) {
  constexpr std::string_view kTypes[] = {"",         "SOCK_STREAM",    "SOCK_DGRAM", "SOCK_RAW",
                                         "SOCK_RDM", "SOCK_SEQPACKET", "SOCK_DCCP"};
  const uint64_t kind = type & 0xf;
  if (kind && kind < std::size(kTypes)) {
    out += kTypes[kind];
  } else if (kind == 10) {
    out += "SOCK_PACKET";
  } else {
    append_strace_hex(out, kind);
  }
  if (type & kSocketCloexec) out += "|SOCK_CLOEXEC";
  if (type & kSocketNonblock) out += "|SOCK_NONBLOCK";
  return Outcome::kWritten;
}

Outcome append_protocol(std::string& out, uint64_t protocol, uint64_t domain) {
  constexpr uint64_t kInet = flag_value("socket_families", "AF_INET");
  constexpr uint64_t kInet6 = flag_value("socket_families", "AF_INET6");
  constexpr uint64_t kNetlink = flag_value("socket_families", "AF_NETLINK");
  constexpr std::string_view kNetlinks[] = {"NETLINK_ROUTE", "NETLINK_UNUSED", "NETLINK_USERSOCK",
                                            "NETLINK_FIREWALL", "NETLINK_SOCK_DIAG"};
  if (domain == kInet || domain == kInet6) {
    append_strace_names(out, kStraceProtocols, protocol);
  } else if (domain == kNetlink && protocol < std::size(kNetlinks)) {
    out += kNetlinks[protocol];
  } else {
    append_decimal(out, protocol);
  }
  return Outcome::kWritten;
}

// The value of a socket option; its first byte tells of which kind it is.
Outcome append_option(std::string& out, Bytes bytes, uint32_t text_bytes) {
  enum : uint8_t { kBytes, kError, kNumber32, kNumber64, kTime };
  if (bytes.size() < 2) return Outcome::kUnknown;
  const uint8_t kind = bytes[0];
  bytes = bytes.subspan(1);
  if (kind == kTime) {
    append_strace_span(out, strace_unsigned(bytes), 1000, "tv_usec");
  } else if (kind == kBytes) {
    const std::string_view text = as_text(bytes);
    append_strace_text(out, text.substr(0, text_bytes), text.size() > text_bytes);
  } else if (kind == kError) {
    const int64_t error = strace_signed(bytes);
    const std::string_view name = errno_name(error < 0 ? -error : error);
    out += '[';
    if (error == 0 || name.empty())
      append_signed(out, error);
    else
      out += name;
    out += ']';
  } else {
    append_signed(out += '[', kind == kNumber32 ? static_cast<int32_t>(strace_unsigned(bytes))
                                                : strace_signed(bytes));
    out += ']';
  }
  return Outcome::kWritten;
}

}  // namespace

StraceOutcome append_strace_socket(std::string& out, const Call& call,
                                   const StraceArgument& argument, uint32_t text_bytes) {
  const Bytes bytes = call.param(argument.param);
  switch (argument.form) {
    case Form::kAddress:
    case Form::kTupleSource:
      return append_address(out, call, argument);
    case Form::kAddressBytes:
      if (const Bytes length = call.param(argument.third); !length.empty()) {
        append_signed(out, strace_signed(length));
        return Outcome::kWritten;
      }
      return append_address_bytes(out, call, argument);
    case Form::kSocketType:
      return bytes.empty() ? Outcome::kUnknown : append_socket_type(out, strace_unsigned(bytes));
    case Form::kProtocol:
      if (bytes.empty()) return Outcome::kUnknown;
      return append_protocol(out, strace_unsigned(bytes),
                             strace_unsigned(call.param(argument.second)));
    case Form::kOptionValue:
      return append_option(out, bytes, text_bytes);
    case Form::kOptionAnswer:
      if (strace_signed(call.param(0)) < 0) return Outcome::kUnknown;
      return append_option(out, bytes, text_bytes);
    default:
      return Outcome::kUnknown;
  }
}

}  // namespace sonde
