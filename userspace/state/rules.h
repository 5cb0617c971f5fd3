// Rules: what the effects of driver/uapi/effects.def do to the State, one function per effect.
// An object of this class lives for one event. The functions are grouped by subject:
// rules_files.cpp, rules_sockets.cpp, rules_processes.cpp, rules_ids.cpp, rules_groups.cpp.
// They read the event by the names of its current row only (Call), whatever layout it came in.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "schema/event_params.h"
#include "schema/socket_address.h"
#include "state/moment.h"
#include "state/state.h"

namespace sonde {

class Rules {
 public:
  Rules(State& state, Thread* thread, Moment& moment)
      : state_(state),
        thread_(thread),
        moment_(moment),
        call_(moment.call()),
        p_(call_.row().effect.param) {}

  void apply(Effect effect);
  // Bytes were written to a file whose descriptor says that it moves threads.
  void moves_threads();

 private:
  // rules_files.cpp
  void opens();
  void closes();
  void closes_range();
  void dups();
  void fcntls();
  void controls();
  void pipes();
  void adds_anonymous(FdType type, int flags_index, bool close_on_exec = false);
  void eventfds() { adds_anonymous(FdType::kEvent, p_[1]); }
  void timerfds();
  void inotifies() { adds_anonymous(FdType::kInotify, p_[1]); }
  void epolls();
  void userfaultfds() { adds_anonymous(FdType::kUserfaultfd, p_[1]); }
  void io_urings() { adds_anonymous(FdType::kIouring, -1, true); }
  void adds_object();
  void memfds();
  void pidfds();
  void gets_fd();
  const Thread* owner_of_handle(int64_t fd) const;
  void bpfs();
  void signalfds();
  // rules_sockets.cpp
  void sockets();
  void socket_pairs();
  void binds();
  void connects();
  void begins_connect(Bytes asked_for);
  void accepts();
  void sends();
  void receives();
  void complete_source(SocketTuple& tuple) const;
  void rename(Descriptor& fd, std::string_view name);
  void learn_peer(int tuple_index, bool incoming);
  void takes_descriptors(Bytes control);
  void take_descriptors(const std::vector<int64_t>& numbers);
  // rules_processes.cpp
  void forks();
  bool is_known_fork(Thread* known, int64_t tid, bool from_child);
  void set_child_numbers(ThreadInfo& info, const Thread* parent, bool from_child, bool is_thread);
  void set_child_texts(ThreadInfo& info, const Thread* parent);
  void set_child_memory(Thread& child);
  void learn_caller();
  void meet_leader(const Thread& member);
  bool is_already_reported(Thread* known, int64_t tid);
  Thread* add_child(int64_t tid, Thread* known);
  void share_or_copy_fds(Thread& child, const Thread& parent, bool is_thread, uint32_t flags);
  void note_inner_numbers(Thread& child);
  void give_children_to(int64_t reaper);
  void renames();
  void execs();
  void exits();
  void switches();
  void counts_memory();
  void counts_cpu();
  void reports_usage();
  void sets_subreaper();
  int64_t nearest_reaper() const;
  void set_memory(Thread& thread, int first);
  void set_exe_path(ThreadInfo& info);
  void end_other_threads(bool leader_had_ended);
  template <typename Change>
  void change_process(Thread& member, Change change);
  void drop_close_on_exec();
  // rules_ids.cpp
  void chdirs();
  void fchdirs();
  void gets_cwd();
  void chroots();
  void sets_sid();
  void sets_pgid();
  void sets_user(int index);
  void sets_uid() { sets_user(1); }
  void sets_resuid() { sets_user(2); }
  void sets_reuid() { sets_user(2); }
  void sets_group(int index);
  void sets_gid() { sets_group(1); }
  void sets_resgid() { sets_group(2); }
  void sets_regid() { sets_group(2); }
  void sets_caps();
  void sets_ns();
  void sets_rlimit();
  void adds_user();
  void deletes_user();
  void adds_group();
  void deletes_group();
  void adds_container();
  // rules_groups.cpp
  Thread* named_by_caller(int64_t number);
  void move(Thread& thread, std::string_view cgroups);

  // The result of the call: the parameter that the effect names first.
  int64_t result() const { return call_.get<int64_t>(p_[0], -1); }
  Thread& leader() { return thread_->leader ? *thread_->leader : *thread_; }
  DescriptorTable& fds() { return *thread_->fds; }
  ThreadInfo& leader_info() { return leader().info.edit(); }
  // When the call began; of an event without a duration, when it ended.
  uint64_t began_ts_ns() const { return moment_.event->ts_ns - moment_.latency_ns; }
  // Puts a descriptor into the process's table and makes it the event's. A number that the kernel
  // chose was free then; one that the caller chose (dup2) may not have been.
  void add_fd(int64_t fd, Descriptor descriptor, bool number_was_free = true);
  void unshare_fds(Thread& thread);
  void change_fds();
  bool is_overtaken() const;
  // The event still speaks of it.
  void remove_after_event(int64_t fd);
  void copied_fds(Thread& child);
  void mend_guessed_fds(Thread& child);
  // The descriptor that the event works on, to be changed; nullptr when it is not known.
  Descriptor* edit_event_fd();
  void set_cwd(std::string_view path);

  State& state_;
  Thread* thread_;  // of the event; null for events beside all threads
  Moment& moment_;
  Call call_;
  const int8_t* p_;  // indices of the parameters that the effect names
};

}  // namespace sonde
