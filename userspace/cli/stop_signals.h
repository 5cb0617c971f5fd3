// Signals as flags that the reading loop looks at: SIGINT (Ctrl-C), SIGTERM, SIGHUP and SIGQUIT end
// it (a second one of a kind kills), SIGUSR1 asks for the counters, SIGUSR2 a flight recorder for a
// file.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>

namespace sonde {

// Installs the handlers, ignores SIGPIPE (writes report it instead) and returns the flag.
const std::atomic<bool>& watch_stop_signals();
// As if such a signal had come. May be called by a signal handler.
void want_stop();
// Whether SIGUSR1 came since the last call.
bool take_report_request();
// The same for SIGUSR2.
bool take_file_request();
// Ends the program as a closed pipe would have done: quietly, with the status of SIGPIPE.
[[noreturn]] void die_of_closed_pipe();

}  // namespace sonde
