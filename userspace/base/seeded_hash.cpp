// The seed of this process, and hashes of texts. See seeded_hash.h.
// SPDX-License-Identifier: Apache-2.0
#include "base/seeded_hash.h"

#include <sys/random.h>
#include <time.h>

#include <cstring>

namespace sonde {

const SeededHash::Seed& SeededHash::process_seed() {
  static const Seed seed = [] {
    Seed drawn = {};
    if (getrandom(&drawn, sizeof drawn, GRND_NONBLOCK) != sizeof drawn) {
      // Early in a boot. The time to the nanosecond and where the program lies are no secrets, but
      // nobody knew them when the capture was written.
      timespec now = {};
      clock_gettime(CLOCK_MONOTONIC, &now);
      drawn.key = static_cast<uint64_t>(now.tv_nsec) * 0x9E3779B97F4A7C15u;
      drawn.factor = reinterpret_cast<uintptr_t>(&drawn) * 0xD1B54A32D192ED03u;
    }
    drawn.factor |= 1;
    return drawn;
  }();
  return seed;
}

size_t SeededHash::operator()(std::string_view text) const {
  size_t hash = folded(text.size() ^ seed_.key);
  for (; text.size() >= sizeof(uint64_t); text.remove_prefix(sizeof(uint64_t))) {
    uint64_t word;
    std::memcpy(&word, text.data(), sizeof word);
    hash = folded(hash ^ word);
  }
  if (text.empty()) return hash;
  uint64_t word = 0;
  std::memcpy(&word, text.data(), text.size());
  return folded(hash ^ word);
}

}  // namespace sonde
