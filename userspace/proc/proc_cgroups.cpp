// ProcCgroups: both versions of control groups, and mixtures of them; see proc_cgroups.h.
// SPDX-License-Identifier: Apache-2.0
#include "proc/proc_cgroups.h"

#include <fcntl.h>

#include <algorithm>

namespace sonde {
namespace {

// The order in which the kernel numbers its controllers, by their names of version 1.
constexpr std::string_view kOrder[] = {"cpuset",  "cpu",     "cpuacct", "blkio",      "memory",
                                       "devices", "freezer", "net_cls", "perf_event", "net_prio",
                                       "hugetlb", "pids",    "rdma",    "misc",       "dmem"};
// Without any list of the kernel's: those that every kernel has.
constexpr std::string_view kFallback[] = {"cpuset", "cpu", "blkio", "memory", "pids"};
constexpr std::string_view kEverywhere = "perf_event";  // of version 2: needs not be switched on
constexpr std::string_view kDeleted = " (deleted)";

std::string_view unified_name(std::string_view subsystem) {
  return subsystem == "blkio" ? "io" : subsystem;
}

bool has_word(std::string_view padded, std::string_view word) {
  std::string wanted;
  wanted.reserve(word.size() + 2);
  wanted += ' ';
  wanted += word;
  wanted += ' ';
  return padded.find(wanted) != padded.npos;
}

// The path of the hierarchy of version 1 that `subsystem` belongs to; empty when there is none.
std::string_view path_v1(std::string_view file_text, std::string_view subsystem) {
  while (!file_text.empty()) {
    const std::string_view line = file_text.substr(0, file_text.find('\n'));
    file_text.remove_prefix(std::min(line.size() + 1, file_text.size()));
    const size_t first = line.find(':');
    const size_t second = first == line.npos ? line.npos : line.find(':', first + 1);
    if (second == line.npos) continue;
    std::string_view names = line.substr(first + 1, second - first - 1);
    while (!names.empty()) {
      const std::string_view name = names.substr(0, names.find(','));
      names.remove_prefix(std::min(name.size() + 1, names.size()));
      if (name == subsystem) return line.substr(second + 1);
    }
  }
  return {};
}

std::string_view path_v2(std::string_view file_text) {
  while (!file_text.empty()) {
    const std::string_view line = file_text.substr(0, file_text.find('\n'));
    file_text.remove_prefix(std::min(line.size() + 1, file_text.size()));
    if (line.starts_with("0::")) return line.substr(3);
  }
  return {};
}

std::string_view living(std::string_view path) {
  if (path.ends_with(kDeleted)) path.remove_suffix(kDeleted.size());
  return path;
}

void put(std::string& list, std::string_view subsystem, std::string_view path) {
  list += subsystem;
  list += '=';
  list += path;
  list += '\0';
}

}  // namespace

ProcCgroups::ProcCgroups(ProcFiles& files, int proc, const std::string& cgroup_root)
    : files_(files), unified_(cgroup_root) {
  if (controllers_at("/").empty()) {
    enabled_.clear();
    unified_ += "/unified";
  }
  const std::string unified = controllers_at("/");
  std::vector<std::string> known;
  files_.for_each_line(proc, "cgroups", [&](std::string_view line) {
    if (!line.empty() && line[0] != '#') known.emplace_back(TextCursor(line).word());
  });
  for (TextCursor words(unified);;) {
    const std::string_view word = words.word();
    if (word.empty()) break;
    known.emplace_back(word == "io" ? "blkio" : word);
  }
  if (known.empty()) known.assign(std::begin(kFallback), std::end(kFallback));
  for (std::string_view name : kOrder) {
    if (std::find(known.begin(), known.end(), name) != known.end()) subsystems_.emplace_back(name);
  }
  for (const std::string& name : known) {
    if (std::find(subsystems_.begin(), subsystems_.end(), name) == subsystems_.end()) {
      subsystems_.push_back(name);
    }
  }
}

const std::string& ProcCgroups::controllers_at(std::string_view path) {
  auto found = enabled_.find(path);
  if (found != enabled_.end()) return found->second;
  std::string controllers;
  std::string_view text;
  const std::string file = unified_ + std::string(path) + "/cgroup.controllers";
  if (files_.read(AT_FDCWD, file.c_str(), text)) {
    controllers = ' ' + std::string(text);
    std::replace(controllers.begin(), controllers.end(), '\n', ' ');
    if (controllers.back() != ' ') controllers += ' ';
  }
  return enabled_.emplace(path, std::move(controllers)).first->second;
}

std::string_view ProcCgroups::group_with(std::string_view controller, std::string_view path) {
  const std::string_view name = unified_name(controller);
  if (name == kEverywhere) return path;
  const std::string& at_root = controllers_at("/");
  if (at_root.empty()) return path;  // not mounted where we look: better than to know nothing
  if (!has_word(at_root, name)) return "/";
  while (path.size() > 1) {
    const std::string& here = controllers_at(path);
    if (here.empty() || has_word(here, name)) return path;
    path = path.substr(0, std::max<size_t>(path.rfind('/'), 1));
  }
  return "/";
}

std::string ProcCgroups::make_list(std::string_view file_text) {
  std::string list;
  const std::string_view unified = living(path_v2(file_text));
  for (const std::string& subsystem : subsystems_) {
    const std::string_view path = living(path_v1(file_text, subsystem));
    if (!path.empty()) {
      put(list, subsystem, path);
    } else if (!unified.empty()) {
      put(list, subsystem, group_with(subsystem, unified));
    }
  }
  // Hierarchies of version 1 that only group, such as systemd's: no event reports them.
  while (!file_text.empty()) {
    const std::string_view line = file_text.substr(0, file_text.find('\n'));
    file_text.remove_prefix(std::min(line.size() + 1, file_text.size()));
    const size_t name = line.find(":name=");
    const size_t end = name == line.npos ? name : line.find(':', name + 1);
    if (end != line.npos && name == line.find(':')) {
      put(list, line.substr(name + 1, end - name - 1), living(line.substr(end + 1)));
    }
  }
  return list;
}

const std::string& ProcCgroups::list_of(std::string_view file_text) {
  auto [found, added] = lists_.try_emplace(std::string(file_text));
  if (added) found->second = make_list(found->first);
  return found->second;
}

}  // namespace sonde
