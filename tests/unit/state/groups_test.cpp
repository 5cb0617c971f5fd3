// Threads that are moved to another control group by a write to its file, as runtimes do it with
// the first process of a container.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "scenario.h"

namespace sonde {
namespace {

const std::string kHex = "aa4c1a2b5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f702";
const std::string kGroup = "/machine.slice/libpod-" + kHex + ".scope";

class Groups : public testing::Test {
 protected:
  // Opens the file of a group as descriptor 5 of thread 10 and writes to it.
  void write(const std::string& file, const std::string& text, int64_t result = 1) {
    s.open(5, file);
    s.step(s.event(EventId::SYSCALL_WRITE_E).s64(5).u32(static_cast<uint32_t>(text.size())));
    s.step(s.event(EventId::SYSCALL_WRITE_X).s64(result).bytes(text));
  }
  void give_groups(uint64_t tid, uint64_t pid, const std::string& cgroups, int64_t vpid = -1) {
    ThreadSnapshot thread;
    thread.tid = tid;
    thread.pid = pid;
    thread.ptid = 1;
    thread.vtid = thread.vpid = vpid < 0 ? static_cast<int64_t>(tid) : vpid;
    thread.cgroups = cgroups;
    if (vpid >= 0) thread.pidns_init_start_ts = 7;
    s.state.apply(std::vector<ThreadSnapshot>{thread});
  }
  static std::string list(std::initializer_list<std::string> elements) {
    std::string all;
    for (const std::string& element : elements) all.append(element).append(1, '\0');
    return all;
  }
  std::string id_of(int64_t tid) {
    return std::string(s.state.find_thread(tid)->info->container_id.view());
  }
  std::string_view groups_of(int64_t tid) { return s.state.find_thread(tid)->info->cgroups; }

  Scenario s;
};

TEST_F(Groups, TheOneThatIsNamedMoves) {
  give_groups(20, 20, list({"cpu=/", "perf_event=/user.slice", "pids=/user.slice"}));
  write("/sys/fs/cgroup" + kGroup + "/cgroup.procs", "20\n");
  EXPECT_EQ(id_of(20), "aa4c1a2b5d6e");
  EXPECT_EQ(id_of(10), "");
  EXPECT_EQ(groups_of(20), list({"cpu=/", "perf_event=" + kGroup, "pids=" + kGroup}))
      << "what was above both stays; what was no group above cannot stay";
  write("/sys/fs/cgroup/system.slice/cgroup.procs", "20");
  EXPECT_EQ(id_of(20), "");
}

TEST_F(Groups, ZeroIsTheWriter) {
  write("/sys/fs/cgroup/docker/" + kHex + "/cgroup.procs", "0");
  EXPECT_EQ(id_of(10), "aa4c1a2b5d6e");
}

TEST_F(Groups, HierarchiesOfVersionOneMoveByThemselves) {
  give_groups(20, 20, list({"cpu=/", "cpuacct=/", "memory=/a", "pids=/b"}));
  write("/sys/fs/cgroup/cpu,cpuacct/docker/" + kHex + "/cgroup.procs", "20");
  EXPECT_EQ(groups_of(20),
            list({"cpu=/docker/" + kHex, "cpuacct=/docker/" + kHex, "memory=/a", "pids=/b"}));
  EXPECT_EQ(id_of(20), "aa4c1a2b5d6e");
  write("/sys/fs/cgroup/memory/tasks", "20");
  EXPECT_EQ(groups_of(20),
            list({"cpu=/docker/" + kHex, "cpuacct=/docker/" + kHex, "memory=/", "pids=/b"}));
}

TEST_F(Groups, AProcessMovesWithItsThreads) {
  give_groups(20, 20, list({"pids=/x"}));
  give_groups(21, 20, list({"pids=/x"}));
  write("/sys/fs/cgroup" + kGroup + "/cgroup.procs", "20");
  EXPECT_EQ(id_of(21), "aa4c1a2b5d6e");
  write("/sys/fs/cgroup/y/cgroup.threads", "21");
  EXPECT_EQ(id_of(21), "");
  EXPECT_EQ(id_of(20), "aa4c1a2b5d6e");
}

TEST_F(Groups, NumbersAreTheWriters) {
  give_groups(10, 10, "", 4);
  give_groups(30, 30, list({"pids=/x"}), 20);
  give_groups(20, 20, list({"pids=/x"}));
  write("/sys/fs/cgroup" + kGroup + "/cgroup.procs", "20");
  EXPECT_EQ(id_of(30), "aa4c1a2b5d6e");
  EXPECT_EQ(id_of(20), "");
}

TEST_F(Groups, OtherWritesMoveNobody) {
  give_groups(20, 20, list({"pids=/x"}));
  write("/sys/fs/cgroup" + kGroup + "/cgroup.procs", "20", -16);
  write("/sys/fs/cgroup" + kGroup + "/cgroup.procs", "twenty");
  write("/sys/fs/cgroup" + kGroup + "/cgroup.procs", "");
  write("/sys/fs/cgroup" + kGroup + "/cgroup.procs", "999");
  write("/sys/fs/cgroup" + kGroup + "/cgroup.freeze", "20");
  write("/tmp" + kGroup + "/cgroup.procs", "20");
  write("/sys/fs/cgroup/", "20");
  EXPECT_EQ(groups_of(20), list({"pids=/x"}));
}

// Who only keeps the tables steps to the events that change them.
TEST_F(Groups, OfWritesOnlyThoseThatMoveChangeTheState) {
  s.open(5, "/sys/fs/cgroup" + kGroup + "/cgroup.procs");
  s.open(6, "/tmp/cgroup.procs");
  const auto write_to = [&](int64_t fd) {
    auto built = s.event(EventId::SYSCALL_WRITE_X);
    built.s64(2).bytes("10").s64(fd).u32(2);
    return built;
  };
  EXPECT_FALSE(s.state.is_changed_by(write_to(6).get()));
  EXPECT_FALSE(s.state.is_changed_by(write_to(7).get())) << "a descriptor that is not known";
  EXPECT_TRUE(s.state.is_changed_by(write_to(5).get()));
  s.step(write_to(5));
  EXPECT_EQ(id_of(10), "aa4c1a2b5d6e");
  // The form of 2022 does not name the descriptor, so any may be meant; reads change nothing.
  auto classic = s.event(EventId::SYSCALL_WRITE_X);
  EXPECT_TRUE(s.state.is_changed_by(classic.s64(2).bytes("10").get()));
  auto read = s.event(EventId::SYSCALL_READ_X);
  EXPECT_FALSE(s.state.is_changed_by(read.s64(2).bytes("10").s64(5).u32(2).get()));
}

// The caller's event comes first and has its own groups; the child was made in another.
TEST_F(Groups, AChildKnowsItsGroupsBetterThanItsParent) {
  const std::string at_home = list({"pids=/user.slice"}), inside = list({"pids=" + kGroup});
  const auto clone = [&](uint64_t tid, int64_t result, const std::string& groups) {
    auto built = s.event(EventId::SYSCALL_CLONE_20_X, tid);
    built.s64(result).text("/bin/alpha").bytes(std::string_view("-x\0", 3));
    built.s64(static_cast<int64_t>(tid)).s64(static_cast<int64_t>(tid)).s64(1).text("").s64(1024);
    built.u64(0).u64(0).u32(100).u32(10).u32(0).text("alpha").bytes(groups).u32(0);
    built.u32(1000).u32(1000).s64(static_cast<int64_t>(tid)).s64(static_cast<int64_t>(tid));
    return built;
  };
  s.step(clone(10, 20, at_home));
  EXPECT_EQ(id_of(20), "");
  s.step(clone(20, 0, inside));
  EXPECT_EQ(id_of(20), "aa4c1a2b5d6e");
}

}  // namespace
}  // namespace sonde
