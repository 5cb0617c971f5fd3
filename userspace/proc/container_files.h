// What the runtimes keep on disk about their containers: name, image, labels, pod. Read from the
// host's files, so that no runtime is asked: asking needs a socket that is as good as root, and a
// runtime that hangs would hang us. Where the files are and what their keys are called stands in
// state/container_runtimes.cpp. Used by session/live_input.cpp only; see
// State::set_container_look_up(). Next: safe_files.h (how they are opened).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "state/container_query.h"

namespace sonde {

// The text of a container event (state/containers.h) for a container; empty when nothing is known
// of it. Takes a few files of at most some MB each, in general less than a millisecond. What a
// user's runtime stored is read with the rights of that user.
// `root` stands before all paths; tests have one of their own.
std::string container_json(const ContainerQuery& query, const std::string& root = "");

// GroupHints::has_bundle of this machine.
bool has_container_bundle(std::string_view name_space, std::string_view id,
                          const std::string& root = "");

}  // namespace sonde
