// Output: see output.h.
// SPDX-License-Identifier: Apache-2.0
#include "capfile/output.h"

#include <algorithm>
#include <cstring>

namespace sonde {

Output::Output(std::shared_ptr<OutputFile> file, WriteQueue* queue)
    : file_(std::move(file)),
      queue_(queue),
      buffer_(queue ? queue->take_buffer(kBufferBytes) : OutputBuffer(kBufferBytes)),
      beside_(std::make_shared<std::atomic<uint64_t>>(0)) {}

Output::~Output() {
  if (is_part_) {
    hand_over();
    beside_->fetch_add(written_, std::memory_order_relaxed);
    return;
  }
  // A caller that needs the outcome has called close(); here no caller is left to get it.
  Result<void> ignored = close();
  static_cast<void>(ignored);
}

Result<std::unique_ptr<Output>> Output::open(const std::string& path, const OutputOptions& options,
                                             WriteQueue* queue) {
  auto file = OutputFile::open(path, options);
  if (!file) return file.error();
  return std::unique_ptr<Output>(new Output(file.take(), queue));
}

void Output::make_room(size_t bytes) {
  hand_over();
  if (bytes > buffer_.capacity) buffer_ = OutputBuffer(bytes);
}

void Output::write(std::string_view bytes) {
  std::memcpy(reserve(bytes.size()), bytes.data(), bytes.size());
}

void Output::hand_over() {
  if (buffer_.used == 0) return;
  if (!queue_) {
    file_->put(buffer_.bytes.get(), buffer_.used);
    buffer_.used = 0;
    return;
  }
  queue_->push(file_, std::move(buffer_));
  buffer_ = queue_->take_buffer(kBufferBytes);
}

void Output::fill_beside(size_t bytes, std::function<void(std::unique_ptr<Output>)> fill) {
  hand_over();
  queue_->run(file_, bytes, [fill = std::move(fill), file = file_, beside = beside_](OutputFile&) {
    std::unique_ptr<Output> direct(new Output(file, nullptr));
    direct->is_part_ = true;
    direct->beside_ = beside;
    fill(std::move(direct));
  });
}

uint64_t Output::bytes_on_disk() const {
  const uint64_t on_disk = file_->bytes_on_disk();
  if (!file_->is_compressed()) return queue_ ? bytes_written() : on_disk + buffer_.used;
  if (!queue_) return on_disk;
  // What waits will shrink as what was written did; the compressor still holds some of that.
  constexpr uint64_t kHeldByCompressor = uint64_t{2} << 20;
  const uint64_t put = file_->bytes_put();
  const uint64_t written = bytes_written();
  const uint64_t gone = put > kHeldByCompressor ? put - kHeldByCompressor : 0;
  const double ratio = gone > kHeldByCompressor
                           ? static_cast<double>(on_disk) / static_cast<double>(gone)
                           : queue_->last_ratio();
  const double waiting = static_cast<double>(written > gone ? written - gone : 0);
  return std::max(on_disk, on_disk + static_cast<uint64_t>(waiting * std::min(ratio, 1.0)));
}

Result<void> Output::outcome() const {
  if (failed()) return error();
  return {};
}

Result<void> Output::flush() {
  hand_over();
  if (queue_)
    queue_->flush(file_);
  else
    file_->flush();
  return outcome();
}

void Output::close_beside() {
  if (closed_) return;
  closed_ = true;
  hand_over();
  queue_->close(file_);
}

Result<void> Output::close() {
  if (!closed_) {
    closed_ = true;
    hand_over();
    if (queue_)
      queue_->close(file_);
    else
      return file_->close();
  }
  if (queue_) queue_->drain();
  return outcome();
}

}  // namespace sonde
