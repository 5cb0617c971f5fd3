// Container JSON, hostile text included, and the look-up of what is not known. The JSON with all
// members is that of e_docker.scap. From groups to ids: container_sign_test.cpp.
// SPDX-License-Identifier: Apache-2.0
#include "state/containers.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "scenario.h"
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

// The files of runtimes are looked at once for a path, also when the groups of others are known.
TEST(ContainerLookUp, KeepsWhatItHasLearnt) {
  Scenario s;
  size_t looks = 0;
  std::set<std::string> seen;
  s.state.set_bundle_look_up([&looks, seen](std::string_view space, std::string_view id) mutable {
    looks += seen.emplace(std::string(space) + "/" + std::string(id)).second;
    return space == "tenant-7";
  });
  const std::string json =
      R"({"container":{"id":"my_web","type":1,"cgroup":"/lxc.payload.my_web"}})";
  for (const bool knows_groups : {false, true}) {
    if (knows_groups) s.step(s.event(EventId::CONTAINER_JSON_2_E).text(json));
    for (int i = 0; i < 3; ++i) {
      EXPECT_EQ(s.state.container_sign("pids=/tenant-7/my-ctr_1").id, "my-ctr_1");
    }
    EXPECT_EQ(s.state.container_sign("pids=/lxc.payload.my_web").id,
              knows_groups ? "my_web" : "web");
  }
  EXPECT_EQ(looks, 2u) << "/tenant-7 and /tenant-7/my-ctr_1";
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

// Found at the third attempt; after that, and after three in vain, nobody is asked.
TEST(ContainerLookUp, AsksForWhatIsNotKnownAFewTimes) {
  State state;
  std::vector<std::string> asked;
  state.set_container_look_up([&](const ContainerQuery& query) {
    const std::string& id = query.sign.id;
    EXPECT_EQ(query.sign.type, static_cast<int>(ContainerType::kPodman));
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
