// Everything about one event, for the screen that opens it.
// Used by explorer_thread.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "explore/query_context.h"

namespace sonde {

// The error says that the event is not kept any more, or cannot be read.
Result<Answer> describe_event(uint64_t row, const QueryContext& context);

}  // namespace sonde
