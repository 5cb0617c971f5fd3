// Chisels on the command line: `-c NAME` with the word that may follow it, and what -cl and -i
// print. Called by option_parser.cpp and main.cpp. Next: script/chisel_folders.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "cli/options.h"

namespace sonde {

// Finds and loads the chisel, and takes its arguments from `rest`, the words behind its name;
// `used` is how many of them that were.
Result<ChiselRequest> read_chisel_words(std::string_view name, std::span<const char* const> rest,
                                        bool trusted, size_t& used);

// -cl: all chisels by category, those that cannot be loaded with the reason.
std::string chisel_list();
// -i: what a chisel does, and its arguments.
Result<std::string> chisel_help(const std::string& name);
// For completion: a name in each line.
std::string chisel_names();

}  // namespace sonde
