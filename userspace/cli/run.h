// Run: the normal case of the command: read the inputs or the live machine, filter, and print or
// record what passes.
// Called by main.cpp with options that were parsed. run_setup.cpp is what comes before the loop
// over events, run.cpp that loop, run_end.cpp the end, flight_run.cpp the same for a flight
// recorder. Next: session/session.h (where the events come from), report.h (what is said at the
// end).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <optional>

#include "base/seeded_hash.h"
#include "cli/chisel_run.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "cli/traced_program.h"
#include "filter/filter.h"
#include "print/call_summary.h"
#include "print/line_format.h"
#include "print/line_output.h"
#include "print/statistics.h"
#include "print/strace_style.h"
#include "print/summary.h"
#include "session/flight_recorder.h"
#include "session/recording.h"
#include "session/session.h"

namespace sonde {

class Run {
 public:
  Run(const Options& options, const std::atomic<bool>& stop);

  // Opens everything. Errors are what the user must know before anything has happened.
  Result<void> prepare();
  // prepare() failed because there is no such program as `sonde run` was to run.
  bool command_failed() const { return command_failed_; }
  // Reads to the end. Returns the exit code; everything that is to be said has been said.
  int go();
  // After go(): command lines that chisels want to be run now.
  std::vector<std::vector<std::string>> later_runs() const {
    return chisels_ ? chisels_->later_runs() : std::vector<std::vector<std::string>>();
  }

 private:
  Result<void> open_lines();
  SessionOptions session_options() const;
  bool writes_gzip() const;
  Result<void> begin_recording(const std::string& path);
  Result<void> prepare_flight();
  void write_flight(const std::string& path);
  void fly();
  bool needs_moments() const;
  bool splits() const;
  LiveRequest live_request() const;
  Result<void> start_command();
  Result<void> begin_chisels();
  Result<void> start_chisels();
  bool tell_chisels(const Moment& moment, bool matched);
  void end_intervals(uint64_t ts_ns);
  void print_statistics(uint64_t ts_ns);
  bool command_is_over();
  void note_loss(const RawEvent& event);
  bool take_event(const Moment& moment);
  Session::Step pass_on();
  bool print(const Moment& moment);
  bool record_containers(uint64_t ts_ns);
  bool record(const Moment& moment, bool matched);
  bool past_duration(uint64_t ts_ns);
  void fail(const Error& error);
  void begin_clock();
  bool idle();
  bool stopped();
  void drain();
  void read_all();
  Result<void> check_not_an_input(const std::string& path, const char* option) const;
  Result<void> check_output() const;
  Result<void> compile_filter();
  Result<void> prepare_lines();
  void print_tables();
  bool report_live();
  int finish();

  const Options& options_;
  const std::atomic<bool>& stop_;
  std::unique_ptr<Session> session_;
  std::optional<Filter> filter_;
  std::optional<LineFormat> format_;
  std::optional<StraceStyle> strace_;
  std::unique_ptr<FlightRecorder> flight_;
  std::unique_ptr<Recording> recording_;
  std::unique_ptr<TracedProgram> command_;  // of `sonde run`
  HashSet<int64_t> outsiders_;              // threads in the snapshot that are not its own
  bool command_failed_ = false;
  bool before_program_ = false;  // the process that will become the program has not yet
  std::optional<LineOutput> output_;
  std::unique_ptr<ChiselRun> chisels_;
  std::optional<Statistics> statistics_;  // --stat
  uint64_t statistics_end_ns_ = 0;        // of the interval; 0 = none has begun
  Summary summary_;
  CallSummary calls_;
  Progress progress_;
  bool prints_ = false;
  bool draining_ = false;     // stopped, but what was recorded before is still to be taken
  bool reader_gone_ = false;  // of the recording
  bool chisels_end_ = false;  // a chisel ended the capture; its last moment is still valid
  bool failed_ = false;       // something went wrong that has been told already
  uint64_t matched_ = 0;
  uint64_t matched_in_input_ = 0;
  uint64_t loss_marks_ = 0;   // places where the input says that events are missing
  uint64_t lost_events_ = 0;  // how many, as far as it says
  uint64_t first_ts_ns_ = 0;  // of the current input; 0 = no event yet
  std::chrono::steady_clock::time_point begin_;
};

}  // namespace sonde
