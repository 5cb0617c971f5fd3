// OutputFile: see output_file.h.
// SPDX-License-Identifier: Apache-2.0
#include "capfile/output_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/clock.h"

namespace sonde {
namespace {

constexpr uint64_t kFlushEveryNs = 1'000'000'000;

// Some file systems know no locks; there it goes on without one. Pipes and devices have several
// writers as a rule.
Result<void> take_over(int descriptor, const std::string& path) {
  struct stat status;
  if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) return {};
  if (flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    return Error{ErrorKind::kSystem, "cannot write " + path + ": another recording is writing it",
                 "give one of the two another name"};
  }
  if (ftruncate(descriptor, 0) != 0) {
    return Error{ErrorKind::kSystem, "cannot write " + path + ": " + std::strerror(errno), ""};
  }
  return {};
}

}  // namespace

OutputFile::OutputFile(int descriptor, std::string path, std::unique_ptr<Compressor> compressor)
    : descriptor_(descriptor), path_(std::move(path)), compressor_(std::move(compressor)) {}

OutputFile::~OutputFile() {
  // A caller that needs the outcome has called close(); here no caller is left to get it.
  Result<void> ignored = close();
  static_cast<void>(ignored);
}

Result<std::shared_ptr<OutputFile>> OutputFile::open(const std::string& path,
                                                     const OutputOptions& options) {
  int descriptor = STDOUT_FILENO;
  if (path != "-") {
    // Emptied when it is known that nobody else is writing it.
    const int exclusive = options.must_not_exist ? O_EXCL : 0;
    descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | exclusive | O_CLOEXEC, 0600);
    if (descriptor < 0) {
      return Error{ErrorKind::kSystem, "cannot write " + path + ": " + std::strerror(errno), ""};
    }
    if (Result<void> ours = take_over(descriptor, path); !ours) {
      ::close(descriptor);
      return ours.error();
    }
  }
  return std::shared_ptr<OutputFile>(
      new OutputFile(descriptor, path == "-" ? "standard output" : path,
                     compressor_of(options.compression, options.level, options.threads)));
}

void OutputFile::fail(const char* what, const char* why) {
  if (failed()) return;
  error_ = {ErrorKind::kSystem, std::string(what) + path_ + (*why ? ": " : "") + why, ""};
  failed_.store(true, std::memory_order_release);
}

void OutputFile::compress(const uint8_t* bytes, size_t count, Compressor::Mode mode) {
  const bool done = compressor_->compress(
      bytes, count, mode, [this](const uint8_t* at, size_t size) { write(at, size); });
  if (!done) fail("cannot compress ", "");
}

void OutputFile::put(const uint8_t* bytes, size_t count) {
  if (failed()) return;  // the file cannot be completed any more
  if (compressor_)
    compress(bytes, count, Compressor::Mode::kMore);
  else
    write(bytes, count);
  put_.store(bytes_put() + count, std::memory_order_relaxed);
}

void OutputFile::flush() {
  if (!compressor_ || failed() || closed_ || flushed_put_ == bytes_put()) return;
  const uint64_t now_ns = steady_ns();
  if (now_ns < flushed_ns_ + kFlushEveryNs) return;
  flushed_ns_ = now_ns;
  flushed_put_ = bytes_put();
  compress(nullptr, 0, Compressor::Mode::kFlush);
}

void OutputFile::hurry(bool hurried) {
  if (compressor_) compressor_->hurry(hurried);
}

void OutputFile::write(const uint8_t* bytes, size_t count) {
  while (count > 0 && !failed()) {
    const ssize_t done = ::write(descriptor_, bytes, count);
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return fail("cannot write ", std::strerror(errno));
    on_disk_.store(bytes_on_disk() + static_cast<uint64_t>(done), std::memory_order_relaxed);
    bytes += done;
    count -= static_cast<size_t>(done);
  }
}

Result<void> OutputFile::close() {
  if (!closed_) {
    closed_ = true;
    if (compressor_ && !failed()) compress(nullptr, 0, Compressor::Mode::kEnd);
    if (descriptor_ != STDOUT_FILENO && ::close(descriptor_) != 0) {
      fail("cannot write ", std::strerror(errno));
    }
  }
  if (failed()) return error_;
  return {};
}

}  // namespace sonde
