// ViewSpec: what a view shows, as its file says it: columns with fields and aggregations, the key
// of its rows, its filter, where Enter leads, its actions. A plain value; script/view_loader.h
// makes it of a .lua file, query.h makes a Table of it.
// Source of the format: csysdig's view_info tables (docs/views.md has every key).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sonde {

enum class ViewType : uint8_t { kTable, kList, kSpectrogram };

// How the values of one column become one: over the events of a row, or over rows of a group.
enum class Aggregation : uint8_t {
  kNone,     // the first value stays
  kSum,      // text: the first stays
  kAverage,  // over the events that have a value
  kRate,     // the sum by the seconds of the time that is looked at (TIME_AVG)
  kMin,
  kMax,  // text: the latest stays
};

// What rows there are beside those that events make; csysdig's views with defaults list threads.
enum class RowSource : uint8_t {
  kEvents,       // nothing but events
  kThreads,      // every thread that lived in the time that is looked at, with or without events
  kDescriptors,  // every open descriptor
  kEnded,        // threads that ended in the time that is looked at
};

struct ColumnSpec {
  static constexpr int kWidthByType = -1;
  static constexpr int kRestOfLine = 0;

  std::string name;         // of the header
  std::string field;        // %depth, %depth+1 and %depth-1 stand for the depth
  std::string description;  // a sentence
  int width = kWidthByType;
  Aggregation aggregation = Aggregation::kNone;
  Aggregation group_aggregation = Aggregation::kNone;
  bool is_key = false;        // one row for each value; not shown
  bool is_group_key = false;  // rows of equal value become one
  bool is_sorting = false;
  bool is_hidden = false;         // computed, but not shown
  std::vector<std::string> tags;  // none: always there; else only when the active tag is among them
  std::string filter_field;       // in the path instead of `field`
  bool filter_in_child_only = false;  // in the path only while it is the last step
};

struct ActionSpec {
  char hotkey = 0;
  std::string command;  // %field stands for the row's value
  std::string description;
  bool ask_confirmation = false;
  bool wait_finish = true;
};

struct ViewSpec {
  std::string id, name, description;
  std::vector<std::string> tips, tags;
  ViewType type = ViewType::kTable;
  std::vector<std::string> applies_to;  // fields; "" is the whole machine
  std::string filter;
  bool use_defaults = false;  // an event without a value counts as 0 or empty, it is not skipped
  RowSource row_source = RowSource::kEvents;  // view_info.row_source; kThreads with use_defaults
  bool is_root = false;                       // may be the first view
  std::string drilldown_target;
  bool drilldown_increase_depth = false;
  bool propagate_filter = true;  // the filter stays in the path after Enter
  std::string spectro_type;
  std::vector<ColumnSpec> columns;
  std::vector<ActionSpec> actions;
  std::string path;  // of its file

  // Offered after a drill-down on `field` (without its argument); "" = nothing was drilled into.
  bool applies(std::string_view field) const;
};

using ViewPtr = std::shared_ptr<const ViewSpec>;

// The text with %depth, %depth+1 and %depth-1 replaced by numbers.
std::string with_depth(std::string_view text, int depth);

// How view files write these; no word is the first value of Aggregation.
template <typename T>
struct ViewWord {
  std::string_view name;
  T value;
};
std::span<const ViewWord<Aggregation>> aggregation_words();
std::span<const ViewWord<ViewType>> view_type_words();
std::span<const ViewWord<RowSource>> row_source_words();
// The word of a value; empty when it has none.
template <typename T>
std::string_view word_of(std::span<const ViewWord<T>> words, T value) {
  for (const ViewWord<T>& word : words) {
    if (word.value == value) return word.name;
  }
  return {};
}

}  // namespace sonde
