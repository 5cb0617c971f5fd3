// The closing words of a run.
// SPDX-License-Identifier: Apache-2.0
#include "cli/report.h"

#include <cstdio>

#include "base/log.h"

namespace sonde {
namespace {

constexpr size_t kPlacesListed = 10;

std::string number(uint64_t value) { return std::to_string(value); }

}  // namespace

bool report_damage(const std::vector<InputReport>& inputs) {
  bool any = false;
  for (const InputReport& input : inputs) {
    if (input.damage.empty()) continue;
    any = true;
    const std::string file = input.path == "-" ? "standard input" : input.path;
    for (size_t i = 0; i < input.damage.size() && i < kPlacesListed; ++i) {
      const Damage& damage = input.damage[i];
      warn(file + ": damaged at byte " + number(damage.offset) + ": " + damage.what);
    }
    if (input.damage.size() > kPlacesListed) {
      warn(file + ": " + number(input.damage.size() - kPlacesListed) + " more damaged places");
    }
    warn(file + ": damaged, but " + number(input.events) + " events could be read");
  }
  return any;
}

void report_losses(uint64_t loss_marks) {
  if (!loss_marks) return;
  warn("events are missing: the capture says in " + number(loss_marks) +
       (loss_marks == 1 ? " place" : " places") + " that events were dropped when it was made");
}

void report_statistics(const RunCounts& counts) {
  say("events read: " + number(counts.events));
  say("events that passed the filter: " + number(counts.matched));
  say("events left out by name: " + number(counts.suppressed));
  say("places where events were dropped: " + number(counts.loss_marks));
  char line[80];
  std::snprintf(line, sizeof line, "elapsed: %.3f s, %.0f events/s", counts.seconds,
                counts.seconds > 0 ? static_cast<double>(counts.events) / counts.seconds : 0.0);
  say(line);
}

void say_error(const Error& error) {
  say(error.what);
  if (!error.hint.empty()) say(error.hint);
}

}  // namespace sonde
