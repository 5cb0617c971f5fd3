// See event_kinds_of.h.
// SPDX-License-Identifier: Apache-2.0
#include "fields/event_kinds_of.h"

#include <algorithm>

#include "fields/result_params.h"
#include "schema/event_table.h"

namespace sonde {
namespace {

bool has_param_of(uint16_t kind, Type type) {
  return std::ranges::any_of(event_row(kind).params,
                             [&](const ParamRow& param) { return param.type == type; });
}

}  // namespace

bool makes_descriptor(uint16_t kind) {
  return event_row(kind).exit && (event_row(kind).flags & kCreatesFd);
}
bool is_about_fd(uint16_t kind) { return event_row(kind).flags & kAboutFd; }
bool is_meta(uint16_t kind) { return event_row(kind).category & kMeta; }
bool is_switch(uint16_t kind) { return event_row(kind).effect.effect == Effect::SWITCHES; }
bool is_end(uint16_t kind) { return current_row(kind).effect.effect == Effect::EXITS; }
bool is_account(uint16_t kind) { return kind == static_cast<uint16_t>(EventId::PROCINFO_E); }
bool is_infrastructure(uint16_t kind) {
  return kind == static_cast<uint16_t>(EventId::INFRASTRUCTURE_EVENT_E);
}
bool waits(uint16_t kind) { return event_row(kind).exit && (event_row(kind).flags & kWaits); }
bool has_data(uint16_t kind) { return event_row(kind).param_index("data") >= 0; }
bool writes(uint16_t kind) {
  return event_row(kind).exit && (event_row(kind).flags & kWritesToFd) && has_data(kind);
}
bool has_relative_path(uint16_t kind) { return has_param_of(kind, Type::FSRELPATH); }
bool polls(uint16_t kind) { return has_param_of(kind, Type::FDLIST); }
bool has_params(uint16_t kind) { return !event_row(kind).params.empty(); }
bool may_name_path(uint16_t kind) {
  const EventRow& row = event_row(kind);
  return row.exit && (has_param_of(kind, Type::FSPATH) || has_param_of(kind, Type::FSRELPATH) ||
                      has_param_of(kind, Type::CHARBUF) || (row.flags & kUsesFd));
}

}  // namespace sonde
