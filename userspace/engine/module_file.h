// ModuleFile: what a file sonde.ko says of itself: which kernel it was built for, its version,
// whether it is signed. Read from the ELF section .modinfo, which modinfo(8) shows as well.
// Asked by module_status.cpp. Compressed files (.ko.xz) are not read.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"

namespace sonde {

struct ModuleFile {
  std::string kernel;  // first word of `vermagic`: the release that it was built for
  std::string version;
  bool is_signed = false;
};

Result<ModuleFile> read_module_file(const std::string& path);

}  // namespace sonde
