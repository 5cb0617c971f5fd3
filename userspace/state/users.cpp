// Users and groups: plain tables that are looked up by container and number; see users.h.
// SPDX-License-Identifier: Apache-2.0
#include "state/users.h"

namespace sonde {

namespace {

// What the tables are asked with: compared in place, so that a look-up makes no string.
using Key = std::pair<std::string_view, uint32_t>;

template <typename Map>
auto* find_entry(Map& map, std::string_view container_id, uint32_t id) {
  auto found = map.find(Key(container_id, id));
  return found == map.end() ? nullptr : &found->second;
}

template <typename Map>
void remove_entry(Map& map, std::string_view container_id, uint32_t id) {
  auto found = map.find(Key(container_id, id));
  if (found != map.end()) map.erase(found);
}

}  // namespace

void Users::add(UserInfo user) {
  if (excluded_) return;
  if (!user.container_id.empty()) containers_.insert(user.container_id);
  auto key = std::pair(user.container_id, user.uid);
  users_.insert_or_assign(std::move(key), std::move(user));
}

void Users::add(GroupInfo group) {
  if (excluded_) return;
  if (!group.container_id.empty()) containers_.insert(group.container_id);
  auto key = std::pair(group.container_id, group.gid);
  groups_.insert_or_assign(std::move(key), std::move(group));
}

void Users::remove_user(std::string_view container_id, uint32_t uid) {
  remove_entry(users_, container_id, uid);
}

void Users::remove_group(std::string_view container_id, uint32_t gid) {
  remove_entry(groups_, container_id, gid);
}

void Users::clear() {
  users_.clear();
  groups_.clear();
  containers_.clear();
}

const UserInfo* Users::find_user(std::string_view container_id, uint32_t uid) const {
  return find_entry(users_, container_id, uid);
}

const GroupInfo* Users::find_group(std::string_view container_id, uint32_t gid) const {
  return find_entry(groups_, container_id, gid);
}

const UserInfo* Users::find_user_or_hosts(std::string_view container_id, uint32_t uid) const {
  return find_user(knows(container_id) ? container_id : std::string_view(), uid);
}

const GroupInfo* Users::find_group_or_hosts(std::string_view container_id, uint32_t gid) const {
  return find_group(knows(container_id) ? container_id : std::string_view(), gid);
}

bool Users::knows(std::string_view container_id) const {
  return !container_id.empty() && containers_.find(container_id) != containers_.end();
}

}  // namespace sonde
