// Progress: one line on standard error that says how far reading is, rewritten in place.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

namespace sonde {

class Progress {
 public:
  // kAuto: only when standard error is a terminal and reading takes longer than a second.
  enum class Mode : uint8_t { kOff, kAuto, kAlways };
  explicit Progress(Mode mode) : mode_(mode), begin_(Clock::now()), shown_at_(begin_) {}
  ~Progress() { clear(); }

  // Cheap; to be called for every event. True from time to time: show() is due then.
  bool due() { return mode_ != Mode::kOff && ++calls_ % kCallsBetweenLooks == 0; }
  // `fraction` is 0.0 to 1.0, or negative when unknown.
  void show(double fraction, uint64_t events);
  // Takes the line away.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr uint32_t kCallsBetweenLooks = 16384;

  Mode mode_;
  uint32_t calls_ = 0;
  bool visible_ = false;
  Clock::time_point begin_, shown_at_;
};

}  // namespace sonde
