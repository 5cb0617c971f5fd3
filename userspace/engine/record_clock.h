// RecordClock: from the clock of records to nanoseconds, by the page in which the kernel says how.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "driver/uapi/record.h"

namespace sonde {

class RecordClock {
 public:
  // Reads the page; false while the kernel is writing it (then the values stay as they were).
  bool read(const sonde_clock_page& page);

  // Since the epoch.
  uint64_t time_ns(uint64_t clock) const {
    // Almost all are within seconds of the page; their product has room in 64 bits.
    const uint64_t since = clock - epoch_clock_;
    if (since + kNear < 2 * kNear) [[likely]] {
      const int64_t product = static_cast<int64_t>(since) * static_cast<int64_t>(mult_);
      return epoch_ns_ + static_cast<uint64_t>(product >> shift_);
    }
    return epoch_ns_ + static_cast<uint64_t>(scaled(static_cast<int64_t>(since)));
  }
  // A duration as records hold it, in nanoseconds as files hold it: in bits 3-31, 0 is unknown.
  uint32_t file_duration(uint32_t record_flags) const {
    const uint32_t bits = record_flags & ~uint32_t{7};
    if (plain_ || bits == 0) return bits;
    constexpr uint32_t kMantissaEnd = 1u << (SONDE_DURATION_SHIFT + SONDE_DURATION_MANTISSA);
    if (bits < kMantissaEnd) [[likely]] {  // no exponent
      const uint64_t ns = (uint64_t{bits >> SONDE_DURATION_SHIFT} * mult_) >> shift_;
      if (ns && ns >> SONDE_DURATION_MANTISSA == 0) [[likely]]
        return static_cast<uint32_t>(ns) << SONDE_DURATION_SHIFT;
    }
    return long_latency(bits);
  }
  // How long this number of units is.
  uint64_t span_ns(uint64_t units) const {
    return static_cast<uint64_t>(scaled(static_cast<int64_t>(units)));
  }
  uint64_t units_of_ns(uint64_t ns) const {
    __extension__ using Wide = unsigned __int128;
    return static_cast<uint64_t>((Wide{ns} << shift_) / mult_);
  }

 private:
  int64_t scaled(int64_t units) const {
    if (plain_) return units;
    __extension__ using Wide = __int128;
    return static_cast<int64_t>((Wide{units} * mult_) >> shift_);
  }

  uint32_t long_latency(uint32_t bits) const;

  static constexpr uint64_t kNear = uint64_t{1} << 31;
  uint64_t epoch_clock_ = 0;
  uint64_t epoch_ns_ = 0;
  uint32_t mult_ = 1;
  uint32_t shift_ = 0;
  bool plain_ = true;  // a unit is a nanosecond
};

}  // namespace sonde
