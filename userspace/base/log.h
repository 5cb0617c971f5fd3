// Talk to the person at the terminal: one line to stderr, prefixed with the program's name.
// Data never goes here and talk never goes to stdout.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace sonde {

// The name that lines begin with; "sonde" unless it is set, once, before anything is said.
void talk_as(std::string_view program);
// Text that came from a capture has its control bytes escaped on the way out.
void say(std::string_view line);
void warn(std::string_view line);

}  // namespace sonde
