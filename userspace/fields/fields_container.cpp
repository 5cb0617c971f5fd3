// Fields of the container that an event's thread runs in.
// What is known of it comes from container events, which recorders add to captures.
// SPDX-License-Identifier: Apache-2.0
#include <fnmatch.h>

#include "fields/classes.h"
#include "fields/container_lookup.h"
#include "state/moment.h"
#include "state/state.h"

namespace sonde {

constexpr size_t kFullIdDigits = 64;

// A reader of captures has one thread that evaluates fields; the stand-in is valid until the next
// call, as all values are until the next event.
const Container* container_of(const Moment& moment) {
  if (!moment.thread || moment.thread->info->container_id.empty()) return nullptr;
  if (const Container* known = moment.state->container_of(*moment.thread)) return known;
  static thread_local Container stand_in;
  static thread_local SharedText cgroups;
  const ThreadInfo& info = *moment.thread->info;
  const std::string_view id = info.container_id.view();
  if (stand_in.id == id && !cgroups.empty() && cgroups.same_block(info.cgroups)) return &stand_in;
  const ContainerSign sign = moment.state->container_sign(info.cgroups);
  stand_in = {};
  stand_in.id = id;
  stand_in.type = sign.type;
  cgroups = info.cgroups;
  // What is no number was given by a user, as a name.
  const bool is_named = sign.id == id && sign.full_id.size() != kFullIdDigits;
  if (is_named && sign.type != static_cast<int>(ContainerType::kDockerBuild) &&
      sign.type != static_cast<int>(ContainerType::kMesos)) {
    stand_in.name = id;
  }
  return &stand_in;
}

namespace {

bool on_host(const Moment& moment) { return moment.thread->info->container_id.empty(); }

Value text_or_none(std::string_view text) {
  return text.empty() ? Value::none() : Value::text(text);
}

Value get_id(const Moment& moment, FieldUse&) {
  if (!moment.thread) return Value::none();
  return Value::text(on_host(moment) ? "host" : moment.thread->info->container_id.view());
}

Value get_name(const Moment& moment, FieldUse&) {
  if (!moment.thread) return Value::none();
  return on_host(moment) ? Value::text("host") : text_or_none(container_of(moment)->name);
}

Value get_type(const Moment& moment, FieldUse&) {
  if (!moment.thread) return Value::none();
  return on_host(moment) ? Value::text("host")
                         : text_or_none(container_type_name(container_of(moment)->type));
}

template <std::string Container::*kMember>
Value get_text(const Moment& moment, FieldUse&) {
  const Container* container = container_of(moment);
  return container ? text_or_none(container->*kMember) : Value::none();
}

template <bool Container::*kMember>
Value get_bool(const Moment& moment, FieldUse&) {
  const Container* container = container_of(moment);
  return container ? Value::boolean(container->*kMember) : Value::none();
}

template <std::string Container::*kMember>
Value get_probe(const Moment& moment, FieldUse&) {
  const Container* container = container_of(moment);
  if (!container) return Value::none();
  return Value::text((container->*kMember).empty() ? std::string_view("NONE")
                                                   : std::string_view(container->*kMember));
}

// Sandboxes of pods cannot tell.
Value get_privileged(const Moment& moment, FieldUse&) {
  const Container* container = container_of(moment);
  if (!container || container->is_pod_sandbox) return Value::none();
  return Value::boolean(container->privileged);
}

Value get_start(const Moment& moment, FieldUse&) {
  const Container* container = container_of(moment);
  if (!container || !container->created_ts_ns) return Value::none();
  return Value::uinteger(container->created_ts_ns);
}

Value get_latency(const Moment& moment, FieldUse&) {
  const Container* container = container_of(moment);
  if (!container || !container->created_ts_ns) return Value::none();
  if (moment.event->ts_ns < container->created_ts_ns) return Value::none();
  return Value::uinteger(moment.event->ts_ns - container->created_ts_ns);
}

// Mounts.

std::string_view rdwr_text(const ContainerMount& mount) { return mount.rdwr ? "true" : "false"; }

void append_mount(std::string& out, const ContainerMount& mount) {
  out.append(mount.source).append(1, ':').append(mount.dest).append(1, ':').append(mount.mode);
  out.append(1, ':').append(rdwr_text(mount)).append(1, ':').append(mount.propagation);
}

Value get_mounts(const Moment& moment, FieldUse&) {
  const Container* container = container_of(moment);
  if (!container) return Value::none();
  std::string all;
  for (const ContainerMount& mount : container->mounts) {
    if (!all.empty()) all.append(1, ',');
    append_mount(all, mount);
  }
  return Value::text(moment.scratch->copy(all));
}

// The mount that the argument names: by number, or by a pattern for the source (the destination
// when it is the source that is asked for). nullptr when there is none.
const ContainerMount* find_mount(const Moment& moment, const FieldUse& use,
                                 std::string ContainerMount::*matched) {
  const Container* container = container_of(moment);
  if (!container) return nullptr;
  if (use.index >= 0) {
    const auto index = static_cast<size_t>(use.index);
    return index < container->mounts.size() ? &container->mounts[index] : nullptr;
  }
  for (const ContainerMount& mount : container->mounts) {
    if (fnmatch(use.arg.c_str(), (mount.*matched).c_str(), 0) == 0) return &mount;
  }
  return nullptr;
}

Value get_mount(const Moment& moment, FieldUse& use) {
  const ContainerMount* mount = find_mount(moment, use, &ContainerMount::source);
  if (!mount) return Value::none();
  std::string text;
  append_mount(text, *mount);
  return Value::text(moment.scratch->copy(text));
}

template <std::string ContainerMount::*kMember, std::string ContainerMount::*kMatched>
Value get_mount_part(const Moment& moment, FieldUse& use) {
  const ContainerMount* mount = find_mount(moment, use, kMatched);
  return mount ? Value::text(mount->*kMember) : Value::none();
}

Value get_mount_rdwr(const Moment& moment, FieldUse& use) {
  const ContainerMount* mount = find_mount(moment, use, &ContainerMount::source);
  return mount ? Value::text(rdwr_text(*mount)) : Value::none();
}

constexpr Field kRows[] = {
    {"container.id", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "First 12 digits of the container's id, or its name for runtimes that use names; \"host\" "
     "outside of containers.",
     get_id, kOnThread},
    {"container.full_id", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "Complete id of the container.", get_text<&Container::full_id>, kOnThread},
    {"container.name", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "Name of the container; \"host\" outside of containers.", get_name, kOnThread},
    {"container.image", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "Image that the container was made from, with its tag.", get_text<&Container::image>,
     kOnThread},
    {"container.image.id", Type::CHARBUF, Format::NA, ArgRule::kNone, 0, "Id of the image.",
     get_text<&Container::image_id>, kOnThread},
    {"container.type", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "What runs the container: docker, podman, cri-o, containerd, lxc, ...; \"host\" outside of "
     "containers.",
     get_type, kOnThread},
    {"container.privileged", Type::BOOL, Format::NA, ArgRule::kNone, 0,
     "True when the container was started with all privileges.", get_privileged, kOnThread},
    {"container.mounts", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "All mounts, each as source:destination:mode:writable:propagation, with commas between them.",
     get_mounts, kOnThread},
    {"container.mount", Type::CHARBUF, Format::NA, ArgRule::kKeyNeeded, 0,
     "One mount, by number (container.mount[0]) or by a pattern for its source "
     "(container.mount[/var/*]).",
     get_mount},
    {"container.mount.source", Type::CHARBUF, Format::NA, ArgRule::kKeyNeeded, 0,
     "Source of a mount, by number or by a pattern for its destination.",
     get_mount_part<&ContainerMount::source, &ContainerMount::dest>},
    {"container.mount.dest", Type::CHARBUF, Format::NA, ArgRule::kKeyNeeded, 0,
     "Destination of a mount, by number or by a pattern for its source.",
     get_mount_part<&ContainerMount::dest, &ContainerMount::source>},
    {"container.mount.mode", Type::CHARBUF, Format::NA, ArgRule::kKeyNeeded, 0,
     "Mode of a mount, by number or by a pattern for its source.",
     get_mount_part<&ContainerMount::mode, &ContainerMount::source>},
    {"container.mount.rdwr", Type::CHARBUF, Format::NA, ArgRule::kKeyNeeded, 0,
     "\"true\" when a mount may be written to; by number or by a pattern for its source.",
     get_mount_rdwr},
    {"container.mount.propagation", Type::CHARBUF, Format::NA, ArgRule::kKeyNeeded, 0,
     "How mounts below a mount spread; by number or by a pattern for its source.",
     get_mount_part<&ContainerMount::propagation, &ContainerMount::source>},
    {"container.image.repository", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "Repository that the image came from.", get_text<&Container::image_repo>, kOnThread},
    {"container.image.tag", Type::CHARBUF, Format::NA, ArgRule::kNone, 0, "Tag of the image.",
     get_text<&Container::image_tag>, kOnThread},
    {"container.image.digest", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "Digest of the image in its registry.", get_text<&Container::image_digest>, kOnThread},
    {"container.healthcheck", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "Command line of the container's health check; NONE without one.",
     get_probe<&Container::healthcheck>, kOnThread},
    {"container.liveness_probe", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "Command line of the container's liveness probe; NONE without one.",
     get_probe<&Container::liveness_probe>, kOnThread},
    {"container.readiness_probe", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "Command line of the container's readiness probe; NONE without one.",
     get_probe<&Container::readiness_probe>, kOnThread},
    {"container.start_ts", Type::UINT64, Format::DEC, ArgRule::kNone, 0,
     "When the container was created, in nanoseconds since the epoch.", get_start, kOnThread},
    {"container.duration", Type::RELTIME, Format::DEC, ArgRule::kNone, 0,
     "Nanoseconds since the container was created.", get_latency, kOnEvent.looks_at(kRowThread)},
    {"container.ip", Type::CHARBUF, Format::NA, ArgRule::kNone, 0, "Address of the container.",
     get_text<&Container::ip>, kOnThread},
    {"container.cni.json", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "What the network plugin (CNI) answered when it set up the container, as JSON.",
     get_text<&Container::cni_json>, kOnThread},
    {"container.host_pid", Type::BOOL, Format::NA, ArgRule::kNone, 0,
     "True when the container sees the processes of the host.", get_bool<&Container::host_pid>,
     kOnThread},
    {"container.host_network", Type::BOOL, Format::NA, ArgRule::kNone, 0,
     "True when the container uses the network of the host.", get_bool<&Container::host_network>,
     kOnThread},
    {"container.host_ipc", Type::BOOL, Format::NA, ArgRule::kNone, 0,
     "True when the container shares semaphores and shared memory with the host.",
     get_bool<&Container::host_ipc>, kOnThread},
};

}  // namespace

const std::span<const Field> kContainerFields = kRows;

}  // namespace sonde
