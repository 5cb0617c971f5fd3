// scan_proc over folders that look like /proc: values, hostile texts, what is missing or refused.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/fsuid.h>

#include "fake_proc.h"
#include "proc/proc_descriptors.h"
#include "proc/proc_status.h"

namespace sonde::test {
namespace {

using namespace std::string_literals;

TEST(ProcStatus, NameMayHoldAnything) {
  FakeProcess hostile;
  hostile.comm = "a) R 1 (\nb";
  const std::string text = FakeProc::stat_text(hostile);
  ProcStat stat;
  ASSERT_TRUE(parse_proc_stat(text, stat));
  EXPECT_EQ(stat.comm, "a) R 1 (\nb");
  EXPECT_EQ(stat.state, 'S');
  EXPECT_EQ(stat.pgid, 90);
  EXPECT_EQ(stat.sid, 80);
  EXPECT_EQ(stat.tty, 34816u);
  EXPECT_EQ(stat.minor_faults, 11u);
  EXPECT_EQ(stat.major_faults, 7u);
  EXPECT_EQ(stat.threads, 1u);
  EXPECT_EQ(stat.start_ticks, 4200u);
  EXPECT_EQ(stat.vmsize_bytes, 3133440u);
  EXPECT_EQ(stat.rss_pages, 382u);
}

TEST(ProcStatus, WorkersAreCalledAsEventsCallThem) {
  const auto comm_of = [](const char* comm, uint64_t flags) {
    FakeProcess p;
    p.comm = comm;
    p.flags = flags;
    const std::string text = FakeProc::stat_text(p);
    ProcStat stat;
    EXPECT_TRUE(parse_proc_stat(text, stat));
    return std::string(stat.comm);
  };
  constexpr uint64_t kKernel = 0x00200000 | 0x40;
  EXPECT_EQ(comm_of("kworker/0:1H-kblockd", kKernel), "kworker/0:1H");
  EXPECT_EQ(comm_of("kworker/u8:2+flush-8:0", kKernel), "kworker/u8:2");
  EXPECT_EQ(comm_of("kworker/R-rcu_gp", kKernel), "kworker/R-rcu_g");
  EXPECT_EQ(comm_of("migration/0", kKernel), "migration/0");
  EXPECT_EQ(comm_of("kworker/0:1-x", 0x40), "kworker/0:1-x");  // a program may take any name
}

// Cut anywhere, a text must be refused or give what the whole gives, and never more.
TEST(ProcStatus, CutTexts) {
  const std::string stat_text = FakeProc::stat_text({}), status_text = FakeProc::status_text({});
  for (size_t size = 0; size <= stat_text.size(); ++size) {
    ProcStat stat;
    const bool parsed = parse_proc_stat(stat_text.substr(0, size), stat);
    if (size < stat_text.find("382")) {  // resident pages, the last number that is read
      EXPECT_FALSE(parsed) << size;
    }
    if (size >= stat_text.find("382") + 3) {
      EXPECT_TRUE(parsed) << size;
    }
  }
  for (size_t size = 0; size <= status_text.size(); ++size) {
    ProcStatus status;
    const bool parsed = parse_proc_status(status_text.substr(0, size), status);
    if (size < status_text.find("\nTracerPid")) {
      EXPECT_FALSE(parsed) << size;
    }
    if (parsed) {
      EXPECT_EQ(status.pid, 100);
      EXPECT_TRUE(status.cap_permitted == 0 || status.cap_permitted == 0x1ffffffffff);
    }
  }
}

TEST(ProcFake, ThreadsOfAProcess) {
  FakeProc proc("threads");
  FakeProcess leader, second;
  second.tid = 101;
  second.comm = "worker)";
  proc.add(second);
  proc.add(leader);
  const Scanned all = scan(proc);
  ASSERT_EQ(all.error, "");
  ASSERT_EQ(all.threads.size(), 2u);
  const ThreadSnapshot& first = all.threads[0];
  EXPECT_EQ(first.tid, 100u);
  EXPECT_EQ(first.pid, 100u);
  EXPECT_EQ(first.ptid, 1u);
  EXPECT_EQ(first.sid, 80);
  EXPECT_EQ(first.pgid, 90);
  EXPECT_EQ(first.vpgid, 90);
  EXPECT_EQ(first.vtid, 100);
  EXPECT_EQ(first.vpid, 100);
  EXPECT_EQ(first.comm, "alpha");
  EXPECT_EQ(first.exe, "./alpha");
  EXPECT_EQ(first.args, "-x\0two words\0"s);
  EXPECT_EQ(first.env, "HOME=/\0TERM=linux\0"s);
  EXPECT_EQ(first.exepath, "/usr/bin/alpha");
  EXPECT_EQ(first.cwd, "/home/a");
  EXPECT_EQ(first.root, "/");
  EXPECT_EQ(first.fdlimit, 1024);
  EXPECT_EQ(first.flags, 0u);
  EXPECT_EQ(first.uid, 1001u);  // the effective one
  EXPECT_EQ(first.gid, 2001u);
  EXPECT_EQ(first.loginuid, 1000u);
  EXPECT_EQ(first.vmsize_kb, 3060u);
  EXPECT_EQ(first.vmrss_kb, 1708u);
  EXPECT_EQ(first.vmswap_kb, 12u);
  EXPECT_EQ(first.pfmajor, 7u);
  EXPECT_EQ(first.pfminor, 11u);
  EXPECT_EQ(first.tty, 34816u);
  EXPECT_EQ(first.cap_inheritable, 1u);
  EXPECT_EQ(first.cap_permitted, 0x1ffffffffffu);
  EXPECT_EQ(first.cap_effective, 0x402u);
  const ThreadSnapshot& other = all.threads[1];
  EXPECT_EQ(other.tid, 101u);
  EXPECT_EQ(other.pid, 100u);
  EXPECT_EQ(other.comm, "worker)");
  EXPECT_EQ(other.flags, 0x2001u);  // as in captures: PPM_CL_CLONE_THREAD | PPM_CL_CLONE_FILES
  EXPECT_EQ(other.exe, "./alpha");
  EXPECT_EQ(all.report.processes, 1u);
  EXPECT_EQ(all.report.threads, 2u);
}

TEST(ProcFake, CommandLines) {
  FakeProc proc("lines");
  FakeProcess p;
  proc.add(p);
  const auto lists = [&](std::string_view cmdline) {
    proc.file("100/task/100/cmdline", cmdline);
    const Scanned all = scan(proc);
    return all.threads.at(0).exe + "|" + all.threads.at(0).args;
  };
  EXPECT_EQ(lists(""), "|");
  EXPECT_EQ(lists("alone"), "alone|");  // a title without an end
  EXPECT_EQ(lists("a\0\0"s), "a|\0"s);  // one empty argument
  EXPECT_EQ(lists("a\0\0b\0"s), "a|\0b\0"s);
  EXPECT_EQ(lists("nginx: worker process\0\0\0\0\0"s), "nginx: worker process|");
  const std::string longest = "a" + "\0"s + std::string(10000, 'b') + "\0"s;
  EXPECT_EQ(lists(longest), "a|" + std::string(4093, 'b') + "\0"s);  // 4096 bytes in all
}

TEST(ProcFake, NamespaceOfProcessIds) {
  FakeProc proc("pidns");
  FakeProcess init, first, inner;
  init.pid = init.tid = 1;
  init.parent = 0;
  first.pid = first.tid = 100;
  first.vids = "\t1";
  inner.pid = inner.tid = 105;
  inner.parent = 100;
  inner.vids = "\t6\t2";
  proc.add(init);
  proc.add(first);
  proc.add(inner);
  proc.file("stat", "cpu  1 2\ncpu0 1 2\ncpu1 1 2\nbtime 1700000000\n");
  proc.link("100/ns/pid", "pid:[7]");
  proc.link("105/task/105/ns/pid", "pid:[7]");
  proc.link("100/task/100/ns/pid", "pid:[7]");
  const Scanned all = scan(proc);
  EXPECT_EQ(all.thread(105)->vtid, 2);
  EXPECT_EQ(all.thread(105)->vpid, 2);
  // 4200 ticks of 10 ms after the boot
  const uint64_t start = 1'700'000'000'000'000'000 + 42'000'000'000;
  EXPECT_EQ(all.thread(105)->pidns_init_start_ts, start);
  EXPECT_EQ(all.thread(1)->pidns_init_start_ts, start);
  EXPECT_EQ(all.machine.num_cpus, 2u);
}

TEST(ProcFake, ZombiesAndDeadLeaders) {
  FakeProc proc("zombies");
  FakeProcess zombie, leader, living;
  zombie.pid = zombie.tid = 50;
  zombie.state = leader.state = 'Z';
  living.tid = 101;
  living.comm = "lives";
  proc.add(zombie);
  proc.add(living);
  proc.add(leader);
  for (const char* gone : {"exe", "cwd", "root"}) {
    std::filesystem::remove(proc.at("100/task/100/") + gone);
  }
  proc.file("100/task/100/cmdline", "");
  const Scanned all = scan(proc);
  EXPECT_EQ(all.thread(50), nullptr);
  ASSERT_NE(all.thread(100), nullptr);
  EXPECT_EQ(all.thread(100)->exepath, "/usr/bin/alpha");
  EXPECT_EQ(all.thread(100)->exe, "./alpha");
  EXPECT_NE(all.thread(101), nullptr);
  EXPECT_EQ(all.report.unreadable_processes, 0u);
}

TEST(ProcFake, OnlySomeProcesses) {
  FakeProc proc("only");
  for (const auto& [pid, parent] : {std::pair(1, 0), {10, 1}, {20, 10}, {30, 20}, {40, 10}}) {
    FakeProcess p;
    p.pid = p.tid = pid;
    p.parent = parent;
    proc.add(p);
    proc.add_fd(pid, 0, "/dev/null", "flags:\t0100002\n");
  }
  FakeProcess thread;
  thread.pid = 20;
  thread.tid = 21;
  thread.parent = 10;
  proc.file("21/status", FakeProc::status_text(thread));
  ProcScanOptions options;
  options.proc_root = proc.root();
  options.only_processes = {21, 999, -4};
  const Scanned all = scan(options);
  EXPECT_EQ(all.error, "");
  EXPECT_EQ(all.threads.size(), 3u);
  for (uint64_t tid : {1, 10, 20}) EXPECT_NE(all.thread(tid), nullptr) << tid;
  ASSERT_EQ(all.fds.size(), 1u);
  EXPECT_EQ(all.fds[0].tid, 20u);
}

TEST(ProcFake, DescriptorKinds) {
  FakeProc proc("kinds");
  proc.add({});
  const struct {
    const char* target;
    FdType type;
    const char* name;
    uint64_t ino;
  } rows[] = {
      {"/no/such/file (deleted)", FdType::kFile, "/no/such/file (deleted)", 0},
      {"/memfd:a name (deleted)", FdType::kMemfd, "a name", 0},
      {"pipe:[11782]", FdType::kFifo, "pipe:[11782]", 11782},
      {"anon_inode:[eventfd]", FdType::kEvent, "", 0},
      {"anon_inode:[eventpoll]", FdType::kEventpoll, "", 0},
      {"anon_inode:inotify", FdType::kInotify, "", 0},
      {"anon_inode:[signalfd]", FdType::kSignalfd, "", 0},
      {"anon_inode:[timerfd]", FdType::kTimerfd, "", 0},
      {"anon_inode:[io_uring]", FdType::kIouring, "", 0},
      {"anon_inode:[userfaultfd]", FdType::kUserfaultfd, "", 0},
      {"anon_inode:bpf-map", FdType::kBpf, "", 0},
      {"anon_inode:bpf-prog", FdType::kBpf, "", 0},
      {"anon_inode:[pidfd]", FdType::kPidfd, "/proc/1234", 0},
      {"anon_inode:[perf_event]", FdType::kUnsupported, "[perf_event]", 0},
      {"net:[4026531833]", FdType::kFile, "net:[4026531833]", 0},
      {"/a\nb", FdType::kFile, "/a\nb", 0},
  };
  int number = 0;
  for (const auto& row : rows) {
    proc.add_fd(100, number++, row.target, "pos:\t0\nflags:\t02000002\nmnt_id:\t15\nPid:\t1234\n");
  }
  const Scanned all = scan(proc);
  ASSERT_EQ(all.fds.size(), std::size(rows));
  number = 0;
  for (const auto& row : rows) {
    const FdSnapshot& fd = all.fds[static_cast<size_t>(number)];
    EXPECT_EQ(fd.fd, number++);
    EXPECT_EQ(fd.tid, 100u);
    EXPECT_EQ(fd.type, row.type) << row.target;
    EXPECT_EQ(fd.name, row.name) << row.target;
    EXPECT_EQ(fd.ino, row.ino) << row.target;
    EXPECT_TRUE(fd.open_flags & 0x1000) << row.target;
  }
}

// The device is the one of the mount, also where stat() would give another.
TEST(ProcFake, DeviceOfTheMount) {
  FakeProc proc("mounts");
  proc.add({});
  proc.file("100/task/100/mountinfo",
            "21 26 0:20 / /proc rw - proc proc rw\n"
            "77 26 259:70000 / /data rw,relatime shared:1 - ext4 /dev/x rw\nbroken\n");
  proc.add_fd(100, 3, proc.at("100"), "flags:\t0200000\nmnt_id:\t77\n");
  const Scanned all = scan(proc);
  ASSERT_EQ(all.fds.size(), 1u);
  EXPECT_EQ(all.fds[0].type, FdType::kDirectory);
  EXPECT_EQ(all.fds[0].dev >> 8 & 0xfff, 259u);
  EXPECT_EQ((all.fds[0].dev & 0xff) | (all.fds[0].dev >> 12 & ~0xffu), 70000u);
}

TEST(ProcFake, PortableFlags) {  // from captures of sysdig 0.29.3: fdinfo beside the FD list
  EXPECT_EQ(portable_open_flags(0100000), 0x1u);
  EXPECT_EQ(portable_open_flags(0100001), 0x2u);
  EXPECT_EQ(portable_open_flags(0100002), 0x3u);
  EXPECT_EQ(portable_open_flags(02100000), 0x1001u);
  EXPECT_EQ(portable_open_flags(06110002), 0x1093u);  // O_RDWR | O_SYNC | O_CLOEXEC
  EXPECT_EQ(portable_descriptor_flags(02004002), 0x1040u);
}

TEST(ProcFake, SocketTables) {
  FakeProc proc("sockets");
  proc.add({});
  const int inodes[] = {501, 502, 503, 504, 505, 506, 507, 508, 509, 510};
  int number = 3;
  for (int inode : inodes) {
    proc.add_fd(100, number++, "socket:[" + std::to_string(inode) + "]", "flags:\t02\n");
  }
  const std::string head = "  sl  local_address rem_address   st tx_queue ...\n";
  proc.file("100/net/tcp",
            head +
                "   0: 0F02000A:0016 0202000A:F078 01 00000000:00000000 00:00000000 00000000     0"
                "        0 501 4 0000000000000000 20 4 30 10 -1\n"
                "   1: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0"
                "        0 502 1 0 100 0 0 10 0\n"
                "   2: 00000000:0050 00000000:0000 06 00000000:00000000 00:00000000 00000000     0"
                "        0 0 1 0\n   3: cut");
  proc.file(
      "100/net/tcp6",
      head +
          "   0: 00000000000000000000000001000000:0050 00000000000000000000000000000000:0000 0A"
          " 0:0 0:0 0 0 0 503 1 0\n"
          "   1: 0000000000000000FFFF00000100007F:0051 0000000000000000FFFF00000200007F:C000 01"
          " 0:0 0:0 0 0 0 504 1 0\n"
          "   2: 0000000000000000FFFF00000100007F:0052 00000000000000000000000000000000:0000 0A"
          " 0:0 0:0 0 0 0 505 1 0\n");
  proc.file("100/net/udp", head + "  9: 0100007F:0035 00000000:0000 07 0:0 0:0 0 0 0 506 2 0 0\n");
  proc.file("100/net/unix",
            "Num       RefCount Protocol Flags    Type St Inode Path\n"
            "ffff94dd56f90c00: 00000002 00000000 00010000 0001 01 507 /run/a b\n"
            "ffff94dd56f90c01: 00000002 00000000 00010000 0001 01 508 @abstract\n"
            "ffff94dd56f90c02: 00000003 00000000 00000000 0001 03   509\n");
  proc.file("100/net/netlink",
            "sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    "
            "Inode\n00000000b812ccfd 0   0          00000000 0        0        0     2        0   "
            "     510     \n");
  const Scanned all = scan(proc);
  ASSERT_EQ(all.fds.size(), std::size(inodes));
  const auto text = [&](int64_t fd) {
    const FdSnapshot& one = *all.fd(fd, 100);
    std::string bytes;
    for (size_t i = 0; i < (one.source.v6 ? 16 : 4); ++i) {
      bytes += std::to_string(one.source.bytes[i]) + ".";
    }
    return std::to_string(static_cast<int>(one.type)) + " " + bytes +
           std::to_string(one.source_port) + " " + std::to_string(one.dest.bytes[3]) + ":" +
           std::to_string(one.dest_port) + " " + std::to_string(static_cast<int>(one.l4));
  };
  EXPECT_EQ(text(3), "3 10.0.2.15.22 2:61560 2");
  EXPECT_EQ(text(4), "5 0.0.0.0.8080 0:0 2");
  EXPECT_EQ(text(5), "6 0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1.80 0:0 2");
  EXPECT_EQ(text(6), "3 127.0.0.1.81 2:49152 2");
  EXPECT_EQ(text(7), "5 127.0.0.1.82 0:0 2");
  EXPECT_EQ(text(8), "5 127.0.0.1.53 0:0 3");
  EXPECT_EQ(all.fd(9, 100)->name, "/run/a b");
  EXPECT_EQ(all.fd(9, 100)->unix_source, 0xffff94dd56f90c00u);
  EXPECT_EQ(all.fd(10, 100)->name, "abstract");
  EXPECT_EQ(all.fd(11, 100)->name, "");
  EXPECT_EQ(all.fd(11, 100)->type, FdType::kUnix);
  EXPECT_EQ(all.fd(12, 100)->type, FdType::kNetlink);
  EXPECT_EQ(all.report.unknown_sockets, 0u);
}

TEST(ProcFake, MissingAndDamagedParts) {
  FakeProc proc("damaged");
  FakeProcess good, cut, empty;
  good.pid = good.tid = 10;
  cut.pid = cut.tid = 20;
  empty.pid = empty.tid = 30;
  proc.add(good);
  proc.add(cut);
  proc.add(empty);
  proc.file("20/task/20/stat", "20 (alpha");
  proc.file("30/task/30/status", "");
  std::filesystem::create_directories(proc.at("40"));  // gone after it was listed
  proc.add_fd(10, 3, "socket:[77]", "flags:\t02\n");   // in no table
  proc.add_fd(10, 4, "socket:[x]", "");
  const Scanned all = scan(proc);
  EXPECT_EQ(all.threads.size(), 1u);
  EXPECT_EQ(all.report.vanished_processes, 1u);
  EXPECT_EQ(all.report.unreadable_processes, 2u);
  ASSERT_EQ(all.report.unreadable.size(), 1u);
  EXPECT_EQ(all.report.unreadable[0],
            "the state of 2 processes: the text is not what the kernel writes (the first is 20)");
  EXPECT_EQ(all.report.unknown_sockets, 1u);
  ASSERT_EQ(all.fds.size(), 2u);
  EXPECT_EQ(all.fds[0].type, FdType::kUnknown);
  EXPECT_EQ(all.fds[1].type, FdType::kFile);
}

TEST(ProcFake, RefusedDescriptors) {
  FakeProc proc("refused");
  proc.add({});
  ::chmod(proc.at("100/task/100/fd").c_str(), 0);
  ::setfsuid(65534);  // root may read everything, unless it looks as another user
  const Scanned all = scan(proc);
  ::setfsuid(::geteuid());
  ::chmod(proc.at("100/task/100/fd").c_str(), 0700);
  EXPECT_EQ(all.threads.size(), 1u);
  EXPECT_EQ(all.report.unreadable_processes, 1u);
  ASSERT_EQ(all.report.unreadable.size(), 1u);
  EXPECT_EQ(all.report.unreadable[0],
            "the descriptors of 1 process: Permission denied (100, alpha)");
}

TEST(ProcFake, KernelThreads) {
  FakeProc proc("kernel");
  FakeProcess kthread;
  kthread.pid = kthread.tid = 2;
  kthread.parent = 0;
  kthread.comm = "kthreadd";
  kthread.flags = 0x00200000;
  proc.add({});
  proc.add(kthread);
  for (const char* none : {"exe", "cwd", "root"}) {
    std::filesystem::remove(proc.at("2/task/2/") + none);
  }
  proc.add_fd(2, 0, "/dev/null", "");
  const Scanned all = scan(proc);
  ASSERT_NE(all.thread(2), nullptr);
  EXPECT_EQ(all.thread(2)->comm, "kthreadd");
  EXPECT_EQ(all.thread(2)->exepath, "");
  EXPECT_EQ(all.report.unreadable_processes, 0u);
  EXPECT_TRUE(all.fds.empty());
  ProcScanOptions options;
  options.proc_root = proc.root();
  options.with_kernel_threads = options.with_users = options.with_machine = false;
  const Scanned few = scan(options);
  EXPECT_EQ(few.thread(2), nullptr);
  ASSERT_EQ(few.items.size(), 1u);
  EXPECT_EQ(few.threads.size(), 1u);
}

TEST(ProcFake, NoProc) {
  ProcScanOptions options;
  options.proc_root = "/no/such/folder";
  EXPECT_EQ(scan(options).error, "cannot open /no/such/folder: No such file or directory");
  options.proc_root = "/usr";
  EXPECT_EQ(scan(options).error, "/usr lists no process");
}

TEST(ProcFake, UsersAndGroups) {
  FakeProc proc("users");
  proc.add({});
  proc.file("etc/passwd",
            "root:x:0:0:root:/root:/bin/bash\n# no user\n\nbad:x:abc:1::/:/bin/sh\n"
            "short:x:1\n+::::::\nlast:x:4294967294:65534:a,b:/home/l:");
  proc.file("etc/group", "root:x:0:\nwheel:x:10:a,b\nbad:x::\n");
  const Scanned all = scan(proc);
  ASSERT_EQ(all.users.size(), 2u);
  EXPECT_EQ(all.users[0], (UserInfo{0, 0, "root", "/root", "/bin/bash", ""}));
  EXPECT_EQ(all.users[1], (UserInfo{4294967294, 65534, "last", "/home/l", "", ""}));
  ASSERT_EQ(all.groups.size(), 2u);
  EXPECT_EQ(all.groups[1], (GroupInfo{10, "wheel", ""}));
}

}  // namespace
}  // namespace sonde::test
