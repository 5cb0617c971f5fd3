// Scans over time: the bar of activity, and how often calls took how long.
// Used by explorer_thread.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "explore/query_context.h"

namespace sonde {

// The error is the filter's. Cancelled: what was counted up to then.
Result<Answer> scan_activity(const ActivityRequest& request, const QueryContext& context);
Result<Answer> scan_latencies(const SpectrogramRequest& request, const QueryContext& context);

}  // namespace sonde
