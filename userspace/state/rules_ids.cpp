// Rules of identities and limits: directories, sessions, users, groups, capabilities, accounts;
// and the table that says which rule belongs to which effect. See rules.h.
// SPDX-License-Identifier: Apache-2.0
#include "state/format_flags.h"
#include "state/moment.h"
#include "state/rules.h"

namespace sonde {

namespace {

constexpr uint8_t kResourceNofile = flag_value("rlimit_resources", "RLIMIT_NOFILE");
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

// The caller's number, in its own namespace; that it leads a group of the same number, too, is said
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

// A thread that enters a new user namespace has every capability there.
void Rules::sets_ns() {
  if (result() < 0) return;
  const bool joins = p_[1] >= 0;
  if (!joins && (call_.get<uint32_t>(p_[2], 0) & kCloneFiles)) unshare_fds(*thread_);
  if (!(call_.get<uint32_t>(p_[2], 0) & kCloneNewUser)) return;
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

void Rules::adds_user() {
  state_.users_.add(UserInfo{call_.get<uint32_t>(p_[0], kNoId), call_.get<uint32_t>(p_[1], kNoId),
                             text(call_, p_[2]), text(call_, p_[3]), text(call_, p_[4]),
                             text(call_, p_[5])});
}

void Rules::deletes_user() {
  state_.users_.remove_user(call_.text(p_[5]), call_.get<uint32_t>(p_[0], kNoId));
}

void Rules::adds_group() {
  state_.users_.add(
      GroupInfo{call_.get<uint32_t>(p_[0], kNoId), text(call_, p_[1]), text(call_, p_[2])});
}

void Rules::deletes_group() {
  state_.users_.remove_group(call_.text(p_[2]), call_.get<uint32_t>(p_[0], kNoId));
}

void Rules::adds_container() {
  const RawEvent& event = *moment_.event;
  std::string id;
  if (event.id != static_cast<uint16_t>(EventId::CONTAINER_E)) {
    if (!state_.containers_.add_json(call_.text(p_[0]), &id)) return;
    if (const Container* known = state_.containers_.find(id); known && !known->group.empty()) {
      state_.find_members(known->group);
    }
  } else {
    Container container;
    container.id = text_of(event.param(0));
    container.type = static_cast<int>(value_of<uint32_t>(event.param(1), 65535));
    container.name = text_of(event.param(2));
    container.image = text_of(event.param(3));
    id = container.id;
    state_.containers_.add_short(std::move(container));
  }
  moment_.thread = &state_.speak_for_container(id);
}

}  // namespace sonde
