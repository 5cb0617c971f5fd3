// CallEncoder: which parameter of a call goes where. Names decide, as they do in schema/layout.cpp;
// the few exceptions are listed here. What was worked out for a row is kept.
// SPDX-License-Identifier: Apache-2.0
#include "capfile/call_encode.h"

#include <algorithm>
#include <cstring>

#include "capfile/classic_layouts.h"
#include "capfile/format.h"
#include "schema/flag_value.h"
#include "schema/snapshot.h"

namespace sonde {
namespace {

constexpr uint16_t number_of(EventId id) { return static_cast<uint16_t>(id); }

// Where a parameter of a target row comes from, when not from one of the same name.
enum Origin : int8_t {
  kMissing = -1,
  kSyscallCode = -2,       // the number of the call in the format's own count
  kWorkingDirectory = -3,  // AT_FDCWD
  kFdOrResult = -4,        // the result of bpf: a number and, before it, of what kind it is
};

struct Alias {
  EventId target;
  std::string_view name;
  std::string_view current;  // empty: `origin`
  Origin origin = kMissing;
};
constexpr Alias kAliases[] = {
    {EventId::SYSCALL_DUP_E, "fd", "oldfd"},
    {EventId::SYSCALL_EXECVEAT_E, "pathname", "trusted_exepath"},
    {EventId::SYSCALL_EXECVEAT_E, "dirfd", "", kWorkingDirectory},
    {EventId::SYSCALL_EXECVEAT_E, "flags", ""},  // those of the exit event mean another thing
    {EventId::SYSCALL_BPF_X, "res_or_fd", "", kFdOrResult},
    {EventId::GENERIC_E, "ID", "", kSyscallCode},
    {EventId::GENERIC_X, "ID", "", kSyscallCode},
};

int8_t origin_of(const EventRow& target, std::string_view name, const EventRow& current) {
  if (target.id == current.id) return static_cast<int8_t>(current.param_index(name));
  for (const Alias& alias : kAliases) {
    if (number_of(alias.target) != target.id || alias.name != name) continue;
    if (alias.current.empty()) {
      // The row of generic calls has the code itself.
      int own = alias.origin == kSyscallCode ? current.param_index(name) : -1;
      return own >= 0 ? static_cast<int8_t>(own) : static_cast<int8_t>(alias.origin);
    }
    return static_cast<int8_t>(current.param_index(alias.current));
  }
  return static_cast<int8_t>(current.param_index(name));
}

bool is_signed(Type type) {
  switch (type) {
    case Type::INT8:
    case Type::INT16:
    case Type::INT32:
    case Type::INT64:
    case Type::ERRNO:
    case Type::FD:
    case Type::PID:
      return true;
    default:
      return false;
  }
}

// The value that stands for "nobody knows" where a number must not be empty.
int64_t default_of(Type type) {
  switch (type) {
    case Type::FD:
      return -1;
    case Type::UID:
    case Type::GID:
      return kNoId;
    default:
      return 0;
  }
}

// Returns that make the child of a fork look as if it had made the call.
bool is_child_end(const Call& call) {
  return call.row().effect.effect == Effect::FORKS && call.get<int64_t>(0, -1) == 0;
}

}  // namespace

struct CallEncoder::Plan {
  const EventRow* target = nullptr;
  uint32_t never_empty = 0;  // numbers before this index get a default
  int8_t origins[OutgoingEvent::kMaxParams];
};

CallEncoder::CallEncoder() : plans_(std::make_unique<Plan[]>(2 * kEventRowCount)) {}
CallEncoder::~CallEncoder() = default;

const CallEncoder::Plan& CallEncoder::plan(const Call& call, bool enter) const {
  const EventRow& current = call.row();
  Plan& plan = plans_[2 * current.id + enter];
  if (plan.target) return plan;
  const uint16_t id = classic_id(current.id);
  plan.target = &event_row(enter ? static_cast<uint16_t>(id - 1) : id);
  plan.never_empty = classic_nparams(plan.target->id);
  for (size_t i = 0; i < plan.target->params.size(); ++i) {
    plan.origins[i] = origin_of(*plan.target, plan.target->params[i].name, current);
  }
  return plan;
}

namespace {

Bytes number(int64_t value, size_t width, std::array<uint8_t, 16>& room) {
  std::memcpy(room.data(), &value, sizeof value);
  return {room.data(), std::min(width, sizeof value)};
}

// The bytes as a number of the parameter's width; as they are when it has no fixed width.
Bytes of_width(Bytes bytes, Type type, std::array<uint8_t, 16>& room) {
  const int width = type_row(type).bytes;
  if (width <= 0 || bytes.empty() || bytes.size() == static_cast<size_t>(width)) return bytes;
  if (width > 8 || bytes.size() > 8) return bytes;
  int64_t value = is_signed(type) && (bytes.back() & 0x80) ? -1 : 0;
  std::memcpy(&value, bytes.data(), bytes.size());
  return number(value, static_cast<size_t>(width), room);
}

void fill_one(Bytes value, Type type, bool never_empty, std::array<uint8_t, 16>& room, Bytes& out) {
  out = of_width(value, type, room);
  const int width = type_row(type).bytes;
  if (out.empty() && never_empty && width > 0 && width <= 8) {
    out = number(default_of(type), static_cast<size_t>(width), room);
  }
}

// Loading a program and creating a map return a descriptor, other commands a result.
Bytes fd_or_result(const Call& call, std::array<uint8_t, 16>& room) {
  constexpr uint32_t kMapCreate = flag_value("bpf_commands", "BPF_MAP_CREATE");
  constexpr uint32_t kProgramLoad = flag_value("bpf_commands", "BPF_PROG_LOAD");
  constexpr uint8_t kFd = 0, kResult = 1;
  const uint32_t command = call.get<uint32_t>(call.row().param_index("cmd"), ~0u);
  const int64_t value = call.get<int64_t>(call.row().param_index("fd"));
  room[0] = command == kMapCreate || command == kProgramLoad ? kFd : kResult;
  std::memcpy(room.data() + 1, &value, sizeof value);
  return {room.data(), 1 + sizeof value};
}

void copy_header(const Call& call, OutgoingEvent& out) {
  out.ts_ns = call.event.ts_ns;
  out.tid = call.event.tid;
  out.cpu = call.event.cpu;
  out.flags = call.event.block_flags & kStateOnlyFlag;
}

}  // namespace

void CallEncoder::fill(const Call& call, const Plan& plan, OutgoingEvent& out) const {
  copy_header(call, out);
  const EventRow& target = *plan.target;
  out.id = target.id;
  out.large = target.flags & kLargePayload;
  out.nparams = static_cast<uint32_t>(target.format_params());
  // With the number, which its enter event has, the exit would be one of today's: calls have other
  // names in these (call_names.h), and the two events of one call would not have the same.
  if (target.id == static_cast<uint16_t>(EventId::GENERIC_X)) out.nparams = plan.never_empty;
  for (uint32_t i = 0; i < out.nparams; ++i) {
    auto& room = out.numbers_[i];
    Bytes value;
    switch (plan.origins[i]) {
      case kMissing:
        break;
      case kSyscallCode:
        value = number(find_syscall_code(call.row().name), sizeof(uint16_t), room);
        break;
      case kWorkingDirectory:
        value = number(-100, sizeof(int64_t), room);
        break;
      case kFdOrResult:
        value = fd_or_result(call, room);
        break;
      default:
        value = call.param(plan.origins[i]);
    }
    fill_one(value, target.params[i].type, i < plan.never_empty, room, out.params[i]);
  }
}

void CallEncoder::current(const Call& call, OutgoingEvent& out) const {
  copy_header(call, out);
  const EventRow& row = call.row();
  const uint32_t never_empty = classic_nparams(row.id);
  out.id = row.id;
  out.large = row.flags & kLargePayload;
  // What is ours is in events that were recorded with it.
  const bool has_own = call.event.id == row.id && call.event.nparams > row.format_params();
  out.nparams = static_cast<uint32_t>(has_own ? row.params.size() : row.format_params());
  for (uint32_t i = 0; i < out.nparams; ++i) {
    fill_one(call.param(static_cast<int>(i)), row.params[i].type, i < never_empty, out.numbers_[i],
             out.params[i]);
  }
}

void CallEncoder::classic(const Call& call, OutgoingEvent& out) const {
  fill(call, plan(call, false), out);
}

bool CallEncoder::classic_enter(const Call& call, uint64_t latency_ns, OutgoingEvent& out) const {
  const EventRow& row = call.row();
  if (!row.exit || !row.is_syscall() || is_child_end(call) || call.layout.needs_enter) return false;
  if (classic_id(row.id) >= kClassicEvents) return false;
  fill(call, plan(call, true), out);
  out.ts_ns -= std::min(latency_ns, out.ts_ns);
  return true;
}

}  // namespace sonde
