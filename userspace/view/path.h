// Path: where one has drilled down to, from the whole machine to the events of one descriptor: a
// list of steps. It turns into a filter, into words for the screen, and into the views that fit.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "view/table.h"
#include "view/view_spec.h"

namespace sonde {

struct PathStep {
  std::string field;        // "proc.pid"
  std::string value;        // as a filter writes it: 4711, "a b"
  std::string view_filter;  // of the view that was left, when it stays
  bool child_only = false;  // field=value counts only while this is the last step
};

// The step that Enter makes on a row of the table.
PathStep drill_step(const Table& table, size_t row);
// All steps as one filter; empty for none.
std::string path_filter(const std::vector<PathStep>& path);
// "proc.pid=4711 and fd.name=/tmp/x", or "whole machine".
std::string path_text(const std::vector<PathStep>& path);
// a and b, with brackets where they are needed; either may be empty.
std::string both_filters(std::string_view a, std::string_view b);
// The value as it stands on the right of = in a filter.
std::string filter_literal(std::string_view value);

}  // namespace sonde
