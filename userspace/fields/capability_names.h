// Names of Linux capabilities, for thread.cap_*.
// Called by fields_thread.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "base/scratch.h"

namespace sonde {

// The names of the bits that are set, lowest first, with blanks between them: "CAP_CHOWN CAP_KILL".
// Bits that have no name yet are left out.
std::string_view capability_names(uint64_t bits, Scratch& scratch);

}  // namespace sonde
