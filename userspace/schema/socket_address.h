// Socket addresses as events carry them (parameters of type SOCKADDR and SOCKTUPLE): bytes to
// values, and values to the text that fd.name and evt.args show.
// Layout: family byte, then address bytes in network order and ports in host order; a tuple is
// source then destination; for UNIX two kernel addresses and a path.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/bytes.h"
#include "schema/snapshot.h"

namespace sonde {

enum class Family : uint8_t { kNone = 0, kUnix = 1, kIpv4 = 2, kIpv6 = 10 };

struct SocketAddress {
  Family family = Family::kNone;
  IpAddress ip;
  uint16_t port = 0;
  std::string_view path;  // in the parameter's bytes
};
struct SocketTuple {
  Family family = Family::kNone;
  IpAddress source, dest;
  uint16_t source_port = 0, dest_port = 0;
  uint64_t unix_source = 0, unix_dest = 0;
  std::string_view path;  // in the parameter's bytes
};

// False when the parameter is empty, too short, or of another family. A pair of IPv4 addresses
// mapped into IPv6 comes out as IPv4.
bool parse_socket_address(Bytes param, SocketAddress& out);
bool parse_socket_tuple(Bytes param, SocketTuple& out);

IpAddress ipv4_address(const uint8_t* bytes);
IpAddress ipv6_address(const uint8_t* bytes);
// An IPv4 address mapped into IPv6 (::ffff:a.b.c.d), or all zero.
bool is_mapped_ipv4(const IpAddress& address);
IpAddress unmap_ipv4(const IpAddress& address);
// 127.0.0.0/8 and ::1.
bool is_loopback(const IpAddress& address);

// All append to `out`: "10.0.0.1", "::1"; "10.0.0.1:80"; "10.0.0.1:4000->10.0.0.2:80".
void append_ip(std::string& out, const IpAddress& address);
void append_endpoint(std::string& out, const IpAddress& address, uint16_t port);
void append_tuple(std::string& out, const IpAddress& source, uint16_t source_port,
                  const IpAddress& dest, uint16_t dest_port);

}  // namespace sonde
