// Rings in memory; see fake_device.h.
// SPDX-License-Identifier: Apache-2.0
#include "fake_device.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstring>

namespace sonde::test {

FakeDevice::FakeDevice(size_t rings, uint64_t ring_bytes) {
  clock_.mult = 1;
  for (size_t i = 0; i < rings; ++i) {
    auto ring = std::make_unique<Ring>();
    ring->bytes = ring_bytes;
    const int fd = memfd_create("ring", 0);
    SONDE_CHECK(fd >= 0 && ftruncate(fd, static_cast<off_t>(ring_bytes)) == 0);
    void* const room = mmap(nullptr, 2 * ring_bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    SONDE_CHECK(room != MAP_FAILED);
    ring->data = static_cast<uint8_t*>(room);
    for (uint64_t at : {uint64_t{0}, ring_bytes}) {
      SONDE_CHECK(mmap(ring->data + at, ring_bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED,
                       fd, 0) != MAP_FAILED);
    }
    close(fd);
    ring->page = std::make_unique<sonde_ring_page>();
    ring->page->bytes = ring_bytes;
    ring->reader = std::make_unique<sonde_reader_page>();
    rings_.push_back(
        {static_cast<uint16_t>(i), ring_bytes, ring->data, ring->page.get(), ring->reader.get()});
    rings_memory_.push_back(std::move(ring));
  }
}

FakeDevice::~FakeDevice() {
  for (const auto& ring : rings_memory_) munmap(ring->data, 2 * ring->bytes);
}

uint8_t* FakeDevice::place(size_t ring, uint64_t bytes) {
  Ring& to = *rings_memory_[ring];
  SONDE_CHECK(to.page->head + bytes - to.reader->tail <= to.bytes);
  uint8_t* const at = to.data + (to.page->head & (to.bytes - 1));
  std::memset(at, 0, bytes);
  to.page->head += bytes;
  return at;
}

void FakeDevice::put(size_t ring, uint64_t clock, uint16_t event, uint32_t tid,
                     const std::vector<std::string>& params, uint32_t flags) {
  uint64_t bytes = SONDE_RECORD_BYTES + 2 * params.size();
  for (const std::string& param : params) bytes += param.size();
  bytes = (bytes + SONDE_RECORD_UNIT - 1) & ~uint64_t{SONDE_RECORD_UNIT - 1};
  uint8_t* const at = place(ring, bytes);
  sonde_record header{};
  header.units = static_cast<uint16_t>(bytes / SONDE_RECORD_UNIT);
  header.event = event;
  header.thread = tid | static_cast<uint32_t>(params.size()) << 24;
  header.clock_low = static_cast<uint32_t>(clock);
  header.clock_high = static_cast<uint32_t>(clock >> 32);
  header.flags = flags;
  std::memcpy(at, &header, SONDE_RECORD_BYTES);
  uint8_t* length = at + SONDE_RECORD_BYTES;
  uint8_t* value = length + 2 * params.size();
  for (const std::string& param : params) {
    const uint16_t size = static_cast<uint16_t>(param.size());
    std::memcpy(length, &size, sizeof size);
    std::memcpy(value, param.data(), param.size());
    length += sizeof size;
    value += param.size();
  }
  rings_memory_[ring]->page->written++;
}

void FakeDevice::put_skip(size_t ring, uint16_t units) {
  uint8_t* const at = place(ring, uint64_t{units} * SONDE_RECORD_UNIT);
  const uint16_t words[2] = {units, SONDE_RECORD_SKIP};
  std::memcpy(at, words, sizeof words);
}

}  // namespace sonde::test
