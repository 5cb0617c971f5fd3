// The end of a run: tables, what is said about losses and damage, and the exit code. See run.h.
// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <cstring>

#include "base/log.h"
#include "cli/line_style.h"
#include "cli/report.h"
#include "cli/run.h"
#include "cli/stop_signals.h"
#include "command/exit_codes.h"

namespace sonde {

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
  LiveInput* const live = flight_ ? nullptr : session_->live();
  if (live) live->stop();
  const Counters counters = live ? live->counters() : flight_->counters();
  const uint64_t ring_bytes = live ? live->ring_bytes() : flight_->ring_bytes();
  const bool lost = report_live_losses(
      counters, loss_hint(ring_bytes, !options_.output.empty(), filter_.has_value()));
  if (!options_.verbose) return lost;
  report_counters(counters);
  if (live) report_live_counts({live->snapshot_events(), live->unread_events()});
  return lost;
}

int Run::finish() {
  if (statistics_ && !failed_) print_statistics(statistics_end_ns_);
  if (chisels_) {
    chisels_->set().capture_end(chisels_end_ ? &session_->moment() : nullptr);
    failed_ |= chisels_->set().failed();
  }
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
  const bool live = flight_ || session_->live();
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
  if (chisels_ && chisels_->set().exit_status() > 0) return chisels_->set().exit_status();
  if (command_ && command_->ended() && !(lost && options_.fail_on_loss)) command_->end_alike();
  if (damaged) return kExitDamaged;
  return lost && options_.fail_on_loss ? kExitLoss : kExitOk;
}

}  // namespace sonde
