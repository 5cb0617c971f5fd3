// Well-formed sequences as in table 3-7 of the Unicode standard. See utf8.h.
// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"

#include <cstdint>
#include <cstring>

namespace sonde {
namespace {

uint8_t byte_at(std::string_view text, size_t at) { return static_cast<uint8_t>(text[at]); }
bool within(uint8_t byte, uint8_t low, uint8_t high) { return byte >= low && byte <= high; }

// Bytes of the character at `at`; 0 when there is no valid one.
size_t character_bytes(std::string_view text, size_t at) {
  const uint8_t lead = byte_at(text, at);
  if (lead < 0x80) return 1;
  size_t bytes = 0;
  uint8_t low = 0x80, high = 0xBF;  // of the second byte
  if (within(lead, 0xC2, 0xDF))
    bytes = 2;
  else if (within(lead, 0xE0, 0xEF))
    bytes = 3;
  else if (within(lead, 0xF0, 0xF4))
    bytes = 4;
  if (bytes == 0 || bytes > text.size() - at) return 0;
  if (lead == 0xE0) low = 0xA0;   // overlong
  if (lead == 0xED) high = 0x9F;  // surrogates
  if (lead == 0xF0) low = 0x90;   // overlong
  if (lead == 0xF4) high = 0x8F;  // beyond U+10FFFF
  if (!within(byte_at(text, at + 1), low, high)) return 0;
  for (size_t i = 2; i < bytes; ++i) {
    if (!within(byte_at(text, at + i), 0x80, 0xBF)) return 0;
  }
  return bytes;
}

}  // namespace

bool is_utf8(std::string_view text) {
  size_t at = 0;
  while (at < text.size()) {
    uint64_t eight = 0;
    if (text.size() - at >= sizeof eight) {
      std::memcpy(&eight, text.data() + at, sizeof eight);
      if (!(eight & 0x8080808080808080)) {
        at += sizeof eight;
        continue;
      }
    }
    const size_t bytes = character_bytes(text, at);
    if (bytes == 0) return false;
    at += bytes;
  }
  return true;
}

std::string repaired_utf8(std::string_view text) {
  std::string repaired;
  for (size_t at = 0; at < text.size();) {
    const size_t bytes = character_bytes(text, at);
    if (bytes == 0) {
      repaired += "\xEF\xBF\xBD";
      ++at;
    } else {
      repaired += text.substr(at, bytes);
      at += bytes;
    }
  }
  return repaired;
}

}  // namespace sonde
