// The rows of the command line: letter, name, argument, group, sentence, and what it stores.
// Letters mean what they mean to sysdig's users; what needs a live machine is refused by name.
// Read by option_parser.cpp, help.cpp, manual.cpp and completion.cpp.
// SPDX-License-Identifier: Apache-2.0
#include <bit>
#include <charconv>

#include "base/units.h"
#include "cli/options.h"

namespace sonde {
namespace {

Error usage(std::string what, std::string hint = {}) {
  return {ErrorKind::kUsage, std::move(what), std::move(hint)};
}

// A whole number above zero; `name` is how the message calls the option.
Result<void> store_number(uint64_t& to, std::string_view value, std::string_view name,
                          uint64_t most = UINT64_MAX) {
  uint64_t number = 0;
  auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc() || end != value.data() + value.size() || number == 0 || number > most) {
    return usage(std::string(name) + " needs a whole number above 0, not '" + std::string(value) +
                 "'");
  }
  to = number;
  return {};
}

Result<void> store_buffer(Options& options, BufferText buffer, std::string_view name) {
  if (!options.buffer_option.empty() && options.buffer_option != name) {
    return usage(
        std::string(options.buffer_option) + " and " + std::string(name) + " contradict each other",
        "data buffers have one form: give one of -A, -b, -x, -X");
  }
  options.buffer = buffer;
  options.buffer_option = name;
  return {};
}

Result<void> store_time(Options& options, std::string_view value) {
  constexpr std::string_view kLetters = "hardD";
  constexpr TimeText kTimes[] = {TimeText::kClock, TimeText::kAbsolute, TimeText::kRelative,
                                 TimeText::kLatency, TimeText::kDelta};
  size_t at = value.size() == 1 ? kLetters.find(value[0]) : std::string_view::npos;
  if (at == std::string_view::npos) {
    return usage("-t knows no time '" + std::string(value) + "'",
                 "h clock, a seconds since 1970, r since the start of the capture, d time spent in "
                 "the call, D since the line before");
  }
  options.time = kTimes[at];
  options.has_time = true;
  return {};
}

Result<void> store_color(Options& options, std::string_view value) {
  if (value == "auto")
    options.color = ColorChoice::kAuto;
  else if (value == "always")
    options.color = ColorChoice::kAlways;
  else if (value == "never")
    options.color = ColorChoice::kNever;
  else
    return usage("--color is auto, always or never, not '" + std::string(value) + "'");
  return {};
}

Result<void> store_style(Options& options, std::string_view value) {
  if (value == "default")
    options.style = OutputStyle::kDefault;
  else if (value == "strace")
    options.style = OutputStyle::kStrace;
  else
    return usage("--style is default or strace, not '" + std::string(value) + "'");
  return {};
}

Result<void> store_format(Options& options, std::string_view value) {
  options.format.clear();
  if (value == "p")
    options.verb = Verb::kPrintFormat;
  else if (value == "c" || value == "container")
    options.shape = FormatShape::kContainer;
  else if (value == "k" || value == "kubernetes")
    options.shape = FormatShape::kKubernetes;
  else if (value == "m" || value == "mesos")
    options.shape = FormatShape::kMesos;
  else if (value.empty())
    return usage("-p needs a format", "such as -p '%proc.name %evt.type'");
  else
    options.format = value;
  return {};
}

Result<void> store_text(std::string& to, std::string_view value, std::string_view name) {
  if (value.empty()) return usage(std::string(name) + " needs a name");
  to = value;
  return {};
}

// "64K", "8M", "1G", or bytes: a power of two that the kernel module takes.
Result<void> store_ring_bytes(Options& options, std::string_view value) {
  static constexpr Unit kRingUnits[] = {{"", 1},        {"K", 1 << 10}, {"k", 1 << 10},
                                        {"M", 1 << 20}, {"m", 1 << 20}, {"G", 1 << 30},
                                        {"g", 1 << 30}};
  const std::optional<uint64_t> bytes = read_whole_quantity(value, kRingUnits);
  constexpr uint64_t kMinBytes = 128 << 10, kMaxBytes = 1 << 30;
  if (!bytes || *bytes > kMaxBytes || *bytes < kMinBytes || !std::has_single_bit(*bytes)) {
    return usage("--ring-size needs a power of two from 128K to 1G, not '" + std::string(value) +
                 "'");
  }
  options.ring_bytes = *bytes;
  return {};
}

Result<void> refuse_driver(Options&, std::string_view) {
  return usage("events come from sonde's own kernel module only",
               "leave the option out: without -r the live machine is looked at");
}
// "-cl" has always been the list; a chisel called l would be -c ./l.lua.
Result<void> store_chisel(Options& options, std::string_view value) {
  if (value.empty()) return usage("-c needs the name of a chisel", "sonde -cl lists them");
  if (value == "l") {
    options.verb = Verb::kListChisels;
  } else {
    options.chisel_names.emplace_back(value);
  }
  return {};
}
Result<void> refuse_plugin(Options&, std::string_view) {
  return usage("plugins are not supported", "give a capture with -r FILE");
}
Result<void> refuse_orchestrator(Options&, std::string_view) {
  return usage("API servers of Kubernetes and Mesos are not asked",
               "what the capture itself recorded of containers is shown by container.* and k8s.*");
}

template <bool Options::*Member>
Result<void> set(Options& options, std::string_view) {
  options.*Member = true;
  return {};
}
template <Verb kVerb>
Result<void> choose(Options& options, std::string_view value) {
  options.verb = kVerb;
  options.verb_argument = value;
  return {};
}

using G = OptionGroup;
using O = Options;
using V = std::string_view;

constexpr OptionRow kRows[] = {
    // Input
    {'r', "read", "FILE", G::kInput,
     "Read events from this capture file: plain, gzip or zstd; - is standard input. May be given "
     "several times: the files are read one after the other.",
     [](O& o, V v) -> Result<void> {
       if (v.empty()) return usage("-r needs the name of a capture file");
       o.inputs.emplace_back(v);
       return {};
     }},
    {'f', "filter-file", "FILE", G::kInput,
     "Take the filter from this file; filter words on the command line must match as well.",
     [](O& o, V v) { return store_text(o.filter_file, v, "-f"); }},
    {'n', "numevents", "N", G::kInput, "Stop after N events that passed the filter, in each input.",
     [](O& o, V v) { return store_number(o.event_limit, v, "-n"); }},
    {'M', "duration", "SECONDS", G::kInput,
     "Stop when this much time has passed since the start, or in a capture since its first event, "
     "in each input.",
     [](O& o, V v) {
       auto stored = store_number(o.duration_limit_ns, v, "-M", 10'000'000'000);
       o.duration_limit_ns *= 1'000'000'000;
       return stored;
     }},
    {'U', "suppress-comm", "NAME", G::kInput,
     "Leave out all events of threads with this name. May be given several times.",
     [](O& o, V v) -> Result<void> {
       o.suppressed.emplace_back(v);
       return {};
     }},
    {'E', "exclude-users", "", G::kInput,
     "Forget the users and groups that the capture recorded: their fields have no value, and they "
     "are not written with -w.",
     set<&O::exclude_users>},
    {'d', "displayflt", "", G::kInput,
     "Accepted for the sake of known command lines: the filter always sees the whole state.",
     [](O&, V) { return Result<void>(); }},

    // Live
    {'s', "snaplen", "BYTES", G::kLive,
     "Bytes kept of each data buffer, 80 by default; recorded buffers stay as they are. With "
     "--style "
     "strace, of texts and data as much is shown, 32 bytes by default.",
     [](O& o, V v) { return store_number(o.snaplen_bytes, v, "-s", 65000); }},
    {0, "ring-size", "SIZE", G::kLive,
     "Room for events that wait to be read, for each CPU: a power of two such as 32M; 8M by "
     "default.",
     store_ring_bytes},
    {0, "page-faults", "", G::kLive, "Record page faults as well.", set<&O::page_faults>},
    {0, "switches", "", G::kLive, "Record which thread runs on which CPU as well.",
     set<&O::switches>},
    {0, "include-self", "", G::kLive, "Record what sonde itself does as well.",
     set<&O::include_self>},

    // What is shown
    {'o', "lines", "FILE", G::kShow,
     "Print into this file. Without it lines go to standard output, those of run to standard "
     "error.",
     [](O& o, V v) { return store_text(o.lines_to, v, "-o"); }},
    {'p', "print", "FORMAT", G::kShow,
     "Print events in this format: text with %fields in it. -pc, -pk and -pm are the default "
     "format with container, Kubernetes or Mesos names in it; -pp prints the default format and "
     "ends.",
     store_format},
    {'j', "json", "", G::kShow,
     "Print one JSON object per event; its keys are the fields of the format.", set<&O::json>},
    {'t', "timetype", "h|a|r|d|D", G::kShow,
     "How %evt.outputtime shows time: h clock time, a seconds since 1970, r since the first event "
     "of the capture, d time spent in the call, D since the line before.",
     store_time},
    {'A', "print-ascii", "", G::kShow, "Data buffers as text: printable bytes and line ends only.",
     [](O& o, V) { return store_buffer(o, BufferText::kAscii, "-A"); }},
    {'b', "print-base64", "", G::kShow, "Data buffers in base64.",
     [](O& o, V) { return store_buffer(o, BufferText::kBase64, "-b"); }},
    {'x', "print-hex", "", G::kShow, "Data buffers as rows of 16 bytes in hexadecimal.",
     [](O& o, V) { return store_buffer(o, BufferText::kHex, "-x"); }},
    {'X', "print-hex-ascii", "", G::kShow,
     "Data buffers as rows of 16 bytes in hexadecimal, with their text beside.",
     [](O& o, V) { return store_buffer(o, BufferText::kHexAscii, "-X"); }},
    {'v', "verbose", "", G::kShow,
     "Whole data buffers instead of the first 80 bytes; statistics on standard error at the end; "
     "with -l and -L, more about each row.",
     set<&O::verbose>},
    {'q', "quiet", "", G::kShow, "Print no events.", set<&O::quiet>},
    {'S', "summary", "", G::kShow,
     "At the end, a table of the 100 most frequent events of those that passed the filter.",
     set<&O::summary>},
    {0, "style", "default|strace", G::kShow,
     "The form of lines: strace is one line per call, as strace prints it, with what the capture "
     "holds of its arguments. With it, -t puts the time at the beginning of lines, and -v shows "
     "whole texts.",
     store_style},
    {0, "latency", "", G::kShow,
     "With --style strace: how long each call took, at the end of its line.", set<&O::latency>},
    {0, "calls", "", G::kShow,
     "Instead of events, a table of the system calls: time, number and errors of each, as strace "
     "-c "
     "prints it. The time is what passed until the call returned.",
     set<&O::call_summary>},
    {'c', "chisel", "NAME", G::kShow,
     "Run this chisel instead of printing events. The next word is its arguments, if it has any. "
     "May "
     "be given several times. -cl lists the chisels.",
     store_chisel},
    {0, "stat", "TEXT", G::kShow,
     "Instead of events, a table such as 'count(), sum(evt.buflen), p99(evt.latency) by proc.name, "
     "fd.type'. Functions: count, sum, min, max, mean, p50 and other percentiles, distinct, first, "
     "last, hist. With -j a JSON object for each row.",
     [](O& o, V v) { return store_text(o.stat, v, "--stat"); }},
    {0, "every", "TIME", G::kShow, "With --stat: a table for each interval, such as 1s or 500ms.",
     [](O& o, V v) -> Result<void> {
       const std::optional<uint64_t> ns = read_whole_quantity(v, kTimeUnits);
       if (!ns || *ns < 1'000'000) return usage("--every needs a time such as 1s or 500ms");
       o.stat_every_ns = *ns;
       return {};
     }},
    {0, "top", "N", G::kShow, "With --stat: the first N rows only.",
     [](O& o, V v) { return store_number(o.stat_rows, v, "--top"); }},
    {0, "csv", "", G::kShow, "With --stat: rows with commas between the columns.",
     set<&O::stat_csv>},
    {0, "trust-scripts", "", G::kShow,
     "Let chisels use all of Lua, without limits: files, programs, the network.",
     set<&O::trust_scripts>},
    {'R', "resolve-ports", "", G::kShow, "Names of services instead of numbers of ports.",
     set<&O::resolve_ports>},
    {'D', "debug", "", G::kShow, "Show internal events, too.", set<&O::internal_events>},
    {0, "color", "auto|always|never", G::kShow,
     "Colours in the default format; auto, the default, means on a terminal only. NO_COLOR in the "
     "environment turns them off.",
     store_color},
    {0, "unbuffered", "", G::kShow, "Write each line at once, also when it goes into a pipe.",
     set<&O::unbuffered>},
    {'P', "progress", "", G::kShow,
     "Progress on standard error. Long files show it by themselves on a terminal.",
     set<&O::progress>},

    // Recording
    {'w', "write", "FILE", G::kRecord,
     "Write the events that pass the filter into this capture file; - is standard output. Implies "
     "-q. Names ending in .gz and .zst are compressed.",
     [](O& o, V v) { return store_text(o.output, v, "-w"); }},
    {'z', "compress", "", G::kRecord, "Compress the written file with gzip.", set<&O::gzip>},
    {0, "zstd", "", G::kRecord, "Compress the written file with zstd.", set<&O::zstd>},
    {0, "classic", "", G::kRecord,
     "Write a file that programs of 2022, such as sysdig 0.29, read in full: each call as an enter "
     "and an exit event. Without it a call is one event that holds its duration.",
     set<&O::classic>},
    {0, "flight-recorder", "", G::kRecord,
     "With -w, on the live machine: keep the newest events in memory, as many as --ring-size "
     "holds, "
     "and write the file at the end; on SIGUSR2 also one then, FILE.1, FILE.2 and so on.",
     set<&O::flight_recorder>},
    {'F', "fatfile", "", G::kRecord,
     "With a filter: also keep, hidden, the events that are needed to know the state.",
     set<&O::fat>},
    {0, "filter-proclist", "", G::kRecord,
     "Apply the filter to the table of processes at the head of the written file, too.",
     set<&O::filter_processes>},
    {'C', "file-size", "MB", G::kRecord,
     "Begin another file when one has this many million bytes. Names get a number: c.scap.000, "
     "c.000.scap.zst; sorted they are in order. Files of another recording are not overwritten.",
     [](O& o, V v) { return store_number(o.rotate_megabytes, v, "-C", 1'000'000'000); }},
    {'G', "seconds", "SECONDS", G::kRecord,
     "Begin another file after this much time, though nothing may have passed. Its name may hold "
     "strftime(3) conversions; otherwise a number is added.",
     [](O& o, V v) { return store_number(o.rotate_seconds, v, "-G", 10'000'000'000); }},
    {'e', "event-limit", "N", G::kRecord, "Begin another file after N events.",
     [](O& o, V v) { return store_number(o.rotate_events, v, "-e"); }},
    {'W', "limit", "N", G::kRecord,
     "With -C, -G or -e: keep N files, and overwrite the oldest then.",
     [](O& o, V v) { return store_number(o.rotate_files, v, "-W", 1'000'000'000); }},

    // Lists
    {'l', "list", "", G::kLists, "List the fields that filters and formats know; -lv adds types.",
     choose<Verb::kListFields>},
    {0, "list-markdown", "", G::kLists, "The same as tables in Markdown.",
     choose<Verb::kListMarkdown>},
    {'L', "list-events", "", G::kLists,
     "List the events with their parameters; -Lv adds what they mean.", choose<Verb::kListEvents>},
    {0, "list-chisels", "", G::kLists, "List the chisels; the same as -cl.",
     choose<Verb::kListChisels>},
    {'i', "chisel-info", "NAME", G::kLists, "Say what this chisel does and which arguments it has.",
     choose<Verb::kChiselHelp>},
    {0, "explain", "", G::kLists,
     "Show how the filter is understood: as a tree, as the program that runs, and what of it a "
     "live capture leaves to the kernel.",
     choose<Verb::kExplain>},

    // General
    {0, "fail-on-loss", "", G::kGeneral,
     "End with status 3 when events were lost, or when the capture says so.",
     set<&O::fail_on_loss>},
    {'h', "help", "", G::kGeneral, "Print this and end.", choose<Verb::kHelp>},
    {0, "version", "", G::kGeneral, "Print versions and end; with -v also what is not seen.",
     choose<Verb::kVersion>},

    // Known to sysdig's users, and refused
    {'B', "bpf", "PROBE", G::kRefused, "Live capture by eBPF.", refuse_driver, true},
    {0, "modern-bpf", "", G::kRefused, "Live capture by eBPF.", refuse_driver},
    {0, "cpus-for-each-buffer", "N", G::kRefused, "Live capture by eBPF.", refuse_driver},
    {0, "large-environment", "", G::kRefused, "Live capture by eBPF.", refuse_driver},
    {'T', "force-tracers-capture", "", G::kRefused, "Tracers of sysdig.", refuse_driver},
    {'u', "udig", "", G::kRefused, "Live capture by ptrace.", refuse_driver},
    {'g', "gvisor-config", "FILE", G::kRefused, "Live capture of gVisor.", refuse_driver},
    {0, "cri", "SOCKET", G::kRefused, "Names of containers from a runtime.", refuse_driver},
    {0, "cri-timeout", "MS", G::kRefused, "Names of containers from a runtime.", refuse_driver},
    {'H', "plugin", "NAME", G::kRefused, "Plugins.", refuse_plugin},
    {'I', "input", "NAME", G::kRefused, "Plugins.", refuse_plugin},
    {0, "plugin-config-file", "FILE", G::kRefused, "Plugins.", refuse_plugin},
    {0, "plugin-info", "NAME", G::kRefused, "Plugins.", refuse_plugin},
    {'k', "k8s-api", "URL", G::kRefused, "Kubernetes.", refuse_orchestrator},
    {'K', "k8s-api-cert", "FILE", G::kRefused, "Kubernetes.", refuse_orchestrator},
    {0, "node-name", "NAME", G::kRefused, "Kubernetes.", refuse_orchestrator},
    {'m', "mesos-api", "URL", G::kRefused, "Mesos.", refuse_orchestrator},

    // For the build and for completion
    {0, "print-manual", "NAME", G::kHidden,
     "Print a manual page: sonde.1, sonde-fields.7, "
     "sonde-filter.7.",
     choose<Verb::kPrintManual>},
    {0, "complete", "WHAT", G::kHidden,
     "Print words for completion: options, arguments, fields, "
     "events, operators.",
     choose<Verb::kComplete>},
};

constexpr std::string_view kTimeChoices[] = {"h", "a", "r", "d", "D"};
constexpr std::string_view kStyleChoices[] = {"default", "strace"};
constexpr std::string_view kColorChoices[] = {"auto", "always", "never"};

}  // namespace

std::span<const OptionRow> option_rows() { return kRows; }

std::span<const OptionGroup> described_groups() {
  static constexpr OptionGroup kGroups[] = {G::kInput,  G::kLive,  G::kShow,
                                            G::kRecord, G::kLists, G::kGeneral};
  return kGroups;
}

std::string_view group_title(OptionGroup group) {
  switch (group) {
    case OptionGroup::kInput:
      return "What is read";
    case OptionGroup::kLive:
      return "What is recorded of the live machine";
    case OptionGroup::kShow:
      return "What is shown";
    case OptionGroup::kRecord:
      return "Recording";
    case OptionGroup::kLists:
      return "Lists and explanations";
    case OptionGroup::kGeneral:
      return "General";
    case OptionGroup::kRefused:
      return "Known from sysdig, not built";
    case OptionGroup::kHidden:
      return "";
  }
  return "";
}

std::span<const std::string_view> option_choices(const OptionRow& row) {
  if (row.name == "timetype") return kTimeChoices;
  if (row.name == "color") return kColorChoices;
  if (row.name == "style") return kStyleChoices;
  return {};
}

}  // namespace sonde
