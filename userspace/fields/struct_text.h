// Structures in the caller's memory by the names of their members, as far as `strace -X abbrev`
// shows them: {tv_sec=1, tv_nsec=0}; and numbers, signals and texts in the notation of strace.
// Called by params_text.cpp (values of parameters) and by print/strace_*.cpp. Files:
// struct_text.cpp, strace_text.cpp. Next: strace_names.h (constants).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "schema/event_table.h"

namespace sonde {

// False, and nothing appended, when the bytes are too few or nothing is known of the structure.
bool append_structure(std::string& out, Structure structure, Bytes bytes);

// "S_IFREG|S_ISUID|0755".
void append_strace_mode(std::string& out, uint32_t mode);
// "{tv_sec=1, tv_nsec=0}" of a time in nanoseconds; `unit_ns` is what the fraction counts.
void append_strace_span(std::string& out, uint64_t ns, uint64_t unit_ns, std::string_view fraction);
// "[INT CHLD]", or "~[]" where most are set.
void append_strace_signals(std::string& out, uint64_t set);

// Numbers of 1, 2, 4 or 8 bytes; bytes of 4 and more may be negative.
int64_t strace_signed(Bytes bytes);
uint64_t strace_unsigned(Bytes bytes);

void append_strace_hex(std::string& out, uint64_t value);      // 0x7f, 0
void append_strace_pointer(std::string& out, uint64_t value);  // 0x7f, NULL
void append_strace_octal(std::string& out, Bytes bytes);       // 0644, 000
void append_strace_signal(std::string& out, int signal);       // SIGKILL, SIGRT_1, 0

// The text in quotes, with C's escapes; `more`: what is not shown is told by three dots.
void append_strace_text(std::string& out, std::string_view text, bool more);

}  // namespace sonde
