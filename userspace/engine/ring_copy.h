// RingCopy: what rings that overwrite hold at one moment, taken out while the kernel goes on
// writing, as a device of its own: KmodEngine reads it like any other. Rings fill up at different
// speeds, so one reaches back further than the other; what is kept begins where all of them do, so
// that nothing is missing from there on. Memory order: "Overwriting" in driver/ring.c.
// Used by session/flight_recorder.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "engine/record_device.h"

namespace sonde {

// The clock from which on every ring has everything, as far as can be told while they are written;
// 0 when nothing has been overwritten yet.
uint64_t oldest_clock(const RecordDevice& device);

class RingCopy : public RecordDevice {
 public:
  // `now`: the device's clock, of a moment before which all records have been published.
  RingCopy(const RecordDevice& device, uint64_t now);

  // From this clock on every ring has everything.
  uint64_t oldest() const { return oldest_; }
  // Keeps the records from `first`, which is not 0, to the moment of the copy. To be called once.
  void keep_from(uint64_t first);
  // Records that the kernel has written and that are not kept because they are too old.
  uint64_t older() const { return older_; }
  // How long before the moment of the copy `first` was, in units of the clock.
  uint64_t span() const { return now_ - first_; }

  std::span<const MappedRing> rings() const override { return rings_; }
  const sonde_clock_page& clock_page() const override { return clock_; }
  Result<uint64_t> now() override { return uint64_t{now_}; }
  void wait(Until, int) override {}
  void stop() override {}

 private:
  struct Ring {
    std::vector<uint8_t> bytes;
    uint64_t start = 0, end = 0;  // of what is kept, in `bytes`
    sonde_ring_page page{};
    sonde_reader_page reader{};
  };
  void copy(const MappedRing& from);

  std::vector<std::unique_ptr<Ring>> copies_;
  std::vector<MappedRing> rings_;  // filled by keep_from()
  std::vector<uint16_t> cpus_;
  sonde_clock_page clock_{};
  uint64_t now_, first_ = 0, oldest_ = 0, older_ = 0;
};

}  // namespace sonde
