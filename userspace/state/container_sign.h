// ContainerSign: what the control groups of a thread say of its container. The outermost id in a
// path is the container: who may make groups inside it cannot pass for another. Called by State
// when a thread's groups change. Next: container_runtimes.h (the names), unit_names.h (what is no
// container).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/snapshot.h"
#include "state/container_runtimes.h"

namespace sonde {

struct ContainerSign {
  std::string id;       // 12 hex digits, or a name; empty on the host
  std::string full_id;  // 64 hex digits, or the name
  int type = static_cast<int>(ContainerType::kUnknown);  // a ContainerType
  bool is_sandbox = false;     // flatpak, snap, apptainer: the host's, with an app
  uint32_t owner_uid = kNoId;  // whose manager made the group; kNoId = the system's
  std::string group;           // the path of the container's own group
  std::string app;             // of a sandbox
  std::string name_space;      // of containerd; empty when the path does not say it
  std::string pod;             // id of podman's pod, or uid of Kubernetes'
  bool is_kubernetes = false;
  std::vector<std::string> inner;  // full ids of containers inside, from the outside in

  bool is_container() const { return !id.empty() && !is_sandbox; }
};

// What a path alone does not say. Either may be empty: nothing is known then.
struct GroupHints {
  // Whether containerd has a container `id` in `name_space`; of a runtime that was called by itself
  // when `name_space` is empty.
  std::function<bool(std::string_view name_space, std::string_view id)> has_bundle;
  // The full id of the container whose group this path is, as its runtime or a capture says;
  // `type` gets its ContainerType. Empty when there is none.
  std::function<std::string(std::string_view path, int& type)> container_at;
};

// `cgroups` holds "subsystem=path" elements, each ended by a NUL.
ContainerSign container_sign_of(std::string_view cgroups, const GroupHints& hints = {});
// The same of one path.
ContainerSign container_sign_in(std::string_view path, const GroupHints& hints = {});

// The id of the container that a thread's cgroups stand for; empty = the host.
std::string container_id_of(std::string_view cgroups, const GroupHints& hints = {});

}  // namespace sonde
