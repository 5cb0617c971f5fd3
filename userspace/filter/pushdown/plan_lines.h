// PlanLines: a KernelPlan in plain words, as `sonde --explain` prints it. kernel_plan.cpp gives it
// of every kind of record once; finish() makes the lines.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "filter/pushdown/kernel_plan.h"
#include "filter/pushdown/record_kinds.h"

namespace sonde {

class PlanLines {
 public:
  // The filter can be true of such records.
  void add_matched(const RecordKind& kind);
  // It never is; `kept`: they are recorded all the same.
  void add_unmatched(const RecordKind& kind, bool kept);
  // What the filter has in it that calls for a word.
  struct Peculiar {
    bool needs_whole_stream;  // fields that earlier events add up to
    bool asks_direction;      // evt.dir
    bool asks_groups;         // control groups, and containers
  };
  std::vector<std::string> finish(const KernelPlan& plan, Peculiar filter) const;

 private:
  std::vector<std::string_view> calls_, events_;
  size_t unmatched_calls_ = 0;  // with a name
  size_t kept_calls_ = 0;
};

}  // namespace sonde
