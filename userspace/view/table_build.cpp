// See table_build.h.
// SPDX-License-Identifier: Apache-2.0
#include "view/table_build.h"

#include <algorithm>
#include <cstring>

#include "base/seeded_hash.h"
#include "base/text.h"
#include "state/moment.h"
#include "view/path.h"

namespace sonde {
namespace {

const Moment* moment_for(const ColumnPlan& column, const Chunk& chunk, uint32_t at,
                         RowReplay& replay) {
  const bool odd =
      (chunk.cpu[at] & Chunk::kNameFromParams) && column.operand.shape().depends.from_params;
  switch (column.depends) {
    case DependsOn::kThread:
      if (!chunk.thread[at]) return nullptr;
      return &replay.of_thread(chunk.thread[at], nullptr);
    case DependsOn::kFd:
    case DependsOn::kThreadAndFd:
      if (odd) break;
      if (!chunk.fd[at]) return nullptr;
      return &replay.of_fd(chunk.fd[at], column.depends == DependsOn::kFd ? 0 : chunk.thread[at]);
    case DependsOn::kKind:
      if (event_traits()[chunk.kind[at]].has_own_name) break;
      return &replay.of_kind(chunk.kind[at]);
    case DependsOn::kFdAndKind:
    case DependsOn::kResult:
    case DependsOn::kColumn:
    case DependsOn::kAncestors:
    case DependsOn::kThreadStats:
    case DependsOn::kEvent:
      break;
  }
  return replay.at(chunk, at, column.parts);
}

Cell number_cell(const Value& value) {
  Cell cell;
  switch (value.kind) {
    case Value::Kind::kInt:
      cell.kind = Cell::Kind::kInt;
      cell.i = value.i;
      break;
    case Value::Kind::kUint:
      cell.kind = Cell::Kind::kUint;
      cell.u = value.u;
      break;
    case Value::Kind::kDouble:
      cell.kind = Cell::Kind::kReal;
      cell.d = value.d;
      break;
    default:
      break;
  }
  return cell;
}

Cell keep_text(std::string text, Table& table) {
  Cell cell;
  cell.kind = Cell::Kind::kText;
  table.texts.push_back(std::move(text));
  cell.text = table.texts.back().data();
  cell.size = static_cast<uint32_t>(table.texts.back().size());
  return cell;
}

double merged(Aggregation how, double before, double value) {
  switch (how) {
    case Aggregation::kMin:
      return std::min(before, value);
    case Aggregation::kMax:
      return std::max(before, value);
    default:
      return before + value;
  }
}

// `values`: how many are in `into`; one more when `cell` has been added.
void merge_cell(Cell& into, const Cell& cell, Aggregation how, uint32_t& values) {
  if (how == Aggregation::kNone) {
    if (into.kind == Cell::Kind::kNone || (into.kind == Cell::Kind::kText && into.size == 0)) {
      into = cell;
    }
    return;
  }
  if (cell.kind == Cell::Kind::kNone) return;
  if (cell.kind == Cell::Kind::kText || into.kind == Cell::Kind::kText) {
    if (how == Aggregation::kMax || into.size == 0) into = cell;
    return;
  }
  if (into.kind == Cell::Kind::kNone) {
    into = cell;
    values = 1;
    return;
  }
  double value = merged(how, into.number(), cell.number());
  if (how == Aggregation::kAverage) {
    value = (into.number() * values + cell.number()) / (values + 1);
    ++values;
  }
  const bool whole = into.kind != Cell::Kind::kReal && cell.kind != Cell::Kind::kReal &&
                     how != Aggregation::kAverage;
  if (whole) {
    into.kind = Cell::Kind::kInt;
    into.i = static_cast<int64_t>(value);
  } else {
    into.kind = Cell::Kind::kReal;
    into.d = value;
  }
}

constexpr std::string_view kUnset = "unset";

bool is_name_of_number(std::string_view field) {
  return field == "user.name" || field == "user.loginname" || field == "group.name";
}

// A user or group without a name is its number.
bool append_number_of_name(std::string& out, std::string_view field, const Moment& moment) {
  if (!moment.thread || !is_name_of_number(field)) return false;
  const ThreadInfo& info = *moment.thread->info;
  const uint32_t id = field == "user.name"        ? info.uid
                      : field == "user.loginname" ? info.loginuid
                                                  : info.gid;
  if (id == kNoId) {
    out += kUnset;
  } else {
    append_decimal(out, id);
  }
  return true;
}

}  // namespace

Value value_at(ColumnPlan& column, const Chunk& chunk, uint32_t at, RowReplay& replay) {
  const Moment* moment = moment_for(column, chunk, at, replay);
  return moment ? column.operand.get(*moment) : Value::none();
}

bool has_value(ColumnPlan& column, const Chunk& chunk, uint32_t at, RowReplay& replay) {
  return value_at(column, chunk, at, replay).exists();
}

double number_of(const Value& value) {
  switch (value.kind) {
    case Value::Kind::kInt:
      return static_cast<double>(value.i);
    case Value::Kind::kUint:
      return static_cast<double>(value.u);
    case Value::Kind::kDouble:
      return value.d;
    case Value::Kind::kBool:
      return value.b ? 1 : 0;
    default:
      return 0;
  }
}

const ThreadStats* stats_at(const Index& index, uint64_t row, int64_t tid) {
  const auto& thread_stats = index.thread_stats();
  auto found = std::lower_bound(
      thread_stats.begin(), thread_stats.end(), row,
      [](const ThreadStats& stats, uint64_t wanted) { return stats.row < wanted; });
  for (; found != thread_stats.end() && found->row == row; ++found) {
    if (found->tid == tid) return &*found;
  }
  return nullptr;
}

Value thread_amount(ColumnPlan& column, const Moment& moment, const LivingThread& thread) {
  const TableSource source = column.operand.shape().depends.table;
  const ThreadStats* const stats = thread.has_stats ? &thread.stats : nullptr;
  if (source == TableSource::kAlive && thread.ended) return Value::uinteger(0);
  if (source == TableSource::kLargest) {
    const bool is_main = moment.thread->info->is_leader() || moment.thread->info->pid < 0;
    return Value::uinteger(is_main ? uint64_t{thread.largest_rss_kb} * 1024 : 0);
  }
  if (source == TableSource::kOpenFds) return Value::uinteger(stats ? stats->fds : 0);
  if (source == TableSource::kFdUsage) {
    const int64_t limit =
        moment.thread->leader ? moment.thread->leader->info->fdlimit : moment.thread->info->fdlimit;
    if (limit <= 0 || !stats) return Value::real(0);
    return Value::real(std::min(stats->fds * 100.0 / static_cast<double>(limit), 100.0));
  }
  return column.operand.get(moment);
}

bool is_unset_name(const ColumnPlan& column, const Cell& cell) {
  return cell.kind == Cell::Kind::kText && cell.view() == kUnset &&
         is_name_of_number(column.operand.shape().name);
}

Cell value_cell(ColumnPlan& column, const Moment& moment, Table& table) {
  if (column.unit != ColumnUnit::kText) {
    const Cell cell = number_cell(column.operand.get(moment));
    if (cell.kind != Cell::Kind::kNone) return cell;
  }
  std::string text;
  const std::string_view field = column.operand.shape().name;
  if (!column.operand.append(text, moment) && !append_number_of_name(text, field, moment)) {
    return {};
  }
  while (column.unit == ColumnUnit::kText && text.ends_with(' ')) text.pop_back();
  // Threads of the kernel have no program: their name in brackets, as ps has it.
  if (text.empty() && field == "proc.exeline" && moment.thread) {
    const std::string_view comm = moment.thread->info->comm;
    if (!comm.empty()) text.append("[").append(comm).append("]");
  }
  return keep_text(std::move(text), table);
}

void merge_rows(Table& table, const ViewPlan& plan) {
  const auto key = static_cast<size_t>(plan.group_key);
  HashMap<std::string, size_t> at;
  std::vector<TableRow> rows;
  std::vector<uint32_t> values;  // by row, then column: how many there are in the cell
  for (TableRow& row : table.rows) {
    const Cell& cell = table.cells[row.first_cell + key];
    if (cell.kind == Cell::Kind::kNone) continue;
    std::string literal;
    if (cell.kind == Cell::Kind::kText) {
      literal = filter_literal(cell.view());
    } else {
      literal = std::to_string(static_cast<int64_t>(cell.number()));
    }
    const auto [found, added] = at.try_emplace(literal, rows.size());
    if (added) {
      row.key = literal;
      rows.push_back(row);
      values.insert(values.end(), table.columns.size(), 1);
      continue;
    }
    TableRow& into = rows[found->second];
    // A process is as ended, or as new, as its first thread; a user or a container when all is.
    if (plan.groups_threads_of_a_process()) {
      into.flags |= row.flags;
    } else {
      into.flags &= row.flags;
    }
    for (size_t i = 0; i < table.columns.size(); ++i) {
      Cell& one = table.cells[into.first_cell + i];
      if (is_unset_name(plan.columns[i], one)) one = {};
      merge_cell(one, table.cells[row.first_cell + i], plan.columns[i].spec->group_aggregation,
                 values[found->second * table.columns.size() + i]);
    }
  }
  table.rows = std::move(rows);
}

namespace {

bool has_any_value(const Table& table, size_t column) {
  for (size_t row = 0; row < table.rows.size(); ++row) {
    if (table.cell(row, column).kind != Cell::Kind::kNone) return true;
  }
  return table.rows.empty();
}

// What a table is sorted by when nothing tells of the column that the view wants: calls.
int column_instead(const Table& table, int column) {
  for (size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].hidden || table.columns[i].field != "evt.count.exit") continue;
    return static_cast<int>(i);
  }
  return column;
}

}  // namespace

void sort_table(Table& table, const ViewPlan& plan, bool is_list) {
  if (is_list) return;
  int column = plan.sorting;
  for (size_t i = 0; column < 0 && i < table.columns.size(); ++i) {
    if (!table.columns[i].hidden) column = static_cast<int>(i);
  }
  if (column < 0) return;
  if (!has_any_value(table, static_cast<size_t>(column))) column = column_instead(table, column);
  table.sort_column = column;
  table.descending = table.columns[static_cast<size_t>(column)].descends;
  const std::vector<uint32_t> order =
      sorted_rows(table, static_cast<size_t>(column), table.descending);
  std::vector<TableRow> rows;
  rows.reserve(order.size());
  for (uint32_t at : order) rows.push_back(std::move(table.rows[at]));
  table.rows = std::move(rows);
}

}  // namespace sonde
