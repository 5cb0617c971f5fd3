// One event, with all that is known of it: its parameters with their values and meanings, when it
// began and ended, how long it took, and the process and the descriptor as they were then.
// See detail_pane.h.
// SPDX-License-Identifier: Apache-2.0
#include "tui/pane/detail_pane.h"

#include <algorithm>

#include "tui/keys/movement.h"
#include "tui/pane/lines_pane.h"

namespace sonde {

std::vector<PageLine> detail_lines(const EventDetail& detail, int width) {
  constexpr int kNameCells = 16;
  std::vector<PageLine> lines;
  const auto row = [&](const std::string& name, const std::string& value, Role role = Role::kText) {
    if (value.empty()) return;
    std::string head = name;
    for (int at = text_width(head); at < kNameCells; ++at) head.push_back(' ');
    // Data come as several lines, which a hexadecimal dump needs.
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

void open_details(Host& host, const Level& from, uint64_t event) {
  if (event == ~uint64_t{0}) return host.show_message("There are no details of this line.");
  Level next = level_below(from);
  next.label = "Event";
  host.push_level(std::move(next), [event](Host& of, Level& level) {
    return std::make_shared<DetailPane>(of, level, event);
  });
}

// An event does not change: it is asked for once.
void DetailPane::ask() {
  set_answered(has_detail_);
  const bool is_asked = has_ticket() && error().empty();
  if (has_detail_ || is_asked) return;
  EventRequest request;
  request.event = event_;
  send(request);
}

void DetailPane::leave() {
  Pane::leave();
  awaits_step_ = false;
}

void DetailPane::on_answer(Answer& answer) {
  auto* detail = std::get_if<EventDetail>(&answer);
  if (!detail) return;
  detail_ = std::move(*detail);
  has_detail_ = true;
}

void DetailPane::on_answer_below() {
  if (!awaits_step_) return;
  awaits_step_ = false;
  step(0);
}

bool DetailPane::on_action(Action action, Key) {
  const long page = std::max(host_.body_rows() - 1, 1);
  constexpr long kAll = 1L << 40;
  if (const auto lines = lines_moved(action, page, kAll)) {
    move(*lines);
    return true;
  }
  switch (action) {
    case Action::kPreviousEvent:
      step(-1);
      return true;
    case Action::kNextEvent:
      step(1);
      return true;
    case Action::kToProcess:
      jump(false);
      return true;
    case Action::kToDescriptor:
      jump(true);
      return true;
    case Action::kDig:
      open_around(EntryStyle::kDig);
      return true;
    case Action::kEcho:
      open_around(EntryStyle::kEchoDotted);
      return true;
    default:
      return false;
  }
}

void DetailPane::move(long by) {
  const auto lines = static_cast<long>(detail_lines(detail_, host_.state().size.width).size());
  const long last = std::max(lines - host_.body_rows() - 1, 0L);
  top_ = static_cast<size_t>(std::clamp(static_cast<long>(top_) + by, 0L, last));
}

// The event before or after, of the pane that the details came from.
void DetailPane::step(int by) {
  Pane* below = host_.pane_below();
  if (!below) return;
  const EventStep next = below->step_event(by);
  switch (next.kind) {
    case EventStep::Kind::kNone:
      return;
    case EventStep::Kind::kEnd:
      return host_.show_message("There is no other event.");
    case EventStep::Kind::kAsked:
      awaits_step_ = true;
      return;
    case EventStep::Kind::kHere: {
      event_ = next.event;
      EventRequest request;
      request.event = event_;
      return send(request);
    }
  }
}

// What happened around an event: in its process, or to its descriptor when it is about data. The
// filters that led to the event do not count: what is before and after it is wanted.
void DetailPane::open_around(EntryStyle style) {
  constexpr uint64_t kEntriesAbove = 3;
  const bool is_dig = !is_echo(style);
  const bool of_process = is_dig || detail_.descriptor_filter.empty();
  const std::string& filter = of_process ? detail_.process_filter : detail_.descriptor_filter;
  if (filter.empty()) return host_.show_message("The event has no process.");
  Level next;
  next.path = steps_of(filter);
  next.drilled_field = without_argument(next.path.back().field);
  next.label = path_text({next.path.back()}) + ": " + lines_name(style);
  LinesStart start;
  start.style = style;
  start.goto_ns = detail_.ts_ns;
  start.entries_above = is_dig ? 0 : kEntriesAbove;
  host_.push_level(std::move(next), lines_pane(start));
}

void DetailPane::jump(bool to_descriptor) {
  const std::string& filter = to_descriptor ? detail_.descriptor_filter : detail_.process_filter;
  if (filter.empty()) {
    return host_.show_message(to_descriptor ? "The event has no file or connection."
                                            : "The event has no process.");
  }
  Level next;
  next.path = steps_of(filter);
  next.drilled_field = without_argument(next.path.back().field);
  const ViewLibrary& views = host_.state().views;
  ViewPtr view;
  for (const char* id : {"threads", "procs", "syscalls"}) {
    const ViewPtr candidate = views.find(id);
    if (!view && candidate && candidate->applies(next.drilled_field)) view = candidate;
  }
  for (const ViewPtr& candidate : views.that_apply(next.drilled_field)) {
    if (!view && candidate->type == ViewType::kTable) view = candidate;
  }
  if (!view) return host_.show_message("No view fits this selection.");
  next.view = view;
  next.label = path_text({next.path.back()}) + ": " + view->name;
  host_.push_level(std::move(next), pane_of_view(*view));
}

void DetailPane::draw(Frame& frame, const Rect& area) const {
  frame.fill({area.x, area.y, area.width, 1}, Role::kHeader);
  frame.put(area.x + 1, area.y, "Details of one event", Role::kHeader, area.x, area.x + area.width);
  const Rect inner{area.x, area.y + 1, area.width, area.height - 1};
  if (draw_instead(frame, inner, has_detail_)) return;
  const auto lines = detail_lines(detail_, area.width);
  for (int at = 0; at < inner.height; ++at) {
    const size_t line = top_ + static_cast<size_t>(at);
    if (line >= lines.size()) break;
    const int x = frame.put(area.x + 1, inner.y + at, lines[line].head, Role::kLabel);
    frame.put(x + (lines[line].head.empty() ? 0 : 1), inner.y + at, lines[line].text,
              lines[line].role, area.x, area.x + area.width);
  }
}

}  // namespace sonde
