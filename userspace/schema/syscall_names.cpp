// Names of system calls by the capture format's codes, from driver/uapi/syscalls.def.
// Asked when a generic event or a SYSCALLID parameter is printed and when a filter names a call.
// SPDX-License-Identifier: Apache-2.0
#include <iterator>

#include "schema/event_table.h"

namespace sonde {
namespace {

constexpr std::string_view kNames[] = {
#define SYSCALL(code, name) #name,
#include "driver/uapi/syscalls.def"
};
constexpr int kCodes[] = {
#define SYSCALL(code, name) code,
#include "driver/uapi/syscalls.def"
};
constexpr bool codes_count_up() {
  for (size_t i = 0; i < std::size(kCodes); ++i)
    if (kCodes[i] != static_cast<int>(i)) return false;
  return true;
}
static_assert(codes_count_up(), "syscall_name() indexes by code");

}  // namespace

std::string_view syscall_name(uint16_t code) {
  return code < std::size(kNames) ? kNames[code] : kNames[0];
}

int find_syscall_code(std::string_view name) {
  for (size_t i = 0; i < std::size(kNames); ++i)
    if (kNames[i] == name) return static_cast<int>(i);
  return -1;
}

}  // namespace sonde
