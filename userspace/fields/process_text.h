// What the fields of processes share: ancestors, lists of arguments as text, command lines.
// Used by fields_proc*.cpp, fields_thread.cpp, fields_user.cpp and fields_container.cpp only.
// Text that has to be composed is put into the moment's scratch and lives as long as that.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <string_view>

#include "base/scratch.h"
#include "fields/field.h"
#include "state/moment.h"
#include "state/state.h"
#include "state/thread.h"

namespace sonde {

// What stands where a name is not known: of a thread of which only the number is known.
inline constexpr std::string_view kNotKnown = "<NA>";

inline std::string_view comm_of(const Thread& thread) {
  return thread.info->valid || !thread.info->comm.empty() ? thread.info->comm.view() : kNotKnown;
}
inline std::string_view exe_of(const Thread& thread) {
  return thread.info->valid || !thread.info->exe.empty() ? thread.info->exe.view() : kNotKnown;
}
// The process id; that of a thread of which only the number is known is this number.
inline int64_t pid_of(const Thread& thread) {
  return thread.info->pid >= 0 ? thread.info->pid : thread.tid;
}

// The first thread of the moment's process, or the thread itself when that is not known.
inline const Thread& leader_of(const Moment& moment) {
  return moment.state->leader_of(*moment.thread);
}
// The leader of the parent process of a leader; nullptr when there is none or it is not known.
const Thread* parent_of(const Moment& moment, const Thread& leader);
// The process itself for 0, its parent for 1, and so on; nullptr beyond the oldest one.
const Thread* ancestor_of(const Moment& moment, int64_t distance);
// Calls visit(thread) for the ancestors from the parent up, until it returns false. A circle of
// parents, which a damaged capture may hold, is cut after kMaxAncestors.
inline constexpr int kMaxAncestors = 512;
template <typename Visitor>
void for_each_ancestor(const Moment& moment, Visitor visit) {
  const Thread* at = &leader_of(moment);
  for (int depth = 0; depth < kMaxAncestors; ++depth) {
    at = parent_of(moment, *at);
    if (!at || !visit(*at)) return;
  }
}
// The leader of the session, or the oldest ancestor of the same session when that is gone.
const Thread& session_leader_of(const Moment& moment);

// A list whose elements end with NUL, as one text with blanks between them.
std::string_view join_list(std::string_view list, Scratch& scratch);
// Element number `index` of such a list; false when it is shorter.
bool list_element(std::string_view list, int64_t index, std::string_view& out);
// first + " " + the list joined, as command lines are shown.
std::string_view command_line(std::string_view first, std::string_view args, Scratch& scratch);
// The value of NAME in a list of NAME=value, without blanks around it; empty when there is none.
std::string_view environment_value(std::string_view env, std::string_view name);
// Texts put one after the other.
std::string_view concatenate(std::initializer_list<std::string_view> parts, Scratch& scratch);

}  // namespace sonde
