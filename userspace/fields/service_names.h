// Names of services for ports (option -R): 22 is "ssh". From the services database of the machine
// that reads, as getservbyport(3) tells it; every port is asked for once.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "schema/snapshot.h"

namespace sonde {

// Of TCP or UDP; of any protocol for all other values. Empty when there is none. Valid as long as
// the thread.
std::string_view service_name(uint16_t port, L4Proto l4);
// "10.0.0.1:ssh", or with the number when the port has no name.
void append_service_endpoint(std::string& out, const IpAddress& address, uint16_t port, L4Proto l4);

}  // namespace sonde
