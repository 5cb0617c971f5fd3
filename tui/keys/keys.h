// Keys: the one table of what keys do: keys, action, where it works, a sentence. The help screen,
// the key bar, the mouse on the key bar and the manual derive from it; dispatch looks keys up here.
// A second column has the keys of the htop layout. Rows: key_rows.cpp; pane_kinds.def.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tui/screen/screen.h"

namespace sonde {

enum class Action : uint8_t {
  kNone,
  kUp,
  kDown,
  kPageUp,
  kPageDown,
  kFirst,
  kLast,
  kLeft,
  kRight,
  kEnter,
  kBack,
  kCancel,
  kHelp,
  kViews,
  kFilter,
  kExpression,
  kSearch,
  kFindNext,
  kFindPrevious,
  kEcho,
  kDig,
  kInfo,
  kActions,
  kKill,
  kSort,
  kInvertSort,
  kSortCpu,
  kSortMemory,
  kSortTime,
  kSortByNumber,
  kColumns,
  kTree,
  kFold,
  kUsers,
  kTag,
  kUntagAll,
  kSpectrogram,
  kSpectrogramFiles,
  kPause,
  kClear,
  kRefresh,
  kTimeBack,
  kTimeForward,
  kTimeNarrower,
  kTimeWider,
  kGotoTime,
  kTimeEnd,
  kGotoLine,
  kSave,
  kSaveEvents,
  kSetup,
  kLineStyle,
  kToProcess,
  kToDescriptor,
  kPreviousEvent,
  kNextEvent,
  kExtendUp,
  kExtendDown,
  kExtendLeft,
  kExtendRight,
  kMark,
  kQuit,
#define SONDE_PANE_KIND(Name, ...) kOpen##Name,
#include "tui/keys/pane_kinds.def"
#undef SONDE_PANE_KIND
  kCount
};

// Where a key works; a set.
namespace place {
constexpr uint32_t kTable = 1, kList = 2, kLines = 4, kDetail = 8, kSpectrogram = 16, kPanel = 32,
                   kPage = 64;  // help, info
// The panes of pane_kinds.def follow.
enum class KindAt : uint32_t {
#define SONDE_PANE_KIND(Name, ...) k##Name,
#include "tui/keys/pane_kinds.def"
#undef SONDE_PANE_KIND
  kCount
};
constexpr uint32_t kFirstKind = 128;
#define SONDE_PANE_KIND(Name, ...) \
  constexpr uint32_t k##Name = kFirstKind << static_cast<uint32_t>(KindAt::k##Name);
#include "tui/keys/pane_kinds.def"
#undef SONDE_PANE_KIND
constexpr uint32_t kKinds = (kFirstKind << static_cast<uint32_t>(KindAt::kCount)) - kFirstKind;
constexpr uint32_t kRows = kTable | kList;
constexpr uint32_t kMain = kRows | kLines | kDetail | kSpectrogram | kKinds;
constexpr uint32_t kAll = kMain | kPanel | kPage;
}  // namespace place

struct KeyRow {
  Action action;
  std::string_view keys;  // names with blanks between; the first is shown
  std::string_view htop;  // instead, in the htop layout; empty: the same
  uint32_t places;
  std::string_view label;  // in the key bar; empty: not there
  int priority;            // in the key bar: small ones stay when it is short
  std::string_view sentence;
};

enum class KeyLayout : uint8_t { kDefault, kHtop };
// "csysdig" and "htop", in the order of KeyLayout.
std::span<const std::string_view> layout_names();
// "" is the first; so is a name that is none.
KeyLayout layout_named(std::string_view name);

const std::vector<KeyRow>& key_rows();
std::string_view keys_of(const KeyRow& row, KeyLayout layout);
// kNone: the key means nothing there.
Action action_of(Key key, uint32_t place, KeyLayout layout);
// The name of the first key of the action, as the bar shows it; empty: there is none.
std::string first_key(Action action, uint32_t place, KeyLayout layout);
// Is the key bound to anything in that place? Hotkeys of views may not take such a key.
bool is_bound(Key key, uint32_t place, KeyLayout layout);

struct BarEntry {
  Action action;
  std::string key, label;
};
// What fits into `width` cells, the most important ones, in the table's order.
// Actions on rows are left out for a recorded machine.
std::vector<BarEntry> key_bar(uint32_t place, KeyLayout layout, int width, bool is_live);

// All keys as lines of text: of the help screen and of the manual.
struct HelpSection {
  std::string_view title;
  std::vector<std::pair<std::string, std::string_view>> lines;  // keys, sentence
};
std::vector<HelpSection> key_help(KeyLayout layout);

}  // namespace sonde
