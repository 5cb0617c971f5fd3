// The rows: event, what strace calls it where that differs, and the arguments. An argument is
// form:parameter or form:parameter,second. Sources of the order: the manual pages, section 2; of
// the look: strace 6.1. Next: strace_values.cpp writes the forms.
// SPDX-License-Identifier: Apache-2.0
#include "print/strace_rows.h"

#include <vector>

#include "base/result.h"
#include "schema/private_events.h"

namespace sonde {
namespace {

struct Source {
  EventId id;
  std::string_view name;  // empty: that of the event
  std::string_view arguments;
};

using E = EventId;
constexpr Source kSources[] = {
    {E::SYSCALL_OPEN_X, "", "path:name open:flags open_mode:mode,flags"},
    {E::SYSCALL_OPENAT_2_X, "", "dir:dirfd path:name open:flags open_mode:mode,flags"},
    {E::SYSCALL_OPENAT2_X, "", "dir:dirfd path:name ? ?"},
    {E::SYSCALL_CREAT_X, "", "path:name octal:mode"},
    {E::SYSCALL_OPEN_BY_HANDLE_AT_X, "", "fd:mountfd ? open:flags"},
    {E::SYSCALL_CLOSE_X, "", "fd:fd"},
    {E::SYSCALL_CLOSE_RANGE_X, "", "unsigned:first unsigned:last flags:flags"},
    {E::SYSCALL_READ_X, "", "fd:fd read:data unsigned:size"},
    {E::SYSCALL_WRITE_X, "", "fd:fd written:data,size unsigned:size"},
    {E::SYSCALL_PREAD_X, "pread64", "fd:fd read:data unsigned:size signed:pos"},
    {E::SYSCALL_PWRITE_X, "pwrite64", "fd:fd written:data,size unsigned:size signed:pos"},
    {E::SYSCALL_READV_X, "", "fd:fd read_vector:data ?"},
    {E::SYSCALL_WRITEV_X, "", "fd:fd written_vector:data,size ?"},
    {E::SYSCALL_PREADV_X, "", "fd:fd read_vector:data ? signed:pos"},
    {E::SYSCALL_PWRITEV_X, "", "fd:fd written_vector:data,size ? signed:pos"},
    {E::SYSCALL_LSEEK_X, "", "fd:fd signed:offset enum:whence"},
    {E::SYSCALL_LLSEEK_X, "_llseek", "fd:fd signed:offset ? enum:whence"},
    {E::SYSCALL_SENDFILE_X, "", "fd:out_fd fd:in_fd ? unsigned:size"},
    {E::SYSCALL_SPLICE_X, "", "fd:fd_in ? fd:fd_out ? unsigned:size flags:flags"},
    {E::SYSCALL_COPY_FILE_RANGE_X, "", "fd:fdin ? fd:fdout ? unsigned:len ?"},
    {E::SYSCALL_FCNTL_X, "", "fd:fd fcntl:cmd,arg"},
    {E::SYSCALL_FLOCK_X, "", "fd:fd flags:operation"},
    {E::SYSCALL_IOCTL_3_X, "", "fd:fd ioctl:request pointer:argument"},
    {E::SYSCALL_DUP_1_X, "", "fd:oldfd"},
    {E::SYSCALL_DUP2_X, "", "fd:oldfd fd:newfd"},
    {E::SYSCALL_DUP3_X, "", "fd:oldfd fd:newfd renamed:flags,O_"},
    {E::SYSCALL_PIPE_X, "", "pair:fd1,fd2"},
    {E::SYSCALL_PIPE2_X, "", "pair:fd1,fd2 renamed:flags,O_"},
    {E::SYSCALL_GETDENTS_X, "", "fd:fd ? ?"},
    {E::SYSCALL_GETDENTS64_X, "", "fd:fd ? ?"},

    {E::SYSCALL_STAT_X, "", "path:path ?"},
    {E::SYSCALL_LSTAT_X, "", "path:path ?"},
    {E::SYSCALL_FSTAT_X, "", "fd:fd ?"},
    {E::SYSCALL_STAT64_X, "", "path:path ?"},
    {E::SYSCALL_LSTAT64_X, "", "path:path ?"},
    {E::SYSCALL_FSTAT64_X, "", "? ?"},
    {E::SYSCALL_NEWFSTATAT_X, "", "dir:dirfd path:path ? flags:flags"},
    {E::SYSCALL_ACCESS_X, "", "path:name flags:mode"},
    {E::SYSCALL_CHMOD_X, "", "path:filename octal:mode"},
    {E::SYSCALL_FCHMOD_X, "", "fd:fd octal:mode"},
    {E::SYSCALL_FCHMODAT_X, "", "dir:dirfd path:filename octal:mode"},
    {E::SYSCALL_CHOWN_X, "", "path:path signed:uid signed:gid"},
    {E::SYSCALL_LCHOWN_X, "", "path:path signed:uid signed:gid"},
    {E::SYSCALL_FCHOWN_X, "", "fd:fd signed:uid signed:gid"},
    {E::SYSCALL_FCHOWNAT_X, "", "dir:dirfd path:pathname signed:uid signed:gid flags:flags"},
    {E::SYSCALL_MKDIR_2_X, "", "path:path octal:mode"},
    {E::SYSCALL_MKDIRAT_X, "", "dir:dirfd path:path octal:mode"},
    {E::SYSCALL_RMDIR_2_X, "", "path:path"},
    {E::SYSCALL_MKNOD_X, "", "path:path file_mode:mode ?"},
    {E::SYSCALL_MKNODAT_X, "", "dir:dirfd path:path file_mode:mode ?"},
    {E::SYSCALL_LINK_2_X, "", "path:oldpath path:newpath"},
    {E::SYSCALL_LINKAT_2_X, "", "dir:olddir path:oldpath dir:newdir path:newpath flags:flags"},
    {E::SYSCALL_SYMLINK_X, "", "path:target path:linkpath"},
    {E::SYSCALL_SYMLINKAT_X, "", "path:target dir:linkdirfd path:linkpath"},
    {E::SYSCALL_UNLINK_2_X, "", "path:path"},
    {E::SYSCALL_UNLINKAT_2_X, "", "dir:dirfd path:name flags:flags"},
    {E::SYSCALL_RENAME_X, "", "path:oldpath path:newpath"},
    {E::SYSCALL_RENAMEAT_X, "", "dir:olddirfd path:oldpath dir:newdirfd path:newpath"},
    {E::SYSCALL_RENAMEAT2_X, "", "dir:olddirfd path:oldpath dir:newdirfd path:newpath flags:flags"},
    {E::SYSCALL_GETCWD_X, "", "path:path ?"},
    {E::SYSCALL_CHDIR_X, "", "path:path"},
    {E::SYSCALL_FCHDIR_X, "", "fd:fd"},
    {E::SYSCALL_CHROOT_X, "", "path:path"},
    {E::SYSCALL_MOUNT_X, "", "path:dev path:dir path:type mount:flags ?"},
    {E::SYSCALL_UMOUNT_1_X, "", "path:name"},
    {E::SYSCALL_UMOUNT2_X, "", "path:name unmount:flags"},
    {E::SYSCALL_FSCONFIG_X, "", "fd:fd enum:cmd text:key ? signed:aux"},
    {E::SYSCALL_QUOTACTL_X, "", "? path:special unsigned:id ?"},

    {E::SOCKET_SOCKET_X, "", "enum:domain socket_type:type protocol:proto,domain"},
    {E::SOCKET_SOCKETPAIR_X, "", "enum:domain socket_type:type protocol:proto,domain pair:fd1,fd2"},
    {E::SOCKET_BIND_X, "", "fd:fd address:addr address_bytes:addr"},
    {E::SOCKET_CONNECT_X, "", "fd:fd address:addr,tuple address_bytes:addr,tuple"},
    {E::SOCKET_LISTEN_X, "", "fd:fd signed:backlog"},
    {E::SOCKET_ACCEPT_5_X, "", "? source:tuple ?"},
    {E::SOCKET_ACCEPT4_6_X, "", "? source:tuple ? renamed:flags,SOCK_"},
    {E::SOCKET_SHUTDOWN_X, "", "fd:fd enum:how"},
    {E::SOCKET_GETSOCKNAME_X, "", "? ? ?"},
    {E::SOCKET_GETPEERNAME_X, "", "? ? ?"},
    {E::SOCKET_SETSOCKOPT_X, "", "fd:fd level:level enum:optname option:val,level unsigned:optlen"},
    {E::SOCKET_GETSOCKOPT_X, "", "fd:fd level:level enum:optname option:val,level ?"},
    {E::SOCKET_SEND_X, "", "fd:fd written:data,size unsigned:size ?"},
    {E::SOCKET_RECV_X, "", "fd:fd read:data unsigned:size ?"},
    {E::SOCKET_SENDTO_X, "", "fd:fd written:data,size unsigned:size ? ? ?"},
    {E::SOCKET_RECVFROM_X, "", "fd:fd read:data unsigned:size ? ? ?"},
    {E::SOCKET_SENDMSG_X, "", "fd:fd message:data ?"},
    {E::SOCKET_RECVMSG_X, "", "fd:fd message:data ?"},
    {E::SOCKET_SENDMMSG_X, "", "fd:fd message:data ? ?"},
    {E::SOCKET_RECVMMSG_X, "", "fd:fd message:data ? ? ?"},

    {E::SYSCALL_EVENTFD_X, "", "unsigned:initval"},
    {E::SYSCALL_EVENTFD2_X, "", "unsigned:initval renamed:flags,EFD_"},
    {E::SYSCALL_SIGNALFD_X, "", "fd:fd ? ?"},
    {E::SYSCALL_SIGNALFD4_X, "", "fd:fd ? ? renamed:flags,SFD_"},
    {E::SYSCALL_TIMERFD_CREATE_X, "", "clock:clockid ?"},
    {E::SYSCALL_INOTIFY_INIT_X, "", ""},
    {E::SYSCALL_INOTIFY_INIT1_X, "", "renamed:flags,IN_"},
    {E::SYSCALL_EPOLL_CREATE_X, "", "signed:size"},
    {E::SYSCALL_EPOLL_CREATE1_X, "", "flags:flags"},
    {E::SYSCALL_EPOLLWAIT_X, "", "? ? signed:maxevents ?"},
    {E::SYSCALL_POLL_X, "", "? ? signed:timeout"},
    {E::SYSCALL_PPOLL_X, "", "? ? timespec:timeout ? ?"},
    {E::SYSCALL_SELECT_X, "", "? ? ? ? ?"},
    {E::SYSCALL_USERFAULTFD_X, "", "renamed:flags,O_"},
    {E::SYSCALL_MEMFD_CREATE_X, "", "text:name flags:flags"},
    {E::SYSCALL_PIDFD_OPEN_X, "", "signed:pid flags:flags"},
    {E::SYSCALL_PIDFD_GETFD_X, "", "fd:pid_fd fd:target_fd hex:flags"},
    {E::SYSCALL_BPF_2_X, "", "enum:cmd ? ?"},
    {E::SYSCALL_IO_URING_SETUP_X, "", "unsigned:entries ?"},
    {E::SYSCALL_IO_URING_ENTER_X, "",
     "fd:fd unsigned:to_submit unsigned:min_complete flags:flags ? ?"},
    {E::SYSCALL_IO_URING_REGISTER_X, "", "fd:fd enum:opcode pointer:arg unsigned:nr_args"},

    {E::SYSCALL_BRK_4_X, "", "pointer:addr"},
    {E::SYSCALL_MMAP_X, "", "pointer:addr unsigned:length flags:prot flags:flags fd:fd hex:offset"},
    {E::SYSCALL_MMAP2_X, "",
     "pointer:addr unsigned:length flags:prot flags:flags fd:fd hex:pgoffset"},
    {E::SYSCALL_MUNMAP_X, "", "pointer:addr unsigned:length"},
    {E::SYSCALL_MPROTECT_X, "", "pointer:addr unsigned:length flags:prot"},
    {E::SYSCALL_MLOCK_X, "", "pointer:addr unsigned:len"},
    {E::SYSCALL_MLOCK2_X, "", "pointer:addr unsigned:len flags:flags"},
    {E::SYSCALL_MUNLOCK_X, "", "pointer:addr unsigned:len"},
    {E::SYSCALL_MLOCKALL_X, "", "flags:flags"},
    {E::SYSCALL_MUNLOCKALL_X, "", ""},
    {E::SYSCALL_FUTEX_X, "", "pointer:addr futex:op,val"},
    {E::SYSCALL_PROCESS_VM_READV_X, "", "signed:pid read_vector:data ? ? ? ?"},
    {E::SYSCALL_PROCESS_VM_WRITEV_X, "", "signed:pid read_vector:data ? ? ? ?"},

    {E::SYSCALL_EXECVE_19_X, "", "exec_path:filename exec_args:exe,args exec_vars:env"},
    {E::SYSCALL_EXECVEAT_X, "", "? ? exec_args:exe,args exec_vars:env ?"},
    {E::SYSCALL_CLONE_20_X, "", "clone:flags ?"},
    {E::SYSCALL_CLONE3_X, "", "clone3:flags ?"},
    {E::SYSCALL_FORK_20_X, "", ""},
    {E::SYSCALL_VFORK_20_X, "", ""},
    {E::SYSCALL_KILL_X, "", "signed:pid signal:sig"},
    {E::SYSCALL_TKILL_X, "", "signed:tid signal:sig"},
    {E::SYSCALL_TGKILL_X, "", "signed:pid signed:tid signal:sig"},
    {E::SYSCALL_NANOSLEEP_X, "", "timespec:interval ?"},
    {E::SYSCALL_GETRLIMIT_X, "", "enum:resource limits:cur,max"},
    {E::SYSCALL_SETRLIMIT_X, "", "enum:resource limits:cur,max"},
    {E::SYSCALL_PRLIMIT_X, "prlimit64",
     "signed:pid enum:resource limits:newcur,newmax limits:oldcur,oldmax"},
    {E::SYSCALL_PTRACE_X, "", "enum:request signed:pid ? ?"},
    {E::SYSCALL_PRCTL_X, "", "enum:option prctl:arg2_str,arg2_int"},
    {E::SYSCALL_SECCOMP_X, "", "unsigned:op hex:flags ?"},
    {E::SYSCALL_UNSHARE_X, "", "clone_bits:flags"},
    {E::SYSCALL_SETNS_X, "", "fd:fd clone_bits:nstype"},
    {E::SYSCALL_CAPSET_X, "", "? ?"},
    {E::SYSCALL_SETSID_X, "", ""},
    {E::SYSCALL_SETPGID_X, "", "signed:pid signed:pgid"},
    {E::SYSCALL_GETUID_X, "", ""},
    {E::SYSCALL_GETEUID_X, "", ""},
    {E::SYSCALL_GETGID_X, "", ""},
    {E::SYSCALL_GETEGID_X, "", ""},
    {E::SYSCALL_SETUID_X, "", "signed:uid"},
    {E::SYSCALL_SETGID_X, "", "signed:gid"},
    {E::SYSCALL_SETREUID_X, "", "signed:ruid signed:euid"},
    {E::SYSCALL_SETREGID_X, "", "signed:rgid signed:egid"},
    {E::SYSCALL_SETRESUID_X, "", "signed:ruid signed:euid signed:suid"},
    {E::SYSCALL_SETRESGID_X, "", "signed:rgid signed:egid signed:sgid"},
    {E::SYSCALL_GETRESUID_X, "", "boxed:ruid boxed:euid boxed:suid"},
    {E::SYSCALL_GETRESGID_X, "", "boxed:rgid boxed:egid boxed:sgid"},

    {E::SYSCALL_SEMGET_X, "", "hex:key signed:nsems ?"},
    {E::SYSCALL_SEMOP_X, "", "signed:semid ? unsigned:nsops"},
    {E::SYSCALL_SEMCTL_X, "", "signed:semid signed:semnum flags:cmd ?"},
    {E::SYSCALL_INIT_MODULE_X, "", "? unsigned:length text:uargs"},
    {E::SYSCALL_FINIT_MODULE_X, "", "fd:fd text:uargs flags:flags"},
    {E::SYSCALL_DELETE_MODULE_X, "", "text:name renamed:flags,O_"},
    {E::SYSCALL_KEYCTL_X, "", "enum:operation ? ? ? ?"},
};

struct Word {
  std::string_view word;
  StraceForm form;
};
using F = StraceForm;
constexpr Word kWords[] = {
    {"?", F::kUnknown},
    {"signed", F::kSigned},
    {"unsigned", F::kUnsigned},
    {"hex", F::kHex},
    {"pointer", F::kPointer},
    {"octal", F::kOctal},
    {"fd", F::kFd},
    {"dir", F::kDirectory},
    {"path", F::kPath},
    {"text", F::kText},
    {"read", F::kRead},
    {"written", F::kWritten},
    {"read_vector", F::kReadVector},
    {"written_vector", F::kWrittenVector},
    {"flags", F::kFlags},
    {"enum", F::kEnum},
    {"open", F::kOpenFlags},
    {"open_mode", F::kOpenMode},
    {"renamed", F::kRenamedFlags},
    {"mount", F::kMountFlags},
    {"unmount", F::kUnmountFlags},
    {"clone", F::kCloneFlags},
    {"clone3", F::kClone3Flags},
    {"clone_bits", F::kCloneBits},
    {"signal", F::kSignal},
    {"address", F::kAddress},
    {"address_bytes", F::kAddressBytes},
    {"source", F::kTupleSource},
    {"pair", F::kPair},
    {"socket_type", F::kSocketType},
    {"protocol", F::kProtocol},
    {"level", F::kSocketLevel},
    {"option", F::kOptionValue},
    {"fcntl", F::kFcntl},
    {"futex", F::kFutex},
    {"ioctl", F::kIoctl},
    {"limits", F::kLimits},
    {"timespec", F::kTimespec},
    {"exec_path", F::kExecPath},
    {"exec_args", F::kExecArgs},
    {"exec_vars", F::kExecVars},
    {"file_mode", F::kFileMode},
    {"clock", F::kClock},
    {"message", F::kMessage},
    {"prctl", F::kPrctl},
    {"boxed", F::kBoxed},
};

StraceForm form_of(std::string_view word) {
  for (const Word& row : kWords) {
    if (row.word == word) return row.form;
  }
  SONDE_CHECK(!"a form that strace_rows.cpp has not got");
  return F::kUnknown;
}

int8_t param_of(const EventRow& row, std::string_view name) {
  const int index = row.param_index(name);
  SONDE_CHECK(index >= 0);
  return static_cast<int8_t>(index);
}

StraceArgument argument_of(const EventRow& row, std::string_view text) {
  StraceArgument argument;
  const size_t colon = text.find(':');
  argument.form = form_of(text.substr(0, colon));
  if (colon == text.npos) return argument;
  text.remove_prefix(colon + 1);
  const size_t comma = text.find(',');
  argument.param = param_of(row, text.substr(0, comma));
  if (comma == text.npos) return argument;
  text.remove_prefix(comma + 1);
  if (argument.form == F::kRenamedFlags) {
    argument.prefix = text;
  } else {
    argument.second = param_of(row, text);
  }
  return argument;
}

bool returns_address(const EventRow& row) {
  return row.id == static_cast<uint16_t>(E::SYSCALL_BRK_4_X) ||
         (!row.params.empty() && row.params[0].type == Type::ERRNO &&
          row.params[0].format == Format::HEX);
}

class StraceRows {
 public:
  StraceRows() : rows_(kEventRowCount), arguments_(kEventRowCount) {
    for (const EventRow& event : event_rows()) {
      rows_[event.id].name = event.name;
      rows_[event.id].is_raw = rows_[event.id].known = is_raw_call(event.id);
      rows_[event.id].hex_result = returns_address(event);
    }
    for (const Source& source : kSources) {
      const uint16_t id = static_cast<uint16_t>(source.id);
      StraceRow& row = rows_[id];
      std::string_view rest = source.arguments;
      while (!rest.empty()) {
        const size_t end = rest.find(' ');
        arguments_[id].push_back(argument_of(event_row(id), rest.substr(0, end)));
        rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
      }
      row.arguments = arguments_[id];
      row.known = true;
      if (!source.name.empty()) row.name = source.name;
    }
  }
  const StraceRow& operator[](uint16_t id) const { return rows_[id]; }

 private:
  std::vector<StraceRow> rows_;
  std::vector<std::vector<StraceArgument>> arguments_;
};

}  // namespace

const StraceRow& strace_row(uint16_t id) {
  static const StraceRows rows;
  return rows[id];
}

}  // namespace sonde
