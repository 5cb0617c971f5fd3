// Any bytes as a capture: the reader must neither crash nor hang, every parameter that it offers
// must lie inside the event, and what it read must survive being written and read again.
// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "capfile/reader.h"
#include "capfile/writer.h"

namespace {

using namespace sonde;

// Touches every byte that is offered, so that a sanitizer sees a wrong one.
uint64_t touch(const RawEvent& event) {
  uint64_t sum = 0;
  for (uint32_t i = 0; i < event.nparams; ++i) {
    const Bytes param = event.param(i);
    if (param.data() < event.params || param.size() > event.params_bytes) std::abort();
    for (uint8_t byte : param) sum += byte;
  }
  return sum;
}

// Each input has few events; more blocks than bytes would mean that reading does not move on.
void read_all(Reader& reader, size_t input_bytes, Writer* writer, uint64_t& events) {
  RawEvent event;
  for (size_t steps = 0;; ++steps) {
    if (steps > 64 * input_bytes + (size_t{1} << 20)) std::abort();
    const Reader::Step step = reader.next(event);
    if (step == Reader::Step::kEnd) return;
    if (step == Reader::Step::kEvent) {
      volatile uint64_t sum = touch(event);
      static_cast<void>(sum);
      ++events;
      if (writer && !writer->write_event(event)) std::abort();
    } else if (step == Reader::Step::kSnapshot && writer) {
      if (!writer->write_snapshot(reader.snapshot())) std::abort();
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const std::string path = "/tmp/sonde_capfile_fuzz_" + std::to_string(::getpid());
  DamageLog damage;
  auto reader = Reader::over({data, size}, "input", damage);
  if (!reader) return 0;
  auto writer = Writer::open(path, {});
  if (!writer) std::abort();
  uint64_t events = 0, again = 0;
  read_all(*reader.value(), size, writer.value().get(), events);
  if (!writer.value()->close()) std::abort();
  DamageLog no_damage;
  auto copy = Reader::open(path, no_damage);
  if (!copy) std::abort();
  read_all(*copy.value(), writer.value()->bytes_written(), nullptr, again);
  if (again != events || no_damage.count() != 0) std::abort();
  ::unlink(path.c_str());
  return 0;
}
