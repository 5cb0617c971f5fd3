// Deciding filters on columns: see row_filter.h.
// SPDX-License-Identifier: Apache-2.0
#include "index/row_filter.h"

#include <algorithm>

#include "filter/checker.h"
#include "filter/compiler.h"
#include "filter/parse/parser.h"

namespace sonde {
namespace {

constexpr uint8_t kUndecided = 2;
constexpr uint8_t kAskEvent = 3;

}  // namespace

Result<RowFilter> RowFilter::compile(std::string_view text, const Index& index, RowReplay& replay) {
  RowFilter filter(index, replay);
  if (text.find_first_not_of(" \t\n") == std::string_view::npos) return filter;
  auto tree = std::make_unique<Node>();
  Problem problem;
  if (!parse_filter(text, parse_field, nullptr, *tree, problem) ||
      !check_tree(*tree, nullptr, problem)) {
    return located_error(problem, text);
  }
  filter.tree_ = std::move(tree);
  filter.program_.emplace(compile_tree(*filter.tree_));
  filter.collect(*filter.tree_);
  filter.prepare();
  return filter;
}

bool RowFilter::collect(Node& node) {
  bool needs_events = false;
  for (Node& child : node.children) needs_events |= collect(child);
  if (node.kind != Node::Kind::kCheck) {
    if (needs_events) slow_.insert(&node);
    return needs_events;
  }
  auto check = std::make_unique<Check>();
  check->condition = node.condition.get();
  FieldUse* use = check->condition->left.use();
  if (check->condition->around) {
    check->depends = DependsOn::kColumn;
  } else if (use && !check->condition->right && !check->condition->is_dynamic) {
    check->depends = dependency_of(*use);
    check->index_column = column_of(*use);
    check->from_params = use->field->depends.from_params;
  }
  if (use && !check->condition->right && asks_events(check->depends)) check->parts = parts_of(*use);
  if (check->depends == DependsOn::kAncestors) check->of_ancestors.resize(kAncestorsKept);
  const bool is_of_row = check->depends == DependsOn::kColumn &&
                         (check->condition->around || !is_same_in_rollup(check->index_column));
  check->about_events = asks_events(check->depends) || is_of_row;
  fits_rollup_ &= !check->about_events;
  needs_events = asks_events(check->depends);
  if (needs_events) slow_.insert(&node);
  checks_.emplace(&node, std::move(check));
  return needs_events;
}

void RowFilter::prepare() {
  // Versions whose numbers were given out anew are not what they were.
  if (generation_ != index_->generation()) {
    for (auto& [node, check] : checks_) {
      check->by_version.clear();
      check->by_param_name.clear();
      check->by_pair.clear();
      std::ranges::fill(check->of_ancestors, Check::OfAncestors());
    }
    generation_ = index_->generation();
  }
  const Versions& versions = index_->versions();
  for (auto& [node, check] : checks_) {
    std::vector<uint8_t>& truth = check->by_version;
    if (check->depends == DependsOn::kThread) {
      truth.resize(versions.thread_count(), kUndecided);
    } else if (check->depends == DependsOn::kFd) {
      truth.resize(versions.fd_count(), kUndecided);
      truth[0] = false;
    } else if (check->depends == DependsOn::kKind || check->depends == DependsOn::kEvent) {
      truth.resize(kEventRowCount, kUndecided);
    }
  }
}

// What a version, or a kind, decides alone.
bool RowFilter::ask_version(Check& check, uint32_t version) {
  const Moment& moment = check.depends == DependsOn::kThread ? replay_->of_thread(version, nullptr)
                         : check.depends == DependsOn::kFd
                             ? replay_->of_fd(version, 0)
                             : replay_->of_kind(static_cast<uint16_t>(version));
  const bool truth = holds(*check.condition, moment);
  check.by_version[version] = truth;
  return truth;
}

bool RowFilter::ask_event(Check& check, const Chunk& chunk, uint32_t at) {
  const Moment* moment = replay_->at(chunk, at, check.parts);
  return moment && holds(*check.condition, *moment);
}

template <typename Leaf>
void RowFilter::evaluate(const Node& node, RowBits& bits, Leaf& leaf) {
  switch (node.kind) {
    case Node::Kind::kAnd:
      // What columns tell goes first, so that few events are read.
      for (const Node& child : node.children) {
        if (!slow_.contains(&child)) evaluate(child, bits, leaf);
      }
      for (const Node& child : node.children) {
        if (slow_.contains(&child)) evaluate(child, bits, leaf);
      }
      return;
    case Node::Kind::kOr: {
      RowBits left = bits, hits;
      hits.clear();
      for (const Node& child : node.children) {
        RowBits some = left;
        evaluate(child, some, leaf);
        for (uint32_t i = 0; i < Chunk::kWords; ++i) {
          hits.words[i] |= some.words[i];
          left.words[i] &= ~some.words[i];
        }
      }
      bits = hits;
      return;
    }
    case Node::Kind::kNot: {
      RowBits some = bits;
      evaluate(node.children[0], some, leaf);
      for (uint32_t i = 0; i < Chunk::kWords; ++i) bits.words[i] &= ~some.words[i];
      return;
    }
    case Node::Kind::kCheck:
      leaf(*checks_.at(&node), bits);
  }
}

void RowFilter::apply(const Chunk& chunk, RowBits& rows) {
  const auto leaf = [&](Check& check, RowBits& bits) { keep_rows(check, chunk, bits); };
  if (tree_) evaluate(*tree_, rows, leaf);
}

void RowFilter::apply(const Chunk& chunk, const ChunkRollup& rollups, RowBits& keep) {
  const auto leaf = [&](Check& check, RowBits& bits) {
    bits.keep_if([&](uint32_t rollup) { return decide(check, chunk, rollups.list[rollup].first); });
  };
  if (tree_) evaluate(*tree_, keep, leaf);
}

// One condition for one row.
bool RowFilter::decide(Check& check, const Chunk& chunk, uint32_t at) {
  const bool odd = (chunk.cpu[at] & Chunk::kNameFromParams) && check.from_params;
  const uint64_t kind = chunk.kind[at], fd = chunk.fd[at];
  switch (check.depends) {
    case DependsOn::kThread:
      if (!chunk.thread[at]) [[unlikely]]
        return ask_event(check, chunk, at);
      if (const uint8_t truth = check.by_version[chunk.thread[at]]; truth != kUndecided)
        return truth;
      return ask_version(check, chunk.thread[at]);
    case DependsOn::kFd:
      if (odd) [[unlikely]] {
        const bool directory = check.condition->left.shape().name == "fd.directory";
        const uint32_t name = replay_->param_name(chunk, at, directory);
        if (name >= check.by_param_name.size()) check.by_param_name.resize(name + 1, kUndecided);
        uint8_t& truth = check.by_param_name[name];
        if (truth == kUndecided) {
          const bool exists = name != RowReplay::kNoName;
          truth = holds_for(*check.condition,
                            exists ? Value::text(replay_->param_name_text(name)) : Value::none());
        }
        return truth;
      }
      if (const uint8_t truth = check.by_version[fd]; truth != kUndecided) return truth;
      return ask_version(check, chunk.fd[at]);
    case DependsOn::kKind: {
      if (kinds_[kind].has_own_name) [[unlikely]]
        return ask_event(check, chunk, at);
      const uint8_t truth = check.by_version[kind];
      return truth == kUndecided ? ask_version(check, chunk.kind[at]) : truth;
    }
    case DependsOn::kThreadAndFd:
      if (odd) [[unlikely]]
        return ask_event(check, chunk, at);
      return fd && decide_pair(check, uint64_t{chunk.thread[at]} << 32 | fd, chunk, at);
    case DependsOn::kFdAndKind: {
      const uint64_t is_name_from_params = (chunk.cpu[at] & Chunk::kNameFromParams) != 0;
      return decide_pair(check, is_name_from_params << 63 | kind << 32 | fd, chunk, at);
    }
    case DependsOn::kResult: {
      const int32_t result = chunk.result[at];
      if (result == Chunk::kNoResult) return false;
      if (kinds_[kind].has_own_name || result == Chunk::kWideResult) {
        return ask_event(check, chunk, at);
      }
      // What succeeded is one thing.
      const uint32_t error = result < 0 ? static_cast<uint32_t>(result) : 0;
      return decide_pair(check, kind << 32 | error, chunk, at);
    }
    case DependsOn::kColumn:
      if (check.condition->around) return check.condition->around->has(chunk.ts_ns[at]);
      return holds_for(*check.condition, value_from_column(check.index_column, *index_, chunk, at));
    case DependsOn::kEvent: {
      uint8_t& known = check.by_version[kind];
      if (known == kUndecided) {
        const FieldUse* const use = check.condition->left.use();
        const bool may_have = !use || kind_may_have(*use, chunk.kind[at]);
        known = may_have ? kAskEvent
                         : uint8_t{holds(*check.condition, replay_->of_kind(chunk.kind[at]))};
      }
      if (known != kAskEvent) return known;
      break;
    }
    case DependsOn::kAncestors:
      if (chunk.thread[at]) return decide_by_ancestors(check, chunk, at);
      break;
    case DependsOn::kThreadStats:
      break;
  }
  return ask_event(check, chunk, at);
}

// What two numbers decide together is asked once for each pair.
bool RowFilter::decide_pair(Check& check, uint64_t pair, const Chunk& chunk, uint32_t at) {
  if (const uint32_t known = check.by_pair.of(pair); known != PairMap::kUnset) return known;
  const uint32_t fd = chunk.fd[at];
  const bool odd = chunk.cpu[at] & Chunk::kNameFromParams;
  bool truth;
  if (check.depends == DependsOn::kThreadAndFd) {
    truth = holds(*check.condition, replay_->of_fd(fd, chunk.thread[at]));
  } else if (check.depends == DependsOn::kFdAndKind && !odd) {
    truth = holds(*check.condition, replay_->of_fd_and_kind(fd, chunk.kind[at]));
  } else {
    truth = ask_event(check, chunk, at);
  }
  check.by_pair.of(pair) = truth;
  return truth;
}

// Events of a thread come in runs in which nothing changes in its family.
bool RowFilter::decide_by_ancestors(Check& check, const Chunk& chunk, uint32_t at) {
  const uint32_t version = chunk.thread[at];
  check.changes = index_->changes_up_to(chunk.first_row + at, check.changes);
  Check::OfAncestors& known = check.of_ancestors[version % kAncestorsKept];
  if (known.version != version || known.changes != check.changes) {
    known = {version, check.changes, ask_event(check, chunk, at)};
  }
  return known.truth;
}

void RowFilter::keep_rows(Check& check, const Chunk& chunk, RowBits& rows) {
  const bool by_row = check.about_events || !index_->is_full(chunk);
  const ChunkRollup* rollups = by_row ? nullptr : rollup_of(chunk);
  if (!rollups) {
    rows.keep_if([&](uint32_t at) { return decide(check, chunk, at); });
    return;
  }
  truths_.assign(rollups->list.size(), kUndecided);
  rows.keep_if([&](uint32_t at) {
    uint8_t& truth = truths_[rollups->of_row[at]];
    if (truth == kUndecided) truth = decide(check, chunk, at);
    return truth != 0;
  });
}

bool RowFilter::matches(const Moment& moment) { return !program_ || program_->run(moment); }

}  // namespace sonde
