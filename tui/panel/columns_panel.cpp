// The panel of columns to show and hide; what is hidden is kept for the next time. One must stay.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "tui/pane/table_pane.h"
#include "tui/panel/panel.h"

namespace sonde {

namespace {

class ColumnsPanel : public Panel {
 public:
  explicit ColumnsPanel(Host& host) : Panel(host, "Show columns") { fill(); }

 protected:
  bool take(const PanelItem& item) override {
    const auto shown = std::count_if(items().begin(), items().end(),
                                     [](const PanelItem& each) { return each.marked; });
    if (item.marked && shown == 1) {
      host_.show_message("One column must stay.");
      return true;
    }
    Settings& settings = host_.state().settings;
    auto& hidden = settings.hidden[host_.level().view->id];
    if (item.marked)
      hidden.insert(item.id);
    else
      hidden.erase(item.id);
    fill();
    if (TablePane* pane = table_of(host_.level())) pane->arrange();
    if (const auto saved = settings.save(); !saved.ok())
      host_.show_message(saved.error().what, true);
    return true;
  }
  bool is_opened_by(Action action) const override { return action == Action::kColumns; }
  bool has_boxes() const override { return true; }

 private:
  void fill() {
    const TablePane* pane = table_of(host_.level());
    if (!pane || !pane->state().table) return;
    const Table& table = *pane->state().table;
    std::vector<PanelItem> items;
    for (size_t column = 0; column < table.columns.size(); ++column) {
      const TableColumn& at = table.columns[column];
      if (at.hidden) continue;
      const bool shown = pane->is_shown(column);
      items.push_back({boxed(shown, at.name), at.name, shown});
    }
    set_items(std::move(items));
  }
};

}  // namespace

std::shared_ptr<Panel> make_columns_panel(Host& host) {
  auto panel = std::make_shared<ColumnsPanel>(host);
  return panel->items().empty() ? nullptr : panel;
}

}  // namespace sonde
