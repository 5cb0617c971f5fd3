// Folders of scripts: those that the environment names, the user's, the source's, the installed.
// Used by view_folders.cpp and chisel_folders.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace sonde {

// `variable`: of the environment, such as SONDE_VIEWS; `name`: of the folder, such as views.
std::vector<std::string> script_folders(const char* variable, const std::string& name);

}  // namespace sonde
