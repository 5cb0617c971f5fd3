// State: the state of the machine, kept up to date event by event.
// Threads with their descriptors, users, groups, containers, interfaces. What an event does is
// decided by the effect of its row (driver/uapi/effects.def); the rules are in rules_*.cpp.
// Missing information stays missing: an unknown thread is an entry with valid == false.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/seeded_hash.h"
#include "schema/layout.h"
#include "schema/snapshot.h"
#include "state/container_query.h"
#include "state/containers.h"
#include "state/event_kinds.h"
#include "state/thread_table.h"
#include "state/users.h"

namespace sonde {

struct Moment;

class State {
 public:
  State();
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  // Takes a piece of the snapshot at the start.
  void apply(const SnapshotItem& item);
  // Users and groups are not wanted: none is kept, whatever a capture says.
  void exclude_users() { users_.exclude(); }
  // Live: gives the descriptors that a thread's table has at this moment; when `only` has some,
  // those of these numbers; empty when it is gone. Asked where records do not show it: what came
  // with a message, and whether a fork was before or after a change by another thread. It may be
  // ahead of the records: those that follow make it good.
  using LookUp =
      std::function<std::vector<FdSnapshot>(int64_t tid, const std::vector<int64_t>& only)>;
  void set_look_up(LookUp look_up) { look_up_ = std::move(look_up); }
  // Live: when the snapshot at the start was complete. Records of before may be in it already.
  void set_snapshot_time(uint64_t ts_ns) { snapshot_ts_ns_ = ts_ns; }
  // Live: the text of a container event (containers.h) for a container that a thread is found in,
  // empty when nothing is known of it; asked up to three times, for a runtime may be late to write
  // it.
  using ContainerLookUp = std::function<std::string(const ContainerQuery& query)>;
  void set_container_look_up(ContainerLookUp look_up) { container_look_up_ = std::move(look_up); }
  // Live: GroupHints::has_bundle; asked for each new path that looks as if it might be a container.
  void set_bundle_look_up(std::function<bool(std::string_view, std::string_view)> look_up) {
    hints_.has_bundle = std::move(look_up);
  }
  // What the groups of a thread say, with what is known here.
  ContainerSign container_sign(std::string_view cgroups) const;
  // Live: hands the text of each container event that was looked up to its recorder, once.
  std::vector<std::string> take_new_containers() { return std::exchange(new_containers_, {}); }
  bool has_new_containers() const { return !new_containers_.empty(); }
  uint64_t look_ups() const { return look_ups_; }  // how often it was called
  // Live: threads whose descriptors may not be what is known of them, because threads that share a
  // table changed it at the same time and records do not show in which order, and which have not
  // changed for a while. Once the caller has handed in all records, it says with reconcile() what
  // they have now, and when that was seen, at the latest.
  std::vector<int64_t> suspect(uint64_t now_ns);
  void reconcile(const std::vector<int64_t>& tids, const std::vector<FdSnapshot>& found,
                 uint64_t seen_ts_ns);
  size_t suspects() const { return suspects_.size(); }  // tables that were not looked at yet
  // A thread that is silent for long stays: its end will be reported.
  void keep_idle_threads() { keeps_idle_threads_ = true; }
  // Forgets everything: another capture begins.
  void restart();

  // Live: what /proc says that a thread has; the memory is that of its process, given with the
  // first thread. Events report clock ticks (COUNTS_CPU), as differences: they begin with the first
  // call of this. The total is what those events have reported; an event at the thread's end
  // (REPORTS_USAGE) adds the rest.
  struct Usage {
    int64_t tid = -1;
    bool has_total = false;
    uint64_t total_user_ns = 0, total_system_ns = 0;
    bool has_memory = false;
    uint32_t vmsize_kb = 0, vmrss_kb = 0;
    uint64_t pfmajor = 0, pfminor = 0;
  };
  // True when that is news.
  bool note_usage(const Usage& usage);

  // Applies one event and fills `moment` (all but scratch and text). What the event removes (a
  // closed descriptor, an exited thread) is still there to be looked at until the next step().
  void step(const RawEvent& event, Moment& moment);
  // False when stepping to the event would change nothing that snapshot() tells.
  bool is_changed_by(const RawEvent& event) const {
    const uint8_t bits = kinds_[event.id].bits;
    if (unfinished_ || (bits & EventKind::kHasRule)) return true;
    const Thread* thread = threads_.find(static_cast<int64_t>(event.tid));
    return !thread || ((bits & EventKind::kWrites) && may_move_threads(event, *thread));
  }
  // False when the event is about no beginning, program or end of a thread.
  bool is_about_processes(const RawEvent& event) const {
    const Effect effect = kinds_[event.id].effect;
    return unfinished_ || effect == Effect::FORKS || effect == Effect::EXECS ||
           effect == Effect::EXITS;
  }

  // nullptr when unknown. Pointers are valid until the next step().
  const Thread* find_thread(int64_t tid) const { return threads_.find(tid); }
  // The leader of a thread's process; the thread itself when the leader is not known.
  const Thread& leader_of(const Thread& thread) const {
    return thread.leader ? *thread.leader : thread;
  }
  // The parent process's leader; nullptr when unknown or when the thread is its own parent.
  const Thread* parent_of(const Thread& thread) const;
  const DescriptorTable& fds_of(const Thread& thread) const { return *thread.fds; }
  const Descriptor* find_fd(const Thread& thread, int64_t fd) const {
    const DescriptorRef* found = fds_of(thread).find(fd);
    return found ? found->get() : nullptr;
  }
  // Current directory of the thread's process, with a trailing slash; empty when unknown.
  std::string_view cwd_of(const Thread& thread) const { return leader_of(thread).info->cwd; }
  const ThreadTable& threads() const { return threads_; }
  // For a watcher of threads' tables (DescriptorTable::watch()), which empties it.
  TableJournal& table_journal() const { return table_journal_; }
  // The thread whose end the last event reported, which is in the table until the next; nullptr
  // when it was another event.
  const Thread* ending_thread() const { return exiting_thread_; }

  // For a caller that shows an earlier time (index/row_replay.h): what a thread was then, and that
  // it was not. Descriptors are not part of it.
  Thread* show_thread(int64_t tid, const ThreadInfoRef& info);
  void hide_thread(int64_t tid);
  void hide_all_threads();
  // Users, containers and the machine itself as another state has them.
  void borrow_machine(const State& from);

  const Users& users() const { return users_; }
  const Containers& containers() const { return containers_; }
  // The container of a thread; nullptr on the host or when nothing is known of it.
  const Container* container_of(const Thread& thread) const;
  const MachineInfo& machine() const { return machine_; }
  const std::vector<InterfaceInfo>& interfaces() const { return interfaces_; }
  // True for loopback addresses and those of an interface of the machine.
  bool is_local_address(const IpAddress& address) const;

  // The address of this machine that a packet to `dest` would carry: loopback for loopback, else
  // the interface in the same network, else the first that is not loopback. All zero when unknown.
  IpAddress own_address_towards(const IpAddress& dest) const;

  // Of the capture; 0 = no event yet. Events that complete the snapshot do not count.
  uint64_t first_ts_ns() const { return first_ts_ns_; }
  uint64_t unknown_threads() const { return unknown_threads_; }

  // For a piece of a snapshot between events (session/known_state.h). They do nothing to what is
  // not known.
  void forget_thread(int64_t tid);
  void forget_descriptor(int64_t tid, int64_t fd);
  // What a snapshot does not say of a connection: which end is this one (Descriptor::Flag).
  void give_descriptor_flags(int64_t tid, int64_t fd, uint16_t flags);
  static ThreadSnapshot snapshot_of_thread(const Thread& thread);
  static FdSnapshot snapshot_of_descriptor(const Descriptor& fd, int64_t tid, int64_t number);

  // The snapshot as it is now, for the head of a new file. In the order in which files have it.
  std::vector<SnapshotItem> snapshot() const;

 private:
  friend class Rules;

  bool may_move_threads(const RawEvent& event, const Thread& writer) const;
  void finish_last_event();
  void note_end(const Thread& thread);
  Thread* ended_thread(int64_t tid);
  Thread* add_thread(int64_t tid);
  const Thread& speak_for_container(std::string_view id);
  void remove_thread(Thread* thread);
  void detach_members(Thread* leader);
  void link_to_leader(Thread& thread);
  std::vector<FdSnapshot> look_up(int64_t tid, const std::vector<int64_t>& only = {});
  void look_up_all(Thread& thread);
  void suspect(Thread& thread);
  int64_t holder_of(const DescriptorTableRef& table) const;
  void reconcile(DescriptorTable& table, const std::vector<FdSnapshot>& found, int64_t tid);
  // A thread is in a container that nothing may be known of yet.
  void meet_container(ThreadInfo& info);
  void set_container_id(ThreadInfo& info);
  void find_members(std::string_view group);
  ContainerQuery query_of(const ThreadInfo& info, ContainerSign sign) const;
  void add_snapshot(const ThreadSnapshot& from);
  void add_snapshot(const FdSnapshot& from);
  void find_roles();
  void forget_idle_threads(uint64_t now_ns);
  void find_descriptor(const EventKind& kind, const RawEvent& event, Thread& thread,
                       Moment& moment);

  const EventKind* kinds_;              // by event id
  mutable TableJournal table_journal_;  // outlives the threads
  ThreadTable threads_;
  Users users_;
  Containers containers_;
  Thread container_stand_in_;  // of container events
  MachineInfo machine_;
  std::vector<InterfaceInfo> interfaces_;
  uint64_t first_ts_ns_ = 0;
  uint64_t last_purge_ts_ns_ = 0;
  uint64_t unknown_threads_ = 0;
  bool keeps_idle_threads_ = false;
  // What the last event scheduled for removal.
  bool unfinished_ = false;
  DescriptorTableRef closing_table_;
  int64_t closing_fd_ = -1;
  Thread* exiting_thread_ = nullptr;
  uint32_t next_serial_ = 1;
  LookUp look_up_;
  ContainerLookUp container_look_up_;
  GroupHints hints_;
  std::vector<std::string> new_containers_;
  std::map<std::string, uint8_t, std::less<>> container_attempts_;  // by id, of those not found
  uint64_t look_ups_ = 0;
  uint64_t snapshot_ts_ns_ = 0;
  struct Suspect {
    std::weak_ptr<DescriptorTable> table;
    int64_t tid;  // of one who has it
  };
  std::vector<Suspect> suspects_;
  // A thread that ended recently, and what is known of it.
  struct Ended {
    uint64_t ts_ns = 0;
    ThreadInfoRef info, leader;
    int64_t leader_tid = -1;  // -1: it was not known
    uint32_t vmsize_kb = 0, vmrss_kb = 0, vmswap_kb = 0;
    uint64_t pfmajor = 0, pfminor = 0;
    bool knows_total = false;
    uint64_t total_user_ns = 0, total_system_ns = 0;
  };
  HashMap<int64_t, Ended> ended_;         // by tid
  Thread ended_stand_in_, ended_leader_;  // of what is reported after the end
  struct LastSwitch {
    uint64_t ts_ns = 0;
  };
  std::vector<LastSwitch> last_switch_;  // by CPU
};

// dir + "/" + path with "." and ".." resolved by text alone; an absolute path stands for itself.
// Longer than 1024 bytes: "/DIR_TOO_LONG/FILENAME_TOO_LONG". Symbolic links are not followed.
std::string join_path(std::string_view dir, std::string_view path);
// The same below a directory whose name may lack its last slash; "/" has it.
std::string join_below(std::string_view directory, std::string_view path);

// A list of "subsystem=path" elements, each ended by a NUL, as threads keep it: without the newline
// that recorders left in it, and with the names of cgroup version 1 ("io" is "blkio").
std::string tidy_cgroups(std::string_view recorded);

}  // namespace sonde
