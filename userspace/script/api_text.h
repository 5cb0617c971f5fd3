// docs/scripting-api.md, made from the rows of the functions that scripts see.
// Called by cli/manual.cpp. Next: api_rows.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace sonde {

std::string scripting_api_text();

}  // namespace sonde
