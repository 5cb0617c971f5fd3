// Small, fast writing of text: numbers, escapes, padding. Used wherever a line is printed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sonde {

// All append to `out`.
void append_decimal(std::string& out, uint64_t value);
void append_signed(std::string& out, int64_t value);
void append_hex(std::string& out, uint64_t value);                 // lower case, no prefix
void append_hex_upper(std::string& out, uint64_t value);           // upper case, no prefix
void append_octal(std::string& out, uint64_t value);               // no prefix
void append_padded(std::string& out, uint64_t value, int digits);  // zero-padded decimal

// True when nothing in the text could steer a terminal or break a line: no byte below 0x20, no
// 0x7f, no C1 control (0x80-0x9f alone or as UTF-8 C2 80-9F).
bool is_plain(std::string_view text);
// The text with every such byte written as \xHH (newline \n, tab \t, return \r); the rest as it is.
void append_escaped(std::string& out, std::string_view text);

// Whether `part` is in `text`; quick for short texts, linear for long ones whatever they hold.
bool has_part(std::string_view text, std::string_view part);

// Searching as people do who do not mind the case; that of letters of ASCII does not count.
// The first place of `part` from `from` on, or npos.
size_t find_any_case(std::string_view text, std::string_view part, size_t from = 0);
bool begins_any_case(std::string_view text, std::string_view part);

// `text` broken into lines of at most `columns`, each but the first begun with `indent` blanks.
// Words are never broken. Used by all texts for people.
std::string wrapped(std::string_view text, size_t indent, size_t columns);

}  // namespace sonde
