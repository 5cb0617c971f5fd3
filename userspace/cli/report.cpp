// The closing words of a run.
// SPDX-License-Identifier: Apache-2.0
#include "cli/report.h"

#include <algorithm>
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
      log_warning(file + ": damaged at byte " + number(damage.offset) + ": " + damage.what);
    }
    if (input.damage.size() > kPlacesListed) {
      log_warning(file + ": " + number(input.damage.size() - kPlacesListed) +
                  " more damaged places");
    }
    log_warning(file + ": damaged, but " + number(input.events) + " events could be read");
  }
  return any;
}

void report_losses(uint64_t loss_marks, uint64_t lost_events) {
  if (!loss_marks) return;
  const std::string places = number(loss_marks) + (loss_marks == 1 ? " place" : " places");
  log_warning("events are missing: the capture says in " + places + " that " +
              (lost_events
                   ? number(lost_events) + (lost_events == 1 ? " event was" : " events were") +
                         " lost when it was made"
                   : "events were dropped when it was made"));
}

std::string loss_hint(uint64_t ring_bytes, bool records, bool filters) {
  constexpr uint64_t kMiB = 1 << 20, kMaxRing = uint64_t{1} << 30;
  const uint64_t wanted = std::min(4 * ring_bytes, kMaxRing);
  std::string hint;
  if (wanted > ring_bytes) {
    hint = "larger rings may help: --ring-size " +
           (wanted >= kMiB ? number(wanted / kMiB) + "M" : number(wanted >> 10) + "K");
  }
  const char* const other = records   ? (filters ? "" : "a filter")
                            : filters ? "-w instead of printing"
                                      : "a filter, or -w instead of printing";
  if (!*other) return hint;
  return hint + (hint.empty() ? "what may help is " : "; so does ") + other;
}

bool report_live_losses(const Counters& counters, const std::string& hint) {
  const uint64_t lost = counters.lost_in_all();
  if (lost) {
    std::string text = number(lost) + (lost == 1 ? " event was lost:" : " events were lost:");
    const char* separator = " ";
    const auto add = [&](uint64_t count, const char* what) {
      if (!count) return;
      text += separator + number(count) + " " + what;
      separator = ", ";
    };
    add(counters.lost_of(SONDE_CLASS_STATE), "that change what is known of the machine");
    add(counters.lost_of(SONDE_CLASS_OTHER), "other calls");
    add(counters.lost_of(SONDE_CLASS_IO), "reads and writes");
    add(counters.lost_of(SONDE_CLASS_SCHED), "switches and page faults");
    separator = "; ";
    add(counters.lost_because(SONDE_LOST_FULL), "because a ring was full");
    add(counters.lost_because(SONDE_LOST_NESTED), "because interrupts nested too deep");
    add(counters.lost_because(SONDE_LOST_TOO_BIG), "because one call had too many messages");
    log_warning(text);
    if (counters.lost_because(SONDE_LOST_FULL) && !hint.empty()) log_info(hint);
  }
  if (counters.shed) {
    log_warning(number(counters.shed) +
                " events are there without their data, which was left out to save "
                "room in a ring");
  }
  return lost != 0;
}

void report_counters(const Counters& counters) {
  log_info("events recorded: " + number(counters.written));
  if (counters.overwritten) {
    log_info("events overwritten by newer ones: " + number(counters.overwritten));
  }
  log_info("events lost: " + number(counters.lost_in_all()));
  log_info("events without their data, to save room: " + number(counters.shed));
  log_info("events with a value that could not be read: " + number(counters.faults));
}

void report_live_counts(const LiveCounts& counts) {
  log_info("of these, before the snapshot of the machine was complete: " + number(counts.snapshot));
  log_info("of these, after the end: " + number(counts.unread));
}

void report_flight(const std::string& file, const FlightCounts& counts) {
  char seconds[32];
  std::snprintf(seconds, sizeof seconds, "%.3f", static_cast<double>(counts.span_ns) / 1e9);
  log_info((file == "-" ? "standard output" : file) + ": " + number(counts.events) +
           " events of the last " + seconds + " s; " + number(counts.older) +
           " older ones made room for them");
  if (counts.lost_changes) {
    log_warning("names in " + (file == "-" ? "it" : file) + " may be missing or wrong: " +
                number(counts.lost_changes) + " events that tell them were lost");
  }
}

void report_file(const std::string& file, uint64_t events) {
  log_info("events written to " + (file == "-" ? "standard output" : file) + ": " + number(events));
}

void report_statistics(const RunCounts& counts) {
  log_info("events read: " + number(counts.events));
  log_info("events that passed the filter: " + number(counts.matched));
  log_info("events left out by name: " + number(counts.suppressed));
  log_info("places where events were dropped: " + number(counts.loss_marks));
  char line[80];
  std::snprintf(line, sizeof line, "elapsed: %.3f s, %.0f events/s", counts.seconds,
                counts.seconds > 0 ? static_cast<double>(counts.events) / counts.seconds : 0.0);
  log_info(line);
}

}  // namespace sonde
