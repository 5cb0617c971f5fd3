// Reads a capture with state and without output, and says how long an event took.
// usage: bench_steps CAPTURE [read]      "read" leaves the state out
// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <cstdio>
#include <cstring>

#include "engine/file_engine.h"
#include "state/state.h"

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  const bool with_state = argc < 3 || std::strcmp(argv[2], "read") != 0;
  auto opened = sonde::FileEngine::open(argv[1]);
  if (!opened) {
    std::fprintf(stderr, "%s\n", opened.error().what.c_str());
    return 1;
  }
  auto engine = opened.take();
  sonde::State state;
  sonde::Scratch scratch;
  sonde::Moment moment;
  moment.scratch = &scratch;
  sonde::RawEvent event;
  uint64_t events = 0;
  const auto start = std::chrono::steady_clock::now();
  for (;;) {
    auto next = engine->next(event);
    if (!next || next.value() == sonde::Next::kEnd) break;
    if (next.value() == sonde::Next::kSnapshot) state.apply(engine->snapshot());
    if (next.value() == sonde::Next::kRestart) state.restart();
    if (next.value() != sonde::Next::kEvent) continue;
    ++events;
    if (with_state) state.step(event, moment);
  }
  const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - start;
  std::printf("%lu events, %.1f ms, %.1f ns each, %zu threads\n",
              static_cast<unsigned long>(events), took.count() / 1e6,
              took.count() / static_cast<double>(events), state.threads().size());
}
