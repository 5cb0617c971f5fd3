// Fields of the class fd. Expectations come from sysdig 0.29.3 on d_python.scap and a_shell.scap
// for the same kinds of events, and from the format's rules where only newer versions know a field.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>

#include "process_tree.h"

namespace sonde {
namespace {

IpAddress ipv4(uint8_t a, uint8_t b, uint8_t c, uint8_t d) {
  IpAddress address;
  address.bytes = {a, b, c, d};
  return address;
}

class FdFields : public testing::Test {
 protected:
  FdFields() {
    InterfaceInfo eth0;
    eth0.name = "eth0";
    eth0.address = ipv4(192, 168, 1, 5);
    family_.state.apply(SnapshotItem(std::vector{eth0}));
    std::vector<FdSnapshot> fds;
    fds.push_back(named(3, FdType::kFile, "/etc/passwd"));
    fds.back().dev = 0x10fe05;  // major 0xfe, minor 0x105
    fds.back().ino = 77;
    fds.push_back(named(4, FdType::kDirectory, "/var/log"));
    fds.push_back(named(5, FdType::kUnix, "/run/x.sock"));
    fds.push_back(named(6, FdType::kFifo, "pipe:[9]"));
    fds.push_back(named(7, FdType::kFile, "/"));
    fds.push_back(named(8, FdType::kFile, "/top"));
    fds.push_back(named(9, FdType::kFile, "memory"));
    FdSnapshot server;
    server.tid = 40;
    server.fd = 10;
    server.type = FdType::kIpv4Server;
    server.l4 = L4Proto::kTcp;
    server.source = ipv4(0, 0, 0, 0);
    server.source_port = 80;
    fds.push_back(server);
    family_.state.apply(SnapshotItem(fds));
  }
  static FdSnapshot named(int64_t fd, FdType type, const char* name) {
    FdSnapshot made;
    made.tid = 40;
    made.fd = fd;
    made.type = type;
    made.name = name;
    return made;
  }
  static EventBuilder event(EventId id) { return {id, 40, ProcessTree::kNow_ns}; }
  void read(int64_t fd) { family_.step(event(EventId::SYSCALL_READ_E).s64(fd).u32(10)); }
  std::string shown(std::string_view field) { return family_.shown(field); }
  // connect(fd) from 192.168.1.5:40000 to 10.0.0.1:443, in full
  void connect(int64_t fd) {
    family_.step(event(EventId::SOCKET_SOCKET_E).u32(2).u32(1).u32(0));
    family_.step(event(EventId::SOCKET_SOCKET_X).s64(fd));
    family_.step(event(EventId::SOCKET_CONNECT_E).s64(fd));
    family_.step(event(EventId::SOCKET_CONNECT_X)
                     .s64(0)
                     .ipv4_tuple({192, 168, 1, 5}, 40000, {10, 0, 0, 1}, 443));
  }
  ProcessTree family_;
};

TEST_F(FdFields, Files) {
  read(3);
  EXPECT_EQ(shown("fd.num"), "3");
  EXPECT_EQ(shown("fd.type"), "file");
  EXPECT_EQ(shown("fd.typechar"), "f");
  EXPECT_EQ(shown("fd.name"), "/etc/passwd");
  EXPECT_EQ(shown("fd.directory"), "/etc");
  EXPECT_EQ(shown("fd.filename"), "passwd");
  EXPECT_EQ(shown("fd.containername"), ":/etc/passwd");
  EXPECT_EQ(shown("fd.containerdirectory"), ":/etc");
  EXPECT_EQ(shown("fd.uid"), "403");
  EXPECT_EQ(shown("fd.dev"), "10FE05");
  EXPECT_EQ(shown("fd.dev.major"), "254");
  EXPECT_EQ(shown("fd.dev.minor"), "261");
  EXPECT_EQ(shown("fd.ino"), "77");
  EXPECT_EQ(shown("fd.l4proto"), "<NA>");
  EXPECT_EQ(shown("fd.sockfamily"), "(none)");
  EXPECT_EQ(shown("fd.cip"), "(none)");
  EXPECT_EQ(family_.filtered("fd.ip"), "(none)");
  EXPECT_EQ(family_.filtered("fd.port"), "(none)");
  EXPECT_EQ(shown("fd.is_server"), "false");
  EXPECT_EQ(shown("fd.connected"), "false");
  EXPECT_EQ(shown("fd.cip.name"), "(none)");
}

TEST_F(FdFields, PlacesOfUnusualNames) {
  read(4);
  EXPECT_EQ(shown("fd.directory"), "/var/log");
  EXPECT_EQ(shown("fd.filename"), "(none)");
  read(6);
  EXPECT_EQ(shown("fd.directory"), "(none)");
  EXPECT_EQ(shown("fd.type"), "pipe");
  read(7);
  EXPECT_EQ(shown("fd.directory"), "/");
  EXPECT_EQ(shown("fd.filename"), "/");
  read(8);
  EXPECT_EQ(shown("fd.directory"), "/");
  EXPECT_EQ(shown("fd.filename"), "top");
  read(9);
  EXPECT_EQ(shown("fd.directory"), "/");
  EXPECT_EQ(shown("fd.filename"), "/");
}

TEST_F(FdFields, KindsOfAllDescriptors) {
  read(3);
  EXPECT_EQ(family_.filtered("fd.types"), "file directory unix pipe ipv4 ");
  EXPECT_EQ(family_.filtered("fd.types[5]"), "unix ");
  EXPECT_EQ(family_.filtered("fd.types[300]"), "(none)");
}

// close of a descriptor that is not open: no kind and no name, but a number and a guess.
TEST_F(FdFields, UnknownDescriptor) {
  family_.step(event(EventId::SYSCALL_CLOSE_E).s64(99));
  EXPECT_EQ(shown("fd.num"), "99");
  EXPECT_EQ(shown("fd.type"), "(none)");
  EXPECT_EQ(shown("fd.typechar"), "o");
  EXPECT_EQ(shown("fd.name"), "(none)");
  EXPECT_EQ(shown("fd.is_server"), "(none)");
  family_.step(event(EventId::SYSCALL_CLOSE_X).s64(-9));
  EXPECT_EQ(shown("fd.num"), "99");
  EXPECT_EQ(shown("fd.name"), "");
  EXPECT_EQ(shown("fd.directory"), "/");
  EXPECT_EQ(shown("fd.filename"), "(none)");
}

TEST_F(FdFields, EventsBesideDescriptors) {
  family_.at(40);
  for (const char* field : {"fd.num", "fd.typechar", "fd.name", "fd.uid", "fd.types"}) {
    EXPECT_EQ(shown(field), "(none)") << field;
  }
}

// The current row's event with this number for its descriptor and nothing else of interest.
EventBuilder call_on_fd(const EventRow& row, int64_t fd) {
  EventBuilder built(static_cast<EventId>(row.id), 40, ProcessTree::kNow_ns);
  for (size_t i = 0; i < row.params.size(); ++i) {
    const int bytes = type_row(row.params[i].type).bytes;
    if (static_cast<int>(i) == row.effect.param[1]) {
      built.s64(fd);
    } else {
      built.bytes(std::string(static_cast<size_t>(std::max(bytes, 0)), '\0'));
    }
  }
  return built;
}

// To mmap and others -1 says that there is none; to the rest it is a number that was passed.
TEST_F(FdFields, CallsThatMayLackADescriptor) {
  size_t may = 0;
  for (const EventRow& row : event_rows()) {
    if (row.status != Status::kCurrent || !row.exit || !(row.flags & kMayLackFd)) continue;
    SCOPED_TRACE(row.symbol);
    ++may;
    EXPECT_TRUE(row.flags & kUsesFd);
    family_.step(call_on_fd(row, -1));
    EXPECT_EQ(shown("fd.num"), "(none)");
    EXPECT_EQ(shown("fd.typechar"), "(none)");
    family_.step(call_on_fd(row, 4));
    EXPECT_EQ(shown("fd.num"), "4");
    EXPECT_EQ(shown("fd.name"), "/var/log");
  }
  EXPECT_GE(may, 9u);
  family_.step(call_on_fd(event_row(static_cast<uint16_t>(EventId::SYSCALL_FCHOWN_X)), -1));
  EXPECT_EQ(shown("fd.num"), "-1");
}

// The path of a failed open is resolved as if it had not failed.
TEST_F(FdFields, FailedOpen) {
  auto open = [&](int64_t dirfd, const char* path) {
    family_.step(event(EventId::SYSCALL_OPENAT_2_E).s64(dirfd).text(path).u32(1).u32(0));
    EXPECT_EQ(shown("fd.num"), "-1");
    EXPECT_EQ(shown("fd.typechar"), "f");
    EXPECT_EQ(shown("fd.name"), "(none)");
    family_.step(
        event(EventId::SYSCALL_OPENAT_2_X).s64(-2).s64(dirfd).text(path).u32(1).u32(0).u32(0));
    return shown("fd.name");
  };
  EXPECT_EQ(open(-100, "/no/such/file"), "/no/such/file");
  EXPECT_EQ(shown("fd.directory"), "/no/such");
  EXPECT_EQ(shown("fd.filename"), "(none)");
  EXPECT_EQ(shown("fd.type"), "(none)");
  EXPECT_EQ(open(4, "deep/x"), "/var/log/deep/x");
  EXPECT_EQ(open(55, "x"), "<UNKNOWN>x");
}

TEST_F(FdFields, Connection) {
  connect(20);
  EXPECT_EQ(shown("fd.type"), "ipv4");
  EXPECT_EQ(shown("fd.name"), "192.168.1.5:40000->10.0.0.1:443");
  EXPECT_EQ(shown("fd.cip"), "192.168.1.5");
  EXPECT_EQ(shown("fd.sip"), "10.0.0.1");
  EXPECT_EQ(shown("fd.cport"), "40000");
  EXPECT_EQ(shown("fd.sport"), "443");
  EXPECT_EQ(shown("fd.lip"), "192.168.1.5");
  EXPECT_EQ(shown("fd.rip"), "10.0.0.1");
  EXPECT_EQ(shown("fd.lport"), "40000");
  EXPECT_EQ(shown("fd.rport"), "443");
  EXPECT_EQ(shown("fd.sproto"), "443");
  EXPECT_EQ(shown("fd.l4proto"), "tcp");
  EXPECT_EQ(shown("fd.sockfamily"), "ip");
  EXPECT_EQ(shown("fd.is_server"), "false");
  EXPECT_EQ(shown("fd.connected"), "true");
  EXPECT_EQ(family_.filtered("fd.ip"), "192.168.1.5 10.0.0.1 ");
  EXPECT_EQ(family_.filtered("fd.port"), "40000 443 ");
  EXPECT_EQ(shown("fd.clientproc"), "40/" + shown("proc.name")) << "it called connect";
  EXPECT_EQ(shown("fd.serverproc"), "(none)");
}

// Loopback is 127.0.0.0/8 and ::1 (RFC 1122, RFC 4291).
TEST_F(FdFields, Loopback) {
  connect(20);
  EXPECT_EQ(shown("fd.is_loopback"), "false");  // 192.168.1.5 to 10.0.0.1
  const auto connected = [&](const uint8_t(&from)[4], const uint8_t(&to)[4]) {
    family_.step(event(EventId::SOCKET_SOCKET_E).u32(2).u32(1).u32(0));
    family_.step(event(EventId::SOCKET_SOCKET_X).s64(23));
    EXPECT_EQ(shown("fd.is_loopback"), "(none)");  // connected to nothing
    family_.step(event(EventId::SOCKET_CONNECT_E).s64(23));
    family_.step(event(EventId::SOCKET_CONNECT_X).s64(0).ipv4_tuple(from, 40000, to, 443));
    return shown("fd.is_loopback");
  };
  EXPECT_EQ(connected({127, 0, 0, 1}, {127, 8, 9, 1}), "true");
  EXPECT_EQ(connected({192, 168, 1, 5}, {192, 168, 1, 5}), "false");
  EXPECT_EQ(connected({127, 0, 0, 1}, {10, 0, 0, 1}), "false");
  read(10);
  EXPECT_EQ(shown("fd.is_loopback"), "false");  // listens on 0.0.0.0
}

TEST_F(FdFields, ConnectionOfAThreadOfWhichOnlyTheNumberIsKnown) {
  const auto of_stranger = [](EventId id) { return EventBuilder(id, 99, ProcessTree::kNow_ns); };
  family_.step(of_stranger(EventId::SOCKET_SOCKET_E).u32(2).u32(1).u32(0));
  family_.step(of_stranger(EventId::SOCKET_SOCKET_X).s64(5));
  family_.step(of_stranger(EventId::SOCKET_CONNECT_E).s64(5));
  family_.step(of_stranger(EventId::SOCKET_CONNECT_X)
                   .s64(0)
                   .ipv4_tuple({192, 168, 1, 5}, 40000, {10, 0, 0, 1}, 443));
  EXPECT_EQ(shown("fd.cport"), "40000");
  EXPECT_EQ(shown("fd.clientproc"), "(none)") << "in place of a number that nobody has";
}

TEST_F(FdFields, FailedConnect) {
  family_.step(event(EventId::SOCKET_CONNECT_E).s64(5));
  family_.step(event(EventId::SOCKET_CONNECT_X)
                   .s64(-2)
                   .bytes(std::string_view("\1"
                                           "\0\0\0\0\0\0\0\0"
                                           "\0\x32\x10\2\1\0\x11\xff"
                                           "/run/nscd\0",
                                           27)));
  EXPECT_EQ(shown("fd.name"), "0->ff11000102103200 /run/nscd");
}

TEST_F(FdFields, ListeningSocket) {
  read(10);
  EXPECT_EQ(shown("fd.type"), "ipv4");
  EXPECT_EQ(shown("fd.name"), "0.0.0.0:80");
  EXPECT_EQ(shown("fd.clientproc"), "(none)");
  EXPECT_EQ(shown("fd.serverproc"), "40/" + shown("proc.name"));
  EXPECT_EQ(shown("fd.sport"), "80");
  EXPECT_EQ(shown("fd.sip"), "0.0.0.0");
  EXPECT_EQ(shown("fd.cip"), "(none)");
  EXPECT_EQ(shown("fd.cport"), "0");
  EXPECT_EQ(shown("fd.cproto"), "");
  EXPECT_EQ(shown("fd.sproto"), "");
  EXPECT_EQ(shown("fd.lip"), "(none)");
  EXPECT_EQ(shown("fd.is_server"), "true");
  EXPECT_EQ(family_.filtered("fd.ip"), "0.0.0.0 ");
}

// A socket that neither called nor was called: event 3720 of d_python.scap.
TEST_F(FdFields, SocketWithoutRole) {
  family_.step(event(EventId::SOCKET_SOCKET_E).u32(2).u32(1).u32(0));
  family_.step(event(EventId::SOCKET_SOCKET_X).s64(20));
  EXPECT_EQ(shown("fd.type"), "ipv4");
  EXPECT_EQ(shown("fd.name"), "");
  for (const char* field : {"fd.cip", "fd.sip", "fd.lip", "fd.rip", "fd.cport", "fd.sport",
                            "fd.lport", "fd.rport", "fd.cproto", "fd.sproto"}) {
    EXPECT_EQ(shown(field), "(none)") << field;
  }
  EXPECT_EQ(shown("fd.sockfamily"), "ip");
  EXPECT_EQ(shown("fd.l4proto"), "tcp");  // socket(2) was asked for a stream
  EXPECT_EQ(shown("fd.is_server"), "false");
  EXPECT_EQ(shown("fd.connected"), "false");
  // The IPv6 one of event 5242 is no server either.
  family_.step(event(EventId::SOCKET_SOCKET_E).u32(10).u32(1).u32(0));
  family_.step(event(EventId::SOCKET_SOCKET_X).s64(21));
  EXPECT_EQ(shown("fd.type"), "ipv6");
  EXPECT_EQ(shown("fd.is_server"), "false");
  // A raw socket, as ping has one: socket(AF_INET, SOCK_RAW, IPPROTO_ICMP).
  family_.step(event(EventId::SOCKET_SOCKET_E).u32(2).u32(3).u32(1));
  family_.step(event(EventId::SOCKET_SOCKET_X).s64(22));
  EXPECT_EQ(shown("fd.l4proto"), "raw");
}

TEST_F(FdFields, GuessedLetters) {
  struct Row {
    EventId event;
    const char* letter;
  };
  for (const Row& row : {Row{EventId::SOCKET_SOCKET_E, "4"},
                         {EventId::SYSCALL_PIPE_E, "p"},
                         {EventId::SYSCALL_EVENTFD_E, "e"},
                         {EventId::SYSCALL_SIGNALFD_E, "s"},
                         {EventId::SYSCALL_TIMERFD_CREATE_E, "t"},
                         {EventId::SYSCALL_INOTIFY_INIT_E, "i"},
                         {EventId::SYSCALL_CREAT_E, "f"}}) {
    family_.step(event(row.event));
    EXPECT_EQ(shown("fd.typechar"), row.letter) << static_cast<int>(row.event);
  }
}

}  // namespace
}  // namespace sonde
