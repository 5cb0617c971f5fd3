// The events of a level; see level.h.
// SPDX-License-Identifier: Apache-2.0
#include "tui/host/level.h"

#include <algorithm>

namespace sonde {

namespace {

// proc.pid=4711 as a step; what has no such form stays a filter.
PathStep step_of(const std::string& filter) {
  PathStep step;
  const size_t equals = filter.find('=');
  if (equals == std::string::npos || filter.find_first_of(" <>!") < equals) {
    step.view_filter = filter;
    return step;
  }
  step.field = filter.substr(0, equals);
  step.value = filter.substr(equals + 1);
  return step;
}

}  // namespace

std::string view_filter(const ViewSpec& view, int depth) { return with_depth(view.filter, depth); }

std::string filter_of(const Level& level, bool with_view) {
  std::string filter = path_filter(level.path);
  filter = both_filters(filter, level.extra_filter);
  if (with_view && level.view) {
    const std::string own = view_filter(*level.view, level.depth);
    // The path may hold it: from a view to one with the same filter.
    const bool is_there =
        std::any_of(level.path.begin(), level.path.end(),
                    [&](const PathStep& step) { return step.view_filter == own; });
    if (!is_there) filter = both_filters(filter, own);
  }
  if (!level.user.empty()) filter = both_filters(filter, "user.name=" + filter_literal(level.user));
  return both_filters(filter, level.user_filter);
}

Level level_below(const Level& from) {
  Level next;
  next.path = from.path;
  next.drilled_field = from.drilled_field;
  next.extra_filter = from.extra_filter;
  next.user_filter = from.user_filter;
  next.user = from.user;
  next.depth = from.depth;
  return next;
}

Level level_of_view(const Level& from, const ViewPtr& view) {
  Level next = level_below(from);
  next.view = view;
  next.label = view->name;
  return next;
}

std::string without_argument(std::string_view field) {
  return std::string(field.substr(0, field.find('[')));
}

std::vector<PathStep> steps_of(const std::string& filter) {
  static constexpr std::string_view kAnd = " and ", kProcess = "proc.pid=";
  const size_t first_and = filter.find(kAnd);
  if (first_and == std::string::npos) return {step_of(filter)};
  if (filter.starts_with(kProcess)) {
    return {step_of(filter.substr(0, first_and)), step_of(filter.substr(first_and + kAnd.size()))};
  }
  const size_t at = filter.rfind(std::string(kAnd) + std::string(kProcess));
  if (at == std::string::npos) return {step_of(filter)};
  return {step_of(filter.substr(at + kAnd.size())), step_of(filter.substr(0, at))};
}

}  // namespace sonde
