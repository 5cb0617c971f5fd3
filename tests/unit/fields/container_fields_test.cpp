// Fields of containers and pods. The JSON is that of a container event in e_docker.scap with pod
// labels added; the plain texts are what sysdig 0.29.3 shows for that capture.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "process_tree.h"

namespace sonde {
namespace {

constexpr char kFullId[] = "3f4c1a2b5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f701";

class ContainerFields : public testing::Test {
 protected:
  ContainerFields() {
    ThreadSnapshot top = ProcessTree::process(50, 1, "sh"),
                   worker = ProcessTree::process(51, 50, "nginx");
    top.exe = "/bin/sh";
    top.args = ProcessTree::list({"-c", "true"});
    top.cgroups = ProcessTree::list({"cpu=/", std::string("memory=/docker/") + kFullId});
    worker.cgroups = top.cgroups;
    ThreadSnapshot box = ProcessTree::process(60, 1, "init");
    box.cgroups = ProcessTree::list({"cpu=/lxc/box1/init.scope"});
    family_.state.apply(SnapshotItem(std::vector{top, worker, box}));
  }
  void describe(std::string_view json) {
    family_.step(
        EventBuilder(EventId::CONTAINER_JSON_E, ~uint64_t{0}, ProcessTree::kNow_ns).text(json));
    family_.at(51);
  }
  std::string shown(std::string_view field) { return family_.shown(field); }
  ProcessTree family_;
};

TEST_F(ContainerFields, Host) {
  family_.at(40);
  EXPECT_EQ(shown("container.id"), "host");
  EXPECT_EQ(shown("container.name"), "host");
  EXPECT_EQ(shown("container.type"), "host");
  EXPECT_EQ(shown("container.image"), "(none)");
  EXPECT_EQ(shown("container.privileged"), "(none)");
  EXPECT_EQ(shown("container.mounts"), "(none)");
  EXPECT_EQ(shown("container.healthcheck"), "(none)");
  EXPECT_EQ(shown("k8s.pod.name"), "(none)");
}

// Until an event describes it: events 1 to 4575 of e_docker.scap.
TEST_F(ContainerFields, NotDescribed) {
  family_.at(51);
  EXPECT_EQ(shown("container.id"), "3f4c1a2b5d6e");
  EXPECT_EQ(shown("container.name"), "(none)");
  EXPECT_EQ(shown("container.type"), "docker");
  EXPECT_EQ(shown("container.image"), "(none)");
  EXPECT_EQ(shown("container.privileged"), "false");
  EXPECT_EQ(shown("container.mounts"), "");
  EXPECT_EQ(shown("container.liveness_probe"), "NONE");
  EXPECT_EQ(shown("container.mount[0]"), "(none)");
  family_.at(60);
  EXPECT_EQ(shown("container.id"), "box1");
  EXPECT_EQ(shown("container.name"), "box1");
  EXPECT_EQ(shown("container.type"), "lxc");
}

TEST_F(ContainerFields, Described) {
  describe(R"({"container":{"Mounts":[{"Destination":"/data","Mode":"","Propagation":"rprivate",
    "RW":true,"Source":"/srv"},{"Destination":"/etc/x","Mode":"ro","Propagation":"","RW":false,
    "Source":"/opt/x"}],"created_time":1699999999,"full_id":"3f4c1a2b5d6e77","id":"3f4c1a2b5d6e",
    "image":"nginx:1.25","imagedigest":"sha256:cdcd","imageid":"abab","imagerepo":"nginx",
    "imagetag":"1.25","ip":"172.17.0.2","is_pod_sandbox":false,"name":"web1","privileged":true,
    "host_network":true,"type":8,"Healthcheck":{"exe":"/bin/sh","args":["-c","true"]}}})");
  EXPECT_EQ(shown("container.name"), "web1");
  EXPECT_EQ(shown("container.full_id"), "3f4c1a2b5d6e77");
  EXPECT_EQ(shown("container.type"), "cri-o");
  EXPECT_EQ(shown("container.image"), "nginx:1.25");
  EXPECT_EQ(shown("container.image.id"), "abab");
  EXPECT_EQ(shown("container.image.repository"), "nginx");
  EXPECT_EQ(shown("container.image.tag"), "1.25");
  EXPECT_EQ(shown("container.image.digest"), "sha256:cdcd");
  EXPECT_EQ(shown("container.privileged"), "true");
  EXPECT_EQ(shown("container.host_network"), "true");
  EXPECT_EQ(shown("container.host_pid"), "false");
  EXPECT_EQ(shown("container.ip"), "172.17.0.2");
  EXPECT_EQ(shown("container.mounts"), "/srv:/data::true:rprivate,/opt/x:/etc/x:ro:false:");
  EXPECT_EQ(shown("container.mount[1]"), "/opt/x:/etc/x:ro:false:");
  EXPECT_EQ(shown("container.mount[2]"), "(none)");
  EXPECT_EQ(shown("container.mount[/opt/*]"), "/opt/x:/etc/x:ro:false:");
  EXPECT_EQ(shown("container.mount.source[/data]"), "/srv");
  EXPECT_EQ(shown("container.mount.source[/srv]"), "(none)");
  EXPECT_EQ(shown("container.mount.dest[/srv]"), "/data");
  EXPECT_EQ(shown("container.mount.mode[1]"), "ro");
  EXPECT_EQ(shown("container.mount.rdwr[/s*]"), "true");
  EXPECT_EQ(shown("container.mount.propagation[0]"), "rprivate");
  EXPECT_EQ(shown("container.healthcheck"), "/bin/sh -c true");
  EXPECT_EQ(shown("container.readiness_probe"), "NONE");
  EXPECT_EQ(family_.filtered("container.duration"), "1000000000");
  EXPECT_EQ(shown("k8s.pod.name"), "(none)");
  // Threads 50 and 51: the first is the health check's command, the other was started by it.
  EXPECT_EQ(shown("proc.is_container_healthcheck"), "true");
  EXPECT_EQ(shown("proc.is_container_liveness_probe"), "false");
  family_.at(40);
  EXPECT_EQ(shown("proc.is_container_healthcheck"), "false");
}

TEST_F(ContainerFields, Pod) {
  describe(R"({"container":{"id":"3f4c1a2b5d6e","type":7,"ip":"10.1.2.3","cni_json":"{}",
    "pod_sandbox_id":"aaaabbbbccccdddd","labels":{"io.kubernetes.pod.name":"shop-1",
    "io.kubernetes.pod.namespace":"prod","io.kubernetes.pod.uid":"11-22"},
    "pod_sandbox_labels":{"app":"shop","tier":"web"}}})");
  EXPECT_EQ(shown("container.type"), "containerd");
  EXPECT_EQ(shown("k8s.pod.name"), "shop-1");
  EXPECT_EQ(shown("k8s.ns.name"), "prod");
  EXPECT_EQ(shown("k8s.pod.uid"), "11-22");
  EXPECT_EQ(shown("k8s.pod.id"), "11-22");
  EXPECT_EQ(shown("k8s.pod.sandbox_id"), "aaaabbbbcccc");
  EXPECT_EQ(shown("k8s.pod.full_sandbox_id"), "aaaabbbbccccdddd");
  EXPECT_EQ(shown("k8s.pod.ip"), "10.1.2.3");
  EXPECT_EQ(shown("k8s.pod.cni.json"), "{}");
  EXPECT_EQ(shown("k8s.pod.label[tier]"), "web");
  EXPECT_EQ(shown("k8s.pod.label.app"), "shop");
  EXPECT_EQ(shown("k8s.pod.label[none]"), "(none)");
  EXPECT_EQ(shown("k8s.pod.labels"), "app:shop, tier:web");
  EXPECT_EQ(shown("k8s.deployment.name"), "(none)");
  EXPECT_EQ(shown("mesos.task.label.x"), "(none)");
}

TEST_F(ContainerFields, OwnAddressIsLocal) {
  describe(R"({"container":{"id":"3f4c1a2b5d6e","type":0,"ip":"172.17.0.2"}})");
  auto event = [](EventId id) { return EventBuilder(id, 51, ProcessTree::kNow_ns); };
  family_.step(event(EventId::SOCKET_SOCKET_E).u32(2).u32(1).u32(0));
  family_.step(event(EventId::SOCKET_SOCKET_X).s64(3));
  family_.step(event(EventId::SOCKET_CONNECT_E).s64(3));
  family_.step(event(EventId::SOCKET_CONNECT_X)
                   .s64(0)
                   .ipv4_tuple({172, 17, 0, 2}, 5000, {172, 17, 0, 9}, 80));
  EXPECT_EQ(shown("fd.lip"), "172.17.0.2");
  EXPECT_EQ(shown("fd.rip"), "172.17.0.9");
  EXPECT_EQ(shown("fd.is_server"), "false");
  EXPECT_EQ(shown("fd.containername"), "3f4c1a2b5d6e:172.17.0.2:5000->172.17.0.9:80");
}

}  // namespace
}  // namespace sonde
