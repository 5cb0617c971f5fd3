// The runtimes of containers: a row for each, with the names that it gives to control groups.
// Used by container_sign.cpp (from a path to an id). Next: container_runtimes.cpp, the table
// itself.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace sonde {

// Numbers of the format, but for those from 70000 on, which are known here only: a file that is
// written has kContainerd for kNerdctl, kDocker for kDockerBuild and kCustom for kRunc.
enum class ContainerType : int {
  kDocker = 0,
  kLxc = 1,
  kLibvirtLxc = 2,
  kMesos = 3,
  kRkt = 4,
  kCustom = 5,
  kCri = 6,
  kContainerd = 7,
  kCrio = 8,
  kBpm = 9,
  kStatic = 10,
  kPodman = 11,
  kUnknown = 65535,
  kSystemdNspawn = 70000,
  kNerdctl = 70001,
  kDockerBuild = 70002,
  kRunc = 70003,  // runc or crun, called without a manager above
  kFlatpak = 70010,
  kSnap = 70011,
  kApptainer = 70012,
};

// "docker", "cri-o", ... ; empty when the number stands for nothing.
std::string_view container_type_name(int type);

// How an id is written in the name of a group.
enum class IdForm : uint8_t {
  kHex,          // 64 hexadecimal digits; ".scope" may follow
  kBuild,        // 25 letters and digits of BuildKit; ".scope" may follow
  kUuid,         // 36 characters
  kName,         // what the user called it
  kEscaped,      // the same, with the characters that systemd escapes
  kProject,      // PROJECT_NAME or NAME
  kAppInstance,  // APP-INSTANCE, of which the instance is the id
  kAppUuid,      // APP-UUID or APP, of which the app is the id
};

// One component of a path: `prefix`, the id, `suffix`. A prefix that begins with a colon may stand
// anywhere in the component.
struct GroupPattern {
  std::string_view parent;  // the component before; empty = any
  std::string_view prefix, suffix;
  IdForm form = IdForm::kHex;
};

// A file in which a runtime describes a container, or all of them, as JSON. A key is a way into it:
// its words are parted by bars, and a text on the way is JSON by itself. Where several keys, parted
// by blanks, are given, the first that leads to something counts.
struct RuntimeFile {
  std::string_view
      folder;  // the administrator's; "~/..." is that of the user who has the container
  // Below it: {id} and {ns} are the container's id and namespace, {driver} is every folder that
  // ends with "-containers".
  std::string_view file;
  std::string_view name_space;  // where the group does not say it
  bool is_list = false;         // of containers, each with its "id"
  std::string_view name, image, image_id, labels, created;
  std::string_view kind;  // of a pod's sandbox it leads to "sandbox"
  std::string_view sandbox, pod, pod_namespace, pod_uid;
};

struct ContainerRuntime {
  ContainerType type;
  std::string_view name;                 // as container.type shows it
  std::span<const GroupPattern> groups;  // empty: its containers cannot be told by the path
  std::span<const RuntimeFile> files;    // tried in this order; empty: there are none
  bool is_sandbox = false;               // of one program: shown as the host's unit, no container
};

std::span<const ContainerRuntime> container_runtimes();
// The number of the format that stands for a type in a file.
int file_number_of(int type);

}  // namespace sonde
