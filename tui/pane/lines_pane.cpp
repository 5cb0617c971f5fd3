// Moving through lines, their pages, searching and going to times; see lines_pane.h.
// SPDX-License-Identifier: Apache-2.0
#include "tui/pane/lines_pane.h"

#include <algorithm>
#include <utility>

#include "tui/keys/movement.h"
#include "tui/pane/detail_pane.h"
#include "tui/pane/spectrogram_pane.h"
#include "tui/text/text_format.h"

namespace sonde {

namespace {
constexpr uint64_t kPagesAround = 2;
}  // namespace

std::string lines_name(EntryStyle style) { return is_echo(style) ? "Echo" : "Dig"; }

PaneMaker lines_pane(const LinesStart& start) {
  return
      [start](Host& host, Level& level) { return std::make_shared<LinesPane>(host, level, start); };
}

LinesPane* lines_of(const Level& level) { return dynamic_cast<LinesPane*>(level.pane.get()); }

LinesPane::LinesPane(Host& host, Level& level, const LinesStart& start)
    : Pane(host, level), goto_ns_(start.goto_ns), entries_above_(start.entries_above) {
  state_.style = start.style;
  state_.follows_end = start.follows_end;
}

const LineEntry* LinesPane::entry_at(uint64_t entry) const {
  if (entry < state_.page.first) return nullptr;
  const uint64_t at = entry - state_.page.first;
  return at < state_.page.entries.size() ? &state_.page.entries[at] : nullptr;
}

// 1 when it is not here.
size_t LinesPane::lines_of_entry(uint64_t entry) const {
  const LineEntry* at = entry_at(entry);
  return at ? entry_lines(*at, state_.style, host_.state().size.width) : 1;
}

void LinesPane::ask() {
  state_.wanted_count = 0;
  want_page();
}

// Asks for the page around the screen unless it is here or under way.
void LinesPane::want_page() {
  const auto rows = static_cast<uint64_t>(host_.body_rows());
  LinesRequest request;
  request.style = state_.style;
  request.follows = !host_.state().paused;
  if (state_.follows_end) {
    const uint64_t count = rows * (kPagesAround + 1);
    if (state_.wanted_count == count && state_.wanted_first == ~uint64_t{0}) return;
    request.from_end = true;
    request.count = static_cast<uint32_t>(count);
    state_.wanted_first = ~uint64_t{0};
  } else {
    const uint64_t from = state_.top, to = state_.top + rows;
    const bool is_wanted = state_.wanted_count > 0 && state_.wanted_first != ~uint64_t{0} &&
                           from >= state_.wanted_first &&
                           to <= state_.wanted_first + state_.wanted_count;
    if (is_wanted) return;
    request.first = state_.top > rows * kPagesAround ? state_.top - rows * kPagesAround : 0;
    request.count = static_cast<uint32_t>(rows * (2 * kPagesAround + 1));
    state_.wanted_first = request.first;
  }
  state_.wanted_count = request.count;
  request.scope = scope(true);
  send(std::move(request));
}

void LinesPane::on_answer(Answer& answer) {
  auto* page = std::get_if<Lines>(&answer);
  if (!page) return;
  state_.total = page->total;
  state_.page = std::move(*page);
  state_.has_page = true;
  if (state_.total == 0) {
    state_.at = state_.top = 0;
    return;
  }
  state_.at = std::min(state_.at, state_.total - 1);
  state_.top = std::min(state_.top, state_.total - 1);
  if (const uint64_t ts_ns = std::exchange(goto_ns_, 0)) go_to_time(ts_ns);
  if (state_.follows_end) show_last();
}

// The last entries that fill the screen.
void LinesPane::show_last() {
  const auto rows = static_cast<uint64_t>(host_.body_rows());
  state_.at = state_.top = state_.total - 1;
  state_.top_line = 0;
  uint64_t used = 0;
  for (uint64_t entry = state_.total; entry-- > 0;) {
    if (!entry_at(entry)) break;
    const size_t taken = lines_of_entry(entry);
    state_.top = entry;
    if (used + taken > rows) {
      state_.top_line = static_cast<size_t>(used + taken - rows);
      break;
    }
    used += taken;
  }
}

bool LinesPane::on_reply(Reply& reply) {
  if (reply.ticket == find_ticket_ || reply.ticket == goto_ticket_) {
    on_found(reply, reply.ticket == find_ticket_);
    return true;
  }
  return Pane::on_reply(reply);
}

void LinesPane::on_found(Reply& reply, bool is_find) {
  (is_find ? find_ticket_ : goto_ticket_) = 0;
  if (!reply.answer.ok()) return host_.show_message(reply.answer.error().what, true);
  const auto* found = std::get_if<FoundEntry>(&reply.answer.value());
  if (!found) return;
  if (!found->entry) {
    return host_.show_message(is_find ? "Not found: " + host_.state().search
                                      : "There is no event at or after that time.");
  }
  const uint64_t above = is_find ? 0 : std::exchange(entries_above_, 0);
  show_entry(*found->entry - std::min(above, *found->entry));
}

bool LinesPane::is_waiting() const { return !is_answered() || find_ticket_ || goto_ticket_; }

void LinesPane::leave() {
  Pane::leave();
  host_.cancel(find_ticket_);
  host_.cancel(goto_ticket_);
}

void LinesPane::on_filter_changed() {
  const EntryStyle style = state_.style;
  state_ = LinesState{};
  state_.style = style;
  goto_ns_ = entries_above_ = 0;
}

void LinesPane::on_time_end() { state_.follows_end = host_.state().status.is_live; }

bool LinesPane::on_action(Action action, Key) {
  switch (action) {
    case Action::kEnter:
      open_details();
      return true;
    case Action::kLineStyle:
      next_style();
      return true;
    case Action::kFindNext:
      find(false, false);
      return true;
    case Action::kFindPrevious:
      find(true, false);
      return true;
    case Action::kSpectrogram:
    case Action::kSpectrogramFiles:
      open_spectrogram(action == Action::kSpectrogramFiles);
      return true;
    default:
      return on_move(action);
  }
}

bool LinesPane::on_move(Action action) {
  constexpr int kScrolledCells = 8, kMaxLeft = 4000;
  switch (action) {
    case Action::kFirst:
      move_to_begin();
      return true;
    case Action::kLast:
      move_to_end();
      return true;
    case Action::kLeft:
      state_.left = std::max(state_.left - kScrolledCells, 0);
      return true;
    case Action::kRight:
      state_.left = std::min(state_.left + kScrolledCells, kMaxLeft);
      return true;
    default:
      break;
  }
  const auto lines = lines_moved(action, std::max(host_.body_rows() - 1, 1), 0);
  if (lines) move(*lines);
  return lines.has_value();
}

void LinesPane::move_to_begin() {
  if (state_.total == 0) return;
  state_.follows_end = false;
  state_.at = state_.top = 0;
  state_.top_line = 0;
  want_page();
}

void LinesPane::move_to_end() {
  if (state_.total == 0) return;
  state_.follows_end = true;
  state_.wanted_count = 0;
  want_page();
}

void LinesPane::move(long by) {
  if (state_.total == 0) return;
  state_.follows_end = false;
  if (is_echo(state_.style)) {
    scroll_echo(by);
  } else {
    const long rows = host_.body_rows();
    const long last = static_cast<long>(state_.total) - 1;
    const long at = std::clamp(static_cast<long>(state_.at) + by, 0L, last);
    long top = static_cast<long>(state_.top);
    if (std::abs(by) > 1) top = std::clamp(top + by, 0L, std::max(last - rows + 1, 0L));
    if (at < top) top = at;
    if (at >= top + rows) top = at - rows + 1;
    state_.at = static_cast<uint64_t>(at);
    state_.top = static_cast<uint64_t>(top);
  }
  want_page();
}

// Echo: by lines of the screen.
void LinesPane::scroll_echo(long by) {
  for (; by > 0; --by) {
    const size_t taken = lines_of_entry(state_.top);
    if (state_.top + 1 == state_.total && state_.top_line + 1 >= taken) break;
    if (++state_.top_line >= taken) {
      state_.top_line = 0;
      ++state_.top;
    }
  }
  for (; by < 0; ++by) {
    if (state_.top_line > 0) {
      --state_.top_line;
    } else if (state_.top > 0) {
      --state_.top;
      state_.top_line = lines_of_entry(state_.top) - 1;
    }
  }
  state_.at = state_.top;
}

void LinesPane::show_entry(uint64_t entry) {
  const auto rows = static_cast<uint64_t>(host_.body_rows());
  state_.follows_end = false;
  state_.at = state_.total > 0 ? std::min(entry, state_.total - 1) : 0;
  state_.top_line = 0;
  if (is_echo(state_.style)) {
    state_.top = state_.at;
  } else if (state_.at < state_.top || state_.at >= state_.top + rows) {
    state_.top = state_.at > rows / 2 ? state_.at - rows / 2 : 0;
  }
  want_page();
}

void LinesPane::on_press(const Spot& spot, const Input&, bool is_double) {
  if (spot.kind != Spot::Kind::kLine) return;
  state_.at = spot.value;
  state_.follows_end = false;
  if (is_double) open_details();
}

std::string LinesPane::position() const {
  if (state_.total == 0) return {};
  return grouped(state_.at + 1) + "/" + grouped(state_.total);
}

bool LinesPane::go_to_time(uint64_t ts_ns) {
  GotoRequest request;
  request.scope = scope(true);
  request.style = state_.style;
  request.ts_ns = ts_ns;
  host_.cancel(goto_ticket_);
  goto_ticket_ = host_.ask(std::move(request));
  return true;
}

void LinesPane::find(bool backwards, bool include_current) {
  const std::string& search = host_.state().search;
  if (search.empty()) return host_.show_message("Nothing to look for; / takes a text.");
  if (backwards && !include_current && state_.at == 0)
    return host_.show_message("Not found: " + search);
  FindRequest request;
  request.scope = scope(true);
  request.style = state_.style;
  request.text = search;
  request.backwards = backwards;
  request.from = include_current ? state_.at : backwards ? state_.at - 1 : state_.at + 1;
  host_.cancel(find_ticket_);
  find_ticket_ = host_.ask(std::move(request));
}

void LinesPane::find_typed(const SearchPlace& from) {
  state_.at = from.entry;
  find(false, true);
}

void LinesPane::return_to(const SearchPlace& place) {
  host_.cancel(find_ticket_);
  show_entry(place.entry);
}

EventStep LinesPane::step_event(int by) {
  if ((by < 0 && state_.at == 0) || (by > 0 && state_.at + 1 >= state_.total)) {
    return {EventStep::Kind::kEnd};
  }
  state_.at += static_cast<uint64_t>(static_cast<int64_t>(by));
  state_.follows_end = false;
  if (const LineEntry* entry = entry_at(state_.at)) {
    if (entry->event == ~uint64_t{0}) return {};
    return {EventStep::Kind::kHere, entry->event};
  }
  // Live, what was there may have been forgotten.
  if (by == 0) return {EventStep::Kind::kEnd};
  LinesRequest request;
  request.scope = scope(true);
  request.style = state_.style;
  request.first = state_.at > 50 ? state_.at - 50 : 0;
  request.count = 100;
  send(std::move(request));
  return {EventStep::Kind::kAsked};
}

void LinesPane::next_style() {
  struct Style {
    EntryStyle style;
    std::string_view sentence;
  };
  static constexpr Style kStyles[] = {
      {EntryStyle::kDig, "Events."},
      {EntryStyle::kDigTimed, "Events, and how long each call took."},
      {EntryStyle::kEchoDotted, "Data; other bytes are dots."},
      {EntryStyle::kEchoText, "Data as text; other bytes are left out."},
      {EntryStyle::kEchoHex, "Data in hexadecimal."}};
  const Style& next = kStyles[(static_cast<size_t>(state_.style) + 1) % std::size(kStyles)];
  LinesState fresh;
  fresh.style = next.style;
  fresh.follows_end = state_.follows_end;
  if (is_echo(state_.style) == is_echo(next.style)) {  // the same entries
    fresh.top = state_.top;
    fresh.at = is_echo(state_.style) ? state_.top : state_.at;
    fresh.total = state_.total;
  }
  state_ = std::move(fresh);
  goto_ns_ = entries_above_ = 0;
  std::string& label = level_.label;
  const size_t name_at = label.rfind(": ");
  label =
      (name_at == std::string::npos ? "" : label.substr(0, name_at + 2)) + lines_name(next.style);
  host_.show_message(std::string(next.sentence));
  host_.refresh();
}

void LinesPane::open_details() {
  const LineEntry* entry = entry_at(state_.at);
  const bool has_event = entry && entry->kind != LineEntry::Kind::kGap;
  sonde::open_details(host_, level_, has_event ? entry->event : ~uint64_t{0});
}

void LinesPane::open_spectrogram(bool files_only) {
  host_.push_level(spectrogram_level(host_, level_, files_only), make_spectrogram_pane);
}

}  // namespace sonde
