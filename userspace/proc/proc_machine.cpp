// Machine, interfaces, users and groups; see proc_machine.h.
// SPDX-License-Identifier: Apache-2.0
#include "proc/proc_machine.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <net/if.h>

#include <array>
#include <cstring>

namespace sonde {
namespace {

constexpr uint64_t kNsPerSecond = 1'000'000'000;
constexpr size_t kMaxHostBytes = 127;  // the format has 128, with a zero byte

IpAddress address_of(const sockaddr* from) {
  IpAddress address;
  if (!from) return address;
  if (from->sa_family == AF_INET) {
    sockaddr_in in;
    std::memcpy(&in, from, sizeof in);
    std::memcpy(address.bytes.data(), &in.sin_addr, 4);
  } else if (from->sa_family == AF_INET6) {
    sockaddr_in6 in6;
    std::memcpy(&in6, from, sizeof in6);
    std::memcpy(address.bytes.data(), &in6.sin6_addr, 16);
    address.v6 = true;
  }
  return address;
}

// The fields of a line "a:b:c"; false when there are fewer than Count.
template <size_t Count>
bool split_fields(std::string_view line, std::array<std::string_view, Count>& fields) {
  for (size_t i = 0; i < Count; ++i) {
    const size_t end = line.find(':');
    fields[i] = line.substr(0, end);
    if (end == line.npos) return i + 1 == Count;
    line.remove_prefix(end + 1);
  }
  return true;
}

bool parse_id(std::string_view text, uint32_t& id) {
  uint64_t value;
  if (!parse_number(text, value) || value >= kNoId) return false;
  id = static_cast<uint32_t>(value);
  return true;
}

}  // namespace

MachineInfo read_machine(ProcFiles& files, int proc) {
  MachineInfo machine;
  uint32_t cpus = 0;
  files.for_each_line(proc, "stat", [&](std::string_view line) {
    uint64_t seconds;
    if (line.starts_with("cpu") && line.size() > 3 && line[3] >= '0' && line[3] <= '9') ++cpus;
    if (line.starts_with("btime ") && TextCursor(line.substr(6)).number(seconds)) {
      machine.boot_ts_ns = seconds * kNsPerSecond;
    }
  });
  if (cpus) machine.num_cpus = cpus;
  files.for_each_line(proc, "meminfo", [&](std::string_view line) {
    uint64_t kib;
    if (line.starts_with("MemTotal:") && TextCursor(line.substr(9)).number(kib)) {
      machine.memory_bytes = kib * 1024;
    }
  });
  std::string_view text;
  if (files.read(proc, "sys/kernel/pid_max", text)) TextCursor(text).number(machine.max_pid);
  if (files.read(proc, "sys/kernel/hostname", text)) {
    machine.hostname = text.substr(0, text.find('\n')).substr(0, kMaxHostBytes);
  }
  return machine;
}

std::vector<InterfaceInfo> read_interfaces() {
  std::vector<InterfaceInfo> interfaces;
  ifaddrs* all = nullptr;
  if (::getifaddrs(&all) != 0) return interfaces;
  for (int family : {AF_INET, AF_INET6}) {
    for (const ifaddrs* one = all; one; one = one->ifa_next) {
      if (!one->ifa_addr || one->ifa_addr->sa_family != family) continue;
      InterfaceInfo& to = interfaces.emplace_back();
      to.name = one->ifa_name;
      to.address = address_of(one->ifa_addr);
      to.netmask = address_of(one->ifa_netmask);
      to.broadcast = address_of(one->ifa_broadaddr);
      to.netmask.v6 = to.broadcast.v6 = to.address.v6;
    }
  }
  ::freeifaddrs(all);
  return interfaces;
}

std::vector<UserInfo> read_users(ProcFiles& files, const std::string& passwd_file) {
  std::vector<UserInfo> users;
  files.for_each_line(AT_FDCWD, passwd_file.c_str(), [&](std::string_view line) {
    std::array<std::string_view, 7> fields;
    UserInfo user;
    if (line.starts_with('#') || !split_fields(line, fields) || fields[0].empty()) return;
    if (!parse_id(fields[2], user.uid) || !parse_id(fields[3], user.gid)) return;
    user.name = fields[0];
    user.home = fields[5];
    user.shell = fields[6];
    users.push_back(std::move(user));
  });
  return users;
}

std::vector<GroupInfo> read_groups(ProcFiles& files, const std::string& group_file) {
  std::vector<GroupInfo> groups;
  files.for_each_line(AT_FDCWD, group_file.c_str(), [&](std::string_view line) {
    std::array<std::string_view, 4> fields;
    GroupInfo group;
    if (line.starts_with('#') || !split_fields(line, fields) || fields[0].empty()) return;
    if (!parse_id(fields[2], group.gid)) return;
    group.name = fields[0];
    groups.push_back(std::move(group));
  });
  return groups;
}

}  // namespace sonde
