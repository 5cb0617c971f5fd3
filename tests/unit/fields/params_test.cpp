// Values of parameters as text. The captures behind most expectations were written by hand and read
// with sysdig 0.29.3; the event lines quoted here are its output. What it leaves out (bytes of
// control, empty numbers) is marked as ours.
// SPDX-License-Identifier: Apache-2.0
#include "fields/params.h"

#include <gtest/gtest.h>

#include "event_builder.h"
#include "state/moment.h"
#include "state/state.h"
#include "state/text_options.h"

namespace sonde {
namespace {

using namespace std::string_literals;

constexpr uint64_t kStart_ns = 1700000000000000000;

constexpr auto le16 = test::as_param<uint16_t>;
constexpr auto le32 = test::as_param<uint32_t>;
constexpr auto le64 = test::as_param<uint64_t>;

class ParamsTest : public testing::Test {
 protected:
  ParamsTest() {
    ThreadSnapshot alpha;
    alpha.tid = alpha.pid = 10;
    alpha.ptid = 1;
    alpha.comm = "alpha";
    alpha.cwd = "/root";
    ThreadSnapshot beta = alpha;
    beta.tid = beta.pid = 11;
    beta.ptid = 10;
    beta.comm = "beta";
    state_.apply(SnapshotItem(std::vector<ThreadSnapshot>{alpha, beta}));
    FdSnapshot null_device;
    null_device.tid = 10;
    null_device.fd = 0;
    null_device.type = FdType::kFile;
    null_device.name = "/dev/null";
    FdSnapshot connection;
    connection.tid = 10;
    connection.fd = 3;
    connection.type = FdType::kIpv4;
    connection.source.bytes = {10, 0, 0, 1};
    connection.dest.bytes = {10, 0, 0, 2};
    connection.source_port = 4000;
    connection.dest_port = 80;
    connection.l4 = L4Proto::kTcp;
    FdSnapshot motd = null_device;
    motd.fd = 4;
    motd.name = "/etc/motd";
    state_.apply(SnapshotItem(std::vector<FdSnapshot>{null_device, connection, motd}));
    UserInfo root;
    root.name = "root";
    state_.apply(SnapshotItem(std::vector<UserInfo>{root}));
    GroupInfo wheel;
    wheel.name = "wheel";
    state_.apply(SnapshotItem(std::vector<GroupInfo>{wheel}));
    moment_.scratch = &scratch_;
    moment_.text = &options_;
  }

  EventBuilder event(EventId id) { return EventBuilder(id, 10, kStart_ns); }
  std::string args(EventBuilder& built) {
    state_.step(built.get(), moment_);
    moment_.scratch = &scratch_;
    moment_.text = &options_;
    std::string out;
    append_args(out, moment_);
    return out;
  }

  State state_;
  Scratch scratch_;
  TextOptions options_;
  Moment moment_;
};

TEST_F(ParamsTest, NumbersAndDescriptors) {
  EXPECT_EQ(args(event(EventId::SYSCALL_READ_E).s64(4).u32(100)), "fd=4(<f>/etc/motd) size=100 ");
  EXPECT_EQ(args(event(EventId::SYSCALL_READ_E).s64(0).u32(0xffffffff)),
            "fd=0(<f>/dev/null) size=-1 ");
  EXPECT_EQ(args(event(EventId::SYSCALL_CLOSE_E).s64(99)), "fd=99 ");
  EXPECT_EQ(args(event(EventId::SYSCALL_CLOSE_X).s64(-9)), "res=-9(EBADF) ");
  EXPECT_EQ(args(event(EventId::SOCKET_SOCKET_X).s64(-2)), "fd=-2(ENOENT) ");
  EXPECT_EQ(args(event(EventId::SYSCALL_EVENTFD_E).u64(1ull << 63).u32(0x801)),
            "initval=-9223372036854775808 flags=2049 ");
  EXPECT_EQ(args(event(EventId::SYSCALL_SIGNALFD_E).s64(-1).u32(0x10).u8(255)),
            "fd=-1(EPERM) mask=10 flags=255 ");
  EXPECT_EQ(args(event(EventId::SOCKET_ACCEPT4_5_E).u32(0x80800)), "flags=80800 ");
}

TEST_F(ParamsTest, ErrorNumbersWithAndWithoutName) {
  const auto text = [&](int64_t value) {
    return args(event(EventId::SYSCALL_SELECT_X).s64(value));
  };
  EXPECT_EQ(text(-512), "res=-512(ERESTARTSYS) ");
  EXPECT_EQ(text(-530), "res=-530(EIOCBRETRY) ");
  EXPECT_EQ(text(-11), "res=-11(EAGAIN) ");
  EXPECT_EQ(text(-35), "res=-35(EDEADLK) ");
  EXPECT_EQ(text(-41), "res=-41 ");
  EXPECT_EQ(text(-58), "res=-58 ");
  EXPECT_EQ(text(-126), "res=-126 ");
  EXPECT_EQ(text(7), "res=7 ");
}

TEST_F(ParamsTest, AddressesOfMemory) {
  EXPECT_EQ(args(event(EventId::SYSCALL_MMAP_X).s64(-12).u32(1).u32(2).u32(3)),
            "res=FFFFFFFFFFFFFFF4 vm_size=1 vm_rss=2 vm_swap=3 ");
  EXPECT_EQ(args(event(EventId::SYSCALL_BRK_4_E).u64(0x556E65AD2000)), "addr=556E65AD2000 ");
}

TEST_F(ParamsTest, ProcessesAndSignals) {
  EXPECT_EQ(args(event(EventId::SYSCALL_KILL_E).s64(11).u8(9)), "pid=11(beta) sig=9(SIGKILL) ");
  EXPECT_EQ(args(event(EventId::SYSCALL_KILL_E).s64(77).u8(64)), "pid=77 sig=64 ");
  EXPECT_EQ(args(event(EventId::SYSCALL_SETPGID_X).s64(11)), "res=11(beta) ");
}

TEST_F(ParamsTest, RelativeTimes) {
  const auto text = [&](uint64_t ns) { return args(event(EventId::SYSCALL_NANOSLEEP_E).u64(ns)); };
  EXPECT_EQ(text(1500000000), "interval=1500000000(1.5s) ");
  EXPECT_EQ(text(~0ull), "interval=none ");
  EXPECT_EQ(text(1), "interval=1(1e-09s) ");
  EXPECT_EQ(text(123456789012), "interval=123456789012(123.457s) ");
}

TEST_F(ParamsTest, UsersAndGroups) {
  EXPECT_EQ(args(event(EventId::SYSCALL_SETRESUID_E).u32(0xffffffff).u32(0).u32(5)),
            "ruid=-1(<NONE>) euid=0(root) suid=5(<NA>) ");
  EXPECT_EQ(args(event(EventId::SYSCALL_SETGID_E).u32(0)), "gid=0(wheel) ");
}

TEST_F(ParamsTest, PathsRelativeToDirectories) {
  const auto text = [&](int64_t dirfd, std::string_view name) {
    return args(event(EventId::SYSCALL_OPENAT_2_E).s64(dirfd).text(name).u32(0).u32(0));
  };
  EXPECT_EQ(text(4, "/abs"), "dirfd=4(<f>/etc/motd) name=/abs flags=0(O_NONE) mode=0 ");
  EXPECT_EQ(text(-100, "rel/../x"),
            "dirfd=-100(AT_FDCWD) name=rel/../x(/root/x) flags=0(O_NONE) mode=0 ");
  EXPECT_EQ(text(4, "rel/../x"),
            "dirfd=4(<f>/etc/motd) name=rel/../x(/etc/motd/x) flags=0(O_NONE) mode=0 ");
  EXPECT_EQ(text(44, "rel/../x"), "dirfd=44 name=rel/../x(x) flags=0(O_NONE) mode=0 ");
  EXPECT_EQ(text(4, ""), "dirfd=4(<f>/etc/motd) name=(/etc/motd) flags=0(O_NONE) mode=0 ");
  EXPECT_EQ(text(4, "(NULL)"),
            "dirfd=4(<f>/etc/motd) name=(NULL)(/etc/motd/(NULL)) flags=0(O_NONE) mode=0 ");
}

TEST_F(ParamsTest, ModesAndFlags) {
  EXPECT_EQ(args(event(EventId::SYSCALL_CHMOD_X).s64(0).text("/ff").u32(04755)),
            "res=0 filename=/ff mode=04755(S_IXOTH|S_IROTH|S_IXGRP|S_IRGRP|S_IXUSR|S_IWUSR|S_IRUSR|"
            "S_ISUID) ");
  EXPECT_EQ(args(event(EventId::SYSCALL_CHMOD_X).s64(0).text("/ff").u32(0)),
            "res=0 filename=/ff mode=0 ");
  EXPECT_EQ(args(event(EventId::SYSCALL_OPENAT_2_E).s64(-100).text("/f").u32(7).u32(0644)),
            "dirfd=-100(AT_FDCWD) name=/f flags=7(O_CREAT|O_RDWR) mode=0644 ");
  EXPECT_EQ(args(event(EventId::SYSCALL_OPENAT_2_E).s64(-100).text("/f").u32(4097).u32(0)),
            "dirfd=-100(AT_FDCWD) name=/f flags=4097(O_RDONLY|O_CLOEXEC) mode=0 ");
  EXPECT_EQ(args(event(EventId::SYSCALL_LSEEK_E).s64(4).u64(~0ull).u8(2)),
            "fd=4(<f>/etc/motd) offset=-1 whence=2(SEEK_END) ");
  EXPECT_EQ(args(event(EventId::PAGE_FAULT_E).u64(1).u64(2).u32(7)),
            "addr=1 ip=2 error=7(PROTECTION_VIOLATION|PAGE_NOT_PRESENT|WRITE_ACCESS) ");
}

TEST_F(ParamsTest, PollSetsAndSignalSets) {
  const std::string set = le16(2) + le64(3) + le16(0x41) + le64(55) + le16(4);
  EXPECT_EQ(args(event(EventId::SYSCALL_POLL_E).bytes(set).s64(5)), "fds=3:441 55:?4 timeout=5 ");
  EXPECT_EQ(args(event(EventId::SYSCALL_POLL_X).s64(1).bytes(le16(0))), "res=1 fds= ");
  EXPECT_EQ(
      args(event(EventId::SYSCALL_PPOLL_E).bytes(le16(1) + le64(4) + le16(0x41)).u64(10).u32(5)),
      "fds=4:f41 timeout=10(1e-08s) sigmask=SIGHUP SIGQUIT ");
  // Ours: a count that the bytes do not bear out.
  EXPECT_EQ(args(event(EventId::SYSCALL_POLL_E).bytes(le16(9) + le64(4) + le16(1)).s64(5)),
            "fds=4:f1 timeout=5 ");
}

TEST_F(ParamsTest, SocketAddresses) {
  const auto tuple = [&](const std::string& bytes) {
    return args(event(EventId::SOCKET_CONNECT_X).s64(0).bytes(bytes));
  };
  const std::string v4 = "\2\1\2\3\4"s + le16(80) + "\5\6\7\10"s + le16(90);
  const std::string one(std::string(15, '\0') + '\1');
  EXPECT_EQ(tuple(""), "res=0 tuple=NULL ");
  EXPECT_EQ(tuple(v4), "res=0 tuple=1.2.3.4:80->5.6.7.8:90 ");
  EXPECT_EQ(tuple("\n"s + one + le16(80) + one + le16(90)), "res=0 tuple=::1:80->::1:90 ");
  EXPECT_EQ(tuple("\1"s + le64(0xffff888000001234) + le64(0) + "/run/x\0"s),
            "res=0 tuple=ffff888000001234->0 /run/x ");
  EXPECT_EQ(tuple("\x10zzz"), "res=0 tuple=family 16 ");
  EXPECT_EQ(tuple("\2\1"), "res=0 tuple=INVALID IPv4 ");
  EXPECT_EQ(tuple("\n\1"), "res=0 tuple=INVALID IPv6 ");
  EXPECT_EQ(args(event(EventId::SOCKET_BIND_X).s64(0).empty()), "res=0 addr=NULL ");
  EXPECT_EQ(args(event(EventId::SOCKET_BIND_X).s64(0).bytes("\2\1\2\3\4"s + le16(80))),
            "res=0 addr=1.2.3.4:80 ");
}

TEST_F(ParamsTest, ValuesOfSeveralKinds) {
  const auto option = [&](uint8_t name, const std::string& value) {
    EventBuilder built = event(EventId::SOCKET_SETSOCKOPT_X);
    built.s64(0).s64(99).u8(1).u8(name).bytes(value).u32(4);
    return args(built);
  };
  EXPECT_EQ(option(2, "\2"s + le32(1)),
            "res=0 fd=99 level=1(SOL_SOCKET) optname=2(SO_REUSEADDR) val=1 optlen=4 ");
  EXPECT_EQ(
      option(20, "\4"s + le64(1500000000)),
      "res=0 fd=99 level=1(SOL_SOCKET) optname=20(SO_RCVTIMEO) val=1500000000(1.5s) optlen=4 ");
  EXPECT_EQ(option(4, "\1"s + le64(static_cast<uint64_t>(-5))),
            "res=0 fd=99 level=1(SOL_SOCKET) optname=4(SO_ERROR) val=-5(EIO) optlen=4 ");
  // Ours: sysdig finds SO_TIMESTAMPNS in 99, whose bits it contains.
  EXPECT_EQ(option(99, "\0ab\1"s), "res=0 fd=99 level=1(SOL_SOCKET) optname=99 val=ab. optlen=4 ");
  EXPECT_EQ(
      args(event(EventId::SYSCALL_PTRACE_X).s64(0).bytes("\0"s + le64(0xabcdef)).bytes("\1\t")),
      "res=0 addr=ABCDEF data=9(SIGKILL) ");
}

TEST_F(ParamsTest, OldNamesWhereTheLayoutIsOld) {
  EXPECT_EQ(shown_param_index(static_cast<uint16_t>(EventId::SYSCALL_EXECVE_19_X), 20, "pgid"), 17);
  EXPECT_EQ(shown_param_index(static_cast<uint16_t>(EventId::SYSCALL_EXECVE_19_X), 30, "pgid"), 28);
  EXPECT_EQ(shown_param_index(static_cast<uint16_t>(EventId::SYSCALL_EXECVE_19_X), 30, "vpgid"),
            17);
  EXPECT_EQ(shown_param_index(static_cast<uint16_t>(EventId::SYSCALL_EXECVE_19_X), 20, "uid"), -1);
}

// Ours: only the lower half of a register counts where the kernel takes no more.
TEST_F(ParamsTest, RegistersOfRawCalls) {
  EXPECT_EQ(args(event(EventId::CALL_fsync).s64(-9).u16(74).u64(0x7777'00000003)),
            "res=-9(EBADF) fd=3(<4t>10.0.0.1:4000->10.0.0.2:80) ");
  EXPECT_EQ(args(event(EventId::CALL_statx)
                     .s64(0)
                     .u16(332)
                     .u64(0xFFFFFF9C)
                     .u64(0x7FFE1234)
                     .u64(0x1100)
                     .u64(0x7ff)
                     .u64(0)),
            "res=0 dirfd=-100(AT_FDCWD) pathname=7FFE1234 "
            "flags=4352(AT_EMPTY_PATH|AT_SYMLINK_NOFOLLOW) mask=7FF(STATX_BASIC_STATS) "
            "statxbuf=0 ");
  EXPECT_EQ(args(event(EventId::CALL_getpgid).s64(10).u16(121).u64(11)), "res=10 pid=11(beta) ");
  EXPECT_EQ(args(event(EventId::CALL_mremap).s64(0x7F0000).u16(25).u64(0x1000)),
            "res=7F0000 old_address=1000 ");
  EXPECT_EQ(args(event(EventId::SONDE_CALL).s64(-38).u16(400).u64(1).u64(0xABC)),
            "res=-38(ENOSYS) nativeID=400 arg0=1 arg1=ABC ");
}

TEST_F(ParamsTest, GapsSayHowManyAndOfWhatKind) {
  EXPECT_EQ(args(event(EventId::SONDE_GAP).u64(1).u64(2).u64(0).u64(3).u64(9).u64(0)),
            "lost=12 state=0 other=3 io=9 sched=0 ");
  EventBuilder empty = event(EventId::SONDE_GAP);
  EXPECT_EQ(args(empty), "lost=0 state=0 other=0 io=0 sched=0 ");
}

TEST_F(ParamsTest, CallsWithoutARowShowNothing) {
  EXPECT_EQ(args(event(EventId::GENERIC_E).u16(5).u16(9)), "");
}

// Ours: nothing that a terminal would obey, and nothing that is only a name in UTF-8, is lost.
TEST_F(ParamsTest, HostileTextIsVisible) {
  const std::string_view hostile = "/tmp/a\x01\x1b[31m\n\xc3\xa9\xff";
  EXPECT_EQ(args(event(EventId::SYSCALL_CHDIR_X).s64(0).text(hostile)),
            "res=0 path=/tmp/a\\x01\\x1B[31m\\n\xc3\xa9\xff ");
  options_.escape = false;
  EXPECT_EQ(args(event(EventId::SYSCALL_CHDIR_X).s64(0).text(hostile)),
            "res=0 path=" + std::string(hostile) + " ");
}

// Ours: sysdig reads whatever follows.
TEST_F(ParamsTest, MissingBytes) {
  EXPECT_EQ(args(event(EventId::SYSCALL_READ_E).empty().bytes("ab")), "fd=<NA> size=<NA> ");
  EXPECT_EQ(args(event(EventId::SYSCALL_CHDIR_X).s64(0).empty()), "res=0 path=<NA> ");
  EXPECT_EQ(args(event(EventId::SYSCALL_POLL_E).empty().s64(1)), "fds=NULL timeout=1 ");
  EXPECT_EQ(args(event(EventId::SYSCALL_READ_X).s64(5)), "res=5 ");
}

TEST_F(ParamsTest, MoreParametersThanTheRowKnowsAreNotShown) {
  EXPECT_EQ(args(event(EventId::SYSCALL_CLOSE_X).s64(0).s64(4).s64(7)),
            "res=0 fd=4(<f>/etc/motd) ");
}

}  // namespace
}  // namespace sonde
