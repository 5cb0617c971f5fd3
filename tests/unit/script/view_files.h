// A folder of view files that lives as long as a test.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "script/view_loader.h"

namespace sonde::test {

class ViewFiles {
 public:
  ViewFiles() {
    char name[] = "/tmp/sonde-views-XXXXXX";
    folder_ = mkdtemp(name);
  }
  ~ViewFiles() { std::filesystem::remove_all(folder_); }
  ViewFiles(const ViewFiles&) = delete;
  ViewFiles& operator=(const ViewFiles&) = delete;

  const std::string& folder() const { return folder_; }
  std::string write(const std::string& name, std::string_view text) {
    const std::string path = folder_ + "/" + name;
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }

 private:
  std::string folder_;
};

// A view with these keys besides its id and a column for the key.
inline std::string view_text(const std::string& keys, const std::string& columns = "") {
  return "view_info = {\n  id = 'x',\n  name = 'X',\n" + keys +
         "\n  columns = {\n    {name = 'NA', field = 'proc.pid', is_key = true},\n" + columns +
         "\n  },\n}\n";
}

}  // namespace sonde::test
