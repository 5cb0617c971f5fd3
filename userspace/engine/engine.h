// Engine: where events come from: a capture file, or the kernel module.
// A source first yields the picture of the machine (Snapshot), then events; a file that holds
// several captures one after the other yields Restart between them: all state is to be forgotten.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/damage.h"
#include "base/result.h"
#include "schema/raw_event.h"
#include "schema/snapshot.h"

namespace sonde {

// kIdle: nothing came for a while; only of engines that look at a live machine.
enum class Next : uint8_t { kEvent, kSnapshot, kRestart, kIdle, kEnd };

class Engine {
 public:
  virtual ~Engine() = default;
  // kEvent: `event` is valid until the next call. kSnapshot: snapshot() has the item.
  // Damaged input is no error here: it is listed in damage() and reading goes on, or ends.
  virtual Result<Next> next(RawEvent& event) = 0;
  virtual SnapshotItem& snapshot() = 0;
  virtual const std::vector<Damage>& damage() const = 0;
  // 0.0 .. 1.0 of the compressed input, or a negative number when the size is unknown.
  virtual double progress() const = 0;
};

}  // namespace sonde
