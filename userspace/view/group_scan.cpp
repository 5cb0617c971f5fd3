// Scanning chunks: see group_scan.h.
// SPDX-License-Identifier: Apache-2.0
#include "view/group_scan.h"

#include <algorithm>

#include "fields/event_kinds_of.h"
#include "schema/usage_events.h"
#include "view/path.h"

namespace sonde {
namespace {

// The rows of a rollup whose numbers are not in its sums.
template <typename Visitor>
void for_each_outside(const Chunk& chunk, const Rollup& rollup, Visitor visit) {
  const ChunkRollup& all = *rollup_of(chunk);
  for (uint32_t at = rollup.first; at <= rollup.last; ++at) {
    if (&all.list[all.of_row[at]] != &rollup) continue;
    const bool outside =
        chunk.latency_ns[at] == Chunk::kLongLatency ||
        (chunk.result[at] == Chunk::kWideResult && event_traits()[chunk.kind[at]].io);
    if (outside) visit(at);
  }
}

void add_to(Amount& into, const Amount& more) {
  if (more.count) into.add(more.sum, more.count, more.least, more.most);
}

}  // namespace

Result<std::unique_ptr<GroupScan>> GroupScan::make(const Query& query, const Index& index,
                                                   RowReplay& replay) {
  std::unique_ptr<GroupScan> scan(new GroupScan(query, index, replay));
  auto planned = plan_view(*query.view, query.tag, query.depth);
  if (!planned) return planned.error();
  scan->plan = planned.take();
  const std::string filter =
      both_filters(query.filter, with_depth(query.view->filter, query.depth));
  auto compiled = RowFilter::compile(filter, index, replay);
  if (!compiled) return compiled.error();
  scan->filter_.emplace(compiled.take());
  const bool reports_used =
      std::any_of(scan->plan.columns.begin(), scan->plan.columns.end(),
                  [](const ColumnPlan& column) { return column.source == ColumnSource::kUsed; });
  if (reports_used) {
    // The view's own filter is about the rows, and these events belong to rows.
    auto of_used = RowFilter::compile(query.filter, index, replay);
    if (!of_used) return of_used.error();
    scan->used_filter_.emplace(of_used.take());
  }
  const size_t columns = scan->plan.columns.size();
  scan->amounts.resize(columns);
  scan->found.resize(columns);
  scan->known_.resize(columns);
  for (size_t i = 0; i < columns; ++i) {
    if (scan->plan.columns[i].depends == DependsOn::kThread) {
      scan->known_[i].resize(index.versions().thread_count());
    }
  }
  if (scan->plan.key >= 0) {
    scan->grouping_.emplace(scan->plan, index, replay);
    scan->by_rollup_ = scan->fits_rollup();
  }
  return scan;
}

void GroupScan::grow() {
  const size_t size = grouping_->size();
  if (size <= groups.size()) return;
  groups.resize(size);
  for (size_t i = 0; i < amounts.size(); ++i) {
    const ColumnSource source = plan.columns[i].source;
    const bool sums = source == ColumnSource::kNumber || source == ColumnSource::kCpu ||
                      source == ColumnSource::kThread || source == ColumnSource::kUsed;
    if (sums) amounts[i].resize(size);
    if (source == ColumnSource::kFound) found[i].resize(size);
  }
}

uint32_t GroupScan::group_of(const Moment& moment) {
  const uint32_t group = grouping_->of(moment);
  if (group != Grouping::kNone) grow();
  return group;
}

// Whether the columns can be added up from rollups.
bool GroupScan::fits_rollup() const {
  if (!filter_->fits_rollup() || query.view->row_source == RowSource::kEnded) return false;
  for (size_t i = 0; i < plan.columns.size(); ++i) {
    const ColumnPlan& column = plan.columns[i];
    const bool needs_event =
        asks_events(column.depends) ||
        (column.depends == DependsOn::kColumn && column.index_column == IndexColumn::kNone);
    const bool is_key = static_cast<int>(i) == plan.key;
    if (is_key && (needs_event || column.depends == DependsOn::kColumn) &&
        !is_same_in_rollup(column.index_column)) {
      return false;
    }
    if (column.is_required && needs_event) return false;
    if (column.source == ColumnSource::kUsed) return false;
    if (column.source != ColumnSource::kNumber) continue;
    if (needs_event) return false;
    const bool sums_only = column.spec->aggregation != Aggregation::kMin &&
                           column.spec->aggregation != Aggregation::kMax;
    const bool is_latency = column.index_column == IndexColumn::kLatency;
    const bool is_time = column.index_column == IndexColumn::kTime ||
                         column.index_column == IndexColumn::kNumber ||
                         column.index_column == IndexColumn::kResult;
    if (column.depends == DependsOn::kColumn && (is_time || (!sums_only && !is_latency)))
      return false;
  }
  return true;
}

bool GroupScan::is_whole(const Chunk& chunk) const {
  return index_.is_full(chunk) && chunk.min_ts >= query.from_ns &&
         (!query.to_ns || chunk.max_ts < query.to_ns);
}

// What the column has in this row; asked once for each version of a thread.
Value GroupScan::value_of(size_t number, const Chunk& chunk, uint32_t at) {
  ColumnPlan& column = plan.columns[number];
  if (column.depends == DependsOn::kColumn) {
    return value_from_column(column.index_column, index_, chunk, at);
  }
  const uint32_t version = chunk.thread[at];
  if (column.depends != DependsOn::kThread || version == 0)
    return value_at(column, chunk, at, replay);
  Known& known = known_[number][version];
  if (known.state == Known::kUnasked) {
    const Value value = value_at(column, chunk, at, replay);
    known.state = value.exists() ? Known::kNumber : Known::kNone;
    known.number = number_of(value);
  }
  return known.state == Known::kNumber ? Value::real(known.number) : Value::none();
}

// Rows without a value in a column that must have one are not of this view.
bool GroupScan::has_required(const Chunk& chunk, uint32_t at) {
  for (size_t i = 0; i < plan.columns.size(); ++i) {
    const ColumnPlan& column = plan.columns[i];
    if (!column.is_required || column.index_column == IndexColumn::kOne) continue;
    if (!value_of(i, chunk, at).exists()) return false;
  }
  return true;
}

void GroupScan::take_required(const Chunk& chunk) {
  for (size_t i = 0; i < plan.columns.size(); ++i) {
    const ColumnPlan& column = plan.columns[i];
    if (!column.is_required || column.index_column == IndexColumn::kOne) continue;
    bits_.keep_if([&](uint32_t at) { return value_of(i, chunk, at).exists(); });
  }
}

void GroupScan::add_column(size_t number, const Chunk& chunk) {
  const ColumnPlan& column = plan.columns[number];
  std::vector<Amount>& sums = amounts[number];
  if (column.source == ColumnSource::kCpu) {
    for (size_t i = 0; i < at_.size(); ++i) {
      if (!counts_cpu(chunk.kind[at_[i]])) continue;
      const int64_t tid = index_.versions().tids()[chunk.thread[at_[i]]];
      const ThreadStats* stats = stats_at(index_, chunk.first_row + at_[i], tid);
      uint64_t ppm = 0;  // the thread rested
      if (stats && column.cpu_user) ppm += stats->cpu_user_ppm;
      if (stats && column.cpu_system) ppm += stats->cpu_system_ppm;
      sums[group_[i]].add(static_cast<double>(ppm));
    }
    return;
  }
  if (column.index_column == IndexColumn::kOne) {
    for (const uint32_t group : group_) sums[group].add(1);
    return;
  }
  for (size_t i = 0; i < at_.size(); ++i) {
    const Value value = value_of(number, chunk, at_[i]);
    if (value.exists()) sums[group_[i]].add(number_of(value));
  }
}

// The earliest counts, in whatever order rows are looked at.
void GroupScan::find_value(size_t number, const Chunk& chunk, uint32_t at, uint32_t group) {
  FirstValue& one = found[number][group];
  const uint32_t fd = chunk.fd[at];
  if (chunk.first_row + at >= one.row || (fd && fd == one.fd_without)) return;
  if (value_of(number, chunk, at).exists()) {
    one.row = chunk.first_row + at;
  } else {
    one.fd_without = fd;
  }
}

void GroupScan::add_rows(const Chunk& chunk) {
  take_required(chunk);
  at_.clear();
  group_.clear();
  bits_.for_each([&](uint32_t at) {
    const uint32_t group = grouping_->of(chunk, at);
    if (group == Grouping::kNone) return;
    at_.push_back(at);
    group_.push_back(group);
  });
  add_groups(chunk);
}

// The rows at_, which belong to group_.
void GroupScan::add_groups(const Chunk& chunk) {
  grow();
  for (size_t i = 0; i < at_.size(); ++i) {
    GroupFacts& group = groups[group_[i]];
    const uint64_t row = chunk.first_row + at_[i];
    group.first_row = std::min(group.first_row, row);
    group.last_row = std::max(group.last_row, row);
  }
  events += at_.size();
  for (size_t column = 0; column < plan.columns.size(); ++column) {
    const ColumnSource source = plan.columns[column].source;
    if (source == ColumnSource::kNumber || source == ColumnSource::kCpu) add_column(column, chunk);
    if (source != ColumnSource::kFound) continue;
    for (size_t i = 0; i < at_.size(); ++i) find_value(column, chunk, at_[i], group_[i]);
  }
}

// The rows that tell what threads used, after their ends.
void GroupScan::find_used(const Chunk& chunk, RowBits& used) {
  used.clear();
  if (!used_filter_ || !is_in_time(chunk, query.from_ns, query.to_ns)) return;
  for (uint32_t at = 0; at < chunk.rows; ++at) {
    const bool in_time =
        chunk.ts_ns[at] >= query.from_ns && (!query.to_ns || chunk.ts_ns[at] < query.to_ns);
    if (is_last_usage(chunk.kind[at]) && in_time) used.words[at / 64] |= uint64_t{1} << (at % 64);
  }
  if (used.any()) used_filter_->apply(chunk, used);
}

// It belongs to rows and makes none.
void GroupScan::add_used(const Chunk& chunk, uint32_t at) {
  const uint32_t group = grouping_->of(chunk, at);
  if (group == Grouping::kNone) return;
  grow();
  for (size_t i = 0; i < plan.columns.size(); ++i) {
    if (plan.columns[i].source != ColumnSource::kUsed) continue;
    const Value value = value_of(i, chunk, at);
    if (value.exists()) amounts[i][group].add(number_of(value));
  }
}

// A number that ends a second time is another process's.
uint32_t GroupScan::group_of_end(const Chunk& chunk, uint32_t at) {
  uint32_t group = grouping_->of(chunk, at);
  if (group == Grouping::kNone) return group;
  grow();
  if (plan.has_reused_key() && groups[group].has_rows()) {
    group = grouping_->again(group, chunk, at);
    grow();
  }
  groups[group].first_row = std::min(groups[group].first_row, chunk.first_row + at);
  return group;
}

void GroupScan::add_ended(const Chunk& chunk) {
  RowBits used;
  find_used(chunk, used);
  if (find_rows(chunk)) {
    bits_.keep_if([&](uint32_t at) { return is_end(chunk.kind[at]); });
    take_required(chunk);
  } else {
    bits_.clear();
  }
  at_.clear();
  group_.clear();
  RowBits both = used;
  for (size_t i = 0; i < std::size(both.words); ++i) both.words[i] |= bits_.words[i];
  both.for_each([&](uint32_t at) {
    if (used.words[at / 64] >> (at % 64) & 1) return add_used(chunk, at);
    const uint32_t group = group_of_end(chunk, at);
    if (group == Grouping::kNone) return;
    at_.push_back(at);
    group_.push_back(group);
  });
  add_groups(chunk);
}

void GroupScan::add_rollup(const Chunk& chunk, const Rollup& rollup, uint32_t group) {
  const double count = rollup.count;
  for (size_t i = 0; i < plan.columns.size(); ++i) {
    const ColumnPlan& column = plan.columns[i];
    if (column.source == ColumnSource::kCpu) {
      if (!counts_cpu(rollup.kind)) continue;
      const ChunkRollup& all = *rollup_of(chunk);
      at_.clear();
      group_.clear();
      for (uint32_t at = rollup.first; at <= rollup.last; ++at) {
        if (&all.list[all.of_row[at]] != &rollup) continue;
        at_.push_back(at);
        group_.push_back(group);
      }
      add_column(i, chunk);
      continue;
    }
    if (column.source == ColumnSource::kFound) find_value(i, chunk, rollup.first, group);
    if (column.source != ColumnSource::kNumber) continue;
    Amount& amount = amounts[i][group];
    const Value value = value_of(i, chunk, rollup.first);
    if (!value.exists()) continue;
    const double one = number_of(value);
    if (column.depends != DependsOn::kColumn || is_same_in_rollup(column.index_column)) {
      amount.add(one * count, rollup.count, one, one);
      continue;
    }
    if (rollup.outside) {
      for_each_outside(chunk, rollup, [&](uint32_t at) {
        const double each = number_of(value_from_column(column.index_column, index_, chunk, at));
        amount.add(each, 1, each, each);
      });
      if (rollup.outside == rollup.count) continue;
    }
    const uint64_t inside = rollup.count - rollup.outside;
    if (column.index_column == IndexColumn::kLatency) {
      amount.add(static_cast<double>(rollup.latency_ns), inside, static_cast<double>(rollup.min_ns),
                 static_cast<double>(rollup.max_ns));
    } else {  // bytes
      amount.add(static_cast<double>(rollup.bytes), inside, 0, 0);
    }
  }
}

void GroupScan::add_rollups(const Chunk& chunk, const ChunkRollup& rollups) {
  bits_.fill(static_cast<uint32_t>(rollups.list.size()));
  filter_->apply(chunk, rollups, bits_);
  bits_.for_each([&](uint32_t i) {
    const Rollup& rollup = rollups.list[i];
    if (!has_required(chunk, rollup.first)) return;
    const uint32_t number = grouping_->of(chunk, rollup.first);
    if (number == Grouping::kNone) return;
    grow();
    GroupFacts& group = groups[number];
    group.first_row = std::min(group.first_row, chunk.first_row + rollup.first);
    group.last_row = std::max(group.last_row, chunk.first_row + rollup.last);
    events += rollup.count;
    add_rollup(chunk, rollup, number);
  });
}

// Sets bits_. False when no row passes.
bool GroupScan::find_rows(const Chunk& chunk) {
  return rows_in(chunk, *filter_, query.from_ns, query.to_ns, bits_);
}

void GroupScan::add(const Chunk& chunk) {
  if (by_rollup_ && is_whole(chunk)) {
    if (const ChunkRollup* rollups = rollup_of(chunk)) {
      add_rollups(chunk, *rollups);
      return;
    }
  }
  if (query.view->row_source == RowSource::kEnded) return add_ended(chunk);
  if (used_filter_) {
    RowBits used;
    find_used(chunk, used);
    used.for_each([&](uint32_t at) { add_used(chunk, at); });
  }
  if (find_rows(chunk)) add_rows(chunk);
}

void GroupScan::list(const Chunk& chunk) {
  if (!find_rows(chunk)) return;
  take_required(chunk);
  bits_.for_each([&](uint32_t at) { rows.push_back(chunk.first_row + at); });
}

void GroupScan::take(GroupScan& other) {
  events += other.events;
  rows.insert(rows.end(), other.rows.begin(), other.rows.end());
  for (uint32_t from = 0; from < other.groups.size(); ++from) {
    const uint32_t to = grouping_->of_literal(other.grouping_->literal(from));
    grow();
    groups[to].first_row = std::min(groups[to].first_row, other.groups[from].first_row);
    groups[to].last_row = std::max(groups[to].last_row, other.groups[from].last_row);
    for (size_t i = 0; i < amounts.size(); ++i) {
      if (!amounts[i].empty()) add_to(amounts[i][to], other.amounts[i][from]);
      if (found[i].empty()) continue;
      found[i][to].row = std::min(found[i][to].row, other.found[i][from].row);
    }
  }
}

}  // namespace sonde
