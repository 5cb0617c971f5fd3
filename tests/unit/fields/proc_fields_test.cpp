// Fields of the classes process and thread. The rules come from the format's facts; the texts that
// look odd (a blank after a command without arguments) are what sysdig 0.29.3 prints.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "process_tree.h"

namespace sonde {
namespace {

TEST(ProcFields, NamesAndCommandLines) {
  ProcessTree family;
  family.at(40);
  EXPECT_EQ(family.shown("proc.name"), "python3");
  EXPECT_EQ(family.shown("proc.exe"), "python3");
  EXPECT_EQ(family.shown("proc.exepath"), "/usr/bin/python3.11");
  EXPECT_EQ(family.shown("proc.args"), "-c print(1) x y");
  EXPECT_EQ(family.shown("proc.args[1]"), "print(1)");
  EXPECT_EQ(family.shown("proc.args[3]"), "");
  EXPECT_EQ(family.shown("proc.cmdline"), "python3 -c print(1) x y");
  EXPECT_EQ(family.shown("proc.exeline"), "python3 -c print(1) x y");
  EXPECT_EQ(family.shown("proc.cmdnargs"), "3");
  EXPECT_EQ(family.shown("proc.cmdlenargs"), "13");
  family.at(30);
  EXPECT_EQ(family.shown("proc.cmdline"), "bash");
  EXPECT_EQ(family.shown("proc.exeline"), "-bash ");
  EXPECT_EQ(family.shown("proc.args"), "");
}

TEST(ProcFields, EnvironmentByName) {
  ProcessTree family;
  family.at(41);  // the first thread's environment counts
  EXPECT_EQ(family.shown("proc.env[HOME]"), "/home/p");
  EXPECT_EQ(family.shown("proc.env[HOMER]"), "doh");
  EXPECT_EQ(family.shown("proc.env[\"HOMER\"]"), "doh");
  EXPECT_EQ(family.shown("proc.env[HOM]"), "(none)");
  EXPECT_EQ(family.shown("proc.env[EMPTY]"), "(none)");
  EXPECT_EQ(family.shown("proc.env"), "HOME= /home/p  EMPTY= HOMER=doh TERM=linux");
}

// The event of a child names the thread that made it; the parent is that thread's process.
TEST(ProcFields, ChildOfASecondThreadHasItsProcessForAParent) {
  ProcessTree family;
  EventBuilder made(EventId::SYSCALL_CLONE_20_X, 77, 1700000000000000000);
  made.s64(0).text("child").empty().s64(77).s64(77).s64(41).text("").s64(1024);
  made.u64(0).u64(0).u32(100).u32(10).u32(0).text("child").empty().u32(0);
  made.u32(1000).u32(1000).s64(77).s64(77);
  family.step(std::move(made));
  EXPECT_EQ(family.shown("proc.ppid"), "40");
  EXPECT_EQ(family.shown("proc.pname"), "python3");
  // A second thread's parent is its process's.
  EventBuilder thread(EventId::SYSCALL_CLONE_20_X, 78, 1700000000000001000);
  thread.s64(0).text("child").empty().s64(78).s64(77).s64(41).text("").s64(1024);
  thread.u64(0).u64(0).u32(100).u32(10).u32(0).text("worker").empty().u32(0x2001);
  thread.u32(1000).u32(1000).s64(78).s64(77);
  family.step(std::move(thread));
  EXPECT_EQ(family.shown("proc.ppid"), "40");
  EXPECT_EQ(family.shown("proc.pname"), "python3");
}

TEST(ProcFields, ParentAndAncestors) {
  ProcessTree family;
  family.at(40);
  EXPECT_EQ(family.shown("proc.ppid"), "30");
  EXPECT_EQ(family.shown("proc.pname"), "bash");
  EXPECT_EQ(family.shown("proc.pexe"), "-bash");
  EXPECT_EQ(family.shown("proc.pexepath"), "/bin/bash");
  EXPECT_EQ(family.shown("proc.pcmdline"), "bash");
  EXPECT_EQ(family.shown("proc.aname[0]"), "python3");
  EXPECT_EQ(family.shown("proc.aname[1]"), "bash");
  EXPECT_EQ(family.shown("proc.aname[3]"), "systemd");
  EXPECT_EQ(family.shown("proc.aname[4]"), "(none)");
  EXPECT_EQ(family.shown("proc.apid[2]"), "20");
  EXPECT_EQ(family.shown("proc.aname"), "python3");
  EXPECT_EQ(family.shown("proc.apid"), "40");
  EXPECT_EQ(family.filtered("proc.aname"), "bash sshd systemd ");
  EXPECT_EQ(family.filtered("proc.apid"), "30 20 1 ");
  EXPECT_EQ(family.filtered("proc.aname[2]"), "sshd");
  EXPECT_EQ(family.shown("proc.aexe"), "-bash sshd: root@pts/0 systemd");
  EXPECT_EQ(family.shown("proc.aenv[SHELL]"), "/bin/bash");
  EXPECT_EQ(family.shown("proc.aenv[TERM]"), "(none)");  // its own does not count
  EXPECT_EQ(family.shown("proc.aenv[1]"), "HOME=/root SHELL=/bin/bash");
  EXPECT_EQ(family.shown("proc.loginshellid"), "30");
  family.at(1);
  EXPECT_EQ(family.shown("proc.pname"), "(none)");
  EXPECT_EQ(family.shown("proc.loginshellid"), "(none)");
  EXPECT_EQ(family.filtered("proc.aname"), "");
}

TEST(ProcFields, CircleOfParentsEnds) {
  ProcessTree family;
  ThreadSnapshot a = ProcessTree::process(50, 51, "a"), b = ProcessTree::process(51, 50, "bsh");
  family.state.apply(SnapshotItem(std::vector{a, b}));
  family.at(50);
  EXPECT_EQ(family.shown("proc.aname[1]"), "bsh");
  EXPECT_EQ(family.shown("proc.loginshellid"), "51");
  EXPECT_EQ(family.shown("proc.aname[600]"), "(none)");
}

TEST(ProcFields, SessionsAndGroups) {
  ProcessTree family;
  family.at(40);
  EXPECT_EQ(family.shown("proc.sid"), "30");
  EXPECT_EQ(family.shown("proc.sname"), "bash");
  EXPECT_EQ(family.shown("proc.sid.exe"), "-bash");
  EXPECT_EQ(family.shown("proc.sid.exepath"), "/bin/bash");
  EXPECT_EQ(family.shown("proc.is_sid_leader"), "false");
  EXPECT_EQ(family.shown("proc.is_vpgid_leader"), "true");
  EXPECT_EQ(family.shown("proc.is_pgid_leader"), "true");
  EXPECT_EQ(family.shown("proc.pgid.name"), "python3");
  EXPECT_EQ(family.shown("proc.vpgid.exepath"), "/usr/bin/python3.11");
  EXPECT_EQ(family.shown("proc.tty"), "34816");
  family.at(30);
  EXPECT_EQ(family.shown("proc.is_sid_leader"), "true");
  EXPECT_EQ(family.shown("proc.pgid.name"), "(none)");
}

// The leader of the session is gone: the oldest process of the session stands for it.
TEST(ProcFields, SessionWithoutLeader) {
  ProcessTree family;
  ThreadSnapshot old = ProcessTree::process(60, 30, "make"),
                 young = ProcessTree::process(61, 60, "cc");
  old.sid = young.sid = 59;
  family.state.apply(SnapshotItem(std::vector{old, young}));
  family.at(61);
  EXPECT_EQ(family.shown("proc.sname"), "make");
}

TEST(ProcFields, ResourcesOfTheProcess) {
  ProcessTree family;
  std::vector<FdSnapshot> fds(3);
  for (int i = 0; i < 3; ++i) {
    fds[i].tid = 40;
    fds[i].fd = i;
    fds[i].type = i == 2 ? FdType::kFifo : FdType::kFile;
    fds[i].name = i == 2 ? "pipe:[7]" : "/dev/null";
  }
  family.state.apply(SnapshotItem(fds));
  family.at(41);
  EXPECT_EQ(family.shown("proc.fdopencount"), "3");
  EXPECT_EQ(family.shown("proc.fdlimit"), "4");
  EXPECT_EQ(family.shown("proc.fdusage"), "75.0");
  EXPECT_EQ(family.shown("proc.nthreads"), "2");
  EXPECT_EQ(family.shown("proc.nchilds"), "0");  // counted with the first thread
  EXPECT_EQ(family.shown("proc.stderr.type"), "pipe");
  EXPECT_EQ(family.shown("proc.stdin.name"), "/dev/null");
  family.at(40);
  EXPECT_EQ(family.shown("proc.nchilds"), "1");
  family.at(1);
  EXPECT_EQ(family.shown("proc.fdusage"), "0.0");  // no limit is known
  EXPECT_EQ(family.shown("proc.stdin.type"), "(none)");
}

TEST(ThreadFields, OwnNumbers) {
  ProcessTree family;
  family.at(41);
  EXPECT_EQ(family.shown("thread.tid"), "41");
  EXPECT_EQ(family.shown("proc.pid"), "40");
  EXPECT_EQ(family.shown("thread.ismain"), "false");
  EXPECT_EQ(family.shown("thread.nametid"), "python341");
  EXPECT_EQ(family.shown("thread.vmsize"), "0");
  EXPECT_EQ(family.shown("thread.cgroups"), "cpu=/user.slice memory=/user.slice/m");
  EXPECT_EQ(family.shown("thread.cgroup.memory"), "/user.slice/m");
  EXPECT_EQ(family.shown("thread.cgroup.mem"), "(none)");
  EXPECT_EQ(family.shown("unit"), "(none)");
  EXPECT_EQ(family.shown("slice"), "user.slice");
  family.at(40);
  EXPECT_EQ(family.shown("thread.vmsize"), "1000");
  EXPECT_EQ(family.shown("thread.vmsize.b"), "1024000");
  EXPECT_EQ(family.shown("thread.ismain"), "true");
  family.at(1);
  EXPECT_EQ(family.shown("thread.cgroups"), "(none)");
  EXPECT_EQ(family.shown("unit"), "(none)");
}

// What is kept of one thread's groups is not another's.
TEST(ThreadFields, Units) {
  ProcessTree family;
  ThreadSnapshot ssh = ProcessTree::process(70, 1, "sshd"),
                 getty = ProcessTree::process(71, 1, "agetty");
  ssh.cgroups = ProcessTree::list({"cpu=/system.slice", "pids=/system.slice/ssh.service"});
  getty.cgroups = ProcessTree::list({"pids=/system.slice/system-getty.slice/getty@tty1.service"});
  family.state.apply(SnapshotItem(std::vector{ssh, getty}));
  for (int round = 0; round < 2; ++round) {
    family.at(70);
    EXPECT_EQ(family.shown("unit"), "ssh.service");
    EXPECT_EQ(family.shown("slice"), "system.slice");
    family.at(71);
    EXPECT_EQ(family.shown("unit"), "getty@tty1.service");
    EXPECT_EQ(family.shown("slice"), "system-getty.slice");
  }
}

// As sysdig shows the 28 events of single_ipv6_conn.scap, none of whose threads are known.
TEST(ThreadFields, UnknownThread) {
  ProcessTree family;
  family.at(99);
  EXPECT_EQ(family.shown("proc.name"), "<NA>");
  EXPECT_EQ(family.shown("proc.exe"), "<NA>");
  EXPECT_EQ(family.shown("proc.cmdline"), "<NA>");
  EXPECT_EQ(family.shown("proc.exeline"), "<NA> ");
  EXPECT_EQ(family.shown("proc.sname"), "<NA>");
  EXPECT_EQ(family.shown("proc.pid"), "99");
  EXPECT_EQ(family.shown("proc.ppid"), "-1");
  EXPECT_EQ(family.shown("proc.pname"), "(none)");
  EXPECT_EQ(family.shown("proc.vpid"), "(none)");
  EXPECT_EQ(family.shown("thread.vtid"), "(none)");
  EXPECT_EQ(family.shown("proc.sid"), "-1");
  EXPECT_EQ(family.shown("proc.cwd"), "");
  EXPECT_EQ(family.shown("proc.nthreads"), "1");
  EXPECT_EQ(family.shown("proc.fdlimit"), "-1");
  EXPECT_EQ(family.shown("thread.ismain"), "true");
  EXPECT_EQ(family.shown("thread.nametid"), "<NA>99");
  EXPECT_EQ(family.shown("proc.duration"), "(none)");
  EXPECT_EQ(family.shown("proc.loginshellid"), "(none)");
}

// A switch does not make up a thread: only its number is there, as the first lines of a_shell.scap.
TEST(ThreadFields, EventWithoutThread) {
  ProcessTree family;
  family.step(EventBuilder(EventId::SCHEDSWITCH_6_E, 77, ProcessTree::kNow_ns)
                  .s64(40)
                  .u64(0)
                  .u64(0)
                  .u32(0)
                  .u32(0)
                  .u32(0));
  ASSERT_EQ(family.moment.thread, nullptr);
  EXPECT_EQ(family.shown("thread.tid"), "77");
  for (const char* field : {"proc.name", "proc.pid", "proc.aname", "proc.cwd", "thread.ismain",
                            "user.uid", "container.id", "fd.num", "proc.nthreads"}) {
    EXPECT_EQ(family.shown(field), "(none)") << field;
  }
}

TEST(ThreadFields, Capabilities) {
  ProcessTree family;
  ThreadSnapshot shell = ProcessTree::process(70, 1, "sh");
  shell.cap_permitted = 1;  // bit 0
  shell.cap_effective = (uint64_t{1} << 40) | (1 << 5);
  shell.cap_inheritable = uint64_t{1} << 60;  // no such capability yet
  family.state.apply(SnapshotItem(std::vector{shell}));
  family.at(70);
  EXPECT_EQ(family.shown("thread.cap_permitted"), "CAP_CHOWN");
  EXPECT_EQ(family.shown("thread.cap_effective"), "CAP_KILL CAP_CHECKPOINT_RESTORE");
  EXPECT_EQ(family.shown("thread.cap_inheritable"), "");
}

TEST(ProcFields, ExecutableAndItsAge) {
  ProcessTree family;
  ThreadSnapshot dropper = ProcessTree::process(80, 1, "dropper");
  dropper.exe_ino = 123;
  dropper.exe_ino_ctime = 5000;
  dropper.exe_writable = true;
  dropper.pidns_init_start_ts = 2000;
  family.state.apply(SnapshotItem(std::vector{dropper}));
  family.at(80);
  EXPECT_EQ(family.shown("proc.exe_ino"), "123");
  EXPECT_EQ(family.filtered("proc.exe_ino.ctime"), "5000");
  EXPECT_EQ(family.shown("proc.exe_ino.mtime"), "(none)");
  EXPECT_EQ(family.shown("proc.is_exe_writable"), "true");
  EXPECT_EQ(family.shown("proc.is_exe_from_memfd"), "false");
  EXPECT_EQ(family.filtered("proc.exe_ino.ctime_duration_pidns_start"), "3000");
  EXPECT_EQ(family.shown("proc.exe_ino.ctime_duration_proc_start"), "(none)");
}

}  // namespace
}  // namespace sonde
