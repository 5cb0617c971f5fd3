// The run: prepare, the loop over events, and the end.
// SPDX-License-Identifier: Apache-2.0
#include "cli/run.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/log.h"
#include "cli/exit_codes.h"
#include "cli/report.h"
#include "cli/stop_signals.h"

namespace sonde {
namespace {

constexpr size_t kMaxFilterFileBytes = 1 << 20;

bool is_set(const char* variable) {
  const char* value = std::getenv(variable);
  return value && *value;
}

bool wants_color(const Options& options) {
  if (options.color != ColorWish::kAuto) return options.color == ColorWish::kAlways;
  if (is_set("NO_COLOR")) return false;
  if (is_set("CLICOLOR_FORCE")) return true;
  const char* term = std::getenv("TERM");
  return isatty(STDOUT_FILENO) && !(term && std::strcmp(term, "dumb") == 0);
}

Error unreadable(const std::string& path) {
  return {
      ErrorKind::kSystem, "cannot read the filter file " + path + ": " + std::strerror(errno), {}};
}

// The file as one line: lines that begin with '#' are comments, line ends are blanks.
Result<std::string> read_filter_file(const std::string& path) {
  FILE* file = std::fopen(path.c_str(), "re");
  if (!file) return unreadable(path);
  std::string content;
  char piece[4096];
  size_t got;
  while (content.size() <= kMaxFilterFileBytes &&
         (got = std::fread(piece, 1, sizeof piece, file))) {
    content.append(piece, got);
  }
  const bool failed = std::ferror(file);
  std::fclose(file);
  if (failed) return unreadable(path);
  if (content.size() > kMaxFilterFileBytes) {
    return Error{ErrorKind::kUsage, path + " is too large for a filter", {}};
  }
  std::string joined;
  for (size_t start = 0; start < content.size();) {
    size_t end = content.find('\n', start);
    if (end == std::string::npos) end = content.size();
    std::string_view line = std::string_view(content).substr(start, end - start);
    while (!line.empty() && std::strchr(" \t\r", line.back())) line.remove_suffix(1);
    while (!line.empty() && std::strchr(" \t\r", line.front())) line.remove_prefix(1);
    if (!line.empty() && line.front() != '#') {
      if (!joined.empty()) joined += ' ';
      joined += line;
    }
    start = end + 1;
  }
  if (joined.empty()) return Error{ErrorKind::kUsage, path + " holds no filter", {}};
  return joined;
}

bool marks_loss(const RawEvent& event) {
  return event.id == static_cast<uint16_t>(EventId::DROP_E);
}

}  // namespace

Result<std::string> filter_text(const Options& options) {
  if (options.filter_file.empty()) return options.filter;
  Result<std::string> from_file = read_filter_file(options.filter_file);
  if (!from_file || options.filter.empty()) return from_file;
  return "(" + from_file.value() + ") and (" + options.filter + ")";
}

std::string format_text(const Options& options) {
  if (!options.format.empty()) return options.format;
  const bool color = wants_color(options) && !options.json;
  return default_format(options.shape, isatty(STDOUT_FILENO), color);
}

Run::Run(const Options& options, const std::atomic<bool>& stop)
    : options_(options),
      stop_(stop),
      output_(STDOUT_FILENO, options.unbuffered || isatty(STDOUT_FILENO)),
      progress_(options.progress ? Progress::Mode::kAlways
                : !isatty(STDERR_FILENO) ||
                        (isatty(STDOUT_FILENO) && !options.quiet && options.output.empty())
                    ? Progress::Mode::kOff
                    : Progress::Mode::kAuto),
      prints_(!options.quiet && options.output.empty()),
      begin_(std::chrono::steady_clock::now()) {}

// A recording must not go into one of the files that are being read, nor to a terminal.
Result<void> Run::check_output() const {
  if (options_.output == "-" && isatty(STDOUT_FILENO)) {
    return Error{ErrorKind::kUsage, "a capture cannot be shown on a terminal",
                 "give -w a file name, or send standard output somewhere"};
  }
  struct stat out, in;
  const bool has_out = options_.output == "-" ? fstat(STDOUT_FILENO, &out) == 0
                                              : stat(options_.output.c_str(), &out) == 0;
  if (!has_out || !S_ISREG(out.st_mode)) return {};
  for (const std::string& path : options_.inputs) {
    const bool has_in = path == "-" ? fstat(STDIN_FILENO, &in) == 0 : stat(path.c_str(), &in) == 0;
    if (has_in && in.st_dev == out.st_dev && in.st_ino == out.st_ino) {
      return Error{ErrorKind::kUsage, "-w would overwrite " + path + ", which is being read",
                   "give -w another name"};
    }
  }
  return {};
}

Result<void> Run::compile_filter() {
  Result<std::string> text = filter_text(options_);
  if (!text) return text.error();
  if (text.value().empty()) {
    if (!options_.filter_processes) return {};
    return Error{ErrorKind::kUsage, "--filter-proclist needs a filter", {}};
  }
  std::vector<FilterWarning> warnings;
  Result<Filter> filter = Filter::compile(text.value(), &warnings);
  if (!filter) return filter.error();
  for (const FilterWarning& warning : warnings) warn(describe(warning, text.value()));
  filter_ = filter.take();
  return {};
}

Result<void> Run::prepare() {
  if (Result<void> done = compile_filter(); !done) return done;
  if (prints_) {
    Result<LineFormat> format = LineFormat::parse(format_text(options_));
    if (!format) return format.error();
    format_ = format.take();
  }
  if (!options_.output.empty()) {
    if (Result<void> done = check_output(); !done) return done;
  }
  SessionOptions session;
  session.inputs = options_.inputs;
  session.suppressed = options_.suppressed;
  session.exclude_users = options_.exclude_users;
  session.text.buffer = options_.buffer;
  session.text.time = options_.time;
  session.text.buffer_limit = options_.verbose ? 0 : session.text.buffer_limit;
  session.text.resolve_ports = options_.resolve_ports;
  session.text.escape = !options_.json;
  session.text.json = options_.json;
  Result<std::unique_ptr<Session>> opened = Session::open(std::move(session), &stop_);
  if (!opened) return opened.error();
  session_ = opened.take();
  if (options_.output.empty()) return {};

  RecordingOptions recording;
  recording.path = options_.output;
  recording.gzip = options_.gzip;
  recording.zstd = options_.zstd;
  recording.classic = options_.classic;
  recording.rotation.bytes = options_.rotate_megabytes * 1'000'000;
  recording.rotation.seconds = options_.rotate_seconds;
  recording.rotation.events = options_.rotate_events;
  recording.rotation.files = static_cast<uint32_t>(options_.rotate_files);
  recording.process_filter = options_.filter_processes ? &*filter_ : nullptr;
  auto begun = Recording::open(std::move(recording), session_->state(), session_->upcoming_ts_ns());
  if (!begun) return begun.error();
  recording_ = begun.take();
  return {};
}

bool Run::past_duration(uint64_t ts_ns) {
  if (!first_ts_ns_) first_ts_ns_ = ts_ns;
  return options_.duration_limit_ns && ts_ns >= first_ts_ns_ &&
         ts_ns - first_ts_ns_ >= options_.duration_limit_ns;
}

bool Run::print(const Moment& moment) {
  const bool shown = options_.json ? format_->append_json(output_.buffer(), moment)
                                   : format_->append_line(output_.buffer(), moment);
  return !shown || output_.end_line();
}

bool Run::record(const Moment& moment, bool matched) {
  bool wanted = matched || moment.event->state_only();
  if (!wanted && options_.fat) {
    wanted = (moment.row().flags & kModifiesState) || (moment.row().category & kInternal);
  }
  Result<void> done = wanted ? recording_->add(moment, !matched) : recording_->pass_over(moment);
  if (done) return true;
  say_error(done.error());
  failed_ = true;
  return false;
}

// False when reading is to end.
bool Run::take_event(const Moment& moment) {
  const RawEvent& event = *moment.event;
  if (marks_loss(event)) [[unlikely]]
    ++loss_marks_;
  // What is never shown is not asked for either: it neither counts for -n nor moves delta times.
  const bool hidden = (moment.row().category & kInternal) && !options_.internal_events;
  if (hidden && prints_) {
    if (options_.summary && (!filter_ || filter_->matches(moment))) summary_.count(event);
    return true;
  }
  const bool matched = !event.state_only() && (!filter_ || filter_->matches(moment));
  if (recording_ && !record(moment, matched)) return false;
  if (!matched) return true;
  ++matched_;
  ++matched_in_input_;
  if (options_.summary) summary_.count(event);
  return !prints_ || print(moment);
}

void Run::read_all() {
  using Step = Session::Step;
  Step step = Step::kEvent;
  while (!stop_.load(std::memory_order_relaxed)) {
    const bool enough = options_.event_limit && matched_in_input_ >= options_.event_limit;
    step = enough ? session_->skip_input() : session_->next();
    if (step == Step::kEvent) [[likely]] {
      const Moment& moment = session_->moment();
      if (past_duration(moment.event->ts_ns)) {
        step = session_->skip_input();
      } else {
        if (!take_event(moment)) return;
        if (progress_.due()) progress_.show(session_->progress(), session_->events());
        continue;
      }
    }
    if (step == Step::kEnd) return;
    if (step == Step::kFailed) {
      say_error(session_->error());
      failed_ = true;
      return;
    }
    if (recording_) {
      if (Result<void> done = recording_->restart(session_->upcoming_ts_ns()); !done) {
        say_error(done.error());
        failed_ = true;
        return;
      }
    }
    if (step == Step::kNextInput) {
      matched_in_input_ = 0;
      first_ts_ns_ = 0;
    }
  }
}

int Run::go() {
  read_all();
  progress_.clear();
  return finish();
}

int Run::finish() {
  if (options_.summary) {
    // With -w -, standard output is the capture itself.
    std::string table;
    summary_.append_table(table);
    if (options_.output == "-") {
      if (::write(STDERR_FILENO, table.data(), table.size()) < 0) failed_ = true;
    } else {
      output_.buffer() += table;
    }
  }
  if (format_ && format_->has_terminal_codes() && isatty(STDOUT_FILENO)) {
    output_.buffer() += "\x1b[0m";
  }
  output_.flush();
  if (recording_) {
    if (Result<void> closed = recording_->close(); !closed) {
      if (!failed_) say_error(closed.error());
      failed_ = true;
    }
  }
  if (output_.state() == LineOutput::State::kFailed) {
    say(std::string("cannot write to standard output: ") + std::strerror(output_.error_number()));
    failed_ = true;
  }
  const bool damaged = report_damage(session_->reports());
  report_losses(loss_marks_);
  if (options_.verbose) {
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin_;
    report_statistics(
        {session_->events(), matched_, session_->suppressed(), loss_marks_, elapsed.count()});
  }
  if (output_.state() == LineOutput::State::kReaderGone) die_of_closed_pipe();
  if (failed_) return kExitFailed;
  if (damaged) return kExitDamaged;
  return loss_marks_ && options_.fail_on_loss ? kExitLoss : kExitOk;
}

}  // namespace sonde
