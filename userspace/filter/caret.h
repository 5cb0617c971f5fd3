// Problem: what is wrong with a text that a person typed, and at which byte of it.
// Every step that reads expressions reports Problems; filter.cpp and operand.cpp turn them into
// Errors that show the expression with a caret below the place.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace sonde {

struct Problem {
  size_t at = 0;
  std::string reason;  // one sentence without a full stop
  std::string hint;    // what to try; may be empty
};

// Two lines: the line of `text` that holds byte `at` (cut when it is long, control bytes shown as
// '?'), and a caret below that byte.
std::string point_at(std::string_view text, size_t at);

// The reason, then point_at().
Error located_error(const Problem& problem, std::string_view text);

}  // namespace sonde
