// See event_names.h.
// SPDX-License-Identifier: Apache-2.0
#include "filter/event_names.h"

#include "base/nearest.h"
#include "schema/event_table.h"

namespace sonde {
namespace {

constexpr uint16_t kSyscallCodes = 1024;  // more than the format has

}  // namespace

bool is_event_name(std::string_view name) {
  if (name.empty()) return false;
  if (find_syscall_code(name) >= 0) return true;
  for (const EventRow& row : event_rows()) {
    if (row.name == name) return true;
  }
  return name == "UNKNOWN";  // calls whose number the recorder did not know
}

std::string event_name_question(std::string_view name) {
  Nearest nearest(name);
  for (const EventRow& row : event_rows()) nearest.offer(row.name);
  for (uint16_t code = 0; code < kSyscallCodes; ++code) {
    const std::string_view syscall = syscall_name(code);
    if (find_syscall_code(syscall) == code) nearest.offer(syscall);
  }
  return nearest.question();
}

}  // namespace sonde
