// Names and images of containers from the files of docker and podman; see container_files.h.
// SPDX-License-Identifier: Apache-2.0
#include "proc/container_files.h"

#include <exception>
#include <filesystem>
#include <fstream>

#include "state/containers.h"
#include "state/json_values.h"

namespace sonde {
namespace {

namespace fs = std::filesystem;

constexpr uintmax_t kMaxFileBytes = 16 << 20;
constexpr size_t kMaxIdBytes = 64;

// Null when the file is not there or is no JSON.
Json::Value read_json(const fs::path& path) {
  std::error_code error;
  const uintmax_t bytes = fs::file_size(path, error);
  if (error || bytes > kMaxFileBytes) return {};
  std::string text(bytes, '\0');
  std::ifstream file(path);
  file.read(text.data(), static_cast<std::streamsize>(bytes));
  text.resize(static_cast<size_t>(file.gcount()));
  Json::Value value;
  return parse_json(text, value) ? value : Json::Value();
}

std::string text(const Json::Value& object, const char* key) {
  return json_string(json_member(object, key));
}

// "registry:5000/shop/api:1.2@sha256:..." is the repository, the tag and the digest.
void add_image(Json::Value& container, const std::string& image) {
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

Json::Value docker_container(std::string_view id, const std::string& root) {
  std::error_code error;
  for (const fs::directory_entry& entry :
       fs::directory_iterator(root + "/var/lib/docker/containers", error)) {
    const std::string full_id = entry.path().filename();
    if (!full_id.starts_with(id)) continue;
    const Json::Value config = read_json(entry.path() / "config.v2.json");
    std::string name = text(config, "Name");
    if (name.starts_with('/')) name.erase(0, 1);
    if (name.empty()) return {};
    Json::Value container;
    container["full_id"] = full_id;
    container["name"] = name;
    const Json::Value& wanted = json_member(config, "Config");
    add_image(container, text(wanted, "Image"));
    container["imageid"] = short_image_id(text(config, "Image"));
    container["labels"] = json_member(wanted, "Labels");
    return container;
  }
  return {};
}

Json::Value podman_container(const Json::Value& entry) {
  Json::Value container;
  container["full_id"] = entry["id"];
  Json::Value metadata;
  if (!parse_json(text(entry, "metadata"), metadata)) metadata = {};
  std::string name = text(metadata, "name");
  if (const Json::Value& names = json_member(entry, "names"); names.isArray() && !names.empty()) {
    name = json_string(names[0]);
  }
  if (name.empty()) return {};
  container["name"] = name;
  add_image(container, text(metadata, "image-name"));
  container["imageid"] = short_image_id(text(entry, "image"));
  return container;
}

// A folder for each storage driver: overlay-containers, vfs-containers. What podman forgets at the
// next start of the machine is in a list of its own.
Json::Value podman_container(std::string_view id, const std::string& root) {
  std::error_code error;
  for (const fs::directory_entry& folder :
       fs::directory_iterator(root + "/var/lib/containers/storage", error)) {
    if (!folder.path().filename().string().ends_with("-containers")) continue;
    for (const char* list : {"containers.json", "volatile-containers.json"}) {
      const Json::Value entries = read_json(folder.path() / list);
      if (!entries.isArray()) continue;
      for (const Json::Value& entry : entries) {
        if (text(entry, "id").starts_with(id)) return podman_container(entry);
      }
    }
  }
  return {};
}

}  // namespace

std::string container_json(std::string_view id, int type, const std::string& root) {
  // An id is part of no path here, and an empty one would fit every container.
  if (id.empty() || id.size() > kMaxIdBytes) return {};
  try {
    Json::Value container;
    if (type == static_cast<int>(ContainerType::kDocker)) container = docker_container(id, root);
    if (type == static_cast<int>(ContainerType::kPodman)) container = podman_container(id, root);
    if (!container.isObject()) return {};
    container["id"] = std::string(id);
    container["type"] = type;
    Json::Value event;
    event["container"] = container;
    Json::StreamWriterBuilder builder;
    builder["indentation"] = "";
    return Json::writeString(builder, event);
  } catch (const std::exception&) {  // of jsoncpp and of the file system; the files are not ours
    return {};
  }
}

}  // namespace sonde
