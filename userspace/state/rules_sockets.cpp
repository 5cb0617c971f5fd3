// Rules of socket calls: addresses, tuples, and who is client and who is server; see rules.h.
// SPDX-License-Identifier: Apache-2.0
#include "state/rules.h"

namespace sonde {

namespace {

constexpr uint32_t kFamilyUnix = 1, kFamilyIpv4 = 2, kFamilyIpv6 = 10, kFamilyNetlink = 16;
constexpr uint32_t kTypeMask = 0xf, kTypeStream = 1, kTypeDatagram = 2, kTypeRaw = 3;
constexpr uint32_t kTypeCloseOnExec = 02000000;
constexpr uint32_t kProtoIp = 0, kProtoIcmp = 1, kProtoTcp = 6, kProtoUdp = 17, kProtoRaw = 255;
constexpr int64_t kInProgress = -115;  // -EINPROGRESS

FdType socket_type(uint32_t domain) {
  switch (domain) {
    case kFamilyUnix:
      return FdType::kUnix;
    case kFamilyIpv4:
      return FdType::kIpv4;
    case kFamilyIpv6:
      return FdType::kIpv6;
    case kFamilyNetlink:
      return FdType::kNetlink;
    default:
      return FdType::kUnknown;
  }
}

L4Proto socket_l4(uint32_t type, uint32_t protocol) {
  type &= kTypeMask;
  if (type == kTypeRaw) return L4Proto::kRaw;
  switch (protocol) {
    case kProtoTcp:
      return L4Proto::kTcp;
    case kProtoUdp:
      return L4Proto::kUdp;
    case kProtoIcmp:
      return L4Proto::kIcmp;
    case kProtoRaw:
      return L4Proto::kRaw;
    case kProtoIp:
      if (type == kTypeStream) return L4Proto::kTcp;
      if (type == kTypeDatagram) return L4Proto::kUdp;
      return L4Proto::kUnknown;
    default:
      return L4Proto::kUnknown;
  }
}

std::string unix_name(uint64_t source, uint64_t dest, std::string_view path) {
  std::string name;
  char hex[64];
  std::snprintf(hex, sizeof hex, "%lx->%lx ", static_cast<unsigned long>(source),
                static_cast<unsigned long>(dest));
  name = hex;
  name += path;
  return name;
}

void swap_ends(Descriptor& fd) {
  std::swap(fd.source, fd.dest);
  std::swap(fd.source_port, fd.dest_port);
}

// Stores the two ends; false when they were known already.
bool set_ends(Descriptor& fd, const SocketTuple& tuple) {
  if (tuple.family == Family::kUnix) {
    fd.type = FdType::kUnix;
    fd.unix_source = tuple.unix_source;
    fd.unix_dest = tuple.unix_dest;
    return true;
  }
  const FdType type = tuple.family == Family::kIpv6 ? FdType::kIpv6 : FdType::kIpv4;
  if (fd.type == type && fd.source == tuple.source && fd.dest == tuple.dest &&
      fd.source_port == tuple.source_port && fd.dest_port == tuple.dest_port) {
    return false;
  }
  fd.type = type;
  fd.source = tuple.source;
  fd.dest = tuple.dest;
  fd.source_port = tuple.source_port;
  fd.dest_port = tuple.dest_port;
  return true;
}

}  // namespace

// A socket that is bound to no address of its own shows 0.0.0.0; the interfaces tell which address
// it really talks from.
void Rules::complete_source(SocketTuple& tuple) const {
  IpAddress unset;
  unset.v6 = tuple.family == Family::kIpv6;
  if (tuple.family == Family::kUnix) return;
  if (tuple.source == unset && !(tuple.dest == unset)) {
    tuple.source = state_.own_address_towards(tuple.dest);
  }
}

void Rules::sockets() {
  const int64_t fd = result();
  if (fd < 0) return;
  const uint32_t domain = call_.get<uint32_t>(p_[1], 0);
  const uint32_t type = call_.get<uint32_t>(p_[2], 0);
  Descriptor socket;
  socket.type = socket_type(domain);
  if (socket.is_ip()) socket.l4 = socket_l4(type, call_.get<uint32_t>(p_[3], 0));
  if (type & kTypeCloseOnExec) socket.flags |= Descriptor::kCloseOnExec;
  add_fd(fd, std::move(socket));
}

void Rules::socket_pairs() {
  if (result() < 0) return;
  const int64_t first = call_.get<int64_t>(p_[1], -1), second = call_.get<int64_t>(p_[2], -1);
  if (first < 0 || second < 0 || first == second) return;
  Descriptor socket;
  socket.type = FdType::kUnix;
  socket.unix_source = call_.get<uint64_t>(p_[3], 0);
  socket.unix_dest = call_.get<uint64_t>(p_[4], 0);
  add_fd(first, socket);
  add_fd(second, socket);
}

void Rules::binds() {
  if (result() < 0) return;
  SocketAddress address;
  if (!moment_.fd || !parse_socket_address(call_.param(p_[2]), address)) return;
  Descriptor& fd = *edit_event_fd();
  if (address.family == Family::kUnix) {
    rename(fd, address.path);
    return;
  }
  std::string name;
  if (address.ip.v6 && is_mapped_ipv4(address.ip)) {
    IpAddress zero;
    zero.v6 = true;
    if (!(address.ip == zero)) address.ip = unmap_ipv4(address.ip);
  }
  append_endpoint(name, address.ip, address.port);
  if (address.port > 0) {
    fd.type = address.ip.v6 ? FdType::kIpv6Server : FdType::kIpv4Server;
    fd.source = address.ip;
    fd.source_port = address.port;
    fd.flags |= Descriptor::kServer;
  }
  rename(fd, name);
}

void Rules::rename(Descriptor& fd, std::string_view name) {
  moment_.fd_name_changed = fd.name.view() != name;
  if (moment_.fd_name_changed) fd.name = SharedText(name);
}

// A UNIX socket is called after the path that was asked for, whether somebody answers or not.
void Rules::begins_connect(Bytes asked_for) {
  SocketAddress address;
  if (!moment_.fd || !parse_socket_address(asked_for, address)) return;
  Descriptor& fd = *edit_event_fd();
  if (address.family == Family::kUnix) {
    rename(fd, address.path);
  } else if (fd.is_connected_ip() && address.ip.v6 == (fd.type == FdType::kIpv6)) {
    fd.dest = address.ip;
    fd.dest_port = address.port;
  }
}

void Rules::connects() {
  const int64_t value = result();
  if (!moment_.has_enter) begins_connect(call_.param(p_[3]));
  if (value < 0 && value != kInProgress) return;
  if (!moment_.fd) return;
  SocketTuple tuple;
  if (!parse_socket_tuple(call_.param(p_[2]), tuple)) return;
  complete_source(tuple);
  Descriptor& fd = *edit_event_fd();
  if (tuple.family == Family::kUnix) {
    set_ends(fd, tuple);
    rename(fd, unix_name(tuple.unix_source, tuple.unix_dest, tuple.path));
  } else {
    set_ends(fd, tuple);
    if (!fd.has_role()) fd.flags |= Descriptor::kClient;
    rename(fd, ip_name(fd));
  }
  fd.flags |= Descriptor::kConnected;
}

void Rules::accepts() {
  const int64_t number = result();
  if (number < 0) return;
  Descriptor fd;
  SocketTuple tuple;
  if (!parse_socket_tuple(call_.param(p_[1]), tuple)) return;
  set_ends(fd, tuple);
  if (tuple.family == Family::kUnix) {
    fd.name = SharedText(unix_name(tuple.unix_source, tuple.unix_dest, tuple.path));
  } else {
    fd.l4 = L4Proto::kTcp;
    fd.name = SharedText(ip_name(fd));
  }
  fd.flags = Descriptor::kServer | Descriptor::kConnected;
  if (p_[2] >= 0 && (call_.get<uint32_t>(p_[2], 0) & kTypeCloseOnExec)) {
    fd.flags |= Descriptor::kCloseOnExec;
  }
  add_fd(number, std::move(fd));
}

// Sockets without a connection tell their peer with each message.
void Rules::learn_peer(int tuple_index, bool incoming) {
  if (!moment_.fd || result() < 0) return;
  if (!moment_.fd->name.empty() && moment_.fd->l4 == L4Proto::kTcp) return;
  SocketTuple tuple;
  if (!parse_socket_tuple(call_.param(tuple_index), tuple)) return;
  if (!incoming) complete_source(tuple);
  Descriptor changed = *moment_.fd;
  if (!set_ends(changed, tuple)) return;
  if (tuple.family == Family::kUnix) {
    changed.name = SharedText(unix_name(tuple.unix_source, tuple.unix_dest, tuple.path));
  } else {
    if (!changed.has_role()) {
      changed.flags |= incoming ? Descriptor::kServer : Descriptor::kClient;
    }
    const bool client = changed.flags & Descriptor::kClient;
    if (client == incoming) swap_ends(changed);
    if (changed.l4 == L4Proto::kUnknown) changed.l4 = L4Proto::kUdp;
    changed.name = SharedText(ip_name(changed));
  }
  Descriptor* fd = edit_event_fd();
  if (!fd) return;
  moment_.fd_name_changed = fd->name.view() != changed.name.view();
  *fd = std::move(changed);
}

void Rules::sends() { learn_peer(p_[4], false); }

void Rules::receives() { learn_peer(p_[4], true); }

}  // namespace sonde
