// Addresses, types and options of sockets as strace writes them: {sa_family=AF_INET, ...}.
// Called by strace_structs.cpp for the forms that it has not got itself.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "print/strace_values.h"

namespace sonde {

// kUnknown also for forms that are not of sockets. `text_bytes`: of texts, as much is shown.
StraceOutcome append_strace_socket(std::string& out, const Call& call,
                                   const StraceArgument& argument, uint32_t text_bytes);

}  // namespace sonde
