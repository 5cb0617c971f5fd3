// Which action opens which panel. A new panel is a file and a row here; see panel.h.
// SPDX-License-Identifier: Apache-2.0
#include "tui/panel/panel.h"

namespace sonde {

PanelMaker panel_of(Action action) {
  struct Row {
    Action action;
    PanelMaker make;
  };
  static constexpr Row kRows[] = {
      {Action::kViews, make_views_panel},     {Action::kSort, make_sort_panel},
      {Action::kColumns, make_columns_panel}, {Action::kActions, make_actions_panel},
      {Action::kKill, make_kill_panel},       {Action::kUsers, make_users_panel},
      {Action::kSetup, make_setup_panel},
  };
  for (const Row& row : kRows) {
    if (row.action == action) return row.make;
  }
  return nullptr;
}

}  // namespace sonde
