// The facts that the event table is compared with: the JSON files of the shared folder, which were
// taken from the format's own tables. Found through SONDE_SHARED, else beside the repository; a
// test that needs them skips, and says so, where they are absent.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>
#include <json/json.h>

#include <cstdlib>
#include <fstream>
#include <string>

namespace sonde {

inline std::string shared_folder() {
  const char* from_environment = std::getenv("SONDE_SHARED");
  return from_environment ? from_environment : SONDE_SOURCE_DIR "/../shared";
}

class FactsTest : public testing::Test {
 protected:
  // The file `name` of the folder of facts, or a skipped test.
  void load(const char* name) {
    std::string path = shared_folder() + "/spec/" + name;
    std::ifstream file(path);
    if (!file) GTEST_SKIP() << "NOT COMPARED: there is no " << path << "; set SONDE_SHARED";
    Json::CharReaderBuilder builder;
    std::string problem;
    ASSERT_TRUE(Json::parseFromStream(builder, file, &facts_, &problem)) << path << problem;
  }
  Json::Value facts_;
};

class EventFactsTest : public FactsTest {
 protected:
  void SetUp() override { load("events.json"); }
};

}  // namespace sonde
