// Before a run: the filter, the form of the lines, where they go, the session and the recording.
// See run.h; the loop over events is in run.cpp.
// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/log.h"
#include "cli/filter_text.h"
#include "cli/line_style.h"
#include "cli/run.h"
#include "command/file_as_filter.h"

namespace sonde {

Run::Run(const Options& options, const std::atomic<bool>& stop)
    : options_(options),
      stop_(stop),
      progress_(options.progress ? Progress::Mode::kAlways
                : !isatty(STDERR_FILENO) ||
                        (lines_on_terminal(options) && !options.quiet && options.output.empty())
                    ? Progress::Mode::kOff
                    : Progress::Mode::kAuto),
      prints_(!options.quiet && !options.call_summary && options.output.empty() &&
              options.chisels.empty() && options.stat.empty()),
      begin_(std::chrono::steady_clock::now()) {}

// What is written must not go into one of the files that are being read. `option` is how it was
// named; "-" is standard output.
Result<void> Run::check_not_an_input(const std::string& path, const char* option) const {
  const auto look = [](const std::string& name, int standard, struct stat& to) {
    return (name == "-" ? fstat(standard, &to) : stat(name.c_str(), &to)) == 0;
  };
  struct stat out, in;
  if (!look(path, STDOUT_FILENO, out) || !S_ISREG(out.st_mode)) return {};
  for (const std::string& input : options_.inputs) {
    if (look(input, STDIN_FILENO, in) && in.st_dev == out.st_dev && in.st_ino == out.st_ino) {
      return Error{ErrorKind::kUsage,
                   std::string(option) + " would overwrite " + input + ", which is being read",
                   std::string("give ") + option + " another name"};
    }
  }
  return {};
}

Result<void> Run::check_output() const {
  if (options_.output == "-" && isatty(STDOUT_FILENO)) {
    return Error{ErrorKind::kUsage, "a capture cannot be shown on a terminal",
                 "give -w a file name, or send standard output somewhere"};
  }
  return check_not_an_input(options_.output, "-w");
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
  if (!filter) {
    const std::optional<Error> file = file_as_filter(options_.filter, "sonde");
    return file ? *file : filter.error();
  }
  for (const FilterWarning& warning : warnings) log_warning(describe(warning, text.value()));
  filter_ = filter.take();
  return {};
}

Result<void> Run::open_lines() {
  int fd = options_.runs ? STDERR_FILENO : STDOUT_FILENO;
  if (!options_.lines_to.empty()) {
    if (Result<void> done = check_not_an_input(options_.lines_to, "-o"); !done) return done;
    fd = ::open(options_.lines_to.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0) {
      return Error{ErrorKind::kSystem,
                   "cannot write " + options_.lines_to + ": " + std::strerror(errno),
                   {}};
    }
  }
  output_.emplace(fd, options_.unbuffered || isatty(fd));
  return {};
}

Result<void> Run::start_command() {
  auto started = TracedProgram::start(options_.command);
  command_failed_ = !started;
  if (!started) return started.error();
  command_ = started.take();
  before_program_ = true;
  return {};
}

bool Run::splits() const {
  return options_.rotate_megabytes || options_.rotate_seconds || options_.rotate_events;
}

// What is recorded as it comes is not looked at; only the heads of files need the state.
bool Run::needs_moments() const {
  return !options_.inputs.empty() || options_.output.empty() || filter_ || options_.classic ||
         options_.runs || options_.call_summary || chisels_ || statistics_ ||
         !options_.suppressed.empty();
}

LiveRequest Run::live_request() const {
  LiveRequest live;
  live.ring_bytes = options_.ring_bytes;
  live.snaplen = static_cast<uint32_t>(options_.snaplen_bytes);
  if (!live.snaplen && chisels_) live.snaplen = chisels_->snaplen();
  live.page_faults = options_.page_faults;
  live.switches = options_.switches;
  live.private_events = options_.include_self;
  if (filter_) live.filter = &*filter_;
  if (command_) live.process = command_->pid();
  return live;
}

Result<void> Run::prepare_lines() {
  if (options_.style == OutputStyle::kStrace) {
    const char* other = options_.json ? "-j" : !options_.format.empty() ? "-p" : nullptr;
    if (other) {
      return Error{ErrorKind::kUsage,
                   std::string("--style strace and ") + other + " contradict each other",
                   "give one of the two"};
    }
  }
  if (!prints_) return {};
  if (options_.style == OutputStyle::kStrace) {
    strace_.emplace(strace_options(options_));
    return {};
  }
  Result<LineFormat> format = LineFormat::parse(format_text(options_));
  if (!format) return format.error();
  format_ = format.take();
  return {};
}

SessionOptions Run::session_options() const {
  SessionOptions session;
  session.inputs = options_.inputs;
  session.live = live_request();
  session.suppressed = options_.suppressed;
  session.exclude_users = options_.exclude_users;
  session.with_head_events = options_.internal_events;
  session.only_tables = !needs_moments();
  session.only_processes = !needs_moments() && !splits();
  session.text.buffer = options_.buffer;
  if (chisels_ && chisels_->buffer_text() && options_.buffer_option.empty()) {
    session.text.buffer = *chisels_->buffer_text();
  }
  session.text.time = options_.time;
  // Scripts get whole data; what they print of it is theirs to say.
  if (options_.verbose || chisels_) session.text.buffer_limit = 0;
  session.text.resolve_ports = options_.resolve_ports;
  session.text.escape = !options_.json;
  session.text.json = options_.json;
  return session;
}

// By option, else by the name.
bool Run::writes_gzip() const {
  return options_.gzip || (!options_.zstd && options_.output.ends_with(".gz"));
}

Result<void> Run::begin_recording(const std::string& path) {
  RecordingOptions recording;
  recording.path = path;
  // The path may be -w's with something added.
  const bool by_name = !options_.gzip && !options_.zstd;
  recording.gzip = writes_gzip();
  recording.zstd = options_.zstd || (by_name && options_.output.ends_with(".zst"));
  recording.classic = options_.classic;
  recording.live = options_.inputs.empty();
  recording.rotation.bytes = options_.rotate_megabytes * 1'000'000;
  recording.rotation.seconds = options_.rotate_seconds;
  recording.rotation.events = options_.rotate_events;
  recording.rotation.files = static_cast<uint32_t>(options_.rotate_files);
  recording.is_filtered = filter_.has_value() && !options_.fat;
  recording.fat = options_.fat;
  recording.process_filter = options_.filter_processes ? &*filter_ : nullptr;
  auto begun = Recording::open(std::move(recording), session_->state(), session_->upcoming_ts_ns());
  if (!begun) return begun.error();
  recording_ = begun.take();
  return {};
}

// on_init() of the chisels, and what they want of the run.
Result<void> Run::begin_chisels() {
  Result<std::string> text = filter_text(options_);
  if (!text) return text.error();
  chisels_ = std::make_unique<ChiselRun>(options_, text.take(), *output_);
  if (Result<void> done = chisels_->set().begin(); !done) {
    output_->flush();
    return done;
  }
  if (!chisels_->capture_filter()) return {};
  filter_.reset();
  if (chisels_->capture_filter()->empty()) return {};
  Result<Filter> filter = Filter::compile(*chisels_->capture_filter(), nullptr);
  if (!filter) return filter.error();
  filter_ = filter.take();
  return {};
}

Result<void> Run::start_chisels() {
  chisels_->set_session(*session_);
  Result<void> done = chisels_->set().capture_start();
  if (!done) output_->flush();
  return done;
}

Result<void> Run::prepare() {
  if (!options_.stat.empty()) {
    Result<Statistics> statistics = Statistics::parse(options_.stat);
    if (!statistics) return statistics.error();
    statistics_ = statistics.take();
  }
  if (Result<void> done = compile_filter(); !done) return done;
  if (Result<void> done = prepare_lines(); !done) return done;
  if (Result<void> done = open_lines(); !done) return done;
  if (!options_.chisels.empty()) {
    if (Result<void> done = begin_chisels(); !done) return done;
  }
  if (options_.runs) {
    if (Result<void> done = start_command(); !done) return done;
  }
  if (!options_.output.empty()) {
    if (Result<void> done = check_output(); !done) return done;
  }
  if (options_.flight_recorder) return prepare_flight();
  Result<std::unique_ptr<Session>> opened = Session::open(session_options(), &stop_);
  if (!opened) return opened.error();
  session_ = opened.take();
  if (const LiveInput* live = session_->live()) {
    for (const std::string& what : live->unreadable()) log_warning(what);
    if (writes_gzip()) {
      log_warning(
          "gzip may not keep up with a busy machine, and events are lost then; zstd does: --zstd, "
          "or a name that ends in .zst");
    }
  }
  if (command_) {
    session_->state().threads().for_each([&](const Thread& thread) {
      if (thread.info->tid != command_->pid()) outsiders_.insert(thread.info->tid);
    });
  }
  if (chisels_) {
    if (Result<void> done = start_chisels(); !done) return done;
  }
  return options_.output.empty() ? Result<void>() : begin_recording(options_.output);
}

}  // namespace sonde
