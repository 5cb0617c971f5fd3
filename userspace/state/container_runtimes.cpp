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

constexpr ContainerRuntime kRuntimes[] = {
    {ContainerType::kDocker, "docker", kDockerGroups},
    {ContainerType::kDockerBuild, "docker build", kBuildGroups},
    {ContainerType::kPodman, "podman", kPodmanGroups},
    {ContainerType::kCrio, "cri-o", kCrioGroups},
    {ContainerType::kContainerd, "containerd", kContainerdGroups},
    {ContainerType::kNerdctl, "nerdctl", kNerdctlGroups},
    {ContainerType::kLxc, "lxc", kLxcGroups},
    {ContainerType::kLibvirtLxc, "libvirt-lxc", kLibvirtGroups},
    {ContainerType::kSystemdNspawn, "systemd-nspawn", kNspawnGroups},
    {ContainerType::kMesos, "mesos", kMesosGroups},
    {ContainerType::kBpm, "bpm", kBpmGroups},
    {ContainerType::kFlatpak, "flatpak", kFlatpakGroups, true},
    {ContainerType::kSnap, "snap", kSnapGroups, true},
    {ContainerType::kApptainer, "apptainer", kApptainerGroups, true},
    {ContainerType::kRunc, "runc", {}},
    {ContainerType::kRkt, "rkt", {}},
    {ContainerType::kCustom, "custom", {}},
    {ContainerType::kCri, "cri", {}},
    {ContainerType::kStatic, "static", {}},
};

}  // namespace

std::span<const ContainerRuntime> container_runtimes() { return kRuntimes; }

std::string_view container_type_name(int type) {
  for (const ContainerRuntime& runtime : kRuntimes) {
    if (static_cast<int>(runtime.type) == type) return runtime.name;
  }
  return {};
}

}  // namespace sonde
