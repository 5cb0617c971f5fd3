// Writing of numbers and of text that came from a capture. Called for every printed value, so
// nothing here allocates beyond what `out` itself needs.
// Next: log.cpp (lines for the user), fields/params.h (values of events as text).
// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstring>

#include "base/utf8.h"

namespace sonde {

namespace {

constexpr char kHexLower[] = "0123456789abcdef";
constexpr char kHexUpper[] = "0123456789ABCDEF";

void append_hex_with(std::string& out, uint64_t value, const char* digits) {
  char text[16];
  char* at = text + sizeof text;
  do {
    *--at = digits[value & 15];
    value >>= 4;
  } while (value);
  out.append(at, text + sizeof text - at);
}

// True when some byte of the eight may be a control byte or is not ASCII.
bool any_unusual(uint64_t word) {
  constexpr uint64_t kOnes = 0x0101010101010101u, kHighs = 0x8080808080808080u;
  const uint64_t is_delete = word ^ (kOnes * 0x7f);
  const uint64_t below_space = (word - kOnes * 0x20) & ~word;
  return ((below_space | ((is_delete - kOnes) & ~is_delete) | word) & kHighs) != 0;
}

// Marks and overrides of direction: what follows them on the line would be shown elsewhere, so that
// a name could look like another one, and a line say what it does not.
bool changes_direction(char32_t c) {
  return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069);
}

// How many bytes at the start of `text`, which is not ASCII there, form one character that may be
// shown as it is; 0 when the first byte must be escaped. Kept out of the loop below, whose
// registers it would take.
[[gnu::noinline]] size_t plain_beyond_ascii(std::string_view text) {
  const Utf8Character character = first_character(text);
  if (character.bytes == 0) return static_cast<uint8_t>(text[0]) <= 0x9F ? 0 : 1;
  const bool is_c1_control = character.value <= 0x9F;
  return is_c1_control || changes_direction(character.value) ? 0 : character.bytes;
}

// How many bytes at the start of `text` are plain.
size_t plain_prefix(std::string_view text) {
  size_t at = 0;
  while (at < text.size()) {
    while (at + 8 <= text.size()) {
      uint64_t word;
      std::memcpy(&word, text.data() + at, sizeof word);
      if (any_unusual(word)) break;
      at += 8;
    }
    if (at == text.size()) break;
    const uint8_t byte = static_cast<uint8_t>(text[at]);
    if (byte < 0x20 || byte == 0x7f) return at;
    const size_t length = byte < 0x80 ? 1 : plain_beyond_ascii(text.substr(at));
    if (length == 0) return at;
    at += length;
  }
  return at;
}

}  // namespace

void append_decimal(std::string& out, uint64_t value) {
  if (value < 10) {
    out.push_back(static_cast<char>('0' + value));
    return;
  }
  char text[20];
  out.append(text, std::to_chars(text, text + sizeof text, value).ptr - text);
}

void append_signed(std::string& out, int64_t value) {
  if (value >= 0) return append_decimal(out, static_cast<uint64_t>(value));
  out.push_back('-');
  append_decimal(out, -static_cast<uint64_t>(value));
}

void append_hex(std::string& out, uint64_t value) { append_hex_with(out, value, kHexLower); }
void append_hex_upper(std::string& out, uint64_t value) { append_hex_with(out, value, kHexUpper); }

void append_octal(std::string& out, uint64_t value) {
  char text[24];
  out.append(text, std::to_chars(text, text + sizeof text, value, 8).ptr - text);
}

void append_padded(std::string& out, uint64_t value, int digits) {
  char text[20];
  const int length = static_cast<int>(std::to_chars(text, text + sizeof text, value).ptr - text);
  if (length < digits) out.append(static_cast<size_t>(digits - length), '0');
  out.append(text, static_cast<size_t>(length));
}

bool is_plain(std::string_view text) { return plain_prefix(text) == text.size(); }

void append_escaped(std::string& out, std::string_view text) {
  for (;;) {
    const size_t plain = plain_prefix(text);
    out.append(text.data(), plain);
    if (plain == text.size()) return;
    text.remove_prefix(plain);
    const uint8_t byte = static_cast<uint8_t>(text[0]);
    const size_t bytes = std::max<size_t>(first_character(text).bytes, 1);
    const std::string_view character = text.substr(0, bytes);
    text.remove_prefix(bytes);
    switch (byte) {
      case '\n':
        out += "\\n";
        break;
      case '\t':
        out += "\\t";
        break;
      case '\r':
        out += "\\r";
        break;
      default:
        for (const char one : character) {
          out += "\\x";
          out.push_back(kHexUpper[static_cast<uint8_t>(one) >> 4]);
          out.push_back(kHexUpper[one & 15]);
        }
    }
  }
}

namespace {

bool is_same_letter(char a, char b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return lower(a) == lower(b);
}

}  // namespace

bool has_part(std::string_view text, std::string_view part) {
  if (part.empty()) return true;
  // Preparing a search costs more than most texts do, as long as the first byte is rare in them.
  constexpr int kMaxTries = 8;
  for (int tries = 0; text.size() >= part.size(); ++tries) {
    if (tries == kMaxTries) return memmem(text.data(), text.size(), part.data(), part.size());
    const void* found = std::memchr(text.data(), part[0], text.size() - part.size() + 1);
    if (!found) return false;
    text.remove_prefix(static_cast<size_t>(static_cast<const char*>(found) - text.data()));
    if (std::memcmp(text.data(), part.data(), part.size()) == 0) return true;
    text.remove_prefix(1);
  }
  return false;
}

size_t find_any_case(std::string_view text, std::string_view part, size_t from) {
  if (from > text.size()) return std::string_view::npos;
  const auto found = std::search(text.begin() + static_cast<ptrdiff_t>(from), text.end(),
                                 part.begin(), part.end(), is_same_letter);
  if (found == text.end() && !part.empty()) return std::string_view::npos;
  return static_cast<size_t>(found - text.begin());
}

bool begins_any_case(std::string_view text, std::string_view part) {
  return text.size() >= part.size() &&
         std::equal(part.begin(), part.end(), text.begin(), is_same_letter);
}

std::string wrapped(std::string_view text, size_t indent, size_t columns) {
  std::string out;
  size_t column = indent;
  while (!text.empty()) {
    const size_t space = text.find(' ');
    const std::string_view word = text.substr(0, space);
    if (column > indent && column + 1 + word.size() > columns) {
      out += '\n';
      out.append(indent, ' ');
      column = indent;
    } else if (column > indent) {
      out += ' ';
      ++column;
    }
    out += word;
    column += word.size();
    text = space == std::string_view::npos ? std::string_view() : text.substr(space + 1);
  }
  return out;
}

}  // namespace sonde
