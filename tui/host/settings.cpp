// Reading and writing the settings; see settings.h. Lines that are not understood are passed over:
// a newer csonde may have written them.
// SPDX-License-Identifier: Apache-2.0
#include "tui/host/settings.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>

namespace sonde {

namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

bool make_folders(const std::string& path) {
  for (size_t at = 1; (at = path.find('/', at)) != std::string::npos; ++at) {
    if (mkdir(path.substr(0, at).c_str(), 0700) != 0 && errno != EEXIST) return false;
  }
  return true;
}

}  // namespace

std::string Settings::text() const {
  std::string out = "# Settings of csonde, written by csonde.\n";
  if (!theme.empty()) out += "theme = " + theme + "\n";
  if (!layout.empty()) out += "layout = " + layout + "\n";
  for (const auto& [view, columns] : hidden) {
    if (columns.empty()) continue;
    out += "hidden." + view + " = ";
    bool first = true;
    for (const std::string& column : columns) {
      if (!first) out += ", ";
      out += column;
      first = false;
    }
    out += "\n";
  }
  for (const auto& [view, by] : sort) {
    out += "sort." + view + " = " + by.first + (by.second ? ", descending" : ", ascending") + "\n";
  }
  return out;
}

void Settings::read(std::string_view text) {
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const size_t equals = line.find('=');
    if (equals == std::string_view::npos || line.starts_with('#')) continue;
    const std::string name(trimmed(line.substr(0, equals)));
    std::string_view value = trimmed(line.substr(equals + 1));
    if (name == "theme") theme = value;
    if (name == "layout") layout = value;
    if (name.starts_with("hidden.")) {
      auto& columns = hidden[name.substr(7)];
      while (!value.empty()) {
        const size_t comma = std::min(value.find(','), value.size());
        const std::string_view column = trimmed(value.substr(0, comma));
        if (!column.empty()) columns.emplace(column);
        value.remove_prefix(std::min(comma + 1, value.size()));
      }
    }
    if (name.starts_with("sort.")) {
      const size_t comma = value.rfind(',');
      if (comma == std::string_view::npos) continue;
      sort[name.substr(5)] = {std::string(trimmed(value.substr(0, comma))),
                              trimmed(value.substr(comma + 1)) == "descending"};
    }
  }
}

Result<void> Settings::save() const {
  if (path.empty()) return {};
  const auto failed = [&](const std::string& what) {
    return Error{ErrorKind::kSystem, what + " " + path + ": " + std::strerror(errno), ""};
  };
  if (!make_folders(path)) return failed("cannot make the folder of");
  const std::string next = path + "." + std::to_string(getpid());
  {
    std::ofstream file(next, std::ios::trunc);
    file << text();
    file.flush();
    if (!file) return failed("cannot write");
  }
  if (rename(next.c_str(), path.c_str()) != 0) {
    const Error error = failed("cannot write");
    unlink(next.c_str());
    return error;
  }
  return {};
}

std::string settings_path() {
  const char* config = std::getenv("XDG_CONFIG_HOME");
  if (config && *config == '/') return std::string(config) + "/sonde/csonde.conf";
  const char* home = std::getenv("HOME");
  if (home && *home == '/') return std::string(home) + "/.config/sonde/csonde.conf";
  return {};
}

Settings load_settings(const std::string& path) {
  Settings settings;
  settings.path = path;
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  settings.read(text.str());
  return settings;
}

}  // namespace sonde
