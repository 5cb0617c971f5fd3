// Rules of socket calls: addresses, tuples, and who is client and who is server; see rules.h.
// SPDX-License-Identifier: Apache-2.0
#include "state/format_flags.h"
#include "state/moment.h"
#include "state/rules.h"

namespace sonde {

namespace {

constexpr uint32_t kFamilyUnix = flag_value("socket_families", "AF_UNIX");
constexpr uint32_t kFamilyIpv4 = flag_value("socket_families", "AF_INET");
constexpr uint32_t kFamilyIpv6 = flag_value("socket_families", "AF_INET6");
constexpr uint32_t kFamilyNetlink = flag_value("socket_families", "AF_NETLINK");
constexpr uint32_t kTypeMask = 0xf, kTypeStream = 1, kTypeDatagram = 2, kTypeRaw = 3;
constexpr uint32_t kTypeCloseOnExec = 02000000;
constexpr uint32_t kProtoIp = 0, kProtoIcmp = 1, kProtoTcp = 6, kProtoUdp = 17, kProtoRaw = 255;
constexpr int64_t kInProgress = -115;                   // -EINPROGRESS
constexpr int64_t kInterrupted = -4, kRestarts = -512;  // -EINTR, -ERESTARTSYS

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

// Who asked, of two ends of which nobody called connect or accept. Programs that ask get a port of
// the upper half from the kernel (ip(7), ip_local_port_range) and ask one that is known; where the
// ports do not show it, who spoke first did. `own_port` and `peer_port`: of this process and of the
// other end.
bool is_probably_client(uint16_t own_port, uint16_t peer_port, bool incoming) {
  constexpr uint16_t kFirstLocalPort = 32768;
  const bool own_is_given = own_port >= kFirstLocalPort,
             peer_is_given = peer_port >= kFirstLocalPort;
  return own_is_given != peer_is_given ? own_is_given : !incoming;
}

// Settles the role of a socket whose ends stand as the event has them: who sends first.
void settle_role(Descriptor& fd, bool incoming) {
  if (fd.has_role() && !(fd.flags & Descriptor::kRoleGuessed)) return;
  const uint16_t own = incoming ? fd.dest_port : fd.source_port;
  const uint16_t peer = incoming ? fd.source_port : fd.dest_port;
  fd.flags &= ~(Descriptor::kClient | Descriptor::kServer | Descriptor::kRoleGuessed);
  fd.flags |= is_probably_client(own, peer, incoming) ? Descriptor::kClient : Descriptor::kServer;
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

// A socket that is bound to no address of its own shows 0.0.0.0; the interfaces show which address
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
  const int type_at = call_.row().param_index("type");
  if (type_at >= 0 && (call_.get<uint32_t>(type_at, 0) & kTypeCloseOnExec)) {
    socket.flags |= Descriptor::kCloseOnExec;
  }
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
    if (fd.l4 != L4Proto::kTcp) fd.flags |= Descriptor::kRoleGuessed;
  }
  rename(fd, name);
}

void Rules::rename(Descriptor& fd, std::string_view name) {
  moment_.fd_name_changed = fd.name.view() != name;
  if (moment_.fd_name_changed) fd.name = SharedText(name);
}

// A UNIX socket is called after the path that was asked for, whether a peer answers or not.
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
  // The kernel goes on connecting when the call is interrupted (connect(2)), but to a local socket.
  const bool interrupted = value == kInterrupted || value == kRestarts;
  if (value < 0 && value != kInProgress && !interrupted) return;
  if (!moment_.fd) return;
  SocketTuple tuple;
  if (!parse_socket_tuple(call_.param(p_[2]), tuple)) return;
  if (interrupted && tuple.family == Family::kUnix) return;
  complete_source(tuple);
  Descriptor& fd = *edit_event_fd();
  if (tuple.family == Family::kUnix) {
    set_ends(fd, tuple);
    rename(fd, unix_name(tuple.unix_source, tuple.unix_dest, tuple.path));
  } else {
    set_ends(fd, tuple);
    // A datagram socket that is bound may be connected to whom it serves.
    if (!fd.has_role()) fd.flags |= Descriptor::kClient;
    settle_role(fd, /*incoming=*/false);
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
  // Of a recorder's own coding, or as the caller passed it.
  if (p_[2] >= 0 && (call_.get<uint32_t>(p_[2], 0) & (kTypeCloseOnExec | kOpenCloseOnExec))) {
    fd.flags |= Descriptor::kCloseOnExec;
  }
  add_fd(number, std::move(fd));
}

// Sockets without a connection name their peer with each message.
void Rules::learn_peer(int tuple_index, bool incoming) {
  if (!moment_.fd || result() < 0) return;
  // A message on a socket that listens is a datagram, whatever the recorder took the socket for.
  const bool is_stream = moment_.fd->l4 == L4Proto::kTcp && !moment_.fd->is_listener();
  if (!moment_.fd->name.empty() && is_stream) return;
  SocketTuple tuple;
  if (!parse_socket_tuple(call_.param(tuple_index), tuple)) return;
  if (!incoming) complete_source(tuple);
  Descriptor changed = *moment_.fd;
  if (!set_ends(changed, tuple)) return;
  if (tuple.family == Family::kUnix) {
    changed.name = SharedText(unix_name(tuple.unix_source, tuple.unix_dest, tuple.path));
  } else {
    if (moment_.fd->is_listener() && changed.l4 == L4Proto::kTcp) {
      changed.l4 = L4Proto::kUdp;
      changed.flags |= Descriptor::kRoleGuessed;
    }
    settle_role(changed, incoming);
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

void Rules::receives() {
  learn_peer(p_[4], true);
  if (p_[5] >= 0 && result() >= 0) takes_descriptors(call_.param(p_[5]));
}

// Descriptors that came with a message (SCM_RIGHTS): a length of 8 bytes, level, kind, numbers.
void Rules::takes_descriptors(Bytes control) {
  constexpr size_t kHead = 16;
  constexpr uint32_t kLevelSocket = 1, kKindRights = 1;
  std::vector<int64_t> numbers;
  while (control.size() >= kHead) {
    const uint64_t length = load<uint64_t>(control.data());
    if (length < kHead || length > control.size()) break;
    const uint32_t level = load<uint32_t>(control.data() + 8);
    const uint32_t kind = load<uint32_t>(control.data() + 12);
    for (size_t at = kHead; at + 4 <= length && level == kLevelSocket && kind == kKindRights;
         at += 4) {
      numbers.push_back(load<int32_t>(control.data() + at));
    }
    const uint64_t step = (length + 7) & ~uint64_t{7};
    if (step >= control.size()) break;
    control = control.subspan(step);
  }
  if (!numbers.empty()) take_descriptors(numbers);
}

// What they stand for is not recorded: the live machine may be asked, in a capture they are
// unknown. The event stays one about the socket.
void Rules::take_descriptors(const std::vector<int64_t>& numbers) {
  std::vector<FdSnapshot> all;
  change_fds();
  if (state_.look_up_) all = state_.look_up(thread_->tid, numbers);
  state_.suspect(*thread_);  // what is looked up may be ahead
  for (int64_t number : numbers) {
    if (number == moment_.fd_num || number < 0) continue;
    if (fds().find(number)) fds().expect_close(number, moment_.event->ts_ns);
    fds().erase(number);
    for (const FdSnapshot& one : all) {
      if (one.fd != number) continue;
      Descriptor fd = descriptor_of(one);
      fd.serial = state_.next_serial_++;
      fds().set(number, DescriptorRef::make(std::move(fd)));
    }
  }
  const DescriptorRef* place = moment_.fd_num < 0 ? nullptr : fds().find(moment_.fd_num);
  moment_.fd = place ? place->get() : nullptr;
}

}  // namespace sonde
