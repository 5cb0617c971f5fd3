// KmodDevice: /dev/sonde, opened and mapped. Closing it frees everything in the kernel.
// The contract with the module is driver/uapi/ioctl.h. Used by session/ through KmodEngine.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "driver/uapi/ioctl.h"
#include "engine/record_device.h"

namespace sonde {

// What is to be recorded. Times and sizes as in ioctl.h.
struct LiveOptions {
  std::string device = "/dev/sonde";
  sonde_settings settings;

  // Rings of 8 MiB and 80 bytes of data of a call; what is recorded is for the caller to choose.
  LiveOptions();
};

class KmodDevice : public RecordDevice {
 public:
  // Opens the device, and begins to record. Errors say why it cannot be and what to do about it.
  static Result<std::unique_ptr<KmodDevice>> open(const LiveOptions& options);
  ~KmodDevice() override;
  KmodDevice(const KmodDevice&) = delete;
  KmodDevice& operator=(const KmodDevice&) = delete;

  std::span<const MappedRing> rings() const override { return rings_; }
  const sonde_clock_page& clock_page() const override { return *clock_page_; }
  Result<uint64_t> now() override;
  void wait(Until until, int milliseconds) override;
  void stop() override;

 private:
  explicit KmodDevice(int fd) : fd_(fd) {}
  Result<void> start(const LiveOptions& options);
  Result<void> map_all(const sonde_info& info, uint64_t ring_bytes);
  void* map(uint64_t offset, size_t bytes, bool writable);

  struct Mapping {
    void* at;
    size_t bytes;
  };
  int fd_;
  std::vector<Mapping> mappings_;
  std::vector<MappedRing> rings_;
  const sonde_clock_page* clock_page_ = nullptr;
};

}  // namespace sonde
