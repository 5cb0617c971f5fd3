// RowFilter: a filter applied to rows of the index instead of Moments. Conditions on what a version
// or a column tells are decided once per version, or from the column, and combined as bits; only
// rows that are still undecided after those are looked at as events.
// Used by view/query.cpp and session/. The language: filter/filter.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/result.h"
#include "filter/ast.h"
#include "filter/condition.h"
#include "filter/program.h"
#include "index/dependency.h"
#include "index/index.h"
#include "index/pair_map.h"
#include "index/rollup.h"
#include "index/row_replay.h"

namespace sonde {

class RowFilter {
 public:
  // An empty text lets everything pass. Errors as of Filter::compile. Index and stage must outlive
  // the filter.
  static Result<RowFilter> compile(std::string_view text, const Index& index, RowReplay& replay);

  // Takes rows out that do not match. ChunkRollup that the chunk has are made use of.
  void apply(const Chunk& chunk, RowBits& rows);
  // Whether rollups can be asked: no condition is about single events.
  bool fits_rollup() const { return fits_rollup_; }
  // The same for rollups, by their number, instead of rows.
  void apply(const Chunk& chunk, const ChunkRollup& rollups, RowBits& keep);
  // The same for a moment that is no row.
  bool matches(const Moment& moment);
  // To be called when rows were added or forgotten since.
  void prepare();

 private:
  // One condition and what is known of it already.
  struct Check {
    Condition* condition = nullptr;
    DependsOn depends = DependsOn::kEvent;
    uint8_t parts = kWholeRow;  // for ask_event()
    IndexColumn index_column = IndexColumn::kNone;
    bool from_params = false;
    bool about_events = true;  // a rollup does not tell
    // kThread, kFd, kKind: what is known of each. kEvent: of kinds that cannot have the field.
    std::vector<uint8_t> by_version;
    std::vector<uint8_t> by_param_name;  // RowReplay::param_name()
    PairMap by_pair;
    // The last answers about ancestors, by version of the thread.
    struct OfAncestors {
      uint32_t version = 0;
      uint64_t changes = 0;  // Index::changes_up_to()
      bool truth = false;
    };
    std::vector<OfAncestors> of_ancestors;  // empty, or kAncestorsKept of them
    uint64_t changes = 0;
  };
  static constexpr size_t kAncestorsKept = 256;

  RowFilter(const Index& index, RowReplay& replay) : index_(&index), replay_(&replay) {}
  bool collect(Node& node);
  // Takes bits out for which the tree does not hold; leaf(check, bits) does it for a condition.
  template <typename Leaf>
  void evaluate(const Node& node, RowBits& bits, Leaf& leaf);
  void keep_rows(Check& check, const Chunk& chunk, RowBits& rows);
  bool decide(Check& check, const Chunk& chunk, uint32_t at);
  bool decide_pair(Check& check, uint64_t pair, const Chunk& chunk, uint32_t at);
  bool decide_by_ancestors(Check& check, const Chunk& chunk, uint32_t at);
  bool ask_event(Check& check, const Chunk& chunk, uint32_t at);
  bool ask_version(Check& check, uint32_t version);

  const Index* index_;
  RowReplay* replay_;
  const EventTraits* kinds_ = event_traits();
  std::unique_ptr<Node> tree_;  // nullptr: everything passes
  std::optional<Program> program_;
  uint64_t generation_ = 0;  // of the index, that the checks know
  std::unordered_map<const Node*, std::unique_ptr<Check>> checks_;
  std::unordered_set<const Node*> slow_;  // nodes that need events
  std::vector<uint8_t> truths_;           // of one condition, by rollup
  bool fits_rollup_ = true;
};

}  // namespace sonde
