// A file name where a filter is expected: `sonde FILE`, `sonde -r *.scap`. Both programs ask this
// when a filter is wrong, because "unknown field 'tests'" does not help then.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "base/result.h"

namespace sonde {

// What to say instead of the filter's error when the first word of `filter` is the path of an
// existing file; nothing when it is none. `program`: for the hint.
std::optional<Error> file_as_filter(std::string_view filter, std::string_view program);

}  // namespace sonde
