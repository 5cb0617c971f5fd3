// QueryContext: what answering a request needs of the index: which rows, seen through which stage,
// with the state at its end. Made by explorer_thread.cpp for each request; nothing of it is kept.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>

#include "explore/explorer.h"
#include "index/row_filter.h"
#include "view/query.h"

namespace sonde {

struct QueryContext {
  const Index& index;
  ScanPool& pool;
  RowReplay& replay;  // the first of the pool
  const State& now;
  const std::atomic<bool>* cancelled;

  QuerySource source() const { return {index, pool, now}; }
  Result<RowFilter> filter(std::string_view text) const {
    return RowFilter::compile(text, index, replay);
  }
  // One for each of the pool.
  Result<std::vector<RowFilter>> filters(std::string_view text) const {
    std::vector<RowFilter> made;
    for (size_t i = 0; i < pool.members_for_scan(); ++i) {
      auto one = RowFilter::compile(text, index, pool.replay(i));
      if (!one) return one.error();
      made.push_back(one.take());
    }
    return made;
  }
  // Calls visit(member, chunk, rows) on the pool's threads for chunks with rows in scope. Fails
  // when the filter is wrong; what was scanned when it is cancelled is of no use.
  template <typename Visitor>
  Result<void> scan(const Scope& scope, Visitor visit) const {
    auto made = filters(scope.filter);
    if (!made) return made.error();
    pool.scan(cancelled, [&](size_t member, size_t at) {
      const Chunk& chunk = *index.chunks()[at];
      RowBits rows;
      if (rows_in(chunk, made.value()[member], scope.from_ns, scope.to_ns, rows)) {
        visit(member, chunk, rows);
      }
    });
    return {};
  }
  bool is_cancelled() const { return cancelled->load(std::memory_order_relaxed); }
};

}  // namespace sonde
