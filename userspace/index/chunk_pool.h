// ChunkPool: memory for chunks in large aligned pieces, which the kernel may back with huge pages:
// filling an index touches some hundred megabytes, and a fault for every 4 KiB of them would cost
// as much as the rest of the work. What the live history forgets is used again.
// Used by index.h only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/mman.h>

#include <cstdint>
#include <memory>
#include <new>
#include <vector>

#include "index/chunk.h"

namespace sonde {

class ChunkPool {
 public:
  struct Return {
    ChunkPool* pool;
    void operator()(Chunk* chunk) const {
      chunk->~Chunk();
      pool->free_.push_back(chunk);
    }
  };
  using Pointer = std::unique_ptr<Chunk, Return>;

  ChunkPool() = default;
  ChunkPool(const ChunkPool&) = delete;
  ChunkPool& operator=(const ChunkPool&) = delete;
  // All chunks must have come back.
  ~ChunkPool() {
    for (void* piece : pieces_) ::operator delete(piece, std::align_val_t(kAlignment));
  }

  // Its columns hold what was there before.
  Pointer take() {
    if (free_.empty()) add_piece();
    void* const place = free_.back();
    free_.pop_back();
    return Pointer(new (place) Chunk, Return{this});
  }

 private:
  static constexpr size_t kAlignment = 2u << 20;
  static constexpr size_t kPieceBytes = 8u << 20;
  static constexpr size_t kEach = (sizeof(Chunk) + 63) / 64 * 64;

  void add_piece() {
    void* const piece = ::operator new(kPieceBytes, std::align_val_t(kAlignment));
    ::madvise(piece, kPieceBytes, MADV_HUGEPAGE);  // a wish; without it all works, slower
    pieces_.push_back(piece);
    for (size_t at = kPieceBytes / kEach; at-- > 0;) {
      free_.push_back(static_cast<uint8_t*>(piece) + at * kEach);
    }
  }

  std::vector<void*> pieces_;
  std::vector<void*> free_;
};

}  // namespace sonde
