// HeadTable: see head_table.h.
// SPDX-License-Identifier: Apache-2.0
#include "session/head_table.h"

#include "capfile/writer.h"
#include "session/made_event.h"
#include "session/process_choice.h"
#include "state/state.h"

namespace sonde {
HeadTable::HeadTable(const State& state, Filter* process_filter, uint64_t first_event_ns)
    : items_(state.snapshot()), first_event_ns_(first_event_ns) {
  if (process_filter) {
    std::vector<ThreadSnapshot>* threads = nullptr;
    std::vector<FdSnapshot>* descriptors = nullptr;
    for (SnapshotItem& item : items_) {
      if (auto* found = std::get_if<std::vector<ThreadSnapshot>>(&item)) threads = found;
      if (auto* found = std::get_if<std::vector<FdSnapshot>>(&item)) descriptors = found;
    }
    if (threads && descriptors) keep_matching(*process_filter, state, *threads, *descriptors);
  }
  for (const auto& [id, json] : state.containers().recorded_json()) container_json_.push_back(json);
  state.users().for_each_user([&](const UserInfo& user) {
    if (!user.container_id.empty()) container_users_.push_back(user);
  });
  state.users().for_each_group([&](const GroupInfo& group) {
    if (!group.container_id.empty()) container_groups_.push_back(group);
  });
}

size_t HeadTable::bytes() const {
  constexpr size_t kTextsOfThread = 1024, kTextsOfDescriptor = 64;
  size_t sum = 0;
  for (const SnapshotItem& item : items_) {
    if (auto* threads = std::get_if<std::vector<ThreadSnapshot>>(&item)) {
      sum += threads->size() * (sizeof(ThreadSnapshot) + kTextsOfThread);
    }
    if (auto* descriptors = std::get_if<std::vector<FdSnapshot>>(&item)) {
      sum += descriptors->size() * (sizeof(FdSnapshot) + kTextsOfDescriptor);
    }
  }
  return sum;
}

Result<void> HeadTable::write(Writer& writer) const {
  for (const SnapshotItem& item : items_) {
    if (Result<void> written = writer.write_snapshot(item); !written) return written;
  }
  Result<void> outcome;
  const auto write = [&](MadeEvent& event) {
    if (outcome) outcome = writer.write_event(event.finish(), kStateOnly);
  };
  for (const std::string& json : container_json_) {
    MadeEvent event(EventId::CONTAINER_JSON_2_E, first_event_ns_);
    event.add_text(json);
    write(event);
  }
  for (const UserInfo& user : container_users_) {
    MadeEvent event(EventId::USER_ADDED_E, first_event_ns_);
    event.add_number(user.uid);
    event.add_number(user.gid);
    event.add_text(user.name);
    event.add_text(user.home);
    event.add_text(user.shell);
    event.add_text(user.container_id);
    write(event);
  }
  for (const GroupInfo& group : container_groups_) {
    MadeEvent event(EventId::GROUP_ADDED_E, first_event_ns_);
    event.add_number(group.gid);
    event.add_text(group.name);
    event.add_text(group.container_id);
    write(event);
  }
  return outcome;
}

}  // namespace sonde
