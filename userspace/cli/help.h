// --help and --version, made from the rows.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace sonde {

std::string help_text();
// The same for `sonde run`.
std::string run_help_text();
// `verbose`: also what the program cannot see.
std::string version_text(bool verbose);

}  // namespace sonde
