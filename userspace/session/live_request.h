// LiveRequest: what a program wants of the live machine, and what the kernel module is asked for
// because of it. Filled by cli/ and explore/; read by live_input.cpp and flight_recorder.cpp.
// Next: filter/pushdown/kernel_plan.h (what of a filter the kernel decides), engine/kmod_device.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "engine/kmod_device.h"
#include "schema/snapshot.h"
#include "state/users.h"

namespace sonde {

class Filter;  // filter/filter.h

struct LiveRequest {
  uint64_t ring_bytes = 0;   // per CPU; 0 = the default
  uint32_t snaplen = 0;      // bytes of data kept of a call; 0 = the default
  bool page_faults = false;  // beside what the filter asks for
  bool switches = false;
  bool usage = false;              // processor time of threads that end
  bool private_events = false;     // what this process does, too
  const Filter* filter = nullptr;  // what it rejects may stay in the kernel; may be nullptr
  int process = 0;                 // only this process and what it starts; 0: the whole machine
};

// Users and groups of this machine, and the users alone as state has them when it is given these.
std::vector<SnapshotItem> read_accounts();
Users users_of(const std::vector<SnapshotItem>& accounts);
// The settings of the kernel module for a request. `users`: those that state will have.
LiveOptions live_options(const LiveRequest& request, const Users& users);

}  // namespace sonde
