// Encoding of the blocks ahead of the events, from the values of schema/snapshot.h, in the current
// version of each. Called by writer.cpp. The other direction is metadata.h.
// Strings are cut to what known readers accept; lists are cut between two elements.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/snapshot.h"

namespace sonde {

// Takes the code and the body of a finished block.
using BlockSink = std::function<void(uint32_t code, std::string_view body)>;

void encode_machine(const MachineInfo& machine, const BlockSink& sink);
void encode_interfaces(const std::vector<InterfaceInfo>& interfaces, const BlockSink& sink);
// One block holds both: a second block would replace the first. Users and groups of containers
// are left out, for the block has no place to say whose they are.
void encode_users(const std::vector<UserInfo>& users, const std::vector<GroupInfo>& groups,
                  const BlockSink& sink);
// As many blocks as it takes to keep each near a megabyte. `classic`: the form that readers of
// 2022 understand, which lacks what was added after the capabilities.
void encode_threads(const std::vector<ThreadSnapshot>& threads, bool classic,
                    const BlockSink& sink);
// All descriptors are of one thread. `classic`: types younger than 2022 become "unsupported".
void encode_descriptors(uint64_t tid, const FdSnapshot* first, size_t count, bool classic,
                        const BlockSink& sink);

}  // namespace sonde
