// Making tables: see query.h. A QueryRun goes through the steps in order: plan, scan, threads
// without events, groups of groups, cells.
// SPDX-License-Identifier: Apache-2.0
#include "view/query.h"

#include <algorithm>
#include <numeric>
#include <optional>

#include "view/group_scan.h"
#include "view/path.h"
#include "view/table_build.h"
#include "view/thread_lives.h"

namespace sonde {
namespace {

constexpr size_t kMaxListRows = 20'000;

Cell zero_cell() {
  Cell cell;
  cell.kind = Cell::Kind::kInt;
  cell.i = 0;
  return cell;
}

class QueryRun {
 public:
  QueryRun(const Query& query, QuerySource source, const std::atomic<bool>* cancelled)
      : query_(query), source_(source), cancelled_(cancelled) {}

  Result<TablePtr> run();

 private:
  Result<void> plan();
  GroupScan& main() const { return *scans_[0]; }
  RowReplay& replay() const { return source_.pool.replay(0); }
  bool scan(void (GroupScan::*visit)(const Chunk&));
  bool scan_groups();
  bool scan_list();
  void add_threads();
  void add_descriptors();
  void add_stays();
  void add_stays_of_ended();
  void merge_groups();
  void make_rows();
  Cell cell_of(size_t column, uint32_t group);
  uint32_t version_of(const GroupFacts& group) const;
  ThreadLife life_of(const GroupFacts& group) const;
  Cell text_cell(size_t column, const Moment& moment);
  const Moment* moment_of(ColumnPlan& column, uint64_t row);
  Cell cpu_cell(size_t column, uint32_t group) const;
  Cell amount_cell(const ColumnPlan& column, const Amount& amount, Aggregation how,
                   double seconds) const;
  double seconds() const;
  double seconds_of(const GroupFacts& group) const;

  const Query& query_;
  QuerySource source_;
  const std::atomic<bool>* cancelled_;
  std::vector<std::unique_ptr<GroupScan>> scans_;  // one for each of the pool
  std::optional<ThreadLives> lives_;
  std::vector<Amount> stays_;  // on CPUs, by group; empty when nothing tells of any
  std::shared_ptr<Table> table_;
  uint64_t from_ns_ = 0, to_ns_ = 0;
};

Result<void> QueryRun::plan() {
  // Ends are looked at in their order: numbers of processes are given out again.
  const bool in_order = query_.view->row_source == RowSource::kEnded;
  const size_t members = in_order ? 1 : source_.pool.members_for_scan();
  for (size_t i = 0; i < members; ++i) {
    auto made = GroupScan::make(query_, source_.index, source_.pool.replay(i));
    if (!made) return made.error();
    scans_.push_back(made.take());
  }
  table_ = std::make_shared<Table>();
  table_->view = query_.view;
  from_ns_ = query_.from_ns ? query_.from_ns : source_.index.first_ts_ns();
  to_ns_ = query_.to_ns ? query_.to_ns : source_.index.last_ts_ns();
  lives_.emplace(source_.index, query_.from_ns, query_.to_ns);
  table_->shows_ends = main().plan.shows_ends;
  table_->from_ns = from_ns_;
  table_->to_ns = to_ns_;
  for (const ColumnPlan& column : main().plan.columns)
    table_->columns.push_back(table_column(column));
  return {};
}

double QueryRun::seconds() const {
  return to_ns_ > from_ns_ ? static_cast<double>(to_ns_ - from_ns_) / 1e9 : 0;
}

// All chunks, shared by the pool; what they found ends up in the first scan.
bool QueryRun::scan(void (GroupScan::*visit)(const Chunk&)) {
  const auto take = [&](size_t member, size_t at) {
    (scans_[member].get()->*visit)(*source_.index.chunks()[at]);
  };
  const bool done = source_.pool.scan(cancelled_, 0, scans_.size(), take);
  for (size_t i = 1; done && i < scans_.size(); ++i) main().take(*scans_[i]);
  return done;
}

bool QueryRun::scan_groups() {
  if (!scan(&GroupScan::add)) return false;
  table_->events = main().events;
  const RowSource rows = query_.view->row_source;
  if (rows == RowSource::kThreads) add_threads();
  if (rows == RowSource::kDescriptors) add_descriptors();
  add_stays();
  if (rows == RowSource::kEnded) add_stays_of_ended();
  return true;
}

void QueryRun::add_threads() {
  const ViewPlan& plan = main().plan;
  for (const auto& [tid, thread] : lives_->all()) {
    if (thread.version == 0) continue;
    const Moment& moment =
        replay().of_thread(thread.version, thread.has_stats ? &thread.stats : nullptr);
    // A filter on events or descriptors is not about threads: those that have a row are asked.
    const bool makes_row = main().filter().matches(moment);
    const uint32_t number = makes_row ? main().group_of(moment) : main().find_group(moment);
    if (number == Grouping::kNone) continue;
    GroupFacts& group = main().groups[number];
    if (!makes_row && !group.has_rows()) continue;
    group.thread = thread.version;
    group.thread_row = thread.row;
    group.is_of_threads |= makes_row;
    // Rows of processes end with their first thread, rows of threads with each, rows of several
    // processes with the last.
    const bool is_main = !plan.rows_are_processes() ||
                         source_.index.versions().thread(thread.version).info->is_leader();
    if (thread.ended && is_main) group.flags |= TableRow::kEnded;
    if (thread.began && is_main) group.flags |= TableRow::kFirstSeen;
    for (size_t i = 0; i < plan.columns.size(); ++i) {
      ColumnPlan& column = main().plan.columns[i];
      if (column.source != ColumnSource::kThread) continue;
      // Users and containers do not hold what ended processes had.
      if (thread.ended && !plan.shows_ends && column.is_memory_now()) continue;
      const Value value = thread_amount(column, moment, thread);
      if (value.exists()) main().amounts[i][number].add(number_of(value));
    }
  }
}

// Switches of threads tell exactly who was on a CPU when, whatever the filter.
void QueryRun::add_stays() {
  const Index& index = source_.index;
  if (!index.has_switches()) return;
  const auto& columns = main().plan.columns;
  if (std::none_of(columns.begin(), columns.end(),
                   [](const ColumnPlan& column) { return column.is_cpu_of_switches(); })) {
    return;
  }
  stays_.resize(main().groups.size());
  index.for_each_stay(query_.from_ns, query_.to_ns, [&](int64_t tid, uint64_t row, uint64_t ns) {
    uint32_t version = index.version_at(tid, row);
    if (!version) version = lives_->of(tid, row).version;  // it leaves its CPU after its end
    const uint32_t group = main().grouping().find_version(version);
    if (group != Grouping::kNone) stays_[group].add(static_cast<double>(ns));
  });
}

// The same of threads that have ended, from first to last, where no event of theirs reports it.
void QueryRun::add_stays_of_ended() {
  const Index& index = source_.index;
  if (!index.has_switches()) return;
  for (size_t i = 0; i < main().plan.columns.size(); ++i) {
    if (main().plan.columns[i].source != ColumnSource::kUsed) continue;
    std::vector<Amount>& reported = main().amounts[i];
    std::vector<Amount> sums(reported.size());
    index.for_each_stay(0, 0, [&](int64_t tid, uint64_t row, uint64_t ns) {
      const ThreadLife life = lives_->of_process(tid, row);
      const uint32_t group =
          life.version ? main().grouping().find_version(life.version) : Grouping::kNone;
      // Of one that was there before, not all is known.
      const bool is_whole = life.version && index.versions().thread(life.version).info->clone_ts_ns;
      if (group != Grouping::kNone && is_whole) sums[group].add(static_cast<double>(ns));
    });
    for (size_t group = 0; group < reported.size(); ++group) {
      if (!reported[group].count) reported[group] = sums[group];
    }
  }
}

void QueryRun::add_descriptors() {
  source_.now.threads().for_each([&](const Thread& thread) {
    const bool speaks = !thread.leader || thread.leader == &thread || thread.unshared;
    if (!speaks || !thread.index_version) return;
    thread.fds->for_each([&](int64_t number, const Descriptor& fd) {
      const Moment& moment = replay().of_fd(fd, number, thread.index_version);
      if (!main().filter().matches(moment)) return;
      const uint32_t at = main().group_of(moment);
      if (at == Grouping::kNone) return;
      GroupFacts& group = main().groups[at];
      // Of several threads the oldest stands for the group, of its descriptors the last.
      if (group.fd && group.fd_thread != thread.index_version) return;
      group.fd = &fd;
      group.fd_num = number;
      group.fd_thread = thread.index_version;
    });
  });
}

const Moment* QueryRun::moment_of(ColumnPlan& column, uint64_t row) {
  const Chunk& chunk = source_.index.chunk_of(row);
  const auto at = static_cast<uint32_t>(row - chunk.first_row);
  if (column.depends == DependsOn::kThread && chunk.thread[at]) {
    return &replay().of_thread(chunk.thread[at], nullptr);
  }
  const bool odd = chunk.cpu[at] & Chunk::kNameFromParams;
  if (column.depends == DependsOn::kFd && chunk.fd[at] && !odd) {
    return &replay().of_fd(chunk.fd[at], 0);
  }
  return replay().at(chunk, at, column.parts);
}

// How long the row's process, or thread, lived within the time; of other rows the whole time.
double QueryRun::seconds_of(const GroupFacts& group) const {
  if (!main().plan.shows_ends) return seconds();
  const ThreadLife last = life_of(group);
  if (!last.version) return seconds();
  GroupFacts first = group;
  first.last_row = group.first_row;
  const uint64_t begin_ns = group.has_rows() ? life_of(first).begin_ns : last.begin_ns;
  uint64_t end_ns = last.end_ns;
  if (group.has_rows()) {  // its other threads may go on after the first one
    const Chunk& chunk = source_.index.chunk_of(group.last_row);
    end_ns = std::max(end_ns, chunk.ts_ns[group.last_row - chunk.first_row]);
  }
  return end_ns > begin_ns ? static_cast<double>(end_ns - begin_ns) / 1e9 : 0;
}

// The thread that the group's last event belongs to.
uint32_t QueryRun::version_of(const GroupFacts& group) const {
  if (!group.has_rows()) return group.thread;
  const Chunk& chunk = source_.index.chunk_of(group.last_row);
  return chunk.thread[group.last_row - chunk.first_row];
}

// The life of the row's thread, or of its process.
ThreadLife QueryRun::life_of(const GroupFacts& group) const {
  const uint64_t row = group.has_rows() ? group.last_row : group.thread_row;
  const uint32_t version = version_of(group);
  if (!version) return {};
  const int64_t tid = source_.index.versions().tids()[version];
  return main().plan.rows_are_processes() ? lives_->of_process(tid, row) : lives_->of(tid, row);
}

Cell QueryRun::text_cell(size_t number, const Moment& moment) {
  ColumnPlan& column = main().plan.columns[number];
  return value_cell(column, moment, *table_);
}

// Percent of the time that is looked at; none when nothing tells.
Cell QueryRun::cpu_cell(size_t number, uint32_t at) const {
  const GroupFacts& group = main().groups[at];
  const Amount& amount = main().amounts[number][at];
  Cell cell;
  cell.kind = Cell::Kind::kReal;
  if (!stays_.empty() && main().plan.columns[number].is_cpu_of_switches()) {
    // Who filtered while recording has switches of some threads only.
    const int64_t tid = source_.index.versions().tids()[version_of(group)];
    const ThreadHistory* const history = source_.index.history_of(tid);
    if (stays_[at].count || (history && !history->on_cpu.empty())) {
      cell.d = seconds() > 0 ? stays_[at].sum / 1e7 / seconds() : 0;
      return cell;
    }
  }
  // Parts of a million, of seconds. Readings of the live machine leave out who rested.
  const uint64_t read_ns = source_.index.cpu_reading_ns(from_ns_, to_ns_);
  const bool is_known = amount.count || (read_ns && group.is_of_threads);
  const double length = read_ns ? static_cast<double>(read_ns) / 1e9 : seconds();
  if (!is_known) return {};
  cell.d = length > 0 ? amount.sum / 1e4 / length : 0;
  return cell;
}

Cell QueryRun::amount_cell(const ColumnPlan& column, const Amount& amount, Aggregation how,
                           double seconds) const {
  Cell cell;
  if (column.source == ColumnSource::kUsed && !amount.count) return cell;
  double value = amount.sum;
  switch (how) {
    case Aggregation::kAverage:
      value = amount.count ? amount.sum / static_cast<double>(amount.count) : 0;
      break;
    case Aggregation::kRate:
      value = seconds > 0 ? amount.sum / seconds : amount.sum;
      break;
    case Aggregation::kMin:
      value = amount.least;
      break;
    case Aggregation::kMax:
      value = amount.most;
      break;
    case Aggregation::kNone:
    case Aggregation::kSum:
      break;
  }
  const bool whole = value == static_cast<double>(static_cast<int64_t>(value));
  if (whole && !column.is_real && how != Aggregation::kAverage && how != Aggregation::kRate) {
    cell.kind = Cell::Kind::kInt;
    cell.i = static_cast<int64_t>(value);
  } else {
    cell.kind = Cell::Kind::kReal;
    cell.d = value;
  }
  return cell;
}

Cell QueryRun::cell_of(size_t number, uint32_t at) {
  ColumnPlan& column = main().plan.columns[number];
  const GroupFacts& group = main().groups[at];
  switch (column.source) {
    case ColumnSource::kCpu:
      return cpu_cell(number, at);
    case ColumnSource::kNumber:
    case ColumnSource::kUsed: {
      const Aggregation how = column.spec->aggregation;
      const double time = how == Aggregation::kRate ? seconds_of(group) : 0;
      return amount_cell(column, main().amounts[number][at], how, time);
    }
    case ColumnSource::kThread:
      if (main().amounts[number][at].count) {
        return amount_cell(column, main().amounts[number][at], column.spec->aggregation, seconds());
      }
      // The thread is another user's, or runs another command, by now.
      if (query_.view->row_source == RowSource::kThreads &&
          main().plan.groups_by_value_of_thread()) {
        return zero_cell();
      }
      break;
    case ColumnSource::kFound: {
      const FirstValue& found = main().found[number][at];
      const Moment* moment = found.is_found() ? moment_of(column, found.row) : nullptr;
      if (moment) return text_cell(number, *moment);
      Cell none;
      none.kind = Cell::Kind::kText;
      none.text = "";
      return none;
    }
    case ColumnSource::kEnd:
      if (const uint32_t version = life_of(group).version) {
        Cell cell = text_cell(number, replay().of_thread(version, nullptr));
        if (cell.kind != Cell::Kind::kNone && !is_unset_name(column, cell)) return cell;
        // Not all is known of the process's first thread; another one may know.
        return text_cell(number, replay().of_thread(version_of(group), nullptr));
      }
      break;
    case ColumnSource::kFirst:
    case ColumnSource::kLast:
      break;
  }
  if (group.has_rows()) {
    const uint64_t row = column.source == ColumnSource::kFirst ? group.first_row : group.last_row;
    const Moment* moment = moment_of(column, row);
    Cell cell = moment ? text_cell(number, *moment) : Cell();
    const bool is_known = cell.kind != Cell::Kind::kNone;
    if (is_known || column.source != ColumnSource::kFirst) return cell;
    // What was not known at first may be by now.
    moment = moment_of(column, group.last_row);
    return moment ? text_cell(number, *moment) : cell;
  }
  if (group.fd) {
    return text_cell(number, replay().of_fd(*group.fd, group.fd_num, group.fd_thread));
  }
  return group.thread ? text_cell(number, replay().of_thread(group.thread, nullptr)) : Cell();
}

void QueryRun::make_rows() {
  // In the order in which they came, whichever thread of the pool found them.
  const std::vector<GroupFacts>& groups = main().groups;
  std::vector<uint32_t> order(groups.size());
  std::iota(order.begin(), order.end(), 0);
  // A thread has ended, and its process has not.
  const bool only_ends = query_.view->row_source == RowSource::kEnded;
  if (only_ends) std::erase_if(order, [&](uint32_t at) { return !groups[at].has_rows(); });
  std::stable_sort(order.begin(), order.end(), [&](uint32_t left, uint32_t right) {
    return groups[left].first_row < groups[right].first_row;
  });
  for (const uint32_t at : order) {
    TableRow row;
    row.first_cell = static_cast<uint32_t>(table_->cells.size());
    row.event = ~uint64_t{0};
    row.flags = static_cast<uint8_t>(groups[at].flags | TableRow::kHasKey);
    if (main().plan.shows_ends && life_of(groups[at]).ended) row.flags |= TableRow::kEnded;
    row.key = main().grouping().key(at);
    for (size_t column = 0; column < main().plan.columns.size(); ++column) {
      table_->cells.push_back(cell_of(column, at));
    }
    table_->rows.push_back(std::move(row));
  }
  const ColumnPlan* key = main().plan.row_key();
  if (key) {
    table_->key_field = key->spec->filter_field.empty()
                            ? with_depth(key->spec->field, query_.depth)
                            : with_depth(key->spec->filter_field, query_.depth);
  }
}

// Rows whose group key is the same become one: the second stage of views with such a key.
void QueryRun::merge_groups() {
  if (main().plan.group_key >= 0) merge_rows(*table_, main().plan);
}

bool QueryRun::scan_list() {
  if (!scan(&GroupScan::list)) return false;
  std::vector<uint64_t>& rows = main().rows;
  std::sort(rows.begin(), rows.end());
  table_->events = rows.size();
  table_->truncated = rows.size() > kMaxListRows;
  const size_t first = table_->truncated ? rows.size() - kMaxListRows : 0;
  for (size_t i = first; i < rows.size(); ++i) {
    const Moment* moment = replay().at(rows[i]);
    if (!moment) continue;
    TableRow row;
    row.first_cell = static_cast<uint32_t>(table_->cells.size());
    row.event = rows[i];
    for (size_t column = 0; column < main().plan.columns.size(); ++column) {
      table_->cells.push_back(text_cell(column, *moment));
    }
    table_->rows.push_back(std::move(row));
  }
  return true;
}

Result<TablePtr> QueryRun::run() {
  if (Result<void> planned = plan(); !planned) return planned.error();
  if (query_.view->type == ViewType::kList || main().plan.key < 0) {
    if (!scan_list()) return TablePtr();
  } else {
    if (!scan_groups()) return TablePtr();
    make_rows();
    merge_groups();
  }
  sort_table(*table_, main().plan, query_.view->type == ViewType::kList);
  return TablePtr(std::move(table_));
}

}  // namespace

Result<TablePtr> run_query(const Query& query, QuerySource source,
                           const std::atomic<bool>* cancelled) {
  return QueryRun(query, source, cancelled).run();
}

}  // namespace sonde
