// Names of parameters at compile time: ev::SYSCALL_OPENAT_2_X::fd is the index of that parameter in
// that row, ev::SYSCALL_OPENAT_2_X::kParams the number of parameters; ev::CALL_fsync::fd likewise.
// Made of the rows of driver/uapi, so a name that the row has not got does not compile.
// Used by state/, fields/ and the writer with Call::get(); what a parameter is: event_row().params.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace sonde::ev {

#define P(name, type, format, info, source, doc) name,
#define Q(name, type, format, info) name,
#define EVENT(id, symbol, name, dir, cat, cls, flags, effect, doc, params) \
  namespace symbol {                                                       \
  enum : int8_t { params kParams };                                        \
  }
#define RETIRED(id, symbol, name, dir, cat, cls, flags, successor, params) \
  namespace symbol {                                                       \
  enum : int8_t { params kParams };                                        \
  }
#define OWN(id, symbol, name, dir, cat, cls, flags, effect, doc, params) \
  namespace symbol {                                                     \
  enum : int8_t { params kParams };                                      \
  }
#include "driver/uapi/events.def"

#define A(name, type, format, info) name,
#define CALL(nr, name, cat, cls, flags, effect, format, doc, args) \
  namespace CALL_##name {                                          \
    enum : int8_t { res, nativeID, args kParams };                 \
  }
#include "driver/uapi/calls.def"

}  // namespace sonde::ev
