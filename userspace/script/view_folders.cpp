// Where views are looked for; see view_loader.h. A program that stands in a build tree uses the
// views of the source it was built from, which CMake's cache names.
// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "script/view_loader.h"

namespace sonde {
namespace {

constexpr std::string_view kInstalled = "/usr/share/sonde/views";

// Empty when the program does not stand in a build tree.
std::string source_folder() {
  constexpr std::string_view kKey = "CMAKE_HOME_DIRECTORY:INTERNAL=";
  std::error_code code;
  std::filesystem::path folder = std::filesystem::read_symlink("/proc/self/exe", code);
  for (int level = 0; level < 3 && folder.has_relative_path(); ++level) {
    folder = folder.parent_path();
    std::ifstream cache(folder / "CMakeCache.txt");
    for (std::string line; std::getline(cache, line);) {
      if (line.starts_with(kKey)) return line.substr(kKey.size());
    }
  }
  return {};
}

}  // namespace

std::vector<std::string> view_folders() {
  std::vector<std::string> folders;
  if (const char* named = std::getenv("SONDE_VIEWS")) {
    std::string_view rest = named;
    while (!rest.empty()) {
      const size_t colon = rest.find(':');
      if (colon != 0) folders.emplace_back(rest.substr(0, colon));
      rest = colon == std::string_view::npos ? std::string_view() : rest.substr(colon + 1);
    }
  }
  const char* config = std::getenv("XDG_CONFIG_HOME");
  const char* home = std::getenv("HOME");
  if (config && *config) {
    folders.push_back(std::string(config) + "/sonde/views");
  } else if (home && *home) {
    folders.push_back(std::string(home) + "/.config/sonde/views");
  }
  if (const std::string source = source_folder(); !source.empty()) {
    folders.push_back(source + "/views");
  }
  folders.emplace_back(kInstalled);
  return folders;
}

}  // namespace sonde
