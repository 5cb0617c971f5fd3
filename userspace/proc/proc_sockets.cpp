// ProcSockets: tables of the protocols, line by line; see proc_sockets.h.
// SPDX-License-Identifier: Apache-2.0
#include "proc/proc_sockets.h"

#include <sys/xattr.h>

#include <algorithm>
#include <cstring>

#include "schema/socket_address.h"

namespace sonde {

struct ProcSockets::Table {
  const char* file;
  bool v6;
  L4Proto l4;
};

const ProcSockets::Table ProcSockets::kTables[] = {
    {"net/tcp", false, L4Proto::kTcp},     {"net/tcp6", true, L4Proto::kTcp},
    {"net/udp", false, L4Proto::kUdp},     {"net/udp6", true, L4Proto::kUdp},
    {"net/udplite", false, L4Proto::kUdp}, {"net/udplite6", true, L4Proto::kUdp},
    {"net/raw", false, L4Proto::kRaw},     {"net/raw6", true, L4Proto::kRaw},
    {"net/icmp", false, L4Proto::kIcmp},   {"net/icmp6", true, L4Proto::kIcmp}};

namespace {

constexpr size_t kMaxVouchers = 8;  // processes remembered for each namespace

// What the kernel calls the protocol of a socket.
struct Protocol {
  std::string_view name;
  FdType type;
  L4Proto l4;
};
constexpr Protocol kProtocols[] = {{"TCP", FdType::kIpv4, L4Proto::kTcp},
                                   {"TCPv6", FdType::kIpv6, L4Proto::kTcp},
                                   {"UDP", FdType::kIpv4, L4Proto::kUdp},
                                   {"UDPv6", FdType::kIpv6, L4Proto::kUdp},
                                   {"UDP-Lite", FdType::kIpv4, L4Proto::kUdp},
                                   {"UDPLITEv6", FdType::kIpv6, L4Proto::kUdp},
                                   {"MPTCP", FdType::kIpv4, L4Proto::kTcp},
                                   {"MPTCPv6", FdType::kIpv6, L4Proto::kTcp},
                                   {"RAW", FdType::kIpv4, L4Proto::kRaw},
                                   {"RAWv6", FdType::kIpv6, L4Proto::kRaw},
                                   {"PING", FdType::kIpv4, L4Proto::kIcmp},
                                   {"PINGv6", FdType::kIpv6, L4Proto::kIcmp},
                                   {"UNIX", FdType::kUnix, L4Proto::kUnknown},
                                   {"UNIX-STREAM", FdType::kUnix, L4Proto::kUnknown},
                                   {"NETLINK", FdType::kNetlink, L4Proto::kUnknown}};

// "0100007F:1F90": each word of the address as the machine holds it, the port in plain hex.
bool parse_endpoint(std::string_view text, bool v6, IpAddress& address, uint16_t& port) {
  const size_t words = v6 ? 4 : 1;
  if (text.size() != words * 8 + 5 || text[words * 8] != ':') return false;
  address = {};
  address.v6 = v6;
  uint64_t value;
  for (size_t i = 0; i < words; ++i) {
    if (!parse_number(text.substr(i * 8, 8), value, 16)) return false;
    const uint32_t word = static_cast<uint32_t>(value);
    std::memcpy(address.bytes.data() + i * 4, &word, sizeof word);
  }
  if (!parse_number(text.substr(words * 8 + 1), value, 16)) return false;
  port = static_cast<uint16_t>(value);
  return true;
}

bool is_zero(const IpAddress& address) { return address.bytes == decltype(address.bytes){}; }

// IPv4 spoken through an IPv6 socket is IPv4, as State has it when it sees the calls.
void unmap(FdSnapshot& fd) {
  if (fd.type == FdType::kIpv6Server && is_mapped_ipv4(fd.source) && !is_zero(fd.source)) {
    fd.type = FdType::kIpv4Server;
    fd.source = unmap_ipv4(fd.source);
    fd.dest = {};
  } else if (fd.type == FdType::kIpv6 && is_mapped_ipv4(fd.source) && is_mapped_ipv4(fd.dest)) {
    fd.type = FdType::kIpv4;
    fd.source = unmap_ipv4(fd.source);
    fd.dest = unmap_ipv4(fd.dest);
  }
}

}  // namespace

void ProcSockets::add_namespace(std::string_view namespace_name, uint64_t pid) {
  auto found = namespaces_.find(namespace_name);
  if (found == namespaces_.end()) {
    found = namespaces_.emplace(namespace_name, std::vector<uint64_t>()).first;
  }
  if (found->second.size() < kMaxVouchers) found->second.push_back(pid);
}

template <typename Take>
void ProcSockets::with_inode(uint64_t inode, Take take) {
  if (inode == 0) return;  // nobody holds it any more
  auto at = std::lower_bound(wanted_.begin(), wanted_.end(), inode,
                             [](const Wanted& one, uint64_t value) { return one.inode < value; });
  for (; at != wanted_.end() && at->inode == inode && !at->found; ++at) {
    take(*at->fd);
    at->found = true;
  }
}

void ProcSockets::read_inet(std::string_view line, const Table& table) {
  TextCursor words(line);
  words.skip_words(1);
  IpAddress source, dest;
  uint16_t source_port, dest_port;
  if (!parse_endpoint(words.word(), table.v6, source, source_port)) return;
  if (!parse_endpoint(words.word(), table.v6, dest, dest_port)) return;
  words.skip_words(6);  // state, queues, timer, retransmits, user, timeout
  uint64_t inode;
  if (!words.number(inode)) return;
  with_inode(inode, [&](FdSnapshot& fd) {
    const bool connected = !is_zero(dest) || dest_port != 0;
    fd.type = connected ? (table.v6 ? FdType::kIpv6 : FdType::kIpv4)
                        : (table.v6 ? FdType::kIpv6Server : FdType::kIpv4Server);
    fd.l4 = table.l4;
    fd.source = source;
    fd.source_port = source_port;
    if (connected) {
      fd.dest = dest;
      fd.dest_port = dest_port;
    }
    unmap(fd);
  });
}

// The kernel's address of the socket, with a colon; five numbers; the inode; one blank and the
// path.
void ProcSockets::read_unix(std::string_view line) {
  const size_t colon = line.find(':');
  uint64_t address, inode;
  if (colon == line.npos || !parse_number(line.substr(0, colon), address, 16)) return;
  TextCursor words(line.substr(colon + 1));
  words.skip_words(5);
  if (!words.number(inode)) return;
  std::string_view path = words.rest();
  if (path.starts_with(' ')) path.remove_prefix(1);
  // An abstract name begins with a zero byte, which events leave out and this table shows as '@'.
  if (path.starts_with('@')) path.remove_prefix(1);
  with_inode(inode, [&](FdSnapshot& fd) {
    fd.type = FdType::kUnix;
    fd.unix_source = address;
    fd.name = path;
  });
}

void ProcSockets::read_netlink(std::string_view line) {
  TextCursor words(line);
  words.skip_words(9);
  uint64_t inode;
  if (!words.number(inode)) return;
  with_inode(inode, [](FdSnapshot& fd) { fd.type = FdType::kNetlink; });
}

void ProcSockets::read_namespace(const std::vector<uint64_t>& pids) {
  for (uint64_t pid : pids) {
    const Folder folder = Folder::open(proc_, std::to_string(pid).c_str());
    if (!folder) continue;
    bool any = false;
    for (const Table& table : kTables) {
      any |= files_.for_each_line(folder.fd(), table.file,
                                  [&](std::string_view line) { read_inet(line, table); });
    }
    any |= files_.for_each_line(folder.fd(), "net/unix",
                                [&](std::string_view line) { read_unix(line); });
    any |= files_.for_each_line(folder.fd(), "net/netlink",
                                [&](std::string_view line) { read_netlink(line); });
    if (any) return;
  }
}

// A socket that is neither bound nor connected stands in no table, but says what it speaks.
bool ProcSockets::ask_protocol(FdSnapshot& fd) {
  const std::string own = std::to_string(fd.tid) + "/fd/" + std::to_string(fd.fd);
  std::string_view target;
  if (!files_.read_link(proc_, own.c_str(), target)) return false;
  if (target != "socket:[" + std::to_string(fd.ino) + "]") return false;  // another one by now
  char name[64];
  const ssize_t size =
      ::getxattr((proc_root_ + '/' + own).c_str(), "system.sockprotoname", name, sizeof name);
  if (size <= 0) return false;
  const std::string_view protocol(name, ::strnlen(name, static_cast<size_t>(size)));
  for (const Protocol& known : kProtocols) {
    if (known.name != protocol) continue;
    fd.type = known.type;
    fd.l4 = known.l4;
    fd.source.v6 = fd.dest.v6 = known.type == FdType::kIpv6;
    return true;
  }
  return false;
}

uint64_t ProcSockets::complete(std::vector<FdSnapshot>& descriptors) {
  wanted_.clear();
  for (FdSnapshot& fd : descriptors) {
    if (fd.type == FdType::kUnknown) wanted_.push_back({fd.ino, &fd, false});
  }
  std::sort(wanted_.begin(), wanted_.end(),
            [](const Wanted& a, const Wanted& b) { return a.inode < b.inode; });
  for (const auto& [name, pids] : namespaces_) {
    if (!wanted_.empty()) read_namespace(pids);
  }
  uint64_t unknown = 0;
  for (const Wanted& one : wanted_) {
    if (!one.found && !ask_protocol(*one.fd)) ++unknown;
  }
  return unknown;
}

}  // namespace sonde
