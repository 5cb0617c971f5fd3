// Lines in the form of strace. What is expected was printed by strace 6.1 for these calls, made by
// a program written for the purpose; three dots stand where a record of ours does not hold what
// strace read from the program's memory.
// SPDX-License-Identifier: Apache-2.0
#include "print/strace_style.h"

#include <gtest/gtest.h>

#include <random>

#include "event_builder.h"
#include "print/strace_rows.h"
#include "schema/private_events.h"
#include "state/moment.h"
#include "state/state.h"

namespace sonde {
namespace {

using namespace std::string_literals;

constexpr uint64_t kStart_ns = 1700000000000000000;

constexpr auto le16 = test::as_param<uint16_t>;
constexpr auto le32 = test::as_param<uint32_t>;
constexpr auto le64 = test::as_param<uint64_t>;

class StraceStyleTest : public testing::Test {
 protected:
  EventBuilder event(EventId id, uint64_t tid = 10) { return {id, tid, now_ns_ += 1000000}; }
  // The line without its end; "(none)" when there is none.
  std::string line(const EventBuilder& built) {
    last_ = built;
    state_.step(last_.get(), moment_);
    std::string out;
    if (!style_.append_line(out, moment_)) return "(none)";
    EXPECT_EQ(out.back(), '\n');
    out.pop_back();
    return out;
  }
  void options(StraceOptions options) { style_ = StraceStyle(options); }

  uint64_t now_ns_ = kStart_ns;
  State state_;
  EventBuilder last_{EventId::GENERIC_E, 0, 0};
  Moment moment_;
  StraceStyle style_{StraceOptions()};
};

TEST_F(StraceStyleTest, Files) {
  EXPECT_EQ(line(event(EventId::SYSCALL_OPENAT_2_X)
                     .s64(3)
                     .s64(-100)
                     .text("/etc/passwd")
                     .u32(1 | 0x1000)
                     .u32(0)
                     .u32(0)
                     .u64(0)),
            "openat(AT_FDCWD, \"/etc/passwd\", O_RDONLY|O_CLOEXEC) = 3");
  EXPECT_EQ(line(event(EventId::SYSCALL_OPENAT_2_X)
                     .s64(3)
                     .s64(-100)
                     .text("/tmp/raw/st/x\303\251\1y1\n\"")
                     .u32(2 | 4 | 0x100 | 8 | 0x20)
                     .u32(0644)
                     .u32(0)
                     .u64(0)),
            "openat(AT_FDCWD, \"/tmp/raw/st/x\\303\\251\\1y1\\n\\\"\", "
            "O_WRONLY|O_CREAT|O_EXCL|O_TRUNC|O_APPEND, 0644) = 3");
  EXPECT_EQ(line(event(EventId::SYSCALL_READ_X)
                     .s64(1221)
                     .bytes("root:x:0:0:root:/root:/bin/bash\nd")
                     .s64(3)
                     .u32(4096)),
            "read(3, \"root:x:0:0:root:/root:/bin/bash\\n\"..., 4096) = 1221");
  EXPECT_EQ(line(event(EventId::SYSCALL_PREAD_X).s64(10).bytes("x:0:0:root").s64(3).u32(10).u64(5)),
            "pread64(3, \"x:0:0:root\", 10, 5)         = 10");
  EXPECT_EQ(line(event(EventId::SYSCALL_LSEEK_X).s64(1221).s64(3).u64(0).u8(2)),
            "lseek(3, 0, SEEK_END)                   = 1221");
  EXPECT_EQ(line(event(EventId::SYSCALL_FLOCK_X).s64(0).s64(3).u32(2 | 4)),
            "flock(3, LOCK_EX|LOCK_NB)               = 0");
  EXPECT_EQ(line(event(EventId::SYSCALL_CLOSE_X).s64(0).s64(3)),
            "close(3)                                = 0");
  EXPECT_EQ(line(event(EventId::SYSCALL_CLOSE_X).s64(-9).s64(-1)),
            "close(-1)                               = -1 EBADF (Bad file descriptor)");
  EXPECT_EQ(line(event(EventId::SYSCALL_ACCESS_X).s64(-2).text("/x").u32(6)),
            "access(\"/x\", R_OK|W_OK)                 = -1 ENOENT (No such file or directory)");
  EXPECT_EQ(line(event(EventId::SYSCALL_CHOWN_X).s64(-2).text("/proc/x").u32(~0u).u32(0)),
            "chown(\"/proc/x\", -1, 0)                 = -1 ENOENT (No such file or directory)");
  EXPECT_EQ(line(event(EventId::SYSCALL_NEWFSTATAT_X).s64(0).s64(-100).text("/etc").u32(0)),
            "newfstatat(AT_FDCWD, \"/etc\", ..., 0)    = 0");
  EXPECT_EQ(
      line(event(EventId::SYSCALL_MKNODAT_X).s64(-2).s64(-100).text("/x/f").u32(010600).u32(0)),
      "mknodat(AT_FDCWD, \"/x/f\", S_IFIFO|0600, ...) = -1 ENOENT (No such file or "
      "directory)");
  EXPECT_EQ(
      line(event(EventId::SYSCALL_MKNODAT_X).s64(-2).s64(-100).text("/x/f").u32(0104755).u32(0)),
      "mknodat(AT_FDCWD, \"/x/f\", S_IFREG|S_ISUID|0755, ...) = -1 ENOENT (No such file or "
      "directory)");
  EXPECT_EQ(line(event(EventId::SYSCALL_RENAMEAT2_X)
                     .s64(-2)
                     .s64(-100)
                     .text("/x/a")
                     .s64(-100)
                     .text("/x/b")
                     .u32(1)),
            "renameat2(AT_FDCWD, \"/x/a\", AT_FDCWD, \"/x/b\", RENAME_NOREPLACE) = -1 ENOENT (No "
            "such file or directory)");
  EXPECT_EQ(
      line(event(EventId::SYSCALL_MOUNT_X).s64(-2).text("none").text("/x").text("tmpfs").u32(3)),
      "mount(\"none\", \"/x\", \"tmpfs\", MS_RDONLY|MS_NOSUID, ...) = -1 ENOENT (No such file "
      "or directory)");
  EXPECT_EQ(line(event(EventId::SYSCALL_UMOUNT2_X).s64(-2).text("/x").u32(2)),
            "umount2(\"/x\", MNT_DETACH)               = -1 ENOENT (No such file or directory)");
}

TEST_F(StraceStyleTest, DescriptorsAndCommands) {
  // F_GETFD 2, F_SETFD 3, F_GETFL 4, F_SETFL 5, F_DUPFD 1 in the format's count.
  const auto fcntl = [&](int64_t result, uint8_t command, uint64_t argument) {
    return line(event(EventId::SYSCALL_FCNTL_X).s64(result).s64(3).u8(command).u64(argument));
  };
  EXPECT_EQ(fcntl(1, 2, 99), "fcntl(3, F_GETFD)                       = 0x1 (flags FD_CLOEXEC)");
  EXPECT_EQ(fcntl(0, 3, 1), "fcntl(3, F_SETFD, FD_CLOEXEC)           = 0");
  EXPECT_EQ(fcntl(0x8000, 4, 0),
            "fcntl(3, F_GETFL)                       = 0x8000 (flags O_RDONLY|O_LARGEFILE)");
  EXPECT_EQ(fcntl(0, 5, 04002), "fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK)    = 0");
  EXPECT_EQ(fcntl(11, 1, 10), "fcntl(3, F_DUPFD, 10)                   = 11");
  EXPECT_EQ(line(event(EventId::SYSCALL_IOCTL_3_X).s64(-25).s64(3).u64(0x5401).u64(0x7ffd0b2d45b0)),
            "ioctl(3, TCGETS, 0x7ffd0b2d45b0)        = -1 ENOTTY (Inappropriate ioctl for device)");
  EXPECT_EQ(line(event(EventId::SYSCALL_DUP3_X).s64(99).s64(0).s64(99).u32(0x1000)),
            "dup3(0, 99, O_CLOEXEC)                  = 99");
  EXPECT_EQ(line(event(EventId::SYSCALL_PIPE2_X).s64(0).s64(9).s64(13).u64(7).u32(0x1000)),
            "pipe2([9, 13], O_CLOEXEC)               = 0");
  EXPECT_EQ(line(event(EventId::SYSCALL_EVENTFD2_X).s64(18).u16(0x1040).u64(0)),
            "eventfd2(0, EFD_CLOEXEC|EFD_NONBLOCK)   = 18");
  EXPECT_EQ(line(event(EventId::SYSCALL_INOTIFY_INIT1_X).s64(3).u16(0x1040)),
            "inotify_init1(IN_NONBLOCK|IN_CLOEXEC)   = 3");
  EXPECT_EQ(line(event(EventId::SYSCALL_PIPE2_X).s64(0).s64(5).s64(6).u64(7).u32(0x1040)),
            "pipe2([5, 6], O_NONBLOCK|O_CLOEXEC)     = 0");
  EXPECT_EQ(line(event(EventId::SYSCALL_EPOLL_CREATE1_X).s64(19).u32(1)),
            "epoll_create1(EPOLL_CLOEXEC)            = 19");
  EXPECT_EQ(line(event(EventId::SYSCALL_MEMFD_CREATE_X).s64(23).text("m").u32(1)),
            "memfd_create(\"m\", MFD_CLOEXEC)          = 23");
  EXPECT_EQ(
      line(event(EventId::SYSCALL_POLL_X).s64(1).bytes(le16(1) + le64(17) + le16(1)).s64(100)),
      "poll(..., ..., 100)                     = 1 ([{fd=17, revents=POLLIN}])");
  EXPECT_EQ(line(event(EventId::SYSCALL_POLL_X).s64(0).bytes(le16(0)).s64(1)),
            "poll(..., ..., 1)                       = 0 (Timeout)");
}

TEST_F(StraceStyleTest, Sockets) {
  EXPECT_EQ(
      line(event(EventId::SOCKET_SOCKET_X).s64(4).u32(2).u32(1 | 02000000 | 04000).u32(0).u32(0)),
      "socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC|SOCK_NONBLOCK, IPPROTO_IP) = 4");
  EXPECT_EQ(line(event(EventId::SOCKET_SOCKET_X).s64(6).u32(1).u32(2).u32(0).u32(0)),
            "socket(AF_UNIX, SOCK_DGRAM, 0)          = 6");
  EXPECT_EQ(line(event(EventId::SOCKET_SOCKET_X).s64(7).u32(16).u32(3).u32(0).u32(0)),
            "socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE) = 7");
  EXPECT_EQ(line(event(EventId::SOCKET_SOCKET_X).s64(8).u32(10).u32(1).u32(6).u32(0)),
            "socket(AF_INET6, SOCK_STREAM, IPPROTO_TCP) = 8");
  const std::string here = "\2\177\0\0\1"s + le16(1);
  EXPECT_EQ(line(event(EventId::SOCKET_CONNECT_X).s64(-115).empty().s64(4).bytes(here)),
            "connect(4, {sa_family=AF_INET, sin_port=htons(1), sin_addr=inet_addr(\"127.0.0.1\")}, "
            "16) = -1 EINPROGRESS (Operation now in progress)");
  EXPECT_EQ(line(event(EventId::SOCKET_CONNECT_X).s64(-2).empty().s64(6).bytes("\1/no/x\0"s)),
            "connect(6, {sa_family=AF_UNIX, sun_path=\"/no/x\"}, ...) = -1 ENOENT (No such file or "
            "directory)");
  const std::string local = "\12"s + std::string(15, '\0') + "\1" + le16(9);
  EXPECT_EQ(line(event(EventId::SOCKET_CONNECT_X).s64(-111).empty().s64(8).bytes(local)),
            "connect(8, {sa_family=AF_INET6, sin6_port=htons(9), inet_pton(AF_INET6, \"::1\", "
            "&sin6_addr), ...}, 28) = -1 ECONNREFUSED (Connection refused)");
  EXPECT_EQ(line(event(EventId::SOCKET_SETSOCKOPT_X)
                     .s64(0)
                     .s64(4)
                     .u8(1)
                     .u8(2)
                     .bytes("\2"s + le32(1))
                     .u32(4)),
            "setsockopt(4, SOL_SOCKET, SO_REUSEADDR, [1], 4) = 0");
  EXPECT_EQ(line(event(EventId::SOCKET_SHUTDOWN_X).s64(-107).s64(4).u8(1)),
            "shutdown(4, SHUT_WR)                    = -1 ENOTCONN (Transport endpoint is not "
            "connected)");
  EXPECT_EQ(line(event(EventId::SOCKET_SOCKETPAIR_X)
                     .s64(0)
                     .s64(16)
                     .s64(17)
                     .u64(0)
                     .u64(0)
                     .u32(1)
                     .u32(1)
                     .u32(0)),
            "socketpair(AF_UNIX, SOCK_STREAM, 0, [16, 17]) = 0");
  EXPECT_EQ(line(event(EventId::SOCKET_SENDTO_X).s64(3).bytes("abc").s64(16).u32(3).empty()),
            "sendto(16, \"abc\", 3, ...)               = 3");
  EXPECT_EQ(line(event(EventId::SOCKET_RECVFROM_X).s64(5).bytes("hiabc").empty().s64(17).u32(100)),
            "recvfrom(17, \"hiabc\", 100, ...)         = 5");
}

TEST_F(StraceStyleTest, MemoryLimitsAndTimes) {
  EXPECT_EQ(line(event(EventId::SYSCALL_BRK_4_X).u64(0x55e62124e000).u32(1).u32(1).u32(1).u64(0)),
            "brk(NULL)                               = 0x55e62124e000");
  EXPECT_EQ(line(event(EventId::SYSCALL_MMAP_X)
                     .s64(0x7f3884b8c000)
                     .u32(1)
                     .u32(1)
                     .u32(1)
                     .u64(0)
                     .u64(8192)
                     .u32(3)
                     .u32(2 | 8)
                     .s64(-1)
                     .u64(0)),
            "mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = "
            "0x7f3884b8c000");
  EXPECT_EQ(line(event(EventId::SYSCALL_MMAP_X)
                     .s64(-22)
                     .u32(1)
                     .u32(1)
                     .u32(1)
                     .u64(0)
                     .u64(0)
                     .u32(1)
                     .u32(1)
                     .s64(3)
                     .u64(0x1000)),
            "mmap(NULL, 0, PROT_READ, MAP_SHARED, 3, 0x1000) = -1 EINVAL (Invalid argument)");
  EXPECT_EQ(line(event(EventId::SYSCALL_MPROTECT_X).s64(0).u64(0x7f3884b8c000).u64(4096).u32(0)),
            "mprotect(0x7f3884b8c000, 4096, PROT_NONE) = 0");
  EXPECT_EQ(
      line(event(EventId::SYSCALL_FUTEX_X).s64(0).u64(0x7f49109e8a4c).u16(0x81).u64(2147483647)),
      "futex(0x7f49109e8a4c, FUTEX_WAKE_PRIVATE, 2147483647) = 0");
  EXPECT_EQ(line(event(EventId::SYSCALL_PRLIMIT_X)
                     .s64(0)
                     .s64(-1)
                     .s64(-1)
                     .s64(8192 * 1024)
                     .s64(-1)
                     .s64(0)
                     .u8(3)),
            "prlimit64(0, RLIMIT_STACK, ..., {rlim_cur=8192*1024, rlim_max=RLIM64_INFINITY}) = 0");
  EXPECT_EQ(line(event(EventId::SYSCALL_PRLIMIT_X)
                     .s64(-3)
                     .s64(1)
                     .s64(2)
                     .s64(-1)
                     .s64(-1)
                     .s64(999999)
                     .u8(3)
                     .u64(0x7ffd0010)
                     .u64(0x7ffd0020)),
            "prlimit64(999999, RLIMIT_STACK, {rlim_cur=1, rlim_max=2}, 0x7ffd0020) = -1 ESRCH (No "
            "such process)");
  EXPECT_EQ(line(event(EventId::SYSCALL_NANOSLEEP_X).s64(0).u64(1000)),
            "nanosleep({tv_sec=0, tv_nsec=1000}, ...) = 0");
  EXPECT_EQ(line(event(EventId::SYSCALL_SETRESUID_X).s64(0).u32(~0u).u32(0).u32(~0u)),
            "setresuid(-1, 0, -1)                    = 0");
  EXPECT_EQ(line(event(EventId::SYSCALL_SELECT_X).s64(-514)),
            "select(...)                             = ? ERESTARTNOHAND (To be restarted if no "
            "handler)");
}

TEST_F(StraceStyleTest, CallsOfRegisters) {
  EXPECT_EQ(line(event(EventId::CALL_fsync).s64(0).u16(74).u64(3)),
            "fsync(3)                                = 0");
  EXPECT_EQ(line(event(EventId::CALL_madvise).s64(-12).u16(28).u64(0x7f3884b8c000).u64(10).u64(4)),
            "madvise(0x7f3884b8c000, 10, MADV_DONTNEED) = -1 ENOMEM (Cannot allocate memory)");
  EXPECT_EQ(line(event(EventId::CALL_umask).s64(022).u16(95).u64(022)),
            "umask(022)                              = 022");
  EXPECT_EQ(line(event(EventId::CALL_arch_prctl).s64(0).u16(158).u64(0x1002).u64(0x7f4910811740)),
            "arch_prctl(ARCH_SET_FS, 0x7f4910811740) = 0");
  EXPECT_EQ(line(event(EventId::CALL_landlock_create_ruleset).s64(7).u16(444).u64(0).u64(0).u64(1)),
            "landlock_create_ruleset(NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) = 7");
  EXPECT_EQ(line(event(EventId::CALL_set_robust_list).s64(0).u16(273).u64(0x7f4910811a20).u64(24)),
            "set_robust_list(0x7f4910811a20, 24)     = 0");
  EXPECT_EQ(line(event(EventId::CALL_exit_group).s64(0).u16(231).u64(0)),
            "exit_group(0)                           = ?");
  EXPECT_EQ(line(event(EventId::CALL_sched_yield).s64(0).u16(24)),
            "sched_yield()                           = 0");
  EXPECT_EQ(line(event(EventId::CALL_mremap)
                     .s64(0x7f0000001000)
                     .u16(25)
                     .u64(0x7f0000000000)
                     .u64(4096)
                     .u64(8192)
                     .u64(1)
                     .u64(0)),
            "mremap(0x7f0000000000, 4096, 8192, MREMAP_MAYMOVE, NULL) = 0x7f0000001000");
  EXPECT_EQ(line(event(EventId::SONDE_CALL)
                     .s64(-38)
                     .u16(400)
                     .u64(1)
                     .u64(2)
                     .u64(3)
                     .u64(0x1000)
                     .u64(0)
                     .u64(0)),
            "syscall_0x190(0x1, 0x2, 0x3, 0x1000, 0, 0) = -1 ENOSYS (Function not implemented)");
  // Of calls in classic captures nothing but the code is known.
  EXPECT_EQ(line(event(EventId::GENERIC_X).u16(static_cast<uint16_t>(find_syscall_code("fsync")))),
            "fsync(...)                              = ?");
}

TEST_F(StraceStyleTest, ProcessesAndSignals) {
  EventBuilder exec = event(EventId::SYSCALL_EXECVE_19_X);
  exec.s64(0).text("true").bytes("a b\0"s).s64(10).s64(10).s64(1).text("").u64(1024);
  exec.u64(0).u64(0).u32(0).u32(0).u32(0).text("true").bytes("").bytes("A=1\0B=2\0"s);
  for (int i = 0; i < 14; ++i) exec.empty();
  exec.text("/bin/true");
  EXPECT_EQ(line(exec), "execve(\"/bin/true\", [\"true\", \"a b\"], ... /* 2 vars */) = 0");
  EXPECT_EQ(line(event(EventId::SYSCALL_KILL_X).s64(0).s64(14668).u8(15)),
            "kill(14668, SIGTERM)                    = 0");
  EXPECT_EQ(line(event(EventId::SIGNALDELIVER_E).s64(7).s64(10).u8(17)),
            "--- SIGCHLD {si_signo=SIGCHLD, si_pid=7, ...} ---");
  EXPECT_EQ(line(event(EventId::PROCEXIT_1_E).s64(3 << 8).s64(3).u8(0).u8(0).s64(1)),
            "+++ exited with 3 +++");
  EXPECT_EQ(line(event(EventId::PROCEXIT_1_E).s64(0x80 | 11).s64(0).u8(11).u8(1).s64(1)),
            "+++ killed by SIGSEGV (core dumped) +++");
}

TEST_F(StraceStyleTest, OtherEventsHaveNoLine) {
  EXPECT_EQ(line(event(EventId::SYSCALL_OPENAT_2_E).s64(-100).text("/x").u32(1).u32(0)), "(none)");
  EXPECT_EQ(line(event(EventId::SCHEDSWITCH_6_E).s64(1).u64(0).u64(0).u32(0).u32(0).u32(0)),
            "(none)");
  EXPECT_EQ(line(event(EventId::SONDE_GAP).u64(1).u64(2).u64(0).u64(3).u64(9).u64(0)),
            "*** 12 events were lost here ***");
}

TEST_F(StraceStyleTest, SeveralThreadsHaveTheirNumbersBeforeTheLine) {
  EXPECT_EQ(line(event(EventId::CALL_getpid).s64(10).u16(39)),
            "getpid()                                = 10");
  EXPECT_EQ(line(event(EventId::CALL_getpid, 14387).s64(14387).u16(39)),
            "[pid 14387] getpid()                    = 14387");
  EXPECT_EQ(line(event(EventId::CALL_getpid).s64(10).u16(39)),
            "[pid    10] getpid()                    = 10");
}

TEST_F(StraceStyleTest, TimesAndDurations) {
  const auto yield = [&] {
    return line(event(EventId::CALL_sched_yield).s64(0).u16(24).flags(pack_latency(12345)));
  };
  options({.time = StraceTime::kEpoch, .durations = true});
  EXPECT_EQ(yield(), "1700000000.001000 sched_yield()         = 0 <0.000012>");
  options({.time = StraceTime::kDelta});
  EXPECT_EQ(yield(), "     0.000000 sched_yield()             = 0");
  EXPECT_EQ(yield(), "     0.001000 sched_yield()             = 0");
  options({.time = StraceTime::kRelative});
  EXPECT_EQ(yield(), "     0.003000 sched_yield()             = 0");
  options({.durations = true});
  EXPECT_EQ(line(event(EventId::CALL_sched_yield).s64(0).u16(24)),
            "sched_yield()                           = 0 <unavailable>");
}

TEST_F(StraceStyleTest, WhatWasNotRecordedIsNotMadeUp) {
  EXPECT_EQ(line(event(EventId::SYSCALL_READ_X).s64(100).empty().s64(3).u32(4096)),
            "read(3, ..., 4096)                      = 100");
  EXPECT_EQ(line(event(EventId::SYSCALL_READ_X).s64(0).empty().s64(3).u32(4096)),
            "read(3, \"\", 4096)                       = 0");
  EXPECT_EQ(line(event(EventId::SYSCALL_READ_X).s64(-9).empty().s64(3).u32(4096)),
            "read(3, ..., 4096)                      = -1 EBADF (Bad file descriptor)");
  EXPECT_EQ(line(event(EventId::SYSCALL_WRITE_X).s64(5).bytes("he").s64(3).u32(5)),
            "write(3, \"he\"..., 5)                    = 5");
  EXPECT_EQ(line(event(EventId::SYSCALL_CLOSE_X)), "close(...)                              = ?");
}

// A new event of a call needs a STRACE in its row.
TEST(StraceRows, EveryCallHasOne) {
  size_t calls = 0;
  for (const EventRow& row : event_rows()) {
    if (row.status != Status::kCurrent || !row.exit || !row.is_syscall()) continue;
    const EventId id = static_cast<EventId>(row.id);
    if (id == EventId::GENERIC_X || id == EventId::SONDE_CALL) continue;
    EXPECT_TRUE(strace_row(row.id).known) << row.symbol;
    ++calls;
  }
  EXPECT_GT(calls, 350u);
}

// Whatever a file holds: one line, nothing that a terminal would obey.
TEST_F(StraceStyleTest, HostileEvents) {
  std::mt19937_64 random(7);
  const auto below = [&](uint64_t limit) { return random() % limit; };
  for (int i = 0; i < 40000; ++i) {
    const auto id = static_cast<EventId>(below(kEventRowCount));
    if (event_row(static_cast<uint16_t>(id)).status == Status::kUnused) continue;
    EventBuilder built(id, below(3), now_ns_ += below(1000));
    const size_t params = below(event_row(static_cast<uint16_t>(id)).params.size() + 2);
    for (size_t p = 0; p < params; ++p) {
      std::string bytes(below(3) ? 8 : below(50), '\0');
      for (char& byte : bytes) byte = static_cast<char>(below(4) ? below(256) : 0);
      built.bytes(bytes);
    }
    const std::string got = line(built);
    for (const char c : got) ASSERT_TRUE(c >= 0x20 && c < 0x7f) << got;
  }
}

}  // namespace
}  // namespace sonde
