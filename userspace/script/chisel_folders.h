// Where chisels lie, which there are, and the text of one. Used by chisel_set.cpp, chisel.cpp and
// cli/ (-c, -cl, -i).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sonde {

// $SONDE_CHISELS (folders separated by colons), ~/.config/sonde/chisels, the source's chisels/ when
// the program is run from a build tree, and the installed folder.
std::vector<std::string> chisel_folders();

// The file of a chisel: NAME.lua or NAME in the first folder that has it; a NAME with a slash, or
// one that ends in .lua, may be a file of its own. The error names the nearest one.
Result<std::string> find_chisel(std::string_view name, const std::vector<std::string>& folders);

// All .lua files of the folders; of those with the same name that of the first folder. By name.
std::vector<std::string> all_chisel_files(const std::vector<std::string>& folders);

// At most 1 MiB.
Result<std::string> read_script(const std::string& path);

}  // namespace sonde
