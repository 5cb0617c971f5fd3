// Names and images of containers from the files of their runtimes; see container_files.h. One way
// for all: a row of the table names the file and the keys, and what is found becomes the JSON that
// recorders write. Ids become parts of paths only when they cannot mean anything else.
// SPDX-License-Identifier: Apache-2.0
#include "proc/container_files.h"

#include <algorithm>
#include <charconv>
#include <ctime>
#include <exception>
#include <filesystem>

#include "proc/safe_files.h"
#include "state/containers.h"
#include "state/json_values.h"

namespace sonde {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kMaxFileBytes = 4 << 20, kMaxListBytes = 64 << 20;
constexpr size_t kMaxNameBytes = 255, kMaxLabelBytes = 100;

bool is_path_part(std::string_view text) {
  return !text.empty() && text[0] != '.' && text.size() <= kMaxNameBytes &&
         std::ranges::all_of(text, [](unsigned char c) {
           return std::isalnum(c) || c == '.' || c == '_' || c == '-' || c == '@';
         });
}

// "a|b|c" goes into objects; a text on the way is JSON by itself. Of several such ways, parted by
// blanks, the first that leads to something counts.
Json::Value at_key(const Json::Value& object, std::string_view key) {
  const size_t bar = key.find('|');
  const std::string name(key.substr(0, bar));
  Json::Value parsed;
  const Json::Value* from = &object;
  if (object.isString() && parse_json(object.asString(), parsed)) from = &parsed;
  Json::Value found;
  if (from->isArray() && name == "0") {
    if (!from->empty()) found = (*from)[0];
  } else {
    found = json_member(*from, name.c_str());
  }
  return bar == key.npos ? found : at_key(found, key.substr(bar + 1));
}

Json::Value first_at(const Json::Value& object, std::string_view keys) {
  while (!keys.empty()) {
    const std::string_view key = keys.substr(0, keys.find(' '));
    keys.remove_prefix(std::min(key.size() + 1, keys.size()));
    Json::Value found = at_key(object, key);
    if (!found.isNull() && !(found.isString() && found.asString().empty())) return found;
  }
  return {};
}

std::string text_at(const Json::Value& object, std::string_view keys) {
  return json_string(first_at(object, keys));
}

// "registry:5000/shop/api:1.2@sha256:..." is the repository, the tag and the digest.
void add_image(Json::Value& container, const std::string& image) {
  if (image.empty()) return;
  container["image"] = image;
  const size_t at = image.find('@');
  std::string repo = image.substr(0, at);
  const size_t slash = repo.rfind('/'), colon = repo.rfind(':');
  if (colon != std::string::npos && (slash == std::string::npos || colon > slash)) {
    container["imagetag"] = repo.substr(colon + 1);
    repo.resize(colon);
  }
  container["imagerepo"] = repo;
  if (at != std::string::npos) container["imagedigest"] = image.substr(at + 1);
}

// The first 12 digits, as with the id of a container.
std::string short_image_id(std::string id) {
  if (const size_t colon = id.find(':'); colon != std::string::npos) id.erase(0, colon + 1);
  return id.substr(0, 12);
}

// Seconds since the epoch of "2026-11-30T21:10:46.7Z"; 0 when it is no such text.
int64_t epoch_seconds(const std::string& text) {
  std::tm parts{};
  const char* end = ::strptime(text.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
  return end ? static_cast<int64_t>(::timegm(&parts)) : 0;
}

void add_label(Json::Value& labels, const std::string& key, const std::string& value) {
  if (!value.empty() && value.size() <= kMaxLabelBytes) labels[key] = value;
}

void add_labels(Json::Value& container, const Json::Value& entry, const RuntimeFile& file) {
  Json::Value& labels = container["labels"] = Json::Value(Json::objectValue);
  const Json::Value given = first_at(entry, file.labels);
  Json::Value parsed;
  const bool is_text = given.isString() && parse_json(given.asString(), parsed);
  const Json::Value& all = is_text ? parsed : given;
  if (all.isObject()) {
    for (auto at = all.begin(); at != all.end(); ++at) {
      // The runtime's own notes stand beside the user's labels.
      const std::string key = at.name();
      const bool is_own = key.starts_with("io.kubernetes.cri") || key.starts_with("nerdctl/") ||
                          key.starts_with("io.podman.") || key.starts_with("org.systemd.");
      if (!is_own) add_label(labels, key, json_string(*at));
    }
  }
  add_label(labels, "io.kubernetes.pod.name", text_at(entry, file.pod));
  add_label(labels, "io.kubernetes.pod.namespace", text_at(entry, file.pod_namespace));
  add_label(labels, "io.kubernetes.pod.uid", text_at(entry, file.pod_uid));
}

// The description that an entry of a runtime's file gives; null when it has no name.
Json::Value describe(const Json::Value& entry, const RuntimeFile& file) {
  Json::Value container;
  std::string name = text_at(entry, file.name);
  if (name.starts_with('/')) name.erase(0, 1);
  const bool is_sandbox = text_at(entry, file.kind) == "sandbox";
  if (is_sandbox && name.empty()) name = text_at(entry, file.pod);
  if (!name.empty()) container["name"] = name;
  add_image(container, text_at(entry, file.image));
  const std::string image_id = short_image_id(text_at(entry, file.image_id));
  if (!image_id.empty()) container["imageid"] = image_id;
  add_labels(container, entry, file);
  if (is_sandbox) container["is_pod_sandbox"] = true;
  const std::string sandbox = text_at(entry, file.sandbox);
  if (!sandbox.empty() && !is_sandbox) container["pod_sandbox_id"] = sandbox;
  if (const int64_t created = epoch_seconds(text_at(entry, file.created))) {
    container["created_time"] = static_cast<Json::Int64>(created);
  }
  return container;
}

std::string home_of(uint32_t uid, const std::string& root) {
  const std::string users = SafeFolder(root + "/etc").read("passwd", kMaxFileBytes, kNoId);
  for (std::string_view rest = users; !rest.empty();) {
    std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    std::string_view fields[7];
    for (std::string_view& field : fields) {
      field = line.substr(0, line.find(':'));
      line.remove_prefix(std::min(field.size() + 1, line.size()));
    }
    uint32_t number = kNoId;
    std::from_chars(fields[2].data(), fields[2].data() + fields[2].size(), number);
    if (number == uid && fields[5].starts_with('/')) return std::string(fields[5]);
  }
  return {};
}

void replace(std::string& text, std::string_view what, std::string_view with) {
  if (const size_t at = text.find(what); at != text.npos) text.replace(at, what.size(), with);
}

class Search {
 public:
  Search(const ContainerQuery& query, const std::string& root) : query_(query), root_(root) {}

  // Null when no file knows the container.
  Json::Value find() {
    const ContainerRuntime* runtime = nullptr;
    for (const ContainerRuntime& one : container_runtimes()) {
      if (static_cast<int>(one.type) == query_.sign.type) runtime = &one;
    }
    if (!runtime || !is_path_part(query_.sign.full_id)) return {};
    AsUser user(query_.sign.owner_uid);
    for (const RuntimeFile& file : runtime->files) {
      if (Json::Value found = look_in(file); !found.isNull()) return found;
    }
    return {};
  }

 private:
  Json::Value look_in(const RuntimeFile& file) {
    std::string folder(file.folder);
    const bool is_home = folder.starts_with("~/");
    const uint32_t owner = query_.sign.owner_uid;
    // Of a user's containers only the user's files speak, and of others none of theirs.
    if (is_home != (owner != kNoId && owner != 0)) return {};
    if (is_home) {
      const std::string home = home_of(owner, root_);
      if (home.empty()) return {};
      folder = home + folder.substr(1);
    }
    const SafeFolder place(root_ + folder);
    if (!place.is_open()) return {};
    std::string path(file.file);
    replace(path, "{id}", query_.sign.full_id);
    const std::string& space = query_.sign.name_space;
    replace(path, "{ns}", is_path_part(space) ? space : std::string(file.name_space));
    const size_t driver = path.find("{driver}");
    if (driver == path.npos) return read(place, path, file, is_home);
    for (const std::string& name : place.names_ending("-containers")) {
      std::string one = path;
      one.replace(driver, 8, name);
      if (Json::Value found = read(place, one, file, is_home); !found.isNull()) return found;
    }
    return {};
  }

  Json::Value read(const SafeFolder& place, const std::string& path, const RuntimeFile& file,
                   bool is_home) {
    const uint32_t owner = is_home ? query_.sign.owner_uid : kNoId;
    const std::string text = place.read(path, file.is_list ? kMaxListBytes : kMaxFileBytes, owner);
    Json::Value value;
    if (text.empty() || !parse_json(text, value)) return {};
    if (!file.is_list) return value.isObject() ? describe(value, file) : Json::Value();
    if (!value.isArray()) return {};
    for (const Json::Value& entry : value) {
      if (text_at(entry, "id") == query_.sign.full_id) return describe(entry, file);
    }
    return {};
  }

  const ContainerQuery& query_;
  const std::string& root_;
};

bool is_trusted(const ContainerHelper& helper, const ContainerSign& sign) {
  return helper.uid == 0 || (sign.owner_uid != kNoId && helper.uid == sign.owner_uid);
}

const ContainerHelper* find_helper(const ContainerQuery& query, std::string_view comm) {
  for (const ContainerHelper& helper : query.helpers) {
    if (helper.comm.starts_with(comm) && is_trusted(helper, query.sign)) return &helper;
  }
  return nullptr;
}

Json::Value read_bundle(const std::string& folder, const std::string& file, ContainerType type) {
  const std::string text = SafeFolder(folder).read(file, kMaxFileBytes, kNoId);
  Json::Value value;
  if (text.empty() || !parse_json(text, value) || !value.isObject()) return {};
  for (const ContainerRuntime& runtime : container_runtimes()) {
    if (runtime.type == type && !runtime.files.empty()) return describe(value, runtime.files[0]);
  }
  return {};
}

// The directory that a shim works in is the bundle of its pod's sandbox, wherever containerd keeps
// its state; that of a container of the pod is beside it.
Json::Value by_shim(const ContainerQuery& query, const std::string& root) {
  const ContainerHelper* shim = find_helper(query, "containerd-shim");
  if (!shim || !is_path_part(query.sign.full_id)) return {};
  std::error_code error;
  const fs::path bundle =
      fs::read_symlink(root + "/proc/" + std::to_string(shim->pid) + "/cwd", error);
  if (error || !bundle.is_absolute()) return {};
  return read_bundle(root + bundle.parent_path().string(), query.sign.full_id + "/config.json",
                     ContainerType::kContainerd);
}

// conmon is told the name and the bundle: "conmon -c ID -n NAME -b BUNDLE".
Json::Value by_conmon(const ContainerQuery& query, const std::string& root) {
  const ContainerHelper* conmon = find_helper(query, "conmon");
  if (!conmon || conmon->after("-c") != query.sign.full_id) return {};
  Json::Value container;
  const std::string bundle(conmon->after("-b"));
  if (query.sign.type == static_cast<int>(ContainerType::kCrio) && bundle.starts_with('/')) {
    container = read_bundle(root + bundle, "config.json", ContainerType::kCrio);
  }
  const std::string name(conmon->after("-n"));
  if (text_at(container, "name").empty() && !name.empty()) container["name"] = name;
  return container;
}

// A group's name may have a number behind the container's, or a project before it. The title of the
// monitor, "[lxc monitor] /var/lib/lxc NAME", and the configuration have the name itself.
std::string lxc_name(const ContainerQuery& query, const std::string& root) {
  constexpr std::string_view kTitle = "[lxc monitor] ", kPart = "/lxc.payload.";
  for (const ContainerHelper& helper : query.helpers) {
    for (const std::string& arg : helper.args) {
      const size_t at = arg.find(kTitle);
      if (at != arg.npos && is_trusted(helper, query.sign)) return arg.substr(arg.rfind(' ') + 1);
    }
  }
  const size_t at = query.sign.group.rfind(kPart);
  if (at == std::string::npos) return {};
  const std::string name = query.sign.group.substr(at + kPart.size());
  const bool is_known =
      is_path_part(name) &&
      !SafeFolder(root + "/var/lib/lxc").read(name + "/config", kMaxFileBytes, kNoId).empty();
  return is_known ? name : std::string();
}

Json::Value described(const ContainerQuery& query, const std::string& root) {
  const ContainerSign& sign = query.sign;
  Json::Value container = Search(query, root).find();
  if (container.isNull()) container = by_shim(query, root);
  if (container.isNull()) container = by_conmon(query, root);
  if (sign.type == static_cast<int>(ContainerType::kLxc)) {
    const std::string name = lxc_name(query, root);
    if (name.empty()) return {};
    container["name"] = container["id"] = container["full_id"] = name;
  }
  return container;
}

}  // namespace

std::string container_json(const ContainerQuery& query, const std::string& root) {
  const ContainerSign& sign = query.sign;
  if (sign.id.empty()) return {};
  try {
    Json::Value container = described(query, root);
    if (!container.isObject()) return {};
    const bool is_hex = sign.full_id != sign.id;
    if (text_at(container, "name").empty()) {
      if (is_hex) return {};
      container["name"] = sign.full_id;  // what ctr was told is all that there is
    }
    if (!container.isMember("id")) {
      container["id"] = sign.id;
      container["full_id"] = sign.full_id;
    }
    container["type"] = file_number_of(sign.type);
    container["runtime"] = std::string(container_type_name(sign.type));
    if (!is_hex) container["cgroup"] = sign.group;
    Json::Value event;
    event["container"] = container;
    return json_text(event);
  } catch (const std::exception&) {  // of jsoncpp and of the file system; the files are not ours
    return {};
  }
}

bool has_container_bundle(std::string_view name_space, std::string_view id,
                          const std::string& root) {
  if (!is_path_part(id) || (!name_space.empty() && !is_path_part(name_space))) return false;
  const auto exists = [&](const std::string& folder, const std::string& file) {
    return !SafeFolder(root + folder).read(file, kMaxFileBytes, kNoId).empty();
  };
  const std::string name(id);
  if (name_space.empty()) {
    return exists("/run/runc", name + "/state.json") || exists("/run/crun", name + "/status");
  }
  const std::string path = std::string(name_space) + "/" + name + "/config.json";
  for (const ContainerRuntime& runtime : container_runtimes()) {
    if (runtime.type != ContainerType::kContainerd) continue;
    for (const RuntimeFile& file : runtime.files) {
      if (exists(std::string(file.folder), path)) return true;
    }
  }
  return false;
}

}  // namespace sonde
