// ThreadTable: threads by tid, linear probing with backward-shift deletion; see thread_table.h.
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
  size_t at = hash(tid) & mask_;
  while (slots_[at].thread) at = (at + 1) & mask_;
  auto* thread = new Thread;
  thread->tid = tid;
  slots_[at] = {tid, thread};
  ++count_;
  return thread;
}

void ThreadTable::remove(Thread* thread) {
  size_t at = hash(thread->tid) & mask_;
  while (slots_[at].thread != thread) at = (at + 1) & mask_;
  delete thread;
  --count_;
  // Close the gap: an entry further on may have probed past this slot.
  size_t gap = at;
  for (;;) {
    at = (at + 1) & mask_;
    if (!slots_[at].thread) break;
    const size_t home = hash(slots_[at].tid) & mask_;
    const bool stays = gap <= at ? (gap < home && home <= at) : (gap < home || home <= at);
    if (stays) continue;
    slots_[gap] = slots_[at];
    gap = at;
  }
  slots_[gap] = {0, nullptr};
}

void ThreadTable::clear() {
  for (Slot& slot : slots_) {
    delete slot.thread;
    slot = {0, nullptr};
  }
  count_ = 0;
}

void ThreadTable::grow() {
  std::vector<Slot> old(slots_.size() * 2, Slot{0, nullptr});
  old.swap(slots_);
  mask_ = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (!slot.thread) continue;
    size_t at = hash(slot.tid) & mask_;
    while (slots_[at].thread) at = (at + 1) & mask_;
    slots_[at] = slot;
  }
}

}  // namespace sonde
