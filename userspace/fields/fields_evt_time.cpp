// When an event happened and how long it took: getters of evt.*time*, evt.latency* and kin.
// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "base/time_text.h"
#include "base/units.h"
#include "fields/evt_getters.h"
#include "fields/params.h"
#include "state/moment.h"
#include "state/state.h"
#include "state/text_options.h"

namespace sonde {

namespace {

constexpr uint64_t kSecond_ns = 1000000000, kMillisecond_ns = 1000000;

uint64_t since_first_ns(const Moment& moment) {
  const uint64_t first_ns = moment.state ? moment.state->first_ts_ns() : 0;
  return first_ns && moment.event->ts_ns > first_ns ? moment.event->ts_ns - first_ns : 0;
}

bool is_internal(const Moment& moment) { return moment.row().category & kInternal; }
// 0 where a call begins. A switch of threads shows the latency of the thread's last call, as in
// sysdig.
uint64_t latency_ns(const Moment& moment) {
  if (moment.has_latency) return moment.latency_ns;
  return moment.thread && (moment.row().category & kScheduler) ? moment.thread->latency_ns : 0;
}

// Since the event that this same use looked at before; 0 the first time.
uint64_t delta_ns(const Moment& moment, FieldUse& use) {
  const uint64_t before_ns = use.memory[0], now_ns = moment.event->ts_ns;
  use.memory[0] = now_ns;
  return before_ns && now_ns > before_ns ? now_ns - before_ns : 0;
}

}  // namespace

bool append_evt_time(const Moment& moment, FieldUse&, std::string& out) {
  append_clock(out, moment.event->ts_ns);
  return true;
}
bool append_evt_time_s(const Moment& moment, FieldUse&, std::string& out) {
  append_clock_seconds(out, moment.event->ts_ns);
  return true;
}
bool append_evt_time_iso8601(const Moment& moment, FieldUse&, std::string& out) {
  append_iso8601(out, moment.event->ts_ns);
  return true;
}
bool append_evt_datetime(const Moment& moment, FieldUse&, std::string& out) {
  append_date_time(out, moment.event->ts_ns);
  return true;
}
bool append_evt_datetime_s(const Moment& moment, FieldUse&, std::string& out) {
  append_date_time_seconds(out, moment.event->ts_ns);
  return true;
}

bool append_evt_outputtime(const Moment& moment, FieldUse& use, std::string& out) {
  switch (text_options(moment).time) {
    case TimeText::kClock:
      append_clock(out, moment.event->ts_ns);
      break;
    case TimeText::kAbsolute:
      append_seconds_unpadded(out, moment.event->ts_ns);
      break;
    case TimeText::kRelative:
      append_seconds(out, since_first_ns(moment));
      break;
    case TimeText::kLatency:
      append_seconds(out, latency_ns(moment));
      break;
    case TimeText::kDelta:
      append_seconds(out, delta_ns(moment, use));
      break;
  }
  return true;
}

#define TEXT_OF(getter, appender)                                                       \
  Value getter(const Moment& moment, FieldUse& use) {                                   \
    return scratch_text(moment, [&](std::string& out) { appender(moment, use, out); }); \
  }
TEXT_OF(evt_time, append_evt_time)
TEXT_OF(evt_time_s, append_evt_time_s)
TEXT_OF(evt_time_iso8601, append_evt_time_iso8601)
TEXT_OF(evt_datetime, append_evt_datetime)
TEXT_OF(evt_datetime_s, append_evt_datetime_s)
TEXT_OF(evt_outputtime, append_evt_outputtime)
#undef TEXT_OF

Value evt_rawtime(const Moment& moment, FieldUse&) { return Value::uinteger(moment.event->ts_ns); }
Value evt_rawtime_s(const Moment& moment, FieldUse&) {
  return Value::uinteger(moment.event->ts_ns / kSecond_ns);
}
Value evt_rawtime_ns(const Moment& moment, FieldUse&) {
  return Value::uinteger(moment.event->ts_ns % kSecond_ns);
}
Value evt_reltime(const Moment& moment, FieldUse&) {
  return Value::uinteger(since_first_ns(moment));
}
Value evt_reltime_s(const Moment& moment, FieldUse&) {
  return Value::uinteger(since_first_ns(moment) / kSecond_ns);
}
Value evt_reltime_ns(const Moment& moment, FieldUse&) {
  return Value::uinteger(since_first_ns(moment) % kSecond_ns);
}

Value evt_latency(const Moment& moment, FieldUse&) {
  if (is_internal(moment)) return Value::none();
  return Value::uinteger(latency_ns(moment));
}
Value evt_latency_s(const Moment& moment, FieldUse&) {
  if (is_internal(moment)) return Value::none();
  return Value::uinteger(latency_ns(moment) / kSecond_ns);
}
Value evt_latency_ns(const Moment& moment, FieldUse&) {
  if (is_internal(moment)) return Value::none();
  return Value::uinteger(latency_ns(moment) % kSecond_ns);
}
Value evt_latency_quantized(const Moment& moment, FieldUse&) {
  if (is_internal(moment) || latency_ns(moment) == 0) return Value::none();
  return Value::uinteger(quantized_latency(latency_ns(moment)));
}
Value evt_latency_human(const Moment& moment, FieldUse&) {
  if (is_internal(moment)) return Value::none();
  return scratch_text(moment,
                      [&](std::string& out) { append_human_duration(out, latency_ns(moment)); });
}
Value evt_wait_latency(const Moment& moment, FieldUse&) {
  const EventRow& row = moment.row();
  if (!(row.flags & kWaits) || !row.exit) return Value::none();
  return Value::uinteger(latency_ns(moment));
}

Value evt_deltatime(const Moment& moment, FieldUse& use) {
  return Value::uinteger(delta_ns(moment, use));
}
Value evt_deltatime_s(const Moment& moment, FieldUse& use) {
  return Value::uinteger(delta_ns(moment, use) / kSecond_ns);
}
Value evt_deltatime_ns(const Moment& moment, FieldUse& use) {
  return Value::uinteger(delta_ns(moment, use) % kSecond_ns);
}

// Milliseconds between the event and the time given as argument, rounded up. `= n` holds for
// everything within n: the filter compares this field with "at most".
Value evt_around(const Moment& moment, FieldUse& use) {
  const uint64_t at_ns = static_cast<uint64_t>(use.index), ts_ns = moment.event->ts_ns;
  const uint64_t apart_ns = ts_ns > at_ns ? ts_ns - at_ns : at_ns - ts_ns;
  return Value::uinteger((apart_ns + kMillisecond_ns - 1) / kMillisecond_ns);
}

}  // namespace sonde
