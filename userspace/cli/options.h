// Options: what the user typed, understood. The letters and words are the rows of
// option_rows.cpp; parser, --help, manual and completion all read the same rows, so adding an
// option is adding one row (and, where it stores something new, one member here). Next:
// option_rows.cpp (the rows), option_parser.cpp (how a command line is cut up), run.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "print/formats.h"
#include "script/chisel_set.h"
#include "state/text_options.h"

namespace sonde {

enum class ColorChoice : uint8_t { kAuto, kAlways, kNever };
enum class OutputStyle : uint8_t { kDefault, kStrace };

// What the command is about; kRun is the normal case of reading events.
enum class Verb : uint8_t {
  kRun,
  kHelp,
  kVersion,
  kListFields,
  kListMarkdown,
  kListEvents,
  kExplain,
  kPrintFormat,
  kListChisels,
  kChiselHelp,
  kPrintManual,
  kComplete,
};

struct Options {
  Verb verb = Verb::kRun;
  std::string verb_argument;  // which manual, what to complete

  std::vector<std::string> inputs;      // -r, in the order given
  std::string filter;                   // the words, joined by blanks
  std::string filter_file;              // -f
  std::vector<std::string> suppressed;  // -U: comm of threads whose events are left out

  std::string format;  // -p as typed; empty = the default of `shape`
  FormatShape shape = FormatShape::kPlain;
  bool json = false;
  bool quiet = false;
  bool verbose = false;
  bool summary = false;
  OutputStyle style = OutputStyle::kDefault;
  bool call_summary = false;     // --calls
  bool latency = false;          // --latency
  bool internal_events = false;  // -D
  bool exclude_users = false;    // -E
  bool resolve_ports = false;
  bool progress = false;
  bool unbuffered = false;
  bool fail_on_loss = false;
  BufferText buffer = BufferText::kDots;
  std::string_view buffer_option;  // the option that chose `buffer`
  TimeText time = TimeText::kClock;
  bool has_time = false;  // -t was given
  ColorChoice color = ColorChoice::kAuto;

  uint64_t event_limit = 0;        // -n; 0 = none
  uint64_t duration_limit_ns = 0;  // -M; 0 = none
  uint64_t snaplen_bytes = 0;      // -s; 0 = the default; without effect on recorded data
  uint64_t ring_bytes = 0;         // --ring-size; 0 = the default
  bool page_faults = false;
  bool switches = false;
  bool include_self = false;

  std::vector<std::string> chisel_names;  // -c, in the order given
  std::vector<ChiselRequest> chisels;     // the same, loaded, with their arguments
  bool trust_scripts = false;
  std::string stat;            // --stat; empty = none
  uint64_t stat_every_ns = 0;  // --every; 0 = once, at the end
  uint64_t stat_rows = 0;      // --top; 0 = all
  bool stat_csv = false;       // --csv

  bool runs = false;                 // `sonde run`
  std::vector<std::string> command;  // of `sonde run`: the program and its arguments
  std::string lines_to;              // -o: the file that lines go to; empty = the usual place

  std::string output;  // -w; empty = no recording
  bool gzip = false;
  bool zstd = false;
  bool classic = false;
  bool flight_recorder = false;
  bool fat = false;               // -F
  bool filter_processes = false;  // --filter-proclist
  uint64_t rotate_megabytes = 0;  // -C; 0 = off, as the next two
  uint64_t rotate_seconds = 0;    // -G
  uint64_t rotate_events = 0;     // -e
  uint64_t rotate_files = 0;      // -W
};

enum class OptionGroup : uint8_t {
  kInput,
  kLive,
  kShow,
  kRecord,
  kLists,
  kGeneral,
  kRefused,
  kHidden
};

struct OptionRow {
  char letter;                // 0 = none
  std::string_view name;      // long name; empty = none
  std::string_view argument;  // what stands for it in texts; empty = takes none
  OptionGroup group;
  std::string_view doc;  // one sentence, or more
  // Stores the option. `value` is empty when there is no argument. Errors are of kUsage.
  Result<void> (*apply)(Options& options, std::string_view value);
  bool glued_only = false;  // the argument is optional and never the next word
};

std::span<const OptionRow> option_rows();
std::string_view group_title(OptionGroup group);
// Those whose options --help and the manual describe, in their order.
std::span<const OptionGroup> described_groups();
// Values that an option's argument may have, for completion; empty when anything may.
std::span<const std::string_view> option_choices(const OptionRow& row);

// Cuts up and stores a command line (without the program's name). Words that are no options are the
// filter, wherever they stand; after "--" everything is. The word after a chisel may be its
// argument. Long names may be shortened while they stay unambiguous. Errors are of kUsage and name
// the nearest option when one is unknown. When the first word is "run": what follows "--" is the
// program to run, and without a "--" it begins with the first word that is no option.
Result<Options> parse_options(std::span<const char* const> words);

}  // namespace sonde
