// Socket addresses of event parameters; see socket_address.h.
// SPDX-License-Identifier: Apache-2.0
#include "schema/socket_address.h"

#include <arpa/inet.h>

#include "base/text.h"
#include "schema/flag_value.h"

namespace sonde {

static_assert(flag_value("socket_families", "AF_UNIX") == static_cast<uint32_t>(Family::kUnix));
static_assert(flag_value("socket_families", "AF_INET") == static_cast<uint32_t>(Family::kIpv4));
static_assert(flag_value("socket_families", "AF_INET6") == static_cast<uint32_t>(Family::kIpv6));

namespace {

constexpr size_t kIpv4AddressBytes = 7, kIpv6AddressBytes = 19;
constexpr size_t kIpv4TupleBytes = 13, kIpv6TupleBytes = 37, kUnixTupleHead = 17;

std::string_view path_at(Bytes param, size_t offset) {
  std::string_view rest = as_text(param.subspan(offset));
  return rest.substr(0, rest.find('\0'));
}

}  // namespace

IpAddress ipv4_address(const uint8_t* bytes) {
  IpAddress address;
  std::memcpy(address.bytes.data(), bytes, 4);
  return address;
}

IpAddress ipv6_address(const uint8_t* bytes) {
  IpAddress address;
  address.v6 = true;
  std::memcpy(address.bytes.data(), bytes, 16);
  return address;
}

bool is_mapped_ipv4(const IpAddress& address) {
  if (!address.v6) return false;
  const uint8_t* b = address.bytes.data();
  for (int i = 0; i < 10; ++i) {
    if (b[i]) return false;
  }
  if (b[10] == 0xff && b[11] == 0xff) return true;
  return (b[10] | b[11] | b[12] | b[13] | b[14] | b[15]) == 0;
}

IpAddress unmap_ipv4(const IpAddress& address) { return ipv4_address(address.bytes.data() + 12); }

bool parse_socket_address(Bytes param, SocketAddress& out) {
  if (param.empty()) return false;
  const uint8_t* b = param.data();
  switch (static_cast<Family>(b[0])) {
    case Family::kIpv4:
      if (param.size() < kIpv4AddressBytes) return false;
      out.ip = ipv4_address(b + 1);
      out.port = load<uint16_t>(b + 5);
      break;
    case Family::kIpv6:
      if (param.size() < kIpv6AddressBytes) return false;
      out.ip = ipv6_address(b + 1);
      out.port = load<uint16_t>(b + 17);
      break;
    case Family::kUnix:
      out.path = path_at(param, 1);
      break;
    default:
      return false;
  }
  out.family = static_cast<Family>(b[0]);
  return true;
}

bool parse_socket_tuple(Bytes param, SocketTuple& out) {
  if (param.empty()) return false;
  const uint8_t* b = param.data();
  switch (static_cast<Family>(b[0])) {
    case Family::kIpv4:
      if (param.size() < kIpv4TupleBytes) return false;
      out.source = ipv4_address(b + 1);
      out.source_port = load<uint16_t>(b + 5);
      out.dest = ipv4_address(b + 7);
      out.dest_port = load<uint16_t>(b + 11);
      out.family = Family::kIpv4;
      return true;
    case Family::kIpv6:
      if (param.size() < kIpv6TupleBytes) return false;
      out.source = ipv6_address(b + 1);
      out.source_port = load<uint16_t>(b + 17);
      out.dest = ipv6_address(b + 19);
      out.dest_port = load<uint16_t>(b + 35);
      out.family = Family::kIpv6;
      if (is_mapped_ipv4(out.source) && is_mapped_ipv4(out.dest)) {
        out.source = unmap_ipv4(out.source);
        out.dest = unmap_ipv4(out.dest);
        out.family = Family::kIpv4;
      }
      return true;
    case Family::kUnix:
      if (param.size() < kUnixTupleHead) return false;
      out.unix_source = load<uint64_t>(b + 1);
      out.unix_dest = load<uint64_t>(b + 9);
      out.path = path_at(param, kUnixTupleHead);
      out.family = Family::kUnix;
      return true;
    default:
      return false;
  }
}

bool is_loopback(const IpAddress& address) {
  if (!address.v6) return address.bytes[0] == 127;
  IpAddress loopback;
  loopback.v6 = true;
  loopback.bytes[15] = 1;
  return address == loopback;
}

void append_ip(std::string& out, const IpAddress& address) {
  if (!address.v6) {
    for (int i = 0; i < 4; ++i) {
      if (i) out += '.';
      append_decimal(out, address.bytes[i]);
    }
    return;
  }
  char text[INET6_ADDRSTRLEN];
  if (inet_ntop(AF_INET6, address.bytes.data(), text, sizeof text)) out += text;
}

void append_endpoint(std::string& out, const IpAddress& address, uint16_t port) {
  append_ip(out, address);
  out += ':';
  append_decimal(out, port);
}

void append_tuple(std::string& out, const IpAddress& source, uint16_t source_port,
                  const IpAddress& dest, uint16_t dest_port) {
  append_endpoint(out, source, source_port);
  out += "->";
  append_endpoint(out, dest, dest_port);
}

}  // namespace sonde
