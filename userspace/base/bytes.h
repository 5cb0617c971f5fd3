// ByteReader: bounded reading of little-endian integers and length-prefixed text from bytes that
// nobody checked. A read past the end yields zero or empty text and sets failed(), which
// stays set; callers check once per structure instead of once per field.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace sonde {

static_assert(std::endian::native == std::endian::little, "captures are read in place");

using Bytes = std::span<const uint8_t>;

// Reads a T from unaligned memory; the caller has checked that sizeof(T) bytes are there.
template <typename T>
inline T load(const uint8_t* from) {
  T value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

class ByteReader {
 public:
  explicit ByteReader(Bytes bytes) : bytes_(bytes) {}

  template <typename T>
  T get() {
    if (!has(sizeof(T))) return T{};
    T value = load<T>(bytes_.data() + at_);
    at_ += sizeof(T);
    return value;
  }
  Bytes bytes(size_t count) {
    if (!has(count)) return {};
    Bytes part = bytes_.subspan(at_, count);
    at_ += count;
    return part;
  }
  std::string_view text(size_t count) {
    Bytes part = bytes(count);
    return {reinterpret_cast<const char*>(part.data()), part.size()};
  }
  // A u16 length and that many bytes; fails when the length exceeds `limit`.
  std::string_view text16(size_t limit) {
    size_t count = get<uint16_t>();
    if (count > limit) failed_ = true;
    return failed_ ? std::string_view() : text(count);
  }
  void skip(size_t count) {
    if (has(count)) at_ += count;
  }
  void seek(size_t offset) {
    if (offset > bytes_.size())
      failed_ = true;
    else
      at_ = offset;
  }
  size_t offset() const { return at_; }
  size_t left() const { return bytes_.size() - at_; }
  bool failed() const { return failed_; }

 private:
  bool has(size_t count) {
    if (failed_ || count > left()) failed_ = true;
    return !failed_;
  }
  Bytes bytes_;
  size_t at_ = 0;
  bool failed_ = false;
};

inline std::string_view as_text(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline Bytes as_bytes(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

}  // namespace sonde
