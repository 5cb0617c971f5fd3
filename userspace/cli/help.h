// --help and --version, made from the rows.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace sonde {

std::string help_text();
// `verbose`: also what the program cannot see.
std::string version_text(bool verbose);

// `text` broken into lines of at most `columns`, each but the first begun with `indent` blanks.
// Words are never broken. Used by all texts for people.
std::string wrapped(std::string_view text, size_t indent, size_t columns);

}  // namespace sonde
