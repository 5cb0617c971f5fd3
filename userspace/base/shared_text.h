// SharedText: an immutable string that many owners hold for the price of a pointer.
// Threads and descriptors of one machine repeat the same command lines, environments and paths; a
// fork copies pointers, not bytes. Next: counted_ref.h (where owners may live).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string_view>

#include "base/counted_ref.h"

namespace sonde {

class SharedText {
 public:
  SharedText() = default;
  explicit SharedText(std::string_view text) {
    if (text.empty()) return;
    void* memory = std::malloc(sizeof(Block) + text.size());
    if (!memory) std::abort();
    auto* block = new (memory) Block{1, static_cast<uint32_t>(text.size())};
    std::memcpy(block + 1, text.data(), text.size());
    owner_ = CountedRef<Block>::adopt(block);
  }

  // Valid as long as any owner lives.
  std::string_view view() const {
    const Block* const block = owner_.get();
    return block ? std::string_view(reinterpret_cast<const char*>(block + 1), block->size)
                 : std::string_view();
  }
  operator std::string_view() const { return view(); }
  bool empty() const { return !owner_.get(); }
  // True when both share one block; equal text may still live in two blocks.
  bool same_block(const SharedText& other) const { return owner_.get() == other.owner_.get(); }

 private:
  struct Block {
    uint32_t refcount;
    uint32_t size;
    static void destroy(Block* block) { std::free(block); }
  };
  CountedRef<Block> owner_;
};

// Assigns only when the text differs, so that equal text keeps one block.
inline void assign(SharedText& target, std::string_view text) {
  if (target.view() != text) target = SharedText(text);
}

}  // namespace sonde
