// Finding rows that are alike: see rollups.h.
// SPDX-License-Identifier: Apache-2.0
#include "index/rollup.h"

#include <algorithm>
#include <thread>

#include "index/dependency.h"

namespace sonde {
namespace {

constexpr uint32_t kSlots = Chunk::kRows * 2;  // a power of two
constexpr uint16_t kFree = 0xFFFF;             // no row has this number

struct Key {
  uint64_t who_what;
  uint64_t how;
  bool operator==(const Key&) const = default;
  uint32_t slot() const {
    uint64_t mixed = who_what * 0x9E3779B97F4A7C15u ^ how * 0xC2B2AE3D27D4EB4Fu;
    return static_cast<uint32_t>((mixed ^ mixed >> 29) * 0xBF58476D1CE4E5B9u >> 40) & (kSlots - 1);
  }
};

// Of a thread that builds, for the next chunk, too: the lists that stay are made as long as needed.
struct Workplace {
  std::vector<uint16_t> slots;
  std::vector<Key> keys;
  std::vector<Rollup> list;

  void begin() {
    slots.assign(kSlots, kFree);
    keys.clear();
    list.clear();
  }
};

}  // namespace

Chunk::Chunk() = default;
Chunk::~Chunk() = default;

const ChunkRollup* rollup_of(const Chunk& chunk) {
  using State = Chunk::RollupState;
  State state = chunk.rollup_state.load(std::memory_order_acquire);
  if (state == State::kNone && chunk.rollup_state.compare_exchange_strong(
                                   state, State::kBuilding, std::memory_order_acquire)) {
    auto rollups = std::unique_ptr<ChunkRollup>(new ChunkRollup);
    build_rollup(chunk, *rollups);
    chunk.rollups = std::move(rollups);
    state = State::kBuilt;
    // A reader of the state sees the rollups, too.
    chunk.rollup_state.store(state, std::memory_order_release);
  }
  while (state == State::kBuilding) {
    std::this_thread::yield();
    state = chunk.rollup_state.load(std::memory_order_acquire);
  }
  return chunk.rollups.get();
}

void build_rollup(const Chunk& chunk, ChunkRollup& out) {
  const EventTraits* const facts = event_traits();
  thread_local Workplace place;
  place.begin();
  auto& [slots, keys, list] = place;
  for (uint32_t at = 0; at < chunk.rows; ++at) {
    const uint16_t kind = chunk.kind[at];
    const uint16_t flags = chunk.cpu[at] & (Chunk::kCpuMask | Chunk::kNameFromParams);
    int32_t result = chunk.result[at];
    const bool wide = result == Chunk::kWideResult;
    const bool long_latency = chunk.latency_ns[at] == Chunk::kLongLatency;
    if (result >= 0 || wide) result = 0;
    // Where the descriptor's name is the event's own, or its thread is not known, each event is a
    // rollup; calls without a row are told apart by their code.
    int32_t detail = 0;
    if (flags & Chunk::kNameFromParams || !chunk.thread[at]) detail = static_cast<int32_t>(at) + 1;
    if (facts[kind].has_own_name) detail = chunk.fd_num[at];
    const Key key{uint64_t{chunk.thread[at]} << 32 | chunk.fd[at],
                  (uint64_t{kind} << 48 | uint64_t{flags} << 32 | static_cast<uint32_t>(result)) ^
                      static_cast<uint64_t>(static_cast<uint32_t>(detail)) * 0xD6E8FEB86659FD93u};
    uint32_t slot = key.slot();
    while (slots[slot] != kFree && keys[slots[slot]] != key) slot = (slot + 1) & (kSlots - 1);
    if (slots[slot] == kFree) {
      slots[slot] = static_cast<uint16_t>(list.size());
      keys.push_back(key);
      Rollup rollup;
      rollup.thread = chunk.thread[at];
      rollup.fd = chunk.fd[at];
      rollup.kind = kind;
      rollup.cpu = flags;
      rollup.result = result;
      rollup.detail = detail;
      rollup.first = static_cast<uint16_t>(at);
      list.push_back(rollup);
    }
    out.of_row[at] = slots[slot];
    Rollup& rollup = list[slots[slot]];
    ++rollup.count;
    rollup.last = static_cast<uint16_t>(at);
    if (long_latency || (wide && facts[kind].io)) {
      ++rollup.outside;
      continue;
    }
    if (chunk.result[at] > 0) rollup.bytes += static_cast<uint32_t>(chunk.result[at]);
    const uint32_t latency_ns = chunk.latency_ns[at];
    rollup.latency_ns += latency_ns;
    rollup.min_ns = std::min(rollup.min_ns, latency_ns);
    rollup.max_ns = std::max(rollup.max_ns, latency_ns);
  }
  out.list.assign(list.begin(), list.end());
}

}  // namespace sonde
