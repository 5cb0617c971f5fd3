// Rules of identities and limits: directories, sessions, users, groups, capabilities, accounts;
// and the table that says which rule belongs to which effect. See rules.h.
// SPDX-License-Identifier: Apache-2.0
#include "state/rules.h"

namespace sonde {

namespace {

constexpr uint8_t kResourceNofile = 7;        // PPM_RLIMIT_NOFILE
constexpr uint32_t kEpollCloseOnExec = 1;     // PPM_EPOLL_CLOEXEC
constexpr uint8_t kTimerCloseOnExec = 1;      // see timerfd_create in events.def
constexpr uint32_t kUnshareFiles = 1;         // PPM_CL_CLONE_FILES
constexpr uint32_t kNamespaceUser = 1 << 20;  // PPM_CL_CLONE_NEWUSER
constexpr uint64_t kAllCapabilities = (uint64_t{1} << 41) - 1;

std::string text(const Call& call, int index) { return std::string(call.text(index)); }

}  // namespace

void Rules::set_cwd(std::string_view path) {
  std::string directory(path);
  if (directory.empty() || directory.back() != '/') directory += '/';
  assign(leader_info().cwd, directory);
}

void Rules::chdirs() {
  if (result() < 0) return;
  std::string_view path = call_.text(p_[1]);
  if (path.empty()) return;
  set_cwd(join_path(state_.cwd_of(*thread_), path));
}

void Rules::fchdirs() {
  if (result() < 0 || !moment_.fd) return;
  set_cwd(moment_.fd->name);
}

void Rules::gets_cwd() {
  if (result() < 0) return;
  std::string_view path = call_.text(p_[1]);
  if (!path.empty() && path != "<NA>") set_cwd(path);
}

void Rules::chroots() {
  if (result() < 0) return;
  std::string_view path = call_.text(p_[1]);
  if (!path.empty()) assign(leader_info().root, join_path(state_.cwd_of(*thread_), path));
}

// Sessions and groups belong to processes: every thread has its process's.
template <typename Change>
void Rules::change_process(Thread& member, Change change) {
  change(member.info.edit());
  const Thread* process = member.leader;
  if (!process || (process == &member && process->nchilds == 0)) return;
  state_.threads_.for_each([&](Thread& other) {
    if (other.leader == process && &other != &member) change(other.info.edit());
  });
}

// The caller's number, in its own namespace; that it leads a group of the same number, too, is told
// only where the number is the host's.
void Rules::sets_sid() {
  const int64_t sid = result();
  if (sid < 0) return;
  const bool on_host = sid == thread_->info->pid;
  change_process(*thread_, [&](ThreadInfo& info) {
    info.sid = sid;
    if (on_host) info.pgid = info.vpgid = sid;
  });
}

void Rules::sets_pgid() {
  if (result() < 0) return;
  const int64_t pid = call_.get<int64_t>(p_[1], 0), group = call_.get<int64_t>(p_[2], -1);
  Thread* target = pid == 0 ? thread_ : state_.threads_.find(pid);
  if (!target || group < 0) return;
  const int64_t pgid = group == 0 ? target->info->pid : group;
  change_process(*target, [&](ThreadInfo& info) {
    info.pgid = pgid;
    if (info.pid == info.vpid) info.vpgid = pgid;
  });
}

// -1 in calls that set several ids leaves that id as it is.
void Rules::sets_user(int index) {
  if (result() < 0) return;
  const uint32_t uid = call_.get<uint32_t>(p_[index], kNoId);
  if (uid != kNoId) thread_->info.edit().uid = uid;
}

void Rules::sets_group(int index) {
  if (result() < 0) return;
  const uint32_t gid = call_.get<uint32_t>(p_[index], kNoId);
  if (gid != kNoId) thread_->info.edit().gid = gid;
}

void Rules::sets_caps() {
  if (result() < 0) return;
  ThreadInfo& info = thread_->info.edit();
  info.cap_inheritable = call_.get<uint64_t>(p_[1], info.cap_inheritable);
  info.cap_permitted = call_.get<uint64_t>(p_[2], info.cap_permitted);
  info.cap_effective = call_.get<uint64_t>(p_[3], info.cap_effective);
}

// Whoever enters a new user namespace has every capability there.
void Rules::sets_ns() {
  if (result() < 0) return;
  const bool joins = p_[1] >= 0;
  if (!joins && (call_.get<uint32_t>(p_[2], 0) & kUnshareFiles)) unshare_fds(*thread_);
  if (!(call_.get<uint32_t>(p_[2], 0) & kNamespaceUser)) return;
  ThreadInfo& info = thread_->info.edit();
  info.cap_inheritable = info.cap_permitted = info.cap_effective = kAllCapabilities;
}

void Rules::sets_rlimit() {
  if (result() < 0 || call_.get<uint8_t>(p_[1], 0) != kResourceNofile || !call_.has(p_[2])) return;
  const int64_t pid = p_[3] < 0 ? 0 : call_.get<int64_t>(p_[3], 0);
  Thread* target = pid == 0 ? &leader() : state_.threads_.find(pid);
  if (!target) return;
  const int64_t limit = call_.get<int64_t>(p_[2], -1);
  if (limit != -1) target->info.edit().fdlimit = limit;
}

void Rules::accounts(Effect effect) {
  const uint32_t id = call_.get<uint32_t>(p_[0], kNoId);
  if (effect == Effect::ADDS_USER) {
    state_.users_.add(UserInfo{id, call_.get<uint32_t>(p_[1], kNoId), text(call_, p_[2]),
                               text(call_, p_[3]), text(call_, p_[4]), text(call_, p_[5])});
  } else if (effect == Effect::DELETES_USER) {
    state_.users_.remove_user(call_.text(p_[5]), id);
  } else if (effect == Effect::ADDS_GROUP) {
    state_.users_.add(GroupInfo{id, text(call_, p_[1]), text(call_, p_[2])});
  } else {
    state_.users_.remove_group(call_.text(p_[2]), id);
  }
}

void Rules::adds_container() {
  const RawEvent& event = *moment_.event;
  std::string id;
  if (event.id != static_cast<uint16_t>(EventId::CONTAINER_E)) {
    if (!state_.containers_.add_json(call_.text(p_[0]), &id)) return;
  } else {
    Container container;
    container.id = text_of(event.param(0));
    container.type = static_cast<int>(value_of<uint32_t>(event.param(1), 65535));
    container.name = text_of(event.param(2));
    container.image = text_of(event.param(3));
    id = container.id;
    state_.containers_.add(std::move(container));
  }
  moment_.thread = &state_.speak_for_container(id);
}

void Rules::apply(Effect effect) {
  switch (effect) {
    case Effect::ADDS_USER:
    case Effect::DELETES_USER:
    case Effect::ADDS_GROUP:
    case Effect::DELETES_GROUP:
      return accounts(effect);
    case Effect::ADDS_CONTAINER:
      return adds_container();
    case Effect::FORKS:
      return forks();
    case Effect::SWITCHES:
      return switches();
    case Effect::COUNTS_CPU:
      return counts_cpu();
    case Effect::SETS_SUBREAPER:
      return sets_subreaper();
    case Effect::REPORTS_USAGE:
      return reports_usage();
    default:
      break;
  }
  if (!thread_) return;
  if (moment_.event->id == static_cast<uint16_t>(EventId::SOCKET_CONNECT_E)) {
    return begins_connect(moment_.event->param(ev::SOCKET_CONNECT_E::addr));
  }
  switch (effect) {
    case Effect::OPENS:
      return opens();
    case Effect::CLOSES:
      return closes();
    case Effect::CLOSES_RANGE:
      return closes_range();
    case Effect::DUPS:
      return dups();
    case Effect::FCNTLS:
      return fcntls();
    case Effect::PIPES:
      return pipes();
    case Effect::EVENTFDS:
      return adds_anonymous(FdType::kEvent, p_[1]);
    case Effect::SIGNALFDS:
      return signalfds();
    case Effect::TIMERFDS:
      return adds_anonymous(FdType::kTimerfd, -1,
                            p_[1] >= 0 && (call_.get<uint8_t>(p_[1], 0) & kTimerCloseOnExec));
    case Effect::INOTIFIES:
      return adds_anonymous(FdType::kInotify, p_[1]);
    case Effect::EPOLLS:
      return adds_anonymous(FdType::kEventpoll, p_[1],
                            p_[1] >= 0 && (call_.get<uint32_t>(p_[1], 0) & kEpollCloseOnExec));
    case Effect::USERFAULTFDS:
      return adds_anonymous(FdType::kUserfaultfd, p_[1]);
    case Effect::IO_URINGS:
      return adds_anonymous(FdType::kIouring, -1, true);
    case Effect::OBJECTS:
      return adds_object();
    case Effect::CONTROLS:
      return controls();
    case Effect::RENAMES:
      return renames();
    case Effect::BPFS:
      return bpfs();
    case Effect::MEMFDS:
      return memfds();
    case Effect::PIDFDS:
      return pidfds();
    case Effect::GETS_FD:
      return gets_fd();
    case Effect::SOCKETS:
      return sockets();
    case Effect::SOCKET_PAIRS:
      return socket_pairs();
    case Effect::BINDS:
      return binds();
    case Effect::CONNECTS:
      return connects();
    case Effect::ACCEPTS:
      return accepts();
    case Effect::SENDS:
      return sends();
    case Effect::RECEIVES:
      return receives();
    case Effect::EXECS:
      return execs();
    case Effect::EXITS:
      return exits();
    case Effect::COUNTS_MEMORY:
      return counts_memory();
    case Effect::CHDIRS:
      return chdirs();
    case Effect::FCHDIRS:
      return fchdirs();
    case Effect::GETS_CWD:
      return gets_cwd();
    case Effect::CHROOTS:
      return chroots();
    case Effect::SETS_SID:
      return sets_sid();
    case Effect::SETS_PGID:
      return sets_pgid();
    case Effect::SETS_UID:
      return sets_user(1);
    case Effect::SETS_GID:
      return sets_group(1);
    case Effect::SETS_RESUID:
    case Effect::SETS_REUID:
      return sets_user(2);
    case Effect::SETS_RESGID:
    case Effect::SETS_REGID:
      return sets_group(2);
    case Effect::SETS_CAPS:
      return sets_caps();
    case Effect::SETS_NS:
      return sets_ns();
    case Effect::SETS_RLIMIT:
      return sets_rlimit();
    default:
      return;
  }
}

}  // namespace sonde
