// Numbers, signals and texts in the notation of strace; see struct_text.h.
// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "fields/struct_text.h"
#include "schema/event_table.h"

namespace sonde {

int64_t strace_signed(Bytes bytes) {
  if (bytes.size() >= 8) return load<int64_t>(bytes.data());
  if (bytes.size() >= 4) return load<int32_t>(bytes.data());
  return static_cast<int64_t>(strace_unsigned(bytes));
}

uint64_t strace_unsigned(Bytes bytes) {
  if (bytes.size() >= 8) return load<uint64_t>(bytes.data());
  if (bytes.size() >= 4) return load<uint32_t>(bytes.data());
  if (bytes.size() >= 2) return load<uint16_t>(bytes.data());
  return bytes.empty() ? 0 : bytes[0];
}

void append_strace_hex(std::string& out, uint64_t value) {
  if (value) out += "0x";
  append_hex(out, value);
}

void append_strace_pointer(std::string& out, uint64_t value) {
  if (!value) {
    out += "NULL";
    return;
  }
  append_strace_hex(out, value);
}

void append_strace_octal(std::string& out, Bytes bytes) {
  const uint64_t value = strace_unsigned(bytes);
  out += value < 010 ? "00" : "0";
  append_octal(out, value);
}

void append_strace_signal(std::string& out, int signal) {
  constexpr int kFirstRealtime = 32;
  const std::string_view name = signal_name(signal);
  if (!name.empty()) {
    out += name;
  } else if (signal == kFirstRealtime) {
    out += "SIGRTMIN";
  } else if (signal > kFirstRealtime && signal <= 64) {
    append_signed(out += "SIGRT_", signal - kFirstRealtime);
  } else {
    append_signed(out, signal);
  }
}

void append_strace_text(std::string& out, std::string_view text, bool more) {
  out += '"';
  for (size_t i = 0; i < text.size(); ++i) {
    const unsigned char c = static_cast<unsigned char>(text[i]);
    constexpr std::string_view kPlain = "\n\t\r\v\f\"\\", kLetters = "ntrvf\"\\";
    if (const size_t at = kPlain.find(text[i]); at != kPlain.npos) {
      out += '\\';
      out += kLetters[at];
    } else if (c >= 0x20 && c < 0x7f) {
      out += text[i];
    } else {
      // As short as it can be: a digit that follows would be taken for a part of it.
      const bool digit = i + 1 < text.size() && text[i + 1] >= '0' && text[i + 1] <= '7';
      out += '\\';
      if (digit || c >= 0100) out += static_cast<char>('0' + (c >> 6));
      if (digit || c >= 010) out += static_cast<char>('0' + ((c >> 3) & 7));
      out += static_cast<char>('0' + (c & 7));
    }
  }
  out += more ? "\"..." : "\"";
}

}  // namespace sonde
