// What is said on standard error when a run ends: damage, losses, statistics.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "session/session.h"

namespace sonde {

struct RunCounts {
  uint64_t events = 0;      // read
  uint64_t matched = 0;     // passed the filter
  uint64_t suppressed = 0;  // left out by -U
  uint64_t loss_marks = 0;  // places where the capture says that events were dropped
  double seconds = 0;       // elapsed
};

// Where the events are that the kernel recorded: recorded = snapshot + unread + RunCounts::events,
// but for gap markers, which are events and are no records.
struct LiveCounts {
  uint64_t snapshot = 0;  // brought the snapshot at start up to date, and are not shown
  uint64_t unread = 0;    // came after the end
};

// True when some input was damaged; each damage has been told with its place then. Of a heavily
// damaged input only the first few places are listed.
bool report_damage(const std::vector<InputReport>& inputs);
// `lost_events`: how many the marks speak of; 0 when they do not say.
void report_losses(uint64_t loss_marks, uint64_t lost_events);
// What helps against rings that get full; empty when nothing is left to try. `ring_bytes`: what
// they are; `records`: -w is in use; `filters`: there is a filter.
std::string loss_hint(uint64_t ring_bytes, bool records, bool filters);
// What was lost on the live machine, by kind and reason, and the hint; true when anything was.
bool report_live_losses(const Counters& counters, const std::string& hint);
// The answer to SIGUSR1 and the statistics of -v: recorded, lost, shed.
void report_counters(const Counters& counters);
void report_live_counts(const LiveCounts& counts);
// What a flight recorder has written, and that older events are gone.
struct FlightCounts {
  uint64_t events = 0;        // that readers of the file show
  uint64_t older = 0;         // recorded events of before the first moment that is in the file
  uint64_t span_ns = 0;       // how long before its end that moment was
  uint64_t lost_changes = 0;  // FlightRecorder::lost_changes()
};
void report_flight(const std::string& file, const FlightCounts& counts);
// How many events readers of the file show; of all its parts when it was split.
void report_file(const std::string& file, uint64_t events);
void report_statistics(const RunCounts& counts);

}  // namespace sonde
