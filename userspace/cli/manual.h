// The manual pages, made from the rows of options, fields and operators.
// packaging/man holds them as files; a test keeps those current.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace sonde {

// `name`: "sonde.1", "sonde-fields.7", "sonde-filter.7". In mdoc(7).
Result<std::string> manual_page(std::string_view name);

}  // namespace sonde
