// SharedText: an immutable string that many owners hold for the price of a pointer.
// Threads and descriptors of one machine repeat the same command lines, environments and paths; a
// fork copies pointers, not bytes. Counts are not atomic: owners live
// on the decoding thread, or take and drop theirs under Index::lock_refcounts().
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string_view>
#include <utility>

namespace sonde {

class SharedText {
 public:
  SharedText() = default;
  explicit SharedText(std::string_view text) {
    if (text.empty()) return;
    void* memory = std::malloc(sizeof(Block) + text.size());
    if (!memory) std::abort();
    block_ = new (memory) Block{1, static_cast<uint32_t>(text.size())};
    std::memcpy(block_ + 1, text.data(), text.size());
  }
  SharedText(const SharedText& other) : block_(other.block_) {
    if (block_) ++block_->refcount;
  }
  SharedText(SharedText&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  SharedText& operator=(SharedText other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  ~SharedText() {
    if (block_ && --block_->refcount == 0) std::free(block_);
  }

  // Valid as long as any owner lives.
  std::string_view view() const {
    return block_ ? std::string_view(reinterpret_cast<const char*>(block_ + 1), block_->size)
                  : std::string_view();
  }
  operator std::string_view() const { return view(); }
  bool empty() const { return !block_; }
  // True when both share one block; equal text may still live in two blocks.
  bool same_block(const SharedText& other) const { return block_ == other.block_; }

 private:
  struct Block {
    uint32_t refcount;
    uint32_t size;
  };
  Block* block_ = nullptr;
};

// Assigns only when the text differs, so that equal text keeps one block.
inline void assign(SharedText& target, std::string_view text) {
  if (target.view() != text) target = SharedText(text);
}

}  // namespace sonde
