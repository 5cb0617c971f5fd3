// Reading the file of a filter. See filter_text.h.
// SPDX-License-Identifier: Apache-2.0
#include "cli/filter_text.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace sonde {
namespace {

constexpr size_t kMaxFilterFileBytes = 1 << 20;

Error unreadable(const std::string& path) {
  return {
      ErrorKind::kSystem, "cannot read the filter file " + path + ": " + std::strerror(errno), {}};
}

// The file as one line: lines that begin with '#' are comments, line ends are blanks.
Result<std::string> read_filter_file(const std::string& path) {
  FILE* file = std::fopen(path.c_str(), "re");
  if (!file) return unreadable(path);
  std::string content;
  char piece[4096];
  size_t got;
  while (content.size() <= kMaxFilterFileBytes &&
         (got = std::fread(piece, 1, sizeof piece, file))) {
    content.append(piece, got);
  }
  const bool failed = std::ferror(file);
  std::fclose(file);
  if (failed) return unreadable(path);
  if (content.size() > kMaxFilterFileBytes) {
    return Error{ErrorKind::kUsage, path + " is too large for a filter", {}};
  }
  std::string joined;
  for (size_t start = 0; start < content.size();) {
    size_t end = content.find('\n', start);
    if (end == std::string::npos) end = content.size();
    std::string_view line = std::string_view(content).substr(start, end - start);
    while (!line.empty() && std::strchr(" \t\r", line.back())) line.remove_suffix(1);
    while (!line.empty() && std::strchr(" \t\r", line.front())) line.remove_prefix(1);
    if (!line.empty() && line.front() != '#') {
      if (!joined.empty()) joined += ' ';
      joined += line;
    }
    start = end + 1;
  }
  if (joined.empty()) return Error{ErrorKind::kUsage, path + " holds no filter", {}};
  return joined;
}

}  // namespace

Result<std::string> filter_text(const Options& options) {
  if (options.filter_file.empty()) return options.filter;
  Result<std::string> from_file = read_filter_file(options.filter_file);
  if (!from_file || options.filter.empty()) return from_file;
  return "(" + from_file.value() + ") and (" + options.filter + ")";
}

}  // namespace sonde
