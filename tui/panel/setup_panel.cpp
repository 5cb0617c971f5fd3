// The panel of themes and layouts of keys. What is taken holds at once and is kept for the next
// time; the panel stays.
// SPDX-License-Identifier: Apache-2.0
#include "tui/panel/panel.h"

namespace sonde {

namespace {

class SetupPanel : public Panel {
 public:
  explicit SetupPanel(Host& host) : Panel(host, "Setup") {
    fill();
    select(static_cast<size_t>(host.state().theme));
  }

 protected:
  bool take(const PanelItem& item) override {
    ScreenState& screen = host_.state();
    if (theme_named(item.id, screen.theme)) {
      screen.settings.theme = item.id;
    } else {
      screen.keys = layout_named(item.id);
      screen.settings.layout = item.id;
    }
    fill();
    const auto saved = screen.settings.save();
    if (!saved.ok()) host_.show_message(saved.error().what, true);
    return true;
  }
  bool is_opened_by(Action action) const override { return action == Action::kSetup; }
  bool has_boxes() const override { return true; }

 private:
  void fill() {
    const ScreenState& screen = host_.state();
    std::vector<PanelItem> items;
    const auto add = [&](std::string_view what, std::string_view name, bool marked) {
      const std::string text = std::string(what) + std::string(name);
      items.push_back({boxed(marked, text), std::string(name), marked});
    };
    for (size_t at = 0; at < theme_names().size(); ++at) {
      add("theme ", theme_names()[at], at == static_cast<size_t>(screen.theme));
    }
    for (size_t at = 0; at < layout_names().size(); ++at) {
      add("keys of ", layout_names()[at], at == static_cast<size_t>(screen.keys));
    }
    set_items(std::move(items));
  }
};

}  // namespace

std::shared_ptr<Panel> make_setup_panel(Host& host) { return std::make_shared<SetupPanel>(host); }

}  // namespace sonde
