// PairMap: what is known of a pair of numbers, as one 64-bit key: open addressing in one array,
// because scans ask millions of times and a table of nodes would cost more than the answer.
// Used by row_filter.h, row_replay.h and view/grouping.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/seeded_hash.h"

namespace sonde {

class PairMap {
 public:
  static constexpr uint32_t kUnset = 0xFFFFFFFE;  // no value; kept values must differ from it

  // The value of the key, kUnset at first. Valid until the next call.
  uint32_t& of(uint64_t key) {
    if ((count_ + 1) * 2 > slots_.size()) grow();
    Slot& slot = slots_[place(key)];
    if (!slot.taken) {
      slot = {key, kUnset, true};
      ++count_;
    }
    return slot.value;
  }
  // Slots that of() looks at.
  size_t probes(uint64_t key) const {
    if (slots_.empty()) return 0;
    return ((place(key) - hash_(key)) & (slots_.size() - 1)) + 1;
  }
  void clear() {
    slots_.clear();
    count_ = 0;
  }

 private:
  struct Slot {
    uint64_t key = 0;
    uint32_t value = kUnset;
    bool taken = false;
  };

  size_t place(uint64_t key) const {
    const size_t mask = slots_.size() - 1;
    size_t at = hash_(key) & mask;
    while (slots_[at].taken && slots_[at].key != key) at = (at + 1) & mask;
    return at;
  }
  void grow() {
    std::vector<Slot> old = std::move(slots_);
    slots_ = std::vector<Slot>(old.empty() ? 256 : old.size() * 2);
    for (const Slot& slot : old) {
      if (slot.taken) slots_[place(slot.key)] = slot;
    }
  }

  SeededHash hash_;
  std::vector<Slot> slots_;  // a power of two of them
  size_t count_ = 0;
};

}  // namespace sonde
