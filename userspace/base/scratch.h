// Scratch: memory for text that is composed while one event is looked at (a command line, an
// address, a list). Getters of fields write here; the loop over the events calls reset().
// What it hands out stays at its place until reset(); nothing is freed before.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace sonde {

class Scratch {
 public:
  // Uninitialised memory, 8-byte aligned, valid until reset().
  char* allocate(size_t bytes) {
    bytes = (bytes + 7) & ~size_t{7};
    if (used_ + bytes >= chunk_bytes_) grow(bytes);  // also when there is no chunk yet
    char* memory = chunks_.back().get() + used_;
    used_ += bytes;
    return memory;
  }
  std::string_view copy(std::string_view text) {
    if (text.empty()) return {};
    char* memory = allocate(text.size());
    std::memcpy(memory, text.data(), text.size());
    return {memory, text.size()};
  }
  template <typename T>
  T* array(size_t count) {
    static_assert(alignof(T) <= 8);
    return reinterpret_cast<T*>(allocate(sizeof(T) * count));
  }
  void reset() {
    if (chunks_.size() > 1) {
      chunks_.erase(chunks_.begin(), chunks_.end() - 1);
    }
    used_ = 0;
  }

 private:
  void grow(size_t bytes) {
    chunk_bytes_ = chunk_bytes_ ? chunk_bytes_ * 2 : 16384;
    while (chunk_bytes_ < bytes) chunk_bytes_ *= 2;
    chunks_.push_back(std::make_unique_for_overwrite<char[]>(chunk_bytes_));
    used_ = 0;
  }

  std::vector<std::unique_ptr<char[]>> chunks_;
  size_t chunk_bytes_ = 0;
  size_t used_ = 0;
};

}  // namespace sonde
