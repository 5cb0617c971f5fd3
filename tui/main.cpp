// csonde: parses the line and hands over to the screens (app.h), to output without a screen
// (raw_output.h), or to one of the texts that are made of rows (csonde_manual.cpp).
// SPDX-License-Identifier: Apache-2.0
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cstring>

#include "base/log.h"
#include "base/nearest.h"
#include "command/exit_codes.h"
#include "command/listing.h"
#include "print/line_output.h"
#include "tui/app.h"
#include "tui/csonde_options.h"
#include "tui/priority.h"
#include "tui/raw_output.h"
#include "view/path.h"

namespace sonde {
namespace {

constexpr std::string_view kFirstView = "procs";

int fail(const Error& error) {
  log_error(error);
  return error.kind == ErrorKind::kUsage ? kExitUsage : kExitFailed;
}

int print_text(const std::string& text) {
  signal(SIGPIPE, SIG_DFL);  // end as other programs in a pipe do
  LineOutput output(STDOUT_FILENO, false);
  output.buffer() += text;
  output.flush();
  if (output.state() == LineOutput::State::kGood) return kExitOk;
  log_info(std::string("cannot write to standard output: ") + std::strerror(output.error_number()));
  return kExitFailed;
}

int print_text(const Result<std::string>& text) {
  return text ? print_text(text.value()) : fail(text.error());
}

ViewLibrary find_views() {
  ViewLibrary library = load_views(view_folders());
  for (const std::string& problem : library.problems) log_warning(problem);
  return library;
}

Result<ViewPtr> chosen_view(const ViewLibrary& library, std::string_view id) {
  if (const ViewPtr view = library.find(id)) return view;
  if (library.views.empty()) {
    return Error{ErrorKind::kSystem, "no views are found", "SONDE_VIEWS names their folder"};
  }
  Nearest nearest(id);
  for (const ViewPtr& view : library.views) nearest.offer(view->id);
  const std::string question = nearest.question();
  return Error{ErrorKind::kUsage, "there is no view '" + std::string(id) + "'",
               question.empty() ? "csonde --list-views names them" : question};
}

// What is wrong with a filter, before anything is opened.
Result<void> check(const std::string& filter) {
  const FilterCheck checked = check_filter(filter);
  if (checked.good) return {};
  return Error{
      ErrorKind::kUsage,
      checked.reason + ", at character " + std::to_string(checked.at + 1) + " of: " + filter,
      checked.hint};
}

std::atomic<bool> enough = false;

// Live, Ctrl-C (or SIGTERM, SIGHUP, SIGQUIT) means that it was looked at for long enough; a second
// one ends the program.
void wait_for_enough() {
  struct sigaction action = {};
  action.sa_handler = [](int) { enough.store(true, std::memory_order_relaxed); };
  action.sa_flags = SA_RESETHAND;
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) sigaction(number, &action, nullptr);
}

// They mean nothing here, and must not end the program. A handler, because what is ignored would be
// ignored by the programs that are started, too.
void live_through_user_signals() {
  struct sigaction action = {};
  action.sa_handler = [](int) {};
  action.sa_flags = SA_RESTART;
  // The third comes with a limit of file sizes; the write that met it tells the error.
  for (const int number : {SIGUSR1, SIGUSR2, SIGXFSZ}) sigaction(number, &action, nullptr);
}

int print_raw(const CsondeOptions& options, Explorer& explorer, const ViewPtr& view) {
  if (explorer.status().is_live) wait_for_enough();
  RawQuery query{view,         options.tag, options.filter,
                 options.from, options.to,  options.explorer.refresh_ns,
                 &enough};
  const Result<TablePtr> table = fetch_table(explorer, query);
  if (!table) return fail(table.error());
  const Result<TablePart> part = sorted_part(*table.value(), options.sort);
  if (!part) return fail(part.error());
  const int printed =
      print_text(options.json ? part_as_json(part.value()) : part_as_text(part.value()));
  if (printed != kExitOk) return printed;
  const ExplorerStatus status = explorer.status();
  for (const std::string& warning : status.warnings) log_warning(warning);
  if (!status.error.empty()) log_info(status.error);
  if (status.is_live) return status.error.empty() ? kExitOk : kExitFailed;
  return !status.is_damaged && status.error.empty() ? kExitOk : kExitDamaged;
}

int run(CsondeOptions options) {
  live_through_user_signals();
  const ViewLibrary views = find_views();
  const Result<ViewPtr> view = chosen_view(views, options.view.empty() ? kFirstView : options.view);
  if (!view) return fail(view.error());
  for (const std::string& filter : {options.filter, options.explorer.filter}) {
    if (const Result<void> good = check(filter); !good) return fail(good.error());
  }
  if (options.first_events) {
    options.explorer.filter =
        both_filters(options.explorer.filter, "evt.num<=" + std::to_string(options.first_events));
  }
  const bool has_screen = !options.raw && !options.json;
  if (has_screen && !isatty(STDOUT_FILENO)) {
    return fail({ErrorKind::kUsage, "there is no terminal for the screen",
                 "--raw and --json print a view without one"});
  }
  if (has_screen && !options.sort.empty()) {
    return fail({ErrorKind::kUsage, "--sort is for --raw and --json",
                 "on the screen F9 or a click on a column's head sorts"});
  }
  const uint64_t refresh_ns = options.explorer.refresh_ns;
  if (options.explorer.inputs.empty()) raise_priority();
  Result<std::unique_ptr<Explorer>> explorer = Explorer::open(options.explorer);
  if (!explorer) return fail(explorer.error());
  if (!has_screen) return print_raw(options, *explorer.value(), view.value());
  AppOptions app;
  app.view = view.value()->id;
  app.tag = options.tag;
  app.theme = options.theme;
  app.filter = options.filter;
  app.from = options.from;
  app.to = options.to;
  app.layout = options.layout;
  app.refresh_ns = refresh_ns;
  return run_app(std::move(app), explorer.take(), views);
}

int answer(std::span<const char* const> words) {
  Result<CsondeOptions> parsed = parse_csonde_options(words);
  if (!parsed) return fail(parsed.error());
  const CsondeOptions& options = parsed.value();
  switch (options.verb) {
    case CsondeVerb::kHelp:
      return print_text(csonde_help());
    case CsondeVerb::kVersion:
      return print_text(csonde_version());
    case CsondeVerb::kListFields:
      return print_text(field_list(false));
    case CsondeVerb::kListViews: {
      const ViewLibrary views = find_views();
      return print_text(options.json ? views_as_json(views) : views_as_text(views));
    }
    case CsondeVerb::kPrintManual:
      return print_text(csonde_manual());
    case CsondeVerb::kComplete:
      return print_text(csonde_completion(options.verb_argument));
    case CsondeVerb::kRun:
      break;
  }
  return run(parsed.take());
}

}  // namespace
}  // namespace sonde

int main(int count, char** words) {
  sonde::set_program_name("csonde");
  return sonde::answer({words + 1, static_cast<size_t>(count > 0 ? count - 1 : 0)});
}
