// Raw output: a view without a screen, as columns of text or as lines of JSON; and the list of
// views. The Explorer does the work; this waits for it and prints.
// Used by main.cpp. The JSON is described in docs/views.md.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <string>

#include "explore/explorer.h"
#include "script/view_loader.h"
#include "tui/text/table_text.h"

namespace sonde {

struct RawQuery {
  ViewPtr view;
  std::string tag = "default";
  std::string filter;
  std::string from, to;  // time_words.h
  uint64_t live_ns = 0;  // of a live machine: how long to look before the view is printed
  const std::atomic<bool>* enough = nullptr;  // no longer, once it is true
};

// Waits until the capture has been read, or the live machine was looked at for a while, and asks
// for the view. The error is the filter's or the time's, or what ended reading before any event
// came.
Result<TablePtr> fetch_table(Explorer& explorer, const RawQuery& query);

// The whole table, its rows in the order of the column with this name; empty: as they are. The
// error names the columns that there are.
Result<TablePart> sorted_part(const Table& table, std::string_view column);
// The shown columns below their names, two blanks between them; numbers stand on the right.
std::string table_as_text(const Table& table);
// An object for each row, one a line: keys are the names of the shown columns.
std::string table_as_json(const Table& table);

// Id, name and description of each view.
std::string views_as_text(const ViewLibrary& library);
// All that a view's file says, one object a line.
std::string views_as_json(const ViewLibrary& library);

}  // namespace sonde
