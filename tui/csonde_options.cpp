// The rows of csonde's command line, and how it is cut up; see csonde_options.h.
// SPDX-License-Identifier: Apache-2.0
#include "tui/csonde_options.h"

#include <algorithm>
#include <charconv>

#include "base/units.h"
#include "command/option_table.h"
#include "tui/keys/keys.h"
#include "tui/screen/theme.h"
#include "tui/text/time_words.h"

namespace sonde {
namespace {

using G = CsondeGroup;
using Applied = Result<void> (*)(CsondeOptions&, std::string_view);

Error usage(std::string what, std::string hint = {}) {
  return {ErrorKind::kUsage, std::move(what), std::move(hint)};
}

// Stores one of the names.
Result<void> store_name(std::string& into, std::string_view value, std::string_view option,
                        std::span<const std::string_view> names) {
  if (std::find(names.begin(), names.end(), value) != names.end()) {
    into = value;
    return {};
  }
  std::string list;
  for (const std::string_view name : names) {
    if (!list.empty()) list += name == names.back() ? " or " : ", ";
    list += name;
  }
  return usage(std::string(option) + " is " + list + ", not '" + std::string(value) + "'");
}

// A whole number from `least` on, followed by nothing.
Result<uint64_t> whole_number(std::string_view value, std::string_view option, uint64_t least,
                              uint64_t most) {
  uint64_t number = 0;
  const char* end = value.data() + value.size();
  const auto [at, error] = std::from_chars(value.data(), end, number);
  if (error != std::errc() || at != end || number < least || number > most) {
    return usage(std::string(option) + " needs a whole number from " + std::to_string(least) +
                 " to " + std::to_string(most) + ", not '" + std::string(value) + "'");
  }
  return number;
}

constexpr auto kHistoryTimes = std::span(kTimeUnits).last<3>();  // from seconds on

// "90s", "5m", "1h" and "512M", "2G": a time or a size, by its unit.
Result<void> store_history(CsondeOptions& options, std::string_view value) {
  const auto ns = read_whole_quantity(value, kHistoryTimes);
  const auto bytes = read_whole_quantity(value, kSizeUnits);
  if (ns && *ns) {
    options.explorer.history_ns = *ns;
    return {};
  }
  if (bytes && *bytes) {
    options.explorer.history_bytes = *bytes;
    return {};
  }
  return usage("--history needs a time or a size, not '" + std::string(value) + "'",
               "such as 90s, 10m, 1h or 512M, 2G; give it twice for both");
}

Result<void> store_ring(CsondeOptions& options, std::string_view value) {
  const auto bytes = read_whole_quantity(value, kSizeUnits);
  if (!bytes || !*bytes) {
    return usage("--ring-size needs a size, not '" + std::string(value) + "'", "such as 8M");
  }
  options.explorer.ring_bytes = *bytes;
  return {};
}

Result<void> store_delay(CsondeOptions& options, std::string_view value) {
  const Result<uint64_t> number = whole_number(value, "-d", 100, 3'600'000);
  if (!number) return number.error();
  options.explorer.refresh_ns = number.value() * 1'000'000;
  return {};
}

Result<void> store_snaplen(CsondeOptions& options, std::string_view value) {
  const Result<uint64_t> number = whole_number(value, "-s", 1, 65'000);
  if (!number) return number.error();
  options.explorer.snaplen_bytes = static_cast<uint32_t>(number.value());
  return {};
}

Result<void> store_first_events(CsondeOptions& options, std::string_view value) {
  const Result<uint64_t> number = whole_number(value, "-n", 1, UINT64_MAX);
  if (!number) return number.error();
  options.first_events = number.value();
  return {};
}

// -pc and -p container, as csysdig has them.
Result<void> store_columns(CsondeOptions& options, std::string_view value) {
  if (value == "c" || value == "container" || value == "containers") {
    options.tag = "containers";
    return {};
  }
  return usage("-p knows only c: columns about containers, not '" + std::string(value) + "'",
               "formats of lines are a matter of sonde -p");
}

constexpr std::string_view kColumnSets[] = {"c"};

Result<void> store_layout(CsondeOptions& options, std::string_view value) {
  return store_name(options.layout, value, "--layout", layout_names());
}

Result<void> store_theme(CsondeOptions& options, std::string_view value) {
  return store_name(options.theme, value, "--theme", theme_names());
}

template <auto member>
Result<void> store_time(CsondeOptions& options, std::string_view value) {
  // Which time it is will be known when the events are.
  constexpr uint64_t kAny = 1'700'000'000'000'000'000;
  if (!time_named(value, kAny, kAny)) return range_named(value, "", kAny, kAny).error();
  options.*member = value;
  return {};
}

template <auto member>
Result<void> set(CsondeOptions& options, std::string_view) {
  options.*member = true;
  return {};
}
template <auto member>
Result<void> set_explorer(CsondeOptions& options, std::string_view) {
  options.explorer.*member = true;
  return {};
}
template <CsondeVerb verb>
Result<void> choose(CsondeOptions& options, std::string_view value) {
  options.verb = verb;
  options.verb_argument = value;
  return {};
}

Result<void> refuse_orchestrator(CsondeOptions&, std::string_view) {
  return usage("asking Kubernetes or Mesos is not built");
}
Result<void> refuse_terminal(CsondeOptions&, std::string_view) {
  return usage("--force-term-compat is not needed here", "try --theme mono, or another TERM");
}
Result<void> refuse_tracers(CsondeOptions&, std::string_view) {
  return usage("tracers of user programs are not built");
}
Result<void> refuse_log(CsondeOptions&, std::string_view) {
  return usage("--logfile is not built: csonde writes no log");
}

constexpr CsondeRow kRows[] = {
    {'r', "read", "FILE", G::kInput,
     "Look at this capture instead of the live machine; - is standard input. May be given several "
     "times: the captures are read one after the other.",
     [](CsondeOptions& options, std::string_view value) -> Result<void> {
       if (value.empty()) return usage("-r needs a file");
       options.explorer.inputs.emplace_back(value);
       return {};
     }},
    {'n', "numevents", "NUMBER", G::kInput, "Keep only the first NUMBER events.",
     store_first_events},
    {0, "from", "TIME", G::kInput,
     "Look at what happened from this time on: 12:30:05 on the day of the last event, +2m after "
     "the first one, -90s before the last one, or seconds since the epoch.",
     store_time<&CsondeOptions::from>},
    {0, "to", "TIME", G::kInput, "Look at what happened before this time.",
     store_time<&CsondeOptions::to>},
    {'E', "exclude-users", "", G::kInput, "Leave names of users and groups unknown.",
     set_explorer<&ExplorerOptions::exclude_users>},
    {'R', "resolve-ports", "", G::kInput, "Show names of services instead of port numbers.",
     set_explorer<&ExplorerOptions::resolve_ports>},

    {'d', "delay", "MILLISECONDS", G::kLive, "Time between two refreshes; 2000.", store_delay},
    {0, "history", "TIME|SIZE", G::kLive,
     "How much of the past is kept in memory, as a time (90s, 10m, 1h) or a size (512M, 2G); what "
     "is reached first counts. 5m and 256M.",
     store_history},
    {0, "only", "FILTER", G::kLive,
     "Record nothing but what passes this filter. It costs least, and it cannot be widened on the "
     "screen.",
     [](CsondeOptions& options, std::string_view value) -> Result<void> {
       options.explorer.filter = value;
       return {};
     }},
    {'s', "snaplen", "BYTES", G::kLive, "Bytes of data that are kept of each read and write; 80.",
     store_snaplen},
    {0, "page-faults", "", G::kLive, "Record page faults.",
     set_explorer<&ExplorerOptions::page_faults>},
    {0, "ring-size", "SIZE", G::kLive,
     "Memory for events that have not been read yet, for each CPU, such as 8M.", store_ring},

    {'v', "view", "ID", G::kScreen, "Begin with this view; --list-views names them. procs.",
     [](CsondeOptions& options, std::string_view value) -> Result<void> {
       options.view = value;
       return {};
     }},
    {'p', "print", "c", G::kScreen, "-pc: also columns about containers.", store_columns},
    {0, "layout", "NAME", G::kScreen,
     "Keys as in csysdig or as in htop; O on the screen changes and keeps it.", store_layout},
    {0, "theme", "NAME", G::kScreen,
     "Colours: dark, light, or mono for none; O on the screen changes and keeps them.",
     store_theme},

    {0, "raw", "", G::kNoScreen,
     "Print the view as text, and end: of a capture when it has been read, of the live machine "
     "after one period.",
     set<&CsondeOptions::raw>},
    {'j', "json", "", G::kNoScreen,
     "Print the view as lines of JSON, an object for each row, and end. With --list-views: all "
     "that "
     "is known of each view.",
     set<&CsondeOptions::json>},
    {0, "sort", "COLUMN", G::kNoScreen,
     "With --raw and --json: the rows in the order of this column, numbers from the largest down, "
     "texts upwards.",
     [](CsondeOptions& options, std::string_view value) -> Result<void> {
       options.sort = value;
       return {};
     }},

    {'l', "list", "", G::kLists, "List the fields that filters and views may ask for.",
     choose<CsondeVerb::kListFields>},
    {0, "list-views", "", G::kLists, "List the views.", choose<CsondeVerb::kListViews>},
    {'h', "help", "", G::kLists, "Print this text.", choose<CsondeVerb::kHelp>},
    {0, "version", "", G::kLists, "Print the version.", choose<CsondeVerb::kVersion>},

    {'k', "k8s-api", "URL", G::kRefused, "Kubernetes.", refuse_orchestrator},
    {'K', "k8s-api-cert", "FILE", G::kRefused, "Kubernetes.", refuse_orchestrator},
    {'m', "mesos-api", "URL", G::kRefused, "Mesos.", refuse_orchestrator},
    {'T', "force-tracers-capture", "", G::kRefused, "Tracers.", refuse_tracers},
    {0, "force-term-compat", "", G::kRefused, "Terminals.", refuse_terminal},
    {0, "logfile", "FILE", G::kRefused, "Logs.", refuse_log},

    {0, "print-manual", "", G::kHidden, "Print the manual page.", choose<CsondeVerb::kPrintManual>},
    {0, "complete", "WHAT", G::kHidden, "Print words for completion.",
     choose<CsondeVerb::kComplete>},
};

}  // namespace

std::span<const CsondeRow> csonde_rows() { return kRows; }

std::string_view group_title(CsondeGroup group) {
  switch (group) {
    case G::kInput:
      return "What is looked at";
    case G::kLive:
      return "The live machine";
    case G::kScreen:
      return "How it is shown";
    case G::kNoScreen:
      return "Without a screen";
    case G::kLists:
      return "Lists";
    case G::kRefused:
      return "Known from csysdig, not built";
    case G::kHidden:
      return "";
  }
  return "";
}

std::span<const CsondeGroup> described_csonde_groups() {
  static constexpr CsondeGroup kGroups[] = {G::kInput, G::kLive, G::kScreen, G::kNoScreen,
                                            G::kLists};
  return kGroups;
}

std::span<const std::string_view> csonde_choices(const CsondeRow& row) {
  if (row.name == "layout") return layout_names();
  if (row.name == "theme") return theme_names();
  if (row.name == "print") return kColumnSets;
  return {};
}

Result<CsondeOptions> parse_csonde_options(std::span<const char* const> words) {
  OptionCutter<CsondeRow, CsondeOptions> cutter(kRows, "csonde", words);
  CsondeOptions options;
  bool only_filter = false;
  while (cutter.at < words.size()) {
    const std::string_view word = words[cutter.at++];
    if (only_filter || word.size() < 2 || word[0] != '-') {
      if (!options.filter.empty()) options.filter += ' ';
      options.filter += word;
    } else if (word == "--") {
      only_filter = true;
    } else if (Result<void> done = cutter.take(word, options); !done) {
      return done.error();
    }
  }
  return options;
}

}  // namespace sonde
