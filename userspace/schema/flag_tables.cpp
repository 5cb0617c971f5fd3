// driver/uapi/flags.def as values. Asked by the event table, which points to these tables, and by
// fields that print flags.
// SPDX-License-Identifier: Apache-2.0
#include "schema/flag_tables.h"

namespace sonde {
namespace flag_table {

#define FLAG(name, value) FlagName{#name, value},
#define FLAG_TABLE(table, rows)               \
  namespace {                                 \
  constexpr FlagName table##_rows[] = {rows}; \
  }                                           \
  constinit const FlagTable table{#table, table##_rows};
#include "driver/uapi/flags.def"

}  // namespace flag_table

namespace {
constexpr const FlagTable* kTables[] = {
#define FLAG_TABLE(table, rows) &flag_table::table,
#include "driver/uapi/flags.def"
};
}  // namespace

std::span<const FlagTable* const> flag_tables() { return kTables; }

const FlagTable* find_flag_table(std::string_view name) {
  for (const FlagTable* table : kTables)
    if (table->name == name) return table;
  return nullptr;
}

}  // namespace sonde
