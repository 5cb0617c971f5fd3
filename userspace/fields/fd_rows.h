// The rows of the class "fd", which fills two files, and what both need.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "fields/field.h"
#include "state/descriptor.h"

namespace sonde {

std::span<const Field> fd_net_rows();  // fields_fd_net.cpp

// The descriptor that the event works on; nullptr when it has none or it is not known.
const Descriptor* fd_of(const Moment& moment);

}  // namespace sonde
