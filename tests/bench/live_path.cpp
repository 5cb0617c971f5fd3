// What a live event costs in user space from the ring to the file: rings in memory, filled with the
// records of getppid (or read), taken by a session and recorded. Run it under callgrind, which
// counts instructions: valgrind --tool=callgrind live_path getppid 1000000
// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "fake_device.h"
#include "session/recording.h"
#include "session/session.h"

using namespace sonde;

namespace {

constexpr size_t kBatch = 10000;

struct Kind {
  const char* name;
  uint16_t event;
  std::vector<std::string> params;
};

Kind kind_of(const char* name) {
  using test::as_param;
  const int64_t result = 1;
  if (!std::strcmp(name, "getppid"))
    return {name, SONDE_EVENT_CALL, {as_param(result), as_param<uint16_t>(110)}};
  return {name,
          static_cast<uint16_t>(EventId::SYSCALL_READ_X),
          {as_param(result), "x", as_param<int64_t>(3), as_param<uint32_t>(1)}};
}

}  // namespace

int main(int argc, char** argv) {
  const Kind kind = kind_of(argc > 1 ? argv[1] : "getppid");
  const size_t wanted = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 1'000'000;
  const bool keeps_state = argc > 3;
  auto owned = std::make_unique<test::FakeDevice>(2, uint64_t{8} << 20);
  test::FakeDevice& device = *owned;
  SessionOptions options;
  options.keep_state = keeps_state;
  auto session = Session::open_device(options, std::move(owned), {});
  RecordingOptions recording_options;
  recording_options.path = "/dev/null";
  recording_options.live = true;
  auto recording = Recording::open(recording_options, session.value()->state(), 1);
  if (!session || !recording) return 1;
  uint64_t clock = 1, taken = 0;
  while (taken < wanted) {
    for (size_t i = 0; i < kBatch; ++i) device.put(0, clock++, kind.event, 77, kind.params, 800);
    for (size_t i = 0; i < kBatch;) {
      if (session.value()->next() != Session::Step::kEvent) continue;
      if (keeps_state ? !recording.value()->add(session.value()->moment(), false)
                      : !recording.value()->add_live(session.value()->event()))
        return 1;
      ++i;
      ++taken;
    }
  }
  if (!recording.value()->close()) return 1;
  std::printf("%s: %llu events\n", kind.name, static_cast<unsigned long long>(taken));
  return 0;
}
