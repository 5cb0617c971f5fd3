// Classes that captures of today have no data for (spans of user-space tracers), and small ones
// kept for old command lines: messages to the system log, the counter for tests.
// SPDX-License-Identifier: Apache-2.0
#include "fields/classes.h"
#include "fields/event_kinds_of.h"
#include "fields/evt_getters.h"

namespace sonde {

namespace {

Value nothing(const Moment&, FieldUse&) { return Value::none(); }

Value facility_text(const Moment& moment, FieldUse&) {
  SyslogMessage message;
  if (!syslog_message_of(moment, message)) return Value::none();
  return Value::text(syslog_facility_name(message.facility()));
}
Value facility(const Moment& moment, FieldUse&) {
  SyslogMessage message;
  if (!syslog_message_of(moment, message)) return Value::none();
  return Value::uinteger(message.facility());
}
Value severity_text(const Moment& moment, FieldUse&) {
  SyslogMessage message;
  if (!syslog_message_of(moment, message)) return Value::none();
  return Value::text(syslog_severity_name(message.severity()));
}
Value severity(const Moment& moment, FieldUse&) {
  SyslogMessage message;
  if (!syslog_message_of(moment, message)) return Value::none();
  return Value::uinteger(message.severity());
}
Value message_text(const Moment& moment, FieldUse&) {
  SyslogMessage message;
  if (!syslog_message_of(moment, message)) return Value::none();
  return Value::text(message.text);
}

constexpr Field kSyslogRows[] = {
    {"syslog.facility.str", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "Facility of a message written to /dev/log, by name: user, daemon, auth, ...", facility_text,
     kOnEvent.looks_at(kRowParams, writes)},
    {"syslog.facility", Type::UINT32, Format::DEC, ArgRule::kNone, 0,
     "Facility of a message written to /dev/log, as a number.", facility,
     kOnEvent.looks_at(kRowParams, writes)},
    {"syslog.severity.str", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "Severity of a message written to /dev/log, by name: err, warn, notice, info, ...",
     severity_text, kOnEvent.looks_at(kRowParams, writes)},
    {"syslog.severity", Type::UINT32, Format::DEC, ArgRule::kNone, 0,
     "Severity of a message written to /dev/log, as a number: 0 is the most severe, 7 the least.",
     severity, kOnEvent.looks_at(kRowParams, writes)},
    {"syslog.message", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "Text of a message written to /dev/log, without its priority.", message_text,
     kOnEvent.looks_at(kRowParams, writes)},
};

constexpr Field kUtilRows[] = {
    {"util.cnt", Type::UINT64, Format::ID, ArgRule::kNone, kHidden | kMovingMemory,
     "How often this field has been looked at.", util_cnt},
};

constexpr uint16_t kSpan = kNeverHasValue | kDeprecated;
constexpr uint16_t kSpanTable = kSpan | kTableOnly;
constexpr Field kSpanRows[] = {
    {"span.id", Type::INT64, Format::ID, ArgRule::kNone, kSpan, "Number of a span.", nothing},
    {"span.time", Type::CHARBUF, Format::NA, ArgRule::kNone, kSpan, "When a span ended.", nothing},
    {"span.ntags", Type::UINT32, Format::DEC, ArgRule::kNone, kSpan, "How many tags it has.",
     nothing},
    {"span.nargs", Type::UINT32, Format::DEC, ArgRule::kNone, kSpan, "How many arguments it has.",
     nothing},
    {"span.tags", Type::CHARBUF, Format::NA, ArgRule::kNone, kSpan, "Its tags, joined by dots.",
     nothing},
    {"span.tag", Type::CHARBUF, Format::NA, ArgRule::kIndexNeeded, kSpan,
     "One tag by position; negative positions count from the end.", nothing},
    {"span.args", Type::CHARBUF, Format::NA, ArgRule::kNone, kSpan, "Its arguments.", nothing},
    {"span.arg", Type::CHARBUF, Format::NA, ArgRule::kKeyNeeded, kSpan,
     "One argument by position or name.", nothing},
    {"span.enterargs", Type::CHARBUF, Format::NA, ArgRule::kNone, kSpan,
     "Arguments given when it began.", nothing},
    {"span.enterarg", Type::CHARBUF, Format::NA, ArgRule::kKeyNeeded, kSpan,
     "One argument given when it began.", nothing},
    {"span.duration", Type::RELTIME, Format::DEC, ArgRule::kNone, kSpan, "How long it took.",
     nothing},
    {"span.duration.quantized", Type::UINT64, Format::DEC, ArgRule::kNone, kSpanTable,
     "Its duration in steps of ten per power of ten.", nothing},
    {"span.duration.human", Type::CHARBUF, Format::NA, ArgRule::kNone, kSpan,
     "Its duration with a unit.", nothing},
    {"span.duration.fortag", Type::RELTIME, Format::DEC, ArgRule::kKeyNeeded, kSpanTable,
     "Its duration, when it has this tag.", nothing},
    {"span.count", Type::UINT64, Format::DEC, ArgRule::kNone, kSpanTable, "1 where a span ends.",
     nothing},
    {"span.count.fortag", Type::UINT64, Format::DEC, ArgRule::kKeyNeeded, kSpanTable,
     "1 where a span with this tag ends.", nothing},
    {"span.childcount.fortag", Type::UINT64, Format::DEC, ArgRule::kKeyNeeded, kSpanTable,
     "1 where a child of a span with this tag ends.", nothing},
    {"span.idtag", Type::CHARBUF, Format::NA, ArgRule::kKeyNeeded, kSpanTable,
     "Its number and tag together.", nothing},
    {"span.rawtime", Type::CHARBUF, Format::NA, ArgRule::kNone, kSpanTable,
     "When it ended, in nanoseconds since 1970.", nothing},
    {"span.rawparenttime", Type::CHARBUF, Format::NA, ArgRule::kNone, kSpanTable,
     "When its parent ended, in nanoseconds since 1970.", nothing},
};

#define EVTIN(prefix, whose)                                                                     \
  {prefix ".id",   Type::INT64, Format::ID,                                                      \
   ArgRule::kNone, kSpan,       "Number of the span around the event, " whose ".",               \
   nothing},                                                                                     \
      {prefix ".ntags", Type::UINT32, Format::DEC,                                               \
       ArgRule::kNone,  kSpan,        "How many tags the span around the event has, " whose ".", \
       nothing},                                                                                 \
      {prefix ".nargs", Type::UINT32,                                                            \
       Format::DEC,     ArgRule::kNone,                                                          \
       kSpan,           "How many arguments the span around the event has, " whose ".",          \
       nothing},                                                                                 \
      {prefix ".tags", Type::CHARBUF, Format::NA,                                                \
       ArgRule::kNone, kSpan,         "Tags of the span around the event, " whose ".",           \
       nothing},                                                                                 \
      {prefix ".tag", Type::CHARBUF,                                                             \
       Format::NA,    ArgRule::kIndexNeeded,                                                     \
       kSpan,         "One tag of the span around the event, " whose ".",                        \
       nothing},                                                                                 \
      {prefix ".args", Type::CHARBUF, Format::NA,                                                \
       ArgRule::kNone, kSpan,         "Arguments of the span around the event, " whose ".",      \
       nothing},                                                                                 \
  {                                                                                              \
    prefix ".arg", Type::CHARBUF, Format::NA, ArgRule::kKeyNeeded, kSpan,                        \
        "One argument of the span around the event, " whose ".", nothing                         \
  }

constexpr Field kEvtinRows[] = {
    EVTIN("evtin.span", "of the same thread"),
    EVTIN("evtin.span.p", "of the same process"),
    EVTIN("evtin.span.s", "of processes with the same parent"),
    EVTIN("evtin.span.m", "of any process"),
};
#undef EVTIN

}  // namespace

const std::span<const Field> kSyslogFields = kSyslogRows;
const std::span<const Field> kUtilFields = kUtilRows;
const std::span<const Field> kSpanFields = kSpanRows;
const std::span<const Field> kEvtinFields = kEvtinRows;

}  // namespace sonde
