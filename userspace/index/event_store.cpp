// Reading single events back: see event_store.h.
// SPDX-License-Identifier: Apache-2.0
#include "index/event_store.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "capfile/event_block.h"

namespace sonde {

EventStore::~EventStore() {
  for (const File& file : files_) {
    if (owns_files_) close(file.fd);
  }
}

EventStore::EventStore(const EventStore& other)
    : files_(other.files_), owns_files_(false), failures_(other.failures_) {}

void EventStore::add_file(int fd, std::string path) { files_.push_back({fd, std::move(path)}); }

// The copy of a compressed capture may have been cut short, when its disk was full. Then the
// capture is read from its beginning, or from where it was left; going back a little costs nothing.
size_t EventStore::read_again(uint32_t file, uint64_t offset, uint8_t* to, size_t count) {
  constexpr uint64_t kBack = uint64_t{1} << 20;
  if (files_[file].path.empty()) return 0;
  if (!again_ || again_file_ != file || offset < again_->offset()) {
    auto opened = CaptureInput::open(files_[file].path);
    if (!opened) return 0;
    again_ = opened.take();
    again_file_ = file;
  }
  Bytes window = again_->refill(nullptr, 1);
  while (again_->offset() + window.size() < offset + count && !again_->ended()) {
    const uint64_t from = std::max(again_->offset(), offset > kBack ? offset - kBack : 0);
    const size_t passed = std::min<size_t>(from - again_->offset(), window.size());
    window = again_->refill(window.data() + passed, window.size() - passed + 1);
  }
  const uint64_t begin = again_->offset();
  if (offset < begin || offset >= begin + window.size()) return 0;
  const size_t got = std::min<size_t>(count, begin + window.size() - offset);
  std::memcpy(to, window.data() + (offset - begin), got);
  return got;
}

// Reads on from the offset unless the bytes are there. May give less than is wanted, at the end.
Bytes EventStore::within(Window& window, uint32_t file, uint64_t offset, size_t want) {
  window.used = ++clock_;
  const bool inside = window.file == file && offset >= window.offset &&
                      offset + want <= window.offset + window.filled;
  if (!inside) {
    // Who reads on from where the window ended gets more and more; who jumps about, little.
    const uint64_t end = window.offset + window.filled;
    const bool reads_on = window.file == file && offset >= window.offset && offset <= end + kJump;
    window.step = reads_on ? std::min(window.step * 2, kWindowBytes) : kFirstBytes;
    window.bytes.resize(std::max(window.step, want));
    window.file = file;
    window.offset = offset;
    window.filled = 0;
    while (window.filled < window.bytes.size()) {
      const ssize_t got =
          pread(files_[file].fd, window.bytes.data() + window.filled,
                window.bytes.size() - window.filled, static_cast<off_t>(offset + window.filled));
      if (got <= 0) break;
      window.filled += static_cast<size_t>(got);
    }
    if (window.filled < want) {
      window.filled += read_again(file, offset + window.filled, window.bytes.data() + window.filled,
                                  window.bytes.size() - window.filled);
    }
  }
  const size_t at = std::min<size_t>(offset - window.offset, window.filled);
  return {window.bytes.data() + at, std::min(want, window.filled - at)};
}

Bytes EventStore::block_at(uint32_t file, uint64_t offset) {
  if (file >= files_.size()) return {};
  // As a rule it is the next one of those that were read last.
  const Window& last = windows_[windows_[0].used < windows_[1].used];
  const uint64_t from = offset - last.offset;
  if (last.file == file && offset >= last.offset && from + kEventBlockHeadBytes <= last.filled) {
    const uint8_t* at = last.bytes.data() + from;
    const uint32_t length = event_block_bytes({at, kEventBlockHeadBytes});
    if (length && from + length <= last.filled) return {at, length};
  }
  Window* window = nullptr;
  for (Window& one : windows_) {
    const bool inside = one.file == file && offset >= one.offset &&
                        offset + kEventBlockHeadBytes <= one.offset + one.filled;
    if (inside) window = &one;
  }
  if (!window) window = windows_[0].used < windows_[1].used ? &windows_[0] : &windows_[1];
  const uint32_t length = event_block_bytes(within(*window, file, offset, kEventBlockHeadBytes));
  return length ? within(*window, file, offset, length) : Bytes();
}

bool EventStore::read(const Index& index, const Chunk& chunk, uint32_t at, RawEvent& event) {
  const uint64_t offset = chunk.base_offset + chunk.offset[at];
  Bytes block;
  if (index.keeps_events()) {
    const Bytes rest = Bytes(chunk.bytes).subspan(offset);
    block = rest.first(event_block_bytes(rest));
  } else {
    block = block_at(chunk.input, offset);
  }
  event.num = index.number_of(chunk.first_row + at);
  event.offset = offset;
  const bool found = parse_event_block(block, event);
  if (!found) failures_->fetch_add(1, std::memory_order_relaxed);
  return found;
}

}  // namespace sonde
