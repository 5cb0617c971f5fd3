// EventKind: what stepping needs of an event's row, packed small and looked up by id, so that the
// loop over events touches one cache line of tables per event instead of whole rows.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "schema/layout.h"

namespace sonde {

struct EventKind {
  enum Bit : uint8_t {
    kExit = 1,         // completes a call
    kEnter = 2,        // begins a call: an exit of the same call may follow
    kNoThread = 4,     // stands beside all threads (drops, users, containers)
    kNoNewThread = 8,  // an unknown tid is left unknown
    kUsesFd = 16,
    kWrites = 32,         // completes a write, which moves a thread when the file is a group's
    kOtherFdAtExit = 64,  // works on two descriptors; the exit event is about the second
    kHasRule = 128,       // its effect changes the state
  };
  uint8_t bits = 0;
  int8_t fd_param = -1;       // index of the descriptor in enter events, as recorded
  int8_t exit_fd_param = -1;  // index of the descriptor of exit events, in the *current* row
  Effect effect = Effect::NOTHING;
};

// What stands beside all threads and only adds to what a snapshot says: users, groups, containers.
// Recorders put such events ahead of all others, some with the time 0.
inline bool completes_snapshot(Effect effect) {
  return effect == Effect::ADDS_CONTAINER || effect == Effect::ADDS_USER ||
         effect == Effect::DELETES_USER || effect == Effect::ADDS_GROUP ||
         effect == Effect::DELETES_GROUP;
}

// By the row; id < kEventRowCount.
const EventKind& event_kind(uint16_t id);

}  // namespace sonde
