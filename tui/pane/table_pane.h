// TablePane: the rows of a view: their order, the selection that stays on its row whatever comes,
// tags, the search. Lists are tables whose rows are events in their order. What keys do stands in
// table_actions.cpp, the drawing in table_drawing.cpp, the tree of processes in table_tree.cpp.
// Made by pane_of_view(); panels and prompts that are about rows reach it with table_of().
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tui/pane/pane.h"

namespace sonde {

struct TableState {
  TablePtr table;                      // nullptr: not here yet
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

class TablePane : public Pane {
 public:
  // With the order of rows that the settings have for the level's view.
  TablePane(Host& host, Level& level);

  uint32_t place() const override;
  void ask() override;
  void draw(Frame& frame, const Rect& area) const override;
  bool on_action(Action action, Key key) override;
  // Hotkeys of a view's actions work where the key has no other meaning; the panel of actions
  // offers all of them.
  void on_other_key(Key key) override;
  void on_press(const Spot& spot, const Input& input, bool is_double) override;
  std::string position() const override;
  std::string text_filter() const override { return state_.text_filter; }
  void on_filter_changed() override { state_.selected.clear(); }
  bool asks_for_size() const override { return false; }
  void on_resize() override { keep_selection(); }
  void on_return() override { arrange(); }
  Level narrowed(const std::string& name) const override;
  Level overview(const std::string& name) const override;
  Scope scope_to_save() const override;
  void find(bool backwards, bool include_current) override;
  SearchPlace search_place() const override { return {state_.selected, 0}; }
  void find_typed(const SearchPlace& from) override;
  void return_to(const SearchPlace& place) override;
  EventStep step_event(int by) override;

  const TableState& state() const { return state_; }
  bool is_list() const { return level_.view->type == ViewType::kList; }
  // Neither hidden by the view nor by the user.
  bool is_shown(size_t column) const;
  // The column that rows are in order of; -1: none.
  int sort_column() const;
  bool descends() const;
  // Again: in the reverse order.
  void sort_by(size_t column);
  // Puts rows in order anew, after columns were hidden or shown.
  void arrange();
  void move_row(long by);
  // Only rows that contain it in a column that is shown; empty: all.
  void set_text_filter(const std::string& text);
  // As it was, with the row that was selected.
  void restore_text_filter(const std::string& text, const std::string& row);
  // The rows that tags or the selection mean.
  std::vector<size_t> chosen_rows() const;
  // Runs a command of the view for them, or says why not.
  void run_action(const ActionSpec& action);
  // Writes the rows that are shown into a file, in the form that the name's ending asks for.
  void save(const std::string& path);

 protected:
  void on_answer(Answer& answer) override;
  void on_error() override;
  uint64_t live_span_ns() const override;

 private:
  bool on_move(Action action);
  bool on_sort_action(Action action, Key key);
  void keep_selection();
  void select_row(size_t at);
  void sort_by_field(const std::vector<std::string_view>& fields);
  void sort_by_number(Key key);
  void reverse();
  void tag_row();
  void toggle_tree();
  void fold_row();
  void toggle_clear();
  void cancel();
  bool find_row(int direction, bool include_current);
  // `text` is room to write cells into.
  bool has_text(size_t row, std::string_view wanted, std::string& text) const;
  std::string selection_filter() const;
  // The user moved to a row, or tagged some.
  bool has_selection() const { return !state_.selected.empty() || !state_.tags.empty(); }
  void drill();
  void open_lines(EntryStyle style);
  void open_details();
  void open_spectrogram(bool files_only);

  TableState state_;
};

// What a row is known by when the table comes anew.
std::string row_identity(const Table& table, size_t row);
std::shared_ptr<Pane> make_table_pane(Host& host, Level& level);
// nullptr: the level shows something else.
TablePane* table_of(const Level& level);

// Rows below the row of the process that made them. `order`: the rows in the order that those with
// the same parent keep; it stays as it is when the table has no processes.
struct TableTree {
  std::vector<uint32_t> order;
  std::vector<std::string> branches;  // of each row; empty: there is no tree
};
TableTree tree_of(const Table& table, const std::vector<uint32_t>& order,
                  const std::map<std::string, bool>& folded);

}  // namespace sonde
