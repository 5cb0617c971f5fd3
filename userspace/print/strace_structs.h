// Arguments that are more than a number: limits, times, arguments of programs, and
// commands whose second argument depends on the first. Part of strace_values.cpp, which calls it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "fields/struct_text.h"
#include "print/strace_values.h"

namespace sonde {

StraceOutcome append_strace_struct(std::string& out, const Call& call,
                                   const StraceArgument& argument, uint32_t text_bytes);
// O_* as the machine counts them, the access mode first.
void append_strace_access_mode(std::string& out, uint64_t flags);
// A result that tells more than a number: which descriptors are ready, which flags are set.
bool append_strace_long_result(std::string& out, const Call& call, int64_t result);

}  // namespace sonde
