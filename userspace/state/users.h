// Users and groups by container and number. The host's container id is the empty string.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "schema/snapshot.h"

namespace sonde {

class Users {
 public:
  // From now on nothing is added, and not even root has a name.
  void exclude() { excluded_ = true; }
  bool excluded() const { return excluded_; }
  void add(UserInfo user);
  void add(GroupInfo group);
  void remove_user(std::string_view container_id, uint32_t uid);
  void remove_group(std::string_view container_id, uint32_t gid);
  void clear();
  // nullptr when unknown.
  const UserInfo* find_user(std::string_view container_id, uint32_t uid) const;
  const GroupInfo* find_group(std::string_view container_id, uint32_t gid) const;
  // The same, but the host's tables stand in for those of a container of which there is no user and
  // no group at all: that is how captures without tables of containers have always been shown.
  const UserInfo* find_user_or_hosts(std::string_view container_id, uint32_t uid) const;
  const GroupInfo* find_group_or_hosts(std::string_view container_id, uint32_t gid) const;

  template <typename Visitor>
  void for_each_user(Visitor visit) const {
    for (const auto& [key, user] : users_) visit(user);
  }
  template <typename Visitor>
  void for_each_group(Visitor visit) const {
    for (const auto& [key, group] : groups_) visit(group);
  }

 private:
  bool excluded_ = false;
  struct Less {
    using is_transparent = void;
    template <typename A, typename B>
    bool operator()(const A& a, const B& b) const {
      if (a.second != b.second) return a.second < b.second;
      return std::string_view(a.first) < std::string_view(b.first);
    }
  };
  bool knows(std::string_view container_id) const;

  std::map<std::pair<std::string, uint32_t>, UserInfo, Less> users_;
  std::map<std::pair<std::string, uint32_t>, GroupInfo, Less> groups_;
  std::set<std::string, std::less<>> containers_;  // that have entries
};

}  // namespace sonde
