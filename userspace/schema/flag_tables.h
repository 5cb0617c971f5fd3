// The flag tables of driver/uapi/flags.def under their own names: flag_table::file_flags.
// For code that knows at compile time which table it prints; find_flag_table() is for the rest.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "schema/event_table.h"

namespace sonde::flag_table {

#define FLAG_TABLE(table, rows) extern const FlagTable table;
#include "driver/uapi/flags.def"

}  // namespace sonde::flag_table
