// Run: the normal case of the command: read the inputs, filter, and print or record what passes.
// Called by main.cpp with options that were parsed; the loop that all events go through is here.
// Next: session/session.h (where the events come from), report.h (what is said at the end).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <optional>

#include "cli/options.h"
#include "cli/progress.h"
#include "filter/filter.h"
#include "session/line_format.h"
#include "session/line_output.h"
#include "session/recording.h"
#include "session/session.h"
#include "session/summary.h"

namespace sonde {

// The filter of the command line: words and file, both to be met. Empty = none.
Result<std::string> filter_text(const Options& options);
// The format of the command line, or the default one for it.
std::string format_text(const Options& options);

class Run {
 public:
  Run(const Options& options, const std::atomic<bool>& stop);

  // Opens everything. Errors are what the person must be told before anything has happened.
  Result<void> prepare();
  // Reads to the end. Returns the exit code; everything that is to be said has been said.
  int go();

 private:
  bool take_event(const Moment& moment);
  bool print(const Moment& moment);
  bool record(const Moment& moment, bool matched);
  bool past_duration(uint64_t ts_ns);
  void read_all();
  Result<void> check_output() const;
  Result<void> compile_filter();
  int finish();

  const Options& options_;
  const std::atomic<bool>& stop_;
  std::unique_ptr<Session> session_;
  std::optional<Filter> filter_;
  std::optional<LineFormat> format_;
  std::unique_ptr<Recording> recording_;
  LineOutput output_;
  Summary summary_;
  Progress progress_;
  bool prints_ = false;
  bool failed_ = false;  // something went wrong that has been told already
  uint64_t matched_ = 0;
  uint64_t matched_in_input_ = 0;
  uint64_t loss_marks_ = 0;
  uint64_t first_ts_ns_ = 0;  // of the current input; 0 = no event yet
  std::chrono::steady_clock::time_point begin_;
};

}  // namespace sonde
