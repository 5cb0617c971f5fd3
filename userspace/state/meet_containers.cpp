// State and containers: which container a thread is in, and who is asked what it is called when it
// is met for the first time. See state.h; what groups are called is in container_sign.cpp.
// SPDX-License-Identifier: Apache-2.0
#include "state/state.h"

namespace sonde {

namespace {

constexpr uint8_t kMaxAttempts = 3;
constexpr size_t kMaxContainers = 4096;
constexpr int kMaxAncestors = 8;

std::vector<std::string> words_of(std::string_view list) {
  std::vector<std::string> words;
  while (!list.empty()) {
    const size_t end = std::min(list.find('\0'), list.size());
    words.emplace_back(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return words;
}

}  // namespace

ContainerSign State::container_sign(std::string_view cgroups) const {
  return container_sign_of(cgroups, hints_);
}

// Those that look after the container are above it, on the host.
ContainerQuery State::query_of(const ThreadInfo& info, ContainerSign sign) const {
  ContainerQuery query;
  query.sign = std::move(sign);
  int64_t tid = info.ptid;
  for (int i = 0; i < kMaxAncestors && tid > 1; ++i) {
    const Thread* thread = threads_.find(tid);
    if (!thread || !thread->info->valid) break;
    const ThreadInfo& above = *leader_of(*thread).info;
    if (above.container_id.view() != info.container_id.view()) {
      query.helpers.push_back(
          {above.tid, above.uid, std::string(above.comm.view()), words_of(above.args)});
      if (above.args.empty()) query.helpers.back().args = words_of(above.exe);
    }
    tid = above.ptid == tid ? -1 : above.ptid;
  }
  return query;
}

void State::set_container_id(ThreadInfo& info) {
  ContainerSign sign = container_sign(info.cgroups);
  assign(info.container_id, sign.is_container() ? std::string_view(sign.id) : std::string_view());
  meet_container(info);
}

void State::meet_container(ThreadInfo& info) {
  if (!container_look_up_ || info.container_id.empty()) return;
  if (containers_.find(info.container_id.view())) return;
  auto known = container_attempts_.find(info.container_id.view());
  if (known == container_attempts_.end()) {
    if (container_attempts_.size() == kMaxContainers) container_attempts_.clear();
    known = container_attempts_.emplace(info.container_id.view(), uint8_t{0}).first;
  }
  if (known->second == kMaxAttempts) return;
  ++known->second;
  const std::string json = container_look_up_(query_of(info, container_sign(info.cgroups)));
  if (json.empty() || !containers_.add_json(json)) return;
  container_attempts_.erase(known);
  new_containers_.push_back(json);
  // The runtime may call it otherwise than its group.
  const ContainerSign sign = container_sign(info.cgroups);
  if (sign.is_container()) assign(info.container_id, sign.id);
}

// Threads of which it was not known that they are in the container with this group.
void State::find_members(std::string_view group) {
  threads_.for_each([&](Thread& thread) {
    if (thread.info->cgroups.view().find(group) == std::string_view::npos) return;
    const ContainerSign sign = container_sign(thread.info->cgroups);
    const std::string_view id = sign.is_container() ? std::string_view(sign.id) : "";
    if (thread.info->container_id.view() != id) assign(thread.info.edit().container_id, id);
  });
}

}  // namespace sonde
