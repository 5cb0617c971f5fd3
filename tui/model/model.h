// Model: all that is on the screen: the levels that one has gone through (each with its view, path,
// selection, sorting and filters, so that Back restores it), what is open above them (a panel, a
// page, a line to type in, a question), the range of time, tags. Keys and replies change it;
// draw_screen() makes a picture of it.
// The functions stand in the files of their panes: navigate.cpp (levels and requests),
// dispatch.cpp (keys), mouse.cpp, table_pane.cpp, lines_pane.cpp and so on.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "explore/explorer.h"
#include "script/view_loader.h"
#include "tui/app.h"
#include "tui/host/settings.h"
#include "tui/keys/keys.h"
#include "tui/prompt/line_editor.h"
#include "tui/screen/frame.h"
#include "tui/screen/theme.h"
#include "view/path.h"

namespace sonde {

// What the model asks of session/ besides the explorer; tests put their own here.
struct Services {
  std::function<FilterCheck(std::string_view)> check;
  std::function<std::vector<Completion>(std::string_view, size_t)> complete;
  std::function<LatencySpan(uint32_t column, uint32_t columns)> span;
};

// What is looked at. Live and at the end: the last width_ns. A file and at the end: all of it.
struct TimeRange {
  uint64_t from_ns = 0, to_ns = 0;  // both 0: at the end
  uint64_t width_ns = 0;            // 0: everything
  bool at_end() const { return to_ns == 0; }
};

struct TableState {
  TablePtr table;
  std::vector<uint32_t> order;         // rows that are shown
  std::vector<std::string> branches;   // in front of the last column; tree only
  std::map<std::string, bool> folded;  // keys of branches
  bool tree = false;
  std::string selected;    // the row's identity; empty: the first row
  size_t at = 0, top = 0;  // places in `order`
  int left = 0;            // cells scrolled
  std::string sort;        // name of the column; empty: the table's own
  bool descending = true;
  std::string text_filter;
  std::set<std::string> tags;  // identities of rows
  uint64_t cleared_event = 0;  // lists: rows up to this event are hidden
  bool follows_end = false;    // lists: the last row stays selected
};

struct LinesState {
  EntryStyle style = EntryStyle::kDig;
  Lines page;  // what is here
  uint64_t total = 0;
  uint64_t at = 0, top = 0;  // entries
  size_t top_line = 0;       // echo: lines of the top entry that are above the screen
  int left = 0;
  bool follows_end = false;
  bool has_page = false;
  uint64_t goto_ns = 0;        // where to go when the first page is here; 0: nowhere
  uint64_t entries_above = 0;  // that are wanted above that place
  uint64_t wanted_first = 0, wanted_count = 0;  // of the last request
};

struct DetailState {
  EventDetail detail;
  bool has_detail = false;
  bool awaits_entry = false;  // the lines below fetch the page with the next event
  size_t top = 0;
};

struct SpectrogramState {
  Spectrogram picture;
  bool has_picture = false;
  uint32_t x = 0, y = 0;  // cursor
  bool marking = false;
  uint32_t anchor_x = 0, anchor_y = 0;
  bool moved = false;
};

struct Level {
  enum class Kind : uint8_t { kTable, kLines, kDetail, kSpectrogram };

  Kind kind = Kind::kTable;
  ViewPtr view;  // kTable, kSpectrogram
  std::vector<PathStep> path;
  std::string drilled_field;  // that views must apply to; "": none
  std::string extra_filter;   // tagged rows, the area of a spectrogram
  std::string user_filter;    // that was typed
  std::string user;           // user.name; empty: all
  std::string label;          // for the line of levels
  int depth = 0;
  std::optional<TimeRange> time_before;  // restored when this level is left
  uint64_t ticket = 0;                   // of the request that fills it
  bool answered = false;                 // since it was asked last
  std::string error;                     // in the last answer
  TableState table;
  LinesState lines;
  DetailState detail;
  SpectrogramState heat;
};

struct PanelItem {
  std::string text, id;
  bool marked = false;
  char hotkey = 0;
};
struct Panel {
  enum class Kind : uint8_t { kViews, kSort, kColumns, kActions, kUsers, kSetup };
  Kind kind = Kind::kViews;
  std::string title;
  std::vector<PanelItem> items;
  size_t at = 0, top = 0;
  std::string typed;  // so far, to jump to an item
};

struct PageLine {
  std::string text;
  Role role = Role::kText;
  std::string head;  // in front, in the role of labels
};
struct Page {
  enum class Kind : uint8_t { kHelp, kInfo };
  Kind kind = Kind::kHelp;
  std::string title;
  std::vector<PageLine> lines;
  size_t top = 0;
};

struct Prompt {
  enum class Kind : uint8_t { kText, kExpression, kSearch, kTime, kLine, kSaveTable, kSaveEvents };
  Kind kind = Kind::kText;
  LineEditor editor;
  std::string before;         // what was there; Esc brings it back
  uint64_t before_entry = 0;  // where a search begins
  std::string before_row;
  FilterCheck check;
  std::vector<Completion> completions;
  size_t completion = 0;  // that was taken last, plus 1
  size_t word_at = 0;     // byte where the completed word begins
};

struct ProgramCall {
  std::vector<std::string> words;
  bool wait = true;
};
struct Question {
  std::string text;
  std::vector<ProgramCall> commands;
};

struct ScreenLayout {
  bool too_small = false;
  int header_lines = 0;
  int time_y = -1, crumbs_y = -1, filter_y = -1;  // -1: not there
  Rect panel, body;                               // body: with its header line
  int bar_y = 0;
};

class Model {
 public:
  Model(Explorer& explorer, const ViewLibrary& views, AppOptions options, Services services,
        Settings settings);

  // Asks for what the first screen shows.
  void start();
  void set_size(Size size);
  void on_input(const Input& input);
  // Takes what the explorer has; true when the picture may have changed.
  bool on_replies();
  // Answers are under way that the screen waits for.
  bool is_waiting() const;
  bool is_quitting() const { return quitting_; }
  Theme theme() const { return theme_; }
  // Programs that the user wants run, once.
  std::vector<ProgramCall> take_commands();
  void say(std::string text, bool is_error = false);

  // What the panes read.
  Level& level() { return levels_.back(); }
  const Level& level() const { return levels_.back(); }
  const std::vector<Level>& levels() const { return levels_; }
  uint32_t place() const;
  // The events of a level; `with_view`: that its view shows.
  std::string filter_of(const Level& level, bool with_view) const;
  Scope scope_of(const Level& level, bool with_view) const;
  bool is_shown(const Level& level, size_t column) const;
  ScreenLayout layout() const;
  int body_rows() const;  // rows below the header line of the body
  std::string row_identity(const Table& table, size_t row) const;
  // The column that rows are in order of; -1: none.
  int sort_column(const Level& level) const;

  Size size_{80, 24};
  ExplorerStatus status_;
  TimeRange time_;
  bool paused_ = false;
  std::optional<Panel> panel_;
  std::optional<Page> page_;
  std::optional<Prompt> prompt_;
  std::optional<Question> question_;
  std::string message_;
  bool message_is_error_ = false;
  Activity activity_;
  bool has_activity_ = false;
  KeyLayout keys_ = KeyLayout::kDefault;
  Theme theme_ = Theme::kDark;
  Settings settings_;
  std::string search_;
  AppOptions options_;
  const ViewLibrary& views_;
  Services services_;

 private:
  friend struct ModelForTests;

  // navigate.cpp
  void ask_level();
  void ask_activity();
  void cancel(uint64_t& ticket);
  void push_level(Level level);
  void pop_to(size_t count);
  void back();
  void drill();
  void open_view(const ViewPtr& view);
  void open_lines(EntryStyle style);
  void open_spectrogram(bool files_only);
  void open_area(EntryStyle style);
  void open_around(EntryStyle style);
  void open_detail();
  void step_event(int by);
  void jump(bool to_descriptor);
  std::string selection_filter() const;
  std::vector<size_t> chosen_rows() const;  // tagged ones, or the selected one
  void change_filter(const std::string& filter);
  void change_user(const std::string& user);

  // replies.cpp
  void on_reply(Reply& reply);
  void take_table(TablePtr table);
  void take_lines(Lines lines);
  void take_picture(Spectrogram picture);

  // dispatch.cpp
  void on_key(Key key);
  void on_action(Action action, Key key);
  bool on_table_action(Action action, Key key);
  bool on_lines_action(Action action);
  bool on_detail_action(Action action);
  bool on_spectrogram_action(Action action);
  bool on_move(Action action);
  void on_view_hotkey(Key key);
  void open_help();
  void open_info();
  void cancel_something();
  void toggle_pause();

  // time_range.cpp
  void step_time(int direction);
  void widen_time(bool wider);
  void go_to_time(uint64_t ts_ns);
  void time_to_end();
  void take_wanted_range();

  // mouse.cpp
  void on_mouse(const Input& input);
  void on_wheel(int lines);

  // table_pane.cpp
  void arrange_rows();
  void order_as_tree();
  void keep_selection();
  void move_row(long by);
  void select_row(size_t at);
  void sort_by(size_t column);
  void sort_by_field(const std::vector<std::string_view>& fields);
  void sort_by_number(Key key);
  void tag_row();
  void fold_row();
  bool find_row(int direction, bool include_current);

  // lines_pane.cpp
  void move_lines(long by);
  void show_entry(uint64_t entry);
  void want_page();
  void find_line(bool backwards, bool include_current);
  void next_style();

  // spectrogram_pane.cpp
  void move_spectrogram(int by_x, int by_y, bool extend);

  // panels.cpp
  void open_views();
  void open_sort();
  void open_columns();
  void open_actions(bool only_kill);
  void open_users();
  void open_setup();
  void change_setup(const PanelItem& item);
  void on_panel_key(Key key);
  void take_panel_item();
  void move_panel(long by);

  // filter_line.cpp
  void open_prompt(Prompt::Kind kind);
  void on_prompt_key(Key key);
  void finish_prompt();
  void change_prompt();
  void complete_prompt();

  // actions.cpp
  void run_action(const ActionSpec& action);
  void on_question_key(Key key);

  // export.cpp
  void save_table(const std::string& path);
  void save_events(const std::string& path);

  void on_page_key(Key key);
  void scroll_page(long by);

  Explorer& explorer_;
  std::vector<Level> levels_;
  std::vector<ProgramCall> commands_;
  bool quitting_ = false;
  bool activity_answered_ = false;
  bool expression_mode_ = false;
  std::map<Prompt::Kind, std::vector<std::string>> history_;
  uint64_t activity_ticket_ = 0, find_ticket_ = 0, export_ticket_ = 0, goto_ticket_ = 0;
  std::string activity_scope_;
  std::unique_ptr<Frame> shown_;  // spots of the mouse
  uint64_t last_press_ms_ = 0;
  int last_press_x_ = -1, last_press_y_ = -1;
  bool dragging_spectrogram_ = false;

  friend Frame draw_screen(Model& model);
};

// The picture; the model keeps its spots for the mouse.
Frame draw_screen(Model& model);

// The panes write into the frame what lies in their area.
void draw_header(Frame& frame, const Model& model, const ScreenLayout& layout);
void draw_time_bar(Frame& frame, const Model& model, const ScreenLayout& layout);
void draw_table(Frame& frame, const Model& model, const Rect& area);
void draw_lines(Frame& frame, const Model& model, const Rect& area);
void draw_detail(Frame& frame, const Model& model, const Rect& area);
void draw_spectrogram(Frame& frame, const Model& model, const Rect& area);
void draw_panel(Frame& frame, const Model& model, const Rect& area);
void draw_page(Frame& frame, const Model& model, const Rect& area);
// Description of a view as a page.
std::vector<PageLine> view_page(const ViewSpec& view, int width);
void draw_key_bar(Frame& frame, const Model& model, const ScreenLayout& layout);
// Lines in the middle of an area.
void draw_middle(Frame& frame, const Rect& area, const std::vector<std::string>& lines, Role role);

// 1,234,567
std::string grouped(uint64_t number);
// Amounts as tables have them: 1.2K, 34ms.
std::string amount(ColumnUnit unit, double value);
// 09:05:28, or with `decimals` of a second.
std::string clock_text(uint64_t ts_ns, int decimals);
std::vector<std::string> wrapped(std::string_view text, int width);
// Blanks up to the next multiple of four cells in place of tabs.
std::string without_tabs(std::string_view text);
// Lines of an event's details, each a name and a value.
std::vector<PageLine> detail_lines(const EventDetail& detail, int width);
// How many lines of the screen an entry takes, and one of them.
size_t entry_lines(const LineEntry& entry, EntryStyle style, int width);
std::string entry_line(const LineEntry& entry, EntryStyle style, int width, size_t line);

}  // namespace sonde
