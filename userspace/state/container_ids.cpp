// Container ids from control groups: every runtime puts its containers into groups whose path holds
// the id in a way of its own. Called when a thread's groups change; see containers.h.
// The runtimes are tried in the order in which libsinsp tries them, each with all groups.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "state/containers.h"

namespace sonde {

namespace {

constexpr size_t kFullIdBytes = 64;
constexpr size_t kShortIdBytes = 12;

bool is_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  });
}

// The text between the last `prefix` and the last `suffix` (the end when that is empty).
std::string_view between(std::string_view path, std::string_view prefix, std::string_view suffix) {
  size_t start = path.rfind(prefix);
  if (start == std::string_view::npos) return {};
  start += prefix.size();
  const size_t end = suffix.empty() ? path.size() : path.rfind(suffix);
  if (end == std::string_view::npos || end < start) return {};
  return path.substr(start, end - start);
}

// Runtimes built on runc name the group after the full id: 64 hex digits.
std::string_view runc_id(std::string_view path, std::string_view prefix, std::string_view suffix) {
  const std::string_view id = between(path, prefix, suffix);
  if (id.size() != kFullIdBytes || !is_hex(id)) return {};
  return id.substr(0, kShortIdBytes);
}

bool is_in_user_slice(std::string_view path) {
  constexpr std::string_view kPrefix = "/user.slice/user-";
  if (!path.starts_with(kPrefix)) return false;
  path.remove_prefix(kPrefix.size());
  const size_t digits = std::min(path.find_first_not_of("0123456789"), path.size());
  return digits > 0 && path.substr(digits).starts_with(".slice/");
}

std::string_view podman_id(std::string_view path) {
  for (std::string_view suffix : {".scope", ".scope/container", ""}) {
    const std::string_view id = runc_id(path, "/libpod-", suffix);
    if (!id.empty()) return id;
  }
  // Without systemd a user's containers lie below his own slice or a scope of podman's.
  if (is_in_user_slice(path) || path.find("/podman-") != std::string_view::npos) {
    return runc_id(path, "/", "");
  }
  return {};
}

std::string_view docker_id(std::string_view path) {
  const std::string_view id = runc_id(path, "/", "");
  return id.empty() ? runc_id(path, "/docker-", ".scope") : id;
}

std::string_view cri_id(std::string_view path) {
  struct Pattern {
    std::string_view prefix, suffix;
  };
  constexpr Pattern kPatterns[] = {{"/crio-", ""},
                                   {"/cri-containerd-", ".scope"},
                                   {"/crio-", ".scope"},
                                   {":cri-containerd:", ""}};
  for (const Pattern& pattern : kPatterns) {
    const std::string_view id = runc_id(path, pattern.prefix, pattern.suffix);
    if (!id.empty()) return id;
  }
  return {};
}

std::string_view lxc_id(std::string_view path) {
  for (std::string_view prefix : {"/lxc/", "/lxc.payload/", "/lxc.payload."}) {
    const size_t at = path.find(prefix);
    if (at == std::string_view::npos) continue;
    const std::string_view rest = path.substr(at + prefix.size());
    return rest.substr(0, rest.find('/'));
  }
  return {};
}

// Those of old versions, below /libvirt/lxc/, are taken for lxc's own by the function above.
std::string_view libvirt_lxc_id(std::string_view path) {
  constexpr std::string_view kSuffix = ".libvirt-lxc";
  if (path.ends_with(kSuffix)) {
    path.remove_suffix(kSuffix.size());
    return path.substr(path.rfind('/') + 1);
  }
  // systemd writes "-" as \x2d.
  constexpr std::string_view kEscaped = "-lxc\\x2";
  const size_t at = path.find(kEscaped);
  const size_t scope = path.find(".scope");
  if (at != std::string_view::npos && scope != std::string_view::npos &&
      (path.substr(scope) == ".scope" || path.substr(scope) == ".scope/libvirt")) {
    const size_t start = at + kEscaped.size() + 1;
    return start < scope ? path.substr(start, scope - start) : std::string_view();
  }
  return {};
}

std::string_view mesos_id(std::string_view path) {
  constexpr std::string_view kPrefix = "/mesos/";
  constexpr size_t kUuidBytes = 36;
  const size_t at = path.find(kPrefix);
  if (at == std::string_view::npos) return {};
  std::string_view id = path.substr(at + kPrefix.size());
  id = id.substr(0, id.find('/'));
  if (id.size() != kUuidBytes || std::count(id.begin(), id.end(), '-') != 4) return {};
  return id;
}

std::string_view bpm_id(std::string_view path) {
  std::string_view id = between(path, "bpm-", "");
  if (id.ends_with(".scope")) id.remove_suffix(6);
  const bool valid = std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
           c == '_' || c == '-';
  });
  return valid ? id : std::string_view();
}

// Containers of ctr(1) may have any name; they lie in the namespace "default".
std::string_view containerd_id(std::string_view path) {
  constexpr std::string_view kPrefix = "/default/";
  if (!path.starts_with(kPrefix)) return {};
  for (std::string_view unit : {".service", ".slice", ".scope"}) {
    if (path.ends_with(unit)) return {};
  }
  const std::string_view id = between(path, kPrefix, "");
  return id.size() > kFullIdBytes ? std::string_view() : id.substr(0, kShortIdBytes);
}

// "/machine.slice/systemd-nspawn@NAME.service", or "/machine.slice/machine-NAME.scope" when the
// container was not started as a service. libvirt puts virtual machines into scopes like these.
std::string_view nspawn_id(std::string_view path) {
  constexpr std::string_view kSlice = "/machine.slice/";
  if (!path.starts_with(kSlice)) return {};
  path.remove_prefix(kSlice.size());
  path = path.substr(0, path.find('/'));
  const auto unit = [&](std::string_view prefix, std::string_view suffix) {
    if (!path.starts_with(prefix) || !path.ends_with(suffix)) return std::string_view();
    if (path.size() < prefix.size() + suffix.size()) return std::string_view();
    return path.substr(prefix.size(), path.size() - prefix.size() - suffix.size());
  };
  const std::string_view service = unit("systemd-nspawn@", ".service");
  if (!service.empty()) return service;
  const std::string_view scope = unit("machine-", ".scope");
  if (scope.starts_with("qemu\\x2d") || scope.starts_with("lxc\\x2d")) return {};
  return scope;
}

struct Runtime {
  ContainerType type;
  std::string_view (*id_in)(std::string_view path);
};

constexpr Runtime kRuntimes[] = {
    {ContainerType::kPodman, podman_id},
    {ContainerType::kDocker, docker_id},
    {ContainerType::kCri, cri_id},
    {ContainerType::kLxc, lxc_id},
    {ContainerType::kLibvirtLxc, libvirt_lxc_id},
    {ContainerType::kMesos, mesos_id},
    {ContainerType::kBpm, bpm_id},
    {ContainerType::kContainerd, containerd_id},
    {ContainerType::kSystemdNspawn, nspawn_id},
};

}  // namespace

ContainerSign container_sign_of(std::string_view cgroups) {
  for (const Runtime& runtime : kRuntimes) {
    for (std::string_view rest = cgroups; !rest.empty();) {
      const size_t end = std::min(rest.find('\0'), rest.size());
      const std::string_view group = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      const size_t equals = group.find('=');
      if (equals == std::string_view::npos) continue;
      const std::string_view id = runtime.id_in(group.substr(equals + 1));
      if (!id.empty()) return {id, static_cast<int>(runtime.type)};
    }
  }
  return {};
}

std::string container_id_of(std::string_view cgroups) {
  return std::string(container_sign_of(cgroups).id);
}

}  // namespace sonde
