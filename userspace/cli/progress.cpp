// The progress line. Written at most ten times a second.
// SPDX-License-Identifier: Apache-2.0
#include "cli/progress.h"

#include <unistd.h>

#include <cstdio>

namespace sonde {

void Progress::show(double fraction, uint64_t events) {
  const Clock::time_point now = Clock::now();
  if (mode_ == Mode::kAuto && now - begin_ < std::chrono::seconds(1)) return;
  if (now - shown_at_ < std::chrono::milliseconds(100)) return;
  shown_at_ = now;
  char line[80];
  int size = fraction < 0 ? std::snprintf(line, sizeof line, "\r%.1f M events ", events / 1e6)
                          : std::snprintf(line, sizeof line, "\r%5.1f %%  %.1f M events ",
                                          fraction * 100, events / 1e6);
  if (::write(STDERR_FILENO, line, static_cast<size_t>(size)) < 0) mode_ = Mode::kOff;
  visible_ = true;
}

void Progress::clear() {
  if (!visible_) return;
  visible_ = false;
  constexpr char kBlank[] = "\r                              \r";
  if (::write(STDERR_FILENO, kBlank, sizeof kBlank - 1) < 0) mode_ = Mode::kOff;
}

}  // namespace sonde
