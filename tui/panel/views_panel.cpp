// The panel of views: another view of the same events. Beside it stands what the view shows.
// SPDX-License-Identifier: Apache-2.0
#include "tui/page/page.h"
#include "tui/pane/pane.h"
#include "tui/panel/panel.h"

namespace sonde {

namespace {

class ViewsPanel : public Panel {
 public:
  ViewsPanel(Host& host, const std::vector<ViewPtr>& views) : Panel(host, "Select View") {
    std::vector<PanelItem> items;
    for (const ViewPtr& view : views) {
      const bool is_shown = view == host.level().view;
      if (is_shown) select(items.size());
      items.push_back({view->name, view->id, is_shown});
    }
    set_items(std::move(items));
  }

  bool draw_body(Frame& frame, const Rect& area) const override {
    const ViewPtr view = host_.state().views.find(selected().id);
    if (!view) return true;
    int y = area.y;
    for (const PageLine& line : view_lines(*view, area.width - 2)) {
      if (y >= area.y + area.height) break;
      const int x = frame.put(area.x + 1, y, line.head, Role::kLabel);
      frame.put(x, y++, line.text, line.role);
    }
    return true;
  }

 protected:
  bool take(const PanelItem& item) override {
    const ViewPtr view = host_.state().views.find(item.id);
    if (!view || view == host_.level().view) return false;
    host_.push_level(level_of_view(host_.level(), view), pane_of_view(*view));
    return false;
  }
  bool is_opened_by(Action action) const override { return action == Action::kViews; }
};

}  // namespace

std::shared_ptr<Panel> make_views_panel(Host& host) {
  const std::vector<ViewPtr> views = host.state().views.that_apply(host.level().drilled_field);
  if (!views.empty()) return std::make_shared<ViewsPanel>(host, views);
  host.show_message("No other view fits this selection.");
  return nullptr;
}

}  // namespace sonde
