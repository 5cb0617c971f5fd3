// The filter of a command line: its words and the file of --filter-file, as one text.
// Called by main.cpp (--explain) and run_setup.cpp. Next: filter/filter.h, which compiles it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"
#include "cli/options.h"

namespace sonde {

// Words and file, both to be met. Empty = none. An error when the file cannot be read or holds no
// filter.
Result<std::string> filter_text(const Options& options);

}  // namespace sonde
