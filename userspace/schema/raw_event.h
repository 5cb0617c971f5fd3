// RawEvent: one event where it lies: in the buffer of a capture file, later in a ring.
// Nothing is copied and nothing decoded until a parameter is asked for. Valid until the next
// event is taken from where it came. Layout: scap file format, event block version 2 (the reader
// turns version 1 into this by counting the parameters).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "schema/event_table.h"

namespace sonde {

struct RawEvent {
  uint64_t ts_ns = 0;   // since the epoch
  uint64_t tid = 0;     // host pid namespace; ~0 when there is no thread
  uint64_t num = 0;     // 1 for the first event of the input, filtered or not
  uint64_t offset = 0;  // of its block in the uncompressed input
  const uint8_t* lengths = nullptr;
  const uint8_t* params = nullptr;  // parameters back to back
  uint32_t params_bytes = 0;
  uint32_t nparams = 0;  // never more than 64; what is beyond is not offered
  uint16_t id = 0;       // EventId or an own id; a row exists
  uint16_t cpu = 0;
  uint32_t block_flags = 0;  // bit 0: state only; bits 3-31: duration
  bool large = false;        // lengths are u32 instead of u16

  bool state_only() const { return block_flags & 1; }
  const EventRow& row() const { return event_row(id); }
  uint32_t param_size(uint32_t index) const {
    return large ? load<uint32_t>(lengths + 4 * index) : load<uint16_t>(lengths + 2 * index);
  }
  // The bytes of a parameter; empty when it is empty or the event has no such parameter.
  // The reader has checked that all parameters lie inside the event.
  Bytes param(uint32_t index) const {
    if (index >= nparams) return {};
    const uint8_t* at = params;
    for (uint32_t i = 0; i < index; ++i) at += param_size(i);
    return {at, param_size(index)};
  }
};

// A parameter's bytes as an integer of its own width; `otherwise` when it is too short.
template <typename T>
inline T value_of(Bytes param, T fallback = T{}) {
  return param.size() >= sizeof(T) ? load<T>(param.data()) : fallback;
}
// Text up to the first NUL or the end.
inline std::string_view text_of(Bytes param) {
  if (param.empty()) return {};
  const char* start = reinterpret_cast<const char*>(param.data());
  return {start, strnlen(start, param.size())};
}

// The duration that our own files keep in bits 3-31 of the block's flags: 24 bits of mantissa
// (bits 3-26) times two to the power of 5 bits of exponent (bits 27-31), in nanoseconds.
// All zero means unknown; zero itself is stored as 1 ns.
uint32_t pack_latency(uint64_t latency_ns);     // to be or'ed into the flags
uint64_t unpack_latency(uint32_t block_flags);  // 0 = unknown

}  // namespace sonde
