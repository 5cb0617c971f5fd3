// Commands of views as words for a program, without a shell. Used by the table pane (what to
// run) and app.cpp (running it).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "view/table.h"

namespace sonde {

// Words between blanks; quotes keep blanks together.
std::vector<std::string> split_words(std::string_view text);
// The command for a row: %field becomes the row's value. An error when there is no such value, or
// when it would be taken for an option.
Result<std::vector<std::string>> command_words(const Table& table, size_t row,
                                               std::string_view command);
// To be read by people.
std::string words_text(const std::vector<std::string>& words);

}  // namespace sonde
