// The panel of users: only the rows of one of those that are in the table.
// SPDX-License-Identifier: Apache-2.0
#include <set>

#include "tui/pane/table_pane.h"
#include "tui/panel/panel.h"

namespace sonde {

namespace {

class UsersPanel : public Panel {
 public:
  UsersPanel(Host& host, const std::set<std::string>& users) : Panel(host, "Show rows of") {
    const std::string& now = host.level().user;
    std::vector<PanelItem> items = {{"All users", "", now.empty()}};
    for (const std::string& user : users) {
      if (user == now) select(items.size());
      items.push_back({user, user, user == now});
    }
    set_items(std::move(items));
  }

 protected:
  bool take(const PanelItem& item) override {
    host_.level().user = item.id;
    host_.refresh();
    return false;
  }
  bool is_opened_by(Action action) const override { return action == Action::kUsers; }
};

std::set<std::string> users_of(const Table& table) {
  std::set<std::string> users;
  for (size_t column = 0; column < table.columns.size(); ++column) {
    if (table.columns[column].field != "user.name") continue;
    for (size_t row = 0; row < table.rows.size(); ++row) {
      const Cell& cell = table.cell(row, column);
      if (cell.kind == Cell::Kind::kText && cell.size > 0) users.emplace(cell.view());
    }
  }
  return users;
}

}  // namespace

std::shared_ptr<Panel> make_users_panel(Host& host) {
  const TablePane* pane = table_of(host.level());
  if (!pane || !pane->state().table) return nullptr;
  std::set<std::string> users = users_of(*pane->state().table);
  if (!host.level().user.empty()) users.insert(host.level().user);
  if (!users.empty()) return std::make_shared<UsersPanel>(host, users);
  host.show_message("This view has no column of users.");
  return nullptr;
}

}  // namespace sonde
