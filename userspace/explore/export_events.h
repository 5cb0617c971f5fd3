// Selected events as a capture file of their own.
// Used by explorer_thread.cpp. Next: recording.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "explore/query_context.h"

namespace sonde {

// From files: they are read once more, so that the snapshot at the head of the new file is that
// before its first event. Live: the snapshot is that of now, the events are those that are kept.
// The error says what could not be written; an existing file is not touched.
Result<Exported> export_events(const ExportRequest& request, const std::vector<std::string>& inputs,
                               const QueryContext& context);

}  // namespace sonde
