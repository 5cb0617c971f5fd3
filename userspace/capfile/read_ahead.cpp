// ReadAhead: a ring of chunks between two threads.
// SPDX-License-Identifier: Apache-2.0
#include "capfile/read_ahead.h"

#include <algorithm>
#include <cstring>

namespace sonde {

ReadAhead::ReadAhead(std::unique_ptr<ByteSource> source) : source_(std::move(source)) {
  compression = source_->compression;
  total_bytes = source_->total_bytes;
  adopt_end();
}

ReadAhead::~ReadAhead() {
  if (!thread_.joinable()) return;
  {
    std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void ReadAhead::adopt_end() {
  consumed_bytes = source_->consumed_bytes;
  trouble = source_->trouble;
  error = source_->error;
}

size_t ReadAhead::take_directly(uint8_t* to, size_t room) {
  const size_t got = source_->read(to, room);
  direct_ += got;
  adopt_end();
  return got;
}

void ReadAhead::run() {
  for (uint64_t number = 0;; ++number) {
    Chunk& chunk = chunks_[number % kChunks];
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return stop_ || number - released_ < kChunks; });
      if (stop_) return;
    }
    if (!chunk.bytes) chunk.bytes = std::make_unique_for_overwrite<uint8_t[]>(kChunkBytes);
    chunk.size = 0;
    while (chunk.size < kChunkBytes) {
      const size_t got = source_->read(chunk.bytes.get() + chunk.size, kChunkBytes - chunk.size);
      if (got == 0) break;
      chunk.size += got;
    }
    chunk.consumed_bytes = source_->consumed_bytes;
    const bool last = chunk.size == 0;  // read before the chunk is handed over
    {
      std::lock_guard lock(mutex_);
      filled_ = number + 1;
    }
    changed_.notify_one();
    if (last) return;
  }
}

size_t ReadAhead::read(uint8_t* to, size_t room) {
  if (ended_) return 0;
  if (!thread_.joinable()) {
    if (direct_ < kDirectBytes) return take_directly(to, room);
    thread_ = std::thread([this] { run(); });
  }
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return filled_ > released_; });
  }
  Chunk& chunk = chunks_[released_ % kChunks];
  if (chunk.size == 0) {
    thread_.join();  // what it knows of the end is now ours to read
    adopt_end();
    ended_ = true;
    return 0;
  }
  const size_t count = std::min(room, chunk.size - used_);
  std::memcpy(to, chunk.bytes.get() + used_, count);
  used_ += count;
  if (used_ == chunk.size) {
    used_ = 0;
    consumed_bytes = chunk.consumed_bytes;
    {
      std::lock_guard lock(mutex_);
      ++released_;
    }
    changed_.notify_one();
  }
  return count;
}

}  // namespace sonde
