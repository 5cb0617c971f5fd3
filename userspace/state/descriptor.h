// Descriptor: one version of what a file descriptor stands for; DescriptorTable: a process's.
// A Descriptor that has another holder never changes: edit() makes a new version then. A fork
// therefore copies pointers, and the index may keep versions without copying them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/shared_text.h"
#include "schema/snapshot.h"
#include "state/version_ref.h"

namespace sonde {

// Which version of the index something is; 0 = none yet. A copy is none yet, too.
struct IndexMark {
  mutable uint32_t number = 0;

  IndexMark() = default;
  IndexMark(const IndexMark&) {}
  IndexMark& operator=(const IndexMark&) {
    number = 0;
    return *this;
  }
};

struct Descriptor {
  enum Flag : uint16_t {
    kClient = 1,  // role of this end: it called connect, or was found to be the client
    kServer = 2,  // it accepted or listens
    kConnected = 4,
    kCloseOnExec = 8,
    kUpperLayer = 16,  // overlayfs
    kLowerLayer = 32,
    kFromPipe = 64,
    kClone = 128,         // came by dup or fork
    kRoleGuessed = 256,   // kServer because it is bound; its first message says more
    kMovesThreads = 512,  // a file of a control group: who is written into it moves there
  };

  FdType type = FdType::kUnknown;
  L4Proto l4 = L4Proto::kUnknown;
  uint16_t flags = 0;
  uint16_t source_port = 0, dest_port = 0;  // host order; source = client once the role is known
  uint32_t open_flags = 0;                  // file_flags of flags.def
  uint32_t dev = 0;
  uint64_t ino = 0;
  SharedText name;         // what fd.name shows: path, tuple, object name
  SharedText name_raw;     // path as it was passed to the call
  IpAddress source, dest;  // servers: source only
  uint64_t unix_source = 0, unix_dest = 0;
  // Distinguishes descriptors that had the same number one after the other; kept through edits.
  uint32_t serial = 0;
  IndexMark index_mark;

  bool is_ipv4() const { return type == FdType::kIpv4 || type == FdType::kIpv4Server; }
  bool is_ipv6() const { return type == FdType::kIpv6 || type == FdType::kIpv6Server; }
  bool is_ip() const { return is_ipv4() || is_ipv6(); }
  bool is_listener() const { return type == FdType::kIpv4Server || type == FdType::kIpv6Server; }
  bool is_connected_ip() const { return type == FdType::kIpv4 || type == FdType::kIpv6; }
  bool is_file() const { return type == FdType::kFile || type == FdType::kFileV1; }
  bool is_directory() const { return type == FdType::kDirectory; }
  bool is_unix() const { return type == FdType::kUnix; }
  bool has_role() const { return flags & (kClient | kServer); }
};

// What a snapshot says of a descriptor.
Descriptor descriptor_of(const FdSnapshot& from);

// Whether a file of this name is one of a control group that threads are moved by.
bool moves_threads(std::string_view path);

// What an IP socket is called: "ip:port" when it listens, else "ip:port->ip:port".
std::string ip_name(const Descriptor& fd);

using DescriptorRef = VersionRef<Descriptor>;

// Which numbers of watched tables were set or erased, in that order, since their watcher
// emptied it. A table that is gone takes its changes along.
struct TableJournal {
  struct Change {
    const class DescriptorTable* table;
    int64_t fd;
  };
  std::vector<Change> changes;
};

class DescriptorTable {
 public:
  // nullptr when the descriptor is not known. Valid until the table changes.
  const DescriptorRef* find(int64_t fd) const {
    if (static_cast<uint64_t>(fd) < slots_.size()) return slots_[fd] ? &slots_[fd] : nullptr;
    if (far_.empty()) return nullptr;
    auto found = far_.find(fd);
    return found == far_.end() ? nullptr : &found->second;
  }
  DescriptorRef* find(int64_t fd) {
    return const_cast<DescriptorRef*>(std::as_const(*this).find(fd));
  }
  // Replaces what was there; returns where it is now.
  DescriptorRef* set(int64_t fd, DescriptorRef descriptor);
  void erase(int64_t fd);
  void clear();
  size_t size() const { return count_; }

  // Another thread was given `fd` anew while it stood here: its close is under way, and its record,
  // which comes later, is not about what has the number now.
  void expect_close(int64_t fd, uint64_t taken_ts_ns);
  // Was a close of `fd` that began at `began_ts_ns` expected? It is not any more.
  bool take_expected_close(int64_t fd, uint64_t began_ts_ns);

  // `fd` was closed at `ts_ns` and did not stand here: the record of the call that another thread
  // got it from comes later.
  void note_early_close(int64_t fd, uint64_t ts_ns);
  // Was the number that a call which began at `began_ts_ns` got closed early?
  bool take_early_close(int64_t fd, uint64_t began_ts_ns);

  // The last change, and the last processes that got a copy: where two threads did both at the same
  // time, their records do not show which came first.
  struct LastChange {
    int64_t tid = -1;
    uint64_t ts_ns = 0;
  } last_change;
  // When /proc was last asked what is in it, 0: never, and how often recently. Records of what was
  // under way then may be of before or of after.
  uint64_t seen_ts_ns = 0;
  uint8_t looks = 0;
  // Something in it may be wrong; State::suspect() lists it, to be compared with /proc.
  bool is_suspect() const { return under_way_.is_suspect_now; }
  void set_suspect(bool suspect) { under_way_.is_suspect_now = suspect; }
  struct Copy {
    int64_t tid, child;
    uint64_t ts_ns;
  };
  void note_copy(const Copy& copy);
  const std::vector<Copy>& last_copies() const { return under_way_.copies; }

  // Notes every change from now on in the journal, which must outlive the table. `number`: what the
  // table is called by the watcher; not 0. A copy is not watched.
  void watch(TableJournal& journal, uint64_t number) const {
    watch_.journal = &journal;
    watch_.number = number;
  }
  uint64_t watched_as() const { return watch_.number; }  // 0: it is not watched

  // Calls visit(fd, descriptor) in ascending order of fd (negative ones excepted, last).
  template <typename Visitor>
  void for_each(Visitor visit) const {
    for (size_t fd = 0; fd < slots_.size(); ++fd) {
      if (slots_[fd]) visit(static_cast<int64_t>(fd), *slots_[fd]);
    }
    for (const auto& [fd, descriptor] : far_) visit(fd, *descriptor);
  }

 private:
  static constexpr int64_t kDenseLimit = 65536;
  std::vector<DescriptorRef> slots_;      // by descriptor number
  std::map<int64_t, DescriptorRef> far_;  // numbers that would make slots_ huge
  size_t count_ = 0;
  struct NumberAt {
    int64_t fd;
    uint64_t ts_ns;
  };
  // What calls of other threads have done or will do, a few entries of each. A copy of the table
  // is another process's, which those threads do not work on.
  struct UnderWay {
    UnderWay() = default;
    UnderWay(const UnderWay&) {}
    UnderWay& operator=(const UnderWay&) { return *this = UnderWay(); }
    UnderWay& operator=(UnderWay&&) = default;
    std::vector<NumberAt> expected_closes, early_closes;
    std::vector<Copy> copies;
    bool is_suspect_now = false;
  } under_way_;
  struct Watch {
    TableJournal* journal = nullptr;
    uint64_t number = 0;
    Watch() = default;
    Watch(const Watch&) {}
    Watch& operator=(const Watch&) = delete;
    ~Watch();
  };
  mutable Watch watch_;
  void note_change(int64_t fd) {
    if (watch_.journal) [[unlikely]]
      watch_.journal->changes.push_back({this, fd});
  }
};

// Threads of a process share a table, as do processes that were made so; the last one frees it.
using DescriptorTableRef = std::shared_ptr<DescriptorTable>;

}  // namespace sonde
