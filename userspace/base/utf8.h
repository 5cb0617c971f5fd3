// Just enough of UTF-8 for regular expressions, which want valid text while captures hold any
// bytes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace sonde {

bool is_utf8(std::string_view text);
// The text with U+FFFD in place of every byte that is not part of a valid character.
std::string repaired_utf8(std::string_view text);

}  // namespace sonde
