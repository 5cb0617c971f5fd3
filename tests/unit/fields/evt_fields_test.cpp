// Fields of classes evt, fs.path, fdlist and syslog. Expectations come from sysdig 0.29.3 on
// captures with these events, or where only newer versions know the field, from the rules of the
// format.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "event_builder.h"
#include "fields/evt_getters.h"
#include "fields/field.h"
#include "state/moment.h"
#include "state/state.h"
#include "state/text_options.h"

namespace sonde {
namespace {

constexpr uint64_t kStart_ns = 1700000000000000000, kMillisecond_ns = 1000000;

class EvtFieldsTest : public testing::Test {
 protected:
  EvtFieldsTest() {
    ThreadSnapshot alpha;
    alpha.tid = alpha.pid = 10;
    alpha.comm = "alpha";
    alpha.cwd = "/root/";
    state_.apply(SnapshotItem(std::vector<ThreadSnapshot>{alpha}));
    std::vector<FdSnapshot> fds(4);
    for (FdSnapshot& fd : fds) fd.tid = 10;
    fds[0].fd = 4;
    fds[0].type = FdType::kFile;
    fds[0].name = "/etc/motd";
    fds[1].fd = 5;
    fds[1].type = FdType::kDirectory;
    fds[1].name = "/srv/dir";
    fds[2].fd = 7;
    fds[2].type = FdType::kUnix;
    fds[2].name = "/dev/log";
    fds[3].fd = 8;
    fds[3].type = FdType::kIpv6Server;
    fds[3].source_port = 22;
    fds[3].source.v6 = true;
    state_.apply(SnapshotItem(fds));
  }

  EventBuilder event(EventId id) { return EventBuilder(id, 10, now_ns_ += kMillisecond_ns); }
  void step(const EventBuilder& built) {
    last_ = built;
    state_.step(last_.get(), moment_);
    moment_.scratch = &scratch_;
    moment_.text = &options_;
  }
  std::string shown(std::string_view field) {
    size_t used = 0;
    Result<FieldUse> use = parse_field(field, used);
    if (!use) return use.error().what;
    std::string out;
    return append_field(out, moment_, use.value()) ? out : "<NA>";
  }
  void write_to(int64_t fd, std::string_view data) {
    step(event(EventId::SYSCALL_WRITE_E).s64(fd).u32(100));
    step(event(EventId::SYSCALL_WRITE_X).s64(static_cast<int64_t>(data.size())).bytes(data));
  }

  uint64_t now_ns_ = kStart_ns;
  State state_;
  Scratch scratch_;
  TextOptions options_;
  EventBuilder last_{EventId::GENERIC_E, 0, 0};
  Moment moment_;
};

TEST_F(EvtFieldsTest, OfAFailedCall) {
  step(event(EventId::SYSCALL_SELECT_E));
  EXPECT_EQ(shown("evt.res"), "<NA>");
  EXPECT_EQ(shown("evt.failed"), "false");
  EXPECT_EQ(shown("evt.count.exit"), "<NA>");
  step(event(EventId::SYSCALL_SELECT_X).s64(-512));
  EXPECT_EQ(shown("evt.res"), "ERESTARTSYS");
  EXPECT_EQ(shown("evt.rawres"), "-512");
  EXPECT_EQ(shown("evt.failed"), "true");
  EXPECT_EQ(shown("evt.count.error"), "1");
  EXPECT_EQ(shown("evt.count.error.other"), "1");
  EXPECT_EQ(shown("evt.count.error.file"), "<NA>");
  EXPECT_EQ(shown("evt.count.exit"), "1");
  EXPECT_EQ(shown("evt.latency"), "1000000");
  EXPECT_EQ(shown("evt.latency.ns"), "001000000");
  EXPECT_EQ(shown("evt.latency.human"), "1.00ms");
  EXPECT_EQ(shown("evt.wait_latency"), "1000000");
  step(event(EventId::SYSCALL_SELECT_X).s64(-41));
  EXPECT_EQ(shown("evt.res"), "-41");
}

TEST_F(EvtFieldsTest, OfASuccessfulWrite) {
  write_to(4, "he\x01lo");
  EXPECT_EQ(shown("evt.type"), "write");
  EXPECT_EQ(shown("evt.dir"), "<");
  EXPECT_EQ(shown("evt.res"), "SUCCESS");
  EXPECT_EQ(shown("evt.count.error"), "<NA>");
  EXPECT_EQ(shown("evt.buflen"), "5");
  EXPECT_EQ(shown("evt.buflen.out"), "5");
  EXPECT_EQ(shown("evt.buflen.in"), "<NA>");
  EXPECT_EQ(shown("evt.buflen.file.out"), "5");
  EXPECT_EQ(shown("evt.buflen.net"), "<NA>");
  EXPECT_EQ(shown("evt.buffer"), "he.lo");
  EXPECT_EQ(shown("evt.category"), "file");
  EXPECT_EQ(shown("evt.io_dir"), "write");
  EXPECT_EQ(shown("evt.is_io_read"), "false");
  EXPECT_EQ(shown("evt.arg[1]"), "he.lo");
  EXPECT_EQ(shown("evt.arg.data"), "he.lo");
  EXPECT_EQ(shown("evt.arg[2]"), "<NA>");
  EXPECT_EQ(shown("evt.arg.fd"), "<NA>");  // the event as recorded has none
  EXPECT_EQ(shown("evt.args"), "res=5 data=he.lo ");
  EXPECT_EQ(shown("evt.type.is.write"), "1");
  EXPECT_EQ(shown("evt.type.is.8"), "0");
  EXPECT_EQ(shown("evt.rawarg.res"), "5");
}

TEST_F(EvtFieldsTest, OfADescriptorThatIsNotKnown) {
  write_to(99, "x");
  EXPECT_EQ(shown("evt.category"), "unknown");
  EXPECT_EQ(shown("evt.buflen"), "<NA>");
}

TEST_F(EvtFieldsTest, CallsWithoutARow) {
  step(event(EventId::GENERIC_E).u16(0).u16(7));
  EXPECT_EQ(shown("evt.type"), "<unknown>");
  EXPECT_EQ(shown("evt.category"), "other");
  EXPECT_EQ(shown("evt.arg.ID"), "<unknown>");
  step(event(EventId::GENERIC_X).u16(298));
  EXPECT_EQ(shown("evt.type"), "sigreturn");  // the name of the time of pairs
  step(event(EventId::GENERIC_X).u16(298).u16(15));
  EXPECT_EQ(shown("evt.type"), "rt_sigreturn");
}

// Ours: sysdig has no such events.
TEST_F(EvtFieldsTest, CallsWithARowOfOurs) {
  step(event(EventId::CALL_pwritev2)
           .s64(5)
           .u16(328)
           .u64(4)
           .u64(0x7FFE00)
           .u64(2)
           .u64(0)
           .u64(0)
           .u64(1));
  EXPECT_EQ(shown("evt.type"), "pwritev2");
  EXPECT_EQ(shown("syscall.type"), "pwritev2");
  EXPECT_EQ(shown("evt.category"), "file");
  EXPECT_EQ(shown("evt.rawres"), "5");
  EXPECT_EQ(shown("fd.name"), "/etc/motd");
  EXPECT_EQ(shown("evt.buflen.out"), "5");
  EXPECT_EQ(shown("evt.io_dir"), "write");
  EXPECT_EQ(shown("evt.arg.iovcnt"), "2");
  EXPECT_EQ(shown("evt.arg.iov"), "7FFE00");
  EXPECT_EQ(shown("evt.rawarg.iov"), "8388096");
  // What the row tells is there when asked for by name, and not counted otherwise.
  EXPECT_EQ(shown("evt.arg[0]"), "5");
  EXPECT_EQ(shown("evt.arg[1]"), "<f>/etc/motd");
  EXPECT_EQ(shown("evt.arg[6]"), "RWF_HIPRI");
  EXPECT_EQ(shown("evt.arg[7]"), "<NA>");
  EXPECT_EQ(shown("evt.arg.nativeID"), "328");
  step(event(EventId::CALL_epoll_pwait2).s64(-4).u16(441));
  EXPECT_EQ(shown("evt.category"), "wait");
  EXPECT_EQ(shown("evt.res"), "EINTR");
}

TEST_F(EvtFieldsTest, Gaps) {
  step(event(EventId::SONDE_GAP).u64(1).u64(2).u64(0).u64(3).u64(9).u64(0));
  EXPECT_EQ(shown("evt.type"), "gap");
  EXPECT_EQ(shown("evt.info"), "lost=12 state=0 other=3 io=9 sched=0 ");
  EXPECT_EQ(shown("evt.rawarg.last"), "2");
  EXPECT_EQ(shown("syscall.type"), "<NA>");
  EXPECT_EQ(shown("proc.name"), "<NA>");
}

TEST_F(EvtFieldsTest, Times) {
  step(event(EventId::SYSCALL_SELECT_E));
  const uint64_t first_ns = now_ns_;
  step(event(EventId::SYSCALL_SELECT_X).s64(0));
  EXPECT_EQ(shown("evt.rawtime"), std::to_string(first_ns + kMillisecond_ns));
  EXPECT_EQ(shown("evt.rawtime.s"), "1700000000");
  EXPECT_EQ(shown("evt.rawtime.ns"), "002000000");
  EXPECT_EQ(shown("evt.reltime"), "001000000");
  EXPECT_EQ(shown("evt.reltime.s"), "0");
  options_.time = TimeText::kAbsolute;
  EXPECT_EQ(shown("evt.outputtime"), "1700000000.2000000");
  options_.time = TimeText::kRelative;
  EXPECT_EQ(shown("evt.outputtime"), "0.001000000");
  options_.time = TimeText::kLatency;
  EXPECT_EQ(shown("evt.outputtime"), "0.001000000");
}

TEST_F(EvtFieldsTest, DeltasAreOfEachUse) {
  size_t used;
  FieldUse one = parse_field("evt.deltatime", used).take();
  FieldUse other = one;
  const auto next = [&](FieldUse& use) {
    std::string out;
    append_field(out, moment_, use);
    return out;
  };
  step(event(EventId::SYSCALL_SELECT_E));
  EXPECT_EQ(next(one), "0");
  step(event(EventId::SYSCALL_SELECT_X).s64(0));
  EXPECT_EQ(next(one), "1000000");
  EXPECT_EQ(next(other), "0");
  step(event(EventId::SYSCALL_SELECT_E));
  step(event(EventId::SYSCALL_SELECT_X).s64(0));
  EXPECT_EQ(next(one), "2000000");
}

TEST_F(EvtFieldsTest, AroundAMoment) {
  step(event(EventId::SYSCALL_SELECT_E));
  size_t used;
  FieldUse use = parse_field("evt.around[1700000000003000001]", used).take();
  EXPECT_EQ(use.field->get(moment_, use).u, 3u);  // 2.000001 ms away
}

TEST_F(EvtFieldsTest, WhatAnOpenAskedFor) {
  step(event(EventId::SYSCALL_OPENAT_2_E).s64(5).text("x").u32(7).u32(0755));
  EXPECT_EQ(shown("evt.is_open_read"), "false");
  EXPECT_EQ(shown("evt.abspath"), "<NA>");
  step(event(EventId::SYSCALL_OPENAT_2_X).s64(-13).s64(5).text("x").u32(7).u32(0755).u32(0));
  EXPECT_EQ(shown("evt.is_open_read"), "true");
  EXPECT_EQ(shown("evt.is_open_write"), "true");
  EXPECT_EQ(shown("evt.is_open_exec"), "true");
  EXPECT_EQ(shown("evt.is_open_create"), "false");
  EXPECT_EQ(shown("evt.abspath"), "/srv/dir/x");
  EXPECT_EQ(shown("fs.path.name"), "/srv/dir/x") << "a call that failed named it, too";
  EXPECT_EQ(shown("fs.path.nameraw"), "x");
  step(event(EventId::SYSCALL_OPENAT_2_E).s64(-100).text("y").u32(0x4001).u32(0));
  step(event(EventId::SYSCALL_OPENAT_2_X).s64(9).s64(-100).text("y").u32(0x4001).u32(0).u32(0));
  EXPECT_EQ(shown("evt.is_open_create"), "true");
  EXPECT_EQ(shown("evt.is_open_write"), "false");
  EXPECT_EQ(shown("fs.path.name"), "/root/y");
  EXPECT_EQ(shown("fs.path.nameraw"), "y");
}

TEST_F(EvtFieldsTest, CallsWithTwoPaths) {
  step(event(EventId::SYSCALL_RENAMEAT2_E));
  step(event(EventId::SYSCALL_RENAMEAT2_X).s64(0).s64(-100).text("a").s64(5).text("../b").u32(0));
  EXPECT_EQ(shown("evt.abspath"), "/root/a");
  EXPECT_EQ(shown("evt.abspath.src"), "/root/a");
  EXPECT_EQ(shown("evt.abspath.dst"), "/srv/b");
  EXPECT_EQ(shown("fs.path.source"), "/root/a");
  EXPECT_EQ(shown("fs.path.sourceraw"), "a");
  EXPECT_EQ(shown("fs.path.target"), "/srv/b");
  EXPECT_EQ(shown("fs.path.targetraw"), "../b");
  EXPECT_EQ(shown("fs.path.name"), "<NA>");
  step(event(EventId::SYSCALL_LINK_2_X).s64(0).text("/old").text("new"));
  EXPECT_EQ(shown("fs.path.source"), "/root/new");
  EXPECT_EQ(shown("fs.path.target"), "/old");
  step(event(EventId::SYSCALL_LINK_2_X).s64(-17).text("/old").text("new"));
  EXPECT_EQ(shown("fs.path.source"), "/root/new");
}

TEST_F(EvtFieldsTest, PathsThatTheCallDoesNotName) {
  step(event(EventId::SYSCALL_FCHMOD_X).s64(0).s64(5).u32(0755));
  EXPECT_EQ(shown("fs.path.name"), "/srv/dir") << "the descriptor has it";
  step(event(EventId::SYSCALL_CHDIR_X).s64(-2).text("sub"));
  EXPECT_EQ(shown("fs.path.name"), "/root/sub");
  step(event(EventId::SYSCALL_OPEN_BY_HANDLE_AT_X).s64(11).s64(5).u32(1).text("/srv/f"));
  EXPECT_EQ(shown("fs.path.name"), "<NA>") << "the call had a handle";
}

TEST_F(EvtFieldsTest, PollSets) {
  std::string set("\2\0", 2);
  for (uint64_t fd : {uint64_t{8}, uint64_t{99}}) {
    set.append(reinterpret_cast<const char*>(&fd), 8).append("\1\0", 2);
  }
  step(event(EventId::SYSCALL_POLL_E).bytes(set).s64(1));
  EXPECT_EQ(shown("fdlist.nums"), "8,99");
  EXPECT_EQ(shown("fdlist.sips"), "::");
  EXPECT_EQ(shown("fdlist.cips"), "<NA>");
  step(event(EventId::SYSCALL_POLL_X).s64(0).bytes(std::string(2, '\0')));
  EXPECT_EQ(shown("fdlist.nums"), "<NA>");
}

TEST_F(EvtFieldsTest, MessagesToTheSystemLog) {
  write_to(7, "<13>hello world");
  EXPECT_EQ(shown("evt.is_syslog"), "true");
  EXPECT_EQ(shown("syslog.facility"), "1");
  EXPECT_EQ(shown("syslog.facility.str"), "user");
  EXPECT_EQ(shown("syslog.severity"), "5");
  EXPECT_EQ(shown("syslog.severity.str"), "notice");
  EXPECT_EQ(shown("syslog.message"), "hello world");
  EXPECT_EQ(shown("evt.info"), "syslog sev=notice msg=hello world");
  EXPECT_EQ(shown("evt.args"), "res=15 data=<13>hello world ");
  write_to(7, "<999>big");
  EXPECT_EQ(shown("syslog.facility"), "124");
  EXPECT_EQ(shown("syslog.facility.str"), "<NA>");
  for (std::string_view none : {"<13 nope", "nope", "<>x", "<a>b", "<1234>x"}) {
    write_to(7, none);
    EXPECT_EQ(shown("syslog.message"), "<NA>") << none;
    EXPECT_EQ(shown("evt.is_syslog"), "true");
  }
  write_to(4, "<13>hello");
  EXPECT_EQ(shown("syslog.message"), "<NA>");
  EXPECT_EQ(shown("evt.is_syslog"), "false");
}

}  // namespace
}  // namespace sonde
