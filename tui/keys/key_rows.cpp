// The rows of the table of keys; see keys.h. csysdig's keys keep their meaning in the default
// layout; the htop layout gives htop's keys theirs.
// A row stands where the key bar shall show it.
// SPDX-License-Identifier: Apache-2.0
#include "tui/keys/keys.h"

namespace sonde {

using A = Action;
using namespace place;

const std::vector<KeyRow>& key_rows() {
  static const std::vector<KeyRow> kTableOfKeys = {
      // Moving
      {A::kUp, "Up", "", kAll, "", 9, "One row up."},
      {A::kDown, "Down", "", kAll, "", 9, "One row down."},
      {A::kPageUp, "PgUp", "", kAll, "", 9, "One page up."},
      {A::kPageDown, "PgDn", "", kAll, "", 9, "One page down."},
      {A::kPageDown, "Space", "", kLines | kDetail | kPage, "", 9, "One page down."},
      {A::kFirst, "Home", "", kAll, "", 9, "To the first row."},
      {A::kLast, "End", "", kAll, "", 9, "To the last row; a live list then follows new rows."},
      {A::kLeft, "Left", "", kRows | kLines | kSpectrogram | kPage, "", 9, "To the left."},
      {A::kRight, "Right", "", kRows | kLines | kSpectrogram | kPage, "", 9, "To the right."},
      // The key bar, in its order
      {A::kHelp, "F1 ? h", "", kMain, "Help", 1, "All keys."},
      {A::kHelp, "F1", "", kPanel, "Help", 3, "All keys."},
      {A::kEnter, "Enter", "", kTable, "Drill", 2,
       "Goes into the row: from a process to its "
       "threads, from a file to its processes."},
      {A::kEnter, "Enter", "", kLines | kList, "Details", 2, "All that is known of the event."},
      {A::kEnter, "Enter", "", kSpectrogram, "Dig", 2, "The calls in the marked area."},
      {A::kEnter, "Enter", "", kPanel, "Done", 1, "Takes what is selected."},
      {A::kBack, "Bksp", "", kMain, "Back", 3, "Back to the screen before, as it was."},
      {A::kViews, "F2 v", "v", kRows | kSpectrogram, "Views", 2,
       "Another view of the same selection."},
      {A::kSearch, "Ctrl+F /", "F3 / Ctrl+F", kRows | kLines, "Find", 5,
       "Looks for a text in every column that is shown."},
      {A::kFindNext, "F3 n", "n", kRows | kLines, "", 9, "The next place with that text."},
      {A::kFindPrevious, "N Shift+F3", "N Shift+F3", kRows | kLines, "", 9,
       "The place with that text before."},
      {A::kFilter, "F4 \\", "", kRows, "Filter", 2,
       "Shows only rows with a text; F2 there changes to a filter of events."},
      {A::kFilter, "F4 \\", "", kLines | kSpectrogram, "Filter", 4, "A filter of events."},
      {A::kEcho, "F5 e", "e", kRows | kSpectrogram, "Echo", 4,
       "The data that the selection read and wrote."},
      {A::kEcho, "F5 e", "e", kDetail, "Echo", 4,
       "What was read and written there before and after the event."},
      {A::kDig, "F6 d", "d", kRows | kSpectrogram, "Dig", 3,
       "The events of the selection, one line for each."},
      {A::kDig, "F6 d", "d", kDetail, "Dig", 3, "What the process did before and after the event."},
      {A::kLineStyle, "F2 v", "v", kLines, "Style", 3,
       "Changes between events, events with durations, and data with dots, as text and as hex."},
      {A::kToProcess, "P", "", kDetail, "Process", 3, "To the process of the event."},
      {A::kToDescriptor, "D", "", kDetail, "Descriptor", 3,
       "To the file or connection of the event."},
      {A::kPreviousEvent, "Left", "", kDetail, "", 9, "The event before."},
      {A::kNextEvent, "Right", "", kDetail, "", 9, "The event after."},
      {A::kInfo, "F7", "F7", kRows | kSpectrogram, "Legend", 6,
       "What the view and its columns mean."},
      {A::kActions, "F8", "F8", kTable, "Actions", 4,
       "Commands for the row. Never for recorded machines."},
      {A::kKill, "", "F9 k", kTable, "Kill", 4, "Sends a signal to the process, after a question."},
      {A::kSort, "F9 >", "F6 >", kRows, "Sort", 3, "Another column to sort by; again: reversed."},
      {A::kTree, "t", "F5 t", kTable, "Tree", 6, "Processes below the process that made them."},
      {A::kSpectrogram, "F12 s", "", kRows | kLines, "Spectro", 5,
       "How often calls took how long, over time."},
      {A::kSpectrogramFiles, "Shift+F12 S", "", kRows | kLines, "", 9,
       "The same, of calls on files only."},
#define SONDE_PANE_KIND(Name, make, keys, places, label, priority, sentence, help, enter_label, \
                        enter_sentence)                                                         \
  {A::kOpen##Name, keys, "", places, label, priority, sentence},                                \
      {A::kEnter, "Enter", "", k##Name, enter_label, 2, enter_sentence},
#include "tui/keys/pane_kinds.def"
#undef SONDE_PANE_KIND
      {A::kPause, "p", "Z", kMain, "Pause", 6, "Stops and continues following new events."},
      {A::kClear, "c Del", "", kList, "Clear", 7, "Hides the rows up to now; again: shows them."},
      {A::kSetup, "O", "F2 O", kMain, "Setup", 9,
       "The theme and the layout of keys; they are kept for the next time."},
      // Sorting and columns
      {A::kSortByNumber, "! @ # $ % ^ & * (", "", kRows, "", 9,
       "Sorts by the first, second, ... ninth column (Shift and a digit)."},
      {A::kInvertSort, "I", "", kRows, "", 9, "Reverses the order."},
      {A::kSortCpu, "P", "", kTable, "", 9, "Sorts by the use of CPU."},
      {A::kSortMemory, "M", "", kTable, "", 9, "Sorts by memory."},
      {A::kSortTime, "T", "", kTable, "", 9, "Sorts by time."},
      {A::kColumns, "o", "", kRows, "Columns", 8, "Shows and hides columns."},
      {A::kFold, "+ -", "", kTable, "", 9, "Folds and unfolds a branch of the tree."},
      {A::kUsers, "u", "", kTable, "", 9, "Only one user's rows."},
      {A::kTag, "Space", "", kTable, "", 9,
       "Tags a row; echo, dig and actions then take all tagged rows."},
      {A::kUntagAll, "U", "", kTable, "", 9, "Takes all tags away."},
      // Time
      {A::kTimeBack, "[", "", kMain, "[ ] Time", 5, "A step back in time."},
      {A::kTimeForward, "]", "", kMain, "", 9, "A step forward in time."},
      {A::kTimeNarrower, "{", "", kMain, "", 9, "A shorter range of time."},
      {A::kTimeWider, "}", "", kMain, "", 9, "A longer range of time."},
      {A::kGotoTime, "g", "", kMain, "", 9,
       "To a time: 12:30:05, -90s (back from the end), +2m "
       "(after the start)."},
      {A::kGotoLine, "Ctrl+G", "", kLines, "Goto", 6, "To a line by its number."},
      {A::kTimeEnd, "L", "", kMain, "", 9, "Back to the whole file, or to the live machine."},
      // Spectrogram
      {A::kExtendUp, "Shift+Up", "", kSpectrogram, "", 9, "Marks an area upwards."},
      {A::kExtendDown, "Shift+Down", "", kSpectrogram, "", 9, "Marks an area downwards."},
      {A::kExtendLeft, "Shift+Left", "", kSpectrogram, "", 9, "Marks an area to the left."},
      {A::kExtendRight, "Shift+Right", "", kSpectrogram, "", 9, "Marks an area to the right."},
      {A::kMark, "Space", "", kSpectrogram, "Mark", 3,
       "Begins marking an area; again: takes the marks away."},
      // Writing
      {A::kSave, "w", "", kRows, "Save", 7, "Writes the table into a file: .txt, .csv or .json."},
      {A::kSaveEvents, "W", "", kRows | kLines | kSpectrogram, "", 9,
       "Writes the selected events into a capture file."},
      // Leaving
      {A::kRefresh, "Ctrl+L", "", kMain, "", 9, "Draws the screen anew."},
      {A::kCancel, "Esc", "", kPanel | kPage, "Cancel", 1, "Leaves without changing anything."},
      {A::kCancel, "Bksp F10", "", kPanel | kPage, "", 9, "The same."},
      {A::kCancel, "q F1 Enter h ? F7", "", kPage, "", 9, "Leaves the page."},
      {A::kCancel, "Esc", "", kRows | kSpectrogram, "", 9,
       "Takes the text filter away, then the marks, then the tags."},
      {A::kBack, "Esc", "", kLines | kDetail | kKinds, "", 9, "Back to the screen before."},
      {A::kQuit, "F10 q", "", kMain, "Quit", 5, "Leaves csonde."},
  };
  return kTableOfKeys;
}

}  // namespace sonde
