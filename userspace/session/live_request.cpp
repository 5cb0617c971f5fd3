// From a LiveRequest to the settings of the kernel module. See live_request.h.
// SPDX-License-Identifier: Apache-2.0
#include "session/live_request.h"

#include <algorithm>

#include "filter/filter.h"
#include "filter/pushdown/kernel_plan.h"
#include "proc/proc_files.h"
#include "proc/proc_machine.h"

namespace sonde {

std::vector<SnapshotItem> read_accounts() {
  ProcFiles files;
  std::vector<SnapshotItem> accounts;
  accounts.emplace_back(read_users(files, "/etc/passwd"));
  accounts.emplace_back(read_groups(files, "/etc/group"));
  return accounts;
}

Users users_of(const std::vector<SnapshotItem>& accounts) {
  Users users;
  for (const SnapshotItem& item : accounts) {
    const auto* list = std::get_if<std::vector<UserInfo>>(&item);
    if (!list) continue;
    for (const UserInfo& user : *list) users.add(user);
  }
  return users;
}

LiveOptions live_options(const LiveRequest& request, const Users& users) {
  LiveOptions live;
  sonde_settings& settings = live.settings;
  const uint32_t more_trace = (request.page_faults ? SONDE_TRACE_FAULT : 0u) |
                              (request.switches ? SONDE_TRACE_SWITCH : 0u) |
                              (request.usage ? SONDE_TRACE_USAGE : 0u);
  const KernelPlan plan =
      request.filter ? request.filter->kernel_plan(more_trace, &users) : plan_of_everything();
  std::copy(plan.syscalls.begin(), plan.syscalls.end(), std::begin(settings.syscalls));
  settings.trace = plan.trace;
  settings.predicate = plan.predicate;
  if (request.ring_bytes) settings.ring_bytes = request.ring_bytes;
  if (request.snaplen) settings.snaplen = request.snaplen;
  settings.trace |= more_trace;
  if (request.private_events) settings.mode |= SONDE_MODE_WITH_SELF;
  if (request.process) {
    settings.scope.count = 1;
    settings.scope.tgids[0] = request.process;
  }
  return live;
}

}  // namespace sonde
