// join_path: how a path given to a call becomes an absolute one, by text alone; see state.h.
// SPDX-License-Identifier: Apache-2.0
#include "state/state.h"

namespace sonde {

namespace {
constexpr size_t kMaxPathBytes = 1024;
constexpr char kSlash = '/';
constexpr std::string_view kTooLong = "/DIR_TOO_LONG/FILENAME_TOO_LONG";
}  // namespace

std::string join_path(std::string_view dir, std::string_view path) {
  if (dir.size() + path.size() > kMaxPathBytes) return std::string(kTooLong);
  std::string out;
  out.reserve(dir.size() + path.size() + 1);
  const bool absolute = !path.empty() && path[0] == '/';
  if (absolute) {
    out.push_back(kSlash);
  } else {
    out = dir;
  }
  size_t at = 0;
  while (at < path.size()) {
    size_t end = path.find('/', at);
    if (end == path.npos) end = path.size();
    std::string_view part = path.substr(at, end - at);
    at = end + 1;
    if (part.empty() || part == ".") continue;
    if (part == "..") {
      if (out.size() > 1 && out.back() == '/') out.pop_back();
      const size_t slash = out.rfind('/');
      out.resize(slash == out.npos ? 0 : slash + 1);
      continue;
    }
    out += part;
    if (end < path.size()) out += '/';
  }
  if (out.size() > 1 && out.back() == '/') out.pop_back();
  return out;
}

std::string join_below(std::string_view directory, std::string_view path) {
  std::string dir(directory);
  if (!dir.ends_with('/')) dir.push_back('/');
  return join_path(dir, path);
}

}  // namespace sonde
