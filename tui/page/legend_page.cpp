// The legend: what a view shows, what its columns mean, which actions it has. See page.h; the panel
// of views shows the same lines.
// SPDX-License-Identifier: Apache-2.0
#include "tui/page/page.h"

namespace sonde {

namespace {

std::string fields_text(const std::vector<std::string>& fields) {
  std::string out;
  for (const std::string& field : fields) {
    if (!out.empty()) out += ", ";
    out += field.empty() ? "the whole machine" : field;
  }
  return out;
}

}  // namespace

std::vector<PageLine> view_lines(const ViewSpec& view, int width) {
  std::vector<PageLine> lines;
  lines.push_back({view.name, Role::kTitle, ""});
  add_wrapped(lines, "", view.description, 0, width);
  if (!view.tips.empty()) add_title(lines, "Tips");
  for (const std::string& tip : view.tips) add_wrapped(lines, "", tip, 0, width);
  bool has_columns = false;
  for (const ColumnSpec& column : view.columns) {
    if (column.is_key || column.is_group_key || column.description.empty()) continue;
    if (!has_columns) add_title(lines, "Columns");
    has_columns = true;
    add_wrapped(lines, column.name, column.description, 14, width);
  }
  if (!view.actions.empty()) add_title(lines, "Actions");
  for (const ActionSpec& action : view.actions) {
    add_wrapped(lines, std::string(1, action.hotkey ? action.hotkey : ' '), action.description, 4,
                width);
    add_wrapped(lines, "", action.command, 6, width);
  }
  add_title(lines, "View");
  add_wrapped(lines, "ID", view.id, 14, width);
  if (!view.filter.empty()) add_wrapped(lines, "Filter", view.filter, 14, width);
  if (!view.drilldown_target.empty()) add_wrapped(lines, "Enter", view.drilldown_target, 14, width);
  add_wrapped(lines, "Offered for", fields_text(view.applies_to), 14, width);
  return lines;
}

std::shared_ptr<Page> make_legend_page(Host& host) {
  const ViewPtr& view = host.level().view;
  if (!view) return nullptr;
  const int width = host.state().size.width;
  return std::make_shared<Page>(host, "Legend", view_lines(*view, width));
}

}  // namespace sonde
