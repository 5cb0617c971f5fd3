// ThreadTable: threads by tid. Open addressing over pointers, because State asks it once per event;
// a Thread stays at its address until it is removed. Beside the slots the threads form a list in
// the order in which they were added, so that no visitor sees the order of the seeded hash.
// Next: state.h, which owns the table.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "base/seeded_hash.h"
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
    for (size_t at = hash_(tid);; ++at) {
      const Slot& slot = slots_[at & mask_];
      if (slot.tid == tid && slot.node) return &slot.node->thread;
      if (!slot.node) return nullptr;
    }
  }
  // A new entry; there must be none with this tid. nullptr when the table is full.
  Thread* add(int64_t tid);
  void remove(Thread* thread);
  void clear();
  size_t size() const { return count_; }
  // Slots that find() looks at.
  size_t probes(int64_t tid) const;

  // Calls visit(Thread&) for each entry, oldest first; visit must not add or remove.
  template <typename Visitor>
  void for_each(Visitor visit) const {
    for (Node* node = oldest_; node; node = node->next) visit(node->thread);
  }

 private:
  struct Node {
    Thread thread;
    Node* previous = nullptr;
    Node* next = nullptr;
  };
  struct Slot {
    int64_t tid;
    Node* node;  // nullptr = free
  };
  size_t free_slot(int64_t tid) const;
  void unlink(Node* node);
  void grow();

  SeededHash hash_;
  std::vector<Slot> slots_;  // a power of two
  size_t mask_;
  size_t count_ = 0;
  Node* oldest_ = nullptr;
  Node* newest_ = nullptr;
};

}  // namespace sonde
