// StraceStyle: completed calls, signals and ends of processes as lines in the form that strace has
// given them for thirty years: openat(AT_FDCWD, "/etc/passwd", O_RDONLY|O_CLOEXEC) = 3.
// Arguments stand in the order of the call's C prototype. What a record does not hold is written
// as three dots; nothing is made up. Called by cli/run.cpp for --style strace.
// Next: strace_rows.h (which argument is where), strace_values.h (how it looks).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "schema/layout.h"

namespace sonde {

struct Moment;

enum class StraceTime : uint8_t {
  kNone,
  kClock,     // 17:35:48.519193, local time (-tt)
  kEpoch,     // 1700000000.519193 (-ttt)
  kRelative,  // since the first event of the capture
  kDelta,     // since the line before (-r)
};

struct StraceOptions {
  StraceTime time = StraceTime::kNone;
  bool durations = false;       // <0.000012> at the end (-T)
  uint32_t text_bytes = 32;     // of texts and data, as much is shown (-s)
  uint32_t result_column = 40;  // where "= " stands when the arguments leave room (-a)
};

class StraceStyle {
 public:
  explicit StraceStyle(const StraceOptions& options) : options_(options) {}

  // Appends the line and its end. False when the event is none that strace would show: the
  // beginning of a call, a switch. From the second thread on, lines begin with [pid N].
  bool append_line(std::string& out, const Moment& moment);

 private:
  bool append_event(std::string& out, const Moment& moment, size_t start);
  void append_call(std::string& out, const Call& call, size_t start);
  void append_raw_call(std::string& out, const Call& call);
  void append_lead(std::string& out, const Moment& moment);

  StraceOptions options_;
  uint64_t last_ts_ns_ = 0;  // of the line before
  uint64_t first_tid_ = 0;   // 0 = none yet
  bool several_ = false;     // threads
};

}  // namespace sonde
