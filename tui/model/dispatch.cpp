// What keys do: the place decides which row of the table of keys is meant, the action does it.
// A line to type in, a question, a page and a panel each take all keys while they are open.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "tui/model/model.h"

namespace sonde {

uint32_t Model::place() const {
  if (page_) return place::kPage;
  if (panel_) return place::kPanel;
  switch (level().kind) {
    case Level::Kind::kLines:
      return place::kLines;
    case Level::Kind::kDetail:
      return place::kDetail;
    case Level::Kind::kSpectrogram:
      return place::kSpectrogram;
    case Level::Kind::kTable:
      break;
  }
  return level().view->type == ViewType::kList ? place::kList : place::kTable;
}

void Model::set_size(Size size) {
  if (size == size_) return;
  const ScreenLayout before = layout();
  size_ = size;
  const ScreenLayout after = layout();
  if (levels_.empty()) return;
  const bool asks_again =
      before.body.height != after.body.height || before.body.width != after.body.width;
  if (asks_again && !after.too_small && level().kind != Level::Kind::kTable)
    ask_level();
  else
    ask_activity();
  if (level().kind == Level::Kind::kTable) keep_selection();
}

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
      if (prompt_ && !page_) {
        prompt_->editor.insert(input.text);
        change_prompt();
      }
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
  if (page_) return on_page_key(key);  // the help may lie over a line that is being typed
  if (prompt_) return on_prompt_key(key);
  if (panel_) return on_panel_key(key);
  const Action action = action_of(key, place(), keys_);
  if (action == Action::kNone) return on_view_hotkey(key);
  on_action(action, key);
}

// Hotkeys of a view's actions work where the key has no other meaning; the panel of actions (F8)
// offers all of them.
void Model::on_view_hotkey(Key key) {
  const Level& top = level();
  if (top.kind != Level::Kind::kTable || !top.view) return;
  for (const ActionSpec& action : top.view->actions) {
    if (static_cast<Key>(static_cast<unsigned char>(action.hotkey)) == key) {
      return run_action(action);
    }
  }
}

void Model::on_action(Action action, Key key) {
  switch (action) {
    case Action::kHelp:
      return open_help();
    case Action::kInfo:
      return open_info();
    case Action::kBack:
      return back();
    case Action::kCancel:
      return cancel_something();
    case Action::kPause:
      return toggle_pause();
    case Action::kQuit:
      quitting_ = true;
      return;
    case Action::kRefresh:
      return ask_level();
    case Action::kTimeBack:
      return step_time(-1);
    case Action::kTimeForward:
      return step_time(1);
    case Action::kTimeNarrower:
      return widen_time(false);
    case Action::kTimeWider:
      return widen_time(true);
    case Action::kTimeEnd:
      return time_to_end();
    case Action::kGotoTime:
      return open_prompt(Prompt::Kind::kTime);
    case Action::kSaveEvents:
      return open_prompt(Prompt::Kind::kSaveEvents);
    case Action::kViews:
      return open_views();
    case Action::kSetup:
      return open_setup();
    case Action::kSearch:
      return open_prompt(Prompt::Kind::kSearch);
    case Action::kEcho:
      return open_lines(EntryStyle::kEchoDotted);
    case Action::kDig:
      return open_lines(EntryStyle::kDig);
    case Action::kSpectrogram:
      return open_spectrogram(false);
    case Action::kSpectrogramFiles:
      return open_spectrogram(true);
    case Action::kFilter:
      return open_prompt(level().kind == Level::Kind::kTable && !expression_mode_
                             ? Prompt::Kind::kText
                             : Prompt::Kind::kExpression);
    default:
      break;
  }
  switch (level().kind) {
    case Level::Kind::kTable:
      if (!on_table_action(action, key)) on_move(action);
      return;
    case Level::Kind::kLines:
      if (!on_lines_action(action)) on_move(action);
      return;
    case Level::Kind::kDetail:
      if (!on_detail_action(action)) on_move(action);
      return;
    case Level::Kind::kSpectrogram:
      on_spectrogram_action(action);
      return;
  }
}

bool Model::on_table_action(Action action, Key key) {
  TableState& state = level().table;
  switch (action) {
    case Action::kEnter:
      drill();
      return true;
    case Action::kFindNext:
      find_row(1, false);
      return true;
    case Action::kFindPrevious:
      find_row(-1, false);
      return true;
    case Action::kActions:
      open_actions(false);
      return true;
    case Action::kKill:
      open_actions(true);
      return true;
    case Action::kSort:
      open_sort();
      return true;
    case Action::kColumns:
      open_columns();
      return true;
    case Action::kUsers:
      open_users();
      return true;
    case Action::kTag:
      tag_row();
      return true;
    case Action::kFold:
      fold_row();
      return true;
    case Action::kSortByNumber:
      sort_by_number(key);
      return true;
    case Action::kSave:
      open_prompt(Prompt::Kind::kSaveTable);
      return true;
    case Action::kUntagAll:
      state.tags.clear();
      return true;
    case Action::kInvertSort: {
      const int column = sort_column(level());
      if (column < 0)
        say("The rows stand in the order of their time; " +
            first_key(Action::kSort, place(), keys_) + " sorts them.");
      else
        sort_by(static_cast<size_t>(column));
      return true;
    }
    case Action::kSortCpu:
      sort_by_field({"thread.cpu", "proc.cpu", "thread.exectime"});
      return true;
    case Action::kSortMemory:
      sort_by_field({"thread.vmrss.b", "thread.vmrss", "proc.vmrss", "thread.vmsize.b"});
      return true;
    case Action::kSortTime:
      sort_by_field(
          {"evt.latency", "thread.totexectime", "thread.exectime", "proc.duration", "evt.time"});
      return true;
    case Action::kTree:
      state.tree = !state.tree;
      arrange_rows();
      if (state.tree && state.branches.empty() && !state.order.empty()) {
        state.tree = false;
        say("This view has no processes to make a tree of.");
        arrange_rows();
      }
      return true;
    case Action::kClear:
      if (state.cleared_event) {
        state.cleared_event = 0;
      } else if (state.table && !state.table->rows.empty()) {
        for (const TableRow& row : state.table->rows) {
          if (row.event != ~uint64_t{0})
            state.cleared_event = std::max(state.cleared_event, row.event);
        }
      }
      arrange_rows();
      return true;
    default:
      return false;
  }
}

bool Model::on_lines_action(Action action) {
  switch (action) {
    case Action::kEnter:
      open_detail();
      return true;
    case Action::kLineStyle:
      next_style();
      return true;
    case Action::kFindNext:
      find_line(false, false);
      return true;
    case Action::kFindPrevious:
      find_line(true, false);
      return true;
    case Action::kGotoLine:
      open_prompt(Prompt::Kind::kLine);
      return true;
    default:
      return false;
  }
}

bool Model::on_detail_action(Action action) {
  switch (action) {
    case Action::kToProcess:
      jump(false);
      return true;
    case Action::kToDescriptor:
      jump(true);
      return true;
    case Action::kPreviousEvent:
      step_event(-1);
      return true;
    case Action::kNextEvent:
      step_event(1);
      return true;
    default:
      return false;
  }
}

bool Model::on_spectrogram_action(Action action) {
  SpectrogramState& heat = level().heat;
  const int page = std::max(body_rows() / 2, 1);
  switch (action) {
    case Action::kUp:
      move_spectrogram(0, -1, false);
      return true;
    case Action::kDown:
      move_spectrogram(0, 1, false);
      return true;
    case Action::kLeft:
      move_spectrogram(-1, 0, false);
      return true;
    case Action::kRight:
      move_spectrogram(1, 0, false);
      return true;
    case Action::kExtendUp:
      move_spectrogram(0, -1, true);
      return true;
    case Action::kExtendDown:
      move_spectrogram(0, 1, true);
      return true;
    case Action::kExtendLeft:
      move_spectrogram(-1, 0, true);
      return true;
    case Action::kExtendRight:
      move_spectrogram(1, 0, true);
      return true;
    case Action::kPageUp:
      move_spectrogram(0, -page, false);
      return true;
    case Action::kPageDown:
      move_spectrogram(0, page, false);
      return true;
    case Action::kFirst:
      move_spectrogram(-100'000, 0, false);
      return true;
    case Action::kLast:
      move_spectrogram(100'000, 0, false);
      return true;
    case Action::kEnter:
      open_area(EntryStyle::kDig);
      return true;
    case Action::kMark:
      heat.marking = !heat.marking;
      heat.anchor_x = heat.x;
      heat.anchor_y = heat.y;
      heat.moved = true;
      return true;
    default:
      return false;
  }
}

// Moving is the same everywhere, by rows or by lines.
bool Model::on_move(Action action) {
  Level& top = level();
  const bool is_table = top.kind == Level::Kind::kTable;
  const long page = std::max(body_rows() - 1, 1);
  const long all = 1L << 40;
  long by = 0;
  switch (action) {
    case Action::kUp:
      by = -1;
      break;
    case Action::kDown:
      by = 1;
      break;
    case Action::kPageUp:
      by = -page;
      break;
    case Action::kPageDown:
      by = page;
      break;
    case Action::kFirst:
      by = -all;
      break;
    case Action::kLast:
      by = all;
      break;
    case Action::kLeft:
    case Action::kRight: {
      int& left = is_table ? top.table.left : top.lines.left;
      left = std::clamp(left + (action == Action::kLeft ? -8 : 8), 0, 4000);
      return true;
    }
    default:
      return false;
  }
  if (is_table) {
    move_row(by);
  } else if (top.kind == Level::Kind::kLines) {
    move_lines(by);
  } else if (top.kind == Level::Kind::kDetail) {
    const auto lines = static_cast<long>(detail_lines(top.detail.detail, size_.width).size());
    const long last = std::max(lines - body_rows() - 1, 0L);
    top.detail.top =
        static_cast<size_t>(std::clamp(static_cast<long>(top.detail.top) + by, 0L, last));
  }
  return true;
}

// Esc: takes back the least that is there.
void Model::cancel_something() {
  Level& top = level();
  if (top.kind == Level::Kind::kSpectrogram) {
    if (top.heat.marking)
      top.heat.marking = false;
    else
      back();
    return;
  }
  if (!top.table.text_filter.empty()) {
    top.table.text_filter.clear();
    arrange_rows();
  } else if (!top.table.tags.empty()) {
    top.table.tags.clear();
  }
  search_.clear();
}

void Model::toggle_pause() {
  paused_ = !paused_;
  if (!paused_) return ask_level();
  // What is here stays; nothing newer is wanted.
  if (level().kind != Level::Kind::kDetail && level().answered) cancel(level().ticket);
  if (activity_answered_) cancel(activity_ticket_);
}

}  // namespace sonde
