// RingCursor: the reader's place in one ring. It walks over whole records, and gives the room
// behind it back now and then. The memory order is argued in driver/ring.c: what is below the head
// that was loaded with acquire is whole, and what lies before the tail that is stored with release
// may be overwritten at once.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/bytes.h"
#include "engine/record_device.h"

namespace sonde {

class RingCursor {
 public:
  explicit RingCursor(const MappedRing& ring)
      : ring_(ring), at_(__atomic_load_n(&ring.reader->tail, __ATOMIC_RELAXED)), released_(at_) {}

  uint16_t cpu() const { return ring_.cpu; }
  uint64_t at() const { return at_; }      // position of the record at the cursor
  uint64_t head() const { return head_; }  // end of what is known to be whole

  // Looks for new records. True when there is one at the cursor.
  bool refresh() {
    head_ = __atomic_load_n(&ring_.page->head, __ATOMIC_ACQUIRE);
    return skip_padding();
  }
  bool empty() const { return at_ >= head_; }

  // The record at the cursor, which must not be empty.
  const uint8_t* record() const { return ring_.data + (at_ & (ring_.bytes - 1)); }
  uint64_t clock() const { return clock_; }

  // On to the next record. The one before stays readable until release().
  void advance() {
    at_ += record_bytes();
    skip_padding();
  }
  // Everything before the cursor may be reused.
  void release() {
    if (released_ == at_) return;
    __atomic_store_n(&ring_.reader->tail, at_, __ATOMIC_RELEASE);
    released_ = at_;
  }
  // How much has been read and not been given back.
  uint64_t held_bytes() const { return at_ - released_; }
  uint64_t ring_bytes() const { return ring_.bytes; }
  // How much of the ring cannot be written at present.
  uint64_t filled_bytes() const {
    return __atomic_load_n(&ring_.page->head, __ATOMIC_RELAXED) - released_;
  }
  // False once a record had a size that cannot be: the rest of the ring is corrupt then.
  bool sound() const { return sound_; }
  const sonde_ring_page& page() const { return *ring_.page; }

 private:
  uint64_t record_bytes() const { return uint64_t{load<uint16_t>(record())} * SONDE_RECORD_UNIT; }
  bool skip_padding() {
    while (at_ < head_) {
      const uint8_t* const bytes = record();
      const uint64_t size = record_bytes();
      if (size == 0 || size > head_ - at_) [[unlikely]] {
        sound_ = false;
        at_ = head_;
        return false;
      }
      if (load<uint16_t>(bytes + offsetof(sonde_record, event)) != SONDE_RECORD_SKIP) [[likely]] {
        clock_ = load<uint64_t>(bytes + offsetof(sonde_record, clock_low));
        return true;
      }
      at_ += size;
    }
    return false;
  }

  MappedRing ring_;
  uint64_t at_;
  uint64_t released_;
  uint64_t head_ = 0;
  uint64_t clock_ = 0;
  bool sound_ = true;
};

}  // namespace sonde
