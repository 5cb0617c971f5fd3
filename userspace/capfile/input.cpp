// CaptureInput: opening and the moving window. The sources themselves are in decompress.cpp.
// SPDX-License-Identifier: Apache-2.0
#include "capfile/input.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "capfile/decompress.h"

namespace sonde {

CaptureInput::CaptureInput(std::unique_ptr<ByteSource> source)
    : source_(std::move(source)), compression_(source_->compression) {}

CaptureInput::~CaptureInput() {
  if (copy_ >= 0) ::close(copy_);
}

Result<std::unique_ptr<CaptureInput>> CaptureInput::open(const std::string& path,
                                                         const std::atomic<bool>* stop, int copy) {
  int descriptor = path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    return Error{ErrorKind::kSystem, "cannot open " + path + ": " + std::strerror(errno), ""};
  }
  struct stat status;
  if (fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode)) {
    ::close(descriptor);
    return Error{ErrorKind::kSystem, "cannot read " + path + ": it is a directory", ""};
  }
  auto raw = source_of_descriptor(descriptor, path == "-" ? "standard input" : path, stop);
  std::unique_ptr<CaptureInput> input(new CaptureInput(decompressed(std::move(raw))));
  input->copy_ = copy;
  input->refill(nullptr, 1);
  if (input->error()) return *input->error();
  return input;
}

std::unique_ptr<CaptureInput> CaptureInput::over(Bytes memory) {
  return std::unique_ptr<CaptureInput>(new CaptureInput(decompressed(source_of_memory(memory))));
}

void CaptureInput::make_room(const uint8_t* keep, size_t want) {
  if (!buffer_) {
    capacity_ = std::max(kWindowBytes, want);
    buffer_ = std::make_unique_for_overwrite<uint8_t[]>(capacity_ + kSlackBytes);
    return;
  }
  size_t start = keep ? static_cast<size_t>(keep - buffer_.get()) : begin_;
  size_t tail = end_ - start;
  offset_ += start - begin_;
  if (want > capacity_) {
    // Growing by half as much again keeps the moves of the tail few.
    size_t capacity = std::max(want + want / 2, capacity_);
    auto larger = std::make_unique_for_overwrite<uint8_t[]>(capacity + kSlackBytes);
    std::memcpy(larger.get(), buffer_.get() + start, tail);
    buffer_ = std::move(larger);
    capacity_ = capacity;
    start = 0;
  } else if (start != 0) {
    std::memmove(buffer_.get(), buffer_.get() + start, tail);
    start = 0;
  }
  begin_ = start;
  end_ = start + tail;
}

void CaptureInput::copy_out(const uint8_t* bytes, size_t count) {
  copied_ += count;
  if (copied_ > kFreeCopyBytes + kMaxCopyRatio * source_->consumed_bytes) {
    ::close(copy_);
    copy_ = -1;
    copy_error_ = EFBIG;
    return;
  }
  while (count > 0) {
    const ssize_t put = ::write(copy_, bytes, count);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) {
      copy_error_ = put < 0 ? errno : EIO;
      ::close(copy_);
      copy_ = -1;
      return;
    }
    bytes += put;
    count -= static_cast<size_t>(put);
  }
}

Bytes CaptureInput::refill(const uint8_t* keep, size_t want) {
  make_room(keep, want);
  // A pipe gives what it has; go on only until the caller's need is met.
  while (!ended_ && end_ - begin_ < want) {
    size_t got = source_->read(buffer_.get() + end_, capacity_ - end_);
    if (got == 0) ended_ = true;
    if (copy_ >= 0) copy_out(buffer_.get() + end_, got);
    end_ += got;
  }
  std::memset(buffer_.get() + end_, 0, kSlackBytes);
  return {buffer_.get() + begin_, end_ - begin_};
}

const std::string& CaptureInput::trouble() const { return source_->trouble; }

const Error* CaptureInput::error() const { return source_->error ? &*source_->error : nullptr; }

uint64_t CaptureInput::known_bytes() const {
  return compression_ == Compression::kNone ? source_->total_bytes : 0;
}

double CaptureInput::progress() const {
  if (source_->total_bytes == 0) return -1;
  double part = static_cast<double>(source_->consumed_bytes) / source_->total_bytes;
  return std::min(part, 1.0);
}

}  // namespace sonde
