// Reading the clock page like a seqlock: two equal even sequence numbers around the values.
// SPDX-License-Identifier: Apache-2.0
#include "engine/record_clock.h"

#include <algorithm>

#include "schema/raw_event.h"

namespace sonde {

bool RecordClock::read(const sonde_clock_page& page) {
  const auto load32 = [](const __u32& word) { return __atomic_load_n(&word, __ATOMIC_RELAXED); };
  const auto load64 = [](const __u64& word) { return __atomic_load_n(&word, __ATOMIC_RELAXED); };
  for (int attempt = 0; attempt < 1000; ++attempt) {
    const uint32_t before = __atomic_load_n(&page.sequence, __ATOMIC_ACQUIRE);
    const uint32_t shift = load32(page.shift), mult = load32(page.mult);
    const uint64_t epoch_clock = load64(page.epoch_clock), epoch_ns = load64(page.epoch_ns);
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    if (before % 2 || before != load32(page.sequence) || mult == 0 || shift > 63) continue;
    shift_ = shift;
    mult_ = mult;
    epoch_clock_ = epoch_clock;
    epoch_ns_ = epoch_ns;
    plain_ = mult == 1 && shift == 0;
    return true;
  }
  return false;
}

uint32_t RecordClock::long_latency(uint32_t bits) const {
  return pack_latency(std::max<uint64_t>(span_ns(unpack_latency(bits)), 1));
}

}  // namespace sonde
