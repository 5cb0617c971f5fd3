// Subjects: what a filter says of the thread, process, user, name and result of a record, as sets
// that the kernel can compare with; allowed_subjects() finds them for one condition.
// kernel_plan.cpp puts the conditions of a filter together. The sets themselves: set_expr.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "filter/condition.h"
#include "filter/pushdown/record_kinds.h"
#include "filter/pushdown/set_expr.h"
#include "state/users.h"

namespace sonde {

// What the filter may say of the subjects of one record: supersets of what it lets through.
struct Subjects {
  SetExpr<uint64_t> tgid, tid, uid, failed;
  SetExpr<std::string> comm;

  static Subjects none() {
    constexpr auto kNone = SetExpr<uint64_t>::none;
    return {kNone(), kNone(), kNone(), kNone(), SetExpr<std::string>::none()};
  }
  bool is_impossible() const {
    return tgid.is_none() || tid.is_none() || uid.is_none() || failed.is_none() || comm.is_none();
  }
};

inline Subjects operator&(const Subjects& a, const Subjects& b) {
  return {a.tgid & b.tgid, a.tid & b.tid, a.uid & b.uid, a.failed & b.failed, a.comm & b.comm};
}
inline Subjects operator|(const Subjects& a, const Subjects& b) {
  return {a.tgid | b.tgid, a.tid | b.tid, a.uid | b.uid, a.failed | b.failed, a.comm | b.comm};
}

// What a condition says of the subjects of a record, when it holds and when it does not.
//
// Field and subject must be the same in every record. They are for these:
//   thread.tid   the record's own
//   proc.pid     state has it from the same records
//   proc.name    the thread's; state gets every new name
//   results      a call failed when its result is below 0, here as there
//   user.uid     the thread's; state gets it from clone, execve, setuid and the like. Nothing of
//   the
//                thread comes between the change and its record but a switch. The number that
//                setuid gives is the caller's: in a user namespace another one than the kernel's,
//                which lets such threads through for that reason
//   user.name    by the table of users, which is read once, before anything is recorded
// They are not for thread.cgroup.*, container.* and what follows from them: state gets a
// thread's groups when it begins and when it starts a program, the kernel moves it at any time, and
// containers come that nobody could name beforehand.
struct AllowedSubjects {
  Subjects if_holds, if_fails;
};
// `users`: the table that names are looked up in; nullptr when it is not known.
AllowedSubjects allowed_subjects(const Condition& condition, const RecordKind& kind,
                                 const Users* users);

// Whether the condition compares one field with constants, for equality, and nothing else.
bool is_equality_with_constants(const Condition& condition);

}  // namespace sonde
