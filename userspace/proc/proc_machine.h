// The machine itself, its interfaces, its users and groups; read once, when a scan begins.
// Users and groups come from the files alone: no name service is asked, which could take seconds.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "proc/proc_files.h"
#include "schema/snapshot.h"

namespace sonde {

// `proc`: the open root of /proc. What it does not say stays as MachineInfo has it at first.
MachineInfo read_machine(ProcFiles& files, int proc);
// Of the network namespace of this process: IPv4 addresses, then IPv6.
std::vector<InterfaceInfo> read_interfaces();
// Entries of files in the forms of passwd(5) and group(5); lines of another form are left out, and
// an absent file has none.
std::vector<UserInfo> read_users(ProcFiles& files, const std::string& passwd_file);
std::vector<GroupInfo> read_groups(ProcFiles& files, const std::string& group_file);

}  // namespace sonde
