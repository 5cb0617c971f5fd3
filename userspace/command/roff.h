// Texts for roff, which manual pages are written in: mdoc(7). Used by manual.cpp and by csonde's
// page, tui/csonde_manual.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace sonde {

// Text that roff takes literally: no escapes, no requests at the beginning of a line.
std::string roff(std::string_view text);
// As the argument of a macro: in quotes, so that no word of it is taken for another macro.
std::string roff_argument(std::string_view text);
// One sentence per line, as the formatter's rules for the space after a full stop want it, and no
// line longer than roff's own readers like.
std::string roff_sentences(std::string_view text);
// A page up to its section NAME. `program` is the one that prints it.
std::string roff_heading(std::string_view program, std::string_view title,
                         std::string_view section);

}  // namespace sonde
