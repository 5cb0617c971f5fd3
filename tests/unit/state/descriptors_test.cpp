// Descriptors: who has which, under which name, from when until when.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "scenario.h"

namespace sonde {
namespace {

constexpr uint32_t kCloseOnExec = 0x1000;
constexpr uint8_t kHere[4] = {10, 0, 0, 1}, kThere[4] = {10, 0, 0, 2};

TEST(Descriptors, OpenJoinsTheWorkingDirectory) {
  Scenario s;
  s.open(3, "notes/../todo.txt");
  EXPECT_EQ(s.fd_name(3), "/home/a/todo.txt");
  EXPECT_EQ(s.moment.fd_num, 3);
  s.open(4, "/etc//./motd");
  EXPECT_EQ(s.fd_name(4), "/etc/motd");
}

TEST(Descriptors, OpenRelativeToADirectoryDescriptor) {
  Scenario s;
  s.open(3, "/var/log", 10, -100, 0x401);
  s.open(4, "syslog", 10, 3);
  EXPECT_EQ(s.fd_name(4), "/var/log/syslog");
  EXPECT_EQ(s.state.find_fd(*s.state.find_thread(10), 3)->type, FdType::kDirectory);
}

TEST(Descriptors, RawCallsWorkOnTheLowerHalfOfARegister) {
  Scenario s;
  s.open(3, "/etc/passwd");
  s.step(s.event(EventId::CALL_fsync).s64(0).u16(74).u64(0xABCD'00000003));
  EXPECT_EQ(s.moment.fd_num, 3);
  ASSERT_TRUE(s.moment.fd);
  EXPECT_EQ(s.moment.fd->name.view(), "/etc/passwd");
  s.step(s.event(EventId::CALL_fsync).s64(-9).u16(74).u64(0xFFFFFFFF));
  EXPECT_EQ(s.moment.fd_num, -1);
}

TEST(Descriptors, RawCallThatMakesAFile) {
  Scenario s;
  s.step(s.event(EventId::CALL_memfd_secret).s64(5).u16(447).u64(0));
  ASSERT_TRUE(s.state.find_fd(*s.state.find_thread(10), 5));
  EXPECT_EQ(s.state.find_fd(*s.state.find_thread(10), 5)->type, FdType::kMemfd);
}

TEST(Descriptors, FailedOpenAddsNothing) {
  Scenario s;
  s.open(-2, "/nothing");
  EXPECT_EQ(s.state.find_thread(10)->fds->size(), 0u);
}

TEST(Descriptors, ClosedDescriptorIsThereUntilTheNextEvent) {
  Scenario s;
  s.open(3, "/etc/passwd");
  s.close(3);
  ASSERT_TRUE(s.moment.fd);
  EXPECT_EQ(s.moment.fd->name.view(), "/etc/passwd");
  s.nothing();
  EXPECT_EQ(s.fd_name(3), "(none)");
}

TEST(Descriptors, FailedCloseKeepsIt) {
  Scenario s;
  s.open(3, "/etc/passwd");
  s.close(3, -5);
  s.nothing();
  EXPECT_EQ(s.fd_name(3), "/etc/passwd");
}

TEST(Descriptors, NumberGivenOutAnewDuringACloseSurvivesIt) {
  Scenario s;
  s.step(s.clone_exit(10, 11, 10, 1, 0x2001, 10, 10));  // a second thread of the process
  s.open(3, "/old");
  s.step(s.event(EventId::SYSCALL_CLOSE_E, 10).s64(3));
  s.open(3, "/new", 11);
  s.step(s.event(EventId::SYSCALL_CLOSE_X, 10).s64(0));
  s.nothing();
  EXPECT_EQ(s.fd_name(3), "/new");
}

TEST(Descriptors, ExitWithoutItsEnterEventInventsNothing) {
  Scenario s;
  s.open(3, "/etc/passwd");
  s.step(s.event(EventId::SYSCALL_READ_X).s64(5).bytes("hello"));
  EXPECT_EQ(s.moment.fd_num, -1);
  EXPECT_FALSE(s.moment.has_latency);
}

TEST(Descriptors, ExitOfTodayCarriesItsDescriptor) {
  Scenario s;
  s.open(3, "/etc/passwd");
  s.step(s.event(EventId::SYSCALL_READ_X).s64(5).bytes("hello").s64(3).u32(4096));
  ASSERT_TRUE(s.moment.fd);
  EXPECT_EQ(s.moment.fd->name.view(), "/etc/passwd");
}

TEST(Descriptors, DupAndFcntlCopy) {
  Scenario s;
  s.open(3, "/a", 10, -100, 1 | kCloseOnExec);
  s.step(s.event(EventId::SYSCALL_DUP_1_X).s64(7).s64(3));
  EXPECT_EQ(s.fd_name(7), "/a");
  EXPECT_FALSE(s.state.find_fd(*s.state.find_thread(10), 7)->flags & Descriptor::kCloseOnExec);
  s.step(s.event(EventId::SYSCALL_FCNTL_E).s64(3).u8(1));
  s.step(s.event(EventId::SYSCALL_FCNTL_X).s64(9));
  EXPECT_EQ(s.fd_name(9), "/a");
  s.close(3);
  s.nothing();
  EXPECT_EQ(s.fd_name(9), "/a");
}

TEST(Descriptors, ForkCopiesAndThenTheyPart) {
  Scenario s;
  s.open(3, "/shared");
  s.step(s.clone_exit(10, 20, 10, 1, 0, 10, 10));
  EXPECT_EQ(s.fd_name(3, 20), "/shared");
  s.close(3);
  s.open(5, "/parents");
  EXPECT_EQ(s.fd_name(3, 20), "/shared");
  EXPECT_EQ(s.fd_name(3, 10), "(none)");
  EXPECT_EQ(s.fd_name(5, 20), "(none)");
}

TEST(Descriptors, ThreadsShareTheirLeaders) {
  Scenario s;
  s.step(s.clone_exit(10, 11, 10, 1, 0x2001, 10, 10));
  s.open(3, "/from-eleven", 11);
  EXPECT_EQ(s.fd_name(3, 10), "/from-eleven");
}

TEST(Descriptors, ConnectNamesTheTupleAndTheClient) {
  Scenario s;
  s.step(s.event(EventId::SOCKET_SOCKET_E).u32(2).u32(1).u32(0));
  s.step(s.event(EventId::SOCKET_SOCKET_X).s64(5));
  s.step(s.event(EventId::SOCKET_CONNECT_E).s64(5));
  s.step(s.event(EventId::SOCKET_CONNECT_X).s64(0).ipv4_tuple(kHere, 4000, kThere, 80));
  EXPECT_EQ(s.fd_name(5), "10.0.0.1:4000->10.0.0.2:80");
  const Descriptor* fd = s.state.find_fd(*s.state.find_thread(10), 5);
  EXPECT_EQ(fd->l4, L4Proto::kTcp);
  EXPECT_TRUE(fd->flags & Descriptor::kClient);
  EXPECT_TRUE(s.moment.fd_name_changed);
}

// connect(2): the connection goes on being made.
TEST(Descriptors, InterruptedConnectNamesTheTuple) {
  for (int64_t result : {-4, -512}) {
    Scenario s;
    s.step(s.event(EventId::SOCKET_SOCKET_E).u32(2).u32(1).u32(0));
    s.step(s.event(EventId::SOCKET_SOCKET_X).s64(5));
    s.step(s.event(EventId::SOCKET_CONNECT_E).s64(5));
    s.step(s.event(EventId::SOCKET_CONNECT_X).s64(result).ipv4_tuple(kHere, 4000, kThere, 80));
    EXPECT_EQ(s.fd_name(5), "10.0.0.1:4000->10.0.0.2:80") << result;
  }
}

TEST(Descriptors, RefusedConnectLeavesTheSocketUnnamed) {
  Scenario s;
  s.step(s.event(EventId::SOCKET_SOCKET_E).u32(2).u32(1).u32(0));
  s.step(s.event(EventId::SOCKET_SOCKET_X).s64(5));
  s.step(s.event(EventId::SOCKET_CONNECT_E).s64(5));
  s.step(s.event(EventId::SOCKET_CONNECT_X).s64(-111).empty());
  EXPECT_EQ(s.fd_name(5), "");
}

TEST(Descriptors, BindWithAPortListens) {
  Scenario s;
  s.step(s.event(EventId::SOCKET_SOCKET_E).u32(2).u32(1).u32(0));
  s.step(s.event(EventId::SOCKET_SOCKET_X).s64(5));
  s.step(s.event(EventId::SOCKET_BIND_E).s64(5));
  s.step(s.event(EventId::SOCKET_BIND_X)
             .s64(0)
             .bytes(std::string_view("\x02\x00\x00\x00\x00\x90\x1f", 7)));
  EXPECT_EQ(s.fd_name(5), "0.0.0.0:8080");
  EXPECT_EQ(s.state.find_fd(*s.state.find_thread(10), 5)->type, FdType::kIpv4Server);
}

TEST(Descriptors, DatagramTellsItsPeer) {
  Scenario s;
  s.step(s.event(EventId::SOCKET_SOCKET_E).u32(2).u32(2).u32(0));
  s.step(s.event(EventId::SOCKET_SOCKET_X).s64(5));
  s.step(s.event(EventId::SOCKET_SENDTO_E).s64(5).u32(3).ipv4_tuple(kHere, 5353, kThere, 53));
  s.step(s.event(EventId::SOCKET_SENDTO_X).s64(3).bytes("abc"));
  EXPECT_EQ(s.fd_name(5), "10.0.0.1:5353->10.0.0.2:53");
  // The answer comes from there; the tuple keeps its direction.
  s.step(s.event(EventId::SOCKET_RECVFROM_E).s64(5).u32(100));
  s.step(
      s.event(EventId::SOCKET_RECVFROM_X).s64(3).bytes("abc").ipv4_tuple(kThere, 53, kHere, 5353));
  EXPECT_EQ(s.fd_name(5), "10.0.0.1:5353->10.0.0.2:53");
}

// bind(2) to a port makes no server of a datagram socket: a client may be bound, too.
TEST(Descriptors, BoundDatagramSocketThatAsksIsTheClient) {
  Scenario s;
  s.step(s.event(EventId::SOCKET_SOCKET_E).u32(2).u32(2).u32(0));
  s.step(s.event(EventId::SOCKET_SOCKET_X).s64(5));
  s.step(s.event(EventId::SOCKET_BIND_E).s64(5));
  s.step(s.event(EventId::SOCKET_BIND_X)
             .s64(0)
             .bytes(std::string_view("\x02\x00\x00\x00\x00\x99\xd8", 7)));  // 55449
  s.step(s.event(EventId::SOCKET_SENDTO_E).s64(5).u32(3).ipv4_tuple(kHere, 55449, kThere, 514));
  s.step(s.event(EventId::SOCKET_SENDTO_X).s64(3).bytes("abc"));
  EXPECT_EQ(s.fd_name(5), "10.0.0.1:55449->10.0.0.2:514");
  EXPECT_EQ(s.state.find_fd(*s.state.find_thread(10), 5)->flags & 0x103, Descriptor::kClient);
  // Its answer, and the next question, change nothing.
  s.step(s.event(EventId::SOCKET_RECVFROM_E).s64(5).u32(100));
  s.step(s.event(EventId::SOCKET_RECVFROM_X)
             .s64(3)
             .bytes("abc")
             .ipv4_tuple(kThere, 514, kHere, 55449));
  EXPECT_EQ(s.fd_name(5), "10.0.0.1:55449->10.0.0.2:514");
}

// The server is bound to a known port and hears first; who asks has a port from the kernel.
TEST(Descriptors, BoundDatagramSocketThatIsAskedIsTheServer) {
  Scenario s;
  s.step(s.event(EventId::SOCKET_SOCKET_E).u32(2).u32(2).u32(0));
  s.step(s.event(EventId::SOCKET_SOCKET_X).s64(5));
  s.step(s.event(EventId::SOCKET_BIND_E).s64(5));
  s.step(s.event(EventId::SOCKET_BIND_X)
             .s64(0)
             .bytes(std::string_view("\x02\x00\x00\x00\x00\x00\x35", 7)));  // 53
  s.step(s.event(EventId::SOCKET_RECVFROM_E).s64(5).u32(100));
  s.step(
      s.event(EventId::SOCKET_RECVFROM_X).s64(3).bytes("abc").ipv4_tuple(kThere, 40000, kHere, 53));
  EXPECT_EQ(s.fd_name(5), "10.0.0.2:40000->10.0.0.1:53");
  s.step(s.event(EventId::SOCKET_SENDTO_E).s64(5).u32(3).ipv4_tuple(kHere, 53, kThere, 40001));
  s.step(s.event(EventId::SOCKET_SENDTO_X).s64(3).bytes("abc"));
  EXPECT_EQ(s.fd_name(5), "10.0.0.2:40001->10.0.0.1:53");
}

// The question was lost: the answer from a known port still shows who asked.
TEST(Descriptors, DatagramFromAKnownPortIsAnAnswer) {
  Scenario s;
  s.step(s.event(EventId::SOCKET_SOCKET_E).u32(2).u32(2).u32(0));
  s.step(s.event(EventId::SOCKET_SOCKET_X).s64(5));
  s.step(s.event(EventId::SOCKET_RECVFROM_E).s64(5).u32(100));
  s.step(
      s.event(EventId::SOCKET_RECVFROM_X).s64(3).bytes("abc").ipv4_tuple(kThere, 53, kHere, 45000));
  EXPECT_EQ(s.fd_name(5), "10.0.0.1:45000->10.0.0.2:53");
}

// A socket of both families that a snapshot called tcp: what it receives are datagrams (the name
// server in foreign/tdk_capture).
TEST(Descriptors, MessageOnAListenerIsADatagram) {
  Scenario s;
  FdSnapshot listener;
  listener.tid = 10;
  listener.fd = 5;
  listener.type = FdType::kIpv6Server;
  listener.l4 = L4Proto::kTcp;
  listener.source.v6 = true;
  listener.source_port = 53;
  s.state.apply(std::vector<FdSnapshot>{listener});
  s.step(s.event(EventId::SOCKET_RECVFROM_E).s64(5).u32(100));
  s.step(
      s.event(EventId::SOCKET_RECVFROM_X).s64(3).bytes("abc").ipv4_tuple(kThere, 40000, kHere, 53));
  EXPECT_EQ(s.fd_name(5), "10.0.0.2:40000->10.0.0.1:53");
  const Descriptor& fd = *s.state.find_fd(*s.state.find_thread(10), 5);
  EXPECT_EQ(fd.l4, L4Proto::kUdp);
  EXPECT_EQ(fd.flags & 0x103, Descriptor::kServer);
}

TEST(Descriptors, NameOfALocalSocketLosesTheEndOfItsLine) {
  FdSnapshot old;
  old.type = FdType::kUnix;
  old.name = "/var/run/docker.sock\n";
  EXPECT_EQ(descriptor_of(old).name.view(), "/var/run/docker.sock");
}

TEST(Descriptors, ExecDropsWhatIsMarked) {
  Scenario s;
  s.open(3, "/kept");
  s.open(4, "/marked", 10, -100, 1 | kCloseOnExec);
  auto exec = s.event(EventId::SYSCALL_EXECVE_19_X);
  exec.s64(0).text("beta").bytes(std::string_view("-v\0", 3)).s64(10).s64(10).s64(1).text("");
  exec.s64(1024).u64(0).u64(0).u32(1).u32(1).u32(0).text("beta");
  s.step(exec);
  EXPECT_EQ(s.fd_name(3), "/kept");
  EXPECT_EQ(s.fd_name(4), "(none)");
}

TEST(Descriptors, ClassicMmapHasNoDescriptorOfItsOwn) {
  Scenario s;
  s.open(3, "/lib/libc.so.6");
  s.step(s.event(EventId::SYSCALL_MMAP_E).u64(0).u64(4096).u32(1).u32(2).s64(3).u64(0));
  EXPECT_FALSE(s.moment.fd);
}

// It begins as a read of the one file and ends as a write to the other.
TEST(Descriptors, CopyEndsAtTheFileThatWasWritten) {
  Scenario s;
  s.open(3, "/from");
  s.open(4, "/to");
  s.step(s.event(EventId::SYSCALL_COPY_FILE_RANGE_E).s64(3).u64(0).u64(10));
  ASSERT_TRUE(s.moment.fd);
  EXPECT_EQ(s.moment.fd->name.view(), "/from");
  s.step(s.event(EventId::SYSCALL_COPY_FILE_RANGE_X).s64(10).s64(4).u64(0).s64(3).u64(0).u64(10));
  ASSERT_TRUE(s.moment.fd);
  EXPECT_EQ(s.moment.fd->name.view(), "/to");
}

TEST(JoinPath, BelowADirectory) {
  EXPECT_EQ(join_below("/", "usr/bin"), "/usr/bin");
  EXPECT_EQ(join_below("/usr", "bin"), "/usr/bin");
  EXPECT_EQ(join_below("/usr/", "/bin"), "/bin");
}

TEST(JoinPath, ByTextAlone) {
  EXPECT_EQ(join_path("/a/b/", "c"), "/a/b/c");
  EXPECT_EQ(join_path("/a/b/", "../c/"), "/a/c");
  EXPECT_EQ(join_path("/a/b/", "../../../../c"), "/c");
  EXPECT_EQ(join_path("/a/b/", "/x//y/./z"), "/x/y/z");
  EXPECT_EQ(join_path("/a/b/", "."), "/a/b");
  EXPECT_EQ(join_path("/", ".."), "/");
  EXPECT_EQ(join_path("/a/", std::string(1100, 'x')), "/DIR_TOO_LONG/FILENAME_TOO_LONG");
}

}  // namespace
}  // namespace sonde
