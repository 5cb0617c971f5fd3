// Rules of calls that add, copy and remove descriptors of files and other objects; see rules.h.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "state/format_flags.h"
#include "state/moment.h"
#include "state/rules.h"

namespace sonde {

namespace {

constexpr int64_t kAtFdCwd = -100;
constexpr uint32_t kOpenDirectory = flag_value("file_flags", "O_DIRECTORY");
constexpr uint32_t kOpenUpperLayer = flag_value("file_flags", "FD_UPPER_LAYER");
constexpr uint32_t kOpenLowerLayer = flag_value("file_flags", "FD_LOWER_LAYER");
constexpr uint32_t kEpollCloseOnExec = flag_value("epoll_create1_flags", "EPOLL_CLOEXEC");
constexpr uint8_t kTimerCloseOnExec = 1;  // see timerfd_create in events.def
// From here on the kernel sets them, not the caller.
constexpr uint32_t kFirstResultFlag = flag_value("file_flags", "O_F_CREATED");
constexpr uint32_t kOpenTemporary = flag_value("file_flags", "O_TMPFILE");
constexpr uint32_t kOpenWritable = flag_value("file_flags", "O_WRONLY");
constexpr uint32_t kCloseRangeUnshare = flag_value("close_range_flags", "CLOSE_RANGE_UNSHARE");
constexpr uint32_t kCloseRangeCloseOnExec = flag_value("close_range_flags", "CLOSE_RANGE_CLOEXEC");
constexpr uint8_t kFcntlDupfd = flag_value("fcntl_commands", "F_DUPFD");
constexpr uint8_t kFcntlSetfd = flag_value("fcntl_commands", "F_SETFD");
constexpr uint8_t kFcntlDupfdCloseOnExec = flag_value("fcntl_commands", "F_DUPFD_CLOEXEC");

// How recorders write a path that they could not read.
bool is_path(std::string_view text) { return !text.empty() && text != "<NA>" && text != "(NULL)"; }

}  // namespace

void Rules::add_fd(int64_t fd, Descriptor descriptor, bool number_was_free) {
  change_fds();
  descriptor.serial = state_.next_serial_++;
  if (number_was_free && fds().find(fd)) {
    fds().expect_close(fd, moment_.event->ts_ns);
    state_.suspect(*thread_);
  }
  DescriptorRef* place = fds().set(fd, DescriptorRef::make(std::move(descriptor)));
  moment_.fd = place->get();
  moment_.fd_num = fd;
  moment_.fd_name_changed = !(moment_.fd->flags & Descriptor::kClone) && !moment_.fd->name.empty();
  if (fds().take_early_close(fd, began_ts_ns())) remove_after_event(fd);
}

void Rules::remove_after_event(int64_t fd) {
  state_.closing_table_ = thread_->fds;
  state_.closing_fd_ = fd;
  state_.unfinished_ = true;
}

// Did another thread change the table while the call ran? Then records do not show what the call
// found there. Who changed it may have ended since then. The same when /proc was asked later than
// the call, and if others work on the table, amid it: a call that waits does its work at its end.
bool Rules::is_overtaken() const {
  constexpr uint64_t kLateNs = 1'000'000'000;  // from the work to the end of a call, at most
  const DescriptorTable& table = *thread_->fds;
  const uint64_t ended_ts_ns = moment_.event->ts_ns, began = began_ts_ns();
  if (table.last_change.tid != thread_->tid && table.last_change.ts_ns >= began) return true;
  if (thread_->fds.use_count() == 1) return ended_ts_ns <= table.seen_ts_ns;
  return began <= table.seen_ts_ns && ended_ts_ns <= table.seen_ts_ns + kLateNs;
}

// The table is about to change. Processes that other threads made meanwhile may have a copy of it
// from before or from after.
void Rules::change_fds() {
  if (is_overtaken()) state_.suspect(*thread_);
  fds().last_change = {thread_->tid, moment_.event->ts_ns};
  if (thread_->fds.use_count() == 1) return;
  for (const DescriptorTable::Copy& copy : fds().last_copies()) {
    if (copy.tid == thread_->tid || began_ts_ns() > copy.ts_ns) continue;
    if (Thread* child = state_.threads_.find(copy.child)) state_.look_up_all(*child);
  }
}

// The event's thread has made a process with a copy of its table, as its record says.
void Rules::copied_fds(Thread& child) {
  if (child.fds == thread_->fds) return;
  if (thread_->fds.use_count() > 1) {
    fds().note_copy({thread_->tid, child.tid, moment_.event->ts_ns});
  }
  if (is_overtaken()) state_.look_up_all(child);
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
  // O_TMPFILE has the bit of O_DIRECTORY in it, and makes a file; it needs the right to write.
  // Recorders of 2022 set it with every O_DIRECTORY.
  const bool temporary = flags & kOpenTemporary && flags & kOpenWritable;
  const bool directory = flags & kOpenDirectory && !temporary;
  file.type = directory ? FdType::kDirectory : FdType::kFile;
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
    file.name = SharedText(join_below(directory->name.view(), name));
  } else {
    file.name = SharedText(join_path("<UNKNOWN>", name));
  }
  if (sonde::moves_threads(file.name)) file.flags |= Descriptor::kMovesThreads;
  add_fd(fd, std::move(file));
}

void Rules::closes() {
  if (result() < 0) return;
  if (!moment_.fd) {
    // Another thread got it from a call that is not over yet, so that its record comes later.
    if (thread_->fds.use_count() > 1) {
      fds().note_early_close(call_.get<int64_t>(p_[1], -1), moment_.event->ts_ns);
      state_.suspect(*thread_);
    }
    return;
  }
  // Another thread may have been given the number anew between enter and exit of this close.
  const bool expected = fds().take_expected_close(moment_.fd_num, began_ts_ns());
  if (moment_.has_enter ? moment_.fd->serial != thread_->closing_serial : expected) return;
  change_fds();
  remove_after_event(moment_.fd_num);
}

void Rules::closes_range() {
  if (result() < 0) return;
  const int64_t first = call_.get<uint32_t>(p_[1], 0), last = call_.get<uint32_t>(p_[2], 0);
  const uint32_t flags = call_.get<uint32_t>(p_[3], 0);
  if (flags & kCloseRangeUnshare) unshare_fds(*thread_);
  const bool mark_only = flags & kCloseRangeCloseOnExec;
  change_fds();
  std::vector<int64_t> numbers;
  fds().for_each([&](int64_t number, const Descriptor&) {
    if (number >= first && number <= last) numbers.push_back(number);
  });
  for (int64_t number : numbers) {
    if (mark_only) {
      fds().find(number)->edit().flags |= Descriptor::kCloseOnExec;
    } else if (!fds().take_expected_close(number, began_ts_ns())) {
      fds().erase(number);
    }
  }
}

// From now on the thread has a table that nobody else changes.
void Rules::unshare_fds(Thread& thread) {
  thread.unshared = true;
  if (thread.fds.use_count() == 1) {
    if (is_overtaken()) state_.suspect(thread);  // by one that has ended since then
    return;
  }
  thread.fds = std::make_shared<DescriptorTable>(*thread.fds);
  state_.suspect(thread);
  if (!thread.info->is_leader()) {
    thread.info.edit().flags |= kCloneThread;
    thread.info.edit().flags &= ~kCloneFiles;
  }
}

void Rules::dups() {
  const int64_t fd = result();
  if (fd < 0) return;
  const int64_t old_fd = moment_.fd_num >= 0 ? moment_.fd_num : call_.get<int64_t>(p_[1], -1);
  const DescriptorRef* source = fds().find(old_fd);
  if (!source) {
    state_.suspect(*thread_);  // there is a copy of something
    return;
  }
  if (fd == old_fd) return;
  Descriptor copy = **source;
  copy.flags = static_cast<uint16_t>((copy.flags | Descriptor::kClone) & ~Descriptor::kCloseOnExec);
  if (p_[3] >= 0 && (call_.get<uint32_t>(p_[3], 0) & kOpenCloseOnExec)) {
    copy.flags |= Descriptor::kCloseOnExec;
  }
  const bool number_was_chosen = p_[2] >= 0;
  add_fd(fd, std::move(copy), !number_was_chosen);
}

void Rules::fcntls() {
  const int64_t value = result();
  if (value < 0) return;
  const uint8_t command = call_.get<uint8_t>(p_[2], 0);
  if (command == kFcntlSetfd) {
    if (!call_.has(p_[3])) return;  // older layouts lack the argument
    Descriptor* descriptor = edit_event_fd();
    if (!descriptor) return;
    change_fds();
    if (call_.get<int64_t>(p_[3], 0) & 1) {
      descriptor->flags |= Descriptor::kCloseOnExec;
    } else {
      descriptor->flags &= static_cast<uint16_t>(~Descriptor::kCloseOnExec);
    }
    return;
  }
  if (command != kFcntlDupfd && command != kFcntlDupfdCloseOnExec) return;
  const DescriptorRef* source = fds().find(moment_.fd_num);
  if (!source) {
    state_.suspect(*thread_);
    return;
  }
  Descriptor copy = **source;
  copy.flags = static_cast<uint16_t>((copy.flags | Descriptor::kClone) & ~Descriptor::kCloseOnExec);
  if (command == kFcntlDupfdCloseOnExec) copy.flags |= Descriptor::kCloseOnExec;
  add_fd(value, std::move(copy));
}

// Two requests are about the descriptor itself.
void Rules::controls() {
  constexpr uint64_t kSet = 0x5451, kClear = 0x5450;  // FIOCLEX, FIONCLEX
  const uint64_t request = call_.get<uint64_t>(p_[2], 0);
  if (result() < 0 || (request != kSet && request != kClear)) return;
  Descriptor* descriptor = edit_event_fd();
  if (!descriptor) return;
  change_fds();
  if (request == kSet) {
    descriptor->flags |= Descriptor::kCloseOnExec;
  } else {
    descriptor->flags &= static_cast<uint16_t>(~Descriptor::kCloseOnExec);
  }
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

void Rules::adds_anonymous(FdType type, int flags_index, bool close_on_exec) {
  const int64_t fd = result();
  if (fd < 0) return;
  Descriptor object;
  object.type = type;
  if (close_on_exec) object.flags |= Descriptor::kCloseOnExec;
  if (flags_index >= 0 && call_.param(flags_index).size() >= 2) {
    Bytes flags = call_.param(flags_index);
    object.open_flags = flags.size() >= 4 ? value_of<uint32_t>(flags) : value_of<uint16_t>(flags);
    if (object.open_flags & kOpenCloseOnExec) object.flags |= Descriptor::kCloseOnExec;
  }
  add_fd(fd, std::move(object));
}

// Kinds of objects that the format has no number for. Each call has its own bit for close on exec.
void Rules::adds_object() {
  constexpr uint64_t kAlways = 0;
  constexpr struct {
    EventId call;
    uint64_t close_on_exec;
  } kCalls[] = {{EventId::CALL_fanotify_init, 1},
                {EventId::CALL_perf_event_open, 8},
                {EventId::CALL_fsopen, 1},
                {EventId::CALL_fsmount, 1},
                {EventId::CALL_fspick, 1},
                {EventId::CALL_open_tree, 02000000},
                {EventId::CALL_open_tree_attr, 02000000},
                {EventId::CALL_landlock_create_ruleset, kAlways},
                {EventId::CALL_mq_open, kAlways}};
  bool close_on_exec = false;
  for (const auto& call : kCalls) {
    if (moment_.event->id != static_cast<uint16_t>(call.call)) continue;
    const Bytes flags = p_[1] < 0 ? Bytes() : call_.param(p_[1]);
    uint64_t value = flags.size() >= 4 ? value_of<uint32_t>(flags) : 0;
    close_on_exec = call.close_on_exec == kAlways || (value & call.close_on_exec);
  }
  adds_anonymous(FdType::kUnsupported, -1, close_on_exec);
}

void Rules::timerfds() {
  const bool close_on_exec = p_[1] >= 0 && (call_.get<uint8_t>(p_[1], 0) & kTimerCloseOnExec);
  adds_anonymous(FdType::kTimerfd, -1, close_on_exec);
}

void Rules::epolls() {
  const bool close_on_exec = p_[1] >= 0 && (call_.get<uint32_t>(p_[1], 0) & kEpollCloseOnExec);
  adds_anonymous(FdType::kEventpoll, p_[1], close_on_exec);
}

void Rules::signalfds() {
  const int64_t changed = call_.get<int64_t>(p_[2], -1);
  if (static_cast<int32_t>(changed) >= 0) return;  // gets another mask and stays what it is
  adds_anonymous(FdType::kSignalfd, p_[1]);
}

void Rules::memfds() {
  const int64_t fd = result();
  if (fd < 0) return;
  Descriptor file;
  file.type = FdType::kMemfd;
  file.name = SharedText(call_.text(p_[1]));
  file.open_flags = p_[2] < 0 ? 0 : call_.get<uint32_t>(p_[2], 0);
  constexpr uint32_t kMemfdCloseOnExec = flag_value("memfd_create_flags", "MFD_CLOEXEC");
  if (file.open_flags & kMemfdCloseOnExec) file.flags |= Descriptor::kCloseOnExec;
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
  const Thread* owner = owner_of_handle(call_.get<int64_t>(p_[1], -1));
  const Descriptor* source =
      owner ? state_.find_fd(*owner, call_.get<int64_t>(p_[2], -1)) : nullptr;
  // The owner goes on meanwhile.
  if (!source || (owner != thread_ && owner->fds != thread_->fds)) state_.suspect(*thread_);
  if (!source) return;
  Descriptor copy = *source;
  copy.flags |= Descriptor::kClone | Descriptor::kCloseOnExec;
  add_fd(fd, std::move(copy));
}

// The process that a descriptor stands for; nullptr when it is not known.
const Thread* Rules::owner_of_handle(int64_t fd) const {
  const Descriptor* handle = state_.find_fd(*thread_, fd);
  if (!handle || handle->type != FdType::kPidfd) return nullptr;
  const std::string_view name = handle->name.view();
  if (!name.starts_with("/proc/")) return nullptr;
  return state_.find_thread(std::atoll(std::string(name.substr(6)).c_str()));
}

void Rules::bpfs() {
  // Map create, program load, get of a pinned object, program and map by id, raw tracepoint,
  // type information load and by id, link create and by id, statistics, iterator.
  constexpr uint32_t kMakers[] = {0, 5, 7, 13, 14, 17, 18, 19, 28, 30, 32, 33};
  const int64_t fd = result();
  if (fd < 0) return;
  Bytes command = call_.param(p_[1]);
  if (command.size() < 4) return;
  const uint32_t kind = value_of<uint32_t>(command);
  if (std::find(std::begin(kMakers), std::end(kMakers), kind) == std::end(kMakers)) return;
  Descriptor object;
  object.type = FdType::kBpf;
  object.flags = Descriptor::kCloseOnExec;
  add_fd(fd, std::move(object));
}

}  // namespace sonde
