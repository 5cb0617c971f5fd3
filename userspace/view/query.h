// Query: a view's Table out of the index: which rows pass, what group each belongs to, what its
// columns add up to. Columns that need nothing but columns of the index are summed chunk by chunk;
// what rows of the table show as text is asked of the first or last event of the group only.
// Called by explore/explorer_thread.cpp. Next: column_plan.h, grouping.h, index/row_filter.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <string>

#include "base/result.h"
#include "index/row_filter.h"
#include "index/scan_pool.h"
#include "view/table.h"

namespace sonde {

struct Query {
  ViewPtr view;
  std::string filter;               // of the path and the user, without the view's own
  uint64_t from_ns = 0, to_ns = 0;  // 0 = open; to_ns is not included
  std::string tag = "default";
  int depth = 0;
};

struct QuerySource {
  const Index& index;
  ScanPool& pool;
  const State& now;  // at the end of the index
};

// The error is the filter's, or tells which column has an unknown field. nullptr when `cancelled`
// became true on the way.
Result<TablePtr> run_query(const Query& query, QuerySource source,
                           const std::atomic<bool>* cancelled = nullptr);

// The rows of the index between two times, as [first, end).
struct RowRange {
  uint64_t first = 0, end = 0;
};
RowRange rows_between(const Index& index, uint64_t from_ns, uint64_t to_ns);

inline bool is_in_time(const Chunk& chunk, uint64_t from_ns, uint64_t to_ns) {
  return chunk.rows && chunk.max_ts >= from_ns && (!to_ns || chunk.min_ts < to_ns);
}

// The rows of the chunk in the time that pass the filter. False when there are none.
inline bool rows_in(const Chunk& chunk, RowFilter& filter, uint64_t from_ns, uint64_t to_ns,
                    RowBits& rows) {
  if (!is_in_time(chunk, from_ns, to_ns)) return false;
  rows.fill(chunk.rows);
  if (chunk.min_ts < from_ns || (to_ns && chunk.max_ts >= to_ns)) {
    rows.keep_if([&](uint32_t at) {
      return chunk.ts_ns[at] >= from_ns && (!to_ns || chunk.ts_ns[at] < to_ns);
    });
  }
  filter.apply(chunk, rows);
  return rows.any();
}

// Calls visit(chunk, rows) for each chunk with rows in the time that pass the filter. False when it
// was cancelled.
template <typename Visitor>
bool for_each_chunk(const Index& index, RowFilter& filter, uint64_t from_ns, uint64_t to_ns,
                    const std::atomic<bool>* cancelled, Visitor visit) {
  RowBits rows;
  for (const auto& chunk : index.chunks()) {
    if (cancelled && cancelled->load(std::memory_order_relaxed)) return false;
    if (rows_in(*chunk, filter, from_ns, to_ns, rows)) visit(*chunk, rows);
  }
  return true;
}

}  // namespace sonde
