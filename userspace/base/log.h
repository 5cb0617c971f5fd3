// Messages for the user at the terminal: one line to stderr, prefixed with the program's name.
// Data never goes here and messages never go to stdout.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "base/result.h"

namespace sonde {

// The name that lines begin with; "sonde" unless it is set, once, before anything is said.
void set_program_name(std::string_view program);
// Text that came from a capture has its control bytes escaped on the way out.
void log_info(std::string_view line);
void log_warning(std::string_view line);
// The error and, in a line of its own, its hint.
void log_error(const Error& error);

}  // namespace sonde
