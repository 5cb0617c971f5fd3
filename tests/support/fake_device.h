// FakeDevice: a RecordDevice in memory, for tests of the live engine: rings whose data area is
// mapped twice, and a pen that writes records into them as the kernel would.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/record_device.h"
#include "event_builder.h"

namespace sonde::test {

class FakeDevice : public RecordDevice {
 public:
  FakeDevice(size_t rings, uint64_t ring_bytes);
  ~FakeDevice() override;

  // Writes a whole record and publishes it.
  void put(size_t ring, uint64_t clock, uint16_t event, uint32_t tid,
           const std::vector<std::string>& params, uint32_t flags = 0);
  void put_skip(size_t ring, uint16_t units);
  sonde_ring_page& page(size_t ring) { return *rings_memory_[ring]->page; }
  sonde_reader_page& reader(size_t ring) { return *rings_memory_[ring]->reader; }
  sonde_clock_page& clock() { return clock_; }

  std::span<const MappedRing> rings() const override { return rings_; }
  const sonde_clock_page& clock_page() const override { return clock_; }
  Result<uint64_t> now() override { return now_clock; }
  void wait(Until until, int milliseconds) override {
    waits.push_back(until == Until::kFirst ? milliseconds : -milliseconds);
    if (on_wait) on_wait();
  }
  void stop() override { stopped = true; }

  uint64_t now_clock = UINT64_MAX / 2;
  bool stopped = false;
  std::vector<int> waits;  // milliseconds; negative: until the watermark
  void (*on_wait)() = nullptr;

 private:
  struct Ring {
    uint8_t* data = nullptr;
    uint64_t bytes = 0;
    std::unique_ptr<sonde_ring_page> page;
    std::unique_ptr<sonde_reader_page> reader;
  };
  uint8_t* place(size_t ring, uint64_t bytes);

  std::vector<std::unique_ptr<Ring>> rings_memory_;
  std::vector<MappedRing> rings_;
  sonde_clock_page clock_{};
};

}  // namespace sonde::test
