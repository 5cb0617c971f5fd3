// The unit and slice of systemd that a thread belongs to, from its control groups. Used by the
// fields `unit` and `slice` and by container_sign.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace sonde {

struct UnitSign {
  // Both lie in the cgroups that were asked; empty when there is none.
  std::string_view unit;   // of the user's manager, else of the system's: "ssh.service"
  std::string_view slice;  // of the system's manager: "user-1000.slice"; "-.slice" is the root's
};

// `cgroups` holds "subsystem=path" elements, each ended by a NUL. The group of a container is no
// unit, and what lies below it is the container's own: a unit above it is still shown.
UnitSign unit_of(std::string_view cgroups);
UnitSign unit_in(std::string_view path);

// Whether it ends as units do: ".service", ".scope", ".slice" ...
bool is_unit_name(std::string_view text);
// "shop\x2dweb" is "shop-web"; "a-b" is "a/b".
std::string unescape_unit_name(std::string_view text);
// Takes the next element from `rest` and returns its path; empty when it has none.
std::string_view next_group_path(std::string_view& rest);

}  // namespace sonde
