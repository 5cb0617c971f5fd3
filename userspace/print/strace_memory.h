// What is behind an address that a call of calls.def took, as strace writes it: paths, texts, data,
// and structures by the names of their members, as far as `strace -X abbrev` shows them.
// Called by strace_values.cpp for each such argument. Next: fields/struct_text.h (structures).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "schema/layout.h"

namespace sonde {

// `param`: index of what is there. False, and nothing appended, when the event does not hold it or
// the call has not filled it; the address is then what strace writes.
bool append_strace_memory(std::string& out, const Call& call, int param, uint32_t text_bytes);

}  // namespace sonde
