// Rules of calls that add, copy and remove descriptors of files and other objects; see rules.h.
// SPDX-License-Identifier: Apache-2.0
#include "state/rules.h"

namespace sonde {

namespace {

constexpr int64_t kAtFdCwd = -100;
constexpr uint32_t kOpenDirectory = 0x400;     // PPM_O_DIRECTORY
constexpr uint32_t kOpenCloseOnExec = 0x1000;  // PPM_O_CLOEXEC
constexpr uint32_t kOpenUpperLayer = 0x8000, kOpenLowerLayer = 0x10000;
constexpr uint32_t kFirstResultFlag = 0x4000;  // from here on the kernel tells, not the caller
constexpr uint32_t kCloseRangeCloseOnExec = 4;
constexpr uint8_t kFcntlDupfd = 1, kFcntlSetfd = 3, kFcntlDupfdCloseOnExec = 0x1a;

// How recorders write a path that they could not read.
bool is_path(std::string_view text) { return !text.empty() && text != "<NA>" && text != "(NULL)"; }

}  // namespace

void Rules::add_fd(int64_t fd, Descriptor descriptor) {
  descriptor.serial = state_.next_serial_++;
  DescriptorRef* place = fds().set(fd, DescriptorRef::make(std::move(descriptor)));
  moment_.fd = place->get();
  moment_.fd_num = fd;
  moment_.fd_name_changed = !(moment_.fd->flags & Descriptor::kClone) && !moment_.fd->name.empty();
}

Descriptor* Rules::edit_event_fd() {
  DescriptorRef* place = moment_.fd_num < 0 ? nullptr : fds().find(moment_.fd_num);
  if (!place) return nullptr;
  Descriptor& descriptor = place->edit();
  moment_.fd = &descriptor;
  return &descriptor;
}

void Rules::opens() {
  const int64_t fd = result();
  if (fd < 0) return;
  int64_t dirfd = p_[1] < 0 ? kAtFdCwd : call_.get<int64_t>(p_[1], kAtFdCwd);
  std::string_view name = call_.text(p_[2]);
  uint32_t flags = call_.get<uint32_t>(p_[3], 0);
  // The caller may change the path in memory while the call runs; what was read on entry counts.
  const RawEvent* enter = call_.enter;
  if (enter && enter->nparams > 0) {
    const EventRow& row = enter->row();
    const int name_at = row.param_index("name");
    std::string_view entered = name_at < 0 ? std::string_view() : text_of(enter->param(name_at));
    if (is_path(entered)) {
      name = entered;
      const int dirfd_at = row.param_index("dirfd"), flags_at = row.param_index("flags");
      if (dirfd_at >= 0) dirfd = value_of<int64_t>(enter->param(dirfd_at), dirfd);
      if (flags_at >= 0) {
        flags = value_of<uint32_t>(enter->param(flags_at), flags & (kFirstResultFlag - 1)) |
                (flags & ~(kFirstResultFlag - 1));
      }
    }
  }
  Descriptor file;
  file.type = flags & kOpenDirectory ? FdType::kDirectory : FdType::kFile;
  file.open_flags = flags;
  file.dev = call_.get<uint32_t>(p_[4], 0);
  file.ino = call_.get<uint64_t>(p_[5], 0);
  if (flags & kOpenCloseOnExec) file.flags |= Descriptor::kCloseOnExec;
  if (flags & kOpenUpperLayer) file.flags |= Descriptor::kUpperLayer;
  if (flags & kOpenLowerLayer) file.flags |= Descriptor::kLowerLayer;
  file.name_raw = SharedText(name);
  if (!name.empty() && name[0] == '/') {
    file.name = SharedText(join_path("", name));
  } else if (dirfd == kAtFdCwd) {
    file.name = SharedText(join_path(state_.cwd_of(*thread_), name));
  } else if (const Descriptor* directory = state_.find_fd(*thread_, dirfd)) {
    // A slash is added even to "/": sysdig shows //etc here, and people compare.
    file.name = SharedText(join_path(std::string(directory->name.view()) + '/', name));
  } else {
    file.name = SharedText(join_path("<UNKNOWN>", name));
  }
  add_fd(fd, std::move(file));
}

void Rules::closes() {
  if (result() < 0 || !moment_.fd) return;
  // Another thread may have been given the number anew between enter and exit of this close.
  if (moment_.has_enter && moment_.fd->serial != thread_->closing_serial) return;
  state_.closing_thread_ = &leader();
  state_.closing_fd_ = moment_.fd_num;
  state_.unfinished_ = true;
}

void Rules::closes_range() {
  if (result() < 0) return;
  const int64_t first = call_.get<uint32_t>(p_[1], 0), last = call_.get<uint32_t>(p_[2], 0);
  const bool mark_only = call_.get<uint32_t>(p_[3], 0) & kCloseRangeCloseOnExec;
  std::vector<int64_t> numbers;
  fds().for_each([&](int64_t number, const Descriptor&) {
    if (number >= first && number <= last) numbers.push_back(number);
  });
  for (int64_t number : numbers) {
    if (mark_only) {
      fds().find(number)->edit().flags |= Descriptor::kCloseOnExec;
    } else {
      fds().erase(number);
    }
  }
}

void Rules::dups() {
  const int64_t fd = result();
  if (fd < 0) return;
  const int64_t old_fd = moment_.fd_num >= 0 ? moment_.fd_num : call_.get<int64_t>(p_[1], -1);
  const DescriptorRef* source = fds().find(old_fd);
  if (!source) return;
  if (fd == old_fd) return;
  Descriptor copy = **source;
  copy.flags = static_cast<uint16_t>((copy.flags | Descriptor::kClone) & ~Descriptor::kCloseOnExec);
  if (p_[3] >= 0 && (call_.get<uint32_t>(p_[3], 0) & kOpenCloseOnExec)) {
    copy.flags |= Descriptor::kCloseOnExec;
  }
  add_fd(fd, std::move(copy));
}

void Rules::fcntls() {
  const int64_t value = result();
  if (value < 0) return;
  const uint8_t command = call_.get<uint8_t>(p_[2], 0);
  if (command == kFcntlSetfd) {
    if (!call_.has(p_[3])) return;  // older layouts do not tell the argument
    Descriptor* descriptor = edit_event_fd();
    if (!descriptor) return;
    if (call_.get<int64_t>(p_[3], 0) & 1) {
      descriptor->flags |= Descriptor::kCloseOnExec;
    } else {
      descriptor->flags &= static_cast<uint16_t>(~Descriptor::kCloseOnExec);
    }
    return;
  }
  if (command != kFcntlDupfd && command != kFcntlDupfdCloseOnExec) return;
  const DescriptorRef* source = fds().find(moment_.fd_num);
  if (!source) return;
  Descriptor copy = **source;
  copy.flags = static_cast<uint16_t>((copy.flags | Descriptor::kClone) & ~Descriptor::kCloseOnExec);
  if (command == kFcntlDupfdCloseOnExec) copy.flags |= Descriptor::kCloseOnExec;
  add_fd(value, std::move(copy));
}

void Rules::pipes() {
  if (result() < 0) return;
  Descriptor pipe;
  pipe.type = FdType::kFifo;
  pipe.ino = call_.get<uint64_t>(p_[3], 0);
  pipe.flags = Descriptor::kFromPipe;
  if (p_[4] >= 0) {
    pipe.open_flags = call_.get<uint32_t>(p_[4], 0);
    if (pipe.open_flags & kOpenCloseOnExec) pipe.flags |= Descriptor::kCloseOnExec;
  }
  const int64_t read_end = call_.get<int64_t>(p_[1], -1), write_end = call_.get<int64_t>(p_[2], -1);
  if (read_end >= 0) add_fd(read_end, pipe);
  if (write_end >= 0) add_fd(write_end, pipe);
}

void Rules::adds_anonymous(FdType type, int flags_index) {
  const int64_t fd = result();
  if (fd < 0) return;
  Descriptor object;
  object.type = type;
  if (flags_index >= 0 && call_.param(flags_index).size() >= 2) {
    Bytes flags = call_.param(flags_index);
    object.open_flags = flags.size() >= 4 ? value_of<uint32_t>(flags) : value_of<uint16_t>(flags);
    if (object.open_flags & kOpenCloseOnExec) object.flags |= Descriptor::kCloseOnExec;
  }
  add_fd(fd, std::move(object));
}

void Rules::signalfds() {
  const int64_t changed = call_.get<int64_t>(p_[2], -1);
  if (changed >= 0 && changed == result() && fds().find(changed)) return;
  adds_anonymous(FdType::kSignalfd, p_[1]);
}

void Rules::memfds() {
  const int64_t fd = result();
  if (fd < 0) return;
  Descriptor file;
  file.type = FdType::kMemfd;
  file.name = SharedText(call_.text(p_[1]));
  file.open_flags = call_.get<uint32_t>(p_[2], 0);
  add_fd(fd, std::move(file));
}

void Rules::pidfds() {
  const int64_t fd = result();
  if (fd < 0) return;
  Descriptor handle;
  handle.type = FdType::kPidfd;
  handle.name = SharedText("/proc/" + std::to_string(call_.get<int64_t>(p_[1], -1)));
  handle.flags = Descriptor::kCloseOnExec;
  add_fd(fd, std::move(handle));
}

void Rules::gets_fd() {
  const int64_t fd = result();
  if (fd < 0) return;
  const Descriptor* handle = state_.find_fd(*thread_, call_.get<int64_t>(p_[1], -1));
  if (!handle || handle->type != FdType::kPidfd) return;
  std::string_view name = handle->name.view();
  if (!name.starts_with("/proc/")) return;
  const Thread* owner = state_.find_thread(std::atoll(std::string(name.substr(6)).c_str()));
  if (!owner) return;
  const Descriptor* source = state_.find_fd(*owner, call_.get<int64_t>(p_[2], -1));
  if (!source) return;
  Descriptor copy = *source;
  copy.flags |= Descriptor::kClone | Descriptor::kCloseOnExec;
  add_fd(fd, std::move(copy));
}

void Rules::bpfs() {
  constexpr uint32_t kMapCreate = 0, kProgLoad = 5;
  const int64_t fd = result();
  if (fd < 0) return;
  Bytes command = call_.param(p_[1]);
  if (command.size() < 4) return;
  const uint32_t kind = value_of<uint32_t>(command);
  if (kind != kMapCreate && kind != kProgLoad) return;
  Descriptor object;
  object.type = FdType::kBpf;
  add_fd(fd, std::move(object));
}

}  // namespace sonde
