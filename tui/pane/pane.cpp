// What all panes have: their request and its answer; see pane.h.
// SPDX-License-Identifier: Apache-2.0
#include "tui/pane/pane.h"

#include <cstdlib>

#include "tui/pane/spectrogram_pane.h"
#include "tui/pane/table_pane.h"
#include "tui/text/text_format.h"

namespace sonde {

void Pane::on_wheel(int lines) {
  for (int at = 0; at < std::abs(lines); ++at) {
    on_action(lines < 0 ? Action::kUp : Action::kDown, 0);
  }
}

void Pane::pause() {
  if (answered_) host_.cancel(ticket_);
}

bool Pane::on_reply(Reply& reply) {
  if (ticket_ != reply.ticket) return false;
  answered_ = true;
  error_ = reply.answer.ok() ? "" : reply.answer.error().what;
  if (reply.answer.ok())
    on_answer(reply.answer.value());
  else
    on_error();
  return true;
}

Level Pane::narrowed(const std::string& name) const {
  Level next = level_below(level_);
  next.label = name;
  return next;
}

void Pane::find(bool, bool) {}

EventStep Pane::step_event(int) { return {}; }

Scope Pane::scope(bool with_view) const {
  const ScreenState& state = host_.state();
  Scope out;
  out.filter = filter_of(level_, with_view);
  if (!state.time.at_end()) {
    out.from_ns = state.time.from_ns;
    out.to_ns = state.time.to_ns;
  } else if (state.status.is_live) {
    out.last_ns = live_span_ns();
  }
  return out;
}

void Pane::send(Request request) {
  host_.cancel(ticket_);
  answered_ = false;
  ticket_ = host_.ask(std::move(request));
}

bool Pane::draw_instead(Frame& frame, const Rect& area, bool has_content) const {
  if (!error_.empty()) {
    draw_middle(frame, area, {"This cannot be shown:", error_}, Role::kError);
    return true;
  }
  if (!has_content) draw_middle(frame, area, {"Reading ..."}, Role::kText);
  return !has_content;
}

PaneMaker pane_of_view(const ViewSpec& view) {
  if (view.type == ViewType::kSpectrogram) return make_spectrogram_pane;
  return make_table_pane;
}

}  // namespace sonde
