// Statistics: the answer to `--stat 'count(), p99(evt.latency) by proc.name'`: sums and the like of
// fields, for each group of events with the same values. Memory is bounded: too many groups are an
// error. Called by cli/run.cpp. Next: statistics_text.cpp, which writes the table.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/seeded_hash.h"
#include "filter/operand.h"

namespace sonde {

enum class StatKind : uint8_t {
  kCount,
  kSum,
  kMin,
  kMax,
  kMean,
  kPercentile,
  kDistinct,
  kFirst,
  kLast,
  kHistogram
};
enum class StatForm : uint8_t { kTable, kJson, kCsv };

struct StatColumn {
  StatKind kind = StatKind::kCount;
  double percent = 0;  // kPercentile
  int operand = -1;    // number of the field; -1: count()
  std::string title;   // as it was written
};

class Statistics {
 public:
  static constexpr size_t kMaxGroups = 200'000;
  static constexpr size_t kMaxValues = 10'000'000;  // different ones, of all groups

  // Errors are of kUsage: reason, text and caret.
  static Result<Statistics> parse(std::string_view text);

  // False: see error().
  bool add(const Moment& moment);
  const Error& error() const { return error_; }
  // The groups, largest first column first; all when `most` is 0. `ts_ns`: 0, or the end of the
  // interval, which begins each row. Then the groups are empty.
  void append(std::string& out, StatForm form, uint64_t most, uint64_t ts_ns);

 private:
  friend class StatText;
  struct Cell {
    uint64_t count = 0;
    int64_t whole = 0;  // sum, least, largest
    double real = 0;    // the same, of fields with fractions; also when a sum is too large
    bool is_real = false;
    std::string text;                      // kFirst, kLast
    HashSet<uint64_t> distinct;            // hashes of values
    std::map<int32_t, uint64_t> bucketed;  // by bucket_of()
  };
  struct Group {
    std::vector<std::string> keys;
    std::vector<bool> has_key;
    std::vector<Cell> cells;
  };
  class Parser;

  bool append_text(Operand& operand, const Moment& moment, std::string& out);
  Group* find_group(const Moment& moment);
  void count(Cell& cell, StatColumn& column, const Value& value);
  void count_text(Cell& cell, StatColumn& column, const Moment& moment);

  std::vector<StatColumn> columns_;
  std::vector<Operand> operands_;
  std::vector<Operand> keys_;
  HashMap<std::string, Group> groups_;
  size_t values_ = 0;
  bool wrote_header_ = false;
  std::string key_, text_;
  Error error_;
};

}  // namespace sonde
