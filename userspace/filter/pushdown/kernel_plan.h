// KernelPlan: the part of a filter that the kernel module can decide for a live capture: calls and
// tracepoints to record, and terms about the process. The kernel lets through all that the filter
// does and usually more; user space applies the whole filter to it. What changes the state of the
// machine is always recorded: else other records would not show whom they are about. All this holds
// as long as state knows the threads that the kernel knows: of one whose beginning was lost it has
// neither name nor process. Asked for by session/; docs/filter-language.md describes it to users.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "driver/uapi/ioctl.h"
#include "filter/ast.h"
#include "state/users.h"

namespace sonde {

// What is recorded without a filter. Switches are the most frequent records of all, and page faults
// come close: both are recorded only when the filter asks for them.
inline constexpr uint32_t kDefaultTrace = SONDE_TRACE_CALLS | SONDE_TRACE_EXIT | SONDE_TRACE_SIGNAL;

struct KernelPlan {
  std::array<uint64_t, SONDE_MAX_SYSCALL / 64> syscalls{};  // by x86-64 number
  uint32_t trace = 0;                                       // SONDE_TRACE_*
  sonde_predicate predicate{};
  // When not empty: the filter lets through only events of these processes, so they may be made the
  // consumer's scope by a caller who needs to know of no others.
  std::vector<int> scope;
  // Beside what is recorded for the state's sake, the kernel lets through nothing but what the
  // filter lets through.
  bool exact = false;
  std::vector<std::string> lines;  // of the explanation

  bool has_call(int number) const { return syscalls[number / 64] >> (number % 64) & 1; }
};

// Without a filter.
KernelPlan plan_of_everything();
// Only what changes the state of the machine.
KernelPlan plan_of_snapshot();
// The tree has been checked; it stays as it is. `more_trace`: switches and page faults
// (SONDE_TRACE_*) that are wanted although the filter does not ask for them. `users`: the table
// that state will have from beginning to end; nullptr when it is not known.
KernelPlan plan_kernel(Node& tree, uint32_t more_trace = 0, const Users* users = nullptr);

}  // namespace sonde
