// Thread: what is known of one thread at this point of the stream.
// ThreadInfo is the part that changes rarely (identity: names, ids, arguments); like a Descriptor,
// a version that has another holder never changes. The rest (counters, the call under way) is the
// thread's own and changes with every event.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <utility>

#include "base/bytes.h"
#include "base/shared_text.h"
#include "schema/raw_event.h"
#include "state/descriptor.h"
#include "state/version_ref.h"

namespace sonde {

struct ThreadInfo {
  int64_t tid = -1, pid = -1, ptid = -1;
  int64_t sid = -1, vpgid = -1, pgid = -1, vtid = -1, vpid = -1;
  SharedText comm, exe, exepath;
  SharedText args, env, cgroups;  // lists, each element ended by a NUL
  SharedText cwd;                 // with a trailing slash; only the leader's counts
  SharedText root;
  SharedText container_id;  // empty = the host
  int64_t fdlimit = -1;
  uint32_t flags = 0;  // clone_flags of flags.def
  uint32_t uid = kNoId, gid = kNoId, loginuid = kNoId;
  uint32_t tty = 0;
  uint64_t cap_inheritable = 0, cap_permitted = 0, cap_effective = 0;
  uint64_t exe_ino = 0, exe_ino_ctime = 0, exe_ino_mtime = 0;
  uint64_t clone_ts_ns = 0;  // 0 = unknown
  uint64_t pidns_init_start_ts_ns = 0;
  bool exe_writable = false, exe_upper_layer = false, exe_lower_layer = false;
  bool exe_from_memfd = false;
  bool valid = false;  // false: only the tid is known ("<NA>")
  IndexMark index_mark;

  bool is_leader() const { return tid == pid; }
};

// There is always a ThreadInfo; that of a thread of which nothing is known is not `valid`.
class ThreadInfoRef : public VersionRef<ThreadInfo> {
 public:
  ThreadInfoRef() : VersionRef(make()) {}
};

// A copy of the enter event of the call that a thread is in.
class EnterCopy {
 public:
  void store(const RawEvent& event) {
    const size_t lengths_bytes = event.nparams * (event.large ? 4 : 2);
    const size_t bytes = lengths_bytes + event.params_bytes;
    uint8_t* to = inline_;
    if (bytes > sizeof inline_) {
      if (bytes > heap_bytes_) {
        heap_ = std::make_unique_for_overwrite<uint8_t[]>(bytes);
        heap_bytes_ = bytes;
      }
      to = heap_.get();
    }
    if (lengths_bytes) std::memcpy(to, event.lengths, lengths_bytes);
    if (event.params_bytes) std::memcpy(to + lengths_bytes, event.params, event.params_bytes);
    ts_ns_ = event.ts_ns;
    num_ = event.num;
    id_ = event.id;
    cpu_ = event.cpu;
    large_ = event.large;
    nparams_ = event.nparams;
    params_bytes_ = event.params_bytes;
  }
  void forget() { id_ = 0xFFFF; }
  uint16_t id() const { return id_; }  // 0xFFFF = none
  uint64_t ts_ns() const { return ts_ns_; }
  // The event again; its pointers are valid until the next store().
  RawEvent event(uint64_t tid) const {
    RawEvent event;
    const size_t lengths_bytes = nparams_ * (large_ ? 4 : 2);
    const bool in_heap = lengths_bytes + params_bytes_ > sizeof inline_;
    event.lengths = in_heap ? heap_.get() : inline_;
    event.params = event.lengths + lengths_bytes;
    event.params_bytes = params_bytes_;
    event.ts_ns = ts_ns_;
    event.tid = tid;
    event.num = num_;
    event.id = id_;
    event.cpu = cpu_;
    event.large = large_;
    event.nparams = nparams_;
    return event;
  }

 private:
  uint64_t ts_ns_ = 0, num_ = 0;
  uint32_t nparams_ = 0, params_bytes_ = 0;
  uint16_t id_ = 0xFFFF, cpu_ = 0;
  bool large_ = false;
  uint8_t inline_[152];
  std::unique_ptr<uint8_t[]> heap_;
  size_t heap_bytes_ = 0;
};

struct Thread {
  int64_t tid = -1;
  ThreadInfoRef info;
  Thread* leader = nullptr;       // itself for a leader; nullptr when it is not known
  int64_t call_fd = -1;           // descriptor of the call under way
  uint32_t closing_serial = 0;    // of the descriptor that a close under way was called on
  uint64_t last_enter_ts_ns = 0;  // 0 = none yet
  uint64_t last_event_ts_ns = 0;
  uint64_t latency_ns = 0;  // of the last finished call
  EnterCopy enter;
  DescriptorTableRef fds = std::make_shared<DescriptorTable>();  // as a rule its process's
  uint32_t vmsize_kb = 0, vmrss_kb = 0, vmswap_kb = 0;
  uint64_t pfmajor = 0, pfminor = 0;
  uint32_t nchilds = 0;  // a leader's: living threads besides itself
  uint64_t total_exec_time_ns = 0;
  uint64_t cpu_user_ticks = 0, cpu_system_ticks = 0;  // as the last event that counts them said
  uint64_t cpu_user_ppm = 0, cpu_system_ppm = 0;      // of one CPU, since the event before
  bool knows_total = false;                           // whether these say what it used before
  uint64_t total_user_ns = 0, total_system_ns = 0;    // since it began, as it was last reported
  bool is_subreaper = false;                          // a leader that inherits orphans below it
  bool dying = false;     // a leader that has ended; its other threads live
  bool unshared = false;  // its descriptors are its own by what it did later
  bool adopted = false;   // children of another thread became this one's
  // Kept by the index: the version that it saw last, and of which infos that is (versions.h).
  mutable uint32_t index_version = 0, index_info = 0, index_leader = 0, index_stats = 0;
  mutable uint64_t index_enter = 0;  // the row of the call under way

  const ThreadInfo& operator*() const { return *info; }
};

}  // namespace sonde
