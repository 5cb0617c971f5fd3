// GroupScan: the part of a query that goes over chunks: which rows pass, what group each belongs
// to, what the columns add up to. Several scans share the chunks of one query, each on a thread of
// its own with a stage, a filter and groups of its own; take() puts what they found together.
// Used by query.cpp only. Next: column_plan.h, grouping.h, table_build.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "index/row_filter.h"
#include "view/grouping.h"
#include "view/query.h"
#include "view/table_build.h"

namespace sonde {

// What is known of one row of the table to be.
struct GroupFacts {
  uint64_t first_row = ~uint64_t{0}, last_row = 0;
  uint32_t thread = 0;         // without events: a version
  uint64_t thread_row = 0;     // from which on it was that
  bool is_of_threads = false;  // the filter does not take events of its threads away
  uint32_t fd_thread = 0;
  const Descriptor* fd = nullptr;
  int64_t fd_num = -1;
  uint8_t flags = 0;
  bool has_rows() const { return first_row != ~uint64_t{0}; }
};

// The first of a group's rows that has a value in a column.
struct FirstValue {
  uint64_t row = ~uint64_t{0};
  uint32_t fd_without = 0;  // a descriptor that has none, not to be asked again
  bool is_found() const { return row != ~uint64_t{0}; }
};

class GroupScan {
 public:
  // All must outlive the scan.
  static Result<std::unique_ptr<GroupScan>> make(const Query& query, const Index& index,
                                                 RowReplay& replay);
  GroupScan(const GroupScan&) = delete;
  GroupScan& operator=(const GroupScan&) = delete;

  // Adds the chunk's rows to their groups. Of rows that are ends, chunks must come in order.
  void add(const Chunk& chunk);
  // Collects the chunk's rows, for lists.
  void list(const Chunk& chunk);
  // Everything of the other scan.
  void take(GroupScan& other);

  // The group's number, made ready for amounts; Grouping::kNone when the moment has no key.
  uint32_t group_of(const Moment& moment);
  // The same of groups that there are.
  uint32_t find_group(const Moment& moment) { return grouping_->find(moment); }

  const Query& query;
  RowReplay& replay;
  ViewPlan plan;
  std::vector<GroupFacts> groups;
  std::vector<std::vector<Amount>> amounts;    // by column, then group
  std::vector<std::vector<FirstValue>> found;  // by column, then group, of columns of that source
  uint64_t events = 0;                         // that passed; of ends only those
  std::vector<uint64_t> rows;                  // of lists
  RowFilter& filter() { return *filter_; }
  const Grouping& grouping() const { return *grouping_; }
  Grouping& grouping() { return *grouping_; }

 private:
  GroupScan(const Query& wanted, const Index& index, RowReplay& staged)
      : query(wanted), replay(staged), index_(index) {}
  bool fits_rollup() const;
  bool is_whole(const Chunk& chunk) const;
  bool find_rows(const Chunk& chunk);
  void add_rows(const Chunk& chunk);
  void add_groups(const Chunk& chunk);
  void add_ended(const Chunk& chunk);
  void find_used(const Chunk& chunk, RowBits& used);
  void add_used(const Chunk& chunk, uint32_t at);
  uint32_t group_of_end(const Chunk& chunk, uint32_t at);
  void take_required(const Chunk& chunk);
  void add_column(size_t column, const Chunk& chunk);
  void find_value(size_t column, const Chunk& chunk, uint32_t at, uint32_t group);
  void add_rollups(const Chunk& chunk, const ChunkRollup& rollups);
  void add_rollup(const Chunk& chunk, const Rollup& rollup, uint32_t group);
  bool has_required(const Chunk& chunk, uint32_t at);
  Value value_of(size_t column, const Chunk& chunk, uint32_t at);
  void grow();

  // A column's value by what it depends on, when that is one number.
  struct Known {
    enum State : uint8_t { kUnasked, kNone, kNumber };
    State state = kUnasked;
    double number = 0;
  };

  const Index& index_;
  std::optional<RowFilter> filter_, used_filter_;
  std::optional<Grouping> grouping_;
  bool by_rollup_ = false;
  std::vector<std::vector<Known>> known_;  // by column, then version of the thread
  // Of the chunk under way: rows that pass; those that have a group, and which.
  RowBits bits_;
  std::vector<uint32_t> at_, group_;
};

}  // namespace sonde
