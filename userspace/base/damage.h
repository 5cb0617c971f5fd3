// Damage: a part of the input that could not be read, and the log in which it is collected.
// Bad input is never fatal: the reader notes it here and reads on where that is possible.
// Written by capfile/, shown by the front ends at the end of a run.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sonde {

struct Damage {
  uint64_t offset = 0;  // in the uncompressed input, bytes
  std::string what;
};

// Keeps the first kMost entries and says once that there were more.
class DamageLog {
 public:
  static constexpr size_t kMost = 1000;

  void add(uint64_t offset, std::string what) {
    if (++count_ < kMost) {
      entries_.push_back({offset, std::move(what)});
    } else if (count_ == kMost) {
      entries_.push_back({offset, "more damage follows that is not listed"});
    }
  }
  const std::vector<Damage>& entries() const { return entries_; }
  uint64_t count() const { return count_; }

 private:
  std::vector<Damage> entries_;
  uint64_t count_ = 0;
};

}  // namespace sonde
