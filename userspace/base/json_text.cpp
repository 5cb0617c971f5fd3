// JSON's escapes. The common case, ASCII without quotes and backslashes, is found eight bytes at a
// time and not copied at all.
// SPDX-License-Identifier: Apache-2.0
#include "base/json_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "base/utf8.h"

namespace sonde {
namespace {

constexpr uint64_t kOnes = 0x0101010101010101;
constexpr uint64_t kHighBits = 0x8080808080808080;

// A high bit in every byte of the result that is zero in `bytes`; bytes above such a one may be
// flagged too, which is harmless here because all that matters is "any".
uint64_t zero_bytes(uint64_t bytes) { return (bytes - kOnes) & ~bytes; }

bool needs_escape(unsigned char byte) {
  return byte < 0x20 || byte >= 0x80 || byte == '"' || byte == '\\';
}

// Offset of the first byte that cannot stand as it is, or the size.
size_t plain_prefix(std::string_view text) {
  size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    uint64_t bytes;
    std::memcpy(&bytes, text.data() + at, 8);
    const uint64_t below_space = (bytes - kOnes * 0x20) & ~bytes;
    const uint64_t special =
        bytes | below_space | zero_bytes(bytes ^ kOnes * '"') | zero_bytes(bytes ^ kOnes * '\\');
    if (special & kHighBits) break;
  }
  while (at < text.size() && !needs_escape(static_cast<unsigned char>(text[at]))) ++at;
  return at;
}

void append_unit(std::string& out, uint32_t unit) {
  constexpr char kDigits[] = "0123456789abcdef";
  const char escape[] = {'\\',
                         'u',
                         kDigits[unit >> 12 & 15],
                         kDigits[unit >> 8 & 15],
                         kDigits[unit >> 4 & 15],
                         kDigits[unit & 15]};
  out.append(escape, sizeof escape);
}

void append_escaped_json(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const size_t plain = plain_prefix(text);
    out.append(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) return;
    const auto [character, bytes] = first_character(text);
    text.remove_prefix(std::max<size_t>(bytes, 1));
    switch (character) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (character >= 0x10000) {
          append_unit(out, 0xD800 + ((character - 0x10000) >> 10));
          append_unit(out, 0xDC00 + ((character - 0x10000) & 0x3FF));
        } else {
          append_unit(out, character);
        }
    }
  }
}

}  // namespace

void append_json_text(std::string& out, std::string_view text) {
  out += '"';
  append_escaped_json(out, text);
  out += '"';
}

void finish_json_text(std::string& out, size_t start) {
  const std::string_view text = std::string_view(out).substr(start);
  const size_t plain = plain_prefix(text);
  if (plain < text.size()) {
    const std::string rest(text.substr(plain));
    out.resize(start + plain);
    append_escaped_json(out, rest);
  }
  out += '"';
}

void append_json_double(std::string& out, double value) {
  if (!std::isfinite(value)) {
    out += "null";
    return;
  }
  char text[40];
  auto [end, error] = std::to_chars(text, text + sizeof text, value);
  const std::string_view digits(text, static_cast<size_t>(end - text));
  out += digits;
  if (digits.find_first_of(".e") == std::string_view::npos) out += ".0";
}

}  // namespace sonde
