// What a file is that is not a capture: said in the error so that nobody has to guess.
// Used by: reader.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/bytes.h"

namespace sonde {

// A noun phrase for the first bytes of an input: "an empty file", "a pcap network capture".
std::string describe_input(Bytes first);

}  // namespace sonde
