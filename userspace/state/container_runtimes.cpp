// The table of runtimes; see container_runtimes.h. Where runtimes name groups alike, the order
// decides: "machine-lxc\x2d..." is libvirt's, other "machine-..." are systemd's.
// SPDX-License-Identifier: Apache-2.0
#include "state/container_runtimes.h"

namespace sonde {
namespace {

using Pattern = GroupPattern;

constexpr Pattern kDockerGroups[] = {
    {"", "docker-", "", IdForm::kHex},
    {"docker", "", "", IdForm::kHex},
    {"", ":docker:", "", IdForm::kHex},
};
constexpr Pattern kBuildGroups[] = {
    {"", "docker-", "", IdForm::kBuild},
    {"buildkit", "", "", IdForm::kBuild},
};
constexpr Pattern kPodmanGroups[] = {
    {"", "libpod-", "", IdForm::kHex},
    {"", "libpod-payload-", "", IdForm::kHex},
};
constexpr Pattern kCrioGroups[] = {
    {"", "crio-", "", IdForm::kHex},
    {"", ":crio:", "", IdForm::kHex},
};
constexpr Pattern kContainerdGroups[] = {
    {"", "cri-containerd-", "", IdForm::kHex},
    {"", ":cri-containerd:", "", IdForm::kHex},
};
constexpr Pattern kNerdctlGroups[] = {{"", "nerdctl-", "", IdForm::kHex}};
constexpr Pattern kLxcGroups[] = {
    {"", "lxc.payload.", "", IdForm::kProject},
    {"lxc.payload", "", "", IdForm::kName},
    {"lxc", "", "", IdForm::kName},
};
constexpr Pattern kLibvirtGroups[] = {
    {"", "machine-lxc\\x2d", ".scope", IdForm::kEscaped},
    {"", "", ".libvirt-lxc", IdForm::kName},
};
constexpr Pattern kNspawnGroups[] = {
    {"machine.slice", "machine-", ".scope", IdForm::kEscaped},
    {"machine.slice", "systemd-nspawn@", ".service", IdForm::kEscaped},
};
constexpr Pattern kMesosGroups[] = {{"mesos", "", "", IdForm::kUuid}};
constexpr Pattern kBpmGroups[] = {
    {"", "bpm-", "", IdForm::kName},
    {"", "bpm-", ".scope", IdForm::kName},
    {"", "runc-bpm-", ".scope", IdForm::kName},
};
constexpr Pattern kFlatpakGroups[] = {{"", "app-flatpak-", ".scope", IdForm::kAppInstance}};
constexpr Pattern kSnapGroups[] = {
    {"", "snap.", ".scope", IdForm::kAppUuid},
    {"", "snap.", ".service", IdForm::kAppUuid},
};
constexpr Pattern kApptainerGroups[] = {
    {"", "apptainer-oci-", ".scope", IdForm::kName},
    {"", "apptainer-", ".scope", IdForm::kName},
};

constexpr RuntimeFile docker_file(std::string_view folder) {
  RuntimeFile file;
  file.folder = folder;
  file.file = "{id}/config.v2.json";
  file.name = "Name";
  file.image = "Config|Image";
  file.image_id = "Image";
  file.labels = "Config|Labels";
  file.created = "Created";
  return file;
}
constexpr RuntimeFile kDockerFiles[] = {
    docker_file("/var/lib/docker/containers"),
    docker_file("~/.local/share/docker/containers"),
};

constexpr RuntimeFile storage_file(std::string_view folder, std::string_view name) {
  RuntimeFile file;
  file.folder = folder;
  file.file = name;
  file.is_list = true;
  file.name = "names|0 metadata|name";
  file.image = "metadata|image-name";
  file.image_id = "image metadata|image-id";
  file.created = "created";
  return file;
}
// What podman forgets at the next start of the machine is in a list of its own.
constexpr RuntimeFile kPodmanFiles[] = {
    storage_file("/var/lib/containers/storage", "{driver}/containers.json"),
    storage_file("/var/lib/containers/storage", "{driver}/volatile-containers.json"),
    storage_file("~/.local/share/containers/storage", "{driver}/containers.json"),
    storage_file("~/.local/share/containers/storage", "{driver}/volatile-containers.json"),
};

constexpr RuntimeFile bundle_file(std::string_view folder, std::string_view name_space) {
  RuntimeFile file;
  file.folder = folder;
  file.file = "{ns}/{id}/config.json";
  file.name_space = name_space;
  file.name = "annotations|io.kubernetes.cri.container-name annotations|nerdctl/name";
  file.image =
      "annotations|io.kubernetes.cri.image-name "
      "annotations|io.kubernetes.cri.podsandbox.image-name";
  file.labels = "annotations";
  file.kind = "annotations|io.kubernetes.cri.container-type";
  file.sandbox = "annotations|io.kubernetes.cri.sandbox-id";
  file.pod = "annotations|io.kubernetes.cri.sandbox-name";
  file.pod_namespace = "annotations|io.kubernetes.cri.sandbox-namespace";
  file.pod_uid = "annotations|io.kubernetes.cri.sandbox-uid";
  return file;
}
#define SONDE_TASKS "io.containerd.runtime.v2.task"
// Of containerd itself and of what brings its own: docker, k3s and rke2, k0s, microk8s.
constexpr RuntimeFile kContainerdFiles[] = {
    bundle_file("/run/containerd/" SONDE_TASKS, "k8s.io"),
    bundle_file("/run/k3s/containerd/" SONDE_TASKS, "k8s.io"),
    bundle_file("/run/k0s/containerd/" SONDE_TASKS, "k8s.io"),
    bundle_file("/var/snap/microk8s/common/run/containerd/" SONDE_TASKS, "k8s.io"),
};
constexpr RuntimeFile kNerdctlFiles[] = {bundle_file("/run/containerd/" SONDE_TASKS, "default")};
#undef SONDE_TASKS

constexpr RuntimeFile crio_file(std::string_view folder) {
  RuntimeFile file;
  file.folder = folder;
  file.file = "{id}/userdata/config.json";
  file.name = "annotations|io.kubernetes.cri-o.Metadata|name annotations|io.kubernetes.cri-o.Name";
  file.image = "annotations|io.kubernetes.cri-o.Image annotations|io.kubernetes.cri-o.ImageName";
  file.image_id = "annotations|io.kubernetes.cri-o.ImageRef";
  file.labels = "annotations|io.kubernetes.cri-o.Labels";
  file.created = "annotations|io.kubernetes.cri-o.Created";
  file.kind = "annotations|io.kubernetes.cri-o.ContainerType";
  file.sandbox = "annotations|io.kubernetes.cri-o.SandboxID";
  file.pod =
      "annotations|io.kubernetes.cri-o.Labels|io.kubernetes.pod.name "
      "annotations|io.kubernetes.cri-o.KubeName";
  file.pod_namespace =
      "annotations|io.kubernetes.cri-o.Labels|io.kubernetes.pod.namespace "
      "annotations|io.kubernetes.cri-o.Namespace";
  file.pod_uid = "annotations|io.kubernetes.cri-o.Labels|io.kubernetes.pod.uid";
  return file;
}
constexpr RuntimeFile kCrioFiles[] = {
    crio_file("/run/containers/storage/overlay-containers"),
    crio_file("/var/lib/containers/storage/overlay-containers"),
};

constexpr ContainerRuntime kRuntimes[] = {
    {ContainerType::kDocker, "docker", kDockerGroups, kDockerFiles},
    {ContainerType::kDockerBuild, "docker build", kBuildGroups, {}},
    {ContainerType::kPodman, "podman", kPodmanGroups, kPodmanFiles},
    {ContainerType::kCrio, "cri-o", kCrioGroups, kCrioFiles},
    {ContainerType::kContainerd, "containerd", kContainerdGroups, kContainerdFiles},
    {ContainerType::kNerdctl, "nerdctl", kNerdctlGroups, kNerdctlFiles},
    {ContainerType::kLxc, "lxc", kLxcGroups, {}},
    {ContainerType::kLibvirtLxc, "libvirt-lxc", kLibvirtGroups, {}},
    {ContainerType::kSystemdNspawn, "systemd-nspawn", kNspawnGroups, {}},
    {ContainerType::kMesos, "mesos", kMesosGroups, {}},
    {ContainerType::kBpm, "bpm", kBpmGroups, {}},
    {ContainerType::kFlatpak, "flatpak", kFlatpakGroups, {}, true},
    {ContainerType::kSnap, "snap", kSnapGroups, {}, true},
    {ContainerType::kApptainer, "apptainer", kApptainerGroups, {}, true},
    {ContainerType::kRunc, "runc", {}, {}},
    {ContainerType::kRkt, "rkt", {}, {}},
    {ContainerType::kCustom, "custom", {}, {}},
    {ContainerType::kCri, "cri", {}, {}},
    {ContainerType::kStatic, "static", {}, {}},
};

}  // namespace

std::span<const ContainerRuntime> container_runtimes() { return kRuntimes; }

int file_number_of(int type) {
  switch (static_cast<ContainerType>(type)) {
    case ContainerType::kNerdctl:
      return static_cast<int>(ContainerType::kContainerd);
    case ContainerType::kDockerBuild:
      return static_cast<int>(ContainerType::kDocker);
    case ContainerType::kRunc:
    case ContainerType::kSystemdNspawn:
      return static_cast<int>(ContainerType::kCustom);
    default:
      return type;
  }
}

std::string_view container_type_name(int type) {
  for (const ContainerRuntime& runtime : kRuntimes) {
    if (static_cast<int>(runtime.type) == type) return runtime.name;
  }
  return {};
}

}  // namespace sonde
