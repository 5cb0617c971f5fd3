// Panel: a list at the left of the body to choose from: views, columns, actions, users, settings.
// Typed letters jump to an item, Enter takes it, Esc or the key that opened the panel leaves. What
// an item means is in a file for each panel; which action opens which, in panel_rows.cpp. Held by
// Model. Next: users_panel.cpp, the smallest.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tui/host/host.h"
#include "tui/screen/frame.h"

namespace sonde {

struct PanelItem {
  std::string text, id;
  bool marked = false;
  char hotkey = 0;
};

class Panel {
 public:
  virtual ~Panel() = default;

  // Cells, with the line at the right.
  virtual int width() const { return 30; }
  void draw(Frame& frame, const Rect& area) const;
  // What is said of the item in place of the pane; false: the pane stays.
  virtual bool draw_body(Frame&, const Rect&) const { return false; }

  // Both: false when the panel is to be closed.
  bool on_key(Key key);
  bool on_press(const Spot& spot, bool is_double);
  void move(long by);

  const std::string& title() const { return title_; }
  const std::vector<PanelItem>& items() const { return items_; }
  const PanelItem& selected() const { return items_[at_]; }

 protected:
  Panel(Host& host, std::string title) : host_(host), title_(std::move(title)) {}

  // The item was chosen. False: the panel is closed.
  virtual bool take(const PanelItem& item) = 0;
  // The key of this action opens the panel, and closes it.
  virtual bool is_opened_by(Action action) const = 0;
  // "[x] " stands in front of each item, and Space takes it.
  virtual bool has_boxes() const { return false; }
  // Bytes in front of the text that typed letters mean.
  virtual size_t lead_bytes() const { return has_boxes() ? 4 : 0; }

  void select(size_t at) { at_ = at; }
  size_t selected_at() const { return at_; }
  void set_items(std::vector<PanelItem> items);

  Host& host_;

 private:
  // False: the key is no hotkey.
  bool select_hotkey(Key key);
  void jump_to(Key letter);
  bool on_action(Action action);

  std::string title_;
  std::vector<PanelItem> items_;
  size_t at_ = 0;
  std::string typed_;  // so far, to jump to an item
};

// A check box in front of a text.
std::string boxed(bool checked, std::string_view text);

// The panel that an action opens; nullptr, after saying why, when there is nothing to choose from.
using PanelMaker = std::shared_ptr<Panel> (*)(Host&);
// nullptr: the action opens none.
PanelMaker panel_of(Action action);

std::shared_ptr<Panel> make_views_panel(Host& host);
std::shared_ptr<Panel> make_sort_panel(Host& host);
std::shared_ptr<Panel> make_columns_panel(Host& host);
std::shared_ptr<Panel> make_actions_panel(Host& host);
std::shared_ptr<Panel> make_kill_panel(Host& host);
std::shared_ptr<Panel> make_users_panel(Host& host);
std::shared_ptr<Panel> make_setup_panel(Host& host);

}  // namespace sonde
