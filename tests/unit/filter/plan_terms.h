// Plans of the kernel's selection as the tests write them: numbers of calls, and terms as text.
// Used by kernel_plan_test.cpp and kernel_plan_promise_test.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "filter/pushdown/kernel_plan.h"

namespace sonde {

// Numbers of calls, from the kernel's own list for x86-64.
enum Number {
  kRead = 0,
  kWrite = 1,
  kOpen = 2,
  kClose = 3,
  kMmap = 9,
  kMprotect = 10,
  kMunmap = 11,
  kRtSigprocmask = 14,
  kGetpid = 39,
  kFsync = 74,
  kExecve = 59,
  kSetpgid = 109,
  kGetuid = 102,
  kFutex = 202,
  kOpenat = 257,
  kUnlinkat = 263,
  kGetrandom = 318,
  kBpf = 321,
};

// "tgid 1 2; comm not cat" for a predicate.
inline std::string terms_of(const KernelPlan& plan) {
  const char* const kNames[] = {"?", "tgid", "tid", "uid", "comm", "cgroup", "failed"};
  std::string out;
  for (uint32_t i = 0; i < plan.predicate.count; ++i) {
    const sonde_term& term = plan.predicate.terms[i];
    out += (i ? "; " : "") + std::string(kNames[term.subject]);
    if (term.flags & SONDE_TERM_NOT) out += " not";
    for (int v = 0; v < term.count; ++v) {
      out += " ";
      out += term.subject == SONDE_SUBJECT_COMM ? std::string(term.comms[v])
                                                : std::to_string(term.numbers[v]);
    }
  }
  return out;
}

}  // namespace sonde
