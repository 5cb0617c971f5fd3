// Numbering keys: see grouping.h.
// SPDX-License-Identifier: Apache-2.0
#include "view/grouping.h"

#include "view/path.h"

namespace sonde {

namespace {

// As a filter writes it.
bool append_value(std::string& out, ColumnPlan& column, const Moment& moment, std::string& place) {
  place.clear();
  if (!column.operand.append(place, moment)) return false;
  out += column.unit == ColumnUnit::kText ? filter_literal(place) : place;
  return true;
}

}  // namespace

Grouping::Grouping(ViewPlan& plan, const Index& index, RowReplay& replay)
    : key_(plan.columns[static_cast<size_t>(plan.key)]), index_(index), replay_(replay) {
  if (plan.groups_by_value_of_thread()) {
    value_ = &plan.columns[static_cast<size_t>(plan.group_key)];
  }
  size_t versions = 0;
  if (key_.depends == DependsOn::kThread) versions = index.versions().thread_count();
  if (key_.depends == DependsOn::kFd) versions = index.versions().fd_count();
  if (key_.depends == DependsOn::kKind) versions = kEventRowCount;
  by_version_.resize(versions, kUnasked);
}

// A thread without the value keeps its group: its row goes when groups become rows.
bool Grouping::append_literal(std::string& out, const Moment& moment) {
  if (!append_value(out, key_, moment, value_text_)) return false;
  if (!value_) return true;
  out += kSeparator;
  append_value(out, *value_, moment, value_text_);
  return true;
}

uint32_t Grouping::of(const Moment& moment) {
  text_.clear();
  return append_literal(text_, moment) ? of_literal(text_) : kNone;
}

uint32_t Grouping::find(const Moment& moment) {
  text_.clear();
  if (!append_literal(text_, moment)) return kNone;
  const auto found = by_literal_.find(text_);
  return found == by_literal_.end() ? kNone : found->second;
}

uint32_t Grouping::find_version(uint32_t version) {
  if (key_.depends != DependsOn::kThread || !version) return kNone;
  if (by_version_[version] == kUnasked) {
    const uint32_t found = find(replay_.of_thread(version, nullptr));
    if (found == kNone) return kNone;
    by_version_[version] = found;
  }
  return by_version_[version];
}

uint32_t Grouping::of_literal(const std::string& literal) {
  const auto [found, added] = by_literal_.try_emplace(literal, static_cast<uint32_t>(keys_.size()));
  if (added) keys_.push_back(literal);
  return found->second;
}

uint32_t Grouping::again(uint32_t group, const Chunk& chunk, uint32_t at) {
  const auto another = static_cast<uint32_t>(keys_.size());
  keys_.push_back(std::string(keys_[group]));
  by_literal_[keys_[another]] = another;
  if (key_.depends == DependsOn::kThread && chunk.thread[at])
    by_version_[chunk.thread[at]] = another;
  return another;
}

uint32_t Grouping::by_version(uint32_t version, bool is_thread) {
  uint32_t& known = by_version_[version];
  if (known == kUnasked) {
    known = version == 0 ? kNone
            : is_thread  ? of(replay_.of_thread(version, nullptr))
                         : of(replay_.of_fd(version, 0));
  }
  return known;
}

uint32_t Grouping::by_event(const Chunk& chunk, uint32_t at) {
  const Moment* moment = replay_.at(chunk, at);
  return moment ? of(*moment) : kNone;
}

// The descriptor does not tell; the event does.
bool Grouping::is_name_from_params(const Chunk& chunk, uint32_t at) const {
  return (chunk.cpu[at] & Chunk::kNameFromParams) && key_.operand.shape().depends.from_params;
}

uint32_t Grouping::of(const Chunk& chunk, uint32_t at) {
  switch (key_.depends) {
    case DependsOn::kThread:
      if (!chunk.thread[at]) return by_event(chunk, at);
      return by_version(chunk.thread[at], true);
    case DependsOn::kFd:
      if (is_name_from_params(chunk, at)) {
        const bool directory = key_.operand.shape().name == "fd.directory";
        const uint32_t name = replay_.param_name(chunk, at, directory);
        if (name == RowReplay::kNoName) return kNone;
        if (name >= by_param_name_.size()) by_param_name_.resize(name + 1, kUnasked);
        uint32_t& group = by_param_name_[name];
        if (group == kUnasked) group = of_literal(filter_literal(replay_.param_name_text(name)));
        return group;
      }
      return by_version(chunk.fd[at], false);
    case DependsOn::kKind: {
      const uint16_t kind = chunk.kind[at];
      if (event_traits()[kind].has_own_name) return by_event(chunk, at);
      if (by_version_[kind] == kUnasked) by_version_[kind] = of(replay_.of_kind(kind));
      return by_version_[kind];
    }
    case DependsOn::kThreadAndFd: {
      if (is_name_from_params(chunk, at)) return by_event(chunk, at);
      if (!chunk.fd[at]) return kNone;
      const uint64_t pair = uint64_t{chunk.thread[at]} << 32 | chunk.fd[at];
      uint32_t& group = by_pair_.of(pair);
      if (group == kUnasked) group = of(replay_.of_fd(chunk.fd[at], chunk.thread[at]));
      return group;
    }
    case DependsOn::kResult: {
      const int32_t result = chunk.result[at];
      if (result == Chunk::kNoResult) return kNone;
      if (result == Chunk::kWideResult) return by_event(chunk, at);
      const uint64_t pair =
          uint64_t{chunk.kind[at]} << 32 | static_cast<uint32_t>(result < 0 ? result : 0);
      uint32_t& group = by_pair_.of(pair);
      if (group == kUnasked) group = by_event(chunk, at);
      return group;
    }
    case DependsOn::kColumn: {
      const Value value = value_from_column(key_.index_column, index_, chunk, at);
      if (!value.exists()) return kNone;
      uint32_t& group = by_pair_.of(value.u);
      if (group == kUnasked) group = by_event(chunk, at);
      return group;
    }
    case DependsOn::kFdAndKind:
    case DependsOn::kAncestors:
    case DependsOn::kThreadStats:
    case DependsOn::kEvent:
      break;
  }
  return by_event(chunk, at);
}

}  // namespace sonde
