// WriteQueue: a thread that compresses and writes, so that the thread which empties the kernel's
// rings does not wait for it. Buffers go through it in order, those of several files one after the
// other. It holds so much and no more: when it is full, push() waits, the rings fill meanwhile, and
// the kernel counts what it has no room for. So nothing is lost here, and no loss is silent.
// The more it holds, the less it lets the compressors strive for size.
// Used by: output.h; made by session/recording.cpp. Next: output_file.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "capfile/output_file.h"

namespace sonde {

struct OutputBuffer {
  // This many bytes more than the capacity are there.
  static constexpr size_t kSlackBytes = 16;

  explicit OutputBuffer(size_t room = 0)
      : bytes(room ? std::make_unique_for_overwrite<uint8_t[]>(room + kSlackBytes) : nullptr),
        capacity(room) {}

  std::unique_ptr<uint8_t[]> bytes;
  size_t capacity;
  size_t used = 0;
};

class WriteQueue {
 public:
  static constexpr size_t kMaxBytes = size_t{64} << 20;

  explicit WriteQueue(size_t max_bytes = kMaxBytes);
  // Waits until all that was pushed is done.
  ~WriteQueue();

  // Threads that a compressor may use beside the queue's, of as many CPUs as there are.
  static int free_threads();

  void push(std::shared_ptr<OutputFile> file, OutputBuffer buffer);
  // An empty buffer of at least this capacity; one that was pushed before, if possible.
  OutputBuffer take_buffer(size_t capacity);
  void flush(std::shared_ptr<OutputFile> file);
  void close(std::shared_ptr<OutputFile> file);
  // Anything else that has to be done in the same order. `bytes`: about what the task holds.
  void run(std::shared_ptr<OutputFile> file, size_t bytes, std::function<void(OutputFile&)> task);
  // Waits until all that was pushed is done.
  void drain();

  // About what it holds.
  size_t waiting_bytes() const;
  // What compression made of the last file that was closed, as a part of its size; 0 = none was.
  double last_ratio() const { return last_ratio_.load(std::memory_order_relaxed); }
  // The first failure of any file, if there was one.
  bool failed() const { return failed_.load(std::memory_order_acquire); }
  Error error() const;

 private:
  struct Item {
    std::shared_ptr<OutputFile> file;
    OutputBuffer buffer;
    size_t bytes = 0;                       // that count for the limit
    std::function<void(OutputFile&)> task;  // in place of writing the buffer
  };
  void add(Item item);
  void work();
  void note(const OutputFile& file);

  const size_t max_bytes_;
  mutable std::mutex mutex_;  // guards what is below and is not atomic
  std::condition_variable added_, done_;
  std::deque<Item> items_;
  std::vector<OutputBuffer> spare_;
  size_t waiting_ = 0;  // bytes of the buffers in items_ and of the one in work
  bool busy_ = false;   // an item is in work
  bool ending_ = false;
  Error error_;
  std::atomic<bool> failed_{false};
  std::atomic<double> last_ratio_{0};
  std::thread thread_;
};

}  // namespace sonde
