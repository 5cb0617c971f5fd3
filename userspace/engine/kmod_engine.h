// KmodEngine: the kernel module as a source of events. It merges the rings of all CPUs by time and
// hands records out where they lie, as RawEvents; nothing is copied. It is told the snapshot of the
// machine (a scan of /proc, proc_scan.h) after recording has begun: what was recorded until then is
// handed out as "state only", so that the snapshot is right at the first event that is shown.
// Used by session/. Next: kmod_device.h (opening /dev/sonde), ring_cursor.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "engine/engine.h"
#include "engine/loss.h"
#include "engine/record_clock.h"
#include "engine/ring_cursor.h"
#include "schema/private_events.h"

namespace sonde {

// What the kernel says of the device's rings.
Counters counters_of(const RecordDevice& device);

// A record is written within microseconds of its time; an interrupt, or the machine's host that
// takes the CPU away, may stretch that.
inline constexpr uint64_t kRecordSlackNs = 2'000'000;

class KmodEngine : public Engine {
 public:
  explicit KmodEngine(std::unique_ptr<RecordDevice> device);

  // The snapshot; to be called once, before the first next(). Records that are in the rings by now
  // bring it up to date.
  void set_snapshot(std::vector<SnapshotItem> items);
  // True when all that happened while the snapshot was taken has been handed out.
  bool snapshot_done() const;
  // The same for a snapshot that is older than all records: they are events like any other.
  void set_earlier_snapshot(std::vector<SnapshotItem> items) { snapshot_ = std::move(items); }

  // Events of the CPUs in the order of their time; kIdle when there was none for a while or when a
  // signal came: call it again. After stop() what is left, then kEnd.
  Result<Next> next(RawEvent& event) override {
    return take_next(event) ? Result<Next>(Next::kEvent) : other_step(event);
  }
  // The next event, if one is at hand; false: ask next(). Inline: this is done for every event.
  bool take_next(RawEvent& event) {
    if (pending_) advance_front();
    while (!heap_.empty() && front().clock() <= limit_) [[likely]] {
        take(event);
        if (event.id < kFirstPrivateEvent || convert(event)) [[likely]]
          return true;
        advance_front();
      }
    return false;
  }
  SnapshotItem& snapshot() override { return snapshot_[snapshot_at_ - 1]; }

  // How long next() may sleep when nothing comes, before it says kIdle.
  void set_idle_timeout(int milliseconds) { idle_timeout_ms_ = milliseconds; }
  // No events but those that were recorded before this call. May be called twice.
  void stop();
  Counters counters() const;
  // What each ring holds.
  uint64_t ring_bytes() const { return device_->rings().empty() ? 0 : device_->rings()[0].bytes; }
  // Records from before the snapshot was complete; and what was taken out of the rings since,
  // including gap markers and records that are not handed out because this program does not know
  // their event.
  uint64_t snapshot_events() const { return snapshot_events_; }
  uint64_t taken_events() const { return next_num_ - 1; }
  // Gap markers of both, which the kernel does not count as written.
  uint64_t gap_events() const { return gap_events_; }
  // Records with a later clock are held back from now on, until a later one is named.
  void hold_back_after(uint64_t clock) { bound_ = clock; }
  // As of the last look, all that was recorded up to this clock has been handed out, if it is not
  // held back.
  uint64_t seen() const { return seen_; }
  // Some ring is more than a quarter full: nothing may be done now but to take events.
  bool is_under_pressure() const { return is_fuller_than(0.25); }
  bool is_fuller_than(double part) const;
  // The time up to which events were handed out: that of the last look at the rings, or less while
  // what was found then is not yet taken. ns since the epoch.
  uint64_t now_ns() const {
    const bool behind = !heap_.empty() && cursors_[heap_.front()].clock() < now_;
    return clock_.time_ns(behind ? cursors_[heap_.front()].clock() : now_);
  }

 private:
  RingCursor& front() { return cursors_[heap_.front()]; }
  // The record at the front; it stays there, and pending_ says that it is to go.
  void take(RawEvent& event) {
    const RingCursor& cursor = front();
    const uint8_t* const record = cursor.record();
    const uint32_t thread = load<uint32_t>(record + offsetof(sonde_record, thread));
    const uint32_t flags = load<uint32_t>(record + offsetof(sonde_record, flags));
    pending_ = true;
    event.id = load<uint16_t>(record + offsetof(sonde_record, event));
    event.cpu = cursor.cpu();
    event.tid = SONDE_RECORD_THREAD(thread);
    event.nparams = SONDE_RECORD_PARAMS(thread);
    event.ts_ns = clock_.time_ns(cursor.clock());
    event.lengths = record + SONDE_RECORD_BYTES;
    event.params = event.lengths + 2 * event.nparams;
    event.large = false;
    event.offset = 0;
    uint32_t bytes = 0;
    for (const uint8_t* length = event.lengths; length != event.params; length += 2) {
      bytes += load<uint16_t>(length);
    }
    event.params_bytes = bytes;
    event.block_flags = clock_.file_duration(flags);
    event.num = next_num_++;
    if (in_snapshot_) [[unlikely]]
      mark_snapshot(event);
  }
  void advance_front() {
    RingCursor& cursor = front();
    pending_ = false;
    cursor.advance();
    if (cursor.held_bytes() > cursor.ring_bytes() / 16) [[unlikely]]
      cursor.release();
    if (cursor.empty()) [[unlikely]]
      drop_front();
    if (heap_.size() > 1) sift_down();
  }
  void drop_front();
  void mark_snapshot(RawEvent& event);
  void sift_down();
  void push(uint32_t cursor);
  Result<Next> other_step(RawEvent& event);
  Result<void> look_again();
  void release_all();
  // One of sonde's own: from the id to the row. False for one that this program does not know.
  bool convert(RawEvent& event) {
    const bool is_whole = event.params_bytes >= kCallBytes;
    if (event.id == SONDE_EVENT_CALL && is_whole) [[likely]] {
      const uint16_t row = row_of_call(load<uint16_t>(event.params + sizeof(int64_t)));
      event.id = row;
      if (row != kNoEventRow) [[likely]]
        return true;
      event.id = SONDE_EVENT_CALL;
    }
    return convert_rare(event);
  }
  bool convert_rare(RawEvent& event);
  // Gaps: see "gaps" in kmod_engine.cpp.
  bool add_gap(RawEvent& event);
  void hand_out_gap(RawEvent& event, uint64_t ts_ns);
  void make_gap(RawEvent& event, uint64_t ts_ns);
  bool take_last_gap(RawEvent& event);

  static constexpr size_t kCallBytes = sizeof(int64_t) + sizeof(uint16_t);  // result and number
  static constexpr size_t kGapNumbers = 6;  // first, last, and one count for each class

  std::unique_ptr<RecordDevice> device_;
  std::vector<RingCursor> cursors_;
  std::vector<uint32_t> heap_;  // cursors with a record, the oldest first
  std::vector<bool> in_heap_;
  std::vector<uint64_t> snapshot_ends_;  // by cursor: records before it are part of the snapshot
  std::vector<SnapshotItem> snapshot_;
  size_t snapshot_at_ = 0;
  RecordClock clock_;
  uint64_t now_ = 0;
  uint64_t seen_ = 0;  // no record up to this clock can come any more
  uint64_t bound_ = UINT64_MAX;
  uint64_t limit_ = 0;  // records up to this clock may go: the earlier one of the two above
  uint64_t next_num_ = 1;
  int idle_timeout_ms_ = 1000;
  bool has_last_gap_ = false;  // what no record tells of has been added
  uint64_t gap_events_ = 0;
  uint64_t snapshot_events_ = 0;
  bool in_snapshot_ = false;  // some records may still belong to the snapshot
  bool pending_ = false;      // the front record was handed out
  bool busy_ = false;         // there were records when we last looked
  bool stopped_ = false;
  // The gap event that was handed out last, in nanoseconds, with its lengths.
  uint16_t gap_lengths_[kGapNumbers];
  uint64_t gap_numbers_[kGapNumbers];
  // What the next one will tell; its last four numbers are 0 when there is nothing.
  uint64_t next_gap_[kGapNumbers] = {};
  bool has_gap_ = false;
  uint64_t next_gap_ns_ = 0;  // not handed out before this time
  // Lost events of each ring that gap events have told of.
  std::vector<std::array<uint64_t, SONDE_CLASSES>> reported_by_ring_;
};

}  // namespace sonde
