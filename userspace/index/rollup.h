// ChunkRollup: the rows of a chunk that are alike in who, on what, which kind and how it ended,
// with their sums. There are some hundreds of them among the thousands of rows of a chunk, so a
// question that does not ask about single events is answered ten to fifty times faster from them.
// Built once for each full chunk, by a thread of its own while the next chunks are filled.
// Used by row_filter.cpp and view/query.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "index/chunk.h"

namespace sonde {

struct Rollup {
  uint32_t thread = 0, fd = 0;
  uint16_t kind = 0, cpu = 0;  // cpu: with Chunk::kNameFromParams
  int32_t result = 0;          // 0 = none failed; Chunk::kNoResult; else the error
  int32_t detail = 0;          // what makes it one of its own; see build_rollup()
  uint16_t count = 0;
  uint16_t first = 0, last = 0;  // rows of the chunk
  uint16_t outside = 0;  // rows whose result or latency is not in its column; not in the sums
  uint32_t min_ns = Chunk::kLongLatency, max_ns = 0;
  uint64_t bytes = 0;  // sum of the results that are not negative
  uint64_t latency_ns = 0;
};
static_assert(Chunk::kRows <= UINT16_MAX, "counts and rows of a rollup");

struct ChunkRollup {
  std::vector<Rollup> list;
  uint16_t of_row[Chunk::kRows];  // which rollup a row is in
};

void build_rollup(const Chunk& chunk, ChunkRollup& out);

}  // namespace sonde
