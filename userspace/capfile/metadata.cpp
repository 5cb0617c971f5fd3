// Decoding of machine, interface, user, thread and descriptor lists: see metadata.h.
// Lists of the later versions prefix each entry with its length, so a reader may know less than
// the writer did, or more. All loops end when fewer than four bytes are left: that is padding.
// SPDX-License-Identifier: Apache-2.0
#include "capfile/metadata.h"

#include <cstring>

namespace sonde {
namespace {

constexpr size_t kSmallestEntryBytes = 4;

// One list of entries: gives each its own bytes, so that a bad one cannot reach into the next.
class MetadataEntries {
 public:
  MetadataEntries(Bytes body, uint64_t offset, bool lengths, bool length_counts_itself,
                  const char* what, DamageLog& damage)
      : reader_(body),
        body_(body),
        offset_(offset),
        lengths_(lengths),
        own_bytes_(length_counts_itself ? 4 : 0),
        what_(what),
        damage_(damage) {}

  void skip(size_t bytes) { reader_.skip(bytes); }

  // Calls decode(ByteReader&) -> bool for each entry; false or a failed reader is damage.
  template <typename Decode>
  void for_each(Decode decode) {
    while (!stopped_ && reader_.left() >= kSmallestEntryBytes) {
      if (lengths_)
        take_measured(decode);
      else
        take_open(decode);
    }
  }
  void note(const std::string& problem) {
    damage_.add(offset_ + entry_, std::string(what_) + ": " + problem);
  }

 private:
  template <typename Decode>
  void take_measured(Decode& decode) {
    entry_ = reader_.offset();
    uint32_t length = reader_.get<uint32_t>();
    if (length < own_bytes_ || length - own_bytes_ > reader_.left()) {
      note("the length of an entry exceeds the block; the rest of the list is lost");
      stopped_ = true;
      return;
    }
    ByteReader entry(reader_.bytes(length - own_bytes_));
    if (!decode(entry) || entry.failed()) note("an entry is corrupt and is left out");
  }
  template <typename Decode>
  void take_open(Decode& decode) {
    entry_ = reader_.offset();
    ByteReader entry(body_.subspan(entry_));
    if (!decode(entry) || entry.failed()) {
      note("an entry is corrupt; the rest of the list is lost");
      stopped_ = true;
      return;
    }
    reader_.skip(entry.offset());
  }

  ByteReader reader_;
  Bytes body_;
  uint64_t offset_;
  bool lengths_;
  uint32_t own_bytes_;
  const char* what_;
  DamageLog& damage_;
  size_t entry_ = 0;
  bool stopped_ = false;
};

// The strings of one list. One longer than the format allows makes known readers refuse the file;
// it is kept, with a note, where the entry's length vouches for it, and otherwise not believed.
class Strings {
 public:
  explicit Strings(bool measured) : measured_(measured) {}
  std::string take(ByteReader& from, size_t limit) {
    std::string_view text = from.text16(measured_ ? 0xFFFF : limit);
    too_long_ += text.size() > limit;
    return std::string(text);
  }
  void note(MetadataEntries& list) const {
    if (too_long_ == 0) return;
    list.note(std::to_string(too_long_) + " strings exceed the format's limit; kept");
  }

 private:
  bool measured_;
  uint32_t too_long_ = 0;
};

MachineInfo decode_machine(ByteReader from) {
  MachineInfo machine;
  machine.num_cpus = from.get<uint32_t>();
  machine.memory_bytes = from.get<uint64_t>();
  machine.max_pid = from.get<uint64_t>();
  std::string_view host = from.text(kHostnameBytes);
  machine.hostname = host.substr(0, host.find('\0'));
  machine.boot_ts_ns = from.get<uint64_t>();
  machine.flags = from.get<uint64_t>();
  for (uint64_t& reserved : machine.reserved) reserved = from.get<uint64_t>();
  return machine;
}

IpAddress address(ByteReader& from, bool v6) {
  IpAddress out;
  out.v6 = v6;
  Bytes bytes = from.bytes(v6 ? 16 : 4);
  if (!bytes.empty()) std::memcpy(out.bytes.data(), bytes.data(), bytes.size());
  return out;
}

bool decode_interface(ByteReader& from, InterfaceInfo& out) {
  uint16_t type = from.get<uint16_t>();
  uint16_t name_bytes = from.get<uint16_t>();
  if (type < 1 || type > 4) return false;
  bool v6 = type == 2 || type == 4;
  bool has_speed = type <= 2;
  out.address = address(from, v6);
  out.netmask = address(from, v6);
  out.broadcast = address(from, v6);
  if (has_speed) out.link_speed = from.get<uint64_t>();
  out.name = from.text(name_bytes);
  return !from.failed();
}

void decode_interfaces(const BlockType& type, Bytes body, uint64_t offset,
                       std::vector<SnapshotItem>& items, DamageLog& damage) {
  std::vector<InterfaceInfo> interfaces;
  MetadataEntries list(body, offset, type.version == 2, false, "list of interfaces", damage);
  list.for_each([&](ByteReader& from) {
    InterfaceInfo one;
    if (!decode_interface(from, one)) return false;
    interfaces.push_back(std::move(one));
    return true;
  });
  items.emplace_back(std::move(interfaces));
}

void decode_users(const BlockType& type, Bytes body, uint64_t offset,
                  std::vector<SnapshotItem>& items, DamageLog& damage) {
  std::vector<UserInfo> users;
  std::vector<GroupInfo> groups;
  const bool measured = type.version == 2;
  Strings strings(measured);
  MetadataEntries list(body, offset, measured, true, "list of users", damage);
  list.for_each([&](ByteReader& from) {
    if (from.get<uint8_t>() == 0) {
      UserInfo user;
      user.uid = from.get<uint32_t>();
      user.gid = from.get<uint32_t>();
      user.name = strings.take(from, kMaxCredentialBytes);
      user.home = strings.take(from, kMaxCredentialBytes);
      user.shell = strings.take(from, kMaxCredentialBytes);
      if (!from.failed()) users.push_back(std::move(user));
    } else {
      GroupInfo group;
      group.gid = from.get<uint32_t>();
      group.name = strings.take(from, kMaxCredentialBytes);
      if (!from.failed()) groups.push_back(std::move(group));
    }
    return !from.failed();
  });
  strings.note(list);
  items.emplace_back(std::move(users));
  items.emplace_back(std::move(groups));
}

// What follows the root directory in version 9: each field is there only if it fits whole.
void decode_thread_tail(ByteReader& from, ThreadSnapshot& out) {
  auto take = [&from]<typename T>(auto& field, T) {
    if (from.left() < sizeof(T)) {
      from.seek(from.offset() + from.left());
      return;
    }
    field = from.get<T>();
  };
  if (from.left() > kClassicThreadTailBytes) {
    take(out.pidns_init_start_ts, uint64_t{});
    take(out.tty, uint32_t{});
  }
  take(out.loginuid, uint32_t{});
  take(out.exe_writable, uint8_t{});
  take(out.cap_inheritable, uint64_t{});
  take(out.cap_permitted, uint64_t{});
  take(out.cap_effective, uint64_t{});
  take(out.exe_upper_layer, uint8_t{});
  take(out.exe_ino, uint64_t{});
  take(out.exe_ino_ctime, uint64_t{});
  take(out.exe_ino_mtime, uint64_t{});
  take(out.exe_from_memfd, uint8_t{});
  take(out.exe_lower_layer, uint8_t{});
  take(out.pgid, int64_t{});
}

bool decode_thread(ByteReader& from, int version, Strings& strings, ThreadSnapshot& out) {
  auto path = [&] { return strings.take(from, kMaxPathBytes); };
  auto list = [&] { return strings.take(from, kMaxListBytes); };
  out.tid = from.get<uint64_t>();
  out.pid = from.get<uint64_t>();
  out.ptid = from.get<uint64_t>();
  if (version >= 6) out.sid = from.get<int64_t>();
  if (version >= 8) out.vpgid = from.get<int64_t>();
  out.comm = path();
  out.exe = path();
  if (version >= 7) out.exepath = path();
  out.args = list();
  out.cwd = path();
  out.fdlimit = from.get<int64_t>();
  out.flags = from.get<uint32_t>();
  out.uid = from.get<uint32_t>();
  out.gid = from.get<uint32_t>();
  if (version >= 2) {
    out.vmsize_kb = from.get<uint32_t>();
    out.vmrss_kb = from.get<uint32_t>();
    out.vmswap_kb = from.get<uint32_t>();
    out.pfmajor = from.get<uint64_t>();
    out.pfminor = from.get<uint64_t>();
  }
  if (version >= 3) out.env = list();
  if (version >= 4) {
    out.vtid = from.get<int64_t>();
    out.vpid = from.get<int64_t>();
    out.cgroups = list();
  }
  if (version >= 5) out.root = path();
  if (from.failed()) return false;
  if (version >= 9) decode_thread_tail(from, out);
  return true;
}

void decode_threads(const BlockType& type, Bytes body, uint64_t offset,
                    std::vector<SnapshotItem>& items, DamageLog& damage) {
  std::vector<ThreadSnapshot> threads;
  const bool measured = type.version >= 9;
  Strings strings(measured);
  MetadataEntries list(body, offset, measured, true, "list of threads", damage);
  list.for_each([&](ByteReader& from) {
    ThreadSnapshot one;
    if (!decode_thread(from, type.version, strings, one)) return false;
    threads.push_back(std::move(one));
    return true;
  });
  strings.note(list);
  items.emplace_back(std::move(threads));
}

void decode_socket(ByteReader& from, bool v6, bool server, FdSnapshot& out) {
  out.source = address(from, v6);
  if (!server) out.dest = address(from, v6);
  out.source_port = from.get<uint16_t>();
  if (!server) out.dest_port = from.get<uint16_t>();
  out.l4 = static_cast<L4Proto>(from.get<uint8_t>());
}

bool decode_descriptor(ByteReader& from, bool measured, Strings& strings, FdSnapshot& out) {
  auto name = [&] { return strings.take(from, kMaxFdNameBytes); };
  out.fd = from.get<int64_t>();
  out.ino = from.get<uint64_t>();
  uint8_t type = from.get<uint8_t>();
  out.type = static_cast<FdType>(type);
  switch (out.type) {
    case FdType::kUnknown:
      break;
    case FdType::kIpv4:
    case FdType::kIpv6:
      decode_socket(from, out.type == FdType::kIpv6, false, out);
      break;
    case FdType::kIpv4Server:
    case FdType::kIpv6Server:
      decode_socket(from, out.type == FdType::kIpv6Server, true, out);
      break;
    case FdType::kUnix:
      out.unix_source = from.get<uint64_t>();
      out.unix_dest = from.get<uint64_t>();
      out.name = name();
      break;
    case FdType::kFile:
      out.open_flags = from.get<uint32_t>();
      out.name = name();
      if (measured && from.left() >= sizeof(uint32_t)) out.dev = from.get<uint32_t>();
      break;
    default:
      if (type > static_cast<uint8_t>(FdType::kPidfd)) {
        if (!measured) return false;  // its size is anybody's guess
        out.type = FdType::kUnsupported;
        out.name = "unknown-type:[" + std::to_string(type) + "]";
      } else {
        out.name = name();
      }
  }
  return !from.failed();
}

void decode_descriptors(const BlockType& type, Bytes body, uint64_t offset,
                        std::vector<SnapshotItem>& items, DamageLog& damage) {
  std::vector<FdSnapshot> descriptors;
  if (body.size() < sizeof(uint64_t)) {
    damage.add(offset, "list of descriptors: shorter than the thread id that it starts with");
    return;
  }
  const uint64_t tid = load<uint64_t>(body.data());
  const bool measured = type.version == 2;
  Strings strings(measured);
  MetadataEntries list(body, offset, measured, true, "list of descriptors", damage);
  list.skip(sizeof tid);
  list.for_each([&](ByteReader& from) {
    FdSnapshot one;
    one.tid = tid;
    if (!decode_descriptor(from, measured, strings, one)) return false;
    descriptors.push_back(std::move(one));
    return true;
  });
  strings.note(list);
  if (!descriptors.empty()) items.emplace_back(std::move(descriptors));
}

}  // namespace

void decode_metadata(const BlockType& type, Bytes body, uint64_t offset,
                     std::vector<SnapshotItem>& items, DamageLog& damage) {
  switch (type.kind) {
    case BlockKind::kMachine:
      if (body.size() < kMachineBodyBytes) {
        damage.add(offset, "machine information: the block is too short");
      } else {
        items.emplace_back(decode_machine(ByteReader(body)));
      }
      break;
    case BlockKind::kInterfaces:
      decode_interfaces(type, body, offset, items, damage);
      break;
    case BlockKind::kUsers:
      decode_users(type, body, offset, items, damage);
      break;
    case BlockKind::kThreads:
      decode_threads(type, body, offset, items, damage);
      break;
    case BlockKind::kDescriptors:
      decode_descriptors(type, body, offset, items, damage);
      break;
    default:
      break;
  }
}

}  // namespace sonde
