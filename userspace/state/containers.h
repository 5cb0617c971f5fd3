// Containers that a capture describes: by container events, whose JSON text is read here, and by
// the cgroups of threads, from which the id is recognised (container_sign.h).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "state/container_sign.h"

namespace sonde {

struct ContainerMount {
  std::string source, dest, mode, propagation;
  bool rdwr = false;
};

struct ContainerPort {
  uint32_t host_ip = 0;  // host order, as the format has it
  uint16_t host_port = 0, container_port = 0;
};

struct Container {
  std::string group;  // its path, where the path does not look like a container's
  std::string id, full_id, name, image, image_id, image_repo, image_tag, image_digest;
  int type = 65535;  // ContainerType, or a number that is not known here
  bool privileged = false, has_privileged = false;
  bool host_pid = false, host_network = false, host_ipc = false;
  bool is_pod_sandbox = false;
  uint64_t created_ts_ns = 0;
  std::string ip, user, cni_json, pod_sandbox_id;
  std::vector<ContainerMount> mounts;
  std::vector<ContainerPort> ports;
  std::vector<std::string> env;                              // NAME=value; recorders keep very few
  std::string healthcheck, liveness_probe, readiness_probe;  // command lines
  std::vector<std::pair<std::string, std::string>> labels, pod_sandbox_labels;
  int64_t memory_limit_bytes = 0, swap_limit_bytes = 0;
  int64_t cpu_shares = 0, cpu_quota_us = 0, cpu_period_us = 0;
};

class Containers {
 public:
  // The text of a container event; `id`, if given, gets the container's. Returns false, changing
  // nothing, when it is not such JSON.
  bool add_json(std::string_view json, std::string* id = nullptr);
  void add(Container container);
  // What the oldest container events say: id, type, name and image. recorded_json() has them, too.
  void add_short(Container container);
  void remove(std::string_view id);
  void clear();
  // The id of the container whose group this path is, as an event said; empty when none did.
  std::string at_group(std::string_view path, int& type) const;
  bool knows_groups() const { return !groups_.empty(); }
  const Container* find(std::string_view id) const;  // nullptr when unknown
  const std::map<std::string, Container, std::less<>>& all() const { return containers_; }
  // The JSON texts as they came, for the head of a new file.
  const std::map<std::string, std::string, std::less<>>& recorded_json() const { return json_; }

 private:
  std::map<std::string, Container, std::less<>> containers_;
  std::map<std::string, std::string, std::less<>> json_;
  std::map<std::string, std::string, std::less<>> groups_;  // path: id
};

}  // namespace sonde
