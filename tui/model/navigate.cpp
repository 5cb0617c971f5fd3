// Going through levels: drilling down, other views, dig and echo, back; and what each level asks of
// the explorer. See model.h.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "tui/model/model.h"

namespace sonde {

namespace {

constexpr uint64_t kHeatAtLeast = 60'000'000'000;

std::string without_argument(std::string_view field) {
  return std::string(field.substr(0, field.find('[')));
}

std::string view_filter(const ViewSpec& view, int depth) { return with_depth(view.filter, depth); }

// A level that begins with the selection of another.
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

// The same, as a view shows it.
Level level_of_view(const Level& from, const ViewPtr& view) {
  Level next = level_below(from);
  next.kind =
      view->type == ViewType::kSpectrogram ? Level::Kind::kSpectrogram : Level::Kind::kTable;
  next.view = view;
  next.label = view->name;
  return next;
}

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

// A process and a descriptor: the process first, so that the path ends with the descriptor.
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

}  // namespace

std::string Model::filter_of(const Level& level, bool with_view) const {
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

Scope Model::scope_of(const Level& level, bool with_view) const {
  Scope scope;
  scope.filter = filter_of(level, with_view);
  if (!time_.at_end()) {
    scope.from_ns = time_.from_ns;
    scope.to_ns = time_.to_ns;
  } else if (status_.is_live && level.kind == Level::Kind::kSpectrogram) {
    scope.last_ns = time_.width_ns == 0 ? 0 : std::max(time_.width_ns, kHeatAtLeast);
  } else if (status_.is_live && level.kind == Level::Kind::kTable &&
             level.view->type != ViewType::kList) {
    scope.last_ns = time_.width_ns;
  }
  return scope;
}

void Model::cancel(uint64_t& ticket) {
  if (ticket) explorer_.cancel(ticket);
  ticket = 0;
}

void Model::ask_level() {
  Level& top = level();
  top.answered = false;
  switch (top.kind) {
    case Level::Kind::kTable: {
      cancel(top.ticket);
      TableRequest request;
      request.scope = scope_of(top, false);
      request.view = top.view;
      request.tag = options_.tag.empty() ? "default" : options_.tag;
      request.depth = top.depth;
      request.follows = !paused_;
      top.ticket = explorer_.ask(std::move(request));
      break;
    }
    case Level::Kind::kLines:
      top.lines.wanted_count = 0;
      want_page();
      break;
    case Level::Kind::kDetail:  // an event does not change
      top.answered = top.detail.has_detail;
      break;
    case Level::Kind::kSpectrogram: {
      cancel(top.ticket);
      SpectrogramRequest request;
      request.scope = scope_of(top, true);
      const Rect body = layout().body;
      request.rows = static_cast<uint32_t>(std::max(body.height - 3, 1));
      request.columns = static_cast<uint32_t>(std::max(body.width - 10, 11));
      request.follows = !paused_;
      top.ticket = explorer_.ask(std::move(request));
      break;
    }
  }
  ask_activity();
}

void Model::ask_activity() {
  if (layout().time_y < 0) return cancel(activity_ticket_);
  cancel(activity_ticket_);
  activity_answered_ = false;
  ActivityRequest request;
  request.scope.filter = filter_of(level(), level().kind == Level::Kind::kSpectrogram);
  request.buckets = static_cast<uint32_t>(std::max(size_.width - 20, 8));
  request.follows = !paused_;
  activity_ticket_ = explorer_.ask(std::move(request));
}

void Model::start() {
  status_ = explorer_.status();
  if (status_.is_live) time_.width_ns = options_.refresh_ns;
  Level first;
  first.view = views_.find(options_.view.empty() ? "procs" : options_.view);
  if (!first.view) {
    for (const ViewPtr& view : views_.views) {
      if (view->is_root && !first.view) first.view = view;
    }
  }
  if (!first.view && !views_.views.empty()) first.view = views_.views.front();
  SONDE_CHECK(first.view);  // main.cpp has seen to it that there is one
  if (first.view->type == ViewType::kSpectrogram) first.kind = Level::Kind::kSpectrogram;
  first.user_filter = options_.filter;
  first.label = first.view->name;
  push_level(std::move(first));
}

void Model::push_level(Level next) {
  if (!levels_.empty()) cancel(level().ticket);
  cancel(find_ticket_);
  cancel(goto_ticket_);
  if (next.kind == Level::Kind::kTable) {
    const auto saved = settings_.sort.find(next.view->id);
    if (saved != settings_.sort.end()) {
      next.table.sort = saved->second.first;
      next.table.descending = saved->second.second;
    }
    next.table.follows_end = next.view->type == ViewType::kList;
  }
  panel_.reset();
  paused_ = paused_ && next.kind == Level::Kind::kDetail;
  levels_.push_back(std::move(next));
  ask_level();
}

void Model::pop_to(size_t count) {
  if (count == 0 || count >= levels_.size()) return;
  cancel(find_ticket_);
  cancel(goto_ticket_);
  while (levels_.size() > count) {
    cancel(level().ticket);
    if (level().time_before) time_ = *level().time_before;
    levels_.pop_back();
  }
  panel_.reset();
  paused_ = false;
  arrange_rows();
  ask_level();
}

void Model::back() {
  if (levels_.size() < 2) return say("This is the first screen; q leaves csonde.");
  pop_to(levels_.size() - 1);
}

std::string Model::row_identity(const Table& table, size_t row) const {
  const TableRow& at = table.rows[row];
  if (!at.key.empty()) return at.key;
  return "#" + std::to_string(at.event) + "." + std::to_string(at.event == ~uint64_t{0} ? row : 0);
}

std::vector<size_t> Model::chosen_rows() const {
  std::vector<size_t> rows;
  const TableState& state = level().table;
  if (!state.table || level().kind != Level::Kind::kTable) return rows;
  for (uint32_t row : state.order) {
    if (state.tags.count(row_identity(*state.table, row))) rows.push_back(row);
  }
  if (rows.empty() && state.at < state.order.size()) rows.push_back(state.order[state.at]);
  return rows;
}

// The chosen rows as a condition on the key.
std::string Model::selection_filter() const {
  const auto rows = chosen_rows();
  const TableState& state = level().table;
  if (rows.empty() || state.table->key_field.empty()) return {};
  std::string values;
  size_t count = 0;
  for (size_t row : rows) {
    if (!(state.table->rows[row].flags & TableRow::kHasKey)) continue;
    if (count++ > 0) values += ", ";
    values += state.table->rows[row].key;
  }
  if (count == 0) return {};
  if (count == 1) return state.table->key_field + "=" + values;
  return state.table->key_field + " in (" + values + ")";
}

void Model::drill() {
  Level& from = level();
  const TableState& state = from.table;
  if (!state.table || state.at >= state.order.size()) return say("There is no row to go into.");
  const size_t row = state.order[state.at];
  if (from.view->type == ViewType::kList) return open_detail();
  if (state.table->key_field.empty() || !(state.table->rows[row].flags & TableRow::kHasKey)) {
    return say("This row leads nowhere.");
  }
  const std::string field = without_argument(state.table->key_field);
  ViewPtr target = views_.find(from.view->drilldown_target);
  if (!target) {
    for (const ViewPtr& view : views_.that_apply(field)) {
      if (!target && view->type == ViewType::kTable) target = view;
    }
  }
  if (!target) {
    return say("No view shows what is inside of this row; " +
               first_key(Action::kDig, place(), keys_) + " shows its events.");
  }
  Level next = level_of_view(from, target);
  PathStep step = drill_step(*state.table, row);
  next.label = step.field + "=" + step.value + ": " + target->name;
  const auto is_same = [&](const PathStep& other) {
    return other.field == step.field && other.value == step.value && !other.child_only;
  };
  // Views lead in a circle; what is in the path already need not be there twice.
  if (std::any_of(next.path.begin(), next.path.end(), is_same)) step.field.clear();
  const auto has_its_filter = [&](const PathStep& other) {
    return other.view_filter == step.view_filter;
  };
  if (std::any_of(next.path.begin(), next.path.end(), has_its_filter)) step.view_filter.clear();
  next.path.push_back(std::move(step));
  next.drilled_field = field;
  next.depth += from.view->drilldown_increase_depth ? 1 : 0;
  push_level(std::move(next));
}

void Model::open_view(const ViewPtr& view) {
  const Level& from = level();
  if (from.view == view) return;
  push_level(level_of_view(from, view));
}

void Model::open_lines(EntryStyle style) {
  const Level& from = level();
  if (from.kind == Level::Kind::kSpectrogram) return open_area(style);
  if (from.kind == Level::Kind::kDetail) return open_around(style);
  Level next = level_below(from);
  next.kind = Level::Kind::kLines;
  next.lines.style = style;
  next.lines.follows_end = status_.is_live && time_.at_end();
  const std::string name = !is_echo(style) ? "Dig" : "Echo";
  next.label = name;
  if (from.view) {
    const auto rows = chosen_rows();
    if (rows.size() == 1 && !selection_filter().empty()) {
      PathStep step = drill_step(*from.table.table, rows[0]);
      step.view_filter = view_filter(*from.view, from.depth);
      next.label = step.field + "=" + step.value + ": " + name;
      next.path.push_back(std::move(step));
    } else {
      next.extra_filter = both_filters(
          both_filters(next.extra_filter, view_filter(*from.view, from.depth)), selection_filter());
      if (rows.size() > 1) next.label = std::to_string(rows.size()) + " rows: " + name;
    }
  }
  push_level(std::move(next));
}

// What happened around an event: in its process, or to its descriptor when it is about data. The
// filters that led to the event do not count: what is before and after it is wanted.
void Model::open_around(EntryStyle style) {
  constexpr uint64_t kEntriesAbove = 3;
  const EventDetail& event = level().detail.detail;
  const bool is_dig = !is_echo(style);
  const bool of_process = is_dig || event.descriptor_filter.empty();
  const std::string& filter = of_process ? event.process_filter : event.descriptor_filter;
  if (filter.empty()) return say("The event has no process.");
  Level next;
  next.kind = Level::Kind::kLines;
  next.path = steps_of(filter);
  next.drilled_field = without_argument(next.path.back().field);
  next.lines.style = style;
  next.lines.goto_ns = event.ts_ns;
  next.lines.entries_above = is_dig ? 0 : kEntriesAbove;
  next.label = path_text({next.path.back()}) + (is_dig ? ": Dig" : ": Echo");
  push_level(std::move(next));
}

void Model::open_spectrogram(bool files_only) {
  const Level& from = level();
  ViewPtr view = views_.find(files_only ? "spectro_file" : "spectro_all");
  if (!view) {
    auto made = std::make_shared<ViewSpec>();
    made->id = files_only ? "spectro_file" : "spectro_all";
    made->name = files_only ? "Spectrogram of files" : "Spectrogram";
    made->type = ViewType::kSpectrogram;
    made->filter = files_only ? "fd.type=file" : "";
    view = made;
  }
  Level next = level_of_view(from, view);
  // A selection that was moved to or tagged is meant; the row that a screen begins with is not.
  if (from.kind == Level::Kind::kTable &&
      (!from.table.selected.empty() || !from.table.tags.empty())) {
    const std::string selection = selection_filter();
    next.extra_filter = both_filters(
        both_filters(next.extra_filter, view_filter(*from.view, from.depth)), selection);
    const auto rows = chosen_rows();
    if (rows.size() == 1 && !selection.empty()) {
      const PathStep step = drill_step(*from.table.table, rows[0]);
      next.label = step.field + "=" + step.value + ": " + view->name;
    }
  }
  push_level(std::move(next));
}

void Model::open_detail() {
  Level& from = level();
  uint64_t event = ~uint64_t{0};
  if (from.kind == Level::Kind::kLines) {
    const LinesState& lines = from.lines;
    const uint64_t at = lines.at - lines.page.first;
    if (lines.at >= lines.page.first && at < lines.page.entries.size()) {
      if (lines.page.entries[at].kind != LineEntry::Kind::kGap) {
        event = lines.page.entries[at].event;
      }
    }
  } else if (from.table.table && from.table.at < from.table.order.size()) {
    event = from.table.table->rows[from.table.order[from.table.at]].event;
  }
  if (event == ~uint64_t{0}) return say("There are no details of this line.");
  Level next = level_below(from);
  next.kind = Level::Kind::kDetail;
  next.label = "Event";
  push_level(std::move(next));
  EventRequest request;
  request.event = event;
  level().ticket = explorer_.ask(request);
}

// The event before or after, of the lines or the list that the detail came from.
void Model::step_event(int by) {
  if (levels_.size() < 2) return;
  Level& below = levels_[levels_.size() - 2];
  Level& top = level();
  uint64_t event = ~uint64_t{0};
  if (below.kind == Level::Kind::kLines) {
    LinesState& lines = below.lines;
    if ((by < 0 && lines.at == 0) || (by > 0 && lines.at + 1 >= lines.total)) {
      return say("There is no other event.");
    }
    lines.at += static_cast<uint64_t>(static_cast<int64_t>(by));
    lines.follows_end = false;
    const uint64_t at = lines.at - lines.page.first;
    if (lines.at < lines.page.first || at >= lines.page.entries.size()) {
      cancel(below.ticket);
      LinesRequest request;
      request.scope = scope_of(below, true);
      request.style = lines.style;
      request.first = lines.at > 50 ? lines.at - 50 : 0;
      request.count = 100;
      below.ticket = explorer_.ask(std::move(request));
      top.detail.awaits_entry = true;
      return;
    }
    event = lines.page.entries[at].event;
  } else if (below.kind == Level::Kind::kTable && below.table.table) {
    TableState& rows = below.table;
    if (by < 0 ? rows.at == 0 : rows.at + 1 >= rows.order.size()) {
      return say("There is no other event.");
    }
    rows.at += static_cast<size_t>(static_cast<long>(by));
    rows.selected = row_identity(*rows.table, rows.order[rows.at]);
    rows.follows_end = false;
    event = rows.table->rows[rows.order[rows.at]].event;
  }
  if (event == ~uint64_t{0}) return;
  cancel(top.ticket);
  EventRequest request;
  request.event = event;
  top.answered = false;
  top.ticket = explorer_.ask(request);
}

void Model::jump(bool to_descriptor) {
  const EventDetail& detail = level().detail.detail;
  const std::string& filter = to_descriptor ? detail.descriptor_filter : detail.process_filter;
  if (filter.empty()) {
    return say(to_descriptor ? "The event has no file or connection."
                             : "The event has no process.");
  }
  Level next;
  next.path = steps_of(filter);
  next.drilled_field = without_argument(next.path.back().field);
  ViewPtr view;
  for (const char* id : {"threads", "procs", "syscalls"}) {
    const ViewPtr candidate = views_.find(id);
    if (!view && candidate && candidate->applies(next.drilled_field)) view = candidate;
  }
  for (const ViewPtr& candidate : views_.that_apply(next.drilled_field)) {
    if (!view && candidate->type == ViewType::kTable) view = candidate;
  }
  if (!view) return say("No view fits this selection.");
  next.view = view;
  next.label = path_text({next.path.back()}) + ": " + view->name;
  push_level(std::move(next));
}

void Model::change_filter(const std::string& filter) {
  level().user_filter = filter;
  level().table.selected.clear();
  level().lines = LinesState{.style = level().lines.style, .page = {}};
  ask_level();
}

void Model::change_user(const std::string& user) {
  level().user = user;
  ask_level();
}

}  // namespace sonde
