// From the effect of an event, which its row names, to the rule that applies it; see rules.h. The
// rules are in rules_files.cpp, rules_sockets.cpp, rules_processes.cpp and rules_ids.cpp.
// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "state/moment.h"
#include "state/rules.h"

namespace sonde {

// Effects without a row change nothing here.
void Rules::apply(Effect effect) {
  struct Row {
    Effect effect;
    void (Rules::*rule)();
    bool needs_thread = true;
  };
  static constexpr Row kRows[] = {
      {Effect::ADDS_USER, &Rules::adds_user, false},
      {Effect::DELETES_USER, &Rules::deletes_user, false},
      {Effect::ADDS_GROUP, &Rules::adds_group, false},
      {Effect::DELETES_GROUP, &Rules::deletes_group, false},
      {Effect::ADDS_CONTAINER, &Rules::adds_container, false},
      {Effect::FORKS, &Rules::forks, false},
      {Effect::SWITCHES, &Rules::switches, false},
      {Effect::COUNTS_CPU, &Rules::counts_cpu, false},
      {Effect::SETS_SUBREAPER, &Rules::sets_subreaper, false},
      {Effect::REPORTS_USAGE, &Rules::reports_usage, false},
      {Effect::OPENS, &Rules::opens},
      {Effect::CLOSES, &Rules::closes},
      {Effect::CLOSES_RANGE, &Rules::closes_range},
      {Effect::DUPS, &Rules::dups},
      {Effect::FCNTLS, &Rules::fcntls},
      {Effect::PIPES, &Rules::pipes},
      {Effect::EVENTFDS, &Rules::eventfds},
      {Effect::SIGNALFDS, &Rules::signalfds},
      {Effect::TIMERFDS, &Rules::timerfds},
      {Effect::INOTIFIES, &Rules::inotifies},
      {Effect::EPOLLS, &Rules::epolls},
      {Effect::USERFAULTFDS, &Rules::userfaultfds},
      {Effect::IO_URINGS, &Rules::io_urings},
      {Effect::OBJECTS, &Rules::adds_object},
      {Effect::CONTROLS, &Rules::controls},
      {Effect::RENAMES, &Rules::renames},
      {Effect::BPFS, &Rules::bpfs},
      {Effect::MEMFDS, &Rules::memfds},
      {Effect::PIDFDS, &Rules::pidfds},
      {Effect::GETS_FD, &Rules::gets_fd},
      {Effect::SOCKETS, &Rules::sockets},
      {Effect::SOCKET_PAIRS, &Rules::socket_pairs},
      {Effect::BINDS, &Rules::binds},
      {Effect::CONNECTS, &Rules::connects},
      {Effect::ACCEPTS, &Rules::accepts},
      {Effect::SENDS, &Rules::sends},
      {Effect::RECEIVES, &Rules::receives},
      {Effect::EXECS, &Rules::execs},
      {Effect::EXITS, &Rules::exits},
      {Effect::COUNTS_MEMORY, &Rules::counts_memory},
      {Effect::CHDIRS, &Rules::chdirs},
      {Effect::FCHDIRS, &Rules::fchdirs},
      {Effect::GETS_CWD, &Rules::gets_cwd},
      {Effect::CHROOTS, &Rules::chroots},
      {Effect::SETS_SID, &Rules::sets_sid},
      {Effect::SETS_PGID, &Rules::sets_pgid},
      {Effect::SETS_UID, &Rules::sets_uid},
      {Effect::SETS_GID, &Rules::sets_gid},
      {Effect::SETS_RESUID, &Rules::sets_resuid},
      {Effect::SETS_REUID, &Rules::sets_reuid},
      {Effect::SETS_RESGID, &Rules::sets_resgid},
      {Effect::SETS_REGID, &Rules::sets_regid},
      {Effect::SETS_CAPS, &Rules::sets_caps},
      {Effect::SETS_NS, &Rules::sets_ns},
      {Effect::SETS_RLIMIT, &Rules::sets_rlimit},
  };
  static constexpr auto kByEffect = [] {
    std::array<Row, 256> rows{};
    for (const Row& row : kRows) rows[static_cast<size_t>(row.effect)] = row;
    return rows;
  }();
  const Row& row = kByEffect[static_cast<size_t>(effect)];
  if (row.needs_thread) {
    if (!thread_) return;
    if (moment_.event->id == static_cast<uint16_t>(EventId::SOCKET_CONNECT_E)) {
      return begins_connect(moment_.event->param(ev::SOCKET_CONNECT_E::addr));
    }
  }
  if (row.rule) (this->*row.rule)();
}

}  // namespace sonde
