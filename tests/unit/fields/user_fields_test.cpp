// Fields of the classes user and group: which table a name comes from, and what stands when there
// is none (sysdig 0.29.3 on a_users.scap: user 1000, which the file does not name, has no name).
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "process_tree.h"

namespace sonde {
namespace {

constexpr char kContainerCgroup[] =
    "cpu=/docker/3f4c1a2b5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f701";

class UserFields : public testing::Test {
 protected:
  UserFields() {
    UserInfo alice{1000, 100, "alice", "/home/alice", "/bin/zsh", ""};
    GroupInfo users{100, "users", ""};
    family_.state.apply(SnapshotItem(std::vector{alice}));
    family_.state.apply(SnapshotItem(std::vector{users}));
    ThreadSnapshot editor = ProcessTree::process(50, 1, "vi");
    editor.uid = editor.loginuid = 1000;
    editor.gid = 100;
    ThreadSnapshot stranger = ProcessTree::process(51, 1, "cat");
    stranger.uid = stranger.gid = 4242;
    ThreadSnapshot inside = editor;
    inside.tid = inside.pid = 52;
    inside.cgroups = ProcessTree::list({kContainerCgroup});
    family_.state.apply(SnapshotItem(std::vector{editor, stranger, inside}));
  }
  ProcessTree family_;
};

TEST_F(UserFields, KnownUser) {
  family_.at(50);
  EXPECT_EQ(family_.shown("user.uid"), "1000");
  EXPECT_EQ(family_.shown("user.name"), "alice");
  EXPECT_EQ(family_.shown("user.homedir"), "/home/alice");
  EXPECT_EQ(family_.shown("user.shell"), "/bin/zsh");
  EXPECT_EQ(family_.shown("user.loginuid"), "1000");
  EXPECT_EQ(family_.shown("user.loginname"), "alice");
  EXPECT_EQ(family_.shown("group.gid"), "100");
  EXPECT_EQ(family_.shown("group.name"), "users");
}

TEST_F(UserFields, UnknownUser) {
  family_.at(51);
  EXPECT_EQ(family_.shown("user.uid"), "4242");
  EXPECT_EQ(family_.shown("user.name"), "(none)");
  EXPECT_EQ(family_.shown("user.homedir"), "(none)");
  EXPECT_EQ(family_.shown("user.loginuid"), "-1");
  EXPECT_EQ(family_.shown("user.loginname"), "(none)");
  EXPECT_EQ(family_.shown("group.name"), "(none)");
}

TEST_F(UserFields, RootNeedsNoTable) {
  family_.at(1);
  EXPECT_EQ(family_.shown("user.name"), "root");
  EXPECT_EQ(family_.shown("user.homedir"), "/root");
  EXPECT_EQ(family_.shown("user.shell"), "(none)");
  EXPECT_EQ(family_.shown("group.name"), "root");
}

TEST_F(UserFields, ThreadOfWhichNothingIsKnown) {
  family_.at(99);
  EXPECT_EQ(family_.shown("user.uid"), "4294967295");
  EXPECT_EQ(family_.shown("user.name"), "(none)");
  EXPECT_EQ(family_.shown("user.loginuid"), "-1");
  EXPECT_EQ(family_.shown("group.gid"), "4294967295");
}

// The host's table stands in only as long as nothing is known of the container's users.
TEST_F(UserFields, ContainersHaveTablesOfTheirOwn) {
  family_.at(52);
  ASSERT_EQ(family_.shown("container.id"), "3f4c1a2b5d6e");
  EXPECT_EQ(family_.shown("user.name"), "alice");
  family_.step(EventBuilder(EventId::USER_ADDED_E, ~uint64_t{0}, ProcessTree::kNow_ns)
                   .u32(7)
                   .u32(7)
                   .text("nobody")
                   .text("/")
                   .text("/bin/false")
                   .text("3f4c1a2b5d6e"));
  family_.at(52);
  EXPECT_EQ(family_.shown("user.name"), "(none)");
  family_.step(EventBuilder(EventId::USER_ADDED_E, ~uint64_t{0}, ProcessTree::kNow_ns)
                   .u32(1000)
                   .u32(7)
                   .text("app")
                   .text("/srv")
                   .text("/bin/sh")
                   .text("3f4c1a2b5d6e"));
  family_.at(52);
  EXPECT_EQ(family_.shown("user.name"), "app");
  family_.at(50);
  EXPECT_EQ(family_.shown("user.name"), "alice");
}

}  // namespace
}  // namespace sonde
