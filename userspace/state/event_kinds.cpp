// EventKinds, derived from the rows of driver/uapi/events.def; see event_kinds.h.
// SPDX-License-Identifier: Apache-2.0
#include "state/event_kinds.h"

#include <array>

namespace sonde {

namespace {

// Calls whose two sides are distinguished by tid: the new thread must not be made up from a lookup.
bool never_adds_thread(Effect effect) {
  return effect == Effect::FORKS || effect == Effect::SWITCHES || effect == Effect::EXITS;
}

bool is_fd(const ParamRow& param) { return param.type == Type::FD || param.type == Type::FD32; }

int first_fd_param(const EventRow& row, size_t from) {
  for (size_t i = from; i < row.params.size(); ++i) {
    if (is_fd(row.params[i])) return static_cast<int>(i);
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
  if ((row.flags & kUsesFd) && !(row.flags & kShowsNoFd)) kind.bits |= EventKind::kUsesFd;
  if (row.exit) {
    kind.exit_fd_param = today.effect.param[1];
    if (kind.exit_fd_param < 0 || !is_fd(today.params[kind.exit_fd_param])) {
      kind.exit_fd_param = static_cast<int8_t>(first_fd_param(today, 1));
    }
    if (row.flags & kSecondFdAtExit) {
      kind.exit_fd_param = today.effect.param[2];
      kind.bits |= EventKind::kOtherFdAtExit;
    }
    // The enter event of such a call says nothing, and the answer may change the socket.
    if (kind.effect == Effect::CHECKS_SOCKET) kind.bits |= EventKind::kOtherFdAtExit;
  } else {
    kind.fd_param = static_cast<int8_t>(first_fd_param(row, 0));
  }
  if (row.exit && kind.effect == Effect::WRITES) kind.bits |= EventKind::kWrites;
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
  // The address that a connect asks for is in the enter event only.
  if (row.id == static_cast<uint16_t>(EventId::SOCKET_CONNECT_E)) kind.bits |= EventKind::kHasRule;
  return kind;
}

}  // namespace

const EventKind& event_kind(uint16_t id) {
  static const auto kinds = [] {
    std::array<EventKind, kEventRowCount> made;
    for (uint16_t i = 0; i < kEventRowCount; ++i) made[i] = kind_of(event_row(i));
    return made;
  }();
  return kinds[id];
}

}  // namespace sonde
