// ContainerQuery: what is asked when a thread is first met in a container: what its groups say, and
// the processes of the host that look after it. From State to proc/container_files.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "state/container_sign.h"

namespace sonde {

// An ancestor outside of the container: conmon, containerd-shim-runc-v2, lxc-start ...
struct ContainerHelper {
  int64_t pid = -1;
  uint32_t uid = kNoId;
  std::string comm;
  std::vector<std::string> args;  // without the program's name

  // The word after `option`; empty when there is none.
  std::string_view after(std::string_view option) const {
    for (size_t i = 0; i + 1 < args.size(); ++i) {
      if (args[i] == option) return args[i + 1];
    }
    return {};
  }
};

struct ContainerQuery {
  ContainerSign sign;
  std::vector<ContainerHelper> helpers;  // the nearest first
};

}  // namespace sonde
