// State: stepping from event to event; see state.h. What events do is in rules_*.cpp.
// SPDX-License-Identifier: Apache-2.0
#include "state/state.h"

#include "schema/private_events.h"
#include "schema/socket_address.h"
#include "state/moment.h"
#include "state/rules.h"

namespace sonde {

namespace {

constexpr uint64_t kSecondNs = 1'000'000'000;
constexpr uint64_t kPurgeEveryNs = 1200 * kSecondNs;
constexpr uint64_t kIdleLimitNs = 1800 * kSecondNs;

bool pairs_with(uint16_t enter, uint16_t exit) {
  if (exit == enter + 1) return true;
  // A successful execveat ends as an execve on some kernels.
  return exit == static_cast<uint16_t>(EventId::SYSCALL_EXECVE_19_X) &&
         enter == static_cast<uint16_t>(EventId::SYSCALL_EXECVEAT_E);
}

}  // namespace

State::State() : kinds_(&event_kind(0)) {
  hints_.container_at = [this](std::string_view path, int& type) {
    return containers_.at_group(path, type);
  };
}

void State::restart() {
  threads_.clear();
  users_.clear();
  containers_.clear();
  machine_ = {};
  interfaces_.clear();
  first_ts_ns_ = 0;
  last_purge_ts_ns_ = 0;
  unfinished_ = false;
  closing_table_.reset();
  exiting_thread_ = nullptr;
  last_switch_.clear();
  ended_.clear();
  suspects_.clear();
}

Thread* State::show_thread(int64_t tid, const ThreadInfoRef& info) {
  Thread* thread = threads_.find(tid);
  if (!thread) thread = threads_.add(tid);
  if (!thread) return nullptr;
  thread->info = info;
  if (thread->leader && thread->leader->tid != info->pid) thread->leader = nullptr;
  link_to_leader(*thread);
  return thread;
}

void State::hide_thread(int64_t tid) {
  Thread* thread = threads_.find(tid);
  if (!thread) return;
  detach_members(thread);
  remove_thread(thread);
}

void State::hide_all_threads() {
  threads_.clear();
  exiting_thread_ = nullptr;
}

void State::borrow_machine(const State& from) {
  users_ = from.users_;
  containers_ = from.containers_;
  machine_ = from.machine_;
  interfaces_ = from.interfaces_;
  first_ts_ns_ = from.first_ts_ns_;
}

void State::step(const RawEvent& event, Moment& moment) {
  if (unfinished_) finish_last_event();
  moment.event = &event;
  moment.state = this;
  moment.thread = nullptr;
  moment.fd = nullptr;
  moment.fd_num = -1;
  moment.latency_ns = moment.exec_time_ns = 0;
  moment.has_latency = moment.has_enter = moment.fd_name_changed = false;
  const EventKind& kind = kinds_[event.id];
  if (first_ts_ns_ == 0 && !completes_snapshot(kind.effect)) [[unlikely]] {
    first_ts_ns_ = last_purge_ts_ns_ = event.ts_ns;
    find_roles();
  }

  Thread* thread = threads_.find(static_cast<int64_t>(event.tid));
  if (kind.bits & EventKind::kNoThread) {
    if (kind.effect == Effect::COUNTS_CPU) moment.thread = thread;
    if (kind.bits & EventKind::kHasRule) Rules(*this, nullptr, moment).apply(kind.effect);
    return;
  }
  if (!thread && !(kind.bits & EventKind::kNoNewThread)) {
    thread = add_thread(static_cast<int64_t>(event.tid));
    ++unknown_threads_;
  }
  moment.thread = thread;
  if (thread) {
    thread->last_event_ts_ns = event.ts_ns;
    if (kind.bits & EventKind::kEnter) {
      thread->enter.store(event);
      thread->last_enter_ts_ns = event.ts_ns;
      thread->latency_ns = 0;
      thread->call_fd = -1;
      if (kind.bits & EventKind::kUsesFd) find_descriptor(kind, event, *thread, moment);
    } else if (kind.bits & EventKind::kExit) {
      moment.has_enter = pairs_with(thread->enter.id(), event.id);
      uint64_t latency_ns = unpack_latency(event.block_flags);
      if (!latency_ns && moment.has_enter && event.ts_ns >= thread->last_enter_ts_ns) {
        latency_ns = event.ts_ns - thread->last_enter_ts_ns;
        moment.has_latency = true;
      }
      moment.has_latency |= latency_ns != 0;
      moment.latency_ns = thread->latency_ns = latency_ns;
      if (kind.bits & EventKind::kUsesFd) find_descriptor(kind, event, *thread, moment);
    } else if (kind.effect != Effect::SWITCHES) {
      thread->latency_ns = 0;  // a signal or the end: what a switch reports next is no call's
    }
  }
  if (kind.bits & EventKind::kHasRule) Rules(*this, thread, moment).apply(kind.effect);
  if ((kind.bits & EventKind::kWrites) && moment.fd &&
      (moment.fd->flags & Descriptor::kMovesThreads)) [[unlikely]] {
    Rules(*this, thread, moment).moves_threads();
  }
  // Times may go back: the beginning of a call that was under way is older than the capture.
  const bool purges = event.ts_ns > last_purge_ts_ns_ + kPurgeEveryNs && !keeps_idle_threads_;
  if (purges) [[unlikely]]
    forget_idle_threads(event.ts_ns);
}

namespace {

// The descriptor that an exit event names; -1 when it names none.
int64_t fd_at_exit(const EventKind& kind, const Call& call) {
  const int64_t fd = call.get<int64_t>(kind.exit_fd_param, -1);
  // Some recorders did not extend the sign of the caller's 32 bits; the registers of a raw call
  // may hold anything in their upper halves.
  const bool raw = is_raw_call(call.event.id);
  return raw || (fd > INT32_MAX && fd <= UINT32_MAX) ? static_cast<int32_t>(fd) : fd;
}

}  // namespace

bool State::may_move_threads(const RawEvent& event, const Thread& writer) const {
  const EventKind& kind = kinds_[event.id];
  if (kind.exit_fd_param < 0) return true;
  const Call call{event, nullptr, layout_of(event.id, event.nparams)};
  if (!call.has(kind.exit_fd_param)) return true;
  const Descriptor* fd = find_fd(writer, fd_at_exit(kind, call));
  return fd && (fd->flags & Descriptor::kMovesThreads);
}

// Which descriptor the event works on. The enter event names it; without one, the exit event does.
void State::find_descriptor(const EventKind& kind, const RawEvent& event, Thread& thread,
                            Moment& moment) {
  int64_t fd = -1;
  if (kind.bits & EventKind::kEnter) {
    if (kind.fd_param < 0) return;
    fd = value_of<int64_t>(event.param(static_cast<uint32_t>(kind.fd_param)), -1);
    thread.call_fd = fd;
  } else if (moment.has_enter && !(kind.bits & EventKind::kOtherFdAtExit)) {
    fd = thread.call_fd;  // some enter events do not say it; then none is shown for the exit
  } else if (kind.exit_fd_param >= 0) {
    fd = fd_at_exit(kind, moment.call());
  }
  moment.fd_num = fd;
  if (fd < 0) return;
  const DescriptorRef* found = fds_of(thread).find(fd);
  if (!found) return;
  moment.fd = found->get();
  if (event.id == static_cast<uint16_t>(EventId::SYSCALL_CLOSE_E)) {
    thread.closing_serial = moment.fd->serial;
  }
}

void State::finish_last_event() {
  unfinished_ = false;
  if (closing_table_) closing_table_->erase(closing_fd_);
  closing_table_.reset();
  if (exiting_thread_) {
    note_end(*exiting_thread_);
    remove_thread(exiting_thread_);
  }
  exiting_thread_ = nullptr;
}

// Kept for a while: the call that made the thread may be reported after its end.
void State::note_end(const Thread& thread) {
  constexpr size_t kMost = 8192;
  const uint64_t now_ns = thread.last_event_ts_ns;
  for (uint64_t kept_ns = 10 * kSecondNs; ended_.size() >= kMost; kept_ns /= 10) {
    std::erase_if(ended_, [&](const auto& one) { return one.second.ts_ns + kept_ns <= now_ns; });
  }
  Ended& ended = ended_[thread.tid];
  ended.ts_ns = thread.last_event_ts_ns;
  ended.info = thread.info;
  ended.leader_tid = thread.leader ? thread.leader->tid : -1;
  ended.leader = thread.leader ? thread.leader->info : ThreadInfoRef();
  ended.vmsize_kb = thread.vmsize_kb;
  ended.vmrss_kb = thread.vmrss_kb;
  ended.vmswap_kb = thread.vmswap_kb;
  ended.pfmajor = thread.pfmajor;
  ended.pfminor = thread.pfminor;
  ended.knows_total = thread.knows_total;
  ended.total_user_ns = thread.total_user_ns;
  ended.total_system_ns = thread.total_system_ns;
}

// The thread as it was when it ended, for an event of it that is reported afterwards; nullptr when
// that is not known, or another thread has its number by now. Valid until the next step().
Thread* State::ended_thread(int64_t tid) {
  if (Thread* thread = threads_.find(tid)) return thread->dying ? thread : nullptr;
  const auto found = ended_.find(tid);
  if (found == ended_.end()) return nullptr;
  const Ended& ended = found->second;
  Thread& stand_in = ended_stand_in_;
  stand_in.tid = tid;
  stand_in.info = ended.info;
  stand_in.leader = nullptr;
  if (ended.leader_tid == tid) {
    stand_in.leader = &stand_in;
  } else if (ended.leader_tid >= 0) {
    ended_leader_.tid = ended.leader_tid;
    ended_leader_.info = ended.leader;
    ended_leader_.leader = &ended_leader_;
    stand_in.leader = &ended_leader_;
  }
  stand_in.vmsize_kb = ended.vmsize_kb;
  stand_in.vmrss_kb = ended.vmrss_kb;
  stand_in.vmswap_kb = ended.vmswap_kb;
  stand_in.pfmajor = ended.pfmajor;
  stand_in.pfminor = ended.pfminor;
  stand_in.knows_total = ended.knows_total;
  stand_in.total_user_ns = ended.total_user_ns;
  stand_in.total_system_ns = ended.total_system_ns;
  stand_in.index_info = stand_in.index_stats = 0;
  return &stand_in;
}

Thread* State::add_thread(int64_t tid) {
  Thread* thread = threads_.add(tid);
  if (!thread) return nullptr;
  thread->info.edit().tid = tid;
  return thread;
}

// Threads of a process whose leader goes although they live (its tid was given out again).
void State::detach_members(Thread* leader) {
  threads_.for_each([&](Thread& thread) {
    if (thread.leader == leader) thread.leader = nullptr;
  });
  leader->nchilds = 0;
}

// Container events have no thread; they are shown as if one named after the container sent them.
const Thread& State::speak_for_container(std::string_view id) {
  ThreadInfo& info = container_stand_in_.info.edit();
  info.vtid = info.vpid = -2;
  info.uid = info.gid = info.loginuid = 0;
  info.comm = SharedText("container:" + std::string(id));
  info.container_id = SharedText(id);
  info.valid = true;
  container_stand_in_.leader = &container_stand_in_;
  return container_stand_in_;
}

// Takes a thread out. A leader stays, dead, while other threads of its process live.
void State::remove_thread(Thread* thread) {
  if (thread->leader == thread && thread->nchilds > 0) {
    thread->dying = true;
    return;
  }
  Thread* leader = thread->leader;
  if (leader && leader != thread) {
    if (leader->nchilds > 0) --leader->nchilds;
    threads_.remove(thread);
    if (leader->dying && leader->nchilds == 0) threads_.remove(leader);
    return;
  }
  threads_.remove(thread);
}

// Entries whose exit was never seen would stay for ever: those that were silent for half an hour
// go, except leaders with living threads.
void State::forget_idle_threads(uint64_t now_ns) {
  last_purge_ts_ns_ = now_ns;
  std::vector<Thread*> idle;
  threads_.for_each([&](Thread& thread) {
    const bool old = thread.last_event_ts_ns + kIdleLimitNs < now_ns;
    if ((old || !thread.info->valid) && thread.nchilds == 0) idle.push_back(&thread);
  });
  for (Thread* thread : idle) {
    if (thread == threads_.find(thread->tid) && thread->last_event_ts_ns != now_ns &&
        thread != exiting_thread_) {
      remove_thread(thread);
    }
  }
}

const Thread* State::parent_of(const Thread& thread) const {
  const Thread* parent = threads_.find(thread.info->ptid);
  if (!parent || parent == &thread) return nullptr;
  return &leader_of(*parent);
}

const Container* State::container_of(const Thread& thread) const {
  if (thread.info->container_id.empty()) return nullptr;
  return containers_.find(thread.info->container_id);
}

bool State::is_local_address(const IpAddress& address) const {
  if (is_loopback(address)) return true;
  for (const InterfaceInfo& interface : interfaces_) {
    if (interface.address == address) return true;
  }
  return false;
}

IpAddress State::own_address_towards(const IpAddress& dest) const {
  if (is_loopback(dest)) return dest;
  if (dest.v6) return IpAddress{{}, true};
  const IpAddress* any = nullptr;
  for (const InterfaceInfo& interface : interfaces_) {
    if (interface.address.v6 || is_loopback(interface.address)) continue;
    if (!any) any = &interface.address;
    bool same_network = true;
    for (int i = 0; i < 4; ++i) {
      const uint8_t mask = interface.netmask.bytes[i];
      same_network &= (interface.address.bytes[i] & mask) == (dest.bytes[i] & mask);
    }
    if (same_network) return interface.address;
  }
  return any ? *any : IpAddress{};
}

}  // namespace sonde
