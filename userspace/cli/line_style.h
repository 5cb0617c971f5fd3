// How lines look that a command line asks for: their format, colours, and strace's way of writing.
// Called by run_setup.cpp and main.cpp. Next: print/line_format.h, print/strace_style.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/options.h"
#include "print/strace_style.h"

namespace sonde {

// Whether lines go to a terminal: standard output, or standard error beside a program that is run.
bool lines_on_terminal(const Options& options);
// Whether the options, the environment and the terminal want colours.
bool wants_color(const Options& options);
// The format of the command line, or the default one for it.
std::string format_text(const Options& options);
StraceOptions strace_options(const Options& options);

}  // namespace sonde
