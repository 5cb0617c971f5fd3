// Output: bytes on their way into a capture file, buffered, compressed when asked to.
// Blocks are put together in the buffer itself; whole buffers are compressed and written.
// The first failure stays: everything after it is dropped, and close() returns it.
// Used by: writer.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "capfile/input.h"

namespace sonde {

class Compressor;  // output.cpp

class Output {
 public:
  static constexpr size_t kBufferBytes = size_t{256} << 10;
  // This many bytes may be written behind what was reserved; they do not count.
  static constexpr size_t kSlackBytes = 16;

  // A path, which is created for its owner only or emptied, or "-" for standard output.
  // `level` is the compressor's own scale; 0 takes its default.
  static Result<std::unique_ptr<Output>> open(const std::string& path, Compression compression,
                                              int level);
  ~Output();

  // Room for `bytes` bytes to be filled at once; what is filled counts as written.
  uint8_t* reserve(size_t bytes) {
    if (bytes > capacity_ - used_) make_room(bytes);
    uint8_t* at = buffer_.get() + used_;
    used_ += bytes;
    written_ += bytes;
    return at;
  }
  void write(std::string_view bytes);

  // Before compression.
  uint64_t bytes_written() const { return written_; }
  // What the file takes on disk so far; what waits in the buffer is counted when it is not to be
  // compressed.
  uint64_t bytes_on_disk() const;
  bool failed() const { return failed_; }
  const Error& error() const { return error_; }

  Result<void> flush();
  // Ends the compressed stream and closes the file. Further calls do nothing.
  Result<void> close();

 private:
  Output(int descriptor, std::string path, std::unique_ptr<Compressor> compressor);
  void make_room(size_t bytes);
  void hand_over();
  void put(const uint8_t* bytes, size_t count);
  Result<void> outcome() const;

  int descriptor_;
  std::string path_;
  std::unique_ptr<Compressor> compressor_;  // null: plain
  std::unique_ptr<uint8_t[]> buffer_;
  size_t capacity_ = kBufferBytes;
  size_t used_ = 0;
  uint64_t written_ = 0;
  uint64_t on_disk_ = 0;
  bool failed_ = false;
  bool closed_ = false;
  Error error_;
};

}  // namespace sonde
