// See line_style.h.
// SPDX-License-Identifier: Apache-2.0
#include "cli/line_style.h"

#include <unistd.h>

#include <cstdlib>
#include <cstring>

#include "print/line_format.h"

namespace sonde {
namespace {

bool is_set(const char* variable) {
  const char* value = std::getenv(variable);
  return value && *value;
}

}  // namespace

bool wants_color(const Options& options) {
  if (options.color != ColorChoice::kAuto) return options.color == ColorChoice::kAlways;
  if (is_set("NO_COLOR")) return false;
  if (is_set("CLICOLOR_FORCE")) return true;
  const char* term = std::getenv("TERM");
  return lines_on_terminal(options) && !(term && std::strcmp(term, "dumb") == 0);
}

bool lines_on_terminal(const Options& options) {
  return options.lines_to.empty() && isatty(options.runs ? STDERR_FILENO : STDOUT_FILENO);
}

std::string format_text(const Options& options) {
  if (!options.format.empty()) return options.format;
  const bool color = wants_color(options) && !options.json;
  return default_format(options.shape, lines_on_terminal(options), color);
}

StraceOptions strace_options(const Options& options) {
  StraceOptions strace;
  strace.durations = options.latency;
  if (options.snaplen_bytes) strace.text_bytes = static_cast<uint32_t>(options.snaplen_bytes);
  if (options.verbose) strace.text_bytes = UINT32_MAX;
  if (!options.has_time) return strace;
  switch (options.time) {
    case TimeText::kClock:
      strace.time = StraceTime::kClock;
      break;
    case TimeText::kAbsolute:
      strace.time = StraceTime::kEpoch;
      break;
    case TimeText::kRelative:
      strace.time = StraceTime::kRelative;
      break;
    case TimeText::kDelta:
      strace.time = StraceTime::kDelta;
      break;
    case TimeText::kLatency:
      strace.durations = true;
      break;
  }
  return strace;
}

}  // namespace sonde
