// The two tables behind classic_layouts.h. They are facts of the format: tests compare them with
// events.json of the shared folder.
// SPDX-License-Identifier: Apache-2.0
#include "capfile/classic_layouts.h"

#include <array>

#include "schema/private_events.h"

namespace sonde {
namespace {

struct Count {
  EventId id;
  uint8_t nparams;
};
// Rows that have grown since; all others have the parameters that they had then.
constexpr Count kCounts[] = {
    {EventId::GENERIC_X, 1},
    {EventId::SYSCALL_OPEN_X, 5},
    {EventId::SYSCALL_CLOSE_X, 1},
    {EventId::SYSCALL_READ_X, 2},
    {EventId::SYSCALL_WRITE_X, 2},
    {EventId::SOCKET_SOCKET_X, 1},
    {EventId::SOCKET_BIND_X, 2},
    {EventId::SOCKET_CONNECT_X, 2},
    {EventId::SOCKET_LISTEN_X, 1},
    {EventId::SOCKET_SEND_X, 2},
    {EventId::SOCKET_SENDTO_X, 2},
    {EventId::SOCKET_RECV_X, 2},
    {EventId::SOCKET_RECVFROM_X, 3},
    {EventId::SOCKET_SHUTDOWN_X, 1},
    {EventId::SOCKET_SOCKETPAIR_X, 5},
    {EventId::SOCKET_SENDMSG_X, 2},
    {EventId::SOCKET_SENDMMSG_X, 0},
    {EventId::SOCKET_RECVMSG_X, 4},
    {EventId::SOCKET_RECVMMSG_X, 0},
    {EventId::SYSCALL_CREAT_X, 4},
    {EventId::SYSCALL_EVENTFD_X, 1},
    {EventId::SYSCALL_FUTEX_X, 1},
    {EventId::SYSCALL_FSTAT_X, 1},
    {EventId::SYSCALL_EPOLLWAIT_X, 1},
    {EventId::SYSCALL_POLL_X, 2},
    {EventId::SYSCALL_LSEEK_X, 1},
    {EventId::SYSCALL_LLSEEK_X, 1},
    {EventId::SYSCALL_FCHDIR_X, 1},
    {EventId::SYSCALL_PREAD_X, 2},
    {EventId::SYSCALL_PWRITE_X, 2},
    {EventId::SYSCALL_READV_X, 3},
    {EventId::SYSCALL_WRITEV_X, 2},
    {EventId::SYSCALL_PREADV_X, 3},
    {EventId::SYSCALL_PWRITEV_X, 2},
    {EventId::SYSCALL_SIGNALFD_X, 1},
    {EventId::SYSCALL_KILL_X, 1},
    {EventId::SYSCALL_TKILL_X, 1},
    {EventId::SYSCALL_TGKILL_X, 1},
    {EventId::SYSCALL_NANOSLEEP_X, 1},
    {EventId::SYSCALL_TIMERFD_CREATE_X, 1},
    {EventId::SYSCALL_INOTIFY_INIT_X, 1},
    {EventId::SYSCALL_GETRLIMIT_X, 3},
    {EventId::SYSCALL_SETRLIMIT_X, 3},
    {EventId::SYSCALL_PRLIMIT_X, 5},
    {EventId::SYSCALL_FCNTL_X, 1},
    {EventId::SYSCALL_BRK_4_X, 4},
    {EventId::SYSCALL_MMAP_X, 4},
    {EventId::SYSCALL_MMAP2_X, 4},
    {EventId::SYSCALL_MUNMAP_X, 4},
    {EventId::SYSCALL_SPLICE_X, 1},
    {EventId::SYSCALL_PTRACE_X, 3},
    {EventId::SYSCALL_IOCTL_3_X, 1},
    {EventId::PROCEXIT_1_E, 4},
    {EventId::SYSCALL_SENDFILE_X, 2},
    {EventId::SYSCALL_QUOTACTL_X, 14},
    {EventId::SYSCALL_SETRESUID_X, 1},
    {EventId::SYSCALL_SETRESGID_X, 1},
    {EventId::SYSCALL_SETUID_X, 1},
    {EventId::SYSCALL_SETGID_X, 1},
    {EventId::SYSCALL_CLONE_20_X, 20},
    {EventId::SYSCALL_FORK_20_X, 20},
    {EventId::SYSCALL_VFORK_20_X, 20},
    {EventId::SYSCALL_GETDENTS_X, 1},
    {EventId::SYSCALL_GETDENTS64_X, 1},
    {EventId::SYSCALL_SETNS_X, 1},
    {EventId::SYSCALL_FLOCK_X, 1},
    {EventId::SYSCALL_SEMOP_X, 8},
    {EventId::SYSCALL_SEMCTL_X, 1},
    {EventId::SYSCALL_PPOLL_X, 2},
    {EventId::SYSCALL_MOUNT_X, 4},
    {EventId::SYSCALL_SEMGET_X, 1},
    {EventId::SYSCALL_ACCESS_X, 2},
    {EventId::SYSCALL_MKDIR_2_X, 2},
    {EventId::SYSCALL_UNSHARE_X, 1},
    {EventId::SYSCALL_EXECVE_19_X, 20},
    {EventId::SYSCALL_SETPGID_X, 1},
    {EventId::SYSCALL_SECCOMP_E, 1},
    {EventId::SYSCALL_SECCOMP_X, 1},
    {EventId::SYSCALL_OPENAT_2_X, 6},
    {EventId::SYSCALL_OPENAT2_X, 6},
    {EventId::SYSCALL_MPROTECT_X, 1},
    {EventId::SYSCALL_EXECVEAT_X, 20},
    {EventId::SYSCALL_COPY_FILE_RANGE_X, 3},
    {EventId::SYSCALL_CLONE3_X, 20},
};

struct Substitute {
  EventId today, then;
};
// Calls that had no row of their own then, or shared one with a sibling.
constexpr Substitute kSubstitutes[] = {
    {EventId::SYSCALL_MLOCK_X, EventId::GENERIC_X},
    {EventId::SYSCALL_MUNLOCK_X, EventId::GENERIC_X},
    {EventId::SYSCALL_MLOCKALL_X, EventId::GENERIC_X},
    {EventId::SYSCALL_MUNLOCKALL_X, EventId::GENERIC_X},
    {EventId::SYSCALL_CAPSET_X, EventId::GENERIC_X},
    {EventId::SYSCALL_DUP2_X, EventId::SYSCALL_DUP_X},
    {EventId::SYSCALL_DUP3_X, EventId::SYSCALL_DUP_X},
    {EventId::SYSCALL_DUP_1_X, EventId::SYSCALL_DUP_X},
    {EventId::SYSCALL_BPF_2_X, EventId::SYSCALL_BPF_X},
    {EventId::SYSCALL_EPOLL_CREATE_X, EventId::GENERIC_X},
    {EventId::SYSCALL_EPOLL_CREATE1_X, EventId::GENERIC_X},
    {EventId::SYSCALL_CHOWN_X, EventId::GENERIC_X},
    {EventId::SYSCALL_LCHOWN_X, EventId::GENERIC_X},
    {EventId::SYSCALL_FCHOWN_X, EventId::GENERIC_X},
    {EventId::SYSCALL_FCHOWNAT_X, EventId::GENERIC_X},
    {EventId::SYSCALL_UMOUNT_1_X, EventId::SYSCALL_UMOUNT_X},
    {EventId::SOCKET_ACCEPT4_6_X, EventId::SOCKET_ACCEPT4_5_X},
    {EventId::SYSCALL_UMOUNT2_X, EventId::SYSCALL_UMOUNT_X},
    {EventId::SYSCALL_PIPE2_X, EventId::SYSCALL_PIPE_X},
    {EventId::SYSCALL_INOTIFY_INIT1_X, EventId::SYSCALL_INOTIFY_INIT_X},
    {EventId::SYSCALL_EVENTFD2_X, EventId::SYSCALL_EVENTFD_X},
    {EventId::SYSCALL_SIGNALFD4_X, EventId::SYSCALL_SIGNALFD_X},
    {EventId::SYSCALL_PRCTL_X, EventId::GENERIC_X},
    {EventId::SYSCALL_INIT_MODULE_X, EventId::GENERIC_X},
    {EventId::SYSCALL_FINIT_MODULE_X, EventId::GENERIC_X},
    {EventId::SYSCALL_MKNOD_X, EventId::GENERIC_X},
    {EventId::SYSCALL_MKNODAT_X, EventId::GENERIC_X},
    {EventId::SYSCALL_NEWFSTATAT_X, EventId::GENERIC_X},
    {EventId::SYSCALL_PROCESS_VM_READV_X, EventId::GENERIC_X},
    {EventId::SYSCALL_PROCESS_VM_WRITEV_X, EventId::GENERIC_X},
    {EventId::SYSCALL_DELETE_MODULE_X, EventId::GENERIC_X},
    {EventId::SYSCALL_SETREUID_X, EventId::GENERIC_X},
    {EventId::SYSCALL_SETREGID_X, EventId::GENERIC_X},
    {EventId::SYSCALL_KEYCTL_X, EventId::GENERIC_X},
};

}  // namespace

uint32_t classic_nparams(uint16_t id) {
  static const std::array<uint8_t, kKnownEvents> counts = [] {
    std::array<uint8_t, kKnownEvents> out{};
    for (uint16_t i = 0; i < kClassicEvents; ++i) {
      out[i] = static_cast<uint8_t>(event_row(i).format_params());
    }
    for (const Count& count : kCounts) out[static_cast<uint16_t>(count.id)] = count.nparams;
    return out;
  }();
  return id < kKnownEvents ? counts[id] : 0;
}

bool has_classic_code(uint16_t raw_call) {
  static const std::array<bool, kCallEvents> known = [] {
    std::array<bool, kCallEvents> out{};
    for (uint16_t i = 0; i < kCallEvents; ++i) {
      const int code = find_syscall_code(event_row(static_cast<uint16_t>(kFirstCallRow + i)).name);
      out[i] = code > 0 && code < kClassicCodes;
    }
    return out;
  }();
  return known[raw_call - kFirstCallRow];
}

uint16_t classic_id(uint16_t id) {
  if (is_raw_call(id) && has_classic_code(id)) return static_cast<uint16_t>(EventId::GENERIC_X);
  for (const Substitute& substitute : kSubstitutes) {
    if (static_cast<uint16_t>(substitute.today) == id) {
      return static_cast<uint16_t>(substitute.then);
    }
  }
  return id;
}

}  // namespace sonde
