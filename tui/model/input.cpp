// Who gets a key or a click: a line to type in, a question, a page and a panel each take all keys
// while they are open; else the table of keys says which action is meant, and the top pane does
// what is not the same everywhere. See model.h; frame.h for spots of the mouse.
// SPDX-License-Identifier: Apache-2.0
#include "tui/model/model.h"
#include "tui/pane/pane_kinds.h"

namespace sonde {

namespace {
constexpr uint64_t kDoubleClickMs = 400;
constexpr int kWheelRows = 3;
}  // namespace

void Model::on_input(const Input& input) {
  switch (input.kind) {
    case Input::Kind::kKey:
      message_.clear();
      if (layout().too_small) {
        if (input.key == 'q' || input.key == key::kF1 + 9) quitting_ = true;
        return;
      }
      return on_key(input.key);
    case Input::Kind::kPaste:
      if (prompt_ && !page_) prompt_->paste(input.text);
      return;
    case Input::Kind::kWheelUp:
    case Input::Kind::kWheelDown:
    case Input::Kind::kPress:
    case Input::Kind::kDrag:
    case Input::Kind::kRelease:
      if (!layout().too_small) on_mouse(input);
      return;
  }
}

void Model::on_key(Key key) {
  if (question_) return on_question_key(key);
  if (page_) {  // the help may lie over a line that is being typed
    if (!page_->on_key(key)) page_.reset();
    return;
  }
  if (const std::shared_ptr<Prompt> prompt = prompt_) {
    if (!prompt->on_key(key) && prompt_ == prompt) prompt_.reset();
    return;
  }
  if (const std::shared_ptr<Panel> panel = panel_) {
    if (!panel->on_key(key) && panel_ == panel) panel_.reset();
    return;
  }
  const Action action = action_of(key, place(), state_.keys);
  if (action == Action::kNone) return level().pane->on_other_key(key);
  on_action(action, key);
}

void Model::on_action(Action action, Key key) {
  switch (action) {
    case Action::kBack:
      return back();
    case Action::kPause:
      return toggle_pause();
    case Action::kQuit:
      quitting_ = true;
      return;
    case Action::kRefresh:
      return refresh();
    case Action::kTimeBack:
      return apply(step_time(state_.time, state_.status, -1));
    case Action::kTimeForward:
      return apply(step_time(state_.time, state_.status, 1));
    case Action::kTimeNarrower:
      return apply(widen_time(state_.time, state_.status, false, state_.options.refresh_ns));
    case Action::kTimeWider:
      return apply(widen_time(state_.time, state_.status, true, state_.options.refresh_ns));
    case Action::kTimeEnd:
      return time_to_end();
    default:
      break;
  }
  if (try_open(action)) return;
  const std::shared_ptr<Pane> pane = level().pane;  // it may leave its level
  pane->on_action(action, key);
}

bool Model::try_open(Action action) {
  if (const PageMaker make = page_of(action)) {
    if (auto page = make(*this)) page_ = std::move(page);
    return true;
  }
  if (const PanelMaker make = panel_of(action)) {
    if (auto panel = make(*this)) panel_ = std::move(panel);
    return true;
  }
  if (const PromptMaker make = prompt_of(action)) {
    if (auto prompt = make(*this)) prompt_ = std::move(prompt);
    return true;
  }
  if (const PaneKind* kind = pane_kind_of(action)) {
    push_level(level().pane->overview(std::string(kind->label)), kind->make);
    return true;
  }
  return false;
}

void Model::apply(const TimeMove& move) {
  if (!move.refusal.empty()) return show_message(move.refusal);
  if (move.to_end) return time_to_end();
  refresh();
}

void Model::time_to_end() {
  state_.time = TimeRange{};
  if (state_.status.is_live) state_.time.width_ns = state_.options.refresh_ns;
  level().pane->on_time_end();
  state_.paused = false;
  refresh();
}

void Model::go_to_time(uint64_t ts_ns) {
  if (level().pane->go_to_time(ts_ns)) return;
  move_time(state_.time, state_.status, ts_ns);
  refresh();
}

void Model::toggle_pause() {
  state_.paused = !state_.paused;
  if (!state_.paused) return refresh();
  // What is here stays; nothing newer is wanted.
  level().pane->pause();
  time_bar_.pause();
}

void Model::run(Question question) {
  if (!question.text.empty()) {
    question_ = std::move(question);
    return;
  }
  for (ProgramCall& command : question.commands) commands_.push_back(std::move(command));
}

void Model::on_question_key(Key key) {
  Question question = std::move(*question_);
  question_.reset();
  if (key != 'y' && key != 'Y') return show_message("Not run.");
  question.text.clear();
  run(std::move(question));
}

void Model::on_wheel(int lines) {
  if (question_ || (prompt_ && !page_)) return;
  if (page_) return page_->scroll(lines);
  if (panel_) return panel_->move(lines);
  level().pane->on_wheel(lines);
}

void Model::on_mouse(const Input& input) {
  if (input.kind == Input::Kind::kWheelUp) return on_wheel(-kWheelRows);
  if (input.kind == Input::Kind::kWheelDown) return on_wheel(kWheelRows);
  if (!shown_) return;
  const std::shared_ptr<Pane> pane = level().pane;
  if (input.kind == Input::Kind::kRelease) return pane->on_release();
  if (input.kind == Input::Kind::kPress) return on_press(input);
  if (const Spot* spot = shown_->spot_at(input.x, input.y)) pane->on_drag(*spot, input);
}

// A click selects, a second one goes in; the key bar, the line of levels, the filter and the time
// bar act.
void Model::on_press(const Input& input) {
  message_.clear();
  const bool is_double = input.x == last_press_x_ && input.y == last_press_y_ &&
                         input.time_ms - last_press_ms_ < kDoubleClickMs;
  last_press_x_ = input.x;
  last_press_y_ = input.y;
  last_press_ms_ = is_double ? 0 : input.time_ms;
  const Spot* spot = shown_->spot_at(input.x, input.y);
  if (!spot || question_) return;
  const bool is_key = spot->kind == Spot::Kind::kKey;
  if ((prompt_ || page_) && !is_key) return;
  if (panel_ && spot->kind != Spot::Kind::kPanelRow && !is_key) return;
  switch (spot->kind) {
    case Spot::Kind::kKey: {
      const auto action = static_cast<Action>(spot->value);
      const auto key = key_named(first_key(action, place(), state_.keys));
      if (key) on_key(*key);
      return;
    }
    case Spot::Kind::kCrumb:
      return pop_to(spot->value + 1);
    case Spot::Kind::kFilter:
      return open(Action::kExpression);
    case Spot::Kind::kTimeBar:
      return go_to_time(spot->value);
    case Spot::Kind::kPanelRow:
      if (const std::shared_ptr<Panel> panel = panel_) {
        if (!panel->on_press(*spot, is_double) && panel_ == panel) panel_.reset();
      }
      return;
    default: {
      const std::shared_ptr<Pane> pane = level().pane;
      return pane->on_press(*spot, input, is_double);
    }
  }
}

}  // namespace sonde
