// OutputFile: the file behind an Output: it is created and locked, gets bytes, compressed when
// asked for, and is closed. The first failure stays; what comes after it is dropped.
// One thread at a time calls it; which one may change (write_queue.h). What is atomic may be read
// by any thread meanwhile.
// Used by: output.h, write_queue.h. Next: compressor.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "base/result.h"
#include "capfile/compressor.h"

namespace sonde {

struct OutputOptions {
  Compression compression = Compression::kNone;
  int level = 0;    // of the compressor's own scale; 0 = its default
  int threads = 0;  // for the compressor, beside the one that calls it
  bool must_not_exist = false;
};

class OutputFile {
 public:
  // A path, which is created for its owner only or emptied, or "-" for standard output. Nobody else
  // who opens it so gets it until it is closed.
  static Result<std::shared_ptr<OutputFile>> open(const std::string& path,
                                                  const OutputOptions& options);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  void put(const uint8_t* bytes, size_t count);
  // What was put can be read by others. A compressed file does it at most once a second, because
  // it costs size.
  void flush();
  // Speed counts more than size from now on, or no longer.
  void hurry(bool hurried);
  // Ends the compressed stream and closes the file. Further calls do nothing.
  Result<void> close();

  bool is_compressed() const { return compressor_ != nullptr; }
  bool failed() const { return failed_.load(std::memory_order_acquire); }
  // To be asked for after failed() was true.
  const Error& error() const { return error_; }
  // What was put so far, and what of the file is on disk.
  uint64_t bytes_put() const { return put_.load(std::memory_order_relaxed); }
  uint64_t bytes_on_disk() const { return on_disk_.load(std::memory_order_relaxed); }

 private:
  OutputFile(int descriptor, std::string path, std::unique_ptr<Compressor> compressor);
  void compress(const uint8_t* bytes, size_t count, Compressor::Mode mode);
  void write(const uint8_t* bytes, size_t count);
  void fail(const char* what, const char* why);

  int descriptor_;
  std::string path_;
  std::unique_ptr<Compressor> compressor_;  // null: plain
  std::atomic<uint64_t> put_{0};
  std::atomic<uint64_t> on_disk_{0};
  uint64_t flushed_put_ = 0, flushed_ns_ = 0;  // at the last flush of the compressor
  std::atomic<bool> failed_{false};
  bool closed_ = false;
  Error error_;
};

}  // namespace sonde
