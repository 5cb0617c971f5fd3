// The rows of the class "process", which fills several files; fields_proc.cpp puts them together.
// Each group is defined where its name says. The get_* templates make getters of plain members.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "fields/process_text.h"
#include "state/moment.h"

namespace sonde {

std::span<const Field> process_name_rows();      // fields_proc.cpp
std::span<const Field> process_ancestor_rows();  // fields_proc_ancestors.cpp
std::span<const Field> process_resource_rows();  // fields_proc_resources.cpp
std::span<const Field> process_exit_rows();      // fields_proc_exit.cpp
std::span<const Field> thread_rows();            // fields_thread.cpp
std::span<const Field> container_probe_rows();   // fields_container_probes.cpp

// Getters of what a thread itself has; no value for events without a thread.
template <auto kMember>
Value get_info_text(const Moment& moment, FieldUse&) {
  if (!moment.thread) return Value::none();
  return Value::text((moment.thread->info.operator->()->*kMember).view());
}
template <auto kMember>
Value get_info_integer(const Moment& moment, FieldUse&) {
  if (!moment.thread) return Value::none();
  return Value::integer(static_cast<int64_t>(moment.thread->info.operator->()->*kMember));
}
template <auto kMember>
Value get_info_bool(const Moment& moment, FieldUse&) {
  if (!moment.thread) return Value::none();
  return Value::boolean(moment.thread->info.operator->()->*kMember);
}
// Numbers of which zero means that nobody knows.
template <auto kMember>
Value get_info_nonzero(const Moment& moment, FieldUse&) {
  if (!moment.thread) return Value::none();
  const uint64_t value = moment.thread->info.operator->()->*kMember;
  return value ? Value::uinteger(value) : Value::none();
}
template <auto kMember>
Value get_thread_count(const Moment& moment, FieldUse&) {
  if (!moment.thread) return Value::none();
  return Value::uinteger(moment.thread->*kMember);
}

}  // namespace sonde
