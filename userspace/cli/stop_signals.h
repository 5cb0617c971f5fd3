// Ctrl-C and SIGTERM as a flag that the reading loop looks at; a second one kills.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>

namespace sonde {

// Installs the handlers, ignores SIGPIPE (writes report it instead) and returns the flag.
const std::atomic<bool>& watch_stop_signals();
// Ends the program as a closed pipe would have done: quietly, with the status of SIGPIPE.
[[noreturn]] void die_of_closed_pipe();

}  // namespace sonde
