// How kinds of descriptors are called: words for fd.type, letters for fd.typechar and for the
// <f> in evt.args. Called by fields_fd*.cpp, fields_proc_resources.cpp and params_*.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "schema/event_table.h"
#include "schema/snapshot.h"

namespace sonde {

// "file", "ipv4", ...; "<NA>" for kinds that have no word.
std::string_view fd_type_name(FdType type);
// 'f', '4', ...; 'o' for an unknown one.
char fd_type_letter(FdType type);
// The letter for an event without a descriptor, by what its call would have made.
char fd_letter_of_call(uint16_t id);

// "tcp", "udp", "icmp", "raw"; "<NA>" otherwise.
std::string_view l4_name(L4Proto proto);
// 't', 'u', 'i', 'r'; 0 otherwise.
char l4_letter(L4Proto proto);

}  // namespace sonde
