// The run: prepare, the loop over events, and the end.
// SPDX-License-Identifier: Apache-2.0
#include "cli/run.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/log.h"
#include "cli/report.h"
#include "cli/stop_signals.h"
#include "command/exit_codes.h"
#include "command/file_as_filter.h"
#include "schema/private_events.h"

namespace sonde {
namespace {

constexpr size_t kMaxFilterFileBytes = 1 << 20;
constexpr uint64_t kIdleTimeoutMs = 1000;
constexpr uint64_t kEventsBetweenLooks = 1024;

bool is_set(const char* variable) {
  const char* value = std::getenv(variable);
  return value && *value;
}

// Lines go to a file, beside the output of the program that is run, or to standard output.
bool lines_on_terminal(const Options& options) {
  return options.lines_to.empty() && isatty(options.runs ? STDERR_FILENO : STDOUT_FILENO);
}

bool wants_color(const Options& options) {
  if (options.color != ColorChoice::kAuto) return options.color == ColorChoice::kAlways;
  if (is_set("NO_COLOR")) return false;
  if (is_set("CLICOLOR_FORCE")) return true;
  const char* term = std::getenv("TERM");
  return lines_on_terminal(options) && !(term && std::strcmp(term, "dumb") == 0);
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

StraceOptions strace_options(const Options& options) {
  StraceOptions strace;
  strace.durations = options.latency;
  if (options.verbose) strace.text_bytes = UINT32_MAX;
  if (!options.has_time) return strace;
  switch (options.time) {
    case TimeText::kClock:
      strace.time = StraceTime::kClock;
      break;
    case TimeText::kAbsolute:
      strace.time = StraceTime::kEpoch;
      break;
    case TimeText::kRelative:
      strace.time = StraceTime::kRelative;
      break;
    case TimeText::kDelta:
      strace.time = StraceTime::kDelta;
      break;
    case TimeText::kLatency:
      strace.durations = true;
      break;
  }
  return strace;
}

bool marks_loss(const RawEvent& event) {
  const EventId id = static_cast<EventId>(event.id);
  return id == EventId::DROP_E || id == EventId::SONDE_GAP;
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
  return default_format(options.shape, lines_on_terminal(options), color);
}

Run::Run(const Options& options, const std::atomic<bool>& stop)
    : options_(options),
      stop_(stop),
      progress_(options.progress ? Progress::Mode::kAlways
                : !isatty(STDERR_FILENO) ||
                        (lines_on_terminal(options) && !options.quiet && options.output.empty())
                    ? Progress::Mode::kOff
                    : Progress::Mode::kAuto),
      prints_(!options.quiet && !options.call_summary && options.output.empty()),
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

// What is recorded as it comes is not looked at; only the head of a file needs the state.
bool Run::needs_state() const {
  const bool rotates =
      options_.rotate_megabytes || options_.rotate_seconds || options_.rotate_events;
  return !options_.inputs.empty() || options_.output.empty() || filter_ || rotates ||
         options_.classic || options_.runs || options_.call_summary || !options_.suppressed.empty();
}

LiveRequest Run::live_request() const {
  LiveRequest live;
  live.ring_bytes = options_.ring_bytes;
  live.snaplen = static_cast<uint32_t>(options_.snaplen_bytes);
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
  session.keep_state = needs_state();
  session.text.buffer = options_.buffer;
  session.text.time = options_.time;
  session.text.buffer_limit = options_.verbose ? 0 : session.text.buffer_limit;
  session.text.resolve_ports = options_.resolve_ports;
  session.text.escape = !options_.json;
  session.text.json = options_.json;
  return session;
}

Result<void> Run::begin_recording(const std::string& path) {
  RecordingOptions recording;
  recording.path = path;
  // The path may be -w's with something added.
  const bool by_name = !options_.gzip && !options_.zstd;
  recording.gzip = options_.gzip || (by_name && options_.output.ends_with(".gz"));
  recording.zstd = options_.zstd || (by_name && options_.output.ends_with(".zst"));
  recording.classic = options_.classic;
  recording.live = options_.inputs.empty();
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

Result<void> Run::prepare() {
  if (Result<void> done = compile_filter(); !done) return done;
  if (Result<void> done = prepare_lines(); !done) return done;
  if (Result<void> done = open_lines(); !done) return done;
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
  for (const std::string& what : session_->unreadable()) log_warning(what);
  if (command_) {
    session_->state().threads().for_each([&](const Thread& thread) {
      if (thread.info->tid != command_->pid()) outsiders_.insert(thread.info->tid);
    });
  }
  return options_.output.empty() ? Result<void>() : begin_recording(options_.output);
}

// The recording cannot go on; said unless it goes into a pipe whose reader has gone away, which
// ends the program as it ends others.
void Run::fail(const Error& error) {
  pollfd pipe{STDOUT_FILENO, POLLOUT, 0};
  reader_gone_ = options_.output == "-" && ::poll(&pipe, 1, 0) == 1 && pipe.revents & POLLERR;
  if (!reader_gone_ && !failed_) log_error(error);
  failed_ = true;
}

// The start of the time that -M counts.
void Run::begin_clock() { first_ts_ns_ = session_->is_live() ? session_->live_now_ns() : 0; }

// Nothing new on the live machine: what is held back goes out, and the clock may say that it is
// enough. False when reading is to end.
bool Run::idle() {
  if (prints_ && !output_->flush()) return false;
  if (recording_) {
    if (Result<void> done = recording_->flush(); !done) {
      fail(done.error());
      return false;
    }
  }
  const uint64_t now_ns = session_->live_now_ns();
  if (options_.duration_limit_ns) {
    const uint64_t end_ns = first_ts_ns_ + options_.duration_limit_ns;
    const uint64_t left_ms = end_ns > now_ns ? (end_ns - now_ns) / 1'000'000 + 1 : 1;
    session_->set_live_idle_timeout(static_cast<int>(std::min<uint64_t>(left_ms, kIdleTimeoutMs)));
  }
  return !past_duration(now_ns);
}

bool Run::past_duration(uint64_t ts_ns) {
  if (!first_ts_ns_) first_ts_ns_ = ts_ns;
  return options_.duration_limit_ns && ts_ns >= first_ts_ns_ &&
         ts_ns - first_ts_ns_ >= options_.duration_limit_ns;
}

bool Run::print(const Moment& moment) {
  if (strace_) return !strace_->append_line(output_->buffer(), moment) || output_->end_line();
  const bool shown = options_.json ? format_->append_json(output_->buffer(), moment)
                                   : format_->append_line(output_->buffer(), moment);
  return !shown || output_->end_line();
}

bool Run::record(const Moment& moment, bool matched) {
  // Where something is missing has to be said in a file of chosen events, too.
  if (static_cast<EventId>(moment.event->id) == EventId::SONDE_GAP) matched = true;
  bool wanted = matched || moment.event->state_only();
  if (!wanted && options_.fat) {
    wanted = (moment.row().flags & kModifiesState) || (moment.row().category & kInternal);
  }
  Result<void> done = wanted ? recording_->add(moment, !matched) : recording_->pass_over(moment);
  if (done) return true;
  fail(done.error());
  return false;
}

// False when reading is to end.
bool Run::take_event(const Moment& moment) {
  const RawEvent& event = *moment.event;
  if (marks_loss(event)) [[unlikely]] {
    ++loss_marks_;
    lost_events_ += lost_in_gap(event);
  }
  if (before_program_) [[unlikely]] {
    // How it waited to be released is nobody's business.
    before_program_ = moment.row().effect.effect != Effect::EXECS;
    if (before_program_) return true;
  }
  // What is never shown is not asked for either: it neither counts for -n nor moves delta times.
  // But a loss is never silent.
  const bool hidden = (moment.row().category & kInternal) && !options_.internal_events &&
                      event.id != static_cast<uint16_t>(EventId::SONDE_GAP);
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
  if (options_.call_summary) calls_.count(moment);
  return !prints_ || print(moment);
}

// Events of the live machine into the only file, unseen, until something else than an event comes
// or somebody may want something (kEvent: nothing is wrong). A failure has been told.
Session::Step Run::pass_on(Writer& file) {
  const uint64_t end_ns =
      options_.duration_limit_ns ? first_ts_ns_ + options_.duration_limit_ns : UINT64_MAX;
  const uint64_t most = options_.event_limit ? options_.event_limit : UINT64_MAX;
  while (true) {
    const Session::Step step = session_->next();
    if (step != Session::Step::kEvent) return step;
    const RawEvent& event = session_->event();
    if (event.ts_ns >= end_ns) return session_->skip_input();
    if (options_.summary) summary_.count(event);
    if (!file.write_live(event)) [[unlikely]] {
      if (Result<void> outcome = recording_->flush(); !outcome) fail(outcome.error());
      return Session::Step::kEnd;
    }
    if (++matched_ >= most) return session_->skip_input();
    if (matched_ % kEventsBetweenLooks == 0) return Session::Step::kEvent;
  }
}

void Run::read_all() {
  using Step = Session::Step;
  Step step = Step::kEvent;
  begin_clock();
  if (command_) command_->release();
  const bool live = session_->is_live();
  Writer* const file = recording_ && !needs_state() ? recording_->live_file() : nullptr;
  while (!stopped()) {
    const bool enough = options_.event_limit && matched_in_input_ >= options_.event_limit;
    step = enough ? session_->skip_input() : file ? pass_on(*file) : session_->next();
    if (step == Step::kEvent) [[likely]] {
      if (past_duration(session_->event().ts_ns)) {
        step = session_->skip_input();
      } else {
        if (!file && !take_event(session_->moment())) return;
        if (progress_.due()) progress_.show(session_->progress(), session_->events());
        if (flight_) {
          if (Result<void> done = flight_->tend(); !done) fail(done.error());
        } else if (live && take_report_request()) {
          report_counters(session_->live_counters());
        }
        continue;
      }
    }
    if (step == Step::kEnd) return;
    if (step == Step::kFailed) {
      log_error(session_->error());
      failed_ = true;
      return;
    }
    if (step == Step::kIdle) {
      if (take_report_request()) report_counters(session_->live_counters());
      if (!idle()) return;
      if (command_is_over()) drain();
      continue;
    }
    if (recording_) {
      if (Result<void> done = recording_->restart(session_->upcoming_ts_ns()); !done) {
        fail(done.error());
        return;
      }
    }
    if (step == Step::kNextInput) {
      matched_in_input_ = 0;
      begin_clock();
    }
  }
}

// True when a signal says so. What the live machine has recorded up to then still belongs to the
// output; for a person who watches at a terminal, it is over at once.
bool Run::stopped() {
  if (!stop_.load(std::memory_order_relaxed)) [[likely]]
    return false;
  if (!session_->is_live() || (prints_ && lines_on_terminal(options_))) return true;
  drain();
  return false;
}

// What the live machine has recorded up to now is still taken, and nothing after it.
void Run::drain() {
  if (!draining_) session_->stop_live();
  draining_ = true;
}

// True when the program that was run has ended, and all that it started.
bool Run::command_is_over() {
  if (!command_ || !command_->ended()) return false;
  // Where events were lost, the end of a thread may be among them: then the kernel is asked.
  const bool sure = session_->live_counters().lost_in_all() == 0;
  bool any = false;
  session_->state().threads().for_each([&](const Thread& thread) {
    const int64_t tid = thread.info->tid;
    const bool has_ended = thread.dying || &thread == session_->state().ending_thread();
    if (has_ended || !thread.info->valid || outsiders_.contains(tid)) return;
    any |= sure || kill(static_cast<pid_t>(tid), 0) == 0;
  });
  return !any;
}

int Run::go() {
  if (flight_)
    fly();
  else
    read_all();
  progress_.clear();
  return finish();
}

void Run::print_tables() {
  std::string table;
  if (options_.call_summary) calls_.append_table(table);
  if (options_.summary) summary_.append_table(table);
  // With -w -, standard output is the capture itself.
  if (options_.output != "-") {
    output_->buffer() += table;
  } else if (::write(STDERR_FILENO, table.data(), table.size()) < 0) {
    failed_ = true;
  }
}

// True when events were lost.
bool Run::report_live() {
  if (!flight_) session_->stop_live();
  const Counters counters = flight_ ? flight_->counters() : session_->live_counters();
  const bool lost =
      report_live_losses(counters, flight_ ? flight_->ring_bytes() : session_->live_ring_bytes());
  if (!options_.verbose) return lost;
  report_counters(counters);
  if (!flight_) {
    report_live_counts({session_->live_snapshot_events(), session_->live_unread_events()});
  }
  return lost;
}

int Run::finish() {
  if (options_.summary || options_.call_summary) print_tables();
  if (format_ && format_->has_terminal_codes() && lines_on_terminal(options_)) {
    output_->buffer() += "\x1b[0m";
  }
  output_->flush();
  if (recording_) {
    if (Result<void> closed = recording_->close(); !closed && !failed_) fail(closed.error());
  }
  if (output_->state() == LineOutput::State::kFailed) {
    const std::string where = !options_.lines_to.empty() ? options_.lines_to
                              : options_.runs            ? "standard error"
                                                         : "standard output";
    log_info("cannot write to " + where + ": " + std::strerror(output_->error_number()));
    failed_ = true;
  }
  const bool live = flight_ || session_->is_live();
  const bool damaged = !live && report_damage(session_->reports());
  const bool lost = live ? report_live() : loss_marks_ != 0;
  if (!live) report_losses(loss_marks_, lost_events_);
  if (options_.verbose && session_) {
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin_;
    report_statistics(
        {session_->events(), matched_, session_->suppressed(), loss_marks_, elapsed.count()});
    if (recording_) report_file(options_.output, recording_->shown_events());
  }
  if (output_->state() == LineOutput::State::kReaderGone || reader_gone_) die_of_closed_pipe();
  if (failed_) return kExitFailed;
  if (command_ && command_->ended() && !(lost && options_.fail_on_loss)) command_->end_alike();
  if (damaged) return kExitDamaged;
  return lost && options_.fail_on_loss ? kExitLoss : kExitOk;
}

}  // namespace sonde
