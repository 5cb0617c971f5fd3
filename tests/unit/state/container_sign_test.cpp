// From control groups to containers, one path after the other, and the units of what is none. The
// table of paths is that of the runtimes' documentation and sources, with measured ones among them
// (podman, docker, containerd, LXC on cgroup v1 and v2); its numbers are those of the list that it
// was made from. Attempts to pass for another container are among them.
// SPDX-License-Identifier: Apache-2.0
#include "state/container_sign.h"

#include <gtest/gtest.h>

#include "state/unit_names.h"

namespace sonde {
namespace {

const std::string kA = "a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4";
const std::string kB = "0f1e2d3c0f1e2d3c0f1e2d3c0f1e2d3c0f1e2d3c0f1e2d3c0f1e2d3c0f1e2d3c";

struct Row {
  int number;
  const char* path;  // $A and $B are two ids of 64 digits
  const char* runtime;
  const char* ids;  // from the outside in
  const char* more;
};

constexpr Row kRows[] = {
    {1, "/docker/$A", "docker", "$A", ""},
    {2, "/system.slice/docker-$A.scope", "docker", "$A", ""},
    {3, "/user.slice/user-1000.slice/user@1000.service/user.slice/docker-$A.scope", "docker", "$A",
     "user 1000"},
    {4, "/docker/$A/system.slice/nginx.service", "docker", "$A", ""},
    {5, "/system.slice/docker-$A.scope/init.scope", "docker", "$A", ""},
    {6, "/shop/$A", "docker", "$A", ""},
    {7, "/docker/buildkit/k3v9x2m4q8z1c7b5n6p0r2t4w", "docker build", "k3v9x2m4q8z1c7b5n6p0r2t4w",
     ""},
    {8, "/system.slice/docker-k3v9x2m4q8z1c7b5n6p0r2t4w.scope", "docker build",
     "k3v9x2m4q8z1c7b5n6p0r2t4w", ""},
    {9, "/libpod_parent/libpod-$A", "podman", "$A", ""},
    {10, "/machine.slice/libpod-$A.scope", "podman", "$A", ""},
    {11, "/machine.slice/libpod-$A.scope/container", "podman", "$A", ""},
    {12, "/machine.slice/libpod-conmon-$A.scope", "host", "", ""},
    {13, "/machine.slice/machine-libpod_pod_$B.slice/libpod-$A.scope/container", "podman", "$A",
     "pod $B"},
    {14, "/libpod_parent/$B/libpod-$A", "podman", "$A", "pod $B"},
    {15, "/libpod_parent/$B/conmon", "host", "", ""},
    {16, "/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-$A.scope/container",
     "podman", "$A", "user 1000"},
    {17,
     "/user.slice/user-1000.slice/user@1000.service/user.slice/user-libpod_pod_$B.slice/"
     "libpod-$A.scope",
     "podman", "$A", "user 1000, pod $B"},
    {18, "/user.slice/user-1000.slice/session-3.scope", "host", "", ""},
    {19, "/system.slice/shop-web.service/libpod-payload-$A", "podman", "$A", ""},
    {20, "/machine.slice/libpod-$A.scope/container/libpod_parent/libpod-$B", "podman", "$A > $B",
     ""},
    {21, "/machine.slice/libpod-$A.scope/container/init.scope", "podman", "$A", ""},
    {22, "/default/my-ctr_1", "containerd", "my-ctr_1", "namespace default"},
    {23, "/tenant-7/my-ctr_1", "containerd", "my-ctr_1", "namespace tenant-7"},
    {24, "/default/$A", "containerd", "$A", "namespace default"},
    {25, "/system.slice/nerdctl-$A.scope", "nerdctl", "$A", ""},
    {26, "/kubepods/besteffort/pod63b3ebfc-2890-11e9-8154-16bf8ef8d9dc/$A", "containerd", "$A",
     "namespace k8s.io, kubernetes pod 63b3ebfc-2890-11e9-8154-16bf8ef8d9dc"},
    {27, "/kubepods/burstable/pod63b3ebfc-2890-11e9-8154-16bf8ef8d9dc/$A", "containerd", "$A",
     "namespace k8s.io, kubernetes pod 63b3ebfc-2890-11e9-8154-16bf8ef8d9dc"},
    {28, "/kubepods/pod63b3ebfc-2890-11e9-8154-16bf8ef8d9dc/$A", "containerd", "$A",
     "namespace k8s.io, kubernetes pod 63b3ebfc-2890-11e9-8154-16bf8ef8d9dc"},
    {29,
     "/kubepods.slice/kubepods-besteffort.slice/"
     "kubepods-besteffort-pod63b3ebfc_2890_11e9_8154_16bf8ef8d9dc.slice/cri-containerd-$A.scope",
     "containerd", "$A", "kubernetes pod 63b3ebfc-2890-11e9-8154-16bf8ef8d9dc"},
    {30,
     "/kubepods.slice/kubepods-burstable.slice/"
     "kubepods-burstable-podbd12dd3393227d950605a2444b13c27a.slice/cri-containerd-$A.scope",
     "containerd", "$A", "kubernetes pod bd12dd3393227d950605a2444b13c27a"},
    {31, "/kubepods.slice/kubepods-pod63b3ebfc_2890_11e9_8154_16bf8ef8d9dc.slice/crio-$A.scope",
     "cri-o", "$A", "kubernetes pod 63b3ebfc-2890-11e9-8154-16bf8ef8d9dc"},
    {32,
     "/kubepods.slice/kubepods-besteffort.slice/"
     "kubepods-besteffort-pod63b3ebfc_2890_11e9_8154_16bf8ef8d9dc.slice/crio-$A.scope/container",
     "cri-o", "$A", "kubernetes pod 63b3ebfc-2890-11e9-8154-16bf8ef8d9dc"},
    {33, "/kubepods/besteffort/pod63b3ebfc-2890-11e9-8154-16bf8ef8d9dc/crio-$A", "cri-o", "$A",
     "kubernetes pod 63b3ebfc-2890-11e9-8154-16bf8ef8d9dc"},
    {34,
     "/kubepods.slice/kubepods-besteffort.slice/"
     "kubepods-besteffort-pod63b3ebfc_2890_11e9_8154_16bf8ef8d9dc.slice/crio-conmon-$A.scope",
     "host", "", ""},
    {35,
     "/kubepods.slice/kubepods-besteffort.slice/"
     "kubepods-besteffort-pod63b3ebfc_2890_11e9_8154_16bf8ef8d9dc.slice/docker-$A.scope",
     "docker", "$A", "kubernetes pod 63b3ebfc-2890-11e9-8154-16bf8ef8d9dc"},
    {36,
     "/system.slice/containerd.service/"
     "kubepods-burstable-podbd12dd3393227d950605a2444b13c27a.slice:cri-containerd:$A",
     "containerd", "$A", "kubernetes pod bd12dd3393227d950605a2444b13c27a"},
    {37,
     "/system.slice/docker-$A.scope/kubelet.slice/kubelet-kubepods.slice/"
     "kubelet-kubepods-besteffort.slice/"
     "kubelet-kubepods-besteffort-pod63b3ebfc_2890_11e9_8154_16bf8ef8d9dc.slice/"
     "cri-containerd-$B.scope",
     "docker", "$A > $B", ""},
    {38, "/docker/$A/kubelet/kubepods/burstable/pod63b3ebfc-2890-11e9-8154-16bf8ef8d9dc/$B",
     "docker", "$A > $B", ""},
    {39, "/system.slice/docker-$A.scope/kubelet.slice/kubelet.service", "docker", "$A", ""},
    {40, "/lxc.payload.web", "lxc", "web", ""},
    {41, "/lxc.payload.web/system.slice/nginx.service", "lxc", "web", ""},
    {42, "/lxc.payload.web-1", "lxc", "web-1", ""},
    {43, "/lxc.monitor.web", "host", "", ""},
    {44, "/lxc/web", "lxc", "web", ""},
    {45, "/lxc.payload.shop_web", "lxc", "web", ""},
    {46, "/user.slice/user-1000.slice/user@1000.service/run-r5f0.scope/lxc.payload.web/init.scope",
     "lxc", "web", "user 1000"},
    {47, "/machine.slice/machine-web.scope/payload", "systemd-nspawn", "web", ""},
    {48, "/machine.slice/systemd-nspawn@web.service/payload/init.scope", "systemd-nspawn", "web",
     ""},
    {49, "/machine.slice/systemd-nspawn@web.service/supervisor", "host", "", ""},
    {50, "/machine.slice/machine-shop\\x2dweb.scope/payload/system.slice/nginx.service",
     "systemd-nspawn", "shop-web", ""},
    {51, "/machine.slice/machine-lxc\\x2d4711\\x2dweb.scope/libvirt", "libvirt-lxc", "web", ""},
    {52, "/machine/web.libvirt-lxc", "libvirt-lxc", "web", ""},
    {53, "/machine.slice/machine-qemu\\x2d3\\x2dvm1.scope/libvirt/emulator", "host", "", ""},
    {54,
     "/user.slice/user-1000.slice/user@1000.service/app.slice/"
     "app-flatpak-org.gnome.Maps-3141592653.scope",
     "flatpak", "3141592653", "user 1000, app org.gnome.Maps"},
    {55,
     "/user.slice/user-1000.slice/user@1000.service/app.slice/"
     "snap.firefox.firefox-3f1c7d52-3d6f-4e0f-9a37-2e6f3c9b1a77.scope",
     "snap", "firefox.firefox", "user 1000, app firefox.firefox"},
    {56, "/system.slice/snap.lxd.daemon.service", "snap", "lxd.daemon", "app lxd.daemon"},
    {57, "/user.slice/user-1000.slice/user@1000.service/user.slice/apptainer-4242.scope",
     "apptainer", "4242", "user 1000"},
    {58, "/rc1", "runc", "rc1", ""},
    {59, "/system.slice/system-getty.slice/getty@tty1.service", "host", "", ""},
    {60, "/user.slice/user-1000.slice/user@1000.service/app.slice/app-gnome-firefox-2718.scope",
     "host", "", ""},
    {61, "/../../system.slice/docker-$A.scope", "docker", "$A", ""},
    {62, "/docker/$A/docker-$B.scope", "docker", "$A > $B", ""},
    {63, "/user.slice/user-1000.slice/user@1000.service/app.slice/docker-$A.scope", "host", "", ""},
};

std::string with_ids(std::string text) {
  for (const auto& [name, id] : {std::pair{"$A", kA}, {"$B", kB}}) {
    for (size_t at; (at = text.find(name)) != text.npos;) text.replace(at, 2, id);
  }
  return text;
}

std::string ids_of(const ContainerSign& sign) {
  std::string ids = sign.full_id;
  for (const std::string& id : sign.inner) ids += " > " + id;
  return ids;
}

std::string more_of(const ContainerSign& sign) {
  std::string more;
  const auto add = [&](const std::string& text) { more += (more.empty() ? "" : ", ") + text; };
  if (sign.id.empty()) return more;
  if (sign.owner_uid != kNoId) add("user " + std::to_string(sign.owner_uid));
  if (!sign.name_space.empty()) add("namespace " + sign.name_space);
  if (!sign.pod.empty()) add((sign.is_kubernetes ? "kubernetes pod " : "pod ") + sign.pod);
  if (!sign.app.empty()) add("app " + sign.app);
  return more;
}

// What is on the machine where the paths of containerd and runc were seen.
GroupHints hints_of_machine() {
  GroupHints hints;
  hints.has_bundle = [](std::string_view name_space, std::string_view id) {
    return (name_space == "tenant-7" && id == "my-ctr_1") || (name_space.empty() && id == "rc1");
  };
  return hints;
}

TEST(ContainerSign, PathsOfRuntimes) {
  const GroupHints hints = hints_of_machine();
  ASSERT_EQ(std::size(kRows), 63u);
  for (const Row& row : kRows) {
    const ContainerSign sign = container_sign_in(with_ids(row.path), hints);
    const std::string runtime =
        sign.id.empty() ? "host" : std::string(container_type_name(sign.type));
    EXPECT_EQ(runtime, row.runtime) << row.number << ": " << row.path;
    EXPECT_EQ(ids_of(sign), with_ids(row.ids)) << row.number << ": " << row.path;
    EXPECT_EQ(more_of(sign), with_ids(row.more)) << row.number << ": " << row.path;
    EXPECT_EQ(sign.id, sign.full_id.size() == 64 ? sign.full_id.substr(0, 12) : sign.full_id);
  }
}

std::string groups(std::string_view path) {
  std::string all = "cpu=/";
  all.append(1, '\0').append("memory=").append(path).append(1, '\0');
  all.append("pids=/").append(1, '\0');
  return all;
}

TEST(ContainerSign, EveryControllerIsAsked) {
  for (const Row& row : kRows) {
    const ContainerSign sign = container_sign_of(groups(with_ids(row.path)), hints_of_machine());
    EXPECT_EQ(ids_of(sign), with_ids(row.ids)) << row.number << ": " << row.path;
  }
  // Version 2 has a controller switched on for the outer group only.
  std::string all = "cpuset=/system.slice/docker-" + kA + ".scope";
  all.append(1, '\0').append("pids=/system.slice/docker-" + kA + ".scope/docker/" + kB);
  EXPECT_EQ(ids_of(container_sign_of(all)), kA + " > " + kB);
  EXPECT_EQ(container_id_of("cpu=/docker/" + kA), "a1b2c3d4a1b2") << "the end needs no NUL";
}

// Without what the machine says, two names are no container, except where there are no others.
TEST(ContainerSign, NamesOfContainerd) {
  EXPECT_EQ(container_id_of(groups("/tenant-7/my-ctr_1")), "");
  EXPECT_EQ(container_id_of(groups("/rc1")), "");
  EXPECT_EQ(container_id_of(groups("/default/redis-server-1")), "redis-server-1");
  EXPECT_EQ(container_id_of(groups("/default/containerd.service")), "");
  const ContainerSign other = container_sign_in("/k8s-other/" + kA);
  EXPECT_EQ(container_type_name(other.type), "docker");
}

TEST(ContainerSign, SandboxesAreTheHosts) {
  for (const Row& row : kRows) {
    if (row.number < 54 || row.number > 57) continue;
    EXPECT_EQ(container_id_of(groups(row.path)), "") << row.path;
    EXPECT_TRUE(container_sign_in(row.path).is_sandbox) << row.path;
  }
  const std::string inside = "/system.slice/snap.lxd.daemon.service/lxc.payload.web";
  EXPECT_EQ(container_id_of(groups(inside)), "web");
}

TEST(ContainerSign, OlderFormsOfGroups) {
  const struct {
    std::string path, id, runtime;
  } rows[] = {
      {"/user.slice/user-1000.slice/user@1000.service/x/" + kA, "a1b2c3d4a1b2", "podman"},
      {"/user.slice/user-1000.slice/podman-77.scope/" + kA, "a1b2c3d4a1b2", "podman"},
      {"/lxc.payload/web/x", "web", "lxc"},
      {"/machine.slice/machine-deb.scope", "deb", "systemd-nspawn"},
      {"/mesos/0f4c1a2b-5d6e-7f80-91a2-b3c4d5e6f708", "0f4c1a2b-5d6e-7f80-91a2-b3c4d5e6f708",
       "mesos"},
      {"/system.slice/runc-bpm-uaa.MRQXE3LPNY.scope", "uaa.MRQXE3LPNY", "bpm"},
  };
  for (const auto& row : rows) {
    const ContainerSign sign = container_sign_of(groups(row.path));
    EXPECT_EQ(sign.id, row.id) << row.path;
    EXPECT_EQ(container_type_name(sign.type), row.runtime) << row.path;
  }
}

TEST(ContainerSign, HostPathsAreNoContainers) {
  for (const std::string& path :
       {std::string("/"), std::string("/user.slice/user-0.slice/session-1.scope"),
        std::string("/system.slice/docker.service"), std::string("/init.scope"),
        "/docker/" + kA.substr(1), "/docker/x" + kA.substr(1), "/docker/" + kA + "0",
        std::string("/docker"), std::string(""), std::string("/lxc/"), std::string("/lxc"),
        std::string("/mesos/not-a-uuid"), std::string("/lxc.payload."),
        std::string("/machine.slice/machine-.scope"), std::string("/system.slice/snap..service"),
        std::string("/system.slice/bpm-agent.service"), std::string("///"),
        std::string("/kubepods/burstable"), std::string("/libpod_parent/libpod-")}) {
    EXPECT_EQ(container_id_of(groups(path)), "") << path;
  }
  EXPECT_EQ(container_id_of(""), "");
  EXPECT_EQ(container_id_of(std::string_view("no equals sign\0", 15)), "");
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "/x";
  EXPECT_EQ(container_id_of(groups(deep + "/docker/" + kA)), "") << "beyond what is looked at";
}

// A capture, or the runtime, says which group is a container's.
TEST(ContainerSign, GroupsThatAreKnown) {
  GroupHints hints;
  hints.container_at = [](std::string_view path, int& type) {
    type = static_cast<int>(ContainerType::kLxc);
    return path == "/lxc.payload.my_web" ? std::string("my_web") : std::string();
  };
  EXPECT_EQ(container_id_of(groups("/lxc.payload.my_web/init.scope"), hints), "my_web");
  EXPECT_EQ(container_id_of(groups("/lxc.payload.my_web2/init.scope"), hints), "web2");
}

// As `ps -o unit,uunit,slice` of systemd 252 names them: the user's unit where there is one.
TEST(Units, OfWhatIsNoContainer) {
  const struct {
    std::string path, unit, slice;
  } rows[] = {
      {"/system.slice/system-getty.slice/getty@tty1.service", "getty@tty1.service",
       "system-getty.slice"},
      {"/user.slice/user-1000.slice/user@1000.service/app.slice/app-gnome-firefox-2718.scope",
       "app-gnome-firefox-2718.scope", "user-1000.slice"},
      {"/user.slice/user-1000.slice/session-3.scope", "session-3.scope", "user-1000.slice"},
      {"/user.slice/user-1000.slice/user@1000.service", "user@1000.service", "user-1000.slice"},
      {"/user.slice/user-1000.slice/user@1000.service/init.scope", "init.scope", "user-1000.slice"},
      {"/init.scope", "init.scope", "-.slice"},
      {"/system.slice/nginx.service/worker/x.service", "nginx.service", "system.slice"},
      {"/system.slice/dev-hugepages.mount", "dev-hugepages.mount", "system.slice"},
      {"/system.slice/_cgroup.service", "cgroup.service", "system.slice"},
      {"/../../system.slice/ssh.service", "ssh.service", "system.slice"},
      {"/system.slice/snap.lxd.daemon.service", "snap.lxd.daemon.service", "system.slice"},
      {"/system.slice/shop-web.service/libpod-payload-" + kA, "shop-web.service", "system.slice"},
      {"/machine.slice/libpod-conmon-" + kA + ".scope", "libpod-conmon-" + kA + ".scope",
       "machine.slice"},
      {"/user.slice/user-1000.slice/user@1000.service/app.slice/docker-" + kA + ".scope",
       "docker-" + kA + ".scope", "user-1000.slice"},
      // Containers.
      {"/system.slice/docker-" + kA + ".scope", "", ""},
      {"/docker/" + kA + "/system.slice/nginx.service", "", ""},
      {"/machine.slice/systemd-nspawn@web.service/payload/init.scope", "", ""},
      {"/machine.slice/systemd-nspawn@web.service/supervisor", "systemd-nspawn@web.service",
       "machine.slice"},
      // No units.
      {"/", "", ""},
      {"/rc1", "", ""},
      {"/lxc.payload.web/system.slice/nginx.service", "", ""},
  };
  for (const auto& row : rows) {
    const std::string all = groups(row.path);
    const UnitSign sign = unit_of(all);
    EXPECT_EQ(sign.unit, row.unit) << row.path;
    EXPECT_EQ(sign.slice, row.slice) << row.path;
  }
  std::string hybrid = groups("/system.slice/longer-name.service");
  hybrid.append("name=systemd=/system.slice/a.service").append(1, '\0');
  EXPECT_EQ(unit_of(hybrid).unit, "a.service") << "the hierarchy that systemd keeps for itself";
}

}  // namespace
}  // namespace sonde
