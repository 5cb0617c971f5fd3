// Names of arguments of calls that are recorded as they stood in registers: which list belongs to
// which argument, checked with the numbers of the C library's headers.
// SPDX-License-Identifier: Apache-2.0
#include "fields/strace_names.h"

#include <asm/prctl.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/falloc.h>
#include <linux/landlock.h>
#include <linux/perf_event.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <sys/wait.h>

#include <csignal>
#include <set>

#include "schema/event_params.h"
#include "schema/event_table.h"

namespace sonde {
namespace {

struct Named {
  EventId row;
  int8_t param;
  uint64_t value;
  std::string_view name;
};
#define NAMED(call, argument, constant) \
  { EventId::CALL_##call, ev::CALL_##call::argument, uint64_t{constant}, #constant }
constexpr Named kNamed[] = {
    NAMED(rt_sigprocmask, how, SIG_UNBLOCK),
    NAMED(epoll_ctl, op, EPOLL_CTL_MOD),
    NAMED(madvise, advice, MADV_HUGEPAGE),
    NAMED(process_madvise, advice, MADV_COLD),
    NAMED(fadvise64, advice, POSIX_FADV_DONTNEED),
    NAMED(wait4, options, WNOHANG),
    NAMED(waitid, options, WNOWAIT),
    NAMED(waitid, which, P_PIDFD),
    NAMED(getrandom, flags, GRND_NONBLOCK),
    NAMED(arch_prctl, code, ARCH_SET_FS),
    NAMED(mremap, flags, MREMAP_MAYMOVE),
    NAMED(msync, flags, MS_SYNC),
    NAMED(getrusage, who, RUSAGE_SELF),
    NAMED(getitimer, which, ITIMER_PROF),
    NAMED(setitimer, which, ITIMER_VIRTUAL),
    NAMED(clock_nanosleep, flags, TIMER_ABSTIME),
    NAMED(timer_settime, flags, TIMER_ABSTIME),
    NAMED(timerfd_settime, flags, TFD_TIMER_CANCEL_ON_SET),
    NAMED(getpriority, which, PRIO_USER),
    NAMED(setpriority, which, PRIO_PGRP),
    NAMED(sched_setscheduler, policy, SCHED_RR),
    NAMED(sched_get_priority_max, policy, SCHED_FIFO),
    NAMED(sched_get_priority_min, policy, SCHED_BATCH),
    NAMED(landlock_create_ruleset, flags, LANDLOCK_CREATE_RULESET_VERSION),
    NAMED(landlock_add_rule, rule_type, LANDLOCK_RULE_PATH_BENEATH),
    NAMED(fallocate, mode, FALLOC_FL_PUNCH_HOLE),
    NAMED(inotify_add_watch, mask, IN_MOVED_TO),
    NAMED(statx, mask, STATX_SIZE),
    NAMED(statx, flags, AT_STATX_DONT_SYNC),
    NAMED(faccessat2, flags, AT_EACCESS),
    NAMED(preadv2, flags, RWF_NOWAIT),
    NAMED(pwritev2, flags, RWF_APPEND),
    NAMED(perf_event_open, flags, PERF_FLAG_FD_CLOEXEC),
    NAMED(sync_file_range, flags, SYNC_FILE_RANGE_WRITE),
    NAMED(clock_gettime, clockid, CLOCK_BOOTTIME),
    NAMED(clock_settime, clockid, CLOCK_REALTIME),
    NAMED(clock_getres, clockid, CLOCK_MONOTONIC_RAW),
    NAMED(clock_nanosleep, clockid, CLOCK_MONOTONIC),
    NAMED(clock_adjtime, clockid, CLOCK_REALTIME_COARSE),
    NAMED(timer_create, clockid, CLOCK_THREAD_CPUTIME_ID),
};
#undef NAMED

TEST(StraceNames, AreThoseOfTheArgument) {
  for (const Named& named : kNamed) {
    SCOPED_TRACE(event_row(static_cast<uint16_t>(named.row)).symbol);
    const StraceNames* names = strace_names(static_cast<uint16_t>(named.row), named.param);
    ASSERT_TRUE(names);
    std::string text;
    append_strace_names(text, *names, named.value);
    EXPECT_EQ(text, named.name);
  }
}

// A list that an argument gains is checked above as well.
TEST(StraceNames, EveryArgumentThatHasThemIsListed) {
  std::set<std::pair<uint16_t, int>> listed, found;
  for (const Named& named : kNamed) listed.emplace(static_cast<uint16_t>(named.row), named.param);
  for (const EventRow& row : event_rows()) {
    for (int param = 0; param < 8; ++param) {
      if (strace_names(row.id, param)) found.emplace(row.id, param);
    }
  }
  EXPECT_EQ(found, listed);
}

}  // namespace
}  // namespace sonde
