// Chunk: some thousands of events as columns, one array per column, so that a scan touches only
// what it asks about. A row is an event; chunks stand one behind the other in index.h.
// Written by index.cpp, read by row_filter.cpp and view/query.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <bit>
#include <cstdint>
#include <memory>
#include <vector>

namespace sonde {

struct ChunkRollup;  // rollups.h

struct Chunk {
  Chunk();
  ~Chunk();

  static constexpr uint32_t kRowBits = 14;
  static constexpr uint32_t kRows = 1u << kRowBits;
  static constexpr uint32_t kWords = kRows / 64;

  static constexpr uint32_t kLongLatency = 0xFFFFFFFF;  // see Index::latency_ns()
  static constexpr int32_t kNoResult = INT32_MIN;
  static constexpr int32_t kWideResult = INT32_MIN + 1;  // see Index::result()
  static constexpr int32_t kWideNumber = INT32_MIN;      // see Index::fd_num()
  static constexpr uint16_t kFarEnter = 0xFFFF;          // see Index::enter_row()

  enum Flag : uint16_t {
    kCpuMask = 0x0FFF,
    kHasLatency = 0x1000,
    kNameChanged = 0x2000,
    // What the descriptor is called comes from the event's parameters: a failed open, a failed
    // connect. Fields of the descriptor are asked of the event itself then.
    kNameFromParams = 0x4000,
  };

  uint64_t first_row = 0;
  uint64_t base_offset = 0;  // of the first event's block
  uint32_t rows = 0;
  uint32_t input = 0;  // which file the events are in
  uint64_t min_ts = ~uint64_t{0}, max_ts = 0;
  std::vector<uint8_t> bytes;  // live: the events themselves, as blocks
  // Of a full chunk. Who finds kNone builds them; another waits.
  enum class RollupState : uint8_t { kNone, kBuilding, kBuilt };
  mutable std::atomic<RollupState> rollup_state{RollupState::kNone};
  mutable std::unique_ptr<ChunkRollup> rollups;

  uint64_t ts_ns[kRows];
  uint32_t latency_ns[kRows];  // of the thread's last call: in its exit event, its own
  uint32_t thread[kRows];      // version of the thread; 0 = the event has none
  uint32_t fd[kRows];          // version of the descriptor; 0 = none is known
  int32_t fd_num[kRows];       // of a call without a row: the call's code
  int32_t result[kRows];
  uint32_t offset[kRows];  // of the block, from base_offset
  uint16_t kind[kRows];    // row of the event table
  uint16_t cpu[kRows];     // and flags
  uint16_t enter[kRows];   // how many rows back is the call's enter event; 0 = none
};

// The rollups of a chunk that is not appended to any more.
const ChunkRollup* rollup_of(const Chunk& chunk);

// Which rows of a chunk: a bit for each.
struct RowBits {
  uint64_t words[Chunk::kWords];

  void clear() {
    for (uint64_t& word : words) word = 0;
  }
  void fill(uint32_t rows) {
    clear();
    for (uint32_t i = 0; i < rows / 64; ++i) words[i] = ~uint64_t{0};
    if (rows % 64) words[rows / 64] = (uint64_t{1} << (rows % 64)) - 1;
  }
  bool any() const {
    uint64_t all = 0;
    for (uint64_t word : words) all |= word;
    return all;
  }
  uint32_t count() const {
    uint32_t sum = 0;
    for (uint64_t word : words) sum += static_cast<uint32_t>(std::popcount(word));
    return sum;
  }
  // Calls visit(row) for each, in ascending order.
  template <typename Visitor>
  void for_each(Visitor visit) const {
    for (uint32_t i = 0; i < Chunk::kWords; ++i) {
      for (uint64_t word = words[i]; word; word &= word - 1) {
        visit(i * 64 + static_cast<uint32_t>(std::countr_zero(word)));
      }
    }
  }
  // Keeps a row when keep(row) says so.
  template <typename Keep>
  void keep_if(Keep keep) {
    for (uint32_t i = 0; i < Chunk::kWords; ++i) {
      uint64_t left = 0;
      for (uint64_t word = words[i]; word; word &= word - 1) {
        const uint32_t bit = static_cast<uint32_t>(std::countr_zero(word));
        left |= uint64_t{keep(i * 64 + bit)} << bit;
      }
      words[i] = left;
    }
  }
};

}  // namespace sonde
