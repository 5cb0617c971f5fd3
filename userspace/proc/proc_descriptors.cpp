// ProcDescriptors: links, fdinfo and mounts; see proc_descriptors.h.
// SPDX-License-Identifier: Apache-2.0
#include "proc/proc_descriptors.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>
#include "schema/flag_value.h"

namespace sonde {
namespace {

struct FlagPair {
  uint64_t kernel;
  uint32_t portable;  // file_flags of flags.def
};
// The kernel adds O_LARGEFILE to every open of a 64-bit program, so it says nothing and is left
// out.
#define PAIR(name) \
  FlagPair { name, flag_value("file_flags", #name) }
constexpr FlagPair kFlags[] = {PAIR(O_CREAT),     PAIR(O_APPEND),  PAIR(O_DSYNC),  PAIR(O_EXCL),
                               PAIR(O_NONBLOCK),  PAIR(O_SYNC),    PAIR(O_TRUNC),  PAIR(O_DIRECT),
                               PAIR(O_DIRECTORY), PAIR(O_CLOEXEC), PAIR(O_TMPFILE)};
#undef PAIR
constexpr uint32_t kReads = flag_value("file_flags", "O_RDONLY");
constexpr uint32_t kWrites = flag_value("file_flags", "O_WRONLY");

struct ObjectKind {
  std::string_view name;  // behind "anon_inode:"
  FdType type;
};
constexpr ObjectKind kObjects[] = {
    {"[eventfd]", FdType::kEvent},     {"[eventpoll]", FdType::kEventpoll},
    {"inotify", FdType::kInotify},     {"[timerfd]", FdType::kTimerfd},
    {"[signalfd]", FdType::kSignalfd}, {"[pidfd]", FdType::kPidfd},
    {"[io_uring]", FdType::kIouring},  {"[userfaultfd]", FdType::kUserfaultfd},
    {"bpf-map", FdType::kBpf},         {"bpf-prog", FdType::kBpf},
    {"bpf-link", FdType::kBpf},        {"bpf_link", FdType::kBpf},
    {"bpf_iter", FdType::kBpf},        {"btf", FdType::kBpf}};

constexpr std::string_view kObject = "anon_inode:", kSocket = "socket:[", kPipe = "pipe:[";
constexpr std::string_view kPidfd = "pidfd:[", kMemfd = "/memfd:", kDeleted = " (deleted)";

// A device number as the kernel hands it out: 12 bits of major, 20 of minor.
uint32_t packed_device(uint32_t major_number, uint32_t minor_number) {
  return (minor_number & 0xff) | (major_number << 8) | ((minor_number & ~uint32_t{0xff}) << 12);
}

// N of "socket:[N]".
bool inode_of(std::string_view target, std::string_view prefix, uint64_t& inode) {
  if (!target.starts_with(prefix) || !target.ends_with(']')) return false;
  target.remove_prefix(prefix.size());
  target.remove_suffix(1);
  return parse_number(target, inode);
}

FdType object_type(std::string_view name) {
  for (const ObjectKind& kind : kObjects) {
    if (kind.name == name) return kind.type;
  }
  return FdType::kUnsupported;
}

}  // namespace

uint32_t portable_descriptor_flags(uint64_t flags) {
  uint32_t portable = 0;
  for (const FlagPair& pair : kFlags) {
    if ((flags & pair.kernel) == pair.kernel) portable |= pair.portable;
  }
  return portable;
}

uint32_t portable_open_flags(uint64_t flags) {
  uint32_t access = 0;
  if ((flags & O_ACCMODE) == O_RDONLY) access = kReads;
  if ((flags & O_ACCMODE) == O_WRONLY) access = kWrites;
  if ((flags & O_ACCMODE) == O_RDWR) access = kReads | kWrites;
  return portable_descriptor_flags(flags) | access;
}

void ProcDescriptors::refuse(std::string_view part, const ProcProcess& process) {
  if (!vanished(errno)) refusals_.add(part, errno, process.pid, process.comm);
}

// Only a mount has the device that the kernel's events have: stat() gives another one for file
// systems that number their parts themselves, such as btrfs and overlayfs.
void ProcDescriptors::learn_mounts(const ProcProcess& process) {
  std::string_view name;
  if (!files_.read_link(process.folder.fd(), "ns/mnt", name)) return;
  if (mount_namespaces_.contains(name)) return;
  const bool read =
      files_.for_each_line(process.folder.fd(), "mountinfo", [&](std::string_view line) {
        TextCursor words(line);
        uint64_t id, major_number, minor_number;
        if (!words.number(id)) return;
        words.skip_words(1);  // the mount it lies on
        const std::string_view device = words.word();
        const size_t colon = device.find(':');
        if (colon == device.npos || !parse_number(device.substr(0, colon), major_number) ||
            !parse_number(device.substr(colon + 1), minor_number)) {
          return;
        }
        mount_devices_[id] =
            packed_device(static_cast<uint32_t>(major_number), static_cast<uint32_t>(minor_number));
      });
  if (read) mount_namespaces_.emplace(name);
}

bool ProcDescriptors::read_info(int infos, const char* name, Info& info) {
  std::string_view text;
  if (infos < 0 || !files_.read(infos, name, text)) return false;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const size_t colon = line.find(':');
    if (colon == line.npos) continue;
    const std::string_view key = line.substr(0, colon);
    TextCursor words(line.substr(colon + 1));
    if (key == "flags") {
      words.number(info.flags, 8);
    } else if (key == "mnt_id") {
      words.number(info.mount);
    } else if (key == "Pid") {
      words.number(info.process);
    }
  }
  return true;
}

// What has a place in a file system, or had one, or is at least a file to the kernel.
void ProcDescriptors::name_path(const ProcProcess& process, int links, const char* name,
                                std::string_view target, const Info& info, FdSnapshot& fd) {
  fd.type = FdType::kFile;
  fd.name = target;
  struct statx file = {};
  if (::statx(links, name, AT_STATX_DONT_SYNC, STATX_TYPE | STATX_INO, &file) == 0) {
    fd.ino = file.stx_ino;
    fd.dev = packed_device(file.stx_dev_major, file.stx_dev_minor);
    if (S_ISDIR(file.stx_mode)) fd.type = FdType::kDirectory;
    if (S_ISFIFO(file.stx_mode)) fd.type = FdType::kFifo;
  }
  auto mount = mount_devices_.find(info.mount);
  if (mount == mount_devices_.end()) {
    learn_mounts(process);
    mount = mount_devices_.find(info.mount);
  }
  if (mount != mount_devices_.end()) {
    fd.dev = mount->second;
  } else if (target.starts_with(kMemfd) && target.ends_with(kDeleted)) {
    fd.type = FdType::kMemfd;  // it lies on a mount of the kernel's own
    target.remove_prefix(kMemfd.size());
    target.remove_suffix(kDeleted.size());
    fd.name = target;
  }
  fd.open_flags = portable_open_flags(info.flags);
}

// False, and errno set, when the link cannot be read.
bool ProcDescriptors::read_one(const ProcProcess& process, int links, int infos, uint64_t number,
                               FdSnapshot& fd) {
  const NumberName name(number);
  Info info;
  read_info(infos, name.c_str(), info);
  std::string_view target;
  if (!files_.read_link(links, name.c_str(), target)) return false;
  fd.fd = static_cast<int64_t>(number);
  fd.open_flags = portable_descriptor_flags(info.flags);
  if (inode_of(target, kSocket, fd.ino)) return true;
  if (inode_of(target, kPipe, fd.ino)) {
    fd.type = FdType::kFifo;
    fd.name = target;
  } else if (target.starts_with(kObject) || target.starts_with(kPidfd)) {
    if (target.starts_with(kObject)) target.remove_prefix(kObject.size());
    fd.type = target.starts_with(kPidfd) ? FdType::kPidfd : object_type(target);
    if (fd.type == FdType::kUnsupported) fd.name = target;
    if (fd.type == FdType::kPidfd) fd.name = "/proc/" + std::to_string(info.process);
    struct statx object = {};
    if (::statx(links, name.c_str(), AT_STATX_DONT_SYNC, STATX_INO, &object) == 0) {
      fd.ino = object.stx_ino;
    }
  } else {
    const std::string path(target);  // mounts may be read, with the same buffer
    name_path(process, links, name.c_str(), path, info, fd);
  }
  return true;
}

void ProcDescriptors::read(const ProcProcess& process, const std::vector<int64_t>& only,
                           std::vector<FdSnapshot>& descriptors) {
  const Folder links = Folder::open(process.folder.fd(), "fd");
  numbers_.assign(only.begin(), only.end());
  if (!links || (only.empty() && !files_.list_numbers(links.fd(), numbers_))) {
    refuse("the descriptors", process);
    return;
  }
  if (numbers_.empty()) return;
  const Folder infos = Folder::open(process.folder.fd(), "fdinfo");
  const auto is_ours = [&](uint64_t number) {
    const int fd = static_cast<int>(number);
    return process.pid == own_pid_ &&
           (fd == proc_ || fd == process.folder.fd() || fd == links.fd() || fd == infos.fd());
  };
  for (uint64_t number : numbers_) {
    if (is_ours(number)) continue;
    FdSnapshot& fd = descriptors.emplace_back();
    fd.tid = process.pid;
    if (read_one(process, links.fd(), infos.fd(), number, fd)) continue;
    const int error = errno;
    descriptors.pop_back();
    if (vanished(error)) continue;  // closed meanwhile
    refusals_.add("the descriptors", error, process.pid, process.comm);
    return;
  }
}

}  // namespace sonde
