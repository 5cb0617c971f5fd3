// The stack of levels, requests and replies; see model.h.
// SPDX-License-Identifier: Apache-2.0
#include "tui/model/model.h"

#include <utility>

#include "tui/text/text_format.h"
#include "tui/text/time_words.h"

namespace sonde {

Model::Model(Explorer& explorer, const ViewLibrary& views, AppOptions options, Services services,
             Settings settings)
    : explorer_(explorer), state_(views), time_bar_(explorer) {
  state_.options = std::move(options);
  state_.services = std::move(services);
  state_.settings = std::move(settings);
  const AppOptions& given = state_.options;
  const Settings& kept = state_.settings;
  state_.keys = layout_named(given.layout.empty() ? kept.layout : given.layout);
  // A name that is none leaves the theme: a newer csonde may have written the settings.
  theme_named(given.theme.empty() ? kept.theme : given.theme, state_.theme);
}

void Model::start() {
  const ViewLibrary& views = state_.views;
  state_.status = explorer_.status();
  if (state_.status.is_live) state_.time.width_ns = state_.options.refresh_ns;
  Level first;
  first.view = views.find(state_.options.view.empty() ? "procs" : state_.options.view);
  for (const ViewPtr& view : views.views) {
    if (view->is_root && !first.view) first.view = view;
  }
  if (!first.view && !views.views.empty()) first.view = views.views.front();
  SONDE_CHECK(first.view);  // main.cpp has seen to it that there is one
  first.user_filter = state_.options.filter;
  first.label = first.view->name;
  const PaneMaker make = pane_of_view(*first.view);
  push_level(std::move(first), make);
}

void Model::set_size(Size size) {
  if (size == state_.size) return;
  const ScreenLayout before = layout();
  state_.size = size;
  const ScreenLayout after = layout();
  if (levels_.empty()) return;
  const bool has_changed =
      before.body.height != after.body.height || before.body.width != after.body.width;
  if (has_changed && !after.too_small && level().pane->asks_for_size())
    refresh();
  else
    ask_time_bar();
  level().pane->on_resize();
}

ScreenLayout Model::layout() const {
  return layout_of(state_.size, levels_, panel_ ? panel_->width() : 0);
}

uint32_t Model::place() const {
  if (page_) return place::kPage;
  if (panel_) return place::kPanel;
  return level().pane->place();
}

void Model::show_message(std::string text, bool is_error) {
  message_ = std::move(text);
  message_is_error_ = is_error;
}

void Model::cancel(uint64_t& ticket) {
  if (ticket) explorer_.cancel(ticket);
  ticket = 0;
}

Pane* Model::pane_below() {
  return levels_.size() < 2 ? nullptr : levels_[levels_.size() - 2].pane.get();
}

void Model::push_level(Level next, const PaneMaker& make) {
  if (!levels_.empty()) level().pane->leave();
  panel_.reset();
  levels_.push_back(std::move(next));
  Level& top = level();
  top.pane = make(*this, top);
  state_.paused = state_.paused && top.pane->is_still();
  refresh();
}

void Model::pop_to(size_t count) {
  if (count == 0 || count >= levels_.size()) return;
  while (levels_.size() > count) {
    const Level& top = level();
    top.pane->leave();
    if (top.time_before) state_.time = *top.time_before;
    levels_.pop_back();
  }
  panel_.reset();
  state_.paused = false;
  level().pane->on_return();
  refresh();
}

void Model::back() {
  if (levels_.size() < 2) return show_message("This is the first screen; q leaves csonde.");
  pop_to(levels_.size() - 1);
}

void Model::refresh() {
  level().pane->ask();
  ask_time_bar();
}

void Model::ask_time_bar() {
  if (layout().time_y < 0) return time_bar_.cancel();
  const bool with_view = place::kSpectrogram == level().pane->place();
  time_bar_.ask(filter_of(level(), with_view), state_.size.width, !state_.paused);
}

bool Model::is_waiting() const {
  const bool has_bar = layout().time_y >= 0;
  return level().pane->is_waiting() || (has_bar && !time_bar_.is_answered()) || save_ticket_;
}

bool Model::on_replies() {
  ExplorerStatus now = explorer_.status();
  const ExplorerStatus& was = state_.status;
  bool changed = now.events != was.events || now.complete != was.complete ||
                 now.progress != was.progress || now.warnings != was.warnings ||
                 now.error != was.error || now.last_ns != was.last_ns || now.meters.has_value();
  state_.status = std::move(now);
  take_options_range();
  while (auto reply = explorer_.take()) {
    on_reply(*reply);
    changed = true;
  }
  return changed;
}

void Model::on_reply(Reply& reply) {
  if (reply.ticket == save_ticket_) return on_saved(reply.answer);
  if (time_bar_.on_reply(reply)) return;
  for (Level& at : levels_) {
    if (!at.pane->on_reply(reply)) continue;
    if (&at != &level()) level().pane->on_answer_below();
    return;
  }
}

void Model::save_events(const std::string& path, Scope scope) {
  ExportRequest request;
  request.scope = std::move(scope);
  request.path = path;
  cancel(save_ticket_);
  save_ticket_ = explorer_.ask(std::move(request));
  show_message("Writing " + path + " ...");
}

void Model::on_saved(const Result<Answer>& answer) {
  save_ticket_ = 0;
  if (!answer.ok()) return show_message(answer.error().what, true);
  const auto* saved = std::get_if<Exported>(&answer.value());
  if (!saved) return;
  show_message("Wrote " + grouped(saved->events) + " events, " +
               amount(ColumnUnit::kBytes, static_cast<double>(saved->bytes)) + "B.");
}

// The range of the command line, once it is known which times there are.
void Model::take_options_range() {
  AppOptions& options = state_.options;
  const ExplorerStatus& status = state_.status;
  const bool known = status.is_live ? status.last_ns != 0 : status.complete;
  if (!known || (options.from.empty() && options.to.empty())) return;
  auto range = range_named(std::exchange(options.from, {}), std::exchange(options.to, {}),
                           status.first_ns, status.last_ns);
  if (!range) return show_message(range.error().what, true);
  TimeRange& time = state_.time;
  time.from_ns = range.value().from_ns;
  time.to_ns = range.value().to_ns;
  time.width_ns = time.to_ns - time.from_ns;
  refresh();
}

}  // namespace sonde
