// TextOptions: what the user asked for on how values become text. Set by Session's caller; fields
// and printers read it by Moment::text.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace sonde {

enum class BufferText : uint8_t { kDots, kAscii, kHex, kHexAscii, kBase64 };
enum class TimeText : uint8_t { kClock, kAbsolute, kRelative, kLatency, kDelta };

// What the user asked for on how values become text.
struct TextOptions {
  BufferText buffer = BufferText::kDots;
  TimeText time = TimeText::kClock;
  uint32_t buffer_limit = 80;  // of dotted text, bytes; 0 = no limit
  bool resolve_ports = false;  // service names for ports
  bool escape = true;          // control bytes of captured text are made visible
  bool json = false;
};

}  // namespace sonde
