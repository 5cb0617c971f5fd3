// KnownState: see known_state.h. Versions of threads and descriptors that are held here never
// change, so that a look at the pointer says whether the reader's is the newest.
// SPDX-License-Identifier: Apache-2.0
#include "session/known_state.h"

#include <algorithm>
#include <cstring>

#include "capfile/format.h"
#include "capfile/metadata.h"
#include "capfile/metadata_encode.h"
#include "schema/event_params.h"
#include "state/event_kinds.h"
#include "state/moment.h"

namespace sonde {
namespace {

constexpr uint32_t kGoneThreads = 0xF001, kGoneDescriptors = 0xF002, kFlags = 0xF003;
constexpr int kMaxAncestors = 32;  // what is known of parents may go in a circle

void append_block(std::string& data, uint32_t code, std::string_view body) {
  const uint32_t head[2] = {code, static_cast<uint32_t>(body.size())};
  data.append(reinterpret_cast<const char*>(head), sizeof head);
  data.append(body);
}

void append_numbers(std::string& data, uint32_t code, const int64_t* numbers, size_t count) {
  append_block(data, code, {reinterpret_cast<const char*>(numbers), count * sizeof *numbers});
}

// The next numbers of a block; false at its end.
bool take_numbers(std::string_view& body, int64_t* numbers, size_t count) {
  if (body.size() < count * sizeof *numbers) return false;
  std::memcpy(numbers, body.data(), count * sizeof *numbers);
  body.remove_prefix(count * sizeof *numbers);
  return true;
}

// The thread whose number stands for the table that `thread` has.
int64_t table_of(const Thread& thread) {
  const bool is_leaders = thread.leader && thread.leader->fds == thread.fds;
  return is_leaders ? thread.leader->tid : thread.tid;
}

// Alike in all that an execve does not set.
bool same_but_program(const ThreadInfo& one, const ThreadInfo& other) {
  return one.pid == other.pid && one.ptid == other.ptid && one.sid == other.sid &&
         one.vtid == other.vtid && one.vpid == other.vpid && one.cwd.view() == other.cwd.view() &&
         one.clone_ts_ns == other.clone_ts_ns && one.root.view() == other.root.view();
}

bool is_beside_threads(const Moment& moment) {
  return event_kind(moment.event->id).bits & EventKind::kNoThread;
}

// To a path that may be relative to the directory of before.
bool changes_directory(Effect effect) {
  return effect == Effect::CHDIRS || effect == Effect::CHROOTS;
}

bool makes_two(Effect effect) { return effect == Effect::PIPES || effect == Effect::SOCKET_PAIRS; }

// A copy of a descriptor that is not known makes none, and what had the number before stays.
bool makes_descriptor(const Moment& moment) {
  const EventRow& row = moment.row();
  const Effect effect = row.effect.effect;
  if (effect == Effect::FCNTLS) return false;  // its result may be anything
  if (effect != Effect::DUPS) return row.flags & kCreatesFd;
  const int64_t source = moment.call().get<int64_t>(row.effect.param[1], -1);
  return moment.thread->fds->find(source) != nullptr;
}

}  // namespace

std::string SnapshotPiece::encode() const {
  std::string data;
  const auto sink = [&](uint32_t code, std::string_view body) { append_block(data, code, body); };
  if (!gone_threads.empty()) {
    append_numbers(data, kGoneThreads, gone_threads.data(), gone_threads.size());
  }
  std::vector<int64_t> gone;
  for (const auto& [tid, fd] : gone_descriptors) gone.insert(gone.end(), {tid, fd});
  if (!gone.empty()) append_numbers(data, kGoneDescriptors, gone.data(), gone.size());
  if (!threads.empty()) encode_threads(threads, false, sink);
  std::vector<int64_t> all_flags;
  for (size_t i = 0; i < descriptors.size(); ++i) {
    const FdSnapshot& fd = descriptors[i];
    encode_descriptors(fd.tid, &fd, 1, false, sink);
    constexpr uint16_t kBeyondHead = Descriptor::kClient | Descriptor::kServer |
                                     Descriptor::kRoleGuessed | Descriptor::kUpperLayer |
                                     Descriptor::kLowerLayer;
    if (!(flags[i] & kBeyondHead)) continue;
    all_flags.insert(all_flags.end(), {static_cast<int64_t>(fd.tid), fd.fd, flags[i]});
  }
  if (!all_flags.empty()) append_numbers(data, kFlags, all_flags.data(), all_flags.size());
  return data;
}

std::string_view piece_data(const RawEvent& event) {
  if (event.id != static_cast<uint16_t>(EventId::ASYNCEVENT_E) || !event.state_only()) return {};
  if (event.nparams < 3 || value_of<uint32_t>(event.param(0), 1) != 0) return {};
  return text_of(event.param(1)) == SnapshotPiece::kName ? as_text(event.param(2))
                                                         : std::string_view();
}

void apply_piece(std::string_view data, State& state) {
  uint32_t head[2];
  while (data.size() >= sizeof head) {
    std::memcpy(head, data.data(), sizeof head);
    data.remove_prefix(sizeof head);
    if (head[1] > data.size()) return;
    std::string_view body = data.substr(0, head[1]);
    data.remove_prefix(head[1]);
    int64_t n[3];
    if (head[0] == kGoneThreads) {
      while (take_numbers(body, n, 1)) state.forget_thread(n[0]);
    } else if (head[0] == kGoneDescriptors) {
      while (take_numbers(body, n, 2)) state.forget_descriptor(n[0], n[1]);
    } else if (head[0] == kFlags) {
      while (take_numbers(body, n, 3)) {
        state.give_descriptor_flags(n[0], n[1], static_cast<uint16_t>(n[2]));
      }
    } else {
      std::vector<SnapshotItem> items;
      DamageLog damage;
      const Bytes bytes(reinterpret_cast<const uint8_t*>(body.data()), body.size());
      decode_metadata(find_block_type(head[0]), bytes, 0, items, damage);
      for (const SnapshotItem& item : items) state.apply(item);
    }
  }
}

void KnownState::reset(const State& state, bool everything) {
  threads_.clear();
  descriptors_.clear();
  if (!everything) return;
  state.threads().for_each([&](const Thread& thread) {
    if (!thread.info->valid) return;
    threads_[thread.tid] = thread.info;
    if (table_of(thread) != thread.tid) return;
    Numbers& numbers = descriptors_[thread.tid];
    thread.fds->for_each(
        [&](int64_t fd, const Descriptor& one) { numbers[fd] = DescriptorRef::share(&one); });
  });
}

void KnownState::need_thread(const Thread& thread, SnapshotPiece& piece) {
  if (!thread.info->valid) return;
  const auto known = threads_.find(thread.tid);
  if (known != threads_.end() && known->second.get() == thread.info.get()) return;
  const bool is_another =
      known != threads_.end() && known->second->clone_ts_ns != thread.info->clone_ts_ns;
  if (is_another) {
    piece.gone_threads.push_back(thread.tid);
    descriptors_.erase(thread.tid);
  }
  threads_[thread.tid] = thread.info;
  piece.threads.push_back(State::snapshot_of_thread(thread));
  piece.threads.back().cwd = thread.info->cwd.view();
}

// What the reader still has of this number has ended.
void KnownState::need_end(int64_t tid, SnapshotPiece& piece) {
  if (!threads_.contains(tid)) return;
  piece.gone_threads.push_back(tid);
  threads_.erase(tid);
  descriptors_.erase(tid);
}

void KnownState::need_with_ancestors(const State& state, const Thread& thread,
                                     SnapshotPiece& piece) {
  std::vector<const Thread*> line;
  const Thread* at = &state.leader_of(thread);
  for (int i = 0; at && i < kMaxAncestors; ++i) {
    line.push_back(at);
    at = state.parent_of(*at);
  }
  const int64_t above = line.back()->info->ptid;
  if (!at && above > 0 && !state.find_thread(above)) need_end(above, piece);
  for (size_t i = line.size(); i > 0; --i) need_thread(*line[i - 1], piece);
  need_thread(thread, piece);
  if (const Thread* session = state.find_thread(thread.info->sid)) {
    need_thread(*session, piece);
  } else {
    need_end(thread.info->sid, piece);
  }
}

void KnownState::need_descriptor(const Thread& thread, int64_t fd, SnapshotPiece& piece) {
  const DescriptorRef* real = thread.fds->find(fd);
  Numbers& numbers = descriptors_[table_of(thread)];
  const auto known = numbers.find(fd);
  if (!real) {
    if (known == numbers.end()) return;
    piece.gone_descriptors.emplace_back(table_of(thread), fd);
    numbers.erase(known);
    return;
  }
  if (known != numbers.end() && known->second.get() == real->get()) return;
  numbers[fd] = *real;
  piece.descriptors.push_back(State::snapshot_of_descriptor(**real, table_of(thread), fd));
  piece.flags.push_back((*real)->flags);
}

// Those that the event names; `with_new`: also those that it makes.
template <typename Visitor>
void KnownState::for_each_descriptor(const Moment& moment, bool with_new, Visitor visit) const {
  const Call call = moment.call();
  const EventRow& row = call.row();
  const bool creates = makes_descriptor(moment);
  if (moment.fd_num >= 0 && (with_new || !creates)) visit(moment.fd_num);
  if (makes_two(row.effect.effect) && !with_new) return;
  for (int i = 0; i < static_cast<int>(row.params.size()); ++i) {
    if (!call.has(i)) continue;
    const bool is_result = i == row.effect.param[0];
    if (row.params[i].type == Type::FD && (with_new || !is_result || !creates)) {
      const int64_t fd = call.get<int64_t>(i, -1);
      if (fd >= 0) visit(fd);
    } else if (row.params[i].type == Type::FDLIST) {
      const std::string_view list = as_text(call.param(i));
      constexpr size_t kEntry = sizeof(int64_t) + sizeof(int16_t);
      for (size_t at = sizeof(uint16_t); at + kEntry <= list.size(); at += kEntry) {
        int64_t fd;
        std::memcpy(&fd, list.data() + at, sizeof fd);
        if (fd >= 0) visit(fd);
      }
    }
  }
}

SnapshotPiece KnownState::needed_before(const Moment& moment) {
  SnapshotPiece piece;
  const Thread* thread = moment.thread;
  const State& state = *moment.state;
  if (!thread || !thread->info->valid || is_beside_threads(moment)) return piece;
  const Effect effect = moment.row().effect.effect;
  const bool is_call_end = moment.row().exit;
  const bool is_child =
      effect == Effect::FORKS && is_call_end && thread->info->clone_ts_ns == moment.event->ts_ns;
  if (is_child) {
    // The event itself makes the thread.
    if (const Thread* parent = state.find_thread(thread->info->ptid)) {
      need_with_ancestors(state, *parent, piece);
    }
    if (thread->leader && thread->leader != thread) need_thread(*thread->leader, piece);
    return piece;
  }
  if (effect == Effect::EXECS && is_call_end) {
    const auto known = threads_.find(thread->tid);
    if (known != threads_.end() && same_but_program(*known->second, *thread->info)) {
      known->second = thread->info;
    }
  }
  const Thread& leader = state.leader_of(*thread);
  if (changes_directory(effect)) {
    // The step itself brings the reader to the new directory, if it knows the old one.
    if (const auto known = threads_.find(leader.tid); known != threads_.end()) {
      known->second = leader.info;
    }
  }
  need_with_ancestors(state, *thread, piece);
  for_each_descriptor(moment, false, [&](int64_t fd) { need_descriptor(*thread, fd, piece); });
  const Call call = moment.call();
  for (int i = 0; i < static_cast<int>(call.row().params.size()); ++i) {
    if (call.row().params[i].type != Type::PID || !call.has(i)) continue;
    const int64_t tid = call.get<int64_t>(i, -1);
    const Thread* other = tid > 0 ? state.find_thread(tid) : nullptr;
    if (other && other != thread) need_thread(*other, piece);
    if (!other && tid > 0) need_end(tid, piece);
  }
  return piece;
}

void KnownState::note(const Moment& moment) {
  const Thread* thread = moment.thread;
  if (!thread || !thread->info->valid || is_beside_threads(moment)) return;
  const Effect effect = moment.row().effect.effect;
  if (effect == Effect::FORKS && moment.row().exit) {
    const bool is_child = thread->info->clone_ts_ns == moment.event->ts_ns;
    const int64_t result = moment.call().get<int64_t>(moment.row().effect.param[0], -1);
    const Thread* child = is_child     ? thread
                          : result > 0 ? moment.state->find_thread(result)
                                       : nullptr;
    if (child && child->info->clone_ts_ns == moment.event->ts_ns) {
      const Thread* parent = is_child ? moment.state->find_thread(child->info->ptid) : thread;
      if (parent && table_of(*child) == child->tid) {
        const Numbers inherited = descriptors_[table_of(*parent)];
        descriptors_[child->tid] = inherited;
      }
      threads_[child->tid] = child->info;
    } else if (child && !is_child) {
      // Its own event came before: what the reader makes of this one is not sure.
      threads_.erase(child->tid);
      descriptors_.erase(child->tid);
    }
  }
  threads_[thread->tid] = thread->info;
  for_each_descriptor(moment, true, [&](int64_t fd) {
    Numbers& numbers = descriptors_[table_of(*thread)];
    if (const DescriptorRef* real = thread->fds->find(fd)) {
      numbers[fd] = *real;
    } else {
      numbers.erase(fd);
    }
  });
  if (effect == Effect::CLOSES && moment.row().exit && moment.fd_num >= 0) {
    descriptors_[table_of(*thread)].erase(moment.fd_num);
  }
  if (changes_directory(effect)) {
    // It may not have known the old one: to be told again.
    const auto known = threads_.find(moment.state->leader_of(*thread).tid);
    if (known != threads_.end()) known->second.edit();
  }
  if (effect == Effect::EXITS) {
    threads_.erase(thread->tid);
    descriptors_.erase(thread->tid);
  }
}

}  // namespace sonde
