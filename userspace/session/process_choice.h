// The filter of a recording applied to the processes of the snapshot at its head
// (--filter-proclist): which threads, and which of their descriptors, are to be written.
// Used by recording.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "filter/filter.h"
#include "schema/snapshot.h"
#include "state/state.h"

namespace sonde {

// A thread that matches stays with all its descriptors; of another only the descriptors that match
// stay, and the thread with them if there are any.
void keep_matching(Filter& filter, const State& state, std::vector<ThreadSnapshot>& threads,
                   std::vector<FdSnapshot>& descriptors);

}  // namespace sonde
