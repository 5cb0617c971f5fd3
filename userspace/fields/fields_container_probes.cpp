// Fields that tell whether a process runs as one of its container's probes (health, liveness,
// readiness). Probes are started from outside the container, so the topmost process of the chain
// that is inside it is the one whose command line is compared.
// Part of the class that fields_proc.cpp puts together.
// SPDX-License-Identifier: Apache-2.0
#include "fields/container_lookup.h"
#include "fields/process_rows.h"
#include "state/moment.h"
#include "state/state.h"

namespace sonde {

namespace {

bool is_command(const Thread& thread, std::string_view line, Scratch& scratch) {
  return !line.empty() && command_line(exe_of(thread), thread.info->args, scratch) == line;
}

template <std::string Container::*kProbe>
Value get_is_probe(const Moment& moment, FieldUse&) {
  if (!moment.thread) return Value::none();
  const Container* container = container_of(moment);
  if (!container || (container->*kProbe).empty()) return Value::boolean(false);
  const Thread* topmost = &leader_of(moment);
  const std::string_view id = topmost->info->container_id;
  for_each_ancestor(moment, [&](const Thread& ancestor) {
    if (ancestor.info->container_id.view() != id) return false;
    topmost = &ancestor;
    return true;
  });
  if (topmost->info->vpid == 1) return Value::boolean(false);
  return Value::boolean(is_command(*topmost, container->*kProbe, *moment.scratch));
}

constexpr Field kRows[] = {
    {"proc.is_container_healthcheck", Type::BOOL, Format::NA, ArgRule::kNone, 0,
     "True when the process was started by the container's health check.",
     get_is_probe<&Container::healthcheck>, kOnAncestors},
    {"proc.is_container_liveness_probe", Type::BOOL, Format::NA, ArgRule::kNone, 0,
     "True when the process was started by the container's liveness probe.",
     get_is_probe<&Container::liveness_probe>, kOnAncestors},
    {"proc.is_container_readiness_probe", Type::BOOL, Format::NA, ArgRule::kNone, 0,
     "True when the process was started by the container's readiness probe.",
     get_is_probe<&Container::readiness_probe>, kOnAncestors},
};

}  // namespace

std::span<const Field> container_probe_rows() { return kRows; }

}  // namespace sonde
