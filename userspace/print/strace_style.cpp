// Lines of strace; see strace_style.h.
// SPDX-License-Identifier: Apache-2.0
#include "print/strace_style.h"

#include <ctime>

#include "base/text.h"
#include "fields/call_names.h"
#include "print/strace_structs.h"
#include "print/strace_values.h"
#include "schema/event_params.h"
#include "schema/private_events.h"
#include "state/moment.h"
#include "state/state.h"

namespace sonde {
namespace {

constexpr uint64_t kSecondNs = 1'000'000'000, kMicrosecondNs = 1000;
constexpr size_t kPidColumns = 5, kDeltaColumns = 6;

void append_micros(std::string& out, uint64_t ns) {
  out += '.';
  append_padded(out, ns % kSecondNs / kMicrosecondNs, 6);
}

// Right-aligned, as strace has it.
void append_aligned(std::string& out, uint64_t value, size_t columns) {
  std::string digits;
  append_decimal(digits, value);
  if (digits.size() < columns) out.append(columns - digits.size(), ' ');
  out += digits;
}

void append_clock(std::string& out, uint64_t ts_ns) {
  const time_t seconds = static_cast<time_t>(ts_ns / kSecondNs);
  struct tm local;
  if (!localtime_r(&seconds, &local)) return;
  append_padded(out, static_cast<uint64_t>(local.tm_hour), 2);
  append_padded(out += ':', static_cast<uint64_t>(local.tm_min), 2);
  append_padded(out += ':', static_cast<uint64_t>(local.tm_sec), 2);
  append_micros(out, ts_ns);
}

void append_span(std::string& out, uint64_t ns) {
  append_aligned(out, ns / kSecondNs, kDeltaColumns);
  append_micros(out, ns);
}

// The child's end of a fork: strace shows only what the parent's call returned.
bool is_child_end(const Call& call) {
  return call.row().effect.effect == Effect::FORKS && call.get<int64_t>(0, -1) == 0;
}

void append_signal_line(std::string& out, const Call& call) {
  std::string signal;
  append_strace_signal(signal,
                       static_cast<int>(strace_unsigned(call.param(ev::SIGNALDELIVER_E::sig))));
  const int64_t sender = call.get<int64_t>(ev::SIGNALDELIVER_E::spid);
  out += "--- " + signal + " {si_signo=" + signal;
  if (sender > 0) append_signed(out += ", si_pid=", sender);
  out += ", ...} ---";
}

// The status is that which wait(2) tells.
void append_end_line(std::string& out, const Call& call) {
  const uint64_t status = static_cast<uint64_t>(call.get<int64_t>(ev::PROCEXIT_1_E::status));
  constexpr uint64_t kSignal = 0x7f, kCore = 0x80;
  if (status & kSignal) {
    append_strace_signal(out += "+++ killed by ", static_cast<int>(status & kSignal));
    out += status & kCore ? " (core dumped) +++" : " +++";
  } else {
    append_decimal(out += "+++ exited with ", status >> 8 & 0xff);
    out += " +++";
  }
}

void append_gap_line(std::string& out, const RawEvent& event) {
  const uint64_t lost = lost_in_gap(event);
  append_decimal(out += "*** ", lost);
  out += lost == 1 ? " event was lost here ***" : " events were lost here ***";
}

// How many arguments a row of calls.def has: what is behind them comes after them.
size_t raw_arguments(const EventRow& row) {
  size_t count = 2;
  while (count < row.params.size() && row.params[count].behind < 0) ++count;
  return count - 2;
}

}  // namespace

// A call that nothing is known of is written by its number, its arguments as they stood.
void StraceStyle::append_raw_call(std::string& out, const Call& call) {
  append_strace_hex(out += "syscall_",
                    call.get<uint16_t>(ev::SONDE_CALL::nativeID) & ~uint32_t{kOf32BitTable});
  out += '(';
  for (uint32_t i = ev::SONDE_CALL::arg0; i < call.event.nparams; ++i) {
    if (i > ev::SONDE_CALL::arg0) out += ", ";
    append_strace_hex(out, strace_unsigned(call.param(static_cast<int>(i))));
  }
}

void StraceStyle::append_call(std::string& out, const Call& call, size_t start) {
  const StraceRow& row = strace_row(call.row().id);
  if (call.row().id == static_cast<uint16_t>(EventId::SONDE_CALL)) {
    append_raw_call(out, call);
  } else {
    out += is_generic(call.event) ? call_name(call_code(call.event), is_of_pair(call.event))
                                  : row.name;
    out += '(';
    const size_t count = row.is_raw ? raw_arguments(call.row()) : row.arguments.size();
    bool first = true;
    for (size_t i = 0; i < count; ++i) {
      // The upper half of a position, which no argument of the C function is.
      if (row.is_raw && call.row().params[i + 2].name == "pos_h") continue;
      const size_t before = out.size();
      if (!first) out += ", ";
      const StraceOutcome outcome =
          row.is_raw
              ? append_strace_register(out, call, static_cast<int>(i + 2), options_.text_bytes)
              : append_strace_argument(out, call, row.arguments[i], options_.text_bytes);
      if (outcome == StraceOutcome::kAbsent) {
        out.resize(before);
        continue;
      }
      if (outcome == StraceOutcome::kUnknown) out += "...";
      first = false;
    }
    // Of several unknown ones at the end, one stands for all.
    while (out.ends_with("..., ...")) out.resize(out.size() - 5);
    if (!row.known) out += "...";
  }
  out += ") ";
  const size_t columns = out.size() - start;
  if (columns < options_.result_column) out.append(options_.result_column - columns, ' ');
  out += "= ";
  append_strace_result(out, call, row);
}

// Time and process, as far as they are wanted.
void StraceStyle::append_lead(std::string& out, const Moment& moment) {
  const RawEvent& event = *moment.event;
  const bool has_thread = event.id != static_cast<uint16_t>(EventId::SONDE_GAP);
  if (has_thread) {
    if (!first_tid_) first_tid_ = event.tid;
    several_ |= event.tid != first_tid_;
    if (several_) {
      append_aligned(out += "[pid ", event.tid, kPidColumns);
      out += "] ";
    }
  }
  const uint64_t since = options_.time == StraceTime::kDelta ? last_ts_ns_
                         : moment.state                      ? moment.state->first_ts_ns()
                                                             : 0;
  switch (options_.time) {
    case StraceTime::kNone:
      return;
    case StraceTime::kClock:
      append_clock(out, event.ts_ns);
      break;
    case StraceTime::kEpoch:
      append_decimal(out, event.ts_ns / kSecondNs);
      append_micros(out, event.ts_ns);
      break;
    case StraceTime::kRelative:
    case StraceTime::kDelta:
      append_span(out, since && event.ts_ns > since ? event.ts_ns - since : 0);
      break;
  }
  out += ' ';
}

bool StraceStyle::append_event(std::string& out, const Moment& moment, size_t start) {
  const Call call = moment.call();
  switch (static_cast<EventId>(call.row().id)) {
    case EventId::SIGNALDELIVER_E:
      append_signal_line(out, call);
      return true;
    case EventId::PROCEXIT_1_E:
      append_end_line(out, call);
      return true;
    case EventId::SONDE_GAP:
      append_gap_line(out, call.event);
      return true;
    default:
      break;
  }
  if (!call.event.row().exit || !call.event.row().is_syscall() || is_child_end(call)) return false;
  append_call(out, call, start);
  if (options_.durations) {
    if (moment.has_latency) {
      append_decimal(out += " <", moment.latency_ns / kSecondNs);
      append_micros(out, moment.latency_ns);
      out += '>';
    } else if (!out.ends_with("= ?")) {
      out += " <unavailable>";
    }
  }
  return true;
}

bool StraceStyle::append_line(std::string& out, const Moment& moment) {
  const size_t start = out.size();
  const StraceStyle before = *this;
  append_lead(out, moment);
  if (!append_event(out, moment, start)) {
    out.resize(start);
    *this = before;
    return false;
  }
  out += '\n';
  last_ts_ns_ = moment.event->ts_ns;
  return true;
}

}  // namespace sonde
