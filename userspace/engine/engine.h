// Engine: where events come from: a capture file, or the kernel module.
// A source first yields the snapshot of the machine (kSnapshot), then events; a file that holds
// several captures one after the other yields kRestart between them: all state is to be forgotten.
// What only one of them has is in file_engine.h and kmod_engine.h. Used by session/.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "schema/raw_event.h"
#include "schema/snapshot.h"

namespace sonde {

// kIdle: nothing came for a while; only of the live machine.
enum class Next : uint8_t { kEvent, kSnapshot, kRestart, kIdle, kEnd };

class Engine {
 public:
  virtual ~Engine() = default;
  // kEvent: `event` is valid until the next call. kSnapshot: snapshot() has the item.
  virtual Result<Next> next(RawEvent& event) = 0;
  virtual SnapshotItem& snapshot() = 0;
};

}  // namespace sonde
