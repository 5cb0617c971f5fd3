// Which types of parameters and fields are whole numbers.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "schema/event_table.h"

namespace sonde {

inline bool is_integer(Type type) {
  switch (type) {
    case Type::INT8:
    case Type::INT16:
    case Type::INT32:
    case Type::INT64:
    case Type::UINT8:
    case Type::UINT16:
    case Type::UINT32:
    case Type::UINT64:
    case Type::FD:
    case Type::PID:
    case Type::UID:
    case Type::GID:
    case Type::ERRNO:
      return true;
    default:
      return false;
  }
}

}  // namespace sonde
