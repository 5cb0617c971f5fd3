// Where the index finds events again: in the capture file, or, when that is compressed or a pipe,
// in an unlinked temporary file that gets the uncompressed bytes while they are read.
// Used by Explorer::open().
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"

namespace sonde {

struct CaptureCopy {
  int read_fd = -1;   // uncompressed bytes, by offset
  int write_fd = -1;  // to be filled by the reader of the capture; -1: it is plain
};

// The caller closes both. The error says what cannot be opened or made.
Result<CaptureCopy> plain_copy_of(const std::string& path);

}  // namespace sonde
