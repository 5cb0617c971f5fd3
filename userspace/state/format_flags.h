// Bits of the format that rules act on: of open calls (kOpen...) and of threads (kClone...).
// They are not the kernel's numbers. Included by rules_*.cpp and snapshot.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "schema/flag_value.h"

namespace sonde {

inline constexpr uint32_t kOpenCloseOnExec = flag_value("file_flags", "O_CLOEXEC");

inline constexpr uint32_t kCloneFiles = flag_value("clone_flags", "CLONE_FILES");
inline constexpr uint32_t kCloneNewUser = flag_value("clone_flags", "CLONE_NEWUSER");
inline constexpr uint32_t kCloneParent = flag_value("clone_flags", "CLONE_PARENT");
inline constexpr uint32_t kCloneThread = flag_value("clone_flags", "CLONE_THREAD");
// What a recorder adds: the fork was seen from the child; an exec gave another name; the child is
// in a pid namespace of its own.
inline constexpr uint32_t kInverted = flag_value("clone_flags", "CLONE_INVERTED");
inline constexpr uint32_t kNameChanged = flag_value("clone_flags", "NAME_CHANGED");
inline constexpr uint32_t kChildInPidns = flag_value("clone_flags", "CLONE_CHILD_IN_PIDNS");
// Without a name in the format's table.
inline constexpr uint32_t kPipeSource = 1 << 21, kPipeDest = 1 << 22, kMainThread = 1 << 30;

}  // namespace sonde
