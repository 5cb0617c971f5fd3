// Expands driver/uapi/types.def, events.def and calls.def into the rows that event_row() hands out.
// Everything is a constant: nothing is built at start-up. Next: event_params.h (names of
// parameters at compile time), flag_tables.cpp, layout.cpp (what retired rows turn into).
// SPDX-License-Identifier: Apache-2.0
#include "schema/event_table.h"

#include <algorithm>
#include <array>

#include "schema/event_params.h"
#include "schema/flag_tables.h"

namespace sonde {
namespace {

// The words of the flags and effect columns; rows are expanded where these are visible.
namespace words {
using namespace word;

// `OPENS(fd, dirfd, name)` and a bare `NOTHING` both become an EffectRow.
struct EffectWord {
  Effect effect;
  template <typename... Index>
  constexpr EffectRow operator()(Index... index) const {
    static_assert(sizeof...(index) <= 6);
    EffectRow row{effect};
    int at = 0;
    ((row.param[at++] = static_cast<int8_t>(index)), ...);
    return row;
  }
  constexpr operator EffectRow() const { return EffectRow{effect}; }
};
#define EFFECT(name, doc) [[maybe_unused]] constexpr EffectWord name{Effect::name};
#include "driver/uapi/effects.def"
[[maybe_unused]] constexpr int8_t NIL = -1;
}  // namespace words

namespace variant_table {
#define V(type, format) VariantRow{Type::type, Format::format},
#define VARIANTS(table, rows) constexpr VariantRow table[] = {rows};
#include "driver/uapi/events.def"
}  // namespace variant_table

// A row without parameters has no array to point to, hence the unused element in front.
template <size_t kCount>
constexpr std::span<const ParamRow> after_first(const ParamRow (&rows)[kCount]) {
  return {rows + 1, kCount - 1};
}

template <size_t kCount>
constexpr std::span<const ParamRow> after_first(const std::array<ParamRow, kCount>& rows) {
  return std::span(rows).subspan(1);
}

constexpr ParamRow at_address(ParamRow row, int8_t address) {
  row.behind = address;
  return row;
}

// Rows with an unused element in front: an address knows what is behind it.
template <size_t kCount>
constexpr std::array<ParamRow, kCount> linked(std::array<ParamRow, kCount> rows) {
  for (size_t i = 1; i < kCount; ++i) {
    if (rows[i].behind < 0) continue;
    rows[static_cast<size_t>(rows[i].behind) + 1].memory = static_cast<int8_t>(i - 1);
  }
  return rows;
}

// Arguments, and behind them what is behind those that are addresses. Both have an unused element
// in front, and so has the result.
template <size_t kArguments, size_t kMemory>
constexpr std::array<ParamRow, kArguments + kMemory - 1> joined(
    const ParamRow (&arguments)[kArguments], const ParamRow (&memory)[kMemory]) {
  std::array<ParamRow, kArguments + kMemory - 1> rows{};
  std::copy(arguments, arguments + kArguments, rows.begin());
  std::copy(memory + 1, memory + kMemory, rows.begin() + kArguments);
  return linked(rows);
}

}  // namespace

// Each row is expanded in the namespace of its parameters' names, so that the directory of a path
// and the parameters of an effect are written by name.
namespace ev {

#define ENTER false
#define EXIT true
#define INFO_NONE nullptr, {}, -1, Structure::kNone, -1
#define INFO_FLAGS(table) &flag_table::table, {}, -1, Structure::kNone, -1
#define INFO_NAMES(list) INFO_NONE
#define INFO_BOTH(table, list) INFO_FLAGS(table)
#define INFO_DIRFD(param) nullptr, {}, param, Structure::kNone, -1
#define INFO_VARIANT(table) nullptr, variant_table::table, -1, Structure::kNone, -1
#define INFO_BEHIND(address, layout) nullptr, {}, -1, Structure::layout, address
#define INFO_STRUCT(layout) nullptr, {}, -1, Structure::layout, -1
#define P(name, type, format, info, source, doc) \
  ParamRow{#name, Type::type, Format::format, INFO_##info, doc},
#define MORE(name, type, format, info, source, doc) \
  ParamRow{#name, Type::type, Format::format, INFO_##info, doc, false, -1, true},
#define Q(name, type, format, info) ParamRow{#name, Type::type, Format::format, INFO_##info, {}},
#define EVENT(id, symbol, name, dir, cat, cls, flags, effect, doc, params)                \
  namespace symbol {                                                                      \
  namespace {                                                                             \
  using namespace words;                                                                  \
  constexpr ParamRow kRecorded[] = {{}, params};                                          \
  constexpr auto kParamRows = linked(std::to_array(kRecorded));                           \
  constexpr EventRow kRow{id,    #symbol,          name, dir,    word::cat + word::cls,   \
                          flags, Status::kCurrent, id,   effect, after_first(kParamRows), \
                          doc};                                                           \
  }                                                                                       \
  }
#define RETIRED(id, symbol, name, dir, cat, cls, flags, successor, params) \
  namespace symbol {                                                       \
  namespace {                                                              \
  using namespace words;                                                   \
  constexpr ParamRow kParamRows[] = {{}, params};                          \
  constexpr EventRow kRow{id,                                              \
                          #symbol,                                         \
                          name,                                            \
                          dir,                                             \
                          word::cat + word::cls,                           \
                          (flags) | OLD_VERSION,                           \
                          Status::kRetired,                                \
                          static_cast<uint16_t>(EventId::successor),       \
                          NOTHING,                                         \
                          after_first(kParamRows),                         \
                          {}};                                             \
  }                                                                        \
  }
#define UNUSED(id, symbol)                     \
  namespace symbol {                           \
  namespace {                                  \
  constexpr EventRow kRow{id,                  \
                          #symbol,             \
                          "NA",                \
                          (id) % 2 == 1,       \
                          0,                   \
                          words::UNUSED_EVENT, \
                          Status::kUnused,     \
                          id,                  \
                          words::NOTHING,      \
                          {},                  \
                          {}};                 \
  }                                            \
  }
#define OWN(id, symbol, name, dir, cat, cls, flags, effect, doc, params) \
  namespace symbol {                                                     \
  namespace {                                                            \
  using namespace words;                                                 \
  constexpr ParamRow kParamRows[] = {{}, params};                        \
  constexpr EventRow kRow{static_cast<uint16_t>(EventId::symbol),        \
                          #symbol,                                       \
                          name,                                          \
                          dir,                                           \
                          word::cat + word::cls,                         \
                          flags,                                         \
                          Status::kCurrent,                              \
                          static_cast<uint16_t>(EventId::symbol),        \
                          effect,                                        \
                          after_first(kParamRows),                       \
                          doc};                                          \
  }                                                                      \
  }
#include "driver/uapi/events.def"

// The number in front of the arguments is what the row was found by.
#define A(name, type, format, info, source) ARGUMENT_##source(name, type, format, info)
#define AS_IT_IS(name, type, format, info) \
  ParamRow{#name, Type::type, Format::format, INFO_##info, {}},
#define ADDRESS(name, type, format, info) ParamRow{#name, Type::UINT64, Format::HEX, INFO_NONE, {}},
#define ARGUMENT_REG AS_IT_IS
#define ARGUMENT_USTR ADDRESS
#define ARGUMENT_UIN(bytes) ADDRESS
#define ARGUMENT_UOUT(bytes) ADDRESS
#define ARGUMENT_UOUT_SAME(bytes) ADDRESS
#define ARGUMENT_UARRAY(bytes, count) ADDRESS
#define ARGUMENT_UANSWERS(bytes) ADDRESS
#define ARGUMENT_UBUF(count) ADDRESS
#define ARGUMENT_URET ADDRESS
#define CALL(nr, name, cat, cls, flags, effect, result, doc, args)                               \
  namespace CALL_##name {                                                                        \
    namespace {                                                                                  \
    constexpr ParamRow kArguments[] = {                                                          \
        {},                                                                                      \
        {"res", Type::ERRNO, Format::result, INFO_NONE, "What it returned."},                    \
        {"nativeID", Type::UINT16, Format::DEC, INFO_NONE, "Its number on this machine.", true}, \
        args};                                                                                   \
    }                                                                                            \
  }
#include "driver/uapi/calls.def"

#define NOTHING_MORE(name, type, format, info)
#define MEMORY(name, type, format, info) \
  at_address(ParamRow{#name, Type::type, Format::format, INFO_##info, {}}, name),
#define A(name, type, format, info, source) MEMORY_##source(name, type, format, info)
#define MEMORY_REG NOTHING_MORE
#define MEMORY_USTR MEMORY
#define MEMORY_UIN(bytes) MEMORY
#define MEMORY_UOUT(bytes) MEMORY
#define MEMORY_UOUT_SAME(bytes) MEMORY
#define MEMORY_UARRAY(bytes, count) MEMORY
#define MEMORY_UANSWERS(bytes) MEMORY
#define MEMORY_UBUF(count) MEMORY
#define MEMORY_URET MEMORY
#define CALL(nr, name, cat, cls, flags, effect, result, doc, args)       \
  namespace CALL_##name {                                                \
    namespace {                                                          \
    using namespace words;                                               \
    constexpr ParamRow kMemory[] = {{}, args};                           \
    constexpr auto kParamRows = joined(kArguments, kMemory);             \
    constexpr EventRow kRow{static_cast<uint16_t>(EventId::CALL_##name), \
                            "CALL_" #name,                               \
                            #name,                                       \
                            true,                                        \
                            word::cat + word::cls,                       \
                            flags,                                       \
                            Status::kCurrent,                            \
                            static_cast<uint16_t>(EventId::CALL_##name), \
                            effect,                                      \
                            after_first(kParamRows),                     \
                            doc};                                        \
    }                                                                    \
  }
#include "driver/uapi/calls.def"

}  // namespace ev

constexpr EventRow kEventRows[kEventRowCount] = {
#define EVENT(id, symbol, name, dir, cat, cls, flags, effect, doc, params) ev::symbol::kRow,
#define RETIRED(id, symbol, name, dir, cat, cls, flags, successor, params) ev::symbol::kRow,
#define UNUSED(id, symbol) ev::symbol::kRow,
#define OWN(id, symbol, name, dir, cat, cls, flags, effect, doc, params) ev::symbol::kRow,
#include "driver/uapi/events.def"
#define CALL(nr, name, cat, cls, flags, effect, format, doc, args) ev::CALL_##name::kRow,
#include "driver/uapi/calls.def"
};

namespace {

constexpr bool ids_count_up() {
  for (size_t i = 0; i < std::size(kEventRows); ++i)
    if (kEventRows[i].id != i) return false;
  return true;
}
static_assert(ids_count_up(), "event_row() indexes by id");

// Ids of files and numbers of rows differ by the same for all rows of ours.
#define OWN(id, symbol, name, dir, cat, cls, flags, effect, doc, params) \
  static_assert(static_cast<uint16_t>(EventId::symbol) - kKnownEvents == (id)-kFirstPrivateEvent);
#include "driver/uapi/events.def"

constexpr TypeRow kTypes[] = {
#define TYPE(id, name, bytes, doc) {Type::name, #name, bytes, doc},
#include "driver/uapi/types.def"
};
constexpr bool types_count_up() {
  for (size_t i = 0; i < std::size(kTypes); ++i)
    if (static_cast<size_t>(kTypes[i].type) != i) return false;
  return true;
}
static_assert(types_count_up(), "type_row() indexes by number");

}  // namespace

int EventRow::param_index(std::string_view param) const {
  for (size_t i = 0; i < params.size(); ++i)
    if (params[i].name == param) return static_cast<int>(i);
  return -1;
}

size_t EventRow::format_params() const {
  size_t count = 0;
  while (count < params.size() && !params[count].own) ++count;
  return count;
}

const EventRow* find_event_row(uint16_t id) {
  return id < kEventRowCount ? &kEventRows[id] : nullptr;
}

std::span<const EventRow> event_rows() { return kEventRows; }

const TypeRow& type_row(Type type) { return kTypes[static_cast<size_t>(type)]; }

}  // namespace sonde
