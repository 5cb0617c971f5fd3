// Pages that lie over the screen: the help, made of the table of keys, and the legend of a view.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "tui/model/model.h"

namespace sonde {

namespace {

std::string padded(std::string text, int cells) {
  for (int at = text_width(text); at < cells; ++at) text.push_back(' ');
  return text;
}

void add_wrapped(std::vector<PageLine>& lines, const std::string& head, std::string_view text,
                 int head_cells, int width) {
  std::string first = padded(head, head_cells);
  for (const std::string& part : wrapped(text, std::max(width - head_cells - 2, 20))) {
    lines.push_back({part, Role::kText, first});
    first = padded("", head_cells);
  }
}

std::string fields_text(const std::vector<std::string>& fields) {
  std::string out;
  for (const std::string& field : fields) {
    if (!out.empty()) out += ", ";
    out += field.empty() ? "the whole machine" : field;
  }
  return out;
}

std::vector<PageLine> help_page(KeyLayout layout, int width) {
  std::vector<PageLine> lines;
  add_wrapped(lines, "",
              "csonde shows what a Linux machine does, live or from a capture. Enter goes into a "
              "row, Backspace back, " +
                  first_key(Action::kViews, place::kTable, layout) +
                  " looks at the same with another view.",
              0, width);
  constexpr int kKeyCells = 20;
  for (const HelpSection& section : key_help(layout)) {
    lines.push_back({"", Role::kText, ""});
    lines.push_back({std::string(section.title), Role::kTitle, ""});
    for (const auto& [keys, sentence] : section.lines) {
      add_wrapped(lines, " " + keys, sentence, kKeyCells, width);
    }
  }
  lines.push_back({"", Role::kText, ""});
  lines.push_back({"While typing", Role::kTitle, ""});
  static constexpr std::pair<const char*, const char*> kTyping[] = {
      {"Enter, Esc", "Takes what was typed; leaves everything as it was."},
      {"Up Down", "Lines that were typed before (filters), rows (texts)."},
      {"Tab", "Completes the name of a field; again: the next name."},
      {"F2", "Changes between a text and a filter of events."},
      {"Ctrl+W Ctrl+U Ctrl+K", "Deletes a word, all before the cursor, all after it."},
  };
  for (const auto& [keys, sentence] : kTyping) {
    add_wrapped(lines, std::string(" ") + keys, sentence, kKeyCells + 2, width);
  }
  lines.push_back({"", Role::kText, ""});
  lines.push_back({"Mouse", Role::kTitle, ""});
  add_wrapped(lines, "",
              "A click selects, a second click goes in. The header sorts; the key bar, "
              "the line of levels, the filter and the time bar act. The wheel scrolls. In a "
              "spectrogram a drawn rectangle shows its calls.",
              1, width);
  lines.push_back({"", Role::kText, ""});
  lines.push_back({"Signs", Role::kTitle, ""});
  add_wrapped(lines, " ×", "The process or thread ended in the time that is looked at.", 4, width);
  add_wrapped(lines, " *", "The row is tagged.", 4, width);
  add_wrapped(lines, " ▼ ▲", "Sorted by this column, the largest or the smallest first.", 6, width);
  add_wrapped(lines, " !", "In the time bar: events were lost there.", 4, width);
  return lines;
}

}  // namespace

std::vector<PageLine> view_page(const ViewSpec& view, int width) {
  std::vector<PageLine> lines;
  const auto title = [&](const char* text) {
    lines.push_back({"", Role::kText, ""});
    lines.push_back({text, Role::kTitle, ""});
  };
  lines.push_back({view.name, Role::kTitle, ""});
  add_wrapped(lines, "", view.description, 0, width);
  if (!view.tips.empty()) title("Tips");
  for (const std::string& tip : view.tips) add_wrapped(lines, "", tip, 0, width);
  bool has_columns = false;
  for (const ColumnSpec& column : view.columns) {
    if (column.is_key || column.is_group_key || column.description.empty()) continue;
    if (!has_columns) title("Columns");
    has_columns = true;
    add_wrapped(lines, column.name, column.description, 14, width);
  }
  if (!view.actions.empty()) title("Actions");
  for (const ActionSpec& action : view.actions) {
    add_wrapped(lines, std::string(1, action.hotkey ? action.hotkey : ' '), action.description, 4,
                width);
    add_wrapped(lines, "", action.command, 6, width);
  }
  title("View");
  add_wrapped(lines, "ID", view.id, 14, width);
  if (!view.filter.empty()) add_wrapped(lines, "Filter", view.filter, 14, width);
  if (!view.drilldown_target.empty()) add_wrapped(lines, "Enter", view.drilldown_target, 14, width);
  add_wrapped(lines, "Offered for", fields_text(view.applies_to), 14, width);
  return lines;
}

void Model::open_help() {
  Page page;
  page.kind = Page::Kind::kHelp;
  page.title = "Help";
  page.lines = help_page(keys_, size_.width);
  page_ = std::move(page);
}

void Model::open_info() {
  if (!level().view) return;
  Page page;
  page.kind = Page::Kind::kInfo;
  page.title = "Legend";
  page.lines = view_page(*level().view, size_.width);
  page_ = std::move(page);
}

void Model::scroll_page(long by) {
  const long rows = std::max(size_.height - 2, 1);
  const long last = std::max(static_cast<long>(page_->lines.size()) - rows, 0L);
  page_->top = static_cast<size_t>(std::clamp(static_cast<long>(page_->top) + by, 0L, last));
}

void Model::on_page_key(Key key) {
  const Action action = action_of(key, place::kPage, keys_);
  const long rows = std::max(size_.height - 2, 1);
  switch (action) {
    case Action::kUp:
      return scroll_page(-1);
    case Action::kDown:
      return scroll_page(1);
    case Action::kPageUp:
      return scroll_page(-rows);
    case Action::kPageDown:
      return scroll_page(rows);
    case Action::kFirst:
      return scroll_page(-100'000);
    case Action::kLast:
      return scroll_page(100'000);
    case Action::kLeft:
    case Action::kRight:
      return;
    default:
      page_.reset();
      return;  // any other key leaves
  }
}

void draw_page(Frame& frame, const Model& model, const Rect& area) {
  const Page& page = *model.page_;
  frame.fill(area, Role::kText);
  frame.fill({area.x, area.y, area.width, 1}, Role::kHeader);
  frame.put(area.x + 1, area.y, page.title, Role::kHeader);
  const auto rows = static_cast<size_t>(std::max(area.height - 1, 0));
  const std::string place = std::to_string(page.top + 1) + "-" +
                            std::to_string(std::min(page.top + rows, page.lines.size())) + " of " +
                            std::to_string(page.lines.size());
  frame.put(area.x + area.width - text_width(place) - 1, area.y, place, Role::kHeader);
  for (size_t line = 0; line < rows && page.top + line < page.lines.size(); ++line) {
    const PageLine& at = page.lines[page.top + line];
    const int y = area.y + 1 + static_cast<int>(line);
    const int x = frame.put(area.x + 1, y, at.head, Role::kLabel);
    frame.put(x, y, at.text, at.role, area.x, area.x + area.width);
  }
}

}  // namespace sonde
