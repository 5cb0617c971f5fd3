// Rules of control groups: a thread moves when its number is written into a file of another group.
// That is how the first process of a container gets into it, before it runs the container's
// program. See rules.h; the groups' names are read in container_sign.cpp.
// SPDX-License-Identifier: Apache-2.0
#include <charconv>

#include "state/rules.h"

namespace sonde {

namespace {

constexpr std::string_view kMount = "/sys/fs/cgroup/";

struct GroupFile {
  std::string_view hierarchy;  // "cpu,cpuacct", "unified"; empty: version 2 is mounted there
  std::string_view path;       // of the group, with its first slash
  bool of_process = false;     // all threads of the process move
};

std::string_view take_name(std::string_view& path) {
  const size_t slash = path.rfind('/');
  const std::string_view name = path.substr(slash + 1);
  path = path.substr(0, slash);
  return name;
}

bool is_group_file(std::string_view name) {
  return name == "cgroup.procs" || name == "tasks" || name == "cgroup.threads";
}

// Whether the elements of `cgroups` name this hierarchy of version 1 or a part of it.
bool is_hierarchy(std::string_view name, std::string_view cgroups) {
  if (name == "unified" || name == "systemd") return true;
  const std::string_view first = name.substr(0, name.find(','));
  for (std::string_view rest = cgroups; !rest.empty();) {
    const size_t end = std::min(rest.find('\0'), rest.size());
    if (rest.substr(0, rest.find('=')) == first) return true;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return false;
}

GroupFile parse(std::string_view name, std::string_view cgroups) {
  GroupFile file;
  file.of_process = take_name(name) == "cgroup.procs";
  std::string_view path = name.size() < kMount.size() ? "" : name.substr(kMount.size() - 1);
  const std::string_view first = path.substr(0, path.find('/', 1)).substr(path.empty() ? 0 : 1);
  if (is_hierarchy(first, cgroups)) {
    file.hierarchy = first;
    path.remove_prefix(first.size() + 1);
  }
  file.path = path.empty() ? "/" : path;
  return file;
}

// Whether the path that stands for `subsystem` is another after the move.
bool changes(std::string_view subsystem, std::string_view path, const GroupFile& file) {
  std::string_view hierarchy = file.hierarchy;
  if (hierarchy.empty()) {
    // A controller of version 2 has the path of the nearest group for which it is switched on: for
    // which is not known here, but perf_event always is, and what is no group above is left.
    const bool is_above =
        file.path.starts_with(path) &&
        (path == "/" || file.path.size() == path.size() || file.path[path.size()] == '/');
    return subsystem == "perf_event" || !is_above;
  }
  if (hierarchy == "systemd") return subsystem == "name=systemd";
  while (!hierarchy.empty()) {
    const std::string_view one = hierarchy.substr(0, hierarchy.find(','));
    if (one == subsystem) return true;
    hierarchy.remove_prefix(std::min(one.size() + 1, hierarchy.size()));
  }
  return false;
}

// The list with the new path where the hierarchy stands.
std::string moved(std::string_view cgroups, const GroupFile& file) {
  std::string list;
  bool is_there = false;
  for (std::string_view rest = cgroups; !rest.empty();) {
    const size_t end = std::min(rest.find('\0'), rest.size());
    const std::string_view element = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const size_t equals = std::min(element.find("=/"), element.size());
    const std::string_view subsystem = element.substr(0, equals);
    const std::string_view path = element.substr(std::min(equals + 1, element.size()));
    if (changes(subsystem, path, file)) {
      list.append(subsystem).append(1, '=').append(file.path);
      is_there = true;
    } else {
      list.append(element);
    }
    list += '\0';
  }
  if (!is_there && file.hierarchy.empty()) {
    list.append("perf_event=").append(file.path).append(1, '\0');
  }
  return list;
}

}  // namespace

bool moves_threads(std::string_view path) {
  return path.starts_with(kMount) && is_group_file(path.substr(path.rfind('/') + 1));
}

// Numbers are those of the caller's pid namespace.
Thread* Rules::named_by_caller(int64_t number) {
  const ThreadInfo& caller = *thread_->info;
  if (number == 0) return thread_;
  if (caller.vpid == caller.pid || caller.vpid < 0) return state_.threads_.find(number);
  Thread* found = nullptr;
  state_.threads_.for_each([&](Thread& other) {
    const bool is_in_same = other.info->pidns_init_start_ts_ns == caller.pidns_init_start_ts_ns;
    if (other.info->vtid == number && is_in_same) found = &other;
  });
  return found;
}

void Rules::move(Thread& thread, std::string_view cgroups) {
  if (thread.info->cgroups.view() == cgroups) return;
  ThreadInfo& info = thread.info.edit();
  assign(info.cgroups, cgroups);
  state_.set_container_id(info);
}

void Rules::moves_threads() {
  if (result() < 0 || !thread_ || !moment_.fd) return;
  const std::string_view data = as_text(call_.param(p_[2]));
  int64_t number = -1;
  std::from_chars(data.data(), data.data() + data.size(), number);
  Thread* target = number < 0 ? nullptr : named_by_caller(number);
  if (!target || !target->info->valid) return;
  const GroupFile file = parse(moment_.fd->name, target->info->cgroups);
  const std::string cgroups = moved(target->info->cgroups, file);
  move(*target, cgroups);
  if (!file.of_process) return;
  const Thread* process = target->leader;
  if (!process || (process == target && process->nchilds == 0)) return;
  state_.threads_.for_each([&](Thread& other) {
    if (other.leader == process && &other != target) {
      move(other, moved(other.info->cgroups, file));
    }
  });
}

}  // namespace sonde
