// The panel of columns to sort by; the one that is sorted by is marked, and taken again it
// reverses.
// SPDX-License-Identifier: Apache-2.0
#include "tui/pane/table_pane.h"
#include "tui/panel/panel.h"

namespace sonde {

namespace {

class SortPanel : public Panel {
 public:
  SortPanel(Host& host, const TablePane& pane) : Panel(host, "Sort by") {
    const Table& table = *pane.state().table;
    std::vector<PanelItem> items;
    for (size_t column = 0; column < table.columns.size(); ++column) {
      if (!pane.is_shown(column)) continue;
      const bool is_sorted = pane.sort_column() == static_cast<int>(column);
      if (is_sorted) select(items.size());
      std::string text = table.columns[column].name;
      if (is_sorted) text += pane.descends() ? " ▼" : " ▲";
      items.push_back({text, std::to_string(column), is_sorted});
    }
    set_items(std::move(items));
  }

 protected:
  bool take(const PanelItem& item) override {
    TablePane* pane = table_of(host_.level());
    if (pane) pane->sort_by(static_cast<size_t>(std::stoul(item.id)));
    return false;
  }
  bool is_opened_by(Action action) const override { return action == Action::kSort; }
};

}  // namespace

std::shared_ptr<Panel> make_sort_panel(Host& host) {
  const TablePane* pane = table_of(host.level());
  if (!pane || !pane->state().table) return nullptr;
  auto panel = std::make_shared<SortPanel>(host, *pane);
  return panel->items().empty() ? nullptr : panel;
}

}  // namespace sonde
