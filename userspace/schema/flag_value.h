// Values of driver/uapi/flags.def by name, at compile time: flag_value("file_flags", "O_CREAT").
// For code that acts on a bit or a value of the format; flag_tables.h is for code that prints them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace sonde {

namespace flags_def {

struct Row {
  std::string_view name;
  uint32_t value;
  bool begins_table;  // then it is the table's name
};
inline constexpr Row kRows[] = {
#define FLAG(name, value) {#name, value, false},
#define FLAG_TABLE(table, rows) {#table, 0, true}, rows
#include "driver/uapi/flags.def"
};

// Not a constant, so that a call of it does not compile.
inline void no_flag_of_this_name() {}

consteval uint32_t find(std::string_view table, std::string_view name) {
  bool inside = false;
  for (const Row& row : kRows) {
    if (row.begins_table) {
      inside = row.name == table;
    } else if (inside && row.name == name) {
      return row.value;
    }
  }
  no_flag_of_this_name();
  return 0;
}

}  // namespace flags_def

// The value of this name, or of several the bits of all. A name that the table has not got does not
// compile.
template <typename... Name>
consteval uint32_t flag_value(std::string_view table, Name... names) {
  return (flags_def::find(table, names) | ...);
}

}  // namespace sonde
