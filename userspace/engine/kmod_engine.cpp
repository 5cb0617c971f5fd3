// Merging the rings, and the pauses between. The order of things in look_again() matters: first the
// clock, then the heads. A record that is older than that clock by more than the slack has been
// published by the time its ring's head is read, so nothing older than the limit can turn up later.
// SPDX-License-Identifier: Apache-2.0
#include "engine/kmod_engine.h"

#include <algorithm>

#include "schema/event_table.h"

namespace sonde {
namespace {

// While events come, the rings are looked at so often, or when one is filled to the watermark.
constexpr int kBusyMs = 10;

constexpr uint64_t kNoThread = ~uint64_t{0};

// Gaps that follow one another within this time are one event.
constexpr uint64_t kGapEveryNs = 10'000'000;

}  // namespace

KmodEngine::KmodEngine(std::unique_ptr<RecordDevice> device) : device_(std::move(device)) {
  for (const MappedRing& ring : device_->rings()) cursors_.emplace_back(ring);
  heap_.reserve(cursors_.size());
  in_heap_.resize(cursors_.size());
  snapshot_ends_.resize(cursors_.size());
  reported_by_ring_.resize(cursors_.size());
  clock_.read(device_->clock_page());
}

void KmodEngine::set_snapshot(std::vector<SnapshotItem> items) {
  snapshot_ = std::move(items);
  for (size_t i = 0; i < cursors_.size(); ++i) {
    cursors_[i].refresh();
    snapshot_ends_[i] = cursors_[i].head();
  }
  in_snapshot_ = true;
}

bool KmodEngine::snapshot_done() const {
  for (size_t i = 0; i < cursors_.size(); ++i) {
    if (cursors_[i].at() < snapshot_ends_[i]) return false;
  }
  return true;
}

// ---- the heap ----

void KmodEngine::sift_down() {
  const size_t count = heap_.size();
  size_t at = 0;
  while (true) {
    size_t least = at;
    for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < count; ++child) {
      if (cursors_[heap_[child]].clock() < cursors_[heap_[least]].clock()) least = child;
    }
    if (least == at) return;
    std::swap(heap_[at], heap_[least]);
    at = least;
  }
}

void KmodEngine::push(uint32_t cursor) {
  in_heap_[cursor] = true;
  heap_.push_back(cursor);
  for (size_t at = heap_.size() - 1; at > 0;) {
    const size_t parent = (at - 1) / 2;
    if (cursors_[heap_[parent]].clock() <= cursors_[heap_[at]].clock()) return;
    std::swap(heap_[parent], heap_[at]);
    at = parent;
  }
}

void KmodEngine::drop_front() {
  in_heap_[heap_.front()] = false;
  heap_.front() = heap_.back();
  heap_.pop_back();
}

// ---- records ----

// Records from before the snapshot was complete are not shown, and get no number.
void KmodEngine::mark_snapshot(RawEvent& event) {
  if (front().at() < snapshot_ends_[heap_.front()]) {
    event.block_flags |= 1;
    --next_num_;
    ++snapshot_events_;
    event.num = 0;
    return;
  }
  in_snapshot_ = !snapshot_done();
}

bool KmodEngine::convert_rare(RawEvent& event) {
  const bool is_gap = event.id == SONDE_EVENT_GAP && event.nparams == kGapNumbers;
  const uint16_t row = row_of_private_event(event.id, event.nparams, event.lengths, event.params);
  if (row == kNoEventRow) return false;
  event.id = row;
  return !is_gap || add_gap(event);
}

// ---- gaps ----
// A ring that is full lets a record through now and then, and each of those tells of a gap. A
// thousand gaps in a millisecond are one loss: the first is handed out at once, what comes within
// the next milliseconds is added up and handed out afterwards, between events that were found in
// different looks at the rings.

// Adds what the record tells; false: it is not handed out by itself.
bool KmodEngine::add_gap(RawEvent& event) {
  uint64_t numbers[kGapNumbers];
  for (size_t i = 0; i < kGapNumbers; ++i) {
    numbers[i] = value_of<uint64_t>(event.param(static_cast<uint32_t>(i)));
  }
  const uint64_t first_ns = clock_.time_ns(numbers[0]), last_ns = clock_.time_ns(numbers[1]);
  next_gap_[0] = has_gap_ ? std::min(next_gap_[0], first_ns) : first_ns;
  next_gap_[1] = has_gap_ ? std::max(next_gap_[1], last_ns) : last_ns;
  has_gap_ = true;
  for (size_t i = 0; i < SONDE_CLASSES; ++i) {
    next_gap_[2 + i] += numbers[2 + i];
    reported_by_ring_[heap_.front()][i] += numbers[2 + i];
  }
  if (event.state_only() || event.ts_ns >= next_gap_ns_) {
    hand_out_gap(event, event.ts_ns);
    return true;
  }
  --next_num_;
  return false;
}

// The event gets the numbers of the gap, and keeps its own.
void KmodEngine::hand_out_gap(RawEvent& event, uint64_t ts_ns) {
  std::copy(std::begin(next_gap_), std::end(next_gap_), gap_numbers_);
  std::fill(std::begin(gap_lengths_), std::end(gap_lengths_), uint16_t{8});
  std::fill(std::begin(next_gap_), std::end(next_gap_), uint64_t{0});
  has_gap_ = false;
  next_gap_ns_ = ts_ns + kGapEveryNs;
  ++gap_events_;
  event.tid = kNoThread;
  event.ts_ns = ts_ns;
  event.nparams = kGapNumbers;
  event.lengths = reinterpret_cast<const uint8_t*>(gap_lengths_);
  event.params = reinterpret_cast<const uint8_t*>(gap_numbers_);
  event.params_bytes = sizeof gap_numbers_;
}

// One that no record stands for.
void KmodEngine::make_gap(RawEvent& event, uint64_t ts_ns) {
  event = RawEvent();
  event.id = static_cast<uint16_t>(EventId::SONDE_GAP);
  event.num = next_num_++;
  hand_out_gap(event, ts_ns);
}

// What was lost at the very end of the rings, where no later record could tell of it.
bool KmodEngine::take_last_gap(RawEvent& event) {
  const bool has_earlier = has_gap_;
  for (size_t at = 0; at < cursors_.size() && !has_last_gap_; ++at) {
    const sonde_ring_page& page = cursors_[at].page();
    // Of rings that overwrite, earlier markers may be gone: what they told is not told here again.
    uint64_t left = __atomic_load_n(&page.gap_records, __ATOMIC_RELAXED);
    if (left == 0) continue;
    for (size_t i = 0; i < SONDE_CLASSES; ++i) {
      uint64_t lost = 0;
      for (size_t reason = 0; reason < SONDE_REASONS; ++reason) {
        lost += __atomic_load_n(&page.lost[i][reason], __ATOMIC_RELAXED);
      }
      const uint64_t count = std::min(lost - reported_by_ring_[at][i], left);
      next_gap_[2 + i] += count;
      left -= count;
    }
    const uint64_t first_ns = clock_.time_ns(__atomic_load_n(&page.gap_first, __ATOMIC_RELAXED));
    const uint64_t last_ns = clock_.time_ns(__atomic_load_n(&page.gap_last, __ATOMIC_RELAXED));
    next_gap_[0] = has_gap_ ? std::min(next_gap_[0], first_ns) : first_ns;
    next_gap_[1] = has_gap_ ? std::max(next_gap_[1], last_ns) : last_ns;
    has_gap_ = true;
  }
  has_last_gap_ = true;
  if (!has_gap_) return false;
  make_gap(event, has_earlier ? clock_.time_ns(now_) : next_gap_[1]);
  return true;
}

// ---- pauses ----

Result<void> KmodEngine::look_again() {
  if (!clock_.read(device_->clock_page())) {
    return Error{ErrorKind::kSystem, "the kernel module's clock page is corrupt",
                 "reload the module: rmmod sonde; modprobe sonde"};
  }
  Result<uint64_t> now = device_->now();
  if (!now) return now.error();
  now_ = now.value();
  bool sound = true;
  for (uint32_t i = 0; i < cursors_.size(); ++i) {
    const bool any = cursors_[i].refresh();
    if (any && !in_heap_[i]) push(i);
    sound = sound && cursors_[i].sound();
  }
  if (!sound) {
    return Error{ErrorKind::kSystem, "a record of the kernel module is corrupt",
                 "reload the module: rmmod sonde; modprobe sonde"};
  }
  const uint64_t slack = clock_.units_of_ns(kRecordSlackNs);
  seen_ = stopped_ ? UINT64_MAX : now_ > slack ? now_ - slack : 0;
  limit_ = std::min(seen_, bound_);
  return {};
}

void KmodEngine::release_all() {
  for (RingCursor& cursor : cursors_) cursor.release();
}

// While events come, they are taken in batches: a wait that ends when a ring is filled to its
// watermark costs one call, and keeps a fast reader from looking at the rings all the time.
Result<Next> KmodEngine::other_step(RawEvent& event) {
  if (snapshot_at_ < snapshot_.size()) {
    ++snapshot_at_;
    return Next::kSnapshot;
  }
  snapshot_.clear();
  snapshot_at_ = 0;
  release_all();
  // All up to the limit has been handed out, and nothing later.
  if (has_gap_ && !stopped_ && clock_.time_ns(limit_) >= next_gap_ns_) {
    make_gap(event, clock_.time_ns(limit_));
    return Next::kEvent;
  }
  if (busy_ && !stopped_) device_->wait(RecordDevice::Until::kWatermark, kBusyMs);
  if (Result<void> looked = look_again(); !looked) return looked.error();
  busy_ = !heap_.empty();
  if (busy_ && front().clock() <= limit_) {
    return next(event);
  }
  if (stopped_ && heap_.empty()) return take_last_gap(event) ? Next::kEvent : Next::kEnd;
  const bool was_in_snapshot = in_snapshot_;
  in_snapshot_ = in_snapshot_ && !snapshot_done();
  // Nobody has to wait for an event to learn that the snapshot is complete.
  if (!busy_ && !was_in_snapshot) device_->wait(RecordDevice::Until::kFirst, idle_timeout_ms_);
  return Next::kIdle;
}

void KmodEngine::stop() {
  device_->stop();
  stopped_ = true;
}

bool KmodEngine::is_fuller_than(double part) const {
  return std::any_of(cursors_.begin(), cursors_.end(), [part](const RingCursor& cursor) {
    const double bytes = static_cast<double>(cursor.ring_bytes());
    return static_cast<double>(cursor.filled_bytes()) > part * bytes;
  });
}

Counters KmodEngine::counters() const { return counters_of(*device_); }

Counters counters_of(const RecordDevice& device) {
  Counters all;
  const auto load = [](const __u64& counter) {
    return __atomic_load_n(&counter, __ATOMIC_RELAXED);
  };
  for (const MappedRing& ring : device.rings()) {
    const sonde_ring_page& page = *ring.page;
    all.written += load(page.written);
    all.overwritten += load(page.overwritten);
    all.shed += load(page.shed);
    all.faults += load(page.faults);
    for (size_t i = 0; i < SONDE_CLASSES; ++i) {
      for (size_t reason = 0; reason < SONDE_REASONS; ++reason) {
        all.lost[i][reason] += load(page.lost[i][reason]);
      }
    }
  }
  return all;
}

}  // namespace sonde
