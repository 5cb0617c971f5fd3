// Looking keys up, the key bar and the help text; see keys.h.
// SPDX-License-Identifier: Apache-2.0
#include "tui/keys/keys.h"

#include <algorithm>
#include <array>

#include "base/result.h"
#include "tui/screen/frame.h"

namespace sonde {

namespace {

template <typename Visit>
void each_word(std::string_view text, Visit visit) {
  while (!text.empty()) {
    const size_t end = std::min(text.find(' '), text.size());
    if (end > 0) visit(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

// Keys of one layout, as numbers.
struct Binding {
  Key key;
  uint32_t places;
  Action action;
};

std::vector<Binding> bindings_of(KeyLayout layout) {
  std::vector<Binding> bindings;
  for (const KeyRow& row : key_rows()) {
    each_word(keys_of(row, layout), [&](std::string_view name) {
      const auto found = key_named(name);
      SONDE_CHECK(found);
      bindings.push_back({*found, row.places, row.action});
    });
  }
  return bindings;
}

const std::vector<Binding>& bindings(KeyLayout layout) {
  static const std::array<std::vector<Binding>, 2> kBoth = {bindings_of(KeyLayout::kDefault),
                                                            bindings_of(KeyLayout::kHtop)};
  return kBoth[static_cast<size_t>(layout)];
}

std::string_view first_word(std::string_view text) { return text.substr(0, text.find(' ')); }

}  // namespace

std::span<const std::string_view> layout_names() {
  static constexpr std::string_view kNames[] = {"csysdig", "htop"};
  return kNames;
}

KeyLayout layout_named(std::string_view name) {
  const auto names = layout_names();
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? KeyLayout::kDefault : static_cast<KeyLayout>(found - names.begin());
}

std::string_view keys_of(const KeyRow& row, KeyLayout layout) {
  return layout == KeyLayout::kHtop && !row.htop.empty() ? row.htop : row.keys;
}

Action action_of(Key key, uint32_t place, KeyLayout layout) {
  for (const Binding& binding : bindings(layout)) {
    if (binding.key == key && (binding.places & place)) return binding.action;
  }
  return Action::kNone;
}

bool is_bound(Key key, uint32_t place, KeyLayout layout) {
  return action_of(key, place, layout) != Action::kNone;
}

std::string first_key(Action action, uint32_t place, KeyLayout layout) {
  for (const KeyRow& row : key_rows()) {
    if (row.action != action || !(row.places & place)) continue;
    const std::string_view word = first_word(keys_of(row, layout));
    if (!word.empty()) return std::string(word);
  }
  return {};
}

std::vector<BarEntry> key_bar(uint32_t place, KeyLayout layout, int width, bool is_live) {
  struct Candidate {
    const KeyRow* row;
    int cells;
    bool taken = false;
  };
  std::vector<Candidate> candidates;
  for (const KeyRow& row : key_rows()) {
    if (!(row.places & place) || row.label.empty() || keys_of(row, layout).empty()) continue;
    const bool acts = row.action == Action::kActions || row.action == Action::kKill;
    if (acts && !is_live) continue;
    const int key_cells = text_width(first_word(keys_of(row, layout)));
    candidates.push_back({&row, key_cells + text_width(row.label) + 2});
  }
  // The important ones first, as long as they fit.
  std::vector<Candidate*> wanted;
  for (Candidate& candidate : candidates) wanted.push_back(&candidate);
  std::stable_sort(wanted.begin(), wanted.end(), [](const Candidate* a, const Candidate* b) {
    return a->row->priority < b->row->priority;
  });
  int used = 1;
  for (Candidate* candidate : wanted) {
    if (used + candidate->cells > width) continue;
    candidate->taken = true;
    used += candidate->cells;
  }
  std::vector<BarEntry> bar;
  for (const Candidate& candidate : candidates) {
    if (!candidate.taken) continue;
    bar.push_back({candidate.row->action, std::string(first_word(keys_of(*candidate.row, layout))),
                   std::string(candidate.row->label)});
  }
  return bar;
}

std::vector<HelpSection> key_help(KeyLayout layout) {
  struct Place {
    std::string_view title;
    uint32_t places;
  };
  static constexpr Place kPlaces[] = {
      {"Everywhere", place::kMain},
      {"Tables and lists", place::kRows},
      {"Events and data (dig, echo)", place::kLines},
      {"Details of an event", place::kDetail},
      {"Spectrogram", place::kSpectrogram},
#define SONDE_PANE_KIND(Name, make, keys, places, label, priority, sentence, help, ...) \
  {help, place::k##Name},
#include "tui/keys/pane_kinds.def"
#undef SONDE_PANE_KIND
      {"Side panels", place::kPanel},
      {"Help and legend", place::kPage},
  };
  std::vector<HelpSection> sections;
  for (const Place& where : kPlaces) {
    HelpSection section{where.title, {}};
    for (const KeyRow& row : key_rows()) {
      if (keys_of(row, layout).empty()) continue;
      const bool everywhere = (row.places & place::kMain) == place::kMain;
      const bool belongs =
          where.places == place::kMain ? everywhere : !everywhere && (row.places & where.places);
      if (belongs) section.lines.emplace_back(std::string(keys_of(row, layout)), row.sentence);
    }
    if (!section.lines.empty()) sections.push_back(std::move(section));
  }
  return sections;
}

}  // namespace sonde
