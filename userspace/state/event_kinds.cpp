// EventKinds, derived from the rows of driver/uapi/events.def; see event_kinds.h.
// SPDX-License-Identifier: Apache-2.0
#include "state/event_kinds.h"

#include <array>

namespace sonde {

namespace {

// Calls whose descriptor sysdig never showed while their enter events were recorded; the rows of
// today carry it in the exit event.
bool is_late_fd_user(EventId id) {
  switch (id) {
    case EventId::SOCKET_SENDMMSG_X:
    case EventId::SOCKET_RECVMMSG_X:
    case EventId::SYSCALL_MMAP_X:
    case EventId::SYSCALL_MMAP2_X:
    case EventId::SYSCALL_SYMLINKAT_X:
    case EventId::SYSCALL_UNLINKAT_2_X:
    case EventId::SYSCALL_MKDIRAT_X:
    case EventId::SYSCALL_FCHMODAT_X:
    case EventId::SYSCALL_FCHMOD_X:
      return true;
    default:
      return false;
  }
}

// Calls whose two sides are told apart by tid: the new thread must not be made up from a lookup.
bool never_adds_thread(Effect effect) {
  return effect == Effect::FORKS || effect == Effect::SWITCHES || effect == Effect::EXITS;
}

int first_fd_param(const EventRow& row, size_t from) {
  for (size_t i = from; i < row.params.size(); ++i) {
    if (row.params[i].type == Type::FD) return static_cast<int>(i);
  }
  return -1;
}

EventKind kind_of(const EventRow& row) {
  EventKind kind;
  if (row.status == Status::kUnused) {
    kind.bits = EventKind::kNoThread;
    return kind;
  }
  const EventRow& today = event_row(row.successor);
  kind.effect = today.effect.effect;
  if (row.exit) {
    kind.bits |= EventKind::kExit;
  } else if (row.is_syscall()) {
    kind.bits |= EventKind::kEnter;
  }
  const bool beside_threads = (row.flags & kSkipsThread) || (row.category & kMeta) ||
                              (row.category & kPlugin) || (row.category & kIterator);
  if (beside_threads) kind.bits |= EventKind::kNoThread;
  if (never_adds_thread(kind.effect)) kind.bits |= EventKind::kNoNewThread;
  if (row.flags & kUsesFd) kind.bits |= EventKind::kUsesFd;
  if (row.flags & kCreatesFd) kind.bits |= EventKind::kCreatesFd;
  const EventId id = static_cast<EventId>(row.id);
  if (row.exit ? is_late_fd_user(id) : is_late_fd_user(static_cast<EventId>(row.id + 1))) {
    kind.bits |= EventKind::kLateFd;
  }
  if (row.exit) {
    kind.exit_fd_param = today.effect.param[1];
    if (kind.exit_fd_param < 0 || today.params[kind.exit_fd_param].type != Type::FD) {
      kind.exit_fd_param = static_cast<int8_t>(first_fd_param(today, 1));
    }
    if (id == EventId::SYSCALL_COPY_FILE_RANGE_X) {
      kind.exit_fd_param = static_cast<int8_t>(today.param_index("fdout"));
    }
  } else {
    kind.fd_param = static_cast<int8_t>(first_fd_param(row, 0));
  }
  switch (kind.effect) {
    case Effect::NOTHING:
    case Effect::USES:
    case Effect::READS:
    case Effect::WRITES:
    case Effect::TRANSFERS:
      break;
    default:
      if (row.exit || !row.is_syscall()) kind.bits |= EventKind::kHasRule;
  }
  return kind;
}

}  // namespace

const EventKind& event_kind(uint16_t id) {
  static const auto kinds = [] {
    std::array<EventKind, kKnownEvents> made;
    for (uint16_t i = 0; i < kKnownEvents; ++i) made[i] = kind_of(event_row(i));
    return made;
  }();
  return kinds[id];
}

}  // namespace sonde
