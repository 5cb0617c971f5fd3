// ThreadTable: linear probing with backward-shift deletion; see thread_table.h.
// SPDX-License-Identifier: Apache-2.0
#include "state/thread_table.h"

namespace sonde {

namespace {
constexpr size_t kFirstSlots = 1024;  // a power of two
}

ThreadTable::ThreadTable() : slots_(kFirstSlots, Slot{0, nullptr}), mask_(kFirstSlots - 1) {}

ThreadTable::~ThreadTable() { clear(); }

Thread* ThreadTable::add(int64_t tid) {
  if (count_ >= kMaxThreads) return nullptr;
  if (count_ * 2 >= slots_.size()) grow();
  auto* node = new Node;
  node->thread.tid = tid;
  slots_[free_slot(tid)] = {tid, node};
  node->previous = newest_;
  (newest_ ? newest_->next : oldest_) = node;
  newest_ = node;
  ++count_;
  return &node->thread;
}

size_t ThreadTable::free_slot(int64_t tid) const {
  size_t at = hash_(tid) & mask_;
  while (slots_[at].node) at = (at + 1) & mask_;
  return at;
}

size_t ThreadTable::probes(int64_t tid) const {
  size_t count = 1;
  for (size_t at = hash_(tid) & mask_; slots_[at].node && slots_[at].tid != tid; ++count) {
    at = (at + 1) & mask_;
  }
  return count;
}

void ThreadTable::unlink(Node* node) {
  (node->previous ? node->previous->next : oldest_) = node->next;
  (node->next ? node->next->previous : newest_) = node->previous;
}

void ThreadTable::remove(Thread* thread) {
  size_t at = hash_(thread->tid) & mask_;
  while (!slots_[at].node || &slots_[at].node->thread != thread) at = (at + 1) & mask_;
  unlink(slots_[at].node);
  delete slots_[at].node;
  --count_;
  // Close the gap: an entry further on may have probed past this slot.
  size_t gap = at;
  for (;;) {
    at = (at + 1) & mask_;
    if (!slots_[at].node) break;
    const size_t home = hash_(slots_[at].tid) & mask_;
    const bool stays = gap <= at ? (gap < home && home <= at) : (gap < home || home <= at);
    if (stays) continue;
    slots_[gap] = slots_[at];
    gap = at;
  }
  slots_[gap] = {0, nullptr};
}

void ThreadTable::clear() {
  for (Slot& slot : slots_) {
    delete slot.node;
    slot = {0, nullptr};
  }
  oldest_ = newest_ = nullptr;
  count_ = 0;
}

void ThreadTable::grow() {
  std::vector<Slot> old(slots_.size() * 2, Slot{0, nullptr});
  old.swap(slots_);
  mask_ = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.node) slots_[free_slot(slot.tid)] = slot;
  }
}

}  // namespace sonde
