// Arguments that are more than a number: limits, times, arguments of programs, and
// commands whose second argument depends on the first. Part of strace_values.cpp, which calls it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "print/strace_values.h"

namespace sonde {

StraceOutcome append_strace_struct(std::string& out, const Call& call,
                                   const StraceArgument& argument, uint32_t text_bytes);
// A result that tells more than a number: which descriptors are ready, which flags are set.
bool append_strace_long_result(std::string& out, const Call& call, int64_t result);

// Numbers of 1, 2, 4 or 8 bytes; bytes of 4 and more may be negative.
int64_t strace_signed(Bytes bytes);
uint64_t strace_unsigned(Bytes bytes);

void append_strace_hex(std::string& out, uint64_t value);      // 0x7f, 0
void append_strace_pointer(std::string& out, uint64_t value);  // 0x7f, NULL
void append_strace_octal(std::string& out, Bytes bytes);       // 0644, 000
void append_strace_signal(std::string& out, int signal);       // SIGKILL, SIGRT_1, 0

}  // namespace sonde
