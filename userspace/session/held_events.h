// HeldEvents: recorded events on their way to the file, held back for a short while.
// A call is to be written as one event, so its enter event must not be written if its exit event
// follows. Whether it does is known only later; until then the enter event waits here, and what
// comes after it queues behind it, because a file keeps the order of time. The queue is short: an
// enter event that waits too long is released as it is, and then stands in the file by itself.
// Used by recording.cpp only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "base/seeded_hash.h"
#include "schema/layout.h"

namespace sonde {

struct HeldEvent {
  enum class State : uint8_t { kReady, kWaiting, kDropped };

  State state = State::kReady;
  bool is_call = false;  // to be written in the current layout, with its duration
  bool hidden = false;   // only for the state
  bool has_enter = false;
  RawEvent event;  // point into `bytes`
  RawEvent enter;
  uint64_t latency_ns = 0;  // 0 = unknown
  std::vector<uint8_t> bytes;
};

class HeldEvents {
 public:
  HeldEvents() : slots_(kSlots) {}

  // The event as it was recorded. `waits`: an enter event whose exit may follow.
  void push(const RawEvent& event, bool hidden, bool waits);
  // The event with what its enter event adds to it.
  void push_call(const Call& call, bool hidden, uint64_t latency_ns);

  // The thread's waiting enter event is waiting no longer: it is dropped if it is the event with
  // this number and `drop` is wanted, otherwise released.
  void reconcile(uint64_t tid, uint64_t enter_num, bool drop);
  void release(uint64_t tid) { reconcile(tid, 0, false); }

  // The next event to be written, or nullptr while it must wait. `all`: nothing waits any longer.
  // Call pop() when it has been written.
  HeldEvent* next(bool all);
  void pop();

  bool empty() const { return first_ == end_; }
  // What will be written of it, as far as is known now.
  size_t events() const { return end_ - first_ - dropped_; }
  size_t bytes() const { return bytes_; }

 private:
  static constexpr size_t kSlots = 8192;  // a power of two
  static constexpr size_t kMaxBytes = 1 << 20;
  static constexpr size_t kKeptCapacity = 1024;  // of a slot's memory, for its next event

  HeldEvent& slot(uint64_t number) { return slots_[number & (kSlots - 1)]; }
  HeldEvent& add(bool hidden);
  void copy(HeldEvent& held, const RawEvent& from, RawEvent& to, size_t at);
  void drop_leading();

  std::vector<HeldEvent> slots_;
  uint64_t first_ = 0, end_ = 0;  // numbers of slots, counted on and on
  size_t bytes_ = 0;
  size_t dropped_ = 0;                   // slots in the queue that are kDropped
  HashMap<uint64_t, uint64_t> waiting_;  // slot number by tid
};

}  // namespace sonde
