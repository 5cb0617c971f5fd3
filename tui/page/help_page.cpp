// The help: all keys, from the table of keys, what is typed, the mouse and the signs of a table.
// See page.h.
// SPDX-License-Identifier: Apache-2.0
#include "tui/page/page.h"

namespace sonde {

namespace {

void add_keys(std::vector<PageLine>& lines, KeyLayout layout, int width) {
  constexpr int kKeyCells = 20;
  for (const HelpSection& section : key_help(layout)) {
    add_title(lines, section.title);
    for (const auto& [keys, sentence] : section.lines) {
      add_wrapped(lines, " " + keys, sentence, kKeyCells, width);
    }
  }
  add_title(lines, "While typing");
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
}

std::vector<PageLine> help_lines(KeyLayout layout, int width) {
  std::vector<PageLine> lines;
  add_wrapped(lines, "",
              "csonde shows what a Linux machine does, live or from a capture. Enter goes into a "
              "row, Backspace back, " +
                  first_key(Action::kViews, place::kTable, layout) +
                  " looks at the same with another view.",
              0, width);
  add_keys(lines, layout, width);
  add_title(lines, "Mouse");
  add_wrapped(lines, "",
              "A click selects, a second click goes in. The header sorts; the key bar, "
              "the line of levels, the filter and the time bar act. The wheel scrolls. In a "
              "spectrogram a drawn rectangle shows its calls.",
              1, width);
  add_title(lines, "Signs");
  add_wrapped(lines, " ×", "The process or thread ended in the time that is looked at.", 4, width);
  add_wrapped(lines, " *", "The row is tagged.", 4, width);
  add_wrapped(lines, " ▼ ▲", "Sorted by this column, the largest or the smallest first.", 6, width);
  add_wrapped(lines, " !", "In the time bar: events were lost there.", 4, width);
  return lines;
}

}  // namespace

std::shared_ptr<Page> make_help_page(Host& host) {
  const ScreenState& screen = host.state();
  return std::make_shared<Page>(host, "Help", help_lines(screen.keys, screen.size.width));
}

}  // namespace sonde
