// Words of the filter language for the shells' completion: fields, events, operators. Both programs
// offer them; each adds its own options (cli/completion.cpp, tui/csonde_manual.cpp).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace sonde {

// One word a line, some with a tab and a sentence behind. `what`: "fields", "events", "operators";
// anything else is an error.
Result<std::string> language_words(std::string_view what);

}  // namespace sonde
