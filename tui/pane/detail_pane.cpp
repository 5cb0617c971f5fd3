// One event, with all that is known of it: its parameters with their values and meanings, when it
// began and ended, how long it took, and the process and the descriptor as they were then.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "tui/model/model.h"

namespace sonde {

std::vector<PageLine> detail_lines(const EventDetail& detail, int width) {
  constexpr int kNameCells = 16;
  std::vector<PageLine> lines;
  const auto row = [&](const std::string& name, const std::string& value, Role role = Role::kText) {
    if (value.empty()) return;
    std::string head = name;
    for (int at = text_width(head); at < kNameCells; ++at) head.push_back(' ');
    // Data come as several lines, which a hexadecimal picture needs.
    std::string_view rest = value;
    while (!rest.empty()) {
      const size_t end = std::min(rest.find('\n'), rest.size());
      for (const std::string& part :
           wrapped(without_tabs(rest.substr(0, end)), std::max(width - text_width(head) - 3, 20))) {
        lines.push_back({part, role, head});
        head.assign(static_cast<size_t>(text_width(head)), ' ');
      }
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  };
  const auto title = [&](const std::string& text) {
    lines.push_back({"", Role::kText, ""});
    lines.push_back({text, Role::kTitle, ""});
  };
  std::string what = detail.type;
  if (!detail.direction.empty()) what += " " + detail.direction;
  row("Event", what, Role::kStrong);
  row("Number", grouped(detail.number));
  row("Category", detail.category);
  row("Time", clock_text(detail.ts_ns, 9));
  if (detail.enter_ts_ns) row("Began", clock_text(detail.enter_ts_ns, 9));
  if (detail.exit_ts_ns) row("Ended", clock_text(detail.exit_ts_ns, 9));
  if (detail.has_latency) {
    row("Took", amount(ColumnUnit::kDuration, static_cast<double>(detail.latency_ns)) + " (" +
                    grouped(detail.latency_ns) + " ns)");
  }
  if (detail.cpu >= 0) row("CPU", std::to_string(detail.cpu));
  row("Process", detail.process);
  if (detail.pid >= 0) row("PID", std::to_string(detail.pid));
  if (detail.tid >= 0) row("TID", std::to_string(detail.tid));
  if (detail.fd >= 0) row("Descriptor no.", std::to_string(detail.fd));
  row("Descriptor", detail.descriptor);
  if (!detail.params.empty()) title("Parameters");
  for (const EventDetail::Param& param : detail.params) {
    row(param.name, param.value.empty() ? "(empty)" : param.value,
        param.value.empty() ? Role::kDim : Role::kText);
    std::string meaning = param.type;
    if (!param.doc.empty()) meaning += (meaning.empty() ? "" : ": ") + param.doc;
    row("", meaning, Role::kDim);
  }
  if (!detail.facts.empty()) title("Process and descriptor at that time");
  for (const EventDetail::Param& fact : detail.facts) {
    row(fact.name, fact.value);
    row("", fact.doc, Role::kDim);
  }
  return lines;
}

void draw_detail(Frame& frame, const Model& model, const Rect& area) {
  const Level& level = model.level();
  frame.fill({area.x, area.y, area.width, 1}, Role::kHeader);
  frame.put(area.x + 1, area.y, "Details of one event", Role::kHeader, area.x, area.x + area.width);
  const Rect inner{area.x, area.y + 1, area.width, area.height - 1};
  if (!level.error.empty()) {
    return draw_middle(frame, inner, {"This cannot be shown:", level.error}, Role::kError);
  }
  if (!level.detail.has_detail) return draw_middle(frame, inner, {"Reading ..."}, Role::kText);
  const auto lines = detail_lines(level.detail.detail, area.width);
  for (int at = 0; at < inner.height; ++at) {
    const size_t line = level.detail.top + static_cast<size_t>(at);
    if (line >= lines.size()) break;
    const int x = frame.put(area.x + 1, inner.y + at, lines[line].head, Role::kLabel);
    frame.put(x + (lines[line].head.empty() ? 0 : 1), inner.y + at, lines[line].text,
              lines[line].role, area.x, area.x + area.width);
  }
}

}  // namespace sonde
