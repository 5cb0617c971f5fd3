// Writing the collected lines: short writes, interruptions and descriptors that others have set to
// non-blocking are dealt with here; everything else ends the output.
// SPDX-License-Identifier: Apache-2.0
#include "print/line_output.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>

namespace sonde {

LineOutput::LineOutput(int fd, bool each_line) : limit_(each_line ? 1 : kPieceBytes), fd_(fd) {
  buffer_.reserve(kPieceBytes + 16384);
}

bool LineOutput::flush() {
  size_t done = 0;
  while (state_ == State::kGood && done < buffer_.size()) {
    ssize_t wrote = ::write(fd_, buffer_.data() + done, buffer_.size() - done);
    if (wrote >= 0) {
      done += static_cast<size_t>(wrote);
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      pollfd wait{fd_, POLLOUT, 0};
      ::poll(&wait, 1, -1);
    } else if (errno == EPIPE) {
      state_ = State::kReaderGone;
    } else if (errno != EINTR) {
      errno_ = errno;
      state_ = State::kFailed;
    }
  }
  buffer_.clear();
  return state_ == State::kGood;
}

}  // namespace sonde
