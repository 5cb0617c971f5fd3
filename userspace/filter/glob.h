// Wildcards as the shell's `case` has them: * and ? (which also take '/'), [a-z], [!a-z],
// [[:digit:]], backslash quotes the next byte; the whole text must match. Same results as
// fnmatch(3) with no flags in the C locale (a test compares the two), but on text that has no NUL
// at its end.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace sonde {

bool glob_matches(std::string_view pattern, std::string_view text, bool fold_case = false);

// True when the pattern is more than the text it spells.
bool has_wildcards(std::string_view pattern);

}  // namespace sonde
