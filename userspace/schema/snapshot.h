// The state of a machine at one moment, as a capture file stores it ahead of its events and as a
// scan of /proc yields it: machine, interfaces, users, groups, threads, descriptors.
// These are values on their way from an engine to state/; text is owned, so they outlive buffers.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace sonde {

inline constexpr uint32_t kNoId = 0xFFFFFFFF;  // "none" of uid, gid, loginuid

struct MachineInfo {
  uint32_t num_cpus = 0xFFFFFFFF;  // as the format says when it is absent
  uint64_t memory_bytes = 0;
  uint64_t max_pid = 0;
  std::string hostname;
  uint64_t boot_ts_ns = 0;
  uint64_t flags = 0;
  uint64_t reserved[2] = {0, 0};
  bool operator==(const MachineInfo&) const = default;
};

struct IpAddress {  // network byte order, as in a socket address
  std::array<uint8_t, 16> bytes{};
  bool v6 = false;
  bool operator==(const IpAddress&) const = default;
};

struct InterfaceInfo {
  std::string name;
  IpAddress address, netmask, broadcast;
  uint64_t link_speed = 0;
  bool operator==(const InterfaceInfo&) const = default;
};

struct UserInfo {
  uint32_t uid = 0, gid = 0;
  std::string name, home, shell;
  std::string container_id;  // empty = the host
  bool operator==(const UserInfo&) const = default;
};
struct GroupInfo {
  uint32_t gid = 0;
  std::string name;
  std::string container_id;
  bool operator==(const GroupInfo&) const = default;
};

struct ThreadSnapshot {  // the fields of the process list, PL v9
  uint64_t tid = 0, pid = 0, ptid = 0;
  int64_t sid = -1, vpgid = -1, pgid = -1;
  std::string comm, exe, exepath, cwd, root;
  std::string args, env, cgroups;  // lists, each element ended by a NUL
  int64_t fdlimit = -1;
  uint32_t flags = 0;  // clone_flags of flags.def
  uint32_t uid = 0, gid = 0, loginuid = kNoId;
  uint32_t vmsize_kb = 0, vmrss_kb = 0, vmswap_kb = 0;
  uint64_t pfmajor = 0, pfminor = 0;
  int64_t vtid = -1, vpid = -1;
  uint64_t pidns_init_start_ts = 0;
  uint32_t tty = 0;
  uint64_t cap_inheritable = 0, cap_permitted = 0, cap_effective = 0;
  bool exe_writable = false, exe_upper_layer = false, exe_lower_layer = false;
  bool exe_from_memfd = false;
  uint64_t exe_ino = 0, exe_ino_ctime = 0, exe_ino_mtime = 0;
  bool operator==(const ThreadSnapshot&) const = default;
};

// Kinds of descriptors; numbers are those of the file format.
enum class FdType : uint8_t {
  kUnknown = 0,
  kFileV1 = 1,
  kDirectory = 2,
  kIpv4 = 3,
  kIpv6 = 4,
  kIpv4Server = 5,
  kIpv6Server = 6,
  kFifo = 7,
  kUnix = 8,
  kEvent = 9,
  kUnsupported = 10,
  kSignalfd = 11,
  kEventpoll = 12,
  kInotify = 13,
  kTimerfd = 14,
  kNetlink = 15,
  kFile = 16,
  kBpf = 17,
  kUserfaultfd = 18,
  kIouring = 19,
  kMemfd = 20,
  kPidfd = 21,
};
enum class L4Proto : uint8_t { kUnknown = 0, kNone = 1, kTcp = 2, kUdp = 3, kIcmp = 4, kRaw = 5 };

struct FdSnapshot {
  uint64_t tid = 0;  // thread that the list belongs to
  int64_t fd = -1;
  uint64_t ino = 0;
  FdType type = FdType::kUnknown;
  std::string name;                         // all but IP sockets
  IpAddress source, dest;                   // IP sockets; servers: source only
  uint16_t source_port = 0, dest_port = 0;  // host order
  L4Proto l4 = L4Proto::kUnknown;
  uint64_t unix_source = 0, unix_dest = 0;  // kernel addresses of the two ends
  uint32_t open_flags = 0;                  // file_flags of flags.def
  uint32_t dev = 0;
  bool operator==(const FdSnapshot&) const = default;
};

// One piece of the snapshot, in the order in which the file has them.
using SnapshotItem =
    std::variant<MachineInfo, std::vector<InterfaceInfo>, std::vector<UserInfo>,
                 std::vector<GroupInfo>, std::vector<ThreadSnapshot>, std::vector<FdSnapshot>>;

}  // namespace sonde
