// Opening, mapping and sleeping; see kmod_device.h.
// SPDX-License-Identifier: Apache-2.0
#include "engine/kmod_device.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "engine/module_status.h"

namespace sonde {
namespace {

constexpr uint64_t kRingBytes = uint64_t{8} << 20;
constexpr uint32_t kSnaplen = 80;

Error failed(std::string what, int error, std::string hint = {}) {
  return {ErrorKind::kSystem, std::move(what) + ": " + std::strerror(error), std::move(hint)};
}

}  // namespace

LiveOptions::LiveOptions() {
  std::memset(&settings, 0, sizeof settings);
  settings.ring_bytes = kRingBytes;
  settings.snaplen = kSnaplen;
}

Result<std::unique_ptr<KmodDevice>> KmodDevice::open(const LiveOptions& options) {
  const int fd = ::open(options.device.c_str(), O_RDWR | O_CLOEXEC);
  if (fd < 0) return explain_unavailable(ModuleRoots::of_this_machine(), errno);
  std::unique_ptr<KmodDevice> device(new KmodDevice(fd));
  if (Result<void> started = device->start(options); !started) return started.error();
  return device;
}

KmodDevice::~KmodDevice() {
  for (const Mapping& mapping : mappings_) ::munmap(mapping.at, mapping.bytes);
  ::close(fd_);
}

Result<void> KmodDevice::start(const LiveOptions& options) {
  sonde_info info;
  if (::ioctl(fd_, SONDE_INFO, &info)) return failed("cannot ask the kernel module", errno);
  if (Result<void> fits = check_version(info.api_version); !fits) return fits;
  sonde_settings settings = options.settings;
  if (!settings.watermark_bytes) {
    settings.watermark_bytes = static_cast<uint32_t>(settings.ring_bytes / 4);
  }
  if (::ioctl(fd_, SONDE_START, &settings)) {
    return explain_unavailable(ModuleRoots::of_this_machine(), errno);
  }
  return map_all(info, settings.ring_bytes);
}

void* KmodDevice::map(uint64_t offset, size_t bytes, bool writable) {
  void* const at = ::mmap(nullptr, bytes, writable ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED,
                          fd_, static_cast<off_t>(offset));
  if (at == MAP_FAILED) return nullptr;
  mappings_.push_back({at, bytes});
  return at;
}

Result<void> KmodDevice::map_all(const sonde_info& info, uint64_t ring_bytes) {
  for (uint32_t cpu = 0; cpu < info.possible_cpus; ++cpu) {
    MappedRing ring;
    ring.cpu = static_cast<uint16_t>(cpu);
    ring.bytes = ring_bytes;
    const auto page = [&](uint64_t what, bool writable) {
      return map(SONDE_MAP_OFFSET(cpu, what), info.page_bytes, writable);
    };
    void* const data = map(SONDE_MAP_OFFSET(cpu, SONDE_MAP_DATA), 2 * ring_bytes, false);
    if (!data && errno == EINVAL) continue;  // numbers of CPUs may have holes
    ring.data = static_cast<const uint8_t*>(data);
    ring.page = static_cast<const sonde_ring_page*>(page(SONDE_MAP_RING_PAGE, false));
    ring.reader = static_cast<sonde_reader_page*>(page(SONDE_MAP_READER_PAGE, true));
    if (!data || !ring.page || !ring.reader) return failed("cannot map a ring", errno);
    rings_.push_back(ring);
  }
  clock_page_ = static_cast<const sonde_clock_page*>(
      map(SONDE_MAP_OFFSET(0, SONDE_MAP_CLOCK_PAGE), info.page_bytes, false));
  if (rings_.empty() || !clock_page_) return failed("cannot map the rings", errno);
  return {};
}

Result<uint64_t> KmodDevice::now() {
  __u64 now = 0;
  if (::ioctl(fd_, SONDE_NOW, &now)) return failed("cannot ask the kernel module", errno);
  return uint64_t{now};
}

void KmodDevice::wait(Until until, int milliseconds) {
  pollfd query{fd_, static_cast<short>(until == Until::kFirst ? POLLIN : POLLPRI), 0};
  ::poll(&query, 1, milliseconds);
}

void KmodDevice::stop() { ::ioctl(fd_, SONDE_STOP); }

}  // namespace sonde
