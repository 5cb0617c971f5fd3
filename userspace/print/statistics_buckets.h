// Buckets of numbers for percentiles: 128 for each power of two, so that the middle of one is at
// most 0.4 % from what is in it. Used by statistics.cpp and statistics_text.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstdint>

namespace sonde {

inline constexpr int32_t kBucketsPerPower = 128, kBucketOfOne = 1 << 20;

inline int32_t bucket_of(double number) {
  if (number == 0) return 0;
  int power = 0;
  const double part = std::frexp(std::fabs(number), &power);  // 0.5 .. 1
  const int32_t bucket =
      kBucketOfOne + power * kBucketsPerPower + static_cast<int32_t>((part - 0.5) * 256);
  return number < 0 ? -bucket : bucket;
}

// Its middle; whole numbers below 256 come out as they are.
inline double middle_of_bucket(int32_t bucket) {
  if (bucket == 0) return 0;
  const int32_t at = (bucket < 0 ? -bucket : bucket) - kBucketOfOne + (kBucketsPerPower << 12);
  const int power = at / kBucketsPerPower - (1 << 12);
  const double low = std::ldexp(0.5 + (at % kBucketsPerPower) / 256.0, power);
  const double width = std::ldexp(1 / 256.0, power);
  const double middle = width > 1 ? low + width / 2 : low;
  return bucket < 0 ? -middle : middle;
}

}  // namespace sonde
