// CsondeOptions: csonde's command line, understood. Its rows (option, argument, sentence) are in
// csonde_options.cpp; parser, --help, manual page and completion read the same rows, so a new
// option is a new row there. Letters mean what they mean to csysdig's users. Used by main.cpp.
// Next: csonde_manual.cpp (texts made of the rows), raw_output.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "explore/explorer.h"

namespace sonde {

enum class CsondeVerb : uint8_t {
  kRun,
  kHelp,
  kVersion,
  kListFields,
  kListViews,
  kPrintManual,
  kComplete,
};

struct CsondeOptions {
  CsondeVerb verb = CsondeVerb::kRun;
  std::string verb_argument;  // what to complete

  ExplorerOptions explorer;
  std::string filter;           // the words, joined by blanks; can be changed on the screen
  std::string view;             // -v; empty = processes
  std::string tag = "default";  // of columns; "containers" with -pc
  std::string from, to;         // as typed; empty = from the start, to the end
  std::string theme, layout;    // empty = of the settings
  bool raw = false;             // --raw, --json: no screen
  bool json = false;
  std::string sort;           // --sort: name of a column; empty = the view's own order
  uint64_t first_events = 0;  // -n; 0 = all
};

enum class CsondeGroup : uint8_t { kInput, kLive, kScreen, kNoScreen, kLists, kRefused, kHidden };

struct CsondeRow {
  char letter;                // 0 = none
  std::string_view name;      // long name; empty = none
  std::string_view argument;  // what stands for it in texts; empty = takes none
  CsondeGroup group;
  std::string_view doc;  // one sentence, or more
  // Stores the option. `value` is empty when there is no argument. Errors are of kUsage.
  Result<void> (*apply)(CsondeOptions& options, std::string_view value);
};

std::span<const CsondeRow> csonde_rows();
std::string_view group_title(CsondeGroup group);
// Those that --help and the manual describe, in their order.
std::span<const CsondeGroup> described_csonde_groups();
// Values that an option's argument may have; empty when anything may.
std::span<const std::string_view> csonde_choices(const CsondeRow& row);

// Cuts up a command line (without the program's name). Words that are no options are the filter,
// wherever they stand; after "--" everything is. Long names may be shortened while they stay
// unambiguous. Errors are of kUsage and name the nearest option when one is unknown.
Result<CsondeOptions> parse_csonde_options(std::span<const char* const> words);

// Texts made of the rows; csonde_manual.cpp.
std::string csonde_help();
std::string csonde_version();
std::string csonde_manual();
// Lines for the shells' completion; `what` as for sonde --complete, and "views".
Result<std::string> csonde_completion(std::string_view what);

}  // namespace sonde
