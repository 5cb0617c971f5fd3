// Tables as files. Used by the table pane and, for the writing, by app.cpp. Next: table_text.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "view/table.h"

namespace sonde {

// .json: an object a line with the numbers in full; .csv: with a header line, numbers in full; any
// other ending: as on the screen.
std::string table_text(const Table& table, const std::vector<uint32_t>& rows,
                       const std::vector<size_t>& columns, std::string_view file_name);
// Fails when the file exists.
Result<void> write_new_file(const std::string& path, std::string_view text);

}  // namespace sonde
