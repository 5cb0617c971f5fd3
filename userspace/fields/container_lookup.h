// The container of a moment's thread, also when nothing but its id is known.
// Called by fields_container*.cpp, fields_k8s.cpp and fields_fd*.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "fields/field.h"
#include "state/containers.h"

namespace sonde {

// nullptr on the host and without a thread. A container that no event has described yet comes back
// with the type that its cgroups tell and, for runtimes that know containers by name, its name.
const Container* container_of(const Moment& moment);

}  // namespace sonde
