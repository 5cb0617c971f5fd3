// HeadTable: see head_table.h.
// SPDX-License-Identifier: Apache-2.0
#include "session/head_table.h"

#include "capfile/writer.h"
#include "session/process_choice.h"
#include "state/state.h"

namespace sonde {
namespace {

constexpr uint32_t kStateOnly = 1;  // in the flags of an event's block

// An event put together here. Its parameters stay where they are until it is written.
class MadeEvent {
 public:
  MadeEvent(EventId id, uint64_t ts_ns) {
    event_.id = static_cast<uint16_t>(id);
    event_.ts_ns = ts_ns;
    event_.tid = ~uint64_t{0};
    event_.large = event_.row().flags & kLargePayload;
  }
  void add(std::string_view bytes) {
    const uint32_t size = static_cast<uint32_t>(bytes.size());
    lengths_.append(reinterpret_cast<const char*>(&size), event_.large ? 4 : 2);
    params_ += bytes;
    ++event_.nparams;
  }
  void add_text(std::string_view text) {
    // The format has no longer texts than 16 bits of length allow, the end included.
    add(std::string(text.substr(0, event_.large ? text.size() : 1023)) + '\0');
  }
  void add_number(uint32_t number) { add({reinterpret_cast<const char*>(&number), sizeof number}); }
  const RawEvent& finish() {
    event_.lengths = reinterpret_cast<const uint8_t*>(lengths_.data());
    event_.params = reinterpret_cast<const uint8_t*>(params_.data());
    event_.params_bytes = static_cast<uint32_t>(params_.size());
    return event_;
  }

 private:
  RawEvent event_;
  std::string lengths_, params_;
};

}  // namespace

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
