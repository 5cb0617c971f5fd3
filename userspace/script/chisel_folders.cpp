// See chisel_folders.h.
// SPDX-License-Identifier: Apache-2.0
#include "script/chisel_folders.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "base/nearest.h"
#include "script/script_folders.h"

namespace sonde {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxScriptBytes = 1 << 20;

bool is_file(const std::string& path) {
  std::error_code code;
  return fs::is_regular_file(path, code);
}

}  // namespace

std::vector<std::string> chisel_folders() { return script_folders("SONDE_CHISELS", "chisels"); }

Result<std::string> find_chisel(std::string_view name, const std::vector<std::string>& folders) {
  const std::string wanted(name);
  const bool is_path = name.find('/') != std::string_view::npos || name.ends_with(".lua");
  if (is_path && is_file(wanted)) return wanted;
  if (name.find('/') == std::string_view::npos) {
    for (const std::string& folder : folders) {
      for (const char* ending : {".lua", ""}) {
        const std::string path = folder + "/" + wanted + ending;
        if (is_file(path)) return path;
      }
    }
  }
  Nearest nearest(name);
  std::vector<std::string> known;
  for (const std::string& path : all_chisel_files(folders)) {
    known.push_back(fs::path(path).stem().string());
  }
  for (const std::string& other : known) nearest.offer(other);
  return Error{ErrorKind::kUsage, "there is no chisel '" + wanted + "'",
               nearest.best().empty() ? "sonde -cl lists them" : nearest.question()};
}

std::vector<std::string> all_chisel_files(const std::vector<std::string>& folders) {
  std::vector<fs::path> files;
  for (const std::string& folder : folders) {
    std::error_code code;
    for (fs::directory_iterator entry(folder, code), end; !code && entry != end;
         entry.increment(code)) {
      const fs::path& path = entry->path();
      const auto same_name = [&](const fs::path& other) {
        return other.filename() == path.filename();
      };
      if (path.extension() != ".lua") continue;
      if (std::none_of(files.begin(), files.end(), same_name)) files.push_back(path);
    }
  }
  std::sort(files.begin(), files.end(),
            [](const fs::path& a, const fs::path& b) { return a.stem() < b.stem(); });
  return {files.begin(), files.end()};
}

Result<std::string> read_script(const std::string& path) {
  const auto refuse = [&](const std::string& why) {
    return Error{ErrorKind::kSystem, "cannot read " + path + ": " + why, {}};
  };
  std::ifstream file(path, std::ios::binary);
  if (!file) return refuse(std::strerror(errno));
  std::string text;
  char block[16384];
  while (file.read(block, sizeof block), file.gcount() > 0) {
    text.append(block, static_cast<size_t>(file.gcount()));
    if (text.size() > kMaxScriptBytes) return refuse("it has more than 1 MiB");
  }
  return text;
}

}  // namespace sonde
