// Text and numbers as JSON. Always valid JSON in ASCII, whatever bytes the text has: characters
// beyond ASCII become \uXXXX, bytes that are no UTF-8 become \ufffd.
// Used by line_format.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace sonde {

// Appends the text between quotes.
void append_json_text(std::string& out, std::string_view text);
// Makes what stands in `out` from `start` on, and has no quotes yet, into a JSON text. Cheap when
// nothing has to be escaped; start must be at least 1 and the byte before it the opening quote.
void finish_json_text(std::string& out, size_t start);
// Shortest text that reads back as the same number, always with a point or an exponent; null for
// what JSON has no number for.
void append_json_double(std::string& out, double value);

}  // namespace sonde
