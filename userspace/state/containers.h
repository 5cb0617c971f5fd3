// Containers that a capture tells of: by container events, whose JSON text is read here, and by the
// cgroups of threads, from which the id is recognised.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sonde {

struct ContainerMount {
  std::string source, dest, mode, propagation;
  bool rdwr = false;
};

struct Container {
  std::string id, full_id, name, image, image_id, image_repo, image_tag, image_digest;
  int type = 65535;                       // numbers of the format: 0 docker, 1 lxc, ... 65535 unknown
  bool privileged = false, has_privileged = false;
  bool host_pid = false, host_network = false, host_ipc = false;
  bool is_pod_sandbox = false;
  uint64_t created_ts_ns = 0;
  std::string ip, user, cni_json, pod_sandbox_id;
  std::vector<ContainerMount> mounts;
  std::string healthcheck, liveness_probe, readiness_probe;   // command lines
  std::vector<std::pair<std::string, std::string>> labels, pod_sandbox_labels;
};

// "docker", "cri-o", ... ; empty when the number stands for nothing.
std::string_view container_type_name(int type);

class Containers {
 public:
  // The text of a container event. Returns false, changing nothing, when it is not such JSON.
  bool add_json(std::string_view json);
  void add(Container container);
  void remove(std::string_view id);
  void clear();
  const Container* find(std::string_view id) const;   // nullptr when unknown
  const std::map<std::string, Container, std::less<>>& all() const { return containers_; }
  // The JSON texts as they came, for the head of a new file.
  const std::map<std::string, std::string, std::less<>>& recorded_json() const { return json_; }

 private:
  std::map<std::string, Container, std::less<>> containers_;
  std::map<std::string, std::string, std::less<>> json_;
};

// The short id (12 hex digits, or a name) that a thread's cgroups stand for; empty = the host.
// `cgroups` holds "subsystem=path" elements, each ended by a NUL.
std::string container_id_of(std::string_view cgroups);

}  // namespace sonde
