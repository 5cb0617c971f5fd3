// Which kinds of events can have a value of a field: tests that rows of fields name in their
// FieldDependency. `kind`: row of the event table. Used by fields_*.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "schema/usage_events.h"

namespace sonde {

bool makes_descriptor(uint16_t kind);
bool is_about_fd(uint16_t kind);
bool is_meta(uint16_t kind);
bool is_switch(uint16_t kind);
bool is_end(uint16_t kind);      // of a process or thread
bool is_account(uint16_t kind);  // of processor time
bool is_infrastructure(uint16_t kind);
bool waits(uint16_t kind);
bool has_data(uint16_t kind);  // a parameter called "data"
bool writes(uint16_t kind);
bool has_relative_path(uint16_t kind);
bool polls(uint16_t kind);
bool has_params(uint16_t kind);
bool may_name_path(uint16_t kind);

}  // namespace sonde
