// The run of a flight recorder: nothing is read until the end, or until SIGUSR2 asks for a file;
// then what the rings hold goes the way of all events. See run.h and session/flight_recorder.h.
// SPDX-License-Identifier: Apache-2.0
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/log.h"
#include "cli/report.h"
#include "cli/run.h"
#include "cli/stop_signals.h"

namespace sonde {
namespace {

constexpr int kPauseMs = 20;

// At the end it would be too late to learn that the file cannot be written.
Result<void> check_writable(const std::string& path) {
  if (path == "-" || access(path.c_str(), W_OK) == 0) return {};
  const size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  if (errno == ENOENT && access(folder.c_str(), W_OK | X_OK) == 0) return {};
  return Error{ErrorKind::kSystem, "cannot write " + path + ": " + std::strerror(errno), {}};
}

// FILE.1, FILE.2: not one that exists.
std::string next_free_name(const std::string& output, uint64_t& number) {
  std::string name;
  do {
    name = output + "." + std::to_string(++number);
  } while (access(name.c_str(), F_OK) == 0);
  return name;
}

}  // namespace

Result<void> Run::prepare_flight() {
  if (Result<void> good = check_writable(options_.output); !good) return good;
  auto opened = FlightRecorder::open(live_request(), !options_.exclude_users);
  if (!opened) return opened.error();
  flight_ = opened.take();
  for (const std::string& what : flight_->unreadable()) log_warning(what);
  return {};
}

// Errors are told; recording goes on after them.
void Run::write_flight(const std::string& path) {
  const bool failed_before = failed_;
  failed_ = false;
  Result<FlightSpan> taken = flight_->take();
  if (!taken) return fail(taken.error());
  FlightSpan window = taken.take();
  auto opened =
      Session::open_flight(session_options(), std::move(window.device), std::move(window.snapshot));
  if (!opened) return fail(opened.error());
  session_ = opened.take();
  if (Result<void> begun = begin_recording(path); !begun) return fail(begun.error());
  read_all();
  if (Result<void> closed = recording_->close(); !closed) fail(closed.error());
  if (!failed_) {
    report_flight(
        path, {recording_->shown_events(), window.older, window.span_ns, flight_->lost_changes()});
  }
  recording_.reset();
  failed_ |= failed_before;
}

// Waits for the end, and for requests.
void Run::fly() {
  const auto end =
      std::chrono::steady_clock::now() + std::chrono::nanoseconds(options_.duration_limit_ns);
  uint64_t files = 0;
  while (!stop_.load(std::memory_order_relaxed)) {
    if (Result<void> done = flight_->tend(); !done) {
      fail(done.error());
      break;
    }
    if (take_report_request()) report_counters(flight_->counters());
    if (take_file_request()) {
      if (options_.output == "-")
        log_warning("SIGUSR2 writes no file when -w is standard output");
      else
        write_flight(next_free_name(options_.output, files));
    }
    if (options_.duration_limit_ns && std::chrono::steady_clock::now() >= end) break;
    ::poll(nullptr, 0, kPauseMs);
  }
  flight_->stop();
  write_flight(options_.output);
}

}  // namespace sonde
