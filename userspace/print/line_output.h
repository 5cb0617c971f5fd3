// LineOutput: lines on their way to standard output or another descriptor, in large pieces.
// The caller appends to buffer() and calls end_line(). A reader that has gone away (a closed
// pipe) is no error: the state says so and the front end ends quietly.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace sonde {

class LineOutput {
 public:
  enum class State : uint8_t { kGood, kReaderGone, kFailed };

  // Does not own `fd`. `each_line`: nothing is held back, as a person at a terminal expects.
  LineOutput(int fd, bool each_line);

  std::string& buffer() { return buffer_; }
  // Writes when enough has been collected. False when nothing more can be written.
  bool end_line() { return buffer_.size() < limit_ || flush(); }
  bool flush();

  State state() const { return state_; }
  int error_number() const { return errno_; }  // of kFailed

 private:
  static constexpr size_t kPieceBytes = 128 * 1024;

  std::string buffer_;
  size_t limit_;
  int fd_;
  int errno_ = 0;
  State state_ = State::kGood;
};

}  // namespace sonde
