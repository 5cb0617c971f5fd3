// One function for each structure; see struct_text.h. Layouts are those of 64-bit programs on
// x86-64: uapi headers of Linux; the look is that of strace 6.1.
// SPDX-License-Identifier: Apache-2.0
#include "fields/struct_text.h"

#include <algorithm>
#include <bit>
#include <ctime>

#include "base/text.h"
#include "fields/strace_names.h"
#include "schema/raw_event.h"

namespace sonde {

namespace {

// clang-format off
constexpr StraceName kActionFlags[] = {
    {"SA_RESTORER", 0x04000000}, {"SA_ONSTACK", 0x08000000}, {"SA_RESTART", 0x10000000},
    {"SA_NODEFER", 0x40000000}, {"SA_RESETHAND", 0x80000000}, {"SA_SIGINFO", 4},
    {"SA_NOCLDSTOP", 1}, {"SA_NOCLDWAIT", 2}};
constexpr StraceName kPollEvents[] = {
    {"EPOLLIN", 1}, {"EPOLLPRI", 2}, {"EPOLLOUT", 4}, {"EPOLLERR", 8}, {"EPOLLHUP", 0x10},
    {"EPOLLRDNORM", 0x40}, {"EPOLLRDBAND", 0x80}, {"EPOLLWRNORM", 0x100}, {"EPOLLWRBAND", 0x200},
    {"EPOLLMSG", 0x400}, {"EPOLLRDHUP", 0x2000}, {"EPOLLEXCLUSIVE", 1u << 28},
    {"EPOLLWAKEUP", 1u << 29}, {"EPOLLONESHOT", 1u << 30}, {"EPOLLET", 1u << 31}};
constexpr StraceName kPolled[] = {
    {"POLLIN", 1}, {"POLLPRI", 2}, {"POLLOUT", 4}, {"POLLRDNORM", 0x40}, {"POLLRDBAND", 0x80},
    {"POLLWRNORM", 0x100}, {"POLLWRBAND", 0x200}, {"POLLMSG", 0x400}, {"POLLRDHUP", 0x2000},
    {"POLLERR", 8}, {"POLLHUP", 0x10}, {"POLLNVAL", 0x20}};
constexpr StraceName kAttributes[] = {
    {"STATX_ATTR_COMPRESSED", 4}, {"STATX_ATTR_IMMUTABLE", 0x10}, {"STATX_ATTR_APPEND", 0x20},
    {"STATX_ATTR_NODUMP", 0x40}, {"STATX_ATTR_ENCRYPTED", 0x800}, {"STATX_ATTR_AUTOMOUNT", 0x1000},
    {"STATX_ATTR_MOUNT_ROOT", 0x2000}, {"STATX_ATTR_VERITY", 0x100000},
    {"STATX_ATTR_DAX", 0x200000}};
constexpr StraceName kFileSystems[] = {
    {"EXT2_SUPER_MAGIC", 0xef53}, {"TMPFS_MAGIC", 0x01021994}, {"PROC_SUPER_MAGIC", 0x9fa0},
    {"SYSFS_MAGIC", 0x62656572}, {"CGROUP2_SUPER_MAGIC", 0x63677270},
    {"CGROUP_SUPER_MAGIC", 0x27e0eb}, {"DEVPTS_SUPER_MAGIC", 0x1cd1}, {"NFS_SUPER_MAGIC", 0x6969},
    {"OVERLAYFS_SUPER_MAGIC", 0x794c7630}, {"BTRFS_SUPER_MAGIC", 0x9123683e},
    {"XFS_SUPER_MAGIC", 0x58465342}, {"SQUASHFS_MAGIC", 0x73717368}, {"RAMFS_MAGIC", 0x858458f6},
    {"DEBUGFS_MAGIC", 0x64626720}, {"TRACEFS_MAGIC", 0x74726163}, {"SECURITYFS_MAGIC", 0x73636673},
    {"BPF_FS_MAGIC", 0xcafe4a11}, {"PIPEFS_MAGIC", 0x50495045}, {"SOCKFS_MAGIC", 0x534f434b},
    {"MSDOS_SUPER_MAGIC", 0x4d44}, {"ISOFS_SUPER_MAGIC", 0x9660}, {"FUSE_SUPER_MAGIC", 0x65735546}};
constexpr StraceName kMountFlags[] = {
    {"ST_VALID", 0x20}, {"ST_RDONLY", 1}, {"ST_NOSUID", 2}, {"ST_NODEV", 4}, {"ST_NOEXEC", 8},
    {"ST_SYNCHRONOUS", 0x10}, {"ST_MANDLOCK", 0x40}, {"ST_NOATIME", 0x400},
    {"ST_NODIRATIME", 0x800}, {"ST_RELATIME", 0x1000}, {"ST_NOSYMFOLLOW", 0x2000}};
constexpr StraceName kStackFlags[] = {{"SS_ONSTACK", 1}, {"SS_DISABLE", 2}};
constexpr StraceName kChildCodes[] = {
    {"CLD_EXITED", 1}, {"CLD_KILLED", 2}, {"CLD_DUMPED", 3}, {"CLD_TRAPPED", 4},
    {"CLD_STOPPED", 5}, {"CLD_CONTINUED", 6}};
// clang-format on

// Members of a structure, one after the other; the first has no comma.
class Members {
 public:
  Members(std::string& out, Bytes bytes) : out_(out), bytes_(bytes) { out_ += '{'; }

  std::string& name(std::string_view name) {
    if (!first_) out_ += ", ";
    first_ = false;
    (out_ += name) += '=';
    return out_;
  }
  template <typename T>
  T at(size_t offset) const {
    return offset + sizeof(T) <= bytes_.size() ? load<T>(bytes_.data() + offset) : T{};
  }
  Members& decimal(std::string_view member, size_t offset) {
    append_decimal(name(member), at<uint64_t>(offset));
    return *this;
  }
  Members& integer(std::string_view member, int64_t value) {
    append_signed(name(member), value);
    return *this;
  }
  void end(bool more = false) { out_ += more ? ", ...}" : "}"; }

 private:
  std::string& out_;
  Bytes bytes_;
  bool first_ = true;
};

void append_time_of(std::string& out, int64_t seconds, int64_t rest, std::string_view fraction) {
  Members time(out, {});
  time.integer("tv_sec", seconds).integer(fraction, rest).end();
}

void append_time(std::string& out, Bytes bytes, size_t at, std::string_view fraction) {
  append_time_of(out, load<int64_t>(bytes.data() + at), load<int64_t>(bytes.data() + at + 8),
                 fraction);
}

void append_interval(std::string& out, Bytes bytes, std::string_view fraction) {
  Members timer(out, bytes);
  append_time(timer.name("it_interval"), bytes, 0, fraction);
  append_time(timer.name("it_value"), bytes, 16, fraction);
  timer.end();
}

void append_date(std::string& out, int64_t seconds, int64_t ns, int digits) {
  struct tm local;
  const time_t time = seconds;
  if (!localtime_r(&time, &local)) return;
  char text[64];
  out += " /* ";
  out.append(text, strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &local));
  if (ns) append_padded(out += '.', static_cast<uint64_t>(ns), digits);
  out.append(text, strftime(text, sizeof text, "%z", &local));
  out += " */";
}

// Two times of a file; strace adds what they are as a date.
void append_times(std::string& out, Bytes bytes, std::string_view fraction, int digits) {
  constexpr int64_t kNow = 0x3fffffff, kOmit = 0x3ffffffe;
  out += '[';
  for (size_t at : {size_t{0}, size_t{16}}) {
    if (at) out += ", ";
    const int64_t seconds = load<int64_t>(bytes.data() + at);
    const int64_t rest = load<int64_t>(bytes.data() + at + 8);
    if (digits == 9 && (rest == kNow || rest == kOmit)) {
      out += rest == kNow ? "UTIME_NOW" : "UTIME_OMIT";
      continue;
    }
    append_time(out, bytes, at, fraction);
    append_date(out, seconds, rest, digits);
  }
  out += ']';
}

void append_action(std::string& out, Bytes bytes) {
  Members action(out, bytes);
  std::string& handler = action.name("sa_handler");
  const uint64_t address = action.at<uint64_t>(0), flags = action.at<uint64_t>(8);
  if (address == 0 || address == 1) {
    handler += address ? "SIG_IGN" : "SIG_DFL";
  } else {
    append_strace_hex(handler, address);
  }
  append_strace_signals(action.name("sa_mask"), action.at<uint64_t>(24));
  append_strace_names(action.name("sa_flags"), {kActionFlags, true}, flags);
  if (flags & kActionFlags[0].value) {
    append_strace_hex(action.name("sa_restorer"), action.at<uint64_t>(16));
  }
  action.end();
}

void append_wait_status(std::string& out, Bytes bytes) {
  const uint32_t status = load<uint32_t>(bytes.data());
  const uint32_t signal = status & 0x7f;
  out += "[{";
  if (status == 0xffff) {
    out += "WIFCONTINUED(s)";
  } else if ((status & 0xff) == 0x7f) {
    append_strace_signal(out += "WIFSTOPPED(s) && WSTOPSIG(s) == ", status >> 8 & 0xff);
  } else if (signal) {
    append_strace_signal(out += "WIFSIGNALED(s) && WTERMSIG(s) == ", static_cast<int>(signal));
    if (status & 0x80) out += " && WCOREDUMP(s)";
  } else {
    append_decimal(out += "WIFEXITED(s) && WEXITSTATUS(s) == ", status >> 8 & 0xff);
  }
  out += "}]";
}

void append_child(std::string& out, Bytes bytes) {
  Members info(out, bytes);
  if (!info.at<int32_t>(0)) {  // nothing had happened
    out += '}';
    return;
  }
  append_strace_signal(info.name("si_signo"), info.at<int32_t>(0));
  const int32_t code = info.at<int32_t>(8), status = info.at<int32_t>(24);
  append_strace_names(info.name("si_code"), {kChildCodes, false}, static_cast<uint32_t>(code));
  info.integer("si_pid", info.at<int32_t>(16)).integer("si_uid", info.at<int32_t>(20));
  if (code == 1) {
    info.integer("si_status", status);
  } else {
    append_strace_signal(info.name("si_status"), status);
  }
  info.decimal("si_utime", 32).decimal("si_stime", 40).end();
}

void append_usage(std::string& out, Bytes bytes) {
  Members usage(out, bytes);
  append_time(usage.name("ru_utime"), bytes, 0, "tv_usec");
  append_time(usage.name("ru_stime"), bytes, 16, "tv_usec");
  usage.end(true);
}

void append_statfs(std::string& out, Bytes bytes) {
  Members fs(out, bytes);
  append_strace_names(fs.name("f_type"), {kFileSystems, false}, fs.at<uint64_t>(0));
  fs.decimal("f_bsize", 8).decimal("f_blocks", 16).decimal("f_bfree", 24).decimal("f_bavail", 32);
  fs.decimal("f_files", 40).decimal("f_ffree", 48);
  append_strace_hex(fs.name("f_fsid") += "{val=[", fs.at<uint32_t>(56));
  append_strace_hex(out += ", ", fs.at<uint32_t>(60));
  out += "]}";
  fs.decimal("f_namelen", 64).decimal("f_frsize", 72);
  append_strace_names(fs.name("f_flags"), {kMountFlags, true}, fs.at<uint64_t>(80));
  fs.end();
}

void append_sysinfo(std::string& out, Bytes bytes) {
  Members info(out, bytes);
  info.decimal("uptime", 0);
  append_decimal(info.name("loads") += '[', info.at<uint64_t>(8));
  append_decimal(out += ", ", info.at<uint64_t>(16));
  append_decimal(out += ", ", info.at<uint64_t>(24));
  out += ']';
  info.decimal("totalram", 32).decimal("freeram", 40).decimal("sharedram", 48);
  info.decimal("bufferram", 56).decimal("totalswap", 64).decimal("freeswap", 72);
  info.integer("procs", info.at<uint16_t>(80)).decimal("totalhigh", 88).decimal("freehigh", 96);
  info.integer("mem_unit", info.at<uint32_t>(104)).end();
}

void append_statx(std::string& out, Bytes bytes) {
  Members file(out, bytes);
  append_strace_names(file.name("stx_mask"), kStraceStatxMask, file.at<uint32_t>(0));
  append_strace_names(file.name("stx_attributes"), {kAttributes, true}, file.at<uint64_t>(8));
  append_strace_mode(file.name("stx_mode"), file.at<uint16_t>(28));
  file.decimal("stx_size", 40).end(true);
}

void append_epoll_event(std::string& out, Bytes bytes) {
  Members event(out, bytes);
  append_strace_names(event.name("events"), {kPollEvents, true}, event.at<uint32_t>(0));
  event.name("data") += "{u32=";
  append_decimal(out, event.at<uint32_t>(4));
  append_decimal(out += ", u64=", event.at<uint64_t>(4));
  out += '}';
  event.end();
}

// Elements of the same size in brackets; of more than strace shows, "..." stands for the rest.
template <typename Append>
void append_elements(std::string& out, Bytes bytes, size_t size, Append append) {
  constexpr size_t kMaxShown = 32;
  out += '[';
  for (size_t at = 0, count = 0; at + size <= bytes.size(); at += size, ++count) {
    if (at) out += ", ";
    if (count == kMaxShown) {
      out += "...";
      break;
    }
    append(out, bytes.subspan(at, size));
  }
  out += ']';
}

void append_cpus(std::string& out, Bytes bytes) {
  out += '[';
  bool first = true;
  for (size_t cpu = 0; cpu < bytes.size() * 8; ++cpu) {
    if (!(bytes[cpu / 8] >> cpu % 8 & 1)) continue;
    if (!first) out += ' ';
    first = false;
    append_decimal(out, cpu);
  }
  out += ']';
}

void append_names(std::string& out, Bytes bytes) {
  constexpr size_t kField = 65;
  Members names(out, bytes);
  append_strace_text(names.name("sysname"), text_of(bytes.first(kField)), false);
  append_strace_text(names.name("nodename"), text_of(bytes.subspan(kField, kField)), false);
  names.end(true);
}

void append_stack(std::string& out, Bytes bytes) {
  Members stack(out, bytes);
  append_strace_pointer(stack.name("ss_sp"), stack.at<uint64_t>(0));
  append_strace_names(stack.name("ss_flags"), {kStackFlags, true}, stack.at<uint32_t>(8));
  stack.decimal("ss_size", 16).end();
}

void append_bracketed(std::string& out, Bytes bytes) {
  append_signed(out += '[', load<int32_t>(bytes.data()));
  out += ']';
}

void append_stat(std::string& out, Bytes bytes) {
  constexpr uint32_t kKind = 0170000, kCharacter = 020000, kBlock = 060000;
  Members file(out, bytes);
  const uint32_t mode = file.at<uint32_t>(24);
  append_strace_mode(file.name("st_mode"), mode);
  if ((mode & kKind) == kCharacter || (mode & kKind) == kBlock) {
    const uint64_t device = file.at<uint64_t>(40);
    const uint64_t major = (device >> 8 & 0xfff) | (device >> 32 & ~uint64_t{0xfff});
    const uint64_t minor = (device & 0xff) | (device >> 12 & ~uint64_t{0xff});
    append_strace_hex(file.name("st_rdev") += "makedev(", major);
    append_strace_hex(out += ", ", minor & 0xffffffff);
    out += ')';
  } else {
    file.integer("st_size", file.at<int64_t>(48));
  }
  file.end(true);
}

void append_polled(std::string& out, Bytes bytes) {
  Members polled(out, bytes);
  polled.integer("fd", polled.at<int32_t>(0));
  if (polled.at<int32_t>(0) >= 0) {
    append_strace_names(polled.name("events"), {kPolled, true}, polled.at<uint16_t>(4));
  }
  polled.end();
}

struct Writer {
  Structure structure;
  size_t bytes;  // at least
  void (*append)(std::string& out, Bytes bytes);
};
constexpr Writer kWriters[] = {
    {Structure::sigaction, 32, append_action},
    {Structure::sigset, 8,
     [](std::string& out, Bytes b) { append_strace_signals(out, load<uint64_t>(b.data())); }},
    {Structure::timespec, 16, [](std::string& out, Bytes b) { append_time(out, b, 0, "tv_nsec"); }},
    {Structure::timeval, 16, [](std::string& out, Bytes b) { append_time(out, b, 0, "tv_usec"); }},
    {Structure::timespecs, 32,
     [](std::string& out, Bytes b) { append_times(out, b, "tv_nsec", 9); }},
    {Structure::timevals, 32,
     [](std::string& out, Bytes b) { append_times(out, b, "tv_usec", 6); }},
    {Structure::itimerval, 32,
     [](std::string& out, Bytes b) { append_interval(out, b, "tv_usec"); }},
    {Structure::itimerspec, 32,
     [](std::string& out, Bytes b) { append_interval(out, b, "tv_nsec"); }},
    {Structure::wait_status, 4, append_wait_status},
    {Structure::siginfo_wait, 48, append_child},
    {Structure::rusage, 32, append_usage},
    {Structure::utsname, 130, append_names},
    {Structure::sysinfo, 108, append_sysinfo},
    {Structure::statfs, 88, append_statfs},
    {Structure::statx, 48, append_statx},
    {Structure::stack, 24, append_stack},
    {Structure::stat, 56, append_stat},
    {Structure::pollfds, 8,
     [](std::string& out, Bytes b) { append_elements(out, b, 8, append_polled); }},
    {Structure::cpuset, 1, append_cpus},
    {Structure::sched_param, 4, append_bracketed},
    {Structure::word, 4, append_bracketed},
    {Structure::epoll_event, 12, append_epoll_event},
    {Structure::epoll_events, 12,
     [](std::string& out, Bytes b) { append_elements(out, b, 12, append_epoll_event); }},
    {Structure::gids, 4,
     [](std::string& out, Bytes b) {
       append_elements(out, b, 4, [](std::string& o, Bytes gid) {
         append_decimal(o, load<uint32_t>(gid.data()));
       });
     }},
    {Structure::tms, 32,
     [](std::string& out, Bytes b) {
       Members times(out, b);
       times.decimal("tms_utime", 0).decimal("tms_stime", 8).decimal("tms_cutime", 16);
       times.decimal("tms_cstime", 24).end();
     }},
};

}  // namespace

bool append_structure(std::string& out, Structure structure, Bytes bytes) {
  const auto writer = std::ranges::find(kWriters, structure, &Writer::structure);
  if (writer == std::end(kWriters) || bytes.size() < writer->bytes) return false;
  writer->append(out, bytes);
  return true;
}

void append_strace_mode(std::string& out, uint32_t mode) {
  constexpr uint32_t kKind = 0170000, kSetUser = 04000, kSetGroup = 02000, kSticky = 01000;
  constexpr StraceName kKinds[] = {
      {"S_IFREG", 0100000}, {"S_IFSOCK", 0140000}, {"S_IFLNK", 0120000}, {"S_IFIFO", 010000},
      {"S_IFCHR", 020000},  {"S_IFBLK", 060000},   {"S_IFDIR", 040000}};
  for (const StraceName& kind : kKinds) {
    if ((mode & kKind) == kind.value) (out += kind.name) += '|';
  }
  if (mode & kSetUser) out += "S_ISUID|";
  if (mode & kSetGroup) out += "S_ISGID|";
  if (mode & kSticky) out += "S_ISVTX|";
  const uint32_t rest = mode & 0777;
  append_strace_octal(out, as_bytes({reinterpret_cast<const char*>(&rest), sizeof rest}));
}

void append_strace_span(std::string& out, uint64_t ns, uint64_t unit_ns,
                        std::string_view fraction) {
  constexpr uint64_t kSecond = 1'000'000'000;
  append_time_of(out, static_cast<int64_t>(ns / kSecond),
                 static_cast<int64_t>(ns % kSecond / unit_ns), fraction);
}

void append_strace_signals(std::string& out, uint64_t set) {
  constexpr int kSignals = 64;
  // Where two thirds are in it, those that are not make the shorter list.
  if (std::popcount(set) >= kSignals * 2 / 3) {
    out += '~';
    set = ~set;
  }
  out += '[';
  for (int signal = 1; signal <= kSignals; ++signal) {
    if (!(set >> (signal - 1) & 1)) continue;
    if (!out.ends_with('[')) out += ' ';
    std::string name;
    append_strace_signal(name, signal);
    out += name.starts_with("SIG") ? std::string_view(name).substr(3) : std::string_view(name);
  }
  out += ']';
}

}  // namespace sonde
