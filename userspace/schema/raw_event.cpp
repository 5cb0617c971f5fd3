// The duration in the flags word of an event block. Layout: see raw_event.h.
// SPDX-License-Identifier: Apache-2.0
#include "schema/raw_event.h"

#include <bit>

namespace sonde {
namespace {

constexpr int kMantissaShift = 3;
constexpr int kMantissaBits = 24;
constexpr int kExponentShift = kMantissaShift + kMantissaBits;
constexpr uint64_t kMaxMantissa = (uint64_t{1} << kMantissaBits) - 1;
constexpr int kMaxExponent = 31;

}  // namespace

uint32_t pack_latency(uint64_t latency_ns) {
  if (latency_ns == 0) latency_ns = 1;
  int exponent = std::max(0, static_cast<int>(std::bit_width(latency_ns)) - kMantissaBits);
  uint64_t mantissa = latency_ns;
  if (exponent > 0) {
    // To the nearest, which keeps the error within half a unit of 2^-23: below 1e-7.
    mantissa = (latency_ns >> exponent) + (latency_ns >> (exponent - 1) & 1);
    if (mantissa > kMaxMantissa) {
      mantissa >>= 1;
      ++exponent;
    }
  }
  if (exponent > kMaxExponent) {
    mantissa = kMaxMantissa;
    exponent = kMaxExponent;
  }
  return static_cast<uint32_t>(mantissa << kMantissaShift) | static_cast<uint32_t>(exponent)
                                                                 << kExponentShift;
}

uint64_t unpack_latency(uint32_t block_flags) {
  uint64_t mantissa = block_flags >> kMantissaShift & kMaxMantissa;
  return mantissa << (block_flags >> kExponentShift);
}

}  // namespace sonde
