// Replaying threads and composing Moments: see stage.h.
// SPDX-License-Identifier: Apache-2.0
#include "index/stage.h"

#include "index/field_need.h"

namespace sonde {
namespace {

constexpr uint16_t kThreadEvent = static_cast<uint16_t>(EventId::PROCINFO_E);
constexpr uint16_t kFdEvent = static_cast<uint16_t>(EventId::SYSCALL_READ_X);

}  // namespace

Stage::Stage(const Index& index, EventStore& store, const TextOptions& text)
    : index_(index), store_(store) {
  moment_.scratch = &scratch_;
  moment_.text = &text;
  size_t used = 0;
  name_field_ = parse_field("fd.name", used).take();
  directory_field_ = parse_field("fd.directory", used).take();
}

uint32_t Stage::number_of_name(const Value& name) {
  if (!name.exists()) return kNoName;
  const auto [found, added] = odd_numbers_.try_emplace(std::string(name.as_view()), 0);
  if (added) {
    found->second = static_cast<uint32_t>(odd_texts_.size());
    odd_texts_.push_back(found->first);
  }
  return found->second;
}

uint32_t Stage::odd_name(const Chunk& chunk, uint32_t at, bool directory) {
  if (odd_generation_ != index_.generation()) {
    odd_names_.clear();
    odd_folders_.clear();
    odd_numbers_.clear();
    odd_texts_.resize(1);
    odd_generation_ = index_.generation();
  }
  const uint64_t row = chunk.first_row + at;
  if (const uint32_t known = (directory ? odd_folders_ : odd_names_).of(row);
      known != PairMap::kUnset) {
    return known;
  }
  uint32_t name = kNoName, folder = kNoName;
  if (const Moment* moment = this->at(chunk, at)) {
    name = number_of_name(name_field_.field->get(*moment, name_field_));
    folder = number_of_name(directory_field_.field->get(*moment, directory_field_));
  }
  odd_names_.of(row) = name;
  odd_folders_.of(row) = folder;
  return directory ? folder : name;
}

void Stage::apply(const Gauge& gauge, Thread& thread) {
  thread.vmsize_kb = gauge.vmsize_kb;
  thread.vmrss_kb = gauge.vmrss_kb;
  thread.vmswap_kb = gauge.vmswap_kb;
  thread.pfmajor = gauge.pfmajor;
  thread.pfminor = gauge.pfminor;
  thread.cpu_user_ticks = gauge.cpu_user_ticks;
  thread.cpu_system_ticks = gauge.cpu_system_ticks;
  thread.cpu_user_ppm = gauge.cpu_user_ppm;
  thread.cpu_system_ppm = gauge.cpu_system_ppm;
}

// Puts a thread in place as it was at the row, or takes it away; nullptr then.
Thread* Stage::show(int64_t tid, uint64_t row) {
  const uint32_t version = index_.version_at(tid, row);
  if (version == 0) {
    state_.hide_thread(tid);
    return nullptr;
  }
  const ThreadVersion& then = index_.versions().thread(version);
  const Thread* known = state_.find_thread(tid);
  if (known && &*known->info == &*then.info && known->leader) return const_cast<Thread*>(known);
  return state_.show_thread(tid, then.info);
}

// The thread and those that fields of it may ask about.
Thread* Stage::show_family(int64_t tid, uint64_t row) {
  constexpr int kMostAncestors = 64;
  const uint32_t version = index_.version_at(tid, row);
  if (version == 0) return show(tid, row);
  const ThreadInfo& info = *index_.versions().thread(version).info;
  if (info.pid >= 0 && info.pid != tid) show(info.pid, row);
  for (const int64_t other : {info.sid, info.pgid, info.vpgid}) {
    if (other > 0 && other != tid) show(other, row);
  }
  int64_t parent = info.ptid, child = tid;
  for (int i = 0; i < kMostAncestors && parent > 0 && parent != child; ++i) {
    const Thread* shown = show(parent, row);
    if (!shown) break;
    const ThreadInfo& of = *shown->info;
    child = parent;
    if (!of.is_leader() && of.pid > 0) {
      const Thread* leader = show(of.pid, row);
      if (leader) state_.show_thread(parent, shown->info);
      parent = leader ? leader->info->ptid : of.ptid;
    } else {
      parent = of.ptid;
    }
  }
  return show(tid, row);
}

const DescriptorRef& Stage::copy_of(uint32_t fd) {
  if (copies_generation_ != index_.generation()) {
    const auto hold = index_.hold_owners();
    copies_.clear();
    copies_generation_ = index_.generation();
  }
  if (fd >= copies_.size()) copies_.resize(index_.versions().fd_count());
  if (!copies_[fd]) {
    const auto hold = index_.hold_owners();
    copies_[fd] = DescriptorRef::make(index_.versions().fd(fd));
  }
  return copies_[fd];
}

// The event's descriptor and those that its parameters name, in the thread's own table, and the
// threads that they name.
void Stage::show_named(const Chunk& chunk, uint32_t at) {
  Thread& thread = const_cast<Thread&>(*moment_.thread);
  thread.fds->clear();
  const uint64_t row = chunk.first_row + at;
  const int64_t pid = process_of(thread);
  const auto show_fd = [&](int64_t fd) {
    const uint32_t version = fd < 0 ? 0 : index_.fd_at(pid, fd, row);
    if (version) thread.fds->set(fd, copy_of(version));
  };
  // The thread's copy: reading event_ may have reused the memory of enter_.
  RawEvent enter =
      moment_.has_enter ? thread.enter.event(static_cast<uint64_t>(thread.tid)) : RawEvent();
  for (const RawEvent* event : {&event_, moment_.has_enter ? &enter : nullptr}) {
    if (!event) continue;
    const auto& params = event->row().params;
    for (uint32_t i = 0; i < params.size() && i < event->nparams; ++i) {
      if (params[i].type == Type::PID) {
        const int64_t tid = value_of<int64_t>(event->param(i), -1);
        if (tid > 0 && tid != thread.tid) shown(tid, row);
      }
      if (params[i].type == Type::FD) show_fd(value_of<int64_t>(event->param(i), -1));
      if (params[i].type != Type::FDLIST) continue;
      // A count, then for each a descriptor and flags.
      constexpr size_t kEach = sizeof(int64_t) + sizeof(int16_t);
      const Bytes list = event->param(i);
      for (size_t from = sizeof(uint16_t); from + kEach <= list.size(); from += kEach) {
        show_fd(load<int64_t>(list.data() + from));
      }
    }
  }
  if (chunk.fd[at] && !kind_facts()[chunk.kind[at]].has_own_name) {
    thread.fds->set(index_.fd_num(chunk, at), copy_of(chunk.fd[at]));
  }
}

void Stage::begin_moment() {
  scratch_.reset();
  Scratch* const scratch = moment_.scratch;
  const TextOptions* const text = moment_.text;
  moment_ = Moment{};
  moment_.scratch = scratch;
  moment_.text = text;
  moment_.state = &state_;
  moment_.event = &event_;
}

// The thread of the number, put in place as of the row.
Stage::Shown& Stage::shown(int64_t tid, uint64_t row) {
  const uint64_t changes = index_.changes_up_to(row, shown_changes_);
  if (changes != shown_changes_ || index_.end_row() != shown_end_ ||
      index_.generation() != shown_generation_) {
    for (Shown& one : shown_) one.tid = -1;
    shown_changes_ = changes;
    shown_end_ = index_.end_row();
    shown_generation_ = index_.generation();
  }
  Shown& who = shown_[static_cast<uint64_t>(tid) % kMostShown];
  if (who.tid == tid) return who;
  const auto hold = index_.hold_owners();
  show_family(tid, row);
  who = Shown();
  who.tid = tid;
  who.thread = const_cast<Thread*>(state_.find_thread(tid));
  who.history = index_.history_of(tid);
  const Thread* leader = who.thread ? who.thread->leader : nullptr;
  who.leader_history = leader ? index_.history_of(leader->tid) : nullptr;
  return who;
}

const Moment* Stage::at(const Chunk& chunk, uint32_t at) {
  const uint64_t row = chunk.first_row + at;
  begin_moment();
  const uint64_t enter_row = index_.enter_row(chunk, at);
  const uint32_t version = chunk.thread[at];
  uint32_t members = 0;
  if (version) {
    Shown& who = shown(index_.versions().tids()[version], row);
    Thread* const thread = who.thread;
    if (thread && who.history) {
      who.gauge = index_.gauges_up_to(*who.history, row, who.gauge);
      if (who.gauge) apply(index_.gauges()[who.history->gauges[who.gauge - 1]], *thread);
    }
    if (thread && who.leader_history) {
      who.leader_gauge = index_.gauges_up_to(*who.leader_history, row, who.leader_gauge);
      if (who.leader_gauge) {
        const Gauge& gauge = index_.gauges()[who.leader_history->gauges[who.leader_gauge - 1]];
        members = gauge.members;
        if (thread->leader != thread) apply(gauge, *thread->leader);
      }
    }
    moment_.thread = thread;
  }
  if (enter_row != ~uint64_t{0} && moment_.thread) {
    const Chunk& other = index_.chunk_of(enter_row);
    if (store_.read(index_, other, static_cast<uint32_t>(enter_row - other.first_row), enter_)) {
      const_cast<Thread*>(moment_.thread)->enter.store(enter_);
      moment_.has_enter = true;
    }
  }
  if (!store_.read(index_, chunk, at, event_)) return nullptr;
  if (moment_.thread) {
    show_named(chunk, at);
    if (moment_.thread->leader) moment_.thread->leader->nchilds = members;
  }
  if (chunk.fd[at]) moment_.fd = &index_.versions().fd(chunk.fd[at]);
  moment_.fd_num = kind_facts()[chunk.kind[at]].has_own_name ? -1 : index_.fd_num(chunk, at);
  moment_.fd_name_changed = chunk.cpu[at] & Chunk::kNameChanged;
  const uint64_t latency_ns = index_.latency_ns(chunk, at);
  moment_.has_latency = chunk.cpu[at] & Chunk::kHasLatency;
  moment_.latency_ns = moment_.has_latency ? latency_ns : 0;
  if (event_row(chunk.kind[at]).effect.effect == Effect::SWITCHES) {
    moment_.exec_time_ns = index_.exec_time_ns(row);
  }
  if (moment_.thread) const_cast<Thread*>(moment_.thread)->latency_ns = latency_ns;
  return &moment_;
}

const Moment& Stage::of_thread(uint32_t version, const Gauge* gauge) {
  begin_moment();
  const ThreadVersion& of = index_.versions().thread(version);
  event_ = RawEvent{};
  event_.id = kThreadEvent;
  event_.tid = static_cast<uint64_t>(of.tid);
  event_.ts_ns = index_.last_ts_ns();
  if (version != shown_version_ || index_.generation() != shown_version_generation_) {
    const auto hold = index_.hold_owners();
    thread_.tid = of.tid;
    thread_.info = of.info;
    leader_.tid = of.leader->tid;
    leader_.info = of.leader;
    leader_.leader = &leader_;
    thread_.leader = of.info->is_leader() ? &thread_ : of.has_leader ? &leader_ : nullptr;
    shown_version_ = version;
    shown_version_generation_ = index_.generation();
  }
  static const Gauge kNothing;
  const Gauge& amounts = gauge ? *gauge : kNothing;
  thread_.vmsize_kb = amounts.vmsize_kb;
  thread_.vmrss_kb = amounts.vmrss_kb;
  thread_.vmswap_kb = amounts.vmswap_kb;
  thread_.pfmajor = amounts.pfmajor;
  thread_.pfminor = amounts.pfminor;
  thread_.nchilds = leader_.nchilds = amounts.members;
  moment_.thread = &thread_;
  return moment_;
}

const Moment& Stage::of_fd(const Descriptor& fd, int64_t number, uint32_t thread) {
  of_thread(thread, nullptr);  // version 0 is nobody
  event_.id = kFdEvent;
  moment_.fd = &fd;
  moment_.fd_num = number;
  return moment_;
}

const Moment& Stage::of_fd(uint32_t fd, uint32_t thread) {
  return of_fd(index_.versions().fd(fd), 0, thread);
}

const Moment& Stage::of_fd_and_kind(uint32_t fd, uint16_t kind) {
  if (fd == 0) return of_kind(kind);
  of_fd(fd, 0);
  event_.id = kind;
  return moment_;
}

const Moment& Stage::of_kind(uint16_t kind) {
  begin_moment();
  event_ = RawEvent{};
  event_.id = kind;
  event_.ts_ns = index_.last_ts_ns();
  return moment_;
}

}  // namespace sonde
