// What the runtimes keep on disk about their containers: name, image, labels. Read from the host's
// files, so that no runtime is asked: asking needs a socket that is as good as root, and a runtime
// that hangs would hang us. Used by session.cpp, live only; see State::set_container_look_up().
// Formats: docker's config.v2.json; containers.json of containers/storage (podman).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace sonde {

// The text of a container event (state/containers.h) for the container with this short id, of
// docker or podman (a ContainerType number, as control groups show it); empty when there is none.
// Containers of podman's that belong to users lie in their homes and are not looked for.
// `root` stands before all paths; tests have one of their own.
std::string container_json(std::string_view id, int type, const std::string& root = "");

}  // namespace sonde
