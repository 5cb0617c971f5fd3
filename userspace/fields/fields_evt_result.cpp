// How a call ended: getters of evt.res, evt.failed, evt.count.error*.
// The result is parameter `res`, or of a call that makes a descriptor, its `fd`.
// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "fields/evt_getters.h"
#include "fields/params.h"
#include "fields/result_params.h"
#include "state/moment.h"

namespace sonde {

bool opens_file(uint16_t row) {
  return event_row(row).exit && current_row(row).effect.effect == Effect::OPENS;
}

bool makes_connection(uint16_t row) {
  const Effect effect = current_row(row).effect.effect;
  return event_row(row).exit && (effect == Effect::CONNECTS || effect == Effect::ACCEPTS);
}

namespace {

std::array<int8_t, kEventRowCount> find_result_params() {
  std::array<int8_t, kEventRowCount> found;
  found.fill(-1);
  for (const EventRow& row : event_rows()) {
    int index = row.param_index("res");
    if (index < 0 && row.exit && (row.flags & kCreatesFd)) index = row.param_index("fd");
    found[row.id] = static_cast<int8_t>(index);
  }
  return found;
}

bool failed(const Moment& moment) {
  int64_t result;
  return result_of(moment, result) && result < 0;
}

bool concerns_file(const Moment& moment) {
  if (moment.fd) return moment.fd->is_file() || moment.fd->is_directory();
  return opens_file(moment.event->id);
}

bool concerns_net(const Moment& moment) {
  if (moment.fd) return moment.fd->is_ip() || moment.fd->is_unix();
  return makes_connection(moment.event->id);
}

bool concerns_memory(const Moment& moment) { return moment.row().base_category() == kMemory; }

Value one_if(bool counts) { return counts ? Value::uinteger(1) : Value::none(); }

}  // namespace

int result_param_of(uint16_t row) {
  static const std::array<int8_t, kEventRowCount> kResultParams = find_result_params();
  return kResultParams[row];
}

int result_index(const RawEvent& event) {
  const int index = result_param_of(event.id);
  return index < static_cast<int>(event.nparams) ? index : -1;
}

bool result_of(const Moment& moment, int64_t& result) {
  const int index = result_index(*moment.event);
  if (index < 0) return false;
  const Bytes bytes = moment.event->param(index);
  if (bytes.size() < sizeof result) return false;
  result = load<int64_t>(bytes.data());
  return true;
}

Value evt_rawres(const Moment& moment, FieldUse&) {
  int64_t result;
  return result_of(moment, result) ? Value::integer(result) : Value::none();
}
Value evt_res(const Moment& moment, FieldUse&) {
  int64_t result;
  if (!result_of(moment, result)) return Value::none();
  if (result >= 0) return Value::text("SUCCESS");
  return scratch_text(moment, [&](std::string& out) {
    append_param(out, moment, *moment.event, result_index(*moment.event), false);
  });
}
Value evt_failed(const Moment& moment, FieldUse&) { return Value::boolean(failed(moment)); }
Value evt_count_error(const Moment& moment, FieldUse&) { return one_if(failed(moment)); }
Value evt_count_error_file(const Moment& moment, FieldUse&) {
  return one_if(failed(moment) && concerns_file(moment));
}
Value evt_count_error_net(const Moment& moment, FieldUse&) {
  return one_if(failed(moment) && concerns_net(moment));
}
Value evt_count_error_memory(const Moment& moment, FieldUse&) {
  return one_if(failed(moment) && concerns_memory(moment));
}
Value evt_count_error_other(const Moment& moment, FieldUse&) {
  return one_if(failed(moment) && !concerns_file(moment) && !concerns_net(moment) &&
                !concerns_memory(moment));
}

}  // namespace sonde
