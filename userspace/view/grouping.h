// Grouping: which row of the table an event belongs to: the value of the view's key, numbered.
// For keys that depend on versions the number is found once per version, so that a row of the index
// costs a load. Used by query.cpp only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/seeded_hash.h"
#include "index/pair_map.h"
#include "index/row_replay.h"
#include "view/column_plan.h"

namespace sonde {

class Grouping {
 public:
  static constexpr uint32_t kNone = 0xFFFFFFFF;  // the event has no key

  // The plan must outlive it. Where rows are made by a value of threads, that belongs to the key.
  Grouping(ViewPlan& plan, const Index& index, RowReplay& replay);

  // The group of a row.
  uint32_t of(const Chunk& chunk, uint32_t at);
  // The group of a moment that is no row.
  uint32_t of(const Moment& moment);
  // The same without making one; kNone when there is none yet.
  uint32_t find(const Moment& moment);
  // The group of a version of a thread, where the key is what threads are; kNone as find().
  uint32_t find_version(uint32_t version);
  // Of a key that another Grouping has written.
  uint32_t of_literal(const std::string& literal);
  // Another group with the key of `group`, for this row and later ones with the key.
  uint32_t again(uint32_t group, const Chunk& chunk, uint32_t at);
  size_t size() const { return keys_.size(); }
  // What tells the group from others; take() of another scan asks for it.
  const std::string& literal(uint32_t group) const { return keys_[group]; }
  // The key as a filter writes it.
  std::string_view key(uint32_t group) const {
    const std::string_view literal = keys_[group];
    return literal.substr(0, literal.find(kSeparator));
  }

 private:
  static constexpr uint32_t kUnasked = PairMap::kUnset;

  static constexpr char kSeparator = '\0';  // of key and value; no literal has it

  bool append_literal(std::string& out, const Moment& moment);
  uint32_t by_version(uint32_t version, bool is_thread);
  bool is_name_from_params(const Chunk& chunk, uint32_t at) const;
  uint32_t by_event(const Chunk& chunk, uint32_t at);

  ColumnPlan& key_;
  ColumnPlan* value_ = nullptr;  // what rows are made by besides
  const Index& index_;
  RowReplay& replay_;
  std::vector<uint32_t> by_version_;
  std::vector<uint32_t> by_param_name_;  // RowReplay::param_name()
  PairMap by_pair_;                      // or by the number of a column
  HashMap<std::string, uint32_t> by_literal_;
  std::vector<std::string> keys_;
  std::string text_, value_text_;
};

}  // namespace sonde
