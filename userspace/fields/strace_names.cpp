// The names; see strace_names.h. Which argument has which: NAMES(list) in driver/uapi/calls.def.
// SPDX-License-Identifier: Apache-2.0
#include "fields/strace_names.h"

#include "base/text.h"
#include "schema/event_table.h"
#include "schema/flag_value.h"

namespace sonde {
namespace {

consteval StraceName open_bit(std::string_view name) {
  return {name, flag_value("file_flags", name)};
}
consteval StraceName clone_bit(std::string_view name) {
  return {name, flag_value("clone_flags", name)};
}

// clang-format off
constexpr StraceName kOpenBits[] = {open_bit("O_CREAT"), open_bit("O_EXCL"), open_bit("O_TRUNC"),
    open_bit("O_APPEND"), open_bit("O_NONBLOCK"), open_bit("O_SYNC"), open_bit("O_DSYNC"),
    open_bit("O_DIRECT"), open_bit("O_LARGEFILE"), open_bit("O_CLOEXEC"), open_bit("O_TMPFILE"),
    open_bit("O_DIRECTORY")};
constexpr StraceName kCloneBits[] = {clone_bit("CLONE_VM"), clone_bit("CLONE_FS"),
    clone_bit("CLONE_FILES"), clone_bit("CLONE_SIGHAND"), clone_bit("CLONE_PTRACE"),
    clone_bit("CLONE_VFORK"), clone_bit("CLONE_PARENT"), clone_bit("CLONE_THREAD"),
    clone_bit("CLONE_NEWNS"), clone_bit("CLONE_SYSVSEM"), clone_bit("CLONE_SETTLS"),
    clone_bit("CLONE_PARENT_SETTID"), clone_bit("CLONE_CHILD_CLEARTID"),
    clone_bit("CLONE_UNTRACED"), clone_bit("CLONE_CHILD_SETTID"), clone_bit("CLONE_NEWCGROUP"),
    clone_bit("CLONE_NEWUTS"), clone_bit("CLONE_NEWIPC"), clone_bit("CLONE_NEWUSER"),
    clone_bit("CLONE_NEWPID"), clone_bit("CLONE_NEWNET"), clone_bit("CLONE_IO")};
constexpr StraceName kStatusBits[] = {
    {"O_CREAT", 0100}, {"O_EXCL", 0200}, {"O_NOCTTY", 0400}, {"O_TRUNC", 01000},
    {"O_APPEND", 02000}, {"O_NONBLOCK", 04000}, {"O_SYNC", 04010000}, {"O_DSYNC", 010000},
    {"FASYNC", 020000}, {"O_DIRECT", 040000}, {"O_LARGEFILE", 0100000}, {"O_NOFOLLOW", 0400000},
    {"O_NOATIME", 01000000}, {"O_CLOEXEC", 02000000}, {"O_PATH", 010000000},
    {"O_TMPFILE", 020200000}, {"O_DIRECTORY", 0200000}};
constexpr StraceName kClockIds[] = {
    {"CLOCK_REALTIME", 0}, {"CLOCK_MONOTONIC", 1}, {"CLOCK_PROCESS_CPUTIME_ID", 2},
    {"CLOCK_THREAD_CPUTIME_ID", 3}, {"CLOCK_MONOTONIC_RAW", 4}, {"CLOCK_REALTIME_COARSE", 5},
    {"CLOCK_MONOTONIC_COARSE", 6}, {"CLOCK_BOOTTIME", 7}, {"CLOCK_REALTIME_ALARM", 8},
    {"CLOCK_BOOTTIME_ALARM", 9}, {"CLOCK_TAI", 11}};
constexpr StraceName kFutexNames[] = {
    {"FUTEX_WAIT", 0}, {"FUTEX_WAKE", 1}, {"FUTEX_FD", 2}, {"FUTEX_REQUEUE", 3},
    {"FUTEX_CMP_REQUEUE", 4}, {"FUTEX_WAKE_OP", 5}, {"FUTEX_LOCK_PI", 6}, {"FUTEX_UNLOCK_PI", 7},
    {"FUTEX_TRYLOCK_PI", 8}, {"FUTEX_WAIT_BITSET", 9}, {"FUTEX_WAKE_BITSET", 10},
    {"FUTEX_WAIT_REQUEUE_PI", 11}, {"FUTEX_CMP_REQUEUE_PI", 12}, {"FUTEX_LOCK_PI2", 13}};
constexpr StraceName kRequests[] = {
    {"TCGETS", 0x5401}, {"TCSETS", 0x5402}, {"TCSETSW", 0x5403}, {"TCSETSF", 0x5404},
    {"TCSBRK", 0x5409}, {"TCXONC", 0x540A}, {"TCFLSH", 0x540B}, {"TIOCSCTTY", 0x540E},
    {"TIOCGPGRP", 0x540F}, {"TIOCSPGRP", 0x5410}, {"TIOCOUTQ", 0x5411},
    {"TIOCGWINSZ", 0x5413}, {"TIOCSWINSZ", 0x5414}, {"FIONREAD", 0x541B}, {"FIONBIO", 0x5421},
    {"TIOCNOTTY", 0x5422}, {"TIOCGSID", 0x5429}, {"TIOCGPTN", 0x80045430},
    {"TIOCSPTLCK", 0x40045431}, {"TIOCGPTPEER", 0x5441}, {"FIONCLEX", 0x5450},
    {"FIOCLEX", 0x5451}, {"FIOASYNC", 0x5452}, {"SIOCGIFCONF", 0x8912},
    {"SIOCGIFFLAGS", 0x8913}, {"SIOCGIFADDR", 0x8915}, {"SIOCGIFINDEX", 0x8933},
    {"FICLONE", 0x40049409}, {"BLKGETSIZE64", 0x80081272}};
constexpr StraceName kProtocols[] = {
    {"IPPROTO_IP", 0}, {"IPPROTO_ICMP", 1}, {"IPPROTO_TCP", 6}, {"IPPROTO_UDP", 17},
    {"IPPROTO_ICMPV6", 58}, {"IPPROTO_SCTP", 132}, {"IPPROTO_RAW", 255}};

constexpr StraceName kHow[] = {{"SIG_BLOCK", 0}, {"SIG_UNBLOCK", 1}, {"SIG_SETMASK", 2}};
constexpr StraceName kEpollOps[] = {{"EPOLL_CTL_ADD", 1}, {"EPOLL_CTL_DEL", 2}, {"EPOLL_CTL_MOD", 3}};
constexpr StraceName kAdvice[] = {
    {"MADV_NORMAL", 0}, {"MADV_RANDOM", 1}, {"MADV_SEQUENTIAL", 2}, {"MADV_WILLNEED", 3},
    {"MADV_DONTNEED", 4}, {"MADV_FREE", 8}, {"MADV_REMOVE", 9}, {"MADV_DONTFORK", 10},
    {"MADV_DOFORK", 11}, {"MADV_MERGEABLE", 12}, {"MADV_UNMERGEABLE", 13}, {"MADV_HUGEPAGE", 14},
    {"MADV_NOHUGEPAGE", 15}, {"MADV_DONTDUMP", 16}, {"MADV_DODUMP", 17}, {"MADV_WIPEONFORK", 18},
    {"MADV_KEEPONFORK", 19}, {"MADV_COLD", 20}, {"MADV_PAGEOUT", 21},
    {"MADV_POPULATE_READ", 22}, {"MADV_POPULATE_WRITE", 23}, {"MADV_DONTNEED_LOCKED", 24},
    {"MADV_COLLAPSE", 25}};
constexpr StraceName kFileAdvice[] = {
    {"POSIX_FADV_NORMAL", 0}, {"POSIX_FADV_RANDOM", 1}, {"POSIX_FADV_SEQUENTIAL", 2},
    {"POSIX_FADV_WILLNEED", 3}, {"POSIX_FADV_DONTNEED", 4}, {"POSIX_FADV_NOREUSE", 5}};
constexpr StraceName kWaitOptions[] = {
    {"WNOHANG", 1}, {"WSTOPPED", 2}, {"WEXITED", 4}, {"WCONTINUED", 8}, {"WNOWAIT", 0x1000000},
    {"__WNOTHREAD", 0x20000000}, {"__WALL", 0x40000000}, {"__WCLONE", 0x80000000}};
constexpr StraceName kWaitIds[] = {{"P_ALL", 0}, {"P_PID", 1}, {"P_PGID", 2}, {"P_PIDFD", 3}};
constexpr StraceName kRandom[] = {{"GRND_NONBLOCK", 1}, {"GRND_RANDOM", 2}, {"GRND_INSECURE", 4}};
constexpr StraceName kArchCodes[] = {
    {"ARCH_SET_GS", 0x1001}, {"ARCH_SET_FS", 0x1002}, {"ARCH_GET_FS", 0x1003},
    {"ARCH_GET_GS", 0x1004}, {"ARCH_GET_CPUID", 0x1011}, {"ARCH_SET_CPUID", 0x1012}};
constexpr StraceName kRemap[] = {
    {"MREMAP_MAYMOVE", 1}, {"MREMAP_FIXED", 2}, {"MREMAP_DONTUNMAP", 4}};
constexpr StraceName kSync[] = {{"MS_ASYNC", 1}, {"MS_INVALIDATE", 2}, {"MS_SYNC", 4}};
constexpr StraceName kUsage[] = {
    {"RUSAGE_SELF", 0}, {"RUSAGE_THREAD", 1}, {"RUSAGE_CHILDREN", 0xFFFFFFFF}};
constexpr StraceName kTimers[] = {{"ITIMER_REAL", 0}, {"ITIMER_VIRTUAL", 1}, {"ITIMER_PROF", 2}};
constexpr StraceName kAbsolute[] = {{"TIMER_ABSTIME", 1}};
constexpr StraceName kTimerFds[] = {{"TFD_TIMER_ABSTIME", 1}, {"TFD_TIMER_CANCEL_ON_SET", 2}};
constexpr StraceName kPriorities[] = {{"PRIO_PROCESS", 0}, {"PRIO_PGRP", 1}, {"PRIO_USER", 2}};
constexpr StraceName kPolicies[] = {
    {"SCHED_OTHER", 0}, {"SCHED_FIFO", 1}, {"SCHED_RR", 2}, {"SCHED_BATCH", 3},
    {"SCHED_IDLE", 5}, {"SCHED_DEADLINE", 6}};
constexpr StraceName kRuleset[] = {{"LANDLOCK_CREATE_RULESET_VERSION", 1}};
constexpr StraceName kRuleTypes[] = {{"LANDLOCK_RULE_PATH_BENEATH", 1}};
constexpr StraceName kAllocate[] = {
    {"FALLOC_FL_KEEP_SIZE", 1}, {"FALLOC_FL_PUNCH_HOLE", 2}, {"FALLOC_FL_NO_HIDE_STALE", 4},
    {"FALLOC_FL_COLLAPSE_RANGE", 8}, {"FALLOC_FL_ZERO_RANGE", 0x10},
    {"FALLOC_FL_INSERT_RANGE", 0x20}, {"FALLOC_FL_UNSHARE_RANGE", 0x40}};
constexpr StraceName kWatch[] = {
    {"IN_ACCESS", 1}, {"IN_MODIFY", 2}, {"IN_ATTRIB", 4}, {"IN_CLOSE_WRITE", 8},
    {"IN_CLOSE_NOWRITE", 0x10}, {"IN_OPEN", 0x20}, {"IN_MOVED_FROM", 0x40},
    {"IN_MOVED_TO", 0x80}, {"IN_CREATE", 0x100}, {"IN_DELETE", 0x200},
    {"IN_DELETE_SELF", 0x400}, {"IN_MOVE_SELF", 0x800}, {"IN_UNMOUNT", 0x2000},
    {"IN_Q_OVERFLOW", 0x4000}, {"IN_IGNORED", 0x8000}, {"IN_ONLYDIR", 0x1000000},
    {"IN_DONT_FOLLOW", 0x2000000}, {"IN_EXCL_UNLINK", 0x4000000},
    {"IN_MASK_CREATE", 0x10000000}, {"IN_MASK_ADD", 0x20000000}, {"IN_ISDIR", 0x40000000},
    {"IN_ONESHOT", 0x80000000}};
constexpr StraceName kStatxMask[] = {
    {"STATX_ALL", 0xfff}, {"STATX_BASIC_STATS", 0x7ff}, {"STATX_TYPE", 1}, {"STATX_MODE", 2},
    {"STATX_NLINK", 4}, {"STATX_UID", 8}, {"STATX_GID", 0x10}, {"STATX_ATIME", 0x20},
    {"STATX_MTIME", 0x40}, {"STATX_CTIME", 0x80}, {"STATX_INO", 0x100}, {"STATX_SIZE", 0x200},
    {"STATX_BLOCKS", 0x400}, {"STATX_BTIME", 0x800}, {"STATX_MNT_ID", 0x1000},
    {"STATX_DIOALIGN", 0x2000}};
constexpr StraceName kStatxFlags[] = {
    {"AT_STATX_FORCE_SYNC", 0x2000}, {"AT_STATX_DONT_SYNC", 0x4000},
    {"AT_SYMLINK_NOFOLLOW", 0x100}, {"AT_NO_AUTOMOUNT", 0x800}, {"AT_EMPTY_PATH", 0x1000}};
constexpr StraceName kAccessFlags[] = {
    {"AT_SYMLINK_NOFOLLOW", 0x100}, {"AT_EACCESS", 0x200}, {"AT_EMPTY_PATH", 0x1000}};
constexpr StraceName kWriteFlags[] = {
    {"RWF_HIPRI", 1}, {"RWF_DSYNC", 2}, {"RWF_SYNC", 4}, {"RWF_NOWAIT", 8}, {"RWF_APPEND", 0x10}};
constexpr StraceName kPerfFlags[] = {
    {"PERF_FLAG_FD_NO_GROUP", 1}, {"PERF_FLAG_FD_OUTPUT", 2}, {"PERF_FLAG_PID_CGROUP", 4},
    {"PERF_FLAG_FD_CLOEXEC", 8}};
constexpr StraceName kRange[] = {
    {"SYNC_FILE_RANGE_WAIT_BEFORE", 1}, {"SYNC_FILE_RANGE_WRITE", 2},
    {"SYNC_FILE_RANGE_WAIT_AFTER", 4}};
// clang-format on

// The lists by the names that calls.def has for them.
namespace list {
constexpr StraceNames signal_mask_how{kHow, false};
constexpr StraceNames epoll_operations{kEpollOps, false};
constexpr StraceNames memory_advice{kAdvice, false};
constexpr StraceNames file_advice{kFileAdvice, false};
constexpr StraceNames wait_options{kWaitOptions, true};
constexpr StraceNames wait_ids{kWaitIds, false};
constexpr StraceNames random_flags{kRandom, true};
constexpr StraceNames arch_codes{kArchCodes, false};
constexpr StraceNames mremap_flags{kRemap, true};
constexpr StraceNames msync_flags{kSync, true};
constexpr StraceNames usage_who{kUsage, false};
constexpr StraceNames timers{kTimers, false};
constexpr StraceNames timer_flags{kAbsolute, true};
constexpr StraceNames timerfd_flags{kTimerFds, true};
constexpr StraceNames priority_which{kPriorities, false};
constexpr StraceNames scheduler_policies{kPolicies, false};
constexpr StraceNames landlock_flags{kRuleset, true};
constexpr StraceNames landlock_rules{kRuleTypes, false};
constexpr StraceNames allocate_flags{kAllocate, true};
constexpr StraceNames watch_events{kWatch, true};
constexpr StraceNames statx_mask{kStatxMask, true};
constexpr StraceNames access_at_flags{kAccessFlags, true};
constexpr StraceNames vector_flags{kWriteFlags, true};
constexpr StraceNames perf_flags{kPerfFlags, true};
constexpr StraceNames sync_range_flags{kRange, true};
constexpr StraceNames clocks{kClockIds, false};
constexpr StraceNames statx_flags{kStatxFlags, true, "AT_STATX_SYNC_AS_STAT"};
}  // namespace list

constexpr size_t kMaxParams = 8;
constexpr const StraceNames* kNamesOfCalls[kCallEvents][kMaxParams] = {
#define LIST_NONE nullptr
#define LIST_FLAGS(table) nullptr
#define LIST_NAMES(names) &list::names
#define LIST_BOTH(table, names) &list::names
#define LIST_DIRFD(param) nullptr
#define LIST_STRUCT(layout) nullptr
#define A(name, type, format, info, source) LIST_##info,
// In front of the arguments are the result and the number.
#define CALL(nr, name, cat, cls, flags, effect, format, doc, args) {nullptr, nullptr, args},
#include "driver/uapi/calls.def"
#undef LIST_NONE
#undef LIST_FLAGS
#undef LIST_NAMES
#undef LIST_BOTH
#undef LIST_DIRFD
#undef LIST_STRUCT
};

}  // namespace

const StraceNames* strace_names(uint16_t row, int param) {
  if (row < kFirstCallRow || row >= kEventRowCount || param < 0) return nullptr;
  const size_t index = static_cast<size_t>(param);
  return index < kMaxParams ? kNamesOfCalls[row - kFirstCallRow][index] : nullptr;
}

constexpr StraceNames kStraceOpenFlags{kOpenBits, true};
constexpr StraceNames kStraceCloneFlags{kCloneBits, true};
constexpr StraceNames kStraceStatusFlags{kStatusBits, true};
constexpr StraceNames kStraceClocks = list::clocks;
constexpr StraceNames kStraceFutexOperations{kFutexNames, false};
constexpr StraceNames kStraceStatxMask{kStatxMask, true};
constexpr StraceNames kStraceRequests{kRequests, false};
constexpr StraceNames kStraceProtocols{kProtocols, false};

void append_strace_names(std::string& out, const StraceNames& names, uint64_t value,
                         uint64_t ignored) {
  const auto number = [&](uint64_t rest) {
    out += rest ? "0x" : "";
    append_hex(out, rest);
  };
  if (!names.is_set) {
    for (const StraceName& row : names.rows) {
      if (row.value == value) {
        out += row.name;
        return;
      }
    }
    return number(value);
  }
  value &= ~ignored;
  const size_t start = out.size();
  // A kind of synchronisation is always named first.
  if (names.zero != "0" && !(value & 0x6000)) out += names.zero;
  for (const StraceName& row : names.rows) {
    if ((value & row.value) != row.value) continue;
    if (out.size() > start) out += '|';
    out += row.name;
    value &= ~row.value;
  }
  if (out.size() == start) return number(value);
  if (value) {
    out += '|';
    number(value);
  }
}

}  // namespace sonde
