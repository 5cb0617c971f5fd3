// ChunkPool: memory for chunks in large aligned pieces, which the kernel may back with huge pages:
// filling an index touches some hundred megabytes, and a fault for every 4 KiB of them would cost
// as much as the rest of the work. Clearing the pages is much of the work even so, which another
// thread may do ahead. What the live history forgets is used again.
// Used by index.h only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/mman.h>

#include <atomic>
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
    if (void* const spare = spare_.load()) pieces_.push_back(spare);
    for (void* piece : pieces_) ::operator delete(piece, std::align_val_t(kAlignment));
  }

  // Has the next piece ready before take() needs it. By one thread, beside that of take().
  void prepare() {
    if (spare_.load(std::memory_order_relaxed)) return;
    void* const piece = new_piece();
    constexpr size_t kSmallestPage = 4096;
    for (size_t at = 0; at < kPieceBytes; at += kSmallestPage) {
      static_cast<volatile uint8_t*>(piece)[at] = 0;
    }
    spare_.store(piece, std::memory_order_release);
  }

  // Its columns hold what was there before.
  Pointer take() {
    if (free_.empty()) {
      void* const spare = spare_.exchange(nullptr, std::memory_order_acquire);
      add_piece(spare ? spare : new_piece());
    }
    void* const place = free_.back();
    free_.pop_back();
    return Pointer(new (place) Chunk, Return{this});
  }

 private:
  static constexpr size_t kAlignment = 2u << 20;
  static constexpr size_t kPieceBytes = 8u << 20;
  static constexpr size_t kEach = (sizeof(Chunk) + 63) / 64 * 64;

  static void* new_piece() {
    void* const piece = ::operator new(kPieceBytes, std::align_val_t(kAlignment));
    ::madvise(piece, kPieceBytes, MADV_HUGEPAGE);  // a hint; without it all works, slower
    return piece;
  }
  void add_piece(void* piece) {
    pieces_.push_back(piece);
    for (size_t at = kPieceBytes / kEach; at-- > 0;) {
      free_.push_back(static_cast<uint8_t*>(piece) + at * kEach);
    }
  }

  std::vector<void*> pieces_;
  std::vector<void*> free_;
  std::atomic<void*> spare_{nullptr};  // ready, and nobody's yet
};

}  // namespace sonde
