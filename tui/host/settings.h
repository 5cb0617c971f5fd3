// Settings: what csonde keeps from one run to the next: theme, layout of keys, and for each view
// its hidden columns and the column that it is sorted by. A file of lines "name = value". Read by
// app.cpp, changed by the model. The file: $XDG_CONFIG_HOME/sonde/csonde.conf.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sonde {

struct Settings {
  std::string path;  // empty: nothing is kept
  std::string theme, layout;
  std::map<std::string, std::set<std::string>> hidden;       // view id: names of columns
  std::map<std::string, std::pair<std::string, bool>> sort;  // view id: column, descending

  std::string text() const;
  void read(std::string_view text);
  // Writes the file anew, or leaves the old one as it was.
  Result<void> save() const;
};

// The path from the environment; empty when there is no home.
std::string settings_path();
Settings load_settings(const std::string& path);

}  // namespace sonde
