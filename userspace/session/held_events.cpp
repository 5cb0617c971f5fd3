// The queue behind HeldEvents: a ring of slots that keep their memory.
// SPDX-License-Identifier: Apache-2.0
#include "session/held_events.h"

#include <cstring>

#include "base/result.h"

namespace sonde {
namespace {

size_t lengths_bytes(const RawEvent& event) { return event.nparams * (event.large ? 4u : 2u); }
size_t bytes_of(const RawEvent& event) { return lengths_bytes(event) + event.params_bytes; }

}  // namespace

// The caller empties the queue with next() after each push, so there is always a free slot.
HeldEvent& HeldEvents::add(bool hidden) {
  SONDE_CHECK(end_ - first_ < kSlots);
  HeldEvent& held = slot(end_++);
  held.state = HeldEvent::State::kReady;
  held.is_call = false;
  held.has_enter = false;
  held.hidden = hidden;
  held.latency_ns = 0;
  return held;
}

void HeldEvents::copy(HeldEvent& held, const RawEvent& from, RawEvent& to, size_t at) {
  to = from;
  uint8_t* const memory = held.bytes.data() + at;
  const size_t lengths = lengths_bytes(from);
  if (lengths) std::memcpy(memory, from.lengths, lengths);
  if (from.params_bytes) std::memcpy(memory + lengths, from.params, from.params_bytes);
  to.lengths = memory;
  to.params = memory + lengths;
}

void HeldEvents::push(const RawEvent& event, bool hidden, bool waits) {
  HeldEvent& held = add(hidden);
  held.bytes.resize(bytes_of(event));
  copy(held, event, held.event, 0);
  bytes_ += held.bytes.size();
  if (!waits) return;
  release(event.tid);  // the exit of an earlier call never came
  held.state = HeldEvent::State::kWaiting;
  waiting_[event.tid] = end_ - 1;
}

void HeldEvents::push_call(const Call& call, bool hidden, uint64_t latency_ns) {
  HeldEvent& held = add(hidden);
  const size_t own_bytes = bytes_of(call.event);
  held.is_call = true;
  held.has_enter = call.enter;
  held.latency_ns = latency_ns;
  held.bytes.resize(own_bytes + (held.has_enter ? bytes_of(*call.enter) : 0));
  copy(held, call.event, held.event, 0);
  if (held.has_enter) copy(held, *call.enter, held.enter, own_bytes);
  bytes_ += held.bytes.size();
}

void HeldEvents::reconcile(uint64_t tid, uint64_t enter_num, bool drop) {
  if (waiting_.empty()) return;
  auto found = waiting_.find(tid);
  if (found == waiting_.end()) return;
  HeldEvent& held = slot(found->second);
  const bool dropped = drop && held.event.num == enter_num;
  held.state = dropped ? HeldEvent::State::kDropped : HeldEvent::State::kReady;
  dropped_ += dropped;
  waiting_.erase(found);
}

void HeldEvents::drop_leading() {
  while (first_ != end_ && slot(first_).state == HeldEvent::State::kDropped) pop();
}

HeldEvent* HeldEvents::next(bool all) {
  drop_leading();
  if (first_ == end_) return nullptr;
  HeldEvent& head = slot(first_);
  if (head.state == HeldEvent::State::kWaiting) {
    // One slot stays free for the next event.
    const bool full = end_ - first_ + 1 >= kSlots || bytes_ > kMaxBytes;
    if (!all && !full) return nullptr;
    waiting_.erase(head.event.tid);
  }
  return &head;
}

void HeldEvents::pop() {
  HeldEvent& head = slot(first_++);
  bytes_ -= head.bytes.size();
  dropped_ -= head.state == HeldEvent::State::kDropped;
  if (head.bytes.capacity() > kKeptCapacity)
    std::vector<uint8_t>().swap(head.bytes);
  else
    head.bytes.clear();
}

}  // namespace sonde
