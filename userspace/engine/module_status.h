// Why the kernel module cannot be used, in one sentence, and the next command to type. engine/kmod
// calls it when /dev/sonde cannot be opened or started. It only looks: at devices, /proc, /sys and
// the places where modules lie; it loads and changes nothing. All places are parameters, for tests.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace sonde {

struct ModuleRoots {
  std::string dev = "/dev";
  std::string proc = "/proc";
  std::string sys = "/sys";
  std::string etc = "/etc";
  std::string run = "/run";
  std::string modules = "/lib/modules";  // one folder per kernel release
  std::string sources = "/usr/src";      // DKMS: sonde-VERSION
  std::string dkms = "/var/lib/dkms";    // DKMS: what it built
  std::string dockerenv = "/.dockerenv";
  std::string release, machine;  // as uname -r and -m
  uint32_t user_id = 0;          // effective
  std::string module_file;       // a sonde.ko to be used; empty: none was given

  static ModuleRoots of_this_machine();
};

// `open_errno`: what open(2) of the device, or its SONDE_START, failed with.
Error explain_unavailable(const ModuleRoots& roots, int open_errno);

// Do the loaded module (SONDE_INFO) and this program speak of records in the same way?
Result<void> check_version(uint32_t module_api);

}  // namespace sonde
