// Arguments and results of calls as strace writes them: "root:x:0:0"..., O_RDONLY|O_CLOEXEC,
// {sa_family=AF_INET, ...}, -1 ENOENT (No such file or directory).
// Called by strace_style.cpp with the rows of strace_rows.h. The look is that of strace 6.1.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "fields/struct_text.h"
#include "print/strace_rows.h"
#include "schema/layout.h"

namespace sonde {

enum class StraceOutcome : uint8_t {
  kWritten,
  kUnknown,  // the record does not hold it; nothing was appended
  kAbsent,   // the call was made without it; nothing was appended
};

// `text_bytes`: of texts and data, as much is shown.
StraceOutcome append_strace_argument(std::string& out, const Call& call,
                                     const StraceArgument& argument, uint32_t text_bytes);
// An argument of a call of calls.def: the parameter of this index, or what is behind it.
StraceOutcome append_strace_register(std::string& out, const Call& call, int param,
                                     uint32_t text_bytes);

// What follows "= ".
void append_strace_result(std::string& out, const Call& call, const StraceRow& row);

}  // namespace sonde
