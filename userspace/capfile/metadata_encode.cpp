// Encoding of machine, interface, user, thread and descriptor lists: see metadata_encode.h.
// SPDX-License-Identifier: Apache-2.0
#include "capfile/metadata_encode.h"

#include "capfile/format.h"

namespace sonde {
namespace {

constexpr size_t kThreadBlockBytes = size_t{1} << 20;

template <typename T>
void put(std::string& out, T value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void put_text(std::string& out, std::string_view text, size_t limit) {
  text = text.substr(0, limit);
  put(out, static_cast<uint16_t>(text.size()));
  out += text;
}

void put_list(std::string& out, std::string_view list) {
  if (list.size() > kMaxListBytes) {
    list = list.substr(0, kMaxListBytes);
    size_t last_end = list.rfind('\0');
    if (last_end != std::string_view::npos) list = list.substr(0, last_end + 1);
  }
  put_text(out, list, kMaxListBytes);
}

void put_address(std::string& out, const IpAddress& address, bool v6) {
  out.append(reinterpret_cast<const char*>(address.bytes.data()), v6 ? 16 : 4);
}

// Appends the entry that `fill` writes with its length in front. Lengths of interfaces leave
// themselves out, all others count themselves.
template <typename Fill>
void put_entry(std::string& out, bool length_counts_itself, Fill fill) {
  const size_t start = out.size();
  put(out, uint32_t{0});
  fill();
  uint32_t length = static_cast<uint32_t>(out.size() - start);
  if (!length_counts_itself) length -= sizeof length;
  out.replace(start, sizeof length, reinterpret_cast<const char*>(&length), sizeof length);
}

void put_thread(std::string& out, const ThreadSnapshot& thread, bool classic) {
  put(out, thread.tid);
  put(out, thread.pid);
  put(out, thread.ptid);
  put(out, thread.sid);
  put(out, thread.vpgid);
  put_text(out, thread.comm, kMaxPathBytes);
  put_text(out, thread.exe, kMaxPathBytes);
  put_text(out, thread.exepath, kMaxPathBytes);
  put_list(out, thread.args);
  put_text(out, thread.cwd, kMaxPathBytes);
  put(out, thread.fdlimit);
  put(out, thread.flags);
  put(out, thread.uid);
  put(out, thread.gid);
  put(out, thread.vmsize_kb);
  put(out, thread.vmrss_kb);
  put(out, thread.vmswap_kb);
  put(out, thread.pfmajor);
  put(out, thread.pfminor);
  put_list(out, thread.env);
  put(out, thread.vtid);
  put(out, thread.vpid);
  put_list(out, thread.cgroups);
  put_text(out, thread.root, kMaxPathBytes);
  if (!classic) {
    put(out, thread.pidns_init_start_ts);
    put(out, thread.tty);
  }
  put(out, thread.loginuid);
  put(out, uint8_t{thread.exe_writable});
  put(out, thread.cap_inheritable);
  put(out, thread.cap_permitted);
  put(out, thread.cap_effective);
  if (classic) return;
  put(out, uint8_t{thread.exe_upper_layer});
  put(out, thread.exe_ino);
  put(out, thread.exe_ino_ctime);
  put(out, thread.exe_ino_mtime);
  put(out, uint8_t{thread.exe_from_memfd});
  put(out, uint8_t{thread.exe_lower_layer});
  put(out, thread.pgid);
}

// The type under which a descriptor is written. Type 0 has no place for a name and makes some
// readers stop, and readers of 2022 stop at every type that they do not know.
FdType written_type(FdType type, bool classic) {
  const FdType last = classic ? FdType::kFile : FdType::kPidfd;
  return type == FdType::kUnknown || type > last ? FdType::kUnsupported : type;
}

void put_socket(std::string& out, const FdSnapshot& fd, bool v6, bool server) {
  put_address(out, fd.source, v6);
  if (!server) put_address(out, fd.dest, v6);
  put(out, fd.source_port);
  if (!server) put(out, fd.dest_port);
  put(out, static_cast<uint8_t>(fd.l4));
}

void put_descriptor(std::string& out, const FdSnapshot& fd, bool classic) {
  const FdType type = written_type(fd.type, classic);
  put(out, fd.fd);
  put(out, fd.ino);
  put(out, static_cast<uint8_t>(type));
  switch (type) {
    case FdType::kIpv4:
    case FdType::kIpv6:
      put_socket(out, fd, type == FdType::kIpv6, false);
      break;
    case FdType::kIpv4Server:
    case FdType::kIpv6Server:
      put_socket(out, fd, type == FdType::kIpv6Server, true);
      break;
    case FdType::kUnix:
      put(out, fd.unix_source);
      put(out, fd.unix_dest);
      put_text(out, fd.name, kMaxFdNameBytes);
      break;
    case FdType::kFile:
      put(out, fd.open_flags);
      put_text(out, fd.name, kMaxFdNameBytes);
      put(out, fd.dev);
      break;
    default:
      put_text(out, fd.name, kMaxFdNameBytes);
  }
}

}  // namespace

void encode_machine(const MachineInfo& machine, const BlockSink& sink) {
  std::string body;
  put(body, machine.num_cpus);
  put(body, machine.memory_bytes);
  put(body, machine.max_pid);
  std::string host = machine.hostname;
  host.resize(kHostnameBytes, '\0');
  body += host;
  put(body, machine.boot_ts_ns);
  put(body, machine.flags);
  for (uint64_t reserved : machine.reserved) put(body, reserved);
  sink(block::kMachine, body);
}

void encode_interfaces(const std::vector<InterfaceInfo>& interfaces, const BlockSink& sink) {
  std::string body;
  for (const InterfaceInfo& one : interfaces) {
    put_entry(body, false, [&] {
      const bool v6 = one.address.v6;
      std::string_view name = std::string_view(one.name).substr(0, kMaxFdNameBytes);
      put(body, static_cast<uint16_t>(v6 ? 2 : 1));
      put(body, static_cast<uint16_t>(name.size()));
      put_address(body, one.address, v6);
      put_address(body, one.netmask, v6);
      put_address(body, one.broadcast, v6);
      put(body, one.link_speed);
      body += name;
    });
  }
  sink(block::kInterfacesV2, body);
}

void encode_users(const std::vector<UserInfo>& users, const std::vector<GroupInfo>& groups,
                  const BlockSink& sink) {
  constexpr uint8_t kUserEntry = 0, kGroupEntry = 1;
  std::string body;
  for (const UserInfo& user : users) {
    if (!user.container_id.empty()) continue;
    put_entry(body, true, [&] {
      put(body, kUserEntry);
      put(body, user.uid);
      put(body, user.gid);
      put_text(body, user.name, kMaxCredentialBytes);
      put_text(body, user.home, kMaxCredentialBytes);
      put_text(body, user.shell, kMaxCredentialBytes);
    });
  }
  for (const GroupInfo& group : groups) {
    if (!group.container_id.empty()) continue;
    put_entry(body, true, [&] {
      put(body, kGroupEntry);
      put(body, group.gid);
      put_text(body, group.name, kMaxCredentialBytes);
    });
  }
  sink(block::kUsersV2, body);
}

void encode_threads(const std::vector<ThreadSnapshot>& threads, bool classic,
                    const BlockSink& sink) {
  std::string body;
  for (const ThreadSnapshot& thread : threads) {
    put_entry(body, true, [&] { put_thread(body, thread, classic); });
    if (body.size() >= kThreadBlockBytes) {
      sink(block::kThreadsV9, body);
      body.clear();
    }
  }
  if (!body.empty()) sink(block::kThreadsV9, body);
}

void encode_descriptors(uint64_t tid, const FdSnapshot* first, size_t count, bool classic,
                        const BlockSink& sink) {
  std::string body;
  put(body, tid);
  for (size_t i = 0; i < count; ++i) {
    put_entry(body, true, [&] { put_descriptor(body, first[i], classic); });
  }
  sink(block::kDescriptorsV2, body);
}

}  // namespace sonde
