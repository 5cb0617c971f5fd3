// Names of parameters at compile time: ev::SYSCALL_OPENAT_2_X::fd is the index of that parameter in
// that row, ev::SYSCALL_OPENAT_2_X::kParams the number of parameters; ev::CALL_fsync::fd likewise.
// event_params.inc is made of the rows of driver/uapi at build time, so a name that the row has not
// got does not compile, and a sentence that changes there compiles nothing here.
// Used by state/, fields/ and the writer with Call::get(); what a parameter is: event_row().params.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace sonde::ev {

#include "schema/event_params.inc"

}  // namespace sonde::ev
