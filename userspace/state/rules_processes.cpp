// Rules of processes and threads: they begin, run another program, end; see rules.h.
// SPDX-License-Identifier: Apache-2.0
#include "base/seeded_hash.h"
#include "state/format_flags.h"
#include "state/moment.h"
#include "state/rules.h"

namespace sonde {

namespace {

// A child that was seen within this time is the one that the other side of the call speaks of.
constexpr uint64_t kSameChildNs = 2'000'000'000;

constexpr uint32_t kExeWritable = flag_value("execve_flags", "EXE_WRITABLE");
constexpr uint32_t kExeUpperLayer = flag_value("execve_flags", "EXE_UPPER_LAYER");
constexpr uint32_t kExeFromMemfd = flag_value("execve_flags", "EXE_FROM_MEMFD");
constexpr uint32_t kExeLowerLayer = flag_value("execve_flags", "EXE_LOWER_LAYER");
constexpr std::string_view kNoName = "<NA>";
constexpr int64_t kAtFdCwd = -100;

namespace clone_row = ev::SYSCALL_CLONE_20_X;
namespace exec_row = ev::SYSCALL_EXECVE_19_X;

}  // namespace

// Both sides of the call report the new thread: the caller (result: its tid in the caller's own
// pid namespace) and the new thread itself (result 0). Either may come first, either may be lost.
void Rules::forks() {
  const int64_t child_tid = result();
  if (child_tid < 0) return;
  const bool from_child = child_tid == 0;
  const int64_t event_tid = static_cast<int64_t>(moment_.event->tid);
  const uint32_t flags = call_.get<uint32_t>(clone_row::flags, 0);

  const int64_t tid = from_child ? event_tid : child_tid;
  // The flags of a clone3 lie in memory that the child may have reused by now; its ids do not.
  const bool is_thread =
      from_child ? call_.get<int64_t>(clone_row::pid, tid) != tid : (flags & kCloneThread) != 0;
  Thread* known = state_.threads_.find(tid);
  if (is_known_fork(known, tid, from_child)) return;
  int64_t parent_tid = event_tid;
  if (from_child) {
    parent_tid = is_thread ? call_.get<int64_t>(clone_row::pid, -1)
                           : call_.get<int64_t>(clone_row::ptid, -1);
  }
  Thread* parent = state_.threads_.find(parent_tid);
  Thread* child = add_child(tid, known);
  if (!child) return;
  if (parent == known || (parent && !parent->info->valid)) parent = nullptr;
  ThreadInfo& info = child->info.edit();
  if (parent) info = *parent->info;  // texts are shared, not copied
  info.tid = tid;
  info.flags = flags | (from_child ? kInverted : 0);
  info.clone_ts_ns = moment_.event->ts_ns;
  info.valid = true;
  child->knows_total = true;  // nothing so far
  set_child_numbers(info, parent, from_child, is_thread);
  if (is_thread) {
    info.flags |= kCloneThread;
    if (from_child) info.flags |= kCloneFiles;
  } else if (parent) {
    const Thread& source = state_.leader_of(*parent);
    info.cwd = source.info->cwd;
    info.env = source.info->env;
  }
  set_child_texts(info, parent);
  set_child_memory(*child);
  if (is_thread) meet_leader(*child);
  state_.link_to_leader(*child);
  // A thread made by one that has a table of its own shares that one, not the process's.
  if (parent) share_or_copy_fds(*child, *parent, is_thread, info.flags);
  if (from_child) {
    moment_.thread = thread_ = child;
  } else if (thread_) {
    copied_fds(*child);
  }
}

// A thread of which only the number was known, because its own beginning was lost, tells of itself
// when it makes another: but for the result, the event's parameters are the caller's.
void Rules::learn_caller() {
  if (!thread_ || thread_->info->valid || !call_.has(clone_row::pid)) return;
  ThreadInfo& info = thread_->info.edit();
  info.valid = true;
  info.pid = call_.get<int64_t>(clone_row::pid, -1);
  info.ptid = call_.get<int64_t>(clone_row::ptid, -1);
  info.vtid = call_.get<int64_t>(clone_row::vtid, info.tid);
  info.vpid = call_.get<int64_t>(clone_row::vpid, info.pid);
  set_child_texts(info, nullptr);
  if (info.pid != info.tid) meet_leader(*thread_);
  state_.link_to_leader(*thread_);
}

// The first thread of a process was there before the capture, or its own events were lost. What all
// threads of a process share stands in the events of the others: program, arguments, parent, user.
// Its name is that of who it made, which inherits it (clone(2)); when it began is not known.
void Rules::meet_leader(const Thread& member) {
  const ThreadInfo& known = *member.info;
  if (known.pid < 0 || known.pid == known.tid) return;
  Thread* leader = state_.threads_.find(known.pid);
  if (leader && leader->info->valid) return;
  if (!leader) leader = state_.threads_.add(known.pid);
  if (!leader) return;
  ThreadInfo& info = leader->info.edit();
  info = known;
  info.tid = known.pid;
  info.vtid = known.vpid;
  info.flags = 0;
  info.clone_ts_ns = 0;
  leader->last_event_ts_ns = member.last_event_ts_ns;
}

// Whether the other side of the call has reported the child; what only this side knows is noted.
bool Rules::is_known_fork(Thread* known, int64_t tid, bool from_child) {
  if (from_child) {
    const uint64_t now_ns = moment_.event->ts_ns;
    if (!known || !known->info->valid || now_ns - known->info->clone_ts_ns >= kSameChildNs) {
      return false;
    }
    note_inner_numbers(*known);
    return true;
  }
  // What the caller knows as the child's tid is good only in the host's own pid namespace.
  const int64_t event_tid = static_cast<int64_t>(moment_.event->tid);
  const int64_t vtid = call_.get<int64_t>(clone_row::vtid, event_tid);
  const uint32_t flags = call_.get<uint32_t>(clone_row::flags, 0);
  if ((flags & kChildInPidns) || vtid != event_tid) return true;
  learn_caller();
  return is_already_reported(known, tid);
}

// `parent`: nullptr when it is not known.
void Rules::set_child_numbers(ThreadInfo& info, const Thread* parent, bool from_child,
                              bool is_thread) {
  const int64_t tid = info.tid;
  if (from_child) {
    info.pid = call_.get<int64_t>(clone_row::pid, tid);
    info.ptid = call_.get<int64_t>(clone_row::ptid, -1);
    info.vtid = call_.get<int64_t>(clone_row::vtid, tid);
    info.vpid = call_.get<int64_t>(clone_row::vpid, info.pid);
  } else if (is_thread) {
    info.pid = parent ? parent->info->pid : call_.get<int64_t>(clone_row::pid, tid);
    info.ptid = parent ? parent->info->ptid : call_.get<int64_t>(clone_row::ptid, -1);
    info.vtid = tid;
    info.vpid = info.pid;
  } else {
    const int64_t caller = static_cast<int64_t>(moment_.event->tid);
    info.pid = tid;
    info.ptid = info.flags & kCloneParent ? call_.get<int64_t>(clone_row::ptid, -1) : caller;
    info.vtid = tid;
    info.vpid = tid;
  }
}

// Names, arguments, control groups and users. `parent`: nullptr when it is not known.
void Rules::set_child_texts(ThreadInfo& info, const Thread* parent) {
  if (call_.has(clone_row::exe)) assign(info.exe, call_.text(clone_row::exe));
  assign(info.args, as_text(call_.param(clone_row::args)));
  if (call_.has(clone_row::comm)) {
    assign(info.comm, call_.text(clone_row::comm));
  } else if (!parent) {
    info.comm = info.exe;
  }
  if (call_.has(clone_row::cgroups)) {
    assign(info.cgroups, tidy_cgroups(as_text(call_.param(clone_row::cgroups))));
  }
  const bool same_cgroups = parent && info.cgroups.same_block(parent->info->cgroups);
  same_cgroups ? state_.meet_container(info) : state_.set_container_id(info);
  info.fdlimit = call_.get<int64_t>(clone_row::fdlimit, info.fdlimit);
  info.uid = call_.get<uint32_t>(clone_row::uid, info.uid);
  info.gid = call_.get<uint32_t>(clone_row::gid, info.gid);
  const uint64_t since_boot_ns = call_.get<uint64_t>(clone_row::pidns_init_start_ts, 0);
  if (since_boot_ns) info.pidns_init_start_ts_ns = since_boot_ns + state_.machine_.boot_ts_ns;
}

void Rules::set_child_memory(Thread& child) {
  child.pfmajor = call_.get<uint64_t>(clone_row::pgft_maj, 0);
  child.pfminor = call_.get<uint64_t>(clone_row::pgft_min, 0);
  child.vmsize_kb = call_.get<uint32_t>(clone_row::vm_size, 0);
  child.vmrss_kb = call_.get<uint32_t>(clone_row::vm_rss, 0);
  child.vmswap_kb = call_.get<uint32_t>(clone_row::vm_swap, 0);
  child.last_event_ts_ns = moment_.event->ts_ns;
}

// The parent's side of the call, when the child has reported itself. It may have ended since then,
// as the child of a vfork does before the call returns.
bool Rules::is_already_reported(Thread* known, int64_t tid) {
  const uint64_t now_ns = moment_.event->ts_ns;
  if (!known) {
    const auto ended = state_.ended_.find(tid);
    return moment_.has_latency && ended != state_.ended_.end() &&
           ended->second.ts_ns >= began_ts_ns();
  }
  const ThreadInfo& info = *known->info;
  if (!info.valid || !(info.flags & kInverted)) return false;
  const bool during = moment_.has_latency && info.clone_ts_ns >= began_ts_ns();
  if (!during && now_ns - info.clone_ts_ns >= kSameChildNs) return false;
  known->info.edit().flags &= ~kInverted;
  // Only this side is sure of the flags, and knows whose table is shared.
  const uint32_t flags = call_.get<uint32_t>(clone_row::flags, 0);
  if (thread_ && thread_->info->valid) {
    if ((flags & kCloneFiles) && !known->unshared) {
      known->fds = thread_->fds;
    } else {
      mend_guessed_fds(*known);
    }
    copied_fds(*known);
  }
  return true;
}

// The child, which reported itself first, was taken to have what its process has, or its parent's
// process; now it is known who made it. That thread may have a table of its own.
void Rules::mend_guessed_fds(Thread& child) {
  const bool was_known = child.fds->size() > 0;
  if (was_known && thread_->fds == state_.leader_of(*thread_).fds) return;
  const bool did_nothing = child.last_event_ts_ns == child.info->clone_ts_ns;
  if (did_nothing) {
    child.fds = std::make_shared<DescriptorTable>(*thread_->fds);
    state_.suspect(child);
  } else {
    state_.look_up_all(child);
  }
}

// A new entry; what has the number is a leftover whose end was not seen.
Thread* Rules::add_child(int64_t tid, Thread* known) {
  if (known) {
    if (known->leader == known && known->nchilds > 0) state_.detach_members(known);
    if (known == moment_.thread) {
      moment_.thread = thread_ = nullptr;
      moment_.has_enter = false;
    }
    known->nchilds = 0;
    known->dying = false;
    state_.remove_thread(known);
  }
  return state_.threads_.add(tid);
}

void Rules::share_or_copy_fds(Thread& child, const Thread& parent, bool is_thread, uint32_t flags) {
  const bool shared = flags & kCloneFiles || (is_thread && !call_.has(clone_row::flags));
  child.fds = shared ? parent.fds : std::make_shared<DescriptorTable>(*parent.fds);
  const bool is_sure = parent.fds.use_count() == 1 && !parent.fds->is_suspect();
  if (!shared && !is_sure) state_.suspect(child);
}

// The caller does not know what the child is called in a pid namespace of its own, nor into which
// control group it was made or moved; the child does.
void Rules::note_inner_numbers(Thread& child) {
  if (call_.has(clone_row::cgroups)) {
    move(child, tidy_cgroups(as_text(call_.param(clone_row::cgroups))));
  }
  const int64_t vtid = call_.get<int64_t>(clone_row::vtid, child.info->vtid);
  const int64_t vpid = call_.get<int64_t>(clone_row::vpid, child.info->vpid);
  const uint64_t since_boot_ns = call_.get<uint64_t>(clone_row::pidns_init_start_ts, 0);
  if (vtid == child.info->vtid && vpid == child.info->vpid && !since_boot_ns) return;
  ThreadInfo& info = child.info.edit();
  info.vtid = vtid;
  info.vpid = vpid;
  if (since_boot_ns) info.pidns_init_start_ts_ns = since_boot_ns + state_.machine_.boot_ts_ns;
}

void Rules::execs() {
  if (result() < 0 || !thread_) return;
  ThreadInfo& info = thread_->info.edit();
  if (call_.has(exec_row::exe)) assign(info.exe, call_.text(exec_row::exe));
  if (call_.has(exec_row::comm)) {
    assign(info.comm, call_.text(exec_row::comm));
  } else {
    info.comm = info.exe;
  }
  assign(info.args, as_text(call_.param(exec_row::args)));
  if (call_.has(exec_row::pid)) info.pid = call_.get<int64_t>(exec_row::pid);
  if (!info.valid) {
    // First seen now: what the event does not say stays unknown.
    info.valid = true;
    info.ptid = call_.get<int64_t>(exec_row::ptid, -1);
  }
  info.fdlimit = call_.get<int64_t>(exec_row::fdlimit, info.fdlimit);
  thread_->pfmajor = call_.get<uint64_t>(exec_row::pgft_maj, thread_->pfmajor);
  thread_->pfminor = call_.get<uint64_t>(exec_row::pgft_min, thread_->pfminor);
  thread_->vmsize_kb = call_.get<uint32_t>(exec_row::vm_size, thread_->vmsize_kb);
  thread_->vmrss_kb = call_.get<uint32_t>(exec_row::vm_rss, thread_->vmrss_kb);
  thread_->vmswap_kb = call_.get<uint32_t>(exec_row::vm_swap, thread_->vmswap_kb);
  // Recorded and empty is a program without an environment; not recorded is not known.
  if (call_.layout.source[exec_row::env].from == Layout::From::kSelf) {
    assign(info.env, as_text(call_.param(exec_row::env)));
  }
  if (call_.has(exec_row::cgroups)) {
    assign(info.cgroups, tidy_cgroups(as_text(call_.param(exec_row::cgroups))));
    state_.set_container_id(info);
  }
  info.tty = call_.get<uint32_t>(exec_row::tty, info.tty);
  info.vpgid = call_.get<int64_t>(exec_row::vpgid, info.vpgid);
  info.loginuid = call_.get<uint32_t>(exec_row::loginuid, info.loginuid);
  if (call_.has(exec_row::flags)) {
    const uint32_t flags = call_.get<uint32_t>(exec_row::flags);
    info.exe_writable = flags & kExeWritable;
    info.exe_upper_layer = flags & kExeUpperLayer;
    info.exe_from_memfd = flags & kExeFromMemfd;
    info.exe_lower_layer = flags & kExeLowerLayer;
  }
  info.cap_inheritable = call_.get<uint64_t>(exec_row::cap_inheritable, info.cap_inheritable);
  info.cap_permitted = call_.get<uint64_t>(exec_row::cap_permitted, info.cap_permitted);
  info.cap_effective = call_.get<uint64_t>(exec_row::cap_effective, info.cap_effective);
  info.exe_ino = call_.get<uint64_t>(exec_row::exe_ino, 0);
  info.exe_ino_ctime = call_.get<uint64_t>(exec_row::exe_ino_ctime, 0);
  info.exe_ino_mtime = call_.get<uint64_t>(exec_row::exe_ino_mtime, 0);
  info.uid = call_.get<uint32_t>(exec_row::uid, info.uid);
  info.gid = call_.get<uint32_t>(exec_row::gid, info.gid);
  info.pgid = call_.get<int64_t>(exec_row::pgid, info.pgid);
  set_exe_path(info);
  info.flags = (info.flags & (kPipeSource | kPipeDest | kMainThread | kInverted)) | kNameChanged;
  const bool leader_had_ended = thread_->dying;
  thread_->dying = false;
  if (info.pid != info.tid) return;
  if (!thread_->leader) state_.link_to_leader(*thread_);
  end_other_threads(leader_had_ended);
  thread_->unshared = true;
  const bool is_shared = thread_->fds.use_count() > 1;
  const bool is_sure = !is_shared && !is_overtaken();
  // What was shared with other processes is so no more.
  if (is_shared) thread_->fds = std::make_shared<DescriptorTable>(*thread_->fds);
  if (!is_sure) state_.suspect(*thread_);
  drop_close_on_exec();
}

// Newer recorders write it; else it is put together from what the caller passed.
void Rules::set_exe_path(ThreadInfo& info) {
  std::string_view path = call_.text(call_.row().param_index("trusted_exepath"));
  if (!path.empty()) {
    assign(info.exepath, path);
    return;
  }
  path = call_.text(call_.row().param_index("filename"));
  int64_t dirfd = kAtFdCwd;
  RawEvent enter;
  if (path.empty() && moment_.has_enter) {
    enter = thread_->enter.event(moment_.event->tid);
    const EventRow& row = enter.row();
    int at = row.param_index("filename");
    if (at < 0) at = row.param_index("pathname");
    const int dirfd_at = row.param_index("dirfd");
    if (at >= 0) path = text_of(enter.param(static_cast<uint32_t>(at)));
    if (dirfd_at >= 0) {
      dirfd = value_of<int64_t>(enter.param(static_cast<uint32_t>(dirfd_at)), kAtFdCwd);
    }
  }
  if (path.empty()) return;
  if (path == kNoName) {
    assign(info.exepath, kNoName);
    return;
  }
  std::string base(state_.cwd_of(*thread_));
  if (dirfd != kAtFdCwd && path[0] != '/') {
    const Descriptor* directory = state_.find_fd(*thread_, dirfd);
    base = directory ? std::string(directory->name.view()) + '/' : "<UNKNOWN>";
  }
  assign(info.exepath, join_path(base, path));
}

// The kernel has reported the end of all but the one that called exec: that one has the number of
// its process from now on, and its descriptors and children stay.
void Rules::end_other_threads(bool leader_had_ended) {
  if (thread_->nchilds == 0) return;
  std::vector<Thread*> members;
  state_.threads_.for_each([&](Thread& other) {
    if (other.leader == thread_ && &other != thread_) members.push_back(&other);
  });
  if (leader_had_ended && members.size() == 1) thread_->fds = members[0]->fds;
  HashSet<int64_t> tids;  // a process may have as many threads as the machine
  for (const Thread* member : members) tids.insert(member->tid);
  state_.threads_.for_each([&](Thread& other) {
    if (!tids.contains(other.info->ptid)) return;
    other.info.edit().ptid = thread_->tid;
    thread_->adopted = true;
  });
  for (Thread* member : members) state_.threads_.remove(member);
  thread_->nchilds = 0;
}

void Rules::drop_close_on_exec() {
  std::vector<int64_t> numbers;
  thread_->fds->for_each([&](int64_t number, const Descriptor& fd) {
    if (fd.flags & Descriptor::kCloseOnExec) numbers.push_back(number);
  });
  for (int64_t number : numbers) thread_->fds->erase(number);
}

// The thread stays to be looked at until the next event. Its orphans go to whom the event names.
void Rules::exits() {
  if (!thread_) return;
  give_children_to(call_.get<int64_t>(p_[3], 0));
  state_.exiting_thread_ = thread_;
  state_.unfinished_ = true;
}

// What the event says was true a moment before the kernel did it: another thread that was to
// inherit may have ended as well, and then it had nothing to pass on in its own event. Then it is
// the next process above that asked for orphans, or the first of all.
void Rules::give_children_to(int64_t reaper) {
  const int64_t gone = thread_->tid;
  if (reaper <= 0 && !thread_->adopted) return;
  Thread* heir = nullptr;
  if (reaper <= 0) {
    state_.threads_.for_each([&](Thread& other) {
      const bool lives = !other.dying && &other != thread_ && thread_->leader;
      if (!heir && lives && other.leader == thread_->leader) heir = &other;
    });
    reaper = heir ? heir->tid : nearest_reaper();
  }
  if (!heir) heir = state_.threads_.find(reaper);
  state_.threads_.for_each([&](Thread& other) {
    if (other.info->ptid == gone) other.info.edit().ptid = reaper;
  });
  if (heir) heir->adopted = true;
}

int64_t Rules::nearest_reaper() const {
  constexpr int kMaxSteps = 64;  // what is known of parents may go in a circle
  const Thread* process = state_.parent_of(state_.leader_of(*thread_));
  for (int i = 0; process && i < kMaxSteps; ++i) {
    if (process->is_subreaper && !process->dying) return process->tid;
    process = state_.parent_of(*process);
  }
  return 1;
}

void Rules::sets_subreaper() {
  constexpr uint32_t kSetChildSubreaper = flag_value("prctl_options", "PR_SET_CHILD_SUBREAPER");
  if (!thread_ || result() != 0 || call_.get<uint32_t>(p_[1], 0) != kSetChildSubreaper) return;
  leader().is_subreaper = call_.get<int64_t>(p_[2], 0) != 0;
}

void Rules::renames() {
  const std::string_view name = call_.text(p_[0]);
  if (!name.empty()) assign(thread_->info.edit().comm, name);
}

void Rules::switches() {
  const uint16_t cpu = moment_.event->cpu;
  if (cpu >= state_.last_switch_.size()) state_.last_switch_.resize(cpu + 1);
  uint64_t& last_ns = state_.last_switch_[cpu].ts_ns;
  const uint64_t now_ns = moment_.event->ts_ns;
  moment_.exec_time_ns = last_ns && now_ns > last_ns ? now_ns - last_ns : 0;
  if (thread_) {
    thread_->total_exec_time_ns += moment_.exec_time_ns;
    if (call_.has(p_[1])) thread_->pfmajor = call_.get<uint64_t>(p_[1]);
    if (call_.has(p_[2])) thread_->pfminor = call_.get<uint64_t>(p_[2]);
    set_memory(leader(), 3);
  }
  last_ns = now_ns;
}

// Three parameters from p_[first] on: virtual, resident and swapped size.
void Rules::set_memory(Thread& thread, int first) {
  if (call_.has(p_[first])) thread.vmsize_kb = call_.get<uint32_t>(p_[first]);
  if (call_.has(p_[first + 1])) thread.vmrss_kb = call_.get<uint32_t>(p_[first + 1]);
  if (call_.has(p_[first + 2])) thread.vmswap_kb = call_.get<uint32_t>(p_[first + 2]);
}

// Kept with the thread that called, as sysdig does; a leader's also follows every switch.
void Rules::counts_memory() { set_memory(*thread_, 2); }

// Events of this kind carry the clock ticks that a thread has used so far, in hundredths of seconds
// and about once a second: the difference is a percentage.
void Rules::counts_cpu() {
  Thread* thread = state_.threads_.find(static_cast<int64_t>(moment_.event->tid));
  if (!thread) return;
  constexpr uint64_t kPpmOfTick = 10'000;
  const uint64_t user = call_.get<uint64_t>(p_[0]), system = call_.get<uint64_t>(p_[1]);
  const bool first = thread->cpu_user_ticks == 0 && thread->cpu_system_ticks == 0;
  thread->cpu_user_ppm = first ? 0 : (user - thread->cpu_user_ticks) * kPpmOfTick;
  thread->cpu_system_ppm = first ? 0 : (system - thread->cpu_system_ticks) * kPpmOfTick;
  thread->cpu_user_ticks = user;
  thread->cpu_system_ticks = system;
}

// What a thread used since it was last reported becomes parts of a second, as above. Nothing can be
// said of one that was there before anybody looked.
void Rules::reports_usage() {
  Thread* thread = state_.ended_thread(static_cast<int64_t>(moment_.event->tid));
  moment_.thread = thread;
  if (!thread) return;
  const auto ppm_since = [&](uint64_t now_ns, uint64_t before_ns) {
    return thread->knows_total && now_ns > before_ns ? (now_ns - before_ns) / 1000 : 0;
  };
  const uint64_t user_ns = call_.get<uint64_t>(p_[0]), system_ns = call_.get<uint64_t>(p_[1]);
  thread->cpu_user_ppm = ppm_since(user_ns, thread->total_user_ns);
  thread->cpu_system_ppm = ppm_since(system_ns, thread->total_system_ns);
  thread->total_user_ns = user_ns;
  thread->total_system_ns = system_ns;
  thread->knows_total = true;
}

}  // namespace sonde
