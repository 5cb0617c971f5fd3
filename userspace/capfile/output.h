// Output: bytes on their way into a capture file. Blocks are put together in the buffer itself;
// whole buffers go to the file, or to a queue whose thread compresses and writes them.
// The first failure stays: everything after it is dropped, and close() returns it.
// Used by: writer.h. Next: output_file.h, write_queue.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "capfile/output_file.h"
#include "capfile/write_queue.h"

namespace sonde {

class Output {
 public:
  static constexpr size_t kBufferBytes = size_t{256} << 10;
  // This many bytes may be written behind what was reserved; they do not count.
  static constexpr size_t kSlackBytes = OutputBuffer::kSlackBytes;

  // A path, which is created for its owner only or emptied, or "-" for standard output.
  // `queue`: its thread writes; it must outlive the Output. nullptr: the caller's thread does.
  static Result<std::unique_ptr<Output>> open(const std::string& path, const OutputOptions& options,
                                              WriteQueue* queue = nullptr);
  ~Output();

  // Room for `bytes` bytes to be filled at once; what is filled counts as written.
  uint8_t* reserve(size_t bytes) {
    if (bytes > buffer_.capacity - buffer_.used) make_room(bytes);
    uint8_t* at = buffer_.bytes.get() + buffer_.used;
    buffer_.used += bytes;
    written_ += bytes;
    return at;
  }
  void write(std::string_view bytes);
  // The queue's thread puts in here what `fill` writes into the Output that it is given. To be
  // called only where there is a queue. `bytes`: about the memory that `fill` holds.
  void fill_beside(size_t bytes, std::function<void(std::unique_ptr<Output>)> fill);
  bool has_queue() const { return queue_ != nullptr; }

  // Before compression.
  uint64_t bytes_written() const { return written_ + beside_->load(std::memory_order_relaxed); }
  // What the file takes on disk so far, with what is still on its way to it. Of a compressed file
  // in a queue this is an estimate, of one without a queue what waits in the buffer does not count.
  uint64_t bytes_on_disk() const;
  bool failed() const { return queue_ ? queue_->failed() : file_->failed(); }
  // To be asked for after failed() was true.
  Error error() const { return queue_ ? queue_->error() : file_->error(); }

  // Hands on what is buffered, so that a reader of the file can see it (soon, when a queue writes).
  Result<void> flush();
  // Ends the compressed stream and closes the file. Further calls do nothing.
  Result<void> close();
  // The same without waiting for it; a failure is the queue's then.
  void close_beside();

 private:
  Output(std::shared_ptr<OutputFile> file, WriteQueue* queue);
  void make_room(size_t bytes);
  void hand_over();
  Result<void> outcome() const;

  std::shared_ptr<OutputFile> file_;
  WriteQueue* queue_;
  OutputBuffer buffer_;
  uint64_t written_ = 0;
  std::shared_ptr<std::atomic<uint64_t>> beside_;  // written by what fill_beside() was given
  bool is_part_ = false;                           // of a file that another one closes
  bool closed_ = false;
};

}  // namespace sonde
