// ThreadTable: threads by tid. Open addressing over pointers into a pool, because it is asked once
// per event; a Thread stays at its address until it is removed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "state/thread.h"

namespace sonde {

class ThreadTable {
 public:
  static constexpr size_t kMaxThreads = 262144;

  ThreadTable();
  ~ThreadTable();
  ThreadTable(const ThreadTable&) = delete;
  ThreadTable& operator=(const ThreadTable&) = delete;

  Thread* find(int64_t tid) const {
    for (size_t at = hash(tid);; ++at) {
      const Slot& slot = slots_[at & mask_];
      if (slot.tid == tid && slot.thread) return slot.thread;
      if (!slot.thread) return nullptr;
    }
  }
  // A new entry; there must be none with this tid. nullptr when the table is full.
  Thread* add(int64_t tid);
  void remove(Thread* thread);
  void clear();
  size_t size() const { return count_; }

  // Calls visit(Thread&) for each entry, in no particular order; visit must not add or remove.
  template <typename Visitor>
  void for_each(Visitor visit) const {
    for (const Slot& slot : slots_) {
      if (slot.thread) visit(*slot.thread);
    }
  }

 private:
  struct Slot {
    int64_t tid;
    Thread* thread;  // nullptr = free
  };
  size_t hash(int64_t tid) const { return static_cast<uint64_t>(tid) * 0x9E3779B97F4A7C15u >> 40; }
  void grow();

  std::vector<Slot> slots_;
  size_t mask_;
  size_t count_ = 0;
};

}  // namespace sonde
