// Containers: the JSON text of container events to values; see containers.h.
// The text comes from a capture: a member that is missing or of another kind than expected is left
// at its default.
// SPDX-License-Identifier: Apache-2.0
#include "state/containers.h"

#include "state/json_values.h"

namespace sonde {

namespace {

constexpr size_t kMaxJsonBytes = 16 << 20;
constexpr size_t kMaxContainers = 65536;
constexpr size_t kMaxIdBytes = 256;
constexpr uint64_t kSecondNs = 1'000'000'000;

std::string text(const Json::Value& object, const char* key) {
  return json_string(json_member(object, key));
}
bool flag(const Json::Value& object, const char* key) {
  const Json::Value& value = json_member(object, key);
  return value.isBool() && value.asBool();
}
int64_t number(const Json::Value& object, const char* key, int64_t fallback = 0) {
  const Json::Value& value = json_member(object, key);
  return value.isInt64() ? value.asInt64() : fallback;
}

std::vector<std::pair<std::string, std::string>> pairs(const Json::Value& object) {
  std::vector<std::pair<std::string, std::string>> all;
  if (!object.isObject()) return all;
  for (auto at = object.begin(); at != object.end(); ++at) {
    if (at->isString()) all.emplace_back(at.name(), at->asString());
  }
  return all;
}

std::vector<ContainerMount> mounts(const Json::Value& list) {
  std::vector<ContainerMount> all;
  if (!list.isArray()) return all;
  for (const Json::Value& item : list) {
    if (!item.isObject()) continue;
    all.push_back({text(item, "Source"), text(item, "Destination"), text(item, "Mode"),
                   text(item, "Propagation"), flag(item, "RW")});
  }
  return all;
}

std::vector<ContainerPort> ports(const Json::Value& list) {
  std::vector<ContainerPort> all;
  if (!list.isArray()) return all;
  for (const Json::Value& item : list) {
    if (!item.isObject()) continue;
    all.push_back({static_cast<uint32_t>(number(item, "HostIp")),
                   static_cast<uint16_t>(number(item, "HostPort")),
                   static_cast<uint16_t>(number(item, "ContainerPort"))});
  }
  return all;
}

std::vector<std::string> texts(const Json::Value& list) {
  std::vector<std::string> all;
  if (!list.isArray()) return all;
  for (const Json::Value& item : list) {
    if (item.isString()) all.push_back(item.asString());
  }
  return all;
}

// A probe is {"exe": "/bin/sh", "args": ["-c", "..."]}; as a command line: with blanks between.
std::string probe(const Json::Value& object, const char* key) {
  const Json::Value& value = json_member(object, key);
  std::string line = text(value, "exe");
  for (const std::string& arg : texts(json_member(value, "args"))) line.append(1, ' ').append(arg);
  return line;
}

// Seconds in the captures of sysdig; later versions wrote nanoseconds into the same member.
uint64_t time_ns(int64_t value) {
  if (value <= 0) return 0;
  const auto unsigned_value = static_cast<uint64_t>(value);
  return unsigned_value < 100 * kSecondNs ? unsigned_value * kSecondNs : unsigned_value;
}

Container read_container(const Json::Value& json) {
  Container c;
  c.id = text(json, "id");
  c.full_id = text(json, "full_id");
  if (c.full_id.empty()) c.full_id = c.id;
  c.type = static_cast<int>(number(json, "type", c.type));
  // sonde's own members: a kind that the format has no number for, and whose group it is.
  const std::string runtime = text(json, "runtime");
  for (const ContainerRuntime& one : container_runtimes()) {
    if (one.name == runtime) c.type = static_cast<int>(one.type);
  }
  c.group = text(json, "cgroup");
  c.name = text(json, "name");
  // Other recorders cut a name that is an id.
  const bool is_cut = c.type == static_cast<int>(ContainerType::kContainerd) &&
                      c.full_id.size() > c.id.size() && c.full_id.starts_with(c.id) &&
                      c.full_id.size() != 64;
  if (is_cut) c.id = c.full_id;
  c.image = text(json, "image");
  c.image_id = text(json, "imageid");
  c.image_repo = text(json, "imagerepo");
  c.image_tag = text(json, "imagetag");
  c.image_digest = text(json, "imagedigest");
  c.has_privileged = json_member(json, "privileged").isBool();
  c.privileged = flag(json, "privileged");
  c.host_pid = flag(json, "host_pid");
  c.host_network = flag(json, "host_network");
  c.host_ipc = flag(json, "host_ipc");
  c.is_pod_sandbox = flag(json, "is_pod_sandbox");
  c.created_ts_ns = time_ns(number(json, "created_time"));
  c.ip = text(json, "ip");
  c.user = text(json, "User");
  c.cni_json = text(json, "cni_json");
  c.pod_sandbox_id = text(json, "pod_sandbox_id");
  c.mounts = mounts(json_member(json, "Mounts"));
  c.ports = ports(json_member(json, "port_mappings"));
  c.env = texts(json_member(json, "env"));
  c.healthcheck = probe(json, "Healthcheck");
  c.liveness_probe = probe(json, "LivenessProbe");
  c.readiness_probe = probe(json, "ReadinessProbe");
  c.labels = pairs(json_member(json, "labels"));
  c.pod_sandbox_labels = pairs(json_member(json, "pod_sandbox_labels"));
  c.memory_limit_bytes = number(json, "memory_limit");
  c.swap_limit_bytes = number(json, "swap_limit");
  c.cpu_shares = number(json, "cpu_shares");
  c.cpu_quota_us = number(json, "cpu_quota");
  c.cpu_period_us = number(json, "cpu_period");
  return c;
}

}  // namespace

bool Containers::add_json(std::string_view json, std::string* id) {
  if (json.size() > kMaxJsonBytes) return false;
  Json::Value root;
  if (!parse_json(json, root)) return false;
  const Json::Value& object = json_member(root, "container");
  if (!object.isObject()) return false;
  Container container;
  try {
    container = read_container(object);
  } catch (const std::exception&) {
    return false;
  }
  if (container.id.empty() || container.id.size() > kMaxIdBytes) return false;
  if (containers_.size() >= kMaxContainers && !find(container.id)) return false;
  json_.insert_or_assign(container.id, std::string(json));
  if (container.group.starts_with('/')) groups_.insert_or_assign(container.group, container.id);
  if (id) *id = container.id;
  add(std::move(container));
  return true;
}

void Containers::add(Container container) {
  std::string id = container.id;
  containers_.insert_or_assign(std::move(id), std::move(container));
}

void Containers::add_short(Container container) {
  Json::Value event;
  Json::Value& object = event["container"];
  object["id"] = container.id;
  object["type"] = container.type;
  object["name"] = container.name;
  object["image"] = container.image;
  const std::string json = json_text(event);
  if (!json.empty()) add_json(json);
}

void Containers::remove(std::string_view id) {
  if (auto found = containers_.find(id); found != containers_.end()) containers_.erase(found);
  if (auto found = json_.find(id); found != json_.end()) json_.erase(found);
}

void Containers::clear() {
  containers_.clear();
  json_.clear();
  groups_.clear();
}

std::string Containers::at_group(std::string_view path, int& type) const {
  const auto found = groups_.find(path);
  if (found == groups_.end()) return {};
  if (const Container* container = find(found->second)) type = container->type;
  return found->second;
}

const Container* Containers::find(std::string_view id) const {
  auto found = containers_.find(id);
  return found == containers_.end() ? nullptr : &found->second;
}

}  // namespace sonde
