// Container ids from control groups, and container JSON, hostile text included. The patterns are
// those of the runtimes; the JSON with all members is that of e_docker.scap.
// SPDX-License-Identifier: Apache-2.0
#include "state/containers.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "state/state.h"

namespace sonde {
namespace {

constexpr char kHex[] = "aa4c1a2b5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f702";

std::string groups(std::string_view path) {
  std::string all = "cpu=/";
  all.append(1, '\0').append("memory=").append(path).append(1, '\0');
  all.append("pids=/").append(1, '\0');
  return all;
}

struct Expected {
  std::string path;
  std::string id;
  ContainerType type;
};

TEST(ContainerIds, PatternsOfRuntimes) {
  const std::string hex = kHex, id = "aa4c1a2b5d6e";
  const Expected rows[] = {
      {"/docker/" + hex, id, ContainerType::kDocker},
      {"/system.slice/docker-" + hex + ".scope", id, ContainerType::kDocker},
      {"/kubepods/burstable/pod1234abcd-1111-2222-3333-444455556666/" + hex, id,
       ContainerType::kDocker},
      {"/machine.slice/libpod-" + hex + ".scope", id, ContainerType::kPodman},
      {"/machine.slice/libpod-" + hex + ".scope/container", id, ContainerType::kPodman},
      {"/libpod_parent/libpod-" + hex, id, ContainerType::kPodman},
      {"/user.slice/user-1000.slice/user@1000.service/x/" + hex, id, ContainerType::kPodman},
      {"/kubepods.slice/pod1.slice/crio-" + hex + ".scope", id, ContainerType::kCri},
      {"/kubepods.slice/pod1.slice/cri-containerd-" + hex + ".scope", id, ContainerType::kCri},
      {"/kubepods-pod1.slice:cri-containerd:" + hex, id, ContainerType::kCri},
      {"/kubepods/pod1/crio-" + hex, id, ContainerType::kCri},
      {"/lxc/web/init.scope", "web", ContainerType::kLxc},
      {"/lxc.payload/web/x", "web", ContainerType::kLxc},
      {"/lxc.payload.web", "web", ContainerType::kLxc},
      {"/machine/web.libvirt-lxc", "web", ContainerType::kLibvirtLxc},
      {"/machine.slice/machine-lxc\\x2d777\\x2dweb.scope", "777\\x2dweb",
       ContainerType::kLibvirtLxc},
      {"/libvirt/lxc/web", "web", ContainerType::kLxc},
      {"/mesos/0f4c1a2b-5d6e-7f80-91a2-b3c4d5e6f708", "0f4c1a2b-5d6e-7f80-91a2-b3c4d5e6f708",
       ContainerType::kMesos},
      {"/system.slice/runc-bpm-uaa.MRQXE3LPNY.scope", "uaa.MRQXE3LPNY", ContainerType::kBpm},
      {"/default/redis-server-1", "redis-server", ContainerType::kContainerd},
      {"/machine.slice/systemd-nspawn@deb.service/payload", "deb", ContainerType::kSystemdNspawn},
      {"/machine.slice/machine-deb.scope", "deb", ContainerType::kSystemdNspawn},
  };
  for (const Expected& row : rows) {
    const std::string all = groups(row.path);
    const ContainerSign sign = container_sign_of(all);
    EXPECT_EQ(sign.id, row.id) << row.path;
    EXPECT_EQ(sign.type, static_cast<int>(row.type)) << row.path;
    EXPECT_EQ(container_id_of(all), row.id) << row.path;
  }
}

TEST(ContainerIds, HostPathsAreNoContainers) {
  const std::string hex = kHex;
  for (const std::string& path :
       {std::string("/"), std::string("/user.slice/user-0.slice/session-1.scope"),
        std::string("/system.slice/docker.service"), std::string("/init.scope"),
        "/docker/" + hex.substr(1), "/docker/x" + hex.substr(1), "/docker/" + hex + "0",
        std::string("/default/containerd.service"), std::string("/docker"), std::string(""),
        std::string("/machine.slice/machine-qemu\\x2d1\\x2dvm.scope"),
        std::string("/mesos/not-a-uuid"), std::string("/lxc/")}) {
    EXPECT_EQ(container_id_of(groups(path)), "") << path;
  }
  EXPECT_EQ(container_id_of(""), "");
  EXPECT_EQ(container_id_of(std::string_view("no equals sign\0", 15)), "");
  // The last element need not be ended.
  EXPECT_EQ(container_id_of("cpu=/docker/" + hex), "aa4c1a2b5d6e");
}

TEST(ContainerJson, AllMembers) {
  Containers containers;
  ASSERT_TRUE(containers.add_json(
      R"({"container":{"Mounts":[{"Destination":"/data","Mode":"","Propagation":"rprivate",
      "RW":true,"Source":"/srv"}],"cpu_period":100000,"cpu_quota":7,"cpu_shares":512,
      "created_time":1795420800,"env":["MESOS_TASK_ID=t.1"],"full_id":"3f4c","id":"3f4c1a2b5d6e",
      "image":"nginx:1.25","ip":"172.17.0.2","is_pod_sandbox":false,"User":"www",
      "labels":{"com.example.role":"web1","tier":"front"},"lookup_state":1,
      "memory_limit":268435456,"swap_limit":5,"name":"web1","type":0,
      "port_mappings":[{"ContainerPort":80,"HostIp":16777343,"HostPort":8090}],"privileged":false,
      "LivenessProbe":{"exe":"/check","args":[]}}})"));
  const Container* c = containers.find("3f4c1a2b5d6e");
  ASSERT_NE(c, nullptr);
  EXPECT_EQ(c->name, "web1");
  EXPECT_EQ(c->type, 0);
  EXPECT_EQ(c->user, "www");
  EXPECT_EQ(c->created_ts_ns, 1795420800000000000u);
  EXPECT_EQ(c->memory_limit_bytes, 268435456);
  EXPECT_EQ(c->cpu_quota_us, 7);
  ASSERT_EQ(c->mounts.size(), 1u);
  EXPECT_EQ(c->mounts[0].dest, "/data");
  EXPECT_TRUE(c->mounts[0].rdwr);
  ASSERT_EQ(c->ports.size(), 1u);
  EXPECT_EQ(c->ports[0].host_port, 8090);
  EXPECT_EQ(c->ports[0].container_port, 80);
  ASSERT_EQ(c->env.size(), 1u);
  ASSERT_EQ(c->labels.size(), 2u);
  EXPECT_EQ(c->labels[0].first, "com.example.role");
  EXPECT_EQ(c->liveness_probe, "/check");
  EXPECT_EQ(c->healthcheck, "");
  EXPECT_TRUE(c->has_privileged);
  EXPECT_EQ(containers.recorded_json().size(), 1u);
}

TEST(ContainerJson, LaterTextReplacesAndRemoveForgets) {
  Containers containers;
  EXPECT_TRUE(containers.add_json(R"({"container":{"id":"a","name":"one"}})"));
  EXPECT_TRUE(containers.add_json(R"({"container":{"id":"a","name":"two"}})"));
  ASSERT_EQ(containers.all().size(), 1u);
  EXPECT_EQ(containers.find("a")->name, "two");
  EXPECT_NE(containers.recorded_json().at("a").find("two"), std::string::npos);
  containers.remove("a");
  containers.remove("a");
  EXPECT_EQ(containers.find("a"), nullptr);
  EXPECT_TRUE(containers.recorded_json().empty());
}

TEST(ContainerJson, OtherTextChangesNothing) {
  Containers containers;
  std::string deep = R"({"container":{"id":"a","labels":)";
  deep.append(5000, '[').append(5000, ']').append("}}");
  for (const std::string& json :
       {std::string(), std::string("{"), std::string("[]"), std::string("null"), std::string("7"),
        std::string(R"({"container":7})"), std::string(R"({"container":{}})"),
        std::string(R"({"container":{"id":7}})"), std::string(R"({"container":{"id":""}})"),
        std::string(R"({"other":{"id":"a"}})"), deep,
        R"({"container":{"id":")" + std::string(300, 'x') + R"("}})"}) {
    EXPECT_FALSE(containers.add_json(json)) << json.substr(0, 60);
  }
  EXPECT_TRUE(containers.all().empty());
  EXPECT_TRUE(containers.recorded_json().empty());
}

TEST(ContainerJson, MembersOfOtherKindsAreLeftOut) {
  Containers containers;
  ASSERT_TRUE(containers.add_json(
      R"({"container":{"id":"a","name":7,"type":"docker","image":["x"],"privileged":"yes",
      "Mounts":{"a":1},"labels":["x"],"port_mappings":[7],"env":"x","created_time":-5,
      "memory_limit":1e300,"Healthcheck":"x","ip":null,
      "pod_sandbox_labels":{"n":7,"s":"t"}}})"));
  const Container* c = containers.find("a");
  ASSERT_NE(c, nullptr);
  EXPECT_EQ(c->name, "");
  EXPECT_EQ(c->type, 65535);
  EXPECT_FALSE(c->has_privileged);
  EXPECT_TRUE(c->mounts.empty());
  EXPECT_TRUE(c->labels.empty());
  EXPECT_TRUE(c->ports.empty());
  EXPECT_EQ(c->created_ts_ns, 0u);
  EXPECT_EQ(c->memory_limit_bytes, 0);
  ASSERT_EQ(c->pod_sandbox_labels.size(), 1u);
}

TEST(ContainerTypes, Names) {
  EXPECT_EQ(container_type_name(0), "docker");
  EXPECT_EQ(container_type_name(2), "libvirt-lxc");
  EXPECT_EQ(container_type_name(8), "cri-o");
  EXPECT_EQ(container_type_name(11), "podman");
  EXPECT_EQ(container_type_name(65535), "");
  EXPECT_EQ(container_type_name(-3), "");
}

// Found at the third attempt; after that, and after three in vain, nobody is asked.
TEST(ContainerLookUp, AsksForWhatIsNotKnownAFewTimes) {
  State state;
  std::vector<std::string> asked;
  state.set_container_look_up([&](std::string_view id, int type) {
    EXPECT_EQ(type, static_cast<int>(ContainerType::kPodman));
    asked.emplace_back(id);
    const bool is_reported = id == "aa4c1a2b5d6e" && std::ranges::count(asked, id) == 3;
    return is_reported ? std::string(R"({"container":{"id":"aa4c1a2b5d6e","name":"shop"}})") : "";
  });
  const auto meet = [&](uint64_t tid, const std::string& path) {
    ThreadSnapshot thread;
    thread.tid = thread.pid = tid;
    thread.cgroups = groups(path);
    state.apply(std::vector<ThreadSnapshot>{thread});
  };
  const std::string other = "bb" + std::string(62, '7');
  for (uint64_t tid = 1; tid <= 5; ++tid) {
    meet(tid, std::string("/machine.slice/libpod-") + kHex + ".scope");
    meet(10 + tid, "/machine.slice/libpod-" + other + ".scope");
    meet(20 + tid, "/user.slice");
  }
  EXPECT_EQ(std::ranges::count(asked, "aa4c1a2b5d6e"), 3);
  EXPECT_EQ(std::ranges::count(asked, other.substr(0, 12)), 3);
  EXPECT_EQ(asked.size(), 6u);
  EXPECT_EQ(state.container_of(*state.find_thread(1))->name, "shop");
  EXPECT_EQ(state.containers().recorded_json().size(), 1u) << "for the head of a file";
  EXPECT_EQ(state.container_of(*state.find_thread(11)), nullptr);
}

}  // namespace
}  // namespace sonde
