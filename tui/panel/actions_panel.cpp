// The panel of a view's actions on the chosen rows, or only of those that send a signal. Never for
// a recorded machine.
// SPDX-License-Identifier: Apache-2.0
#include "tui/pane/table_pane.h"
#include "tui/panel/panel.h"

namespace sonde {

namespace {

class ActionsPanel : public Panel {
 public:
  ActionsPanel(Host& host, bool only_kill) : Panel(host, "Select Action") {
    std::vector<PanelItem> items;
    for (const ActionSpec& action : host.level().view->actions) {
      if (only_kill && !action.command.starts_with("kill ")) continue;
      std::string text = "(";
      text.push_back(action.hotkey ? action.hotkey : ' ');
      text += ") " + action.description;
      items.push_back({text, action.command, false, action.hotkey});
    }
    set_items(std::move(items));
  }

  int width() const override { return 40; }

 protected:
  bool take(const PanelItem& item) override {
    TablePane* pane = table_of(host_.level());
    if (!pane) return false;
    for (const ActionSpec& action : host_.level().view->actions) {
      if (action.command != item.id || action.hotkey != item.hotkey) continue;
      pane->run_action(action);
      break;
    }
    return false;
  }
  bool is_opened_by(Action action) const override {
    return action == Action::kActions || action == Action::kKill;
  }
  size_t lead_bytes() const override { return 4; }
};

std::shared_ptr<Panel> make_panel(Host& host, bool only_kill) {
  const ViewPtr& view = host.level().view;
  if (!host.state().status.is_live) {
    host.show_message("A recorded machine cannot be acted upon.");
    return nullptr;
  }
  if (!view || view->actions.empty()) {
    host.show_message("This view has no actions.");
    return nullptr;
  }
  auto panel = std::make_shared<ActionsPanel>(host, only_kill);
  if (!panel->items().empty()) return panel;
  host.show_message("This view has no action that sends a signal.");
  return nullptr;
}

}  // namespace

std::shared_ptr<Panel> make_actions_panel(Host& host) { return make_panel(host, false); }
std::shared_ptr<Panel> make_kill_panel(Host& host) { return make_panel(host, true); }

}  // namespace sonde
