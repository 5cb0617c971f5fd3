// The tables of users and groups.
// SPDX-License-Identifier: Apache-2.0
#include "state/users.h"

#include <gtest/gtest.h>

namespace sonde {
namespace {

UserInfo user(uint32_t uid, const char* name, const char* container = "") {
  UserInfo made;
  made.uid = uid;
  made.name = name;
  made.container_id = container;
  return made;
}
GroupInfo group(uint32_t gid, const char* name, const char* container = "") {
  GroupInfo made;
  made.gid = gid;
  made.name = name;
  made.container_id = container;
  return made;
}

TEST(Users, ByContainerAndNumber) {
  Users users;
  users.add(user(0, "root"));
  users.add(user(1000, "alice"));
  users.add(user(1000, "app", "c1"));
  users.add(group(1000, "staff"));
  EXPECT_EQ(users.find_user("", 1000)->name, "alice");
  EXPECT_EQ(users.find_user("c1", 1000)->name, "app");
  EXPECT_EQ(users.find_user("c1", 0), nullptr);
  EXPECT_EQ(users.find_user("c2", 1000), nullptr);
  EXPECT_EQ(users.find_group("", 1000)->name, "staff");
  EXPECT_EQ(users.find_group("", 1), nullptr);
}

TEST(Users, LaterEntriesReplace) {
  Users users;
  users.add(user(5, "old"));
  users.add(user(5, "new"));
  EXPECT_EQ(users.find_user("", 5)->name, "new");
  int count = 0;
  users.for_each_user([&](const UserInfo&) { ++count; });
  EXPECT_EQ(count, 1);
}

TEST(Users, RemoveAndClear) {
  Users users;
  users.add(user(5, "a"));
  users.add(user(5, "b", "c1"));
  users.add(group(5, "g"));
  users.remove_user("", 5);
  users.remove_user("", 6);
  EXPECT_EQ(users.find_user("", 5), nullptr);
  EXPECT_EQ(users.find_user("c1", 5)->name, "b");
  users.remove_group("", 5);
  EXPECT_EQ(users.find_group("", 5), nullptr);
  users.clear();
  EXPECT_EQ(users.find_user("c1", 5), nullptr);
}

TEST(Users, HostStandsInForContainersWithoutEntries) {
  Users users;
  users.add(user(0, "root"));
  users.add(group(0, "wheel"));
  EXPECT_EQ(users.find_user_or_hosts("c1", 0)->name, "root");
  EXPECT_EQ(users.find_group_or_hosts("c1", 0)->name, "wheel");
  users.add(group(7, "seven", "c1"));
  EXPECT_EQ(users.find_user_or_hosts("c1", 0), nullptr);
  EXPECT_EQ(users.find_group_or_hosts("c1", 0), nullptr);
  EXPECT_EQ(users.find_group_or_hosts("c1", 7)->name, "seven");
  EXPECT_EQ(users.find_user_or_hosts("c2", 0)->name, "root");
}

}  // namespace
}  // namespace sonde
