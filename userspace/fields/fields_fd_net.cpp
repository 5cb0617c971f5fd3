// Fields of descriptors that are sockets: addresses, ports, roles.
// A connection is seen from its client (fd.c*) and its server (fd.s*), which is known once the
// process has called connect or accept, or from the process itself (fd.l*) and the other end
// (fd.r*). Part of the class that fields_fd.cpp puts together.
// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <netdb.h>

#include "base/text.h"
#include "fields/container_lookup.h"
#include "fields/fd_rows.h"
#include "fields/fd_text.h"
#include "schema/socket_address.h"
#include "state/moment.h"
#include "state/state.h"
#include "state/text_options.h"

namespace sonde {

namespace {

// An end of a connection.
struct End {
  const IpAddress* ip = nullptr;
  uint16_t port = 0;
};
End source_end(const Descriptor& fd) { return {&fd.source, fd.source_port}; }
End dest_end(const Descriptor& fd) { return {&fd.dest, fd.dest_port}; }

using Chosen = End (*)(const Moment&, const Descriptor&);

// Which end a field is about; an empty one when that cannot be told.
End client_end(const Moment&, const Descriptor& fd) {
  return fd.is_connected_ip() && fd.has_role() ? source_end(fd) : End{};
}
End server_end(const Moment&, const Descriptor& fd) {
  if (fd.is_listener()) return fd.has_role() ? source_end(fd) : End{};
  return fd.is_connected_ip() && fd.has_role() ? dest_end(fd) : End{};
}
// The role tells which end this process has. Addresses do not: both may be this machine's, and of a
// process in a network namespace of its own neither need be.
End local_end(const Moment&, const Descriptor& fd) {
  if (!fd.is_connected_ip() || !fd.has_role()) return {};
  return fd.flags & Descriptor::kClient ? source_end(fd) : dest_end(fd);
}
End remote_end(const Moment&, const Descriptor& fd) {
  if (!fd.is_connected_ip() || !fd.has_role()) return {};
  return fd.flags & Descriptor::kClient ? dest_end(fd) : source_end(fd);
}

template <Chosen kEnd>
Value get_ip(const Moment& moment, FieldUse&) {
  const Descriptor* fd = fd_of(moment);
  if (!fd) return Value::none();
  const End end = kEnd(moment, *fd);
  return end.ip ? Value::ip(end.ip) : Value::none();
}

template <Chosen kEnd>
Value get_port(const Moment& moment, FieldUse&) {
  const Descriptor* fd = fd_of(moment);
  if (!fd) return Value::none();
  const End end = kEnd(moment, *fd);
  return end.ip ? Value::uinteger(end.port) : Value::none();
}

// Listening sockets and local ones that are connected know their role and have no client port.
bool lacks_client_port(const Descriptor& fd) {
  if (fd.is_unix()) return fd.flags & Descriptor::kConnected;
  return fd.has_role() && !fd.is_connected_ip();
}

// As sysdig has it: those show port 0.
Value get_client_port(const Moment& moment, FieldUse& use) {
  const Descriptor* fd = fd_of(moment);
  if (fd && lacks_client_port(*fd)) return Value::uinteger(0);
  return get_port<client_end>(moment, use);
}

// Listening sockets show their port even before anybody connects.
Value get_server_port(const Moment& moment, FieldUse& use) {
  const Descriptor* fd = fd_of(moment);
  if (fd && fd->is_listener()) return Value::uinteger(fd->source_port);
  return get_port<server_end>(moment, use);
}

Value port_text(const Moment& moment, uint16_t port, L4Proto l4) {
  if (moment.text && moment.text->resolve_ports) {
    const char* proto = l4 == L4Proto::kTcp ? "tcp" : l4 == L4Proto::kUdp ? "udp" : nullptr;
    const servent* service = proto ? getservbyport(htons(port), proto) : nullptr;
    if (service) return Value::text(moment.scratch->copy(service->s_name));
  }
  std::string digits;
  append_decimal(digits, port);
  return Value::text(moment.scratch->copy(digits));
}

template <Chosen kEnd>
Value get_proto(const Moment& moment, FieldUse&) {
  const Descriptor* fd = fd_of(moment);
  if (!fd) return Value::none();
  const End end = kEnd(moment, *fd);
  return end.ip ? port_text(moment, end.port, fd->l4) : Value::none();
}

Value get_client_proto(const Moment& moment, FieldUse& use) {
  const Descriptor* fd = fd_of(moment);
  if (fd && lacks_client_port(*fd)) return Value::text({});
  return get_proto<client_end>(moment, use);
}

Value get_server_proto(const Moment& moment, FieldUse& use) {
  const Descriptor* fd = fd_of(moment);
  if (fd && fd->is_listener()) return Value::text({});
  return get_proto<server_end>(moment, use);
}

// Both ends, for filters that do not care which one it is.

Value get_either_ip(const Moment& moment, FieldUse&) {
  const Descriptor* fd = fd_of(moment);
  if (!fd || !fd->is_ip()) return Value::none();
  Value* ends = moment.scratch->array<Value>(2);
  ends[0] = Value::ip(&fd->source);
  ends[1] = Value::ip(&fd->dest);
  return Value::list_of({ends, fd->is_listener() ? size_t{1} : size_t{2}});
}

Value get_either_port(const Moment& moment, FieldUse&) {
  const Descriptor* fd = fd_of(moment);
  if (!fd || !fd->is_ip()) return Value::none();
  Value* ends = moment.scratch->array<Value>(2);
  ends[0] = Value::uinteger(fd->source_port);
  ends[1] = Value::uinteger(fd->dest_port);
  return Value::list_of({ends, fd->is_listener() ? size_t{1} : size_t{2}});
}

Value get_l4(const Moment& moment, FieldUse&) {
  const Descriptor* fd = fd_of(moment);
  if (!fd) return Value::none();
  return Value::text(l4_name(fd->is_ip() ? fd->l4 : L4Proto::kUnknown));
}

Value get_family(const Moment& moment, FieldUse&) {
  const Descriptor* fd = fd_of(moment);
  if (!fd) return Value::none();
  if (fd->is_ip()) return Value::text("ip");
  return fd->is_unix() ? Value::text("unix") : Value::none();
}

Value get_is_server(const Moment& moment, FieldUse&) {
  const Descriptor* fd = fd_of(moment);
  if (!fd) return Value::none();
  return Value::boolean(fd->is_listener() ||
                        (fd->is_connected_ip() && fd->flags & Descriptor::kServer));
}

// Of a socket that listens its own address counts.
Value get_is_loopback(const Moment& moment, FieldUse&) {
  const Descriptor* fd = fd_of(moment);
  if (!fd || !fd->is_ip()) return Value::none();
  if (fd->is_listener()) return Value::boolean(is_loopback(fd->source));
  if (!fd->has_role()) return Value::none();
  return Value::boolean(is_loopback(fd->source) && is_loopback(fd->dest));
}

// Who is at an end, by number and name; of the process at the other end nothing is said.
template <Descriptor::Flag kRole>
Value get_process(const Moment& moment, FieldUse&) {
  const Descriptor* fd = fd_of(moment);
  if (!fd || !moment.thread || !fd->is_ip() || !(fd->flags & kRole)) return Value::none();
  const ThreadInfo& info = *moment.thread->info;
  if (info.pid < 0) return Value::none();  // nothing but the thread's number is known
  std::string text = std::to_string(info.pid);
  text.append("/").append(info.comm.view());
  return Value::text(moment.scratch->copy(text));
}

// Looking names up would ask the network about what is in a capture; it is not done.
Value get_no_name(const Moment&, FieldUse&) { return Value::none(); }

constexpr uint16_t kEitherEnd = kEither | kFilterOnly | kNoRightSide | kNoTransformer;
constexpr uint16_t kNet = kFilterOnly | kNoRightSide | kNoTransformer;
constexpr uint16_t kHostName = kNoRightSide | kNoTransformer | kNeverHasValue;

constexpr Field kRows[] = {
    {"fd.ip", Type::IPADDR, Format::NA, ArgRule::kNone, kEitherEnd,
     "Address of either end: = is true when one end has it, != when neither has.", get_either_ip,
     kOnFd},
    {"fd.cip", Type::IPADDR, Format::NA, ArgRule::kNone, 0, "Address of the client.",
     get_ip<client_end>, kOnFd},
    {"fd.sip", Type::IPADDR, Format::NA, ArgRule::kNone, 0,
     "Address of the server, also of a socket that listens.", get_ip<server_end>, kOnFd},
    {"fd.lip", Type::IPADDR, Format::NA, ArgRule::kNone, 0, "Address of the process's own end.",
     get_ip<local_end>, kOnFd},
    {"fd.rip", Type::IPADDR, Format::NA, ArgRule::kNone, 0, "Address of the other machine's end.",
     get_ip<remote_end>, kOnFd},
    {"fd.port", Type::PORT, Format::DEC, ArgRule::kNone, kEitherEnd,
     "Port of either end: true when one end satisfies the operator, with != when both do.",
     get_either_port, kOnFd},
    {"fd.cport", Type::PORT, Format::DEC, ArgRule::kNone, 0, "Port of the client.", get_client_port,
     kOnFd},
    {"fd.sport", Type::PORT, Format::DEC, ArgRule::kNone, 0,
     "Port of the server, also of a socket that listens.", get_server_port, kOnFd},
    {"fd.lport", Type::PORT, Format::DEC, ArgRule::kNone, 0, "Port of the process's own end.",
     get_port<local_end>, kOnFd},
    {"fd.rport", Type::PORT, Format::DEC, ArgRule::kNone, 0, "Port of the other end.",
     get_port<remote_end>, kOnFd},
    {"fd.l4proto", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "Transport protocol of a socket: tcp, udp, icmp or raw.", get_l4, kOnFd},
    {"fd.sockfamily", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "ip for IPv4 and IPv6 sockets, unix for local ones.", get_family, kOnFd},
    {"fd.is_server", Type::BOOL, Format::NA, ArgRule::kNone, 0,
     "True for sockets that listen and for the end of a connection that was asked.", get_is_server,
     kOnFd},
    {"fd.is_loopback", Type::BOOL, Format::NA, ArgRule::kNone, 0,
     "True when both ends of a connection, or the address listened on, are loopback addresses.",
     get_is_loopback, kOnFd},
    {"fd.clientproc", Type::CHARBUF, Format::NA, ArgRule::kNone, kTableOnly,
     "The process when it is the client: number, slash, name. For the column of a table.",
     get_process<Descriptor::kClient>, kOnThreadAndFd.in_tables(TableSource::kFirstKnown)},
    {"fd.serverproc", Type::CHARBUF, Format::NA, ArgRule::kNone, kTableOnly,
     "The process when it is the server: number, slash, name. For the column of a table.",
     get_process<Descriptor::kServer>, kOnThreadAndFd.in_tables(TableSource::kFirstKnown)},
    {"fd.proto", Type::PORT, Format::NA, ArgRule::kNone, kEitherEnd,
     "As fd.port; the right side may be the name of a service.", get_either_port, kOnFd},
    {"fd.cproto", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "Port of the client as text: the service's name when names are asked for.", get_client_proto,
     kOnFd},
    {"fd.sproto", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "Port of the server as text; empty for sockets that listen.", get_server_proto, kOnFd},
    {"fd.lproto", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "Port of the process's own end as text.", get_proto<local_end>, kOnFd},
    {"fd.rproto", Type::CHARBUF, Format::NA, ArgRule::kNone, 0, "Port of the other end as text.",
     get_proto<remote_end>, kOnFd},
    {"fd.net", Type::IPNET, Format::NA, ArgRule::kNone, kEitherEnd,
     "True when either end is in the network, with != when neither is.", get_either_ip, kOnFd},
    {"fd.cnet", Type::IPNET, Format::NA, ArgRule::kNone, kNet,
     "True when the client is in the network.", get_ip<client_end>, kOnFd},
    {"fd.snet", Type::IPNET, Format::NA, ArgRule::kNone, kNet,
     "True when the server is in the network.", get_ip<server_end>, kOnFd},
    {"fd.lnet", Type::IPNET, Format::NA, ArgRule::kNone, kNet,
     "True when the process's own end is in the network.", get_ip<local_end>, kOnFd},
    {"fd.rnet", Type::IPNET, Format::NA, ArgRule::kNone, kNet,
     "True when the other end is in the network.", get_ip<remote_end>, kOnFd},
    {"fd.cip.name", Type::CHARBUF, Format::NA, ArgRule::kNone, kHostName,
     "Host name of the client; never has a value, because captures hold no names.", get_no_name},
    {"fd.sip.name", Type::CHARBUF, Format::NA, ArgRule::kNone, kHostName,
     "Host name of the server; never has a value, because captures hold no names.", get_no_name},
    {"fd.lip.name", Type::CHARBUF, Format::NA, ArgRule::kNone, kHostName,
     "Host name of the process's own end; never has a value, because captures hold no names.",
     get_no_name},
    {"fd.rip.name", Type::CHARBUF, Format::NA, ArgRule::kNone, kHostName,
     "Host name of the other end; never has a value, because captures hold no names.", get_no_name},
};

}  // namespace

std::span<const Field> fd_net_rows() { return kRows; }

}  // namespace sonde
