// ReadAhead: decompresses in a thread of its own while events are decoded in the caller's.
// It sits between a decompressor and the CaptureInput, and only for files: a read() that waits for
// a pipe could not be ended when the CaptureInput goes away. Used by: decompress.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "capfile/decompress.h"

namespace sonde {

class ReadAhead : public ByteSource {
 public:
  explicit ReadAhead(std::unique_ptr<ByteSource> source);
  ~ReadAhead() override;
  size_t read(uint8_t* to, size_t room) override;

 private:
  // What a small capture fits into is read directly; the thread starts after that.
  static constexpr size_t kDirectBytes = size_t{4} << 20;
  static constexpr size_t kChunkBytes = size_t{1} << 20;
  static constexpr size_t kChunks = 3;

  struct Chunk {
    std::unique_ptr<uint8_t[]> bytes;
    size_t size = 0;              // 0: the end
    uint64_t consumed_bytes = 0;  // of the file, after this chunk
  };

  void run();
  size_t take_directly(uint8_t* to, size_t room);
  void adopt_end();

  std::unique_ptr<ByteSource> source_;  // the thread's alone while it runs
  size_t direct_ = 0;
  std::thread thread_;

  std::mutex mutex_;  // protects filled_, released_ and stop_
  std::condition_variable changed_;
  uint64_t filled_ = 0;    // chunks that the thread has handed over, ever
  uint64_t released_ = 0;  // chunks that the caller is done with, ever
  bool stop_ = false;
  Chunk chunks_[kChunks];  // number n is in place n % kChunks

  size_t used_ = 0;  // of the chunk at released_; the caller's alone
  bool ended_ = false;
};

}  // namespace sonde
