// Steps and snapshots of tables: see fd_histories.h.
// SPDX-License-Identifier: Apache-2.0
#include "index/fd_histories.h"

#include <algorithm>
#include <map>

#include "index/up_to.h"
#include "index/versions.h"

namespace sonde {
namespace {

uint64_t bytes_of(const FdHistory::Snapshot& snapshot) {
  return sizeof snapshot + snapshot.entries.size() * sizeof snapshot.entries[0];
}

}  // namespace

size_t FdHistory::steps_up_to(uint64_t row, size_t guess) const {
  return count_up_to(steps_.size(), row, guess, [&](size_t i) { return steps_[i].row; });
}

const FdHistory::Snapshot* FdHistory::snapshot_before(size_t steps) const {
  const auto after = std::upper_bound(
      snapshots_.begin(), snapshots_.end(), steps,
      [](size_t wanted, const Snapshot& snapshot) { return wanted < snapshot.steps; });
  return after == snapshots_.begin() ? nullptr : &*std::prev(after);
}

// What stands in the table after `steps` steps.
FdHistory::Snapshot FdHistory::snapshot_after(size_t steps) const {
  std::map<int64_t, uint32_t> entries;
  size_t done = 0;
  if (const Snapshot* before = snapshot_before(steps)) {
    entries.insert(before->entries.begin(), before->entries.end());
    done = before->steps;
  }
  for (; done < steps; ++done) {
    const Step& step = steps_[done];
    if (step.version) {
      entries[step.fd] = step.version;
    } else {
      entries.erase(step.fd);
    }
  }
  Snapshot snapshot;
  snapshot.steps = steps;
  snapshot.entries.assign(entries.begin(), entries.end());
  return snapshot;
}

uint64_t FdHistory::add(const Step& step, size_t table_size) {
  steps_.push_back(step);
  const size_t before = snapshots_.empty() ? 0 : snapshots_.back().steps;
  if (steps_.size() - before < std::max(kMaxBetweenSnapshots, table_size)) return sizeof step;
  snapshots_.push_back(snapshot_after(steps_.size()));
  return sizeof step + bytes_of(snapshots_.back());
}

uint64_t FdHistory::bytes() const {
  uint64_t sum = sizeof *this + steps_.size() * sizeof(Step);
  for (const Snapshot& snapshot : snapshots_) sum += bytes_of(snapshot);
  return sum;
}

// The steps up to the row become one snapshot.
void FdHistory::forget_before(uint64_t row) {
  const size_t gone = steps_up_to(row, 0);
  if (gone == 0) return;
  Snapshot base = snapshot_after(gone);
  base.steps = 0;
  steps_.erase(steps_.begin(), steps_.begin() + static_cast<ptrdiff_t>(gone));
  std::erase_if(snapshots_, [&](const Snapshot& snapshot) { return snapshot.steps <= gone; });
  for (Snapshot& snapshot : snapshots_) snapshot.steps -= gone;
  snapshots_.insert(snapshots_.begin(), std::move(base));
}

uint64_t FdHistories::watch(const DescriptorTable& table, TableJournal& journal, uint64_t row,
                            Versions& versions) {
  const uint64_t number = next_table_++;
  table.watch(journal, number);
  FdHistory& history = tables_[number];
  history.steps_.reserve(table.size());
  table.for_each([&](int64_t fd, const Descriptor& descriptor) {
    history.steps_.push_back({row, fd, versions.of(&descriptor)});
  });
  bytes_ += history.bytes();
  return number;
}

void FdHistories::take(TableJournal& journal, uint64_t row, Versions& versions) {
  for (const TableJournal::Change& change : journal.changes) {
    const auto found = tables_.find(change.table->watched_as());
    if (found == tables_.end()) continue;
    const DescriptorRef* now = change.table->find(change.fd);
    const uint32_t version = now ? versions.of(now->get()) : 0;
    add(found->second, {row, change.fd, version}, change.table->size());
  }
  journal.changes.clear();
}

void FdHistories::note(const DescriptorTable& table, uint64_t row, int64_t fd, uint32_t version) {
  const DescriptorRef* const now = table.find(fd);
  if (!now || (*now)->index_mark.number != version) return;
  const auto found = tables_.find(table.watched_as());
  if (found != tables_.end()) add(found->second, {row, fd, version}, table.size());
}

}  // namespace sonde
