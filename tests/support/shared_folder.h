// Where tests find facts and captures that are not part of the repository: the folder named by
// SONDE_SHARED, or `shared` beside the repository. Tests that need it skip loudly without it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace sonde::test {

inline std::string shared_folder() {
  const char* named = std::getenv("SONDE_SHARED");
  return named ? named : std::string(SONDE_SOURCE_DIR) + "/../shared";
}

// The path of a file in it; empty when it is not there.
inline std::string shared_file(const std::string& name) {
  std::string path = shared_folder() + "/" + name;
  return std::filesystem::exists(path) ? path : std::string();
}

}  // namespace sonde::test

#define SONDE_NEED_SHARED(path, name)                                                          \
  const std::string path = sonde::test::shared_file(name);                                     \
  if (path.empty())                                                                            \
  GTEST_SKIP() << "needs " << name << " of the shared folder " << sonde::test::shared_folder() \
               << " (SONDE_SHARED)"
