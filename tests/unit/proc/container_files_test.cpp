// Files of runtimes, written here in the form that the runtimes give them (docker 20.10,
// podman 4.3, containerd 1.6 and CRI-O, of which samples were taken or their sources read), and
// hostile ones. That podman's own are read: tests/live/cases/journey_container.
// SPDX-License-Identifier: Apache-2.0
#include "proc/container_files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "proc/safe_files.h"
#include "state/containers.h"

namespace sonde {
namespace {

namespace fs = std::filesystem;

const std::string kA = "0123456789ab" + std::string(52, 'c');
const std::string kB = "ba9876543210" + std::string(52, 'd');
const std::string kTasks = "/run/containerd/io.containerd.runtime.v2.task/";
const std::string kUid = "63b3ebfc-2890-11e9-8154-16bf8ef8d9dc";

class ContainerFiles : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = "/tmp/sonde-containers-XXXXXX";
    ASSERT_TRUE(mkdtemp(name.data()));
    root = name;
  }
  void TearDown() override { fs::remove_all(root); }
  void write(const std::string& path, const std::string& text) {
    const fs::path whole = root + path;
    fs::create_directories(whole.parent_path());
    std::ofstream(whole) << text;
  }
  ContainerQuery query_of(const std::string& path) {
    GroupHints hints;
    hints.has_bundle = [&](std::string_view space, std::string_view id) {
      return has_container_bundle(space, id, root);
    };
    ContainerQuery query;
    query.sign = container_sign_in(path, hints);
    return query;
  }
  // As the state takes it.
  Container found(const ContainerQuery& query) {
    Containers all;
    std::string id;
    const std::string json = container_json(query, root);
    if (json.empty() || !all.add_json(json, &id)) return {};
    return *all.find(id);
  }
  Container found(const std::string& path) { return found(query_of(path)); }
  static std::string label(const Container& container, std::string_view key) {
    for (const auto& [name, value] : container.labels) {
      if (name == key) return value;
    }
    return "(none)";
  }

  std::string root;
};

constexpr char kDockerJson[] =
    R"({"Name":"/shop-web-1","Image":"sha256:fedcba98765432100000",
        "Created":"2026-11-30T21:10:46.7Z",
        "Config":{"Image":"registry:5000/shop/web:1.2","Env":["SECRET=x"],
        "Labels":{"tier":"front","io.kubernetes.pod.name":"shop-0"}}})";

TEST_F(ContainerFiles, Docker) {
  write("/var/lib/docker/containers/" + kA + "/config.v2.json", kDockerJson);
  write("/var/lib/docker/containers/" + kB + "/config.v2.json", "{}");
  const Container c = found("/docker/" + kA);
  EXPECT_EQ(c.name, "shop-web-1");
  EXPECT_EQ(c.full_id, kA);
  EXPECT_EQ(container_type_name(c.type), "docker");
  EXPECT_EQ(c.image, "registry:5000/shop/web:1.2");
  EXPECT_EQ(c.image_repo, "registry:5000/shop/web");
  EXPECT_EQ(c.image_tag, "1.2");
  EXPECT_EQ(c.image_id, "fedcba987654");
  EXPECT_EQ(c.created_ts_ns, 1796073046'000'000'000u) << "date -d 2026-11-30T21:10:46Z +%s";
  EXPECT_EQ(label(c, "tier"), "front");
  EXPECT_EQ(label(c, "io.kubernetes.pod.name"), "shop-0");
  EXPECT_EQ(container_json(query_of("/docker/" + kA), root).find("SECRET"), std::string::npos);
  EXPECT_EQ(found("/docker/" + kB).id, "") << "a file that says nothing";
  EXPECT_EQ(found("/docker/" + std::string(64, 'e')).id, "");
}

TEST_F(ContainerFiles, Podman) {
  write(
      "/var/lib/containers/storage/overlay-containers/containers.json",
      R"([{"id":"ffff","names":["no"]},{"id":")" + kA + R"(","names":["shop-api-1"],"image":"aa11",
      "metadata":"{\"image-name\":\"localhost/shop@sha256:77\",\"name\":\"other\"}"}])");
  write("/var/lib/containers/storage/vfs-containers/volatile-containers.json",
        R"([{"id":")" + kB + R"(","names":[],"metadata":"{\"name\":\"passing\"}"}])");
  const Container c = found("/machine.slice/libpod-" + kA + ".scope");
  EXPECT_EQ(c.name, "shop-api-1");
  EXPECT_EQ(c.image_repo, "localhost/shop");
  EXPECT_EQ(c.image_tag, "");
  EXPECT_EQ(c.image_digest, "sha256:77");
  EXPECT_EQ(found("/libpod_parent/libpod-" + kB).name, "passing");
  EXPECT_EQ(found("/docker/" + kA).id, "") << "each runtime has its own files";
}

// A user's containers are described by that user's files, and by no other's.
TEST_F(ContainerFiles, OfUsers) {
  const uint32_t me = geteuid() ? geteuid() : 1000;
  const std::string uid = std::to_string(me), home = "/home/u1";
  write("/etc/passwd", "root:x:0:0::/root:/bin/sh\nu1:x:" + uid + ":1::" + home + ":/bin/sh\n");
  const std::string podman = home + "/.local/share/containers/storage/overlay-containers";
  write(podman + "/containers.json", R"([{"id":")" + kA + R"(","names":["mine"]}])");
  write(home + "/.local/share/docker/containers/" + kB + "/config.v2.json", kDockerJson);
  write("/var/lib/docker/containers/" + kA + "/config.v2.json", kDockerJson);
  if (geteuid() == 0) {
    for (const auto& entry : fs::recursive_directory_iterator(root + home)) {
      ASSERT_EQ(chown(entry.path().c_str(), me, me), 0);
    }
    ASSERT_EQ(chmod(root.c_str(), 0755), 0);
  }
  const std::string slice =
      "/user.slice/user-" + uid + ".slice/user@" + uid + ".service/user.slice";
  EXPECT_EQ(found(slice + "/libpod-" + kA + ".scope/container").name, "mine");
  EXPECT_EQ(found(slice + "/docker-" + kB + ".scope").name, "shop-web-1");
  EXPECT_EQ(found(slice + "/docker-" + kA + ".scope").id, "") << "that is root's";
  EXPECT_EQ(found("/machine.slice/libpod-" + kA + ".scope").id, "") << "that is the user's";
}

const std::string kPodAnnotations = R"("io.kubernetes.cri.sandbox-id":")" + kB +
                                    R"(","io.kubernetes.cri.sandbox-name":"shop-0",
       "io.kubernetes.cri.sandbox-namespace":"prod","io.kubernetes.cri.sandbox-uid":")" +
                                    kUid + "\"";

TEST_F(ContainerFiles, Kubernetes) {
  const std::string api = R"({"annotations":{"io.kubernetes.cri.container-type":"container",
      "io.kubernetes.cri.container-name":"api",
      "io.kubernetes.cri.image-name":"docker.io/shop/api:1.2",)" +
                          kPodAnnotations + "}}";
  write(kTasks + "k8s.io/" + kA + "/config.json", api);
  write(
      kTasks + "k8s.io/" + kB + "/config.json",
      R"({"annotations":{"io.kubernetes.cri.container-type":"sandbox",)" + kPodAnnotations + "}}");
  for (const std::string& path :
       {"/kubepods/besteffort/pod" + kUid + "/" + kA,
        "/kubepods.slice/kubepods-pod" + kUid + ".slice/cri-containerd-" + kA + ".scope"}) {
    const Container c = found(path);
    EXPECT_EQ(c.name, "api") << path;
    EXPECT_EQ(container_type_name(c.type), "containerd");
    EXPECT_EQ(c.image_tag, "1.2");
    EXPECT_EQ(label(c, "io.kubernetes.pod.name"), "shop-0");
    EXPECT_EQ(label(c, "io.kubernetes.pod.namespace"), "prod");
    EXPECT_EQ(label(c, "io.kubernetes.pod.uid"), kUid);
    EXPECT_EQ(c.pod_sandbox_id, kB);
    EXPECT_FALSE(c.is_pod_sandbox);
  }
  const Container sandbox = found("/kubepods/besteffort/pod" + kUid + "/" + kB);
  EXPECT_EQ(sandbox.name, "shop-0");
  EXPECT_TRUE(sandbox.is_pod_sandbox);
}

// Wherever containerd keeps its state: its shim works in the bundle of the pod's sandbox.
TEST_F(ContainerFiles, ByTheDirectoryOfTheShim) {
  write("/srv/other/" + kA + "/config.json",
        R"({"annotations":{"io.kubernetes.cri.container-name":"api"}})");
  write("/srv/other/" + kB + "/config.json", "{}");
  fs::create_directories(root + "/proc/77");
  fs::create_symlink("/srv/other/" + kB, root + "/proc/77/cwd");
  ContainerQuery query = query_of("/kubepods/besteffort/pod" + kUid + "/" + kA);
  query.helpers = {{77, 0, "containerd-shim", {"-namespace", "k8s.io", "-id", kB}}};
  EXPECT_EQ(found(query).name, "api");
  query.helpers[0].uid = 1000;
  EXPECT_EQ(found(query).id, "") << "anybody may call a program so";
}

TEST_F(ContainerFiles, NamesOfContainerd) {
  write(kTasks + "tenant-7/my-ctr_1/config.json", R"({"annotations":{"app":"shop"}})");
  const Container c = found("/tenant-7/my-ctr_1");
  EXPECT_EQ(c.id, "my-ctr_1");
  EXPECT_EQ(c.name, "my-ctr_1");
  EXPECT_EQ(c.group, "/tenant-7/my-ctr_1");
  EXPECT_EQ(label(c, "app"), "shop");
  write(kTasks + "default/" + kA + "/config.json", R"({"annotations":{"nerdctl/name":"web"}})");
  EXPECT_EQ(found("/system.slice/nerdctl-" + kA + ".scope").name, "web");
  EXPECT_EQ(container_type_name(found("/system.slice/nerdctl-" + kA + ".scope").type), "nerdctl");
  EXPECT_EQ(found("/default/" + kA).name, "web");
  write("/run/runc/rc1/state.json", "{}");
  EXPECT_TRUE(has_container_bundle("", "rc1", root));
  EXPECT_FALSE(has_container_bundle("", "rc2", root));
  EXPECT_FALSE(has_container_bundle("..", "my-ctr_1", root));
}

TEST_F(ContainerFiles, CrioInItsBundle) {
  const std::string text =
      R"({"annotations":{"io.kubernetes.cri-o.Metadata":"{\"name\":\"api\",\"attempt\":0}",
      "io.kubernetes.cri-o.Image":"quay.io/shop/api:2","io.kubernetes.cri-o.SandboxID":")" +
      kB +
      R"(","io.kubernetes.cri-o.ContainerType":"container","io.kubernetes.cri-o.Labels":
      "{\"io.kubernetes.pod.name\":\"shop-0\",\"io.kubernetes.pod.namespace\":\"prod\",)"
      R"(\"app\":\"x\"}"}})";
  write("/run/containers/storage/overlay-containers/" + kA + "/userdata/config.json", text);
  const std::string group = "/kubepods.slice/kubepods-pod" + kUid + ".slice/crio-";
  const Container c = found(group + kA + ".scope");
  EXPECT_EQ(c.name, "api");
  EXPECT_EQ(container_type_name(c.type), "cri-o");
  EXPECT_EQ(c.image_repo, "quay.io/shop/api");
  EXPECT_EQ(c.pod_sandbox_id, kB);
  EXPECT_EQ(label(c, "io.kubernetes.pod.namespace"), "prod");
  EXPECT_EQ(label(c, "app"), "x");
  // Its monitor says where the bundle is, and under which name it was started.
  write("/srv/bundle/config.json", text);
  ContainerQuery query = query_of(group + kB + ".scope");
  query.helpers = {{5, 0, "conmon", {"-c", kB, "-n", "k8s_api_shop-0", "-b", "/srv/bundle"}}};
  EXPECT_EQ(found(query).name, "api");
  query.helpers[0].args[5] = "/srv/none";
  EXPECT_EQ(found(query).name, "k8s_api_shop-0");
  query.helpers[0].args[1] = kA;
  EXPECT_EQ(found(query).id, "") << "the monitor of another";
}

TEST_F(ContainerFiles, LxcIsCalledAsItsMonitorSays) {
  EXPECT_EQ(found("/lxc.payload.web").id, "") << "its id is its name";
  write("/var/lib/lxc/my_web/config", "lxc.uts.name = x\n");
  const Container c = found("/lxc.payload.my_web");
  EXPECT_EQ(c.id, "my_web");
  EXPECT_EQ(c.group, "/lxc.payload.my_web");
  ContainerQuery query = query_of("/lxc.payload.web-1");
  query.helpers = {{9, 0, "lxc-start", {"[lxc monitor] /var/lib/lxc web"}}};
  EXPECT_EQ(found(query).id, "web");
}

TEST_F(ContainerFiles, WhatIsNoneOfThoseSaysNothing) {
  const std::string list = "/var/lib/containers/storage/overlay-containers/containers.json";
  const std::string group = "/machine.slice/libpod-" + kA + ".scope";
  const std::string id = R"({"id":")" + kA + "\"";
  for (const std::string& text :
       {std::string(), std::string("["), std::string("{}"), std::string("[1,null,\"x\",[]]"),
        std::string("[{\"id\":7}]"), "[" + id + "}]", "[" + id + R"(,"names":{},"metadata":"{"}])",
        "[" + id + R"(,"names":[5],"metadata":7}])"}) {
    write(list, text);
    EXPECT_EQ(found(group).id, "") << text;
  }
  EXPECT_EQ(container_json({}, root), "");
  ContainerQuery evil = query_of("/docker/" + kA);
  evil.sign.full_id = evil.sign.id = "../../../etc";
  EXPECT_EQ(container_json(evil, root), "");
  EXPECT_EQ(container_json(query_of(group), root + "/none"), "");
}

// The owner of the files cannot lead the reader out of the folder, keep it waiting, or fill memory.
TEST_F(ContainerFiles, NoLinksNoPipesNoGiants) {
  write("/secret", "secret");
  write("/folder/good", "good");
  const SafeFolder folder(root + "/folder");
  fs::create_symlink(root + "/secret", root + "/folder/link");
  fs::create_symlink("..", root + "/folder/up");
  ASSERT_EQ(mkfifo((root + "/folder/pipe").c_str(), 0600), 0);
  EXPECT_EQ(folder.read("good", 4, kNoId), "good");
  EXPECT_EQ(folder.read("good", 3, kNoId), "");
  EXPECT_EQ(folder.read("good", 4, geteuid() + 1), "") << "another's";
  EXPECT_EQ(folder.read("link", 100, kNoId), "");
  EXPECT_EQ(folder.read("up/secret", 100, kNoId), "");
  EXPECT_EQ(folder.read("../secret", 100, kNoId), "");
  EXPECT_EQ(folder.read(root + "/secret", 100, kNoId), "");
  EXPECT_EQ(folder.read("pipe", 100, kNoId), "");
  EXPECT_EQ(folder.read(".", 100, kNoId), "");
  write("/var/lib/docker/containers/" + kA + "/real.json", kDockerJson);
  fs::create_symlink("real.json", root + "/var/lib/docker/containers/" + kA + "/config.v2.json");
  EXPECT_EQ(found("/docker/" + kA).id, "");
}

}  // namespace
}  // namespace sonde
