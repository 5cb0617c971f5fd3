// Data of calls as text; see buffer_text.h.
// SPDX-License-Identifier: Apache-2.0
#include "fields/buffer_text.h"

#include <algorithm>

namespace sonde {

namespace {

constexpr char kHex[] = "0123456789abcdef";
constexpr size_t kRowBytes = 16;

bool printable(uint8_t byte) { return byte >= 0x20 && byte < 0x7f; }

// Line ends of any kind become one newline; it starts on a line of its own, so that a newline at
// its start adds none.
void append_ascii(std::string& out, Bytes data) {
  out.push_back('\n');
  uint8_t previous = '\r';
  for (uint8_t byte : data) {
    if (printable(byte)) {
      out.push_back(static_cast<char>(byte));
    } else if (byte == '\r' || (byte == '\n' && previous != '\r')) {
      out.push_back('\n');
    }
    previous = byte;
  }
}

void append_hex_rows(std::string& out, Bytes data, bool with_ascii) {
  for (size_t at = 0; at < data.size(); at += kRowBytes) {
    const Bytes row = data.subspan(at, std::min(kRowBytes, data.size() - at));
    out += "\n\t0x";
    int digits = 4;
    while (at >> (4 * digits)) ++digits;
    while (digits) out.push_back(kHex[at >> (4 * --digits) & 15]);
    out.push_back(':');
    for (size_t i = 0; i < row.size(); ++i) {
      if (i % 2 == 0) out.push_back(' ');
      out.push_back(kHex[row[i] >> 4]);
      out.push_back(kHex[row[i] & 15]);
    }
    if (!with_ascii) continue;
    // As sysdig does: an odd last byte counts as a whole group, so its text stands two columns
    // left.
    out.append((kRowBytes - row.size()) / 2 * 5 + 2, ' ');
    append_dotted(out, as_text(row));
  }
  out.push_back('\n');
}

}  // namespace

void append_dotted(std::string& out, std::string_view data) {
  const size_t start = out.size();
  out.append(data);
  char* at = out.data() + start;
  for (size_t i = 0; i < data.size(); ++i) {
    const uint8_t byte = static_cast<uint8_t>(at[i]);
    at[i] = static_cast<uint8_t>(byte - 0x20) < 0x5f ? at[i] : '.';
  }
}

void append_base64(std::string& out, Bytes data) {
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  size_t at = 0;
  for (; at + 3 <= data.size(); at += 3) {
    const uint32_t three = static_cast<uint32_t>(data[at] << 16 | data[at + 1] << 8 | data[at + 2]);
    const char four[4] = {kDigits[three >> 18], kDigits[three >> 12 & 63], kDigits[three >> 6 & 63],
                          kDigits[three & 63]};
    out.append(four, 4);
  }
  const size_t left = data.size() - at;
  if (left == 0) return;
  const uint32_t rest = static_cast<uint32_t>(data[at] << 16 | (left == 2 ? data[at + 1] << 8 : 0));
  const char four[4] = {kDigits[rest >> 18], kDigits[rest >> 12 & 63],
                        left == 2 ? kDigits[rest >> 6 & 63] : '=', '='};
  out.append(four, 4);
}

void append_buffer(std::string& out, Bytes data, const TextOptions& options) {
  if (data.empty()) return;
  switch (options.buffer) {
    case BufferText::kAscii:
      return append_ascii(out, data);
    case BufferText::kHex:
      return append_hex_rows(out, data, false);
    case BufferText::kHexAscii:
      return append_hex_rows(out, data, true);
    case BufferText::kBase64:
      return append_base64(out, data);
    case BufferText::kDots:
      break;
  }
  const size_t limit = options.json ? 0 : options.buffer_limit;
  if (limit == 0 || data.size() <= limit) return append_dotted(out, as_text(data));
  const size_t kept = limit > 3 ? limit - 3 : 0;
  append_dotted(out, as_text(data).substr(0, kept));
  out.append("...", std::min<size_t>(limit, 3));
}

}  // namespace sonde
