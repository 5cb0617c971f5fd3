// The snapshot at the start, into the State and out of it again; see schema/snapshot.h.
// SPDX-License-Identifier: Apache-2.0
#include <unordered_set>

#include "schema/socket_address.h"
#include "state/format_flags.h"
#include "state/state.h"

namespace sonde {

namespace {

constexpr size_t kMaxNameBytes = 1023;  // of a descriptor, in a file

// Made as a thread of its process, but with a copy of its descriptors.
bool has_own_fds(const ThreadInfo& info) {
  return (info.flags & (kCloneThread | kCloneFiles)) == kCloneThread;
}

void give_ip_name(Descriptor& fd) { fd.name = SharedText(ip_name(fd)); }

// Neither bound nor connected.
bool has_no_address(const Descriptor& fd) {
  const auto zero = [](const IpAddress& address) { return address.bytes == IpAddress().bytes; };
  return zero(fd.source) && zero(fd.dest) && fd.source_port == 0 && fd.dest_port == 0;
}

}  // namespace

Descriptor descriptor_of(const FdSnapshot& from) {
  Descriptor fd;
  fd.type = from.type;
  fd.ino = from.ino;
  fd.l4 = from.l4;
  fd.source = from.source;
  fd.dest = from.dest;
  fd.source_port = from.source_port;
  fd.dest_port = from.dest_port;
  fd.unix_source = from.unix_source;
  fd.unix_dest = from.unix_dest;
  fd.open_flags = from.open_flags;
  fd.dev = from.dev;
  if (fd.open_flags & kOpenCloseOnExec) fd.flags |= Descriptor::kCloseOnExec;
  if (!fd.is_ip()) {
    std::string_view name = from.name;
    // Recorders of before 2018 kept the end of the line of /proc/net/unix.
    if (fd.is_unix() && name.ends_with('\n')) name.remove_suffix(1);
    fd.name = SharedText(name);
    if (moves_threads(name)) fd.flags |= Descriptor::kMovesThreads;
    return fd;
  }
  if (fd.type == FdType::kIpv6 && !has_no_address(fd) && is_mapped_ipv4(fd.source) &&
      is_mapped_ipv4(fd.dest)) {
    fd.type = FdType::kIpv4;
    fd.source = unmap_ipv4(fd.source);
    fd.dest = unmap_ipv4(fd.dest);
  }
  if (fd.is_listener()) fd.flags |= Descriptor::kServer;
  if (fd.is_listener() && fd.l4 != L4Proto::kTcp) fd.flags |= Descriptor::kRoleGuessed;
  if (fd.is_connected_ip()) {
    if (has_no_address(fd)) return fd;  // as a socket that was just made: without a name
    fd.flags |= Descriptor::kConnected;
  }
  give_ip_name(fd);
  return fd;
}

namespace {

FdSnapshot snapshot_of(const Descriptor& fd, int64_t tid, int64_t number) {
  FdSnapshot to;
  to.tid = static_cast<uint64_t>(tid);
  to.fd = number;
  to.ino = fd.ino;
  to.type = fd.type;
  to.l4 = fd.l4;
  to.source = fd.source;
  to.dest = fd.dest;
  to.source_port = fd.source_port;
  to.dest_port = fd.dest_port;
  to.unix_source = fd.unix_source;
  to.unix_dest = fd.unix_dest;
  to.open_flags = fd.open_flags & ~kOpenCloseOnExec;
  if (fd.flags & Descriptor::kCloseOnExec) to.open_flags |= kOpenCloseOnExec;
  to.dev = fd.dev;
  // A snapshot has this end first; its reader finds the role by who listens.
  if (fd.is_connected_ip() && (fd.flags & Descriptor::kServer)) {
    std::swap(to.source, to.dest);
    std::swap(to.source_port, to.dest_port);
  }
  if (!fd.is_ip()) to.name = std::string(fd.name.view().substr(0, kMaxNameBytes));
  return to;
}

ThreadSnapshot snapshot_of(const Thread& thread) {
  const ThreadInfo& info = *thread.info;
  ThreadSnapshot to;
  to.tid = static_cast<uint64_t>(info.tid);
  to.pid = static_cast<uint64_t>(info.pid);
  to.ptid = static_cast<uint64_t>(info.ptid);
  to.sid = info.sid;
  to.vpgid = info.vpgid;
  to.pgid = info.pgid;
  to.comm = info.comm.view();
  to.exe = info.exe.view();
  to.exepath = info.exepath.view();
  to.cwd = info.cwd.empty() ? "/" : std::string(info.cwd.view());
  to.root = info.root.view();
  to.args = info.args.view();
  to.env = info.env.view();
  to.cgroups = info.cgroups.view();
  to.fdlimit = info.fdlimit;
  to.flags = info.flags;
  // Who has descriptors of its own has a list of its own.
  if (thread.leader && thread.leader != &thread) {
    to.flags |= kCloneThread | kCloneFiles;
    if (thread.fds != thread.leader->fds) to.flags &= ~kCloneFiles;
  }
  to.uid = info.uid;
  to.gid = info.gid;
  to.loginuid = info.loginuid;
  to.vmsize_kb = thread.vmsize_kb;
  to.vmrss_kb = thread.vmrss_kb;
  to.vmswap_kb = thread.vmswap_kb;
  to.pfmajor = thread.pfmajor;
  to.pfminor = thread.pfminor;
  to.vtid = info.vtid;
  to.vpid = info.vpid;
  to.pidns_init_start_ts = info.pidns_init_start_ts_ns;
  to.tty = info.tty;
  to.cap_inheritable = info.cap_inheritable;
  to.cap_permitted = info.cap_permitted;
  to.cap_effective = info.cap_effective;
  to.exe_writable = info.exe_writable;
  to.exe_upper_layer = info.exe_upper_layer;
  to.exe_lower_layer = info.exe_lower_layer;
  to.exe_from_memfd = info.exe_from_memfd;
  to.exe_ino = info.exe_ino;
  to.exe_ino_ctime = info.exe_ino_ctime;
  to.exe_ino_mtime = info.exe_ino_mtime;
  return to;
}

std::string with_slash(std::string directory) {
  if (!directory.empty() && directory.back() != '/') directory += '/';
  return directory;
}

void fill_info(ThreadInfo& info, const ThreadSnapshot& from) {
  info.tid = static_cast<int64_t>(from.tid);
  info.pid = static_cast<int64_t>(from.pid);
  info.ptid = static_cast<int64_t>(from.ptid);
  info.sid = from.sid;
  info.vpgid = from.vpgid;
  info.pgid = from.pgid;
  info.vtid = from.vtid;
  info.vpid = from.vpid;
  info.comm = SharedText(from.comm);
  info.exe = SharedText(from.exe);
  info.exepath = SharedText(from.exepath);
  info.args = SharedText(from.args);
  info.env = SharedText(from.env);
  info.cgroups = SharedText(tidy_cgroups(from.cgroups));
  info.cwd = SharedText(with_slash(from.cwd));
  info.root = SharedText(from.root);
  info.fdlimit = from.fdlimit;
  info.flags = from.flags;
  info.uid = from.uid;
  info.gid = from.gid;
  info.loginuid = from.loginuid;
  info.tty = from.tty;
  info.cap_inheritable = from.cap_inheritable;
  info.cap_permitted = from.cap_permitted;
  info.cap_effective = from.cap_effective;
  info.exe_ino = from.exe_ino;
  info.exe_ino_ctime = from.exe_ino_ctime;
  info.exe_ino_mtime = from.exe_ino_mtime;
  info.pidns_init_start_ts_ns = from.pidns_init_start_ts;
  info.exe_writable = from.exe_writable;
  info.exe_upper_layer = from.exe_upper_layer;
  info.exe_lower_layer = from.exe_lower_layer;
  info.exe_from_memfd = from.exe_from_memfd;
  info.valid = true;
}

}  // namespace

void State::add_snapshot(const ThreadSnapshot& from) {
  const int64_t tid = static_cast<int64_t>(from.tid);
  Thread* thread = threads_.find(tid);
  if (!thread) thread = threads_.add(tid);
  if (!thread) return;
  fill_info(thread->info.edit(), from);
  set_container_id(thread->info.edit());
  thread->vmsize_kb = from.vmsize_kb;
  thread->vmrss_kb = from.vmrss_kb;
  thread->vmswap_kb = from.vmswap_kb;
  thread->pfmajor = from.pfmajor;
  thread->pfminor = from.pfminor;
}

bool State::note_usage(const Usage& usage) {
  Thread* thread = threads_.find(usage.tid);
  if (!thread) return false;
  // Both zero would stand for ticks that were never counted.
  if (thread->cpu_user_ticks == 0 && thread->cpu_system_ticks == 0) thread->cpu_user_ticks = 1;
  if (usage.has_total) {
    thread->knows_total = true;
    thread->total_user_ns = usage.total_user_ns;
    thread->total_system_ns = usage.total_system_ns;
  }
  bool is_news = thread->pfmajor != usage.pfmajor || thread->pfminor != usage.pfminor;
  thread->pfmajor = usage.pfmajor;
  thread->pfminor = usage.pfminor;
  if (!usage.has_memory) return is_news;
  is_news |= thread->vmsize_kb != usage.vmsize_kb || thread->vmrss_kb != usage.vmrss_kb;
  thread->vmsize_kb = usage.vmsize_kb;
  thread->vmrss_kb = usage.vmrss_kb;
  return is_news;
}

void State::add_snapshot(const FdSnapshot& from) {
  Thread* thread = threads_.find(static_cast<int64_t>(from.tid));
  if (!thread || !(thread->info->is_leader() || has_own_fds(*thread->info))) return;
  Descriptor fd = descriptor_of(from);
  fd.serial = next_serial_++;
  thread->fds->set(from.fd, DescriptorRef::make(std::move(fd)));
  thread->fds->seen_ts_ns = snapshot_ts_ns_;
}

std::vector<FdSnapshot> State::look_up(int64_t tid, const std::vector<int64_t>& only) {
  ++look_ups_;
  return look_up_(tid, only);
}

void State::look_up_all(Thread& thread) {
  if (!look_up_) return;
  // By now others work on it, or nobody has the time: later.
  const bool is_shared = thread.fds.use_count() > 1;
  const std::vector<FdSnapshot> found = is_shared ? std::vector<FdSnapshot>() : look_up(thread.tid);
  if (found.empty()) {
    suspect(thread);
    return;
  }
  thread.fds = std::make_shared<DescriptorTable>();
  for (const FdSnapshot& one : found) {
    Descriptor fd = descriptor_of(one);
    fd.serial = next_serial_++;
    thread.fds->set(one.fd, DescriptorRef::make(std::move(fd)));
  }
  suspect(thread);
}

// Makes `thread` a member of its process, once.
void State::link_to_leader(Thread& thread) {
  if (thread.leader) return;
  if (thread.info->is_leader()) {
    thread.leader = &thread;
    return;
  }
  Thread* leader = threads_.find(thread.info->pid);
  if (!leader || leader == &thread) return;
  if (!leader->info->is_leader()) return;
  leader->leader = leader;
  thread.leader = leader;
  ++leader->nchilds;
  if (!has_own_fds(*thread.info)) thread.fds = leader->fds;
}

void State::apply(const SnapshotItem& item) {
  if (auto* machine = std::get_if<MachineInfo>(&item)) {
    machine_ = *machine;
  } else if (auto* interfaces = std::get_if<std::vector<InterfaceInfo>>(&item)) {
    interfaces_ = *interfaces;
  } else if (auto* users = std::get_if<std::vector<UserInfo>>(&item)) {
    for (const UserInfo& user : *users) users_.add(user);
  } else if (auto* groups = std::get_if<std::vector<GroupInfo>>(&item)) {
    for (const GroupInfo& group : *groups) users_.add(group);
  } else if (auto* threads = std::get_if<std::vector<ThreadSnapshot>>(&item)) {
    for (const ThreadSnapshot& thread : *threads) add_snapshot(thread);
    threads_.for_each([&](Thread& thread) { link_to_leader(thread); });
  } else if (auto* fds = std::get_if<std::vector<FdSnapshot>>(&item)) {
    for (const FdSnapshot& fd : *fds) add_snapshot(fd);
  }
}

// Connections that existed before the capture: /proc does not show who called connect. The end
// whose port has a listener on this machine is the server.
void State::find_roles() {
  std::unordered_set<uint16_t> listening;
  threads_.for_each([&](Thread& thread) {
    thread.fds->for_each([&](int64_t, const Descriptor& fd) {
      if (fd.is_listener()) listening.insert(fd.source_port);
    });
  });
  std::vector<int64_t> numbers;
  threads_.for_each([&](Thread& thread) {
    numbers.clear();
    thread.fds->for_each([&](int64_t number, const Descriptor& fd) {
      const bool connected = fd.is_connected_ip() && (fd.flags & Descriptor::kConnected);
      if (connected && !fd.has_role()) numbers.push_back(number);
    });
    for (int64_t number : numbers) {
      Descriptor& fd = thread.fds->find(number)->edit();
      if (!listening.contains(fd.source_port)) {
        fd.flags |= Descriptor::kClient;
        continue;
      }
      fd.flags |= Descriptor::kServer;
      std::swap(fd.source, fd.dest);
      std::swap(fd.source_port, fd.dest_port);
      give_ip_name(fd);
    }
  });
}

void State::forget_thread(int64_t tid) {
  if (Thread* thread = threads_.find(tid)) {
    if (thread->leader == thread && thread->nchilds > 0) detach_members(thread);
    remove_thread(thread);
  }
}

void State::forget_descriptor(int64_t tid, int64_t fd) {
  if (Thread* thread = threads_.find(tid)) thread->fds->erase(fd);
}

void State::give_descriptor_flags(int64_t tid, int64_t fd, uint16_t flags) {
  Thread* thread = threads_.find(tid);
  DescriptorRef* found = thread ? thread->fds->find(fd) : nullptr;
  if (!found) return;
  Descriptor& changed = found->edit();
  changed.flags = flags;
  if (!changed.is_connected_ip() || !(flags & Descriptor::kServer)) return;
  std::swap(changed.source, changed.dest);
  std::swap(changed.source_port, changed.dest_port);
  if (!has_no_address(changed)) give_ip_name(changed);
}

ThreadSnapshot State::snapshot_of_thread(const Thread& thread) { return snapshot_of(thread); }

FdSnapshot State::snapshot_of_descriptor(const Descriptor& fd, int64_t tid, int64_t number) {
  return snapshot_of(fd, tid, number);
}

std::vector<SnapshotItem> State::snapshot() const {
  std::vector<UserInfo> users;
  std::vector<GroupInfo> groups;
  users_.for_each_user([&](const UserInfo& user) {
    if (user.container_id.empty()) users.push_back(user);
  });
  users_.for_each_group([&](const GroupInfo& group) {
    if (group.container_id.empty()) groups.push_back(group);
  });
  std::vector<ThreadSnapshot> threads;
  std::vector<FdSnapshot> fds;
  threads_.for_each([&](const Thread& thread) {
    if (!thread.info->valid) return;
    threads.push_back(snapshot_of(thread));
    if (thread.leader && thread.leader != &thread && thread.fds == thread.leader->fds) return;
    thread.fds->for_each([&](int64_t number, const Descriptor& fd) {
      fds.push_back(snapshot_of(fd, thread.tid, number));
    });
  });
  std::vector<SnapshotItem> items;
  items.emplace_back(machine_);
  items.emplace_back(interfaces_);
  items.emplace_back(std::move(users));
  items.emplace_back(std::move(groups));
  items.emplace_back(std::move(threads));
  items.emplace_back(std::move(fds));
  return items;
}

}  // namespace sonde
