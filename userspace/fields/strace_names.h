// Names of values as the machine counts them, for arguments that are recorded as they stood in the
// registers, and of the format's own bits in the order in which strace names them.
// Used by print/strace_values.cpp, struct_text.cpp and params_names.cpp. Values: the headers of
// Linux on x86-64; orders: strace 6.1.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace sonde {

struct StraceName {
  std::string_view name;
  uint64_t value;
};
struct StraceNames {
  std::span<const StraceName> rows;
  bool is_set;                  // several may hold at once
  std::string_view zero = "0";  // what no bit at all is called
};

// Of an argument of a call of calls.def, by the numbers of row and parameter; nullptr = none.
const StraceNames* strace_names(uint16_t row, int param);

extern const StraceNames kStraceOpenFlags;    // the format's bits, but for the access mode
extern const StraceNames kStraceCloneFlags;   // likewise
extern const StraceNames kStraceStatusFlags;  // O_* as the machine counts them, likewise
extern const StraceNames kStraceClocks;
extern const StraceNames kStraceFutexOperations;
extern const StraceNames kStraceStatxMask;
extern const StraceNames kStraceRequests;   // of ioctl
extern const StraceNames kStraceProtocols;  // of internet sockets

// "A|B|0x40": bits without a name follow as a number, those of `ignored` do not.
void append_strace_names(std::string& out, const StraceNames& names, uint64_t value,
                         uint64_t ignored = 0);

}  // namespace sonde
