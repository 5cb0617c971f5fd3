// EventStore: the events themselves, found again by their row: in the capture file, or, live, in
// the index. Used by stage.h only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "capfile/input.h"
#include "index/index.h"

namespace sonde {

class EventStore {
 public:
  // Live: everything is in the index.
  EventStore() = default;
  ~EventStore();
  // Reads the same files, which stay the other's: it must live longer.
  explicit EventStore(const EventStore& other);
  EventStore& operator=(const EventStore&) = delete;

  // The next input's uncompressed bytes; takes the descriptor. `path`: what is read again when the
  // descriptor has less, which takes longer; empty: nothing.
  void add_file(int fd, std::string path = {});
  size_t files() const { return files_.size(); }

  // The event of a row; it points into memory that the next but one call may reuse. False when it
  // cannot be read (any more).
  bool read(const Index& index, const Chunk& chunk, uint32_t at, RawEvent& event);
  // How often it could not be, here and in all that were made of this one.
  uint64_t failures() const { return failures_->load(std::memory_order_relaxed); }

 private:
  struct File {
    int fd;
    std::string path;
  };
  // A piece of a file. Two of them, because a call's beginning and end may be far apart.
  struct Window {
    std::vector<uint8_t> bytes;
    uint32_t file = 0;
    uint64_t offset = 0;
    size_t filled = 0;
    uint64_t used = 0;  // when
    size_t step = 0;    // bytes that were read at once
  };
  static constexpr size_t kWindowBytes = 256 * 1024;
  static constexpr size_t kFirstBytes = 4096;
  static constexpr size_t kJump = 4096;

  Bytes block_at(uint32_t file, uint64_t offset);
  Bytes within(Window& window, uint32_t file, uint64_t offset, size_t want);

  size_t read_again(uint32_t file, uint64_t offset, uint8_t* to, size_t count);

  std::vector<File> files_;
  bool owns_files_ = true;
  std::unique_ptr<CaptureInput> again_;  // of again_file_, read from its beginning
  uint32_t again_file_ = 0;
  std::shared_ptr<std::atomic<uint64_t>> failures_ = std::make_shared<std::atomic<uint64_t>>(0);
  Window windows_[2];
  uint64_t clock_ = 0;
};

}  // namespace sonde
