// HeadTable: what stands at the head of a capture file, as a copy that needs no State any more: the
// table of a new piece is written by another thread while the state goes on.
// Used by recording.cpp and explore/export_events.cpp. Next: capfile/writer.h, process_choice.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "schema/snapshot.h"

namespace sonde {

class Filter;  // filter/filter.h
class State;   // state/state.h
class Writer;  // capfile/writer.h

class HeadTable {
 public:
  // The state as it is now, before an event of this time. `process_filter`, when given, chooses the
  // processes.
  HeadTable(const State& state, Filter* process_filter, uint64_t first_event_ns);
  Result<void> write(Writer& writer) const;
  // About the memory that it takes.
  size_t bytes() const;

 private:
  std::vector<SnapshotItem> items_;
  // What the blocks of the head have no place for is told by events that no reader shows.
  std::vector<std::string> container_json_;
  std::vector<UserInfo> container_users_;
  std::vector<GroupInfo> container_groups_;
  uint64_t first_event_ns_;
};

}  // namespace sonde
