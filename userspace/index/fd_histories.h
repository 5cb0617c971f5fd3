// FdHistories: what each table of descriptors held, row by row, so that a table can be put in place
// as it was at any row. A table is not its process: threads may have one of their own, and
// processes may share one.
// Filled by index.cpp from the journal of the state's tables; replayed by stage.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

#include "state/descriptor.h"

namespace sonde {

class Versions;

class FdHistory {
 public:
  // From this row on the number stands for this version; 0 = for nothing.
  struct Step {
    uint64_t row;
    int64_t fd;
    uint32_t version;
  };
  // All that stood in the table after `steps` steps. Now and then there is one, so that going to a
  // row takes a limited number of steps, wherever it is.
  struct Snapshot {
    size_t steps = 0;
    std::vector<std::pair<int64_t, uint32_t>> entries;
  };

  const std::vector<Step>& steps() const { return steps_; }
  // How many steps there were up to the row. Quick when `guess` is right.
  size_t steps_up_to(uint64_t row, size_t guess) const;
  // The last snapshot of at most `steps` steps; nullptr = none, the table began empty.
  const Snapshot* snapshot_before(size_t steps) const;

 private:
  friend class FdHistories;
  static constexpr size_t kMaxBetweenSnapshots = 4096;

  Snapshot snapshot_after(size_t steps) const;
  uint64_t add(const Step& step, size_t table_size);  // returns the bytes that it takes
  void forget_before(uint64_t row);
  uint64_t bytes() const;

  std::vector<Step> steps_;
  std::vector<Snapshot> snapshots_;
};

class FdHistories {
 public:
  // What the table is called from now on; what it holds at the row is noted, and every change will
  // be in the journal.
  uint64_t watch(const DescriptorTable& table, TableJournal& journal, uint64_t row,
                 Versions& versions);
  // Enters what happened up to the row, and empties the journal.
  void take(TableJournal& journal, uint64_t row, Versions& versions);
  // A descriptor became another in its place. Nothing happens when the version is not there.
  void note(const DescriptorTable& table, uint64_t row, int64_t fd, uint32_t version);

  // nullptr when there is none (any more). Valid until the next sweep().
  const FdHistory* find(uint64_t table) const {
    const auto found = tables_.find(table);
    return found == tables_.end() ? nullptr : &found->second;
  }

  // Of memory, about.
  uint64_t bytes() const { return bytes_; }
  // What was before the row is forgotten, and so are tables for which `keeps(table)` is false.
  template <typename Keeps>
  void sweep(uint64_t first_row, Keeps keeps) {
    std::erase_if(tables_, [&](const auto& entry) { return !keeps(entry.first); });
    bytes_ = 0;
    for (auto& [number, history] : tables_) {
      history.forget_before(first_row);
      bytes_ += history.bytes();
    }
  }
  // Calls visit(version) for all that are still asked for.
  template <typename Visitor>
  void for_each_version(Visitor visit) const {
    for (const auto& [number, history] : tables_) {
      for (const FdHistory::Step& step : history.steps_) visit(step.version);
      for (const FdHistory::Snapshot& snapshot : history.snapshots_) {
        for (const auto& [fd, version] : snapshot.entries) visit(version);
      }
    }
  }

 private:
  void add(FdHistory& history, const FdHistory::Step& step, size_t table_size) {
    bytes_ += history.add(step, table_size);
  }

  std::unordered_map<uint64_t, FdHistory> tables_;  // by what they are called
  uint64_t next_table_ = 1;
  uint64_t bytes_ = 0;
};

}  // namespace sonde
