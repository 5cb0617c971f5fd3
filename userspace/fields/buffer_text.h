// Data of calls (parameters of type BYTEBUF) as text, in the way that the user asked for:
// dots for what cannot be printed, text with its line ends, rows of hexadecimal digits, base64.
// Called by params_text.cpp and append_value().
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/bytes.h"
#include "state/text_options.h"

namespace sonde {

// Text in the mode of `options`; dotted text is cut to options.buffer_limit, with "..." at its end.
// JSON has whole data always.
void append_buffer(std::string& out, Bytes data, const TextOptions& options);

// Every byte that is not printable ASCII becomes a dot.
void append_dotted(std::string& out, std::string_view data);
void append_base64(std::string& out, Bytes data);

}  // namespace sonde
