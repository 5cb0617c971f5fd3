// ChiselSet: the chisels of one run: begins them, hands events to them, calls their intervals at
// the right times, ends them. An error in one ends that one only; the caller asks alive() whether
// the run still has a purpose. Called by cli/chisel_run.cpp. Next: chisel.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "script/chisel.h"

namespace sonde {

// `-c NAME ARGUMENTS`: a chisel that was loaded, and the values of its arguments.
struct ChiselRequest {
  std::shared_ptr<Chisel> chisel;
  std::vector<std::string> values;
};

// The one word that follows a chisel on the command line, cut at blanks; quotes ('...', `...`) keep
// blanks together. An error when they are too few or too many.
Result<std::vector<std::string>> split_chisel_values(const ChiselInfo& info, std::string_view word);

class ChiselSet {
 public:
  // `host` must outlive the set.
  ChiselSet(ChiselHost& host, std::vector<ChiselRequest> requests);

  // on_set_arg() and on_init() of all; a chisel that another takes the place of is replaced.
  Result<void> begin();
  Result<void> capture_start();
  // An event; `matched`: it passes the filter of the command line. Intervals see all events.
  void event(const Moment& moment, bool matched) {
    if (moment.event->ts_ns >= next_interval_ns_) [[unlikely]]
      run_intervals(moment, moment.event->ts_ns);
    if (!first_ts_ns_) [[unlikely]]
      begin_intervals(moment.event->ts_ns);
    last_ts_ns_ = moment.event->ts_ns;
    if (!matched) return;
    for (Entry& entry : entries_) {
      if (!entry.failed && !entry.chisel->event(moment)) [[unlikely]]
        drop(entry);
    }
  }
  // The clock of a live machine on which nothing happens.
  void clock(uint64_t now_ns);
  // `last`: the last moment, when it is still valid.
  void capture_end(const Moment* last);

  // False: clock() need not be called.
  bool wants_clock() const;
  bool alive() const { return alive_ != 0; }
  // An error, or os.exit() with another status than 0.
  bool failed() const { return failed_; }
  int exit_status() const { return exit_status_; }  // of os.exit(); -1 = it was not called

 private:
  struct Entry {
    std::shared_ptr<Chisel> chisel;
    std::vector<std::string> values;
    uint64_t next_ns = UINT64_MAX;  // of its interval
    uint64_t last_ns = 0;
    uint64_t interval_ns = 0;
    bool failed = false;
  };

  Result<void> begin(Entry& entry);
  Result<void> exec(Entry& entry);
  void begin_intervals(uint64_t ts_ns);
  void set_interval(Entry& entry, uint64_t ts_ns);
  void run_intervals(const Moment& moment, uint64_t ts_ns);
  void find_next_interval();
  void drop(Entry& entry);

  ChiselHost& host_;
  std::vector<Entry> entries_;
  size_t alive_ = 0;
  bool failed_ = false;
  int exit_status_ = -1;
  uint64_t next_interval_ns_ = UINT64_MAX;
  uint64_t first_ts_ns_ = 0, last_ts_ns_ = 0;
};

}  // namespace sonde
