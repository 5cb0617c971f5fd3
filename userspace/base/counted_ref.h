// CountedRef: an owner of a block that counts its owners; the last one destroys it. SharedText and
// VersionRef (state/version_ref.h) are made of it. Counts are not atomic: owners live on the
// decoding thread, or take and drop theirs under Index::lock_refcounts().
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

namespace sonde {

// Block has a number `refcount`, 1 when it is made, and a static destroy(Block*).
template <typename Block>
class CountedRef {
 public:
  CountedRef() = default;
  // Takes over the one count of a new block.
  static CountedRef adopt(Block* block) {
    CountedRef ref;
    ref.block_ = block;
    return ref;
  }
  // One more owner of a block that has some.
  static CountedRef share(Block* block) {
    ++block->refcount;
    return adopt(block);
  }
  CountedRef(const CountedRef& other) : block_(other.block_) {
    if (block_) ++block_->refcount;
  }
  CountedRef(CountedRef&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  CountedRef& operator=(CountedRef other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  ~CountedRef() {
    if (block_ && --block_->refcount == 0) Block::destroy(block_);
  }

  Block* get() const { return block_; }  // nullptr when it owns none
  bool is_shared() const { return block_->refcount > 1; }

 private:
  Block* block_ = nullptr;
};

}  // namespace sonde
