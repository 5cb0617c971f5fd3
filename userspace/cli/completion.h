// Words for the shells' completion (packaging/completions): they ask the program itself, so what
// they offer is always what this build knows.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace sonde {

// One word a line, some with a tab and a sentence behind. `what`: "options" (letter and long name,
// followed by the argument's name if there is one), "arguments OPTION" is asked as "arg:OPTION",
// "fields", "events", "operators".
Result<std::string> completion_words(std::string_view what);

}  // namespace sonde
