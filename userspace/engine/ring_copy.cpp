// Copying first, and looking afterwards what the kernel has overwritten meanwhile.
// SPDX-License-Identifier: Apache-2.0
#include "engine/ring_copy.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <optional>

#include "base/bytes.h"

namespace sonde {
namespace {

constexpr int kAttempts = 100;
// The reader that hands records on copies them in pieces, a little more than there is.
constexpr uint64_t kSlackBytes = 64;

struct Header {
  uint64_t bytes;
  uint64_t clock;
  bool counts;  // is a record of an event, as the kernel counts them
};

Header header_at(const uint8_t* record) {
  const uint16_t event = load<uint16_t>(record + offsetof(sonde_record, event));
  return {uint64_t{load<uint16_t>(record)} * SONDE_RECORD_UNIT,
          load<uint64_t>(record + offsetof(sonde_record, clock_low)),
          event != SONDE_RECORD_SKIP && event != SONDE_EVENT_GAP};
}

bool is_skip(const uint8_t* record) {
  return load<uint16_t>(record + offsetof(sonde_record, event)) == SONDE_RECORD_SKIP;
}

uint64_t oldest_of(const sonde_ring_page& page) {
  return __atomic_load_n(&page.oldest, __ATOMIC_RELAXED);
}

// The clock of the oldest record that is still there; nothing when none was overwritten, or when
// they come and go too quickly to look at one.
std::optional<uint64_t> oldest_clock(const MappedRing& ring) {
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const uint64_t head = __atomic_load_n(&ring.page->head, __ATOMIC_ACQUIRE);
    const uint64_t oldest = oldest_of(*ring.page);
    if (oldest == 0) return {};
    std::optional<uint64_t> clock;
    for (uint64_t at = oldest; at < head && !clock;) {
      const uint8_t* const record = ring.data + (at & (ring.bytes - 1));
      const Header header = header_at(record);
      if (header.bytes == 0) break;
      if (!is_skip(record)) clock = header.clock;
      at += header.bytes;
    }
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    if (clock && oldest_of(*ring.page) == oldest) return clock;
  }
  return {};
}

}  // namespace

uint64_t oldest_clock(const RecordDevice& device) {
  uint64_t latest = 0;
  for (const MappedRing& ring : device.rings()) {
    latest = std::max(latest, oldest_clock(ring).value_or(0));
  }
  return latest;
}

RingCopy::RingCopy(const RecordDevice& device, uint64_t now) : now_(now) {
  // Written every second; the copy is for a reader who takes it as it is.
  const sonde_clock_page& page = device.clock_page();
  do {
    clock_.sequence = __atomic_load_n(&page.sequence, __ATOMIC_ACQUIRE);
    clock_.shift = __atomic_load_n(&page.shift, __ATOMIC_RELAXED);
    clock_.mult = __atomic_load_n(&page.mult, __ATOMIC_RELAXED);
    clock_.epoch_clock = __atomic_load_n(&page.epoch_clock, __ATOMIC_RELAXED);
    clock_.epoch_ns = __atomic_load_n(&page.epoch_ns, __ATOMIC_RELAXED);
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
  } while (clock_.sequence % 2 || clock_.sequence != page.sequence);
  for (const MappedRing& ring : device.rings()) copy(ring);
}

void RingCopy::copy(const MappedRing& from) {
  copies_.push_back(std::make_unique<Ring>());
  cpus_.push_back(from.cpu);
  Ring& to = *copies_.back();
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    // In this order: between the two there is never more than the ring.
    const uint64_t head = __atomic_load_n(&from.page->head, __ATOMIC_ACQUIRE);
    const uint64_t begin = oldest_of(*from.page);
    if (begin > head) continue;
    to.bytes.resize(head - begin + kSlackBytes);
    std::memcpy(to.bytes.data(), from.data + (begin & (from.bytes - 1)), head - begin);
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    const uint64_t whole_from = oldest_of(*from.page);
    if (whole_from > head) continue;  // all of it was overwritten
    to.start = whole_from - begin;
    to.end = head - begin;
    break;
  }
  std::memcpy(&to.page, from.page, sizeof to.page);
  older_ += to.page.overwritten;
  if (to.page.oldest == 0) return;
  for (uint64_t at = to.start; at < to.end;) {
    const Header header = header_at(to.bytes.data() + at);
    if (!is_skip(to.bytes.data() + at)) {
      oldest_ = std::max(oldest_, header.clock);
      return;
    }
    at += header.bytes ? header.bytes : to.end;
  }
  oldest_ = now_;  // nothing of this ring is left
}

void RingCopy::keep_from(uint64_t first) {
  first_ = std::min(first, now_);
  for (size_t i = 0; i < copies_.size(); ++i) {
    Ring& ring = *copies_[i];
    while (ring.start < ring.end) {
      const Header header = header_at(ring.bytes.data() + ring.start);
      if (header.bytes == 0) break;
      const bool skip = is_skip(ring.bytes.data() + ring.start);
      if (!skip && header.clock >= first) break;
      older_ += header.counts;
      ring.start += header.bytes;
    }
    if (ring.start > ring.end) ring.start = ring.end;
    uint64_t end = ring.start;
    uint64_t kept = 0;
    while (end < ring.end) {
      const Header header = header_at(ring.bytes.data() + end);
      if (header.bytes == 0 || (!is_skip(ring.bytes.data() + end) && header.clock > now_)) break;
      kept += header.counts;
      end += header.bytes;
    }
    ring.end = std::min(end, ring.end);
    ring.page.head = ring.end - ring.start;
    ring.page.oldest = 0;
    ring.page.written = kept;
    ring.page.overwritten = 0;
    MappedRing mapped;
    mapped.cpu = cpus_[i];
    mapped.bytes = std::bit_ceil(ring.page.head + 1);
    mapped.data = ring.bytes.data() + ring.start;
    mapped.page = &ring.page;
    mapped.reader = &ring.reader;
    rings_.push_back(mapped);
  }
}

}  // namespace sonde
