// What is said on standard error when a run ends: damage, losses, statistics.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
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

// True when some input was damaged; each damage has been told with its place then. Of a heavily
// damaged input only the first few places are listed.
bool report_damage(const std::vector<InputReport>& inputs);
void report_losses(uint64_t loss_marks);
void report_statistics(const RunCounts& counts);
// The error and its hint, as everything that stops a run is told.
void say_error(const Error& error);

}  // namespace sonde
