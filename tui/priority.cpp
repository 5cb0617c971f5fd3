// See priority.h. The kernel's unit is the niceness of single threads, from -20 (first) to 19.
// SPDX-License-Identifier: Apache-2.0
#include "tui/priority.h"

#include <sys/resource.h>

namespace sonde {
namespace {

constexpr int kNiceness = -10;
int before = kNiceness;  // nothing to restore

}  // namespace

void raise_priority() {
  const int now = getpriority(PRIO_PROCESS, 0);
  // Who was started with another niceness is to have it.
  if (now != 0 || setpriority(PRIO_PROCESS, 0, kNiceness) != 0) return;
  before = now;
}

void restore_priority() {
  if (before != kNiceness) setpriority(PRIO_PROCESS, 0, before);
}

}  // namespace sonde
