// Every version of the blocks ahead of the events. Expected values are those that ScapBuilder was
// wanted to write; layouts are from the description of the format.
// SPDX-License-Identifier: Apache-2.0
#include "read_all.h"
#include "scap_builder.h"

namespace sonde::test {
namespace {

ScapBuilder& finish_with_event(ScapBuilder& builder) {
  return builder.event({.params = {p_i64(0)}});
}

TEST(Metadata, MachineUnderBothCodes) {
  for (uint32_t code : {0x201u, 0x8002ABCDu}) {
    ScapBuilder builder;
    builder.section().machine(7, "host.example", code);
    finish_with_event(builder);
    ReadCapture read = read_bytes(builder.bytes());
    auto machines = read.all<MachineInfo>();
    ASSERT_EQ(machines.size(), 1u);
    EXPECT_EQ(machines[0]->num_cpus, 7u);
    EXPECT_EQ(machines[0]->memory_bytes, uint64_t{1} << 33);
    EXPECT_EQ(machines[0]->max_pid, 32768u);
    EXPECT_EQ(machines[0]->hostname, "host.example");
    EXPECT_EQ(machines[0]->boot_ts_ns, 1690000000000000000u);
    EXPECT_EQ(machines[0]->flags, 3u);
    EXPECT_EQ(machines[0]->reserved[0], 4u);
    EXPECT_EQ(machines[0]->reserved[1], 5u);
    EXPECT_TRUE(read.damage.empty());
  }
}

TEST(Metadata, HostnameMayFillItsField) {
  ScapBuilder builder;
  builder.section().machine(1, std::string(128, 'h'));
  finish_with_event(builder);
  ReadCapture read = read_bytes(builder.bytes());
  ASSERT_EQ(read.all<MachineInfo>().size(), 1u);
  EXPECT_EQ(read.all<MachineInfo>()[0]->hostname, std::string(128, 'h'));
}

TEST(Metadata, ShortMachineBlockIsDamageOnly) {
  ScapBuilder builder;
  builder.section().block(0x201, std::string(100, '\0'));
  finish_with_event(builder);
  ReadCapture read = read_bytes(builder.bytes());
  EXPECT_EQ(read.events.size(), 1u);
  ASSERT_EQ(read.damage.size(), 1u);
  EXPECT_EQ(read.damage[0].offset, 28u + 8);
}

class ThreadVersions : public testing::TestWithParam<uint32_t> {};

TEST_P(ThreadVersions, EveryFieldOfTheVersionAndDefaultsForTheRest) {
  const int version = thread_list_version(GetParam());
  BuiltThread first, second;
  second.tid = 11;
  second.comm = "beta";
  second.args.clear();
  second.env.clear();
  ScapBuilder builder;
  builder.section().machine().threads(GetParam(), {first, second});
  finish_with_event(builder);
  ReadCapture read = read_bytes(builder.bytes());
  auto threads = read.entries<ThreadSnapshot>();
  ASSERT_EQ(threads.size(), 2u);
  EXPECT_TRUE(read.damage.empty());
  EXPECT_EQ(threads[1].tid, 11u);
  EXPECT_EQ(threads[1].comm, "beta");
  EXPECT_EQ(threads[1].args, "");
  const ThreadSnapshot& got = threads[0];
  EXPECT_EQ(got.tid, 10u);
  EXPECT_EQ(got.pid, 10u);
  EXPECT_EQ(got.ptid, 1u);
  EXPECT_EQ(got.sid, version >= 6 ? 10 : -1);
  EXPECT_EQ(got.vpgid, version >= 8 ? 10 : -1);
  EXPECT_EQ(got.comm, "alpha");
  EXPECT_EQ(got.exe, "./alpha");
  EXPECT_EQ(got.exepath, version >= 7 ? "/bin/alpha" : "");
  EXPECT_EQ(got.args, std::string("-x\0y z\0", 7));
  EXPECT_EQ(got.cwd, "/home/u/");
  EXPECT_EQ(got.fdlimit, 1024);
  EXPECT_EQ(got.flags, 1u << 30);
  EXPECT_EQ(got.uid, 1000u);
  EXPECT_EQ(got.gid, 100u);
  EXPECT_EQ(got.vmsize_kb, version >= 2 ? 11u : 0);
  EXPECT_EQ(got.vmrss_kb, version >= 2 ? 12u : 0);
  EXPECT_EQ(got.vmswap_kb, version >= 2 ? 13u : 0);
  EXPECT_EQ(got.pfmajor, version >= 2 ? 14u : 0);
  EXPECT_EQ(got.pfminor, version >= 2 ? 15u : 0);
  EXPECT_EQ(got.env, version >= 3 ? std::string("A=1\0B=2\0", 8) : "");
  EXPECT_EQ(got.vtid, version >= 4 ? 5 : -1);
  EXPECT_EQ(got.vpid, version >= 4 ? 5 : -1);
  EXPECT_EQ(got.cgroups, version >= 4 ? std::string("cpu=/\0", 6) : "");
  EXPECT_EQ(got.root, version >= 5 ? "/" : "");
  EXPECT_EQ(got.loginuid, kNoId);
  EXPECT_EQ(got.pgid, -1);
}

INSTANTIATE_TEST_SUITE_P(Codes, ThreadVersions,
                         testing::Values(0x202, 0x8000ABCD, 0x207, 0x8013ABCD, 0x209, 0x8014ABCD,
                                         0x210, 0x211, 0x212, 0x213, 0x214, 0x215));

// The tail of version 9, field by field as the releases appended them.
std::string full_tail() {
  Body tail;
  tail.u64(111).u32(222);                    // pidns_init_start_ts, tty
  tail.u32(333).u8(1).u64(4).u64(5).u64(6);  // loginuid, exe_writable, capabilities
  tail.u8(1).u64(7).u64(8).u64(9).u8(1).u8(1).u64(static_cast<uint64_t>(-44));
  return tail.bytes();
}

ThreadSnapshot thread_with_tail(const std::string& tail) {
  BuiltThread thread;
  thread.tail = tail;
  ScapBuilder builder;
  builder.section().machine().threads(0x215, {thread, BuiltThread{}});
  finish_with_event(builder);
  ReadCapture read = read_bytes(builder.bytes());
  EXPECT_TRUE(read.damage.empty());
  EXPECT_EQ(read.entries<ThreadSnapshot>().size(), 2u);
  return read.entries<ThreadSnapshot>().at(0);
}

TEST(Metadata, TailOfFiveBytes) {
  ThreadSnapshot got = thread_with_tail(Body().u32(333).u8(1).bytes());
  EXPECT_EQ(got.loginuid, 333u);
  EXPECT_TRUE(got.exe_writable);
  EXPECT_EQ(got.tty, 0u);
  EXPECT_EQ(got.cap_effective, 0u);
}

TEST(Metadata, TailOfTwentyNineBytesStartsWithTheLoginUser) {
  ThreadSnapshot got = thread_with_tail(Body().u32(333).u8(0).u64(4).u64(5).u64(6).bytes());
  EXPECT_EQ(got.loginuid, 333u);
  EXPECT_FALSE(got.exe_writable);
  EXPECT_EQ(got.cap_inheritable, 4u);
  EXPECT_EQ(got.cap_permitted, 5u);
  EXPECT_EQ(got.cap_effective, 6u);
  EXPECT_EQ(got.pidns_init_start_ts, 0u);
}

TEST(Metadata, FullTail) {
  ThreadSnapshot got = thread_with_tail(full_tail());
  EXPECT_EQ(got.pidns_init_start_ts, 111u);
  EXPECT_EQ(got.tty, 222u);
  EXPECT_EQ(got.loginuid, 333u);
  EXPECT_TRUE(got.exe_writable);
  EXPECT_EQ(got.cap_effective, 6u);
  EXPECT_TRUE(got.exe_upper_layer);
  EXPECT_EQ(got.exe_ino, 7u);
  EXPECT_EQ(got.exe_ino_ctime, 8u);
  EXPECT_EQ(got.exe_ino_mtime, 9u);
  EXPECT_TRUE(got.exe_from_memfd);
  EXPECT_TRUE(got.exe_lower_layer);
  EXPECT_EQ(got.pgid, -44);
}

TEST(Metadata, FieldsOfLaterReleasesAreSkippedAndCutOnesLeftAlone) {
  EXPECT_EQ(thread_with_tail(full_tail() + "what a later release adds").pgid, -44);
  std::string tail = full_tail();
  tail.resize(tail.size() - 3);  // pgid does not fit whole
  ThreadSnapshot got = thread_with_tail(tail);
  EXPECT_TRUE(got.exe_lower_layer);
  EXPECT_EQ(got.pgid, -1);
}

TEST(Metadata, InterfacesOfEveryKindAndVersion) {
  const std::string six = std::string("\x20\x01", 2) + std::string(13, '\0') + "\x01";
  for (uint32_t code : {0x205u, 0x8011ABCDu, 0x219u}) {
    ScapBuilder builder;
    builder.section().machine();
    builder.interfaces(code,
                       {interface_v4("lo", 0x0100007F), interface_v6("eth0", six),
                        interface_v4("old4", 0x0200000A, false), interface_v6("old6", six, false)});
    finish_with_event(builder);
    ReadCapture read = read_bytes(builder.bytes());
    EXPECT_TRUE(read.damage.empty());
    auto got = read.entries<InterfaceInfo>();
    ASSERT_EQ(got.size(), 4u);
    EXPECT_EQ(got[0].name, "lo");
    EXPECT_EQ(got[0].address.bytes[0], 127);
    EXPECT_EQ(got[0].address.bytes[3], 1);
    EXPECT_FALSE(got[0].address.v6);
    EXPECT_EQ(got[0].netmask.bytes[2], 0xFF);
    EXPECT_EQ(got[0].netmask.bytes[3], 0);
    EXPECT_EQ(got[0].link_speed, 1000u);
    EXPECT_EQ(got[1].name, "eth0");
    EXPECT_TRUE(got[1].address.v6);
    EXPECT_EQ(got[1].address.bytes[0], 0x20);
    EXPECT_EQ(got[1].address.bytes[15], 1);
    EXPECT_EQ(got[1].broadcast.bytes[7], 2);
    EXPECT_EQ(got[1].link_speed, 2000u);
    EXPECT_EQ(got[2].name, "old4");
    EXPECT_EQ(got[2].address.bytes[0], 10);
    EXPECT_EQ(got[2].link_speed, 0u);
    EXPECT_EQ(got[3].name, "old6");
    EXPECT_EQ(got[3].link_speed, 0u);
  }
}

TEST(Metadata, UnknownInterfaceTypeCostsOneEntryOrTheRest) {
  const std::string strange = Body().u16(9).u16(0).u64(0).bytes();
  ScapBuilder measured, open;
  measured.section().interfaces(0x219, {strange, interface_v4("lo", 1)});
  open.section().interfaces(0x205, {strange, interface_v4("lo", 1)});
  ReadCapture with_lengths = read_bytes(finish_with_event(measured).bytes());
  ReadCapture without = read_bytes(finish_with_event(open).bytes());
  EXPECT_EQ(with_lengths.entries<InterfaceInfo>().size(), 1u);
  EXPECT_EQ(with_lengths.damage.size(), 1u);
  EXPECT_EQ(without.entries<InterfaceInfo>().size(), 0u);
  EXPECT_EQ(without.damage.size(), 1u);
  EXPECT_EQ(without.events.size(), 1u);
}

TEST(Metadata, UsersAndGroupsOfBothVersions) {
  for (uint32_t code : {0x206u, 0x8012ABCDu, 0x220u}) {
    ScapBuilder builder;
    builder.section().users(code,
                            {user_entry(0, 0, "root", "/root", "/bin/sh"), group_entry(0, "wheel"),
                             user_entry(1000, 100, "u", "/home/u", "")});
    ReadCapture read = read_bytes(finish_with_event(builder).bytes());
    EXPECT_TRUE(read.damage.empty());
    auto users = read.entries<UserInfo>();
    auto groups = read.entries<GroupInfo>();
    ASSERT_EQ(users.size(), 2u);
    ASSERT_EQ(groups.size(), 1u);
    EXPECT_EQ(users[0].name, "root");
    EXPECT_EQ(users[0].home, "/root");
    EXPECT_EQ(users[0].shell, "/bin/sh");
    EXPECT_EQ(users[1].uid, 1000u);
    EXPECT_EQ(users[1].gid, 100u);
    EXPECT_EQ(users[1].shell, "");
    EXPECT_EQ(groups[0].name, "wheel");
    EXPECT_TRUE(users[0].container_id.empty());
  }
}

TEST(Metadata, LongHomeIsKeptWhereTheEntryVouchesForIt) {
  const std::string home(301, 'h');  // known readers stop at 255
  ScapBuilder builder;
  builder.section().users(0x220, {user_entry(5, 5, "five", home, "/bin/sh")});
  ReadCapture read = read_bytes(finish_with_event(builder).bytes());
  ASSERT_EQ(read.entries<UserInfo>().size(), 1u);
  EXPECT_EQ(read.entries<UserInfo>()[0].home, home);
  EXPECT_EQ(read.damage.size(), 1u);
}

TEST(Metadata, EntryThatIsCutInsideCostsOnlyItself) {
  std::string cut = user_entry(5, 5, "five", "/home/five", "/bin/sh");
  cut.resize(cut.size() - 9);
  ScapBuilder builder;
  builder.section().users(0x220, {cut, group_entry(6, "six")});
  ReadCapture read = read_bytes(finish_with_event(builder).bytes());
  EXPECT_EQ(read.entries<UserInfo>().size(), 0u);
  ASSERT_EQ(read.entries<GroupInfo>().size(), 1u);
  EXPECT_EQ(read.damage.size(), 1u);
}

TEST(Metadata, EntryLengthBeyondTheBlockEndsTheList) {
  ScapBuilder builder;
  builder.section().block(0x215, Body().u32(5000).u64(1).u64(1).bytes());
  ReadCapture read = read_bytes(finish_with_event(builder).bytes());
  EXPECT_EQ(read.entries<ThreadSnapshot>().size(), 0u);
  EXPECT_EQ(read.damage.size(), 1u);
  EXPECT_EQ(read.events.size(), 1u);
}

struct FdCase {
  uint8_t type;
  std::string data;
};

std::vector<FdCase> fd_cases() {
  std::vector<FdCase> cases;
  for (uint8_t type : {1, 2, 7, 9, 10, 11, 12, 13, 14, 15, 17, 18, 19, 20, 21}) {
    cases.push_back({type, Body().text("name" + std::to_string(type)).bytes()});
  }
  const std::string six_a(16, 'a'), six_b(16, 'b');
  cases.push_back({0, ""});
  cases.push_back({3, Body().u32(0x0100000A).u32(0x0200000A).u16(4000).u16(80).u8(2).bytes()});
  cases.push_back({4, Body().raw(six_a).raw(six_b).u16(4001).u16(81).u8(3).bytes()});
  cases.push_back({5, Body().u32(0x0300000A).u16(82).u8(2).bytes()});
  cases.push_back({6, Body().raw(six_a).u16(83).u8(2).bytes()});
  cases.push_back({8, Body().u64(0xFFFF8801).u64(0xFFFF8802).text("/run/x").bytes()});
  cases.push_back({16, Body().u32(1 | 0x1000).text("/etc/motd").bytes()});
  return cases;
}

void check_fd(const FdSnapshot& got, const FdCase& wanted) {
  SCOPED_TRACE(int{wanted.type});
  EXPECT_EQ(got.tid, 10u);
  EXPECT_EQ(got.fd, 3);
  EXPECT_EQ(got.ino, 77u);
  ASSERT_EQ(static_cast<uint8_t>(got.type), wanted.type);
  switch (wanted.type) {
    case 0:
      EXPECT_EQ(got.name, "");
      break;
    case 3:
      EXPECT_EQ(got.source.bytes[3], 1);
      EXPECT_EQ(got.dest.bytes[3], 2);
      EXPECT_FALSE(got.source.v6);
      EXPECT_EQ(got.source_port, 4000);
      EXPECT_EQ(got.dest_port, 80);
      EXPECT_EQ(got.l4, L4Proto::kTcp);
      break;
    case 4:
      EXPECT_EQ(got.source.bytes[15], 'a');
      EXPECT_EQ(got.dest.bytes[0], 'b');
      EXPECT_TRUE(got.dest.v6);
      EXPECT_EQ(got.source_port, 4001);
      EXPECT_EQ(got.dest_port, 81);
      EXPECT_EQ(got.l4, L4Proto::kUdp);
      break;
    case 5:
      EXPECT_EQ(got.source.bytes[0], 10);
      EXPECT_EQ(got.source.bytes[3], 3);
      EXPECT_EQ(got.source_port, 82);
      break;
    case 6:
      EXPECT_EQ(got.source.bytes[1], 'a');
      EXPECT_EQ(got.source_port, 83);
      break;
    case 8:
      EXPECT_EQ(got.unix_source, 0xFFFF8801u);
      EXPECT_EQ(got.unix_dest, 0xFFFF8802u);
      EXPECT_EQ(got.name, "/run/x");
      break;
    case 16:
      EXPECT_EQ(got.open_flags, 0x1001u);
      EXPECT_EQ(got.name, "/etc/motd");
      EXPECT_EQ(got.dev, 0u);
      break;
    default:
      EXPECT_EQ(got.name, "name" + std::to_string(wanted.type));
  }
}

TEST(Metadata, DescriptorsOfEveryTypeAndVersion) {
  const std::vector<FdCase> cases = fd_cases();
  for (uint32_t code : {0x203u, 0x8001ABCDu, 0x218u}) {
    std::vector<std::string> entries;
    for (const FdCase& one : cases) entries.push_back(fd_entry(3, one.type).raw(one.data).bytes());
    ScapBuilder builder;
    builder.preamble().descriptors(code, 10, entries);
    ReadCapture read = read_bytes(finish_with_event(builder).bytes());
    EXPECT_TRUE(read.damage.empty());
    auto got = read.entries<FdSnapshot>();
    ASSERT_EQ(got.size(), cases.size());
    for (size_t i = 0; i < cases.size(); ++i) check_fd(got[i], cases[i]);
  }
}

TEST(Metadata, DeviceOfAFileAndTypesOfLaterReleases) {
  std::string file = fd_entry(4, 16).u32(1).text("/x").u32(0x801).bytes();
  std::string later = fd_entry(5, 40).raw("whatever it may hold").bytes();
  std::string longer = fd_entry(6, 2).text("/dir").raw("appended").bytes();
  ScapBuilder builder;
  builder.preamble().descriptors(0x218, 10, {file, later, longer});
  ReadCapture read = read_bytes(finish_with_event(builder).bytes());
  auto got = read.entries<FdSnapshot>();
  ASSERT_EQ(got.size(), 3u);
  EXPECT_EQ(got[0].dev, 0x801u);
  EXPECT_EQ(got[1].type, FdType::kUnsupported);
  EXPECT_EQ(got[1].name, "unknown-type:[40]");
  EXPECT_EQ(got[2].name, "/dir");
  EXPECT_TRUE(read.damage.empty());
}

}  // namespace
}  // namespace sonde::test
