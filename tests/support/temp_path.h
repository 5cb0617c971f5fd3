// Names of files that a test writes: in a folder of its process, however many tests run at the same
// time. The folder goes when the process ends.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <system_error>

namespace sonde::test {

class TempFolder {
 public:
  TempFolder() : path_(testing::TempDir() + "/sonde_" + std::to_string(::getpid())) {
    std::filesystem::create_directories(path_);
  }
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

inline std::string temp_path(const std::string& name) {
  static const TempFolder folder;
  return folder.path() + "/" + name;
}

}  // namespace sonde::test
