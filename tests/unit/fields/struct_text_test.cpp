// Structures as text. Expected: what strace 6.1 (-X abbrev, TZ=UTC) wrote of a small program that
// made the calls with these values. The bytes are those of the C structures of the system's
// headers, so the layouts are checked too.
// SPDX-License-Identifier: Apache-2.0
#include "fields/struct_text.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/sysinfo.h>
#include <sys/sysmacros.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/utsname.h>
#include <time.h>

#include <array>
#include <cstring>
#include <set>
#include <string>
#include <vector>

namespace sonde {
namespace {

template <typename T>
std::string bytes_of(const T& value) {
  return std::string(reinterpret_cast<const char*>(&value), sizeof value);
}

// As the kernel takes it; the C library's has another order.
struct KernelSigaction {
  uint64_t handler, flags, restorer, mask;
};

std::string child(int code, int status) {
  siginfo_t info{};
  info.si_signo = SIGCHLD;
  info.si_code = code;
  info.si_pid = 3201;
  info.si_status = status;
  return bytes_of(info);
}

std::string status_of(mode_t mode, off_t size, dev_t device) {
  struct stat status {};
  status.st_mode = mode;
  status.st_size = size;
  status.st_rdev = device;
  return bytes_of(status);
}

std::string statx_of() {
  struct statx status {};
  status.stx_mask = STATX_BASIC_STATS | STATX_MNT_ID;
  status.stx_mode = S_IFREG | S_ISUID | 0755;
  return bytes_of(status);
}

std::string file_system() {
  struct statfs fs {};
  fs.f_type = 0x9fa0;
  fs.f_bsize = fs.f_frsize = 4096;
  fs.f_fsid.__val[0] = 0x15;
  fs.f_namelen = 255;
  fs.f_flags = 0x1020;
  return bytes_of(fs);
}

std::string machine() {
  struct sysinfo info {};
  info.uptime = 27658;
  info.loads[0] = 123936, info.loads[1] = 84736, info.loads[2] = 119840;
  info.totalram = 25276510208, info.freeram = 218685440, info.sharedram = 9068544;
  info.bufferram = 95760384;
  info.procs = 97;
  info.mem_unit = 1;
  return bytes_of(info);
}

std::string names() {
  utsname value{};
  strcpy(value.sysname, "Linux");
  strcpy(value.nodename, "vm");
  return bytes_of(value);
}

std::string usage() {
  rusage value{};
  value.ru_utime.tv_usec = 3378;
  return bytes_of(value);
}

std::string event() {
  epoll_event value{};
  value.events = EPOLLIN | EPOLLET;
  value.data.u64 = 0x100000002;
  return bytes_of(value);
}

std::string cpus() {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(0, &set);
  CPU_SET(1, &set);
  return bytes_of(set).substr(0, 8);
}

struct Case {
  Structure structure;
  std::string bytes;
  std::string_view expected;
  size_t needed;  // of the bytes: with one less nothing is written
};

// Names that a constant of the enumeration does not hide.
using Timespec = struct timespec;
using Timeval = struct timeval;
using Itimerval = struct itimerval;
using Itimerspec = struct itimerspec;
using Tms = struct tms;

std::vector<Case> cases() {
  using enum Structure;
  using Specs = std::array<Timespec, 2>;
  using Vals = std::array<Timeval, 2>;
  return {
      {sigaction, bytes_of(KernelSigaction{0x401000, 0x14000004, 0x402000, 1u << 1 | 1u << 16}),
       "{sa_handler=0x401000, sa_mask=[INT CHLD], sa_flags=SA_RESTORER|SA_RESTART|SA_SIGINFO, "
       "sa_restorer=0x402000}",
       32},
      {sigaction, bytes_of(KernelSigaction{1, 0, 0, 0}),
       "{sa_handler=SIG_IGN, sa_mask=[], sa_flags=0}", 32},
      {sigset, bytes_of(uint64_t{1 | uint64_t{1} << 33}), "[HUP RT_2]", 8},
      {sigset, bytes_of(~uint64_t{1 << 8 | 1 << 18}), "~[KILL STOP]", 8},
      {timespec, bytes_of(Timespec{0, 1000}), "{tv_sec=0, tv_nsec=1000}", 16},
      {timeval, bytes_of(Timeval{1, 5}), "{tv_sec=1, tv_usec=5}", 16},
      {itimerval, bytes_of(Itimerval{{1, 5}, {7, 9}}),
       "{it_interval={tv_sec=1, tv_usec=5}, it_value={tv_sec=7, tv_usec=9}}", 32},
      {itimerspec, bytes_of(Itimerspec{{0, 5}, {3, 0}}),
       "{it_interval={tv_sec=0, tv_nsec=5}, it_value={tv_sec=3, tv_nsec=0}}", 32},
      {timespecs, bytes_of(Specs{{{0, UTIME_NOW}, {1000000000, 500}}}),
       "[UTIME_NOW, {tv_sec=1000000000, tv_nsec=500} /* 2001-09-09T01:46:40.000000500+0000 */]",
       32},
      {timespecs, bytes_of(Specs{{{0, UTIME_OMIT}, {1000000000, 0}}}),
       "[UTIME_OMIT, {tv_sec=1000000000, tv_nsec=0} /* 2001-09-09T01:46:40+0000 */]", 32},
      {timevals, bytes_of(Vals{{{1000000000, 7}, {1000000001, 0}}}),
       "[{tv_sec=1000000000, tv_usec=7} /* 2001-09-09T01:46:40.000007+0000 */, "
       "{tv_sec=1000000001, tv_usec=0} /* 2001-09-09T01:46:41+0000 */]",
       32},
      {wait_status, bytes_of(0x300), "[{WIFEXITED(s) && WEXITSTATUS(s) == 3}]", 4},
      {wait_status, bytes_of(9), "[{WIFSIGNALED(s) && WTERMSIG(s) == SIGKILL}]", 4},
      {siginfo_wait, child(CLD_EXITED, 0),
       "{si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=3201, si_uid=0, si_status=0, si_utime=0, "
       "si_stime=0}",
       48},
      {siginfo_wait, child(CLD_KILLED, SIGKILL),
       "{si_signo=SIGCHLD, si_code=CLD_KILLED, si_pid=3201, si_uid=0, si_status=SIGKILL, "
       "si_utime=0, si_stime=0}",
       48},
      {rusage, usage(), "{ru_utime={tv_sec=0, tv_usec=3378}, ru_stime={tv_sec=0, tv_usec=0}, ...}",
       32},
      {utsname, names(), "{sysname=\"Linux\", nodename=\"vm\", ...}", 130},
      {sysinfo, machine(),
       "{uptime=27658, loads=[123936, 84736, 119840], totalram=25276510208, freeram=218685440, "
       "sharedram=9068544, bufferram=95760384, totalswap=0, freeswap=0, procs=97, totalhigh=0, "
       "freehigh=0, mem_unit=1}",
       108},
      {statfs, file_system(),
       "{f_type=PROC_SUPER_MAGIC, f_bsize=4096, f_blocks=0, f_bfree=0, f_bavail=0, f_files=0, "
       "f_ffree=0, f_fsid={val=[0x15, 0]}, f_namelen=255, f_frsize=4096, "
       "f_flags=ST_VALID|ST_RELATIME}",
       88},
      {statx, statx_of(),
       "{stx_mask=STATX_BASIC_STATS|STATX_MNT_ID, stx_attributes=0, "
       "stx_mode=S_IFREG|S_ISUID|0755, stx_size=0, ...}",
       48},
      {stack, bytes_of(stack_t{nullptr, SS_DISABLE, 0}),
       "{ss_sp=NULL, ss_flags=SS_DISABLE, ss_size=0}", 24},
      {stack, bytes_of(stack_t{reinterpret_cast<void*>(0x555e3bf72120), 0, 8192}),
       "{ss_sp=0x555e3bf72120, ss_flags=0, ss_size=8192}", 24},
      {stat, status_of(S_IFDIR | S_ISVTX | 0777, 24576, 0),
       "{st_mode=S_IFDIR|S_ISVTX|0777, st_size=24576, ...}", 56},
      {stat, status_of(S_IFCHR | 0666, 0, makedev(1, 3)),
       "{st_mode=S_IFCHR|0666, st_rdev=makedev(0x1, 0x3), ...}", 56},
      {pollfds, bytes_of(std::array<pollfd, 2>{{{1, POLLOUT | POLLIN, 0}, {-1, POLLIN, 0}}}),
       "[{fd=1, events=POLLIN|POLLOUT}, {fd=-1}]", 8},
      {cpuset, cpus(), "[0 1]", 1},
      {sched_param, bytes_of(0), "[0]", 4},
      {word, bytes_of(1), "[1]", 4},
      {epoll_event, event(), "{events=EPOLLIN|EPOLLET, data={u32=2, u64=4294967298}}", 12},
      {epoll_events, event() + event(),
       "[{events=EPOLLIN|EPOLLET, data={u32=2, u64=4294967298}}, "
       "{events=EPOLLIN|EPOLLET, data={u32=2, u64=4294967298}}]",
       12},
      {gids, bytes_of(std::array<gid_t, 2>{4, 24}), "[4, 24]", 4},
      {tms, bytes_of(Tms{}), "{tms_utime=0, tms_stime=0, tms_cutime=0, tms_cstime=0}", 32},
  };
}

std::string text(Structure structure, const std::string& bytes, bool* known) {
  std::string out = "before ";
  *known = append_structure(out, structure, as_bytes(bytes));
  return out.substr(std::string_view("before ").size());
}

TEST(StructText, IsWhatStraceWrites) {
  const char* const before = getenv("TZ");
  const std::string zone = before ? before : "";
  setenv("TZ", "UTC", 1);
  tzset();
  std::set<Structure> seen;
  for (const Case& c : cases()) {
    SCOPED_TRACE(c.expected);
    bool known = false;
    EXPECT_EQ(text(c.structure, c.bytes, &known), c.expected);
    EXPECT_TRUE(known);
    EXPECT_FALSE(text(c.structure, c.bytes.substr(0, c.needed), &known).empty());
    EXPECT_TRUE(known);
    EXPECT_EQ(text(c.structure, c.bytes.substr(0, c.needed - 1), &known), "");
    EXPECT_FALSE(known);
    seen.insert(c.structure);
  }
  // All but those that strace shows by their address, or that nothing is known of.
  EXPECT_EQ(seen.size(), 25u);
  before ? setenv("TZ", zone.c_str(), 1) : unsetenv("TZ");
  tzset();
}

TEST(StructText, ModesAreWhatStraceWritesOfMknod) {
  for (const auto& [mode, expected] : std::initializer_list<std::pair<uint32_t, const char*>>{
           {S_IFREG | 04755, "S_IFREG|S_ISUID|0755"},
           {S_IFLNK | 0644, "S_IFLNK|0644"},
           {0644, "0644"},
           {S_IFIFO | 01600, "S_IFIFO|S_ISVTX|0600"},
           {S_IFREG, "S_IFREG|000"}}) {
    std::string out;
    append_strace_mode(out, mode);
    EXPECT_EQ(out, expected);
  }
}

}  // namespace
}  // namespace sonde
