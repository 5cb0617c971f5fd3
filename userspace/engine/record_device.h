// RecordDevice: the kernel side as the engine sees it: mapped rings, the page of the clock, and a
// way to sleep. KmodDevice is /dev/sonde; tests make their own out of plain memory.
// What lies in the pages: driver/uapi/record.h. Next: ring_cursor.h, kmod_engine.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "base/result.h"
#include "driver/uapi/record.h"

namespace sonde {

// One CPU's ring. `data` is mapped at twice `bytes`, so that no record wraps.
struct MappedRing {
  uint16_t cpu = 0;
  uint64_t bytes = 0;
  const uint8_t* data = nullptr;
  const sonde_ring_page* page = nullptr;
  sonde_reader_page* reader = nullptr;
};

class RecordDevice {
 public:
  virtual ~RecordDevice() = default;
  // The same for as long as the device lives.
  virtual std::span<const MappedRing> rings() const = 0;
  virtual const sonde_clock_page& clock_page() const = 0;
  // The clock of records. What has an earlier one can be read, but for records that are being
  // written at this moment.
  virtual Result<uint64_t> now() = 0;
  // Sleeps until there is a record (`first`), or until a ring holds as much as the watermark; until
  // a signal comes; or so long.
  enum class Until : uint8_t { kFirst, kWatermark };
  virtual void wait(Until until, int milliseconds) = 0;
  // No records come after this; those that are there can still be read.
  virtual void stop() = 0;
};

}  // namespace sonde
