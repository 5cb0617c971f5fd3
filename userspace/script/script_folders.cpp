// Where views and chisels are looked for; see view_loader.h and chisel_folders.h. A program that
// stands in a build tree uses those of the source it was built from, which CMake's cache names.
// SPDX-License-Identifier: Apache-2.0
#include "script/script_folders.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "script/view_loader.h"

namespace sonde {
namespace {

constexpr char kInstalled[] = "/usr/share/sonde/";

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

std::vector<std::string> script_folders(const char* variable, const std::string& name) {
  std::vector<std::string> folders;
  if (const char* named = std::getenv(variable)) {
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
    folders.push_back(std::string(config) + "/sonde/" + name);
  } else if (home && *home) {
    folders.push_back(std::string(home) + "/.config/sonde/" + name);
  }
  if (const std::string source = source_folder(); !source.empty()) {
    folders.push_back(source + "/" + name);
  }
  folders.push_back(kInstalled + name);
  return folders;
}

std::vector<std::string> view_folders() { return script_folders("SONDE_VIEWS", "views"); }

}  // namespace sonde
