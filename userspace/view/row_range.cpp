// From times to rows of the index. Part of query.h.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "view/query.h"

namespace sonde {

RowRange rows_between(const Index& index, uint64_t from_ns, uint64_t to_ns) {
  RowRange range{index.first_row(), index.end_row()};
  if (from_ns) {
    range.first = range.end;
    for (const auto& chunk : index.chunks()) {
      if (chunk->rows == 0 || chunk->max_ts < from_ns) continue;
      uint32_t at = 0;
      while (chunk->ts_ns[at] < from_ns) ++at;
      range.first = chunk->first_row + at;
      break;
    }
  }
  if (to_ns) {
    for (const auto& chunk : index.chunks()) {
      if (chunk->rows == 0 || chunk->max_ts < to_ns) continue;
      uint32_t at = 0;
      while (chunk->ts_ns[at] < to_ns) ++at;
      range.end = std::max(range.first, chunk->first_row + at);
      break;
    }
  }
  return range;
}

}  // namespace sonde
