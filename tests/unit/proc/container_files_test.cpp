// Files of runtimes, written here in the form that docker and podman give them, and damaged ones.
// That podman's own are read: tests/live/cases/journey_container.
// SPDX-License-Identifier: Apache-2.0
#include "proc/container_files.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "state/containers.h"

namespace sonde {
namespace {

constexpr int kDocker = 0, kPodman = 11;
const std::string kFullId = "0123456789ab" + std::string(52, 'c');

class ContainerFiles : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = "/tmp/sonde-containers-XXXXXX";
    ASSERT_TRUE(mkdtemp(name.data()));
    root = name;
  }
  void TearDown() override { std::filesystem::remove_all(root); }
  void write(const std::string& path, const std::string& text) {
    const std::filesystem::path whole = root + path;
    std::filesystem::create_directories(whole.parent_path());
    std::ofstream(whole) << text;
  }
  // As the state takes it.
  Container found(std::string_view id, int type) {
    Containers all;
    const std::string json = container_json(id, type, root);
    if (json.empty() || !all.add_json(json)) return {};
    return *all.find(id);
  }

  std::string root;
};

TEST_F(ContainerFiles, Docker) {
  write("/var/lib/docker/containers/" + kFullId + "/config.v2.json",
        R"({"ID":")" + kFullId + R"(","Name":"/shop-web-1","Image":"sha256:fedcba98765432100000",
            "Config":{"Image":"registry:5000/shop/web:1.2","Labels":{"tier":"front"}}})");
  write("/var/lib/docker/containers/" + std::string(64, 'a') + "/config.v2.json", "{}");
  const Container c = found("0123456789ab", kDocker);
  EXPECT_EQ(c.name, "shop-web-1");
  EXPECT_EQ(c.full_id, kFullId);
  EXPECT_EQ(c.type, kDocker);
  EXPECT_EQ(c.image, "registry:5000/shop/web:1.2");
  EXPECT_EQ(c.image_repo, "registry:5000/shop/web");
  EXPECT_EQ(c.image_tag, "1.2");
  EXPECT_EQ(c.image_id, "fedcba987654");
  ASSERT_EQ(c.labels.size(), 1u);
  EXPECT_EQ(c.labels[0].second, "front");
  EXPECT_EQ(found("aaaaaaaaaaaa", kDocker).id, "") << "a file that says nothing";
  EXPECT_EQ(found("bbbbbbbbbbbb", kDocker).id, "");
}

TEST_F(ContainerFiles, Podman) {
  const std::string entry = R"({"id":")" + kFullId + R"(","names":["shop-api-1"],"image":"aa11",
      "metadata":"{\"image-name\":\"localhost/shop@sha256:77\",\"name\":\"other\"}"})";
  write("/var/lib/containers/storage/overlay-containers/containers.json",
        R"([{"id":"ffff","names":["no"]},)" + entry + "]");
  write("/var/lib/containers/storage/vfs-containers/volatile-containers.json",
        R"([{"id":"eeee00000000","names":[],"image":"bb","metadata":"{\"name\":\"passing\"}"}])");
  const Container c = found("0123456789ab", kPodman);
  EXPECT_EQ(c.name, "shop-api-1");
  EXPECT_EQ(c.image_repo, "localhost/shop");
  EXPECT_EQ(c.image_tag, "");
  EXPECT_EQ(c.image_digest, "sha256:77");
  EXPECT_EQ(found("eeee00000000", kPodman).name, "passing");
  EXPECT_EQ(found("0123456789ab", kDocker).id, "") << "each runtime has its own files";
}

TEST_F(ContainerFiles, WhatIsNoneOfThoseSaysNothing) {
  const std::string list = "/var/lib/containers/storage/overlay-containers/containers.json";
  for (const char* text :
       {"", "[", "{}", "[1,null,\"x\",[]]", "[{\"id\":7}]", "[{\"id\":\"0123456789ab\"}]",
        "[{\"id\":\"0123456789ab\",\"names\":{},\"metadata\":\"{\"}]",
        "[{\"id\":\"0123456789ab\",\"names\":[5],\"metadata\":7}]"}) {
    write(list, text);
    EXPECT_EQ(container_json("0123456789ab", kPodman, root), "") << text;
  }
  EXPECT_EQ(container_json("", kPodman, root), "");
  EXPECT_EQ(container_json("../../../etc", kDocker, root), "");
  EXPECT_EQ(container_json("0123456789ab", 7, root), "") << "a runtime that is not known here";
  EXPECT_EQ(container_json("0123456789ab", kPodman, root + "/none"), "");
}

}  // namespace
}  // namespace sonde
