// sonde: the command. Parses the line and hands over to what answers it: a run over captures
// (run.h), or one of the texts derived from rows (help.h, listing.h, manual.h, completion.h).
// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <cstring>

#include "base/log.h"
#include "cli/chisel_words.h"
#include "cli/completion.h"
#include "cli/filter_text.h"
#include "cli/help.h"
#include "cli/line_style.h"
#include "cli/manual.h"
#include "cli/report.h"
#include "cli/run.h"
#include "cli/stop_signals.h"
#include "command/exit_codes.h"
#include "command/listing.h"

namespace sonde {
namespace {

int exit_code(const Error& error) {
  return error.kind == ErrorKind::kUsage ? kExitUsage : kExitFailed;
}

int fail(const Error& error) {
  log_error(error);
  return exit_code(error);
}

int print_text(const std::string& text) {
  LineOutput output(STDOUT_FILENO, false);
  output.buffer() += text;
  output.flush();
  if (output.state() == LineOutput::State::kReaderGone) die_of_closed_pipe();
  if (output.state() == LineOutput::State::kGood) return kExitOk;
  log_info(std::string("cannot write to standard output: ") + std::strerror(output.error_number()));
  return kExitFailed;
}

Result<std::string> explanation(const Options& options) {
  Result<std::string> text = filter_text(options);
  if (!text) return text;
  if (text.value().empty()) return Error{ErrorKind::kUsage, "--explain needs a filter", {}};
  std::vector<FilterWarning> warnings;
  Result<Filter> filter = Filter::compile(text.value(), &warnings);
  if (!filter) return filter.error();
  for (const FilterWarning& warning : warnings) log_warning(describe(warning, text.value()));
  const Users users = users_of(read_accounts());
  return filter.value().explain(&users);
}

Result<std::string> text_for(const Options& options) {
  switch (options.verb) {
    case Verb::kHelp:
      return options.runs ? run_help_text() : help_text();
    case Verb::kVersion:
      return version_text(options.verbose);
    case Verb::kListFields:
      return field_list(options.verbose);
    case Verb::kListMarkdown:
      return field_list_markdown();
    case Verb::kListEvents:
      return event_list(options.verbose);
    case Verb::kExplain:
      return explanation(options);
    case Verb::kPrintFormat:
      return format_text(options) + "\n";
    case Verb::kListChisels:
      return chisel_list();
    case Verb::kChiselHelp:
      return chisel_help(options.verb_argument);
    case Verb::kPrintManual:
      return manual_page(options.verb_argument);
    case Verb::kComplete:
      return completion_words(options.verb_argument);
    case Verb::kRun:
      break;
  }
  return std::string();
}

// Options that do nothing here, although their author surely wanted something.
void warn_of_idle_options(const Options& options) {
  const bool rotates = options.rotate_megabytes || options.rotate_seconds || options.rotate_events;
  if (options.rotate_files && !rotates) log_warning("-W does nothing without -C, -G or -e");
  if (options.output.empty() && (rotates || options.gzip || options.zstd || options.classic ||
                                 options.fat || options.filter_processes)) {
    log_warning("options for recording do nothing without -w");
  }
  if (!options.inputs.empty()) {
    if (options.snaplen_bytes && options.style != OutputStyle::kStrace)
      log_warning("-s does nothing with -r: recorded buffers stay as they are");
    if (options.ring_bytes || options.page_faults || options.switches || options.include_self) {
      log_warning("options for the live machine do nothing with -r");
    }
  }
}

// What a flight recorder cannot do, because it reads nothing before the end.
Result<void> check_flight_recorder(const Options& options) {
  if (!options.flight_recorder) return {};
  const auto usage = [](std::string what, std::string hint) {
    return Error{ErrorKind::kUsage, "--flight-recorder " + std::move(what), std::move(hint)};
  };
  if (options.output.empty()) {
    return usage("needs -w FILE", "sonde --flight-recorder -w FILE; SIGINT or SIGUSR2 writes it");
  }
  if (!options.inputs.empty()) {
    return usage("and -r contradict each other", "without -r the live machine is looked at");
  }
  if (options.runs) {
    return usage("does not go with run",
                 "start the program by itself; a filter such as proc.name=NAME chooses it");
  }
  if (options.event_limit) return usage("and -n contradict each other", "end it with -M or SIGINT");
  if (options.rotate_megabytes || options.rotate_seconds || options.rotate_events) {
    return usage("does not go with -C, -G and -e", "--ring-size says how much is kept");
  }
  return {};
}

int answer(std::span<const char* const> words);

// What chisels asked to be done after their run.
int run_later(const std::vector<std::vector<std::string>>& lines, int code) {
  for (const std::vector<std::string>& line : lines) {
    std::vector<const char*> words;
    for (const std::string& word : line) words.push_back(word.c_str());
    if (const int failed = answer(words)) code = failed;
  }
  return code;
}

int run(const Options& options) {
  if (Result<void> good = check_flight_recorder(options); !good) return fail(good.error());
  if (options.gzip && options.zstd) {
    return fail({ErrorKind::kUsage, "-z and --zstd contradict each other", {}});
  }
  warn_of_idle_options(options);
  const std::atomic<bool>& stop = watch_stop_signals();
  std::vector<std::vector<std::string>> later;
  int code = kExitOk;
  {
    Run run(options, stop);
    if (Result<void> prepared = run.prepare(); !prepared) {
      // Nothing had come yet when the user stopped it.
      if (stop.load()) return kExitOk;
      code = fail(prepared.error());
      return run.command_failed() ? exit_code_of_start_failure(options.command.front()) : code;
    }
    code = run.go();
    later = run.later_runs();
  }
  return run_later(later, code);
}

int answer(std::span<const char* const> words) {
  Result<Options> parsed = parse_options(words);
  if (!parsed) return fail(parsed.error());
  const Options& options = parsed.value();
  if (options.verb == Verb::kRun) return run(options);
  Result<std::string> text = text_for(options);
  return text ? print_text(text.value()) : fail(text.error());
}

}  // namespace
}  // namespace sonde

int main(int count, char** words) {
  return sonde::answer({words + 1, static_cast<size_t>(count > 0 ? count - 1 : 0)});
}
