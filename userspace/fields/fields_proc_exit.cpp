// Fields of how a process ended, which only the event of its end has (procexit), of what its
// threads had used by then (threadusage), and the ones that views count processes and threads with.
// Part of the class that fields_proc.cpp puts together.
// SPDX-License-Identifier: Apache-2.0
#include "fields/event_kinds_of.h"
#include "fields/process_rows.h"
#include "schema/event_params.h"
#include "schema/usage_events.h"
#include "state/moment.h"

namespace sonde {

namespace {

// The status that wait() returns: signal in the low seven bits, code in the next byte. Old events
// have no more than that, and the oldest not even that.
bool exit_status(const Moment& moment, int64_t& status) {
  if (moment.event->id != static_cast<uint16_t>(EventId::PROCEXIT_1_E)) return false;
  const Bytes bytes = moment.event->param(ev::PROCEXIT_1_E::status);
  if (bytes.size() < sizeof status) return false;
  status = load<int64_t>(bytes.data());
  return true;
}

Value get_exit_code(const Moment& moment, FieldUse&) {
  int64_t status = 0;
  if (!exit_status(moment, status) || (status & 0x7f)) return Value::none();
  return Value::integer((status >> 8) & 0xff);
}

Value get_exit_signal(const Moment& moment, FieldUse&) {
  int64_t status = 0;
  if (!exit_status(moment, status) || !(status & 0x7f)) return Value::none();
  return Value::text(signal_name(static_cast<uint8_t>(status & 0x7f)));
}

Value get_lifetime(const Moment& moment, FieldUse&) {
  if (!moment.thread || !is_end(moment.event->id)) return Value::none();
  const uint64_t begin_ns = moment.thread->info->clone_ts_ns;
  if (!begin_ns || begin_ns > moment.event->ts_ns) return Value::none();
  return Value::uinteger(moment.event->ts_ns - begin_ns);
}

Value get_cpu_time(const Moment& moment, FieldUse&) {
  if (!is_last_usage(moment.event->id)) return Value::none();
  const Bytes user = moment.event->param(ev::SONDE_USAGE::user);
  const Bytes system = moment.event->param(ev::SONDE_USAGE::system);
  return Value::uinteger(value_of<uint64_t>(user) + value_of<uint64_t>(system));
}

Value count_of_process(const Moment& moment, FieldUse&) {
  if (!moment.thread) return Value::none();
  return Value::uinteger(moment.thread->info->is_leader() ? 1 : 0);
}

Value count_of_thread(const Moment& moment, FieldUse&) {
  return moment.thread ? Value::uinteger(1) : Value::none();
}

constexpr Field kRows[] = {
    {"proc.exit.code", Type::INT64, Format::DEC, ArgRule::kNone, 0,
     "Where a thread ends by itself: its exit code, 0 to 255; none when a signal ended it.",
     get_exit_code, kOnEvent.looks_at(kRowParams, is_end)},
    {"proc.exit.signal", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "Where a thread ends: the signal that ended it, such as SIGKILL; none when it ended by "
     "itself.",
     get_exit_signal, kOnEvent.looks_at(kRowParams, is_end)},
    {"proc.lifetime", Type::RELTIME, Format::DEC, ArgRule::kNone, 0,
     "Where a thread ends: nanoseconds since it was created; none when it was there before.",
     get_lifetime, kOnEvent.looks_at(kRowThread, is_end)},
    {"thread.cputime", Type::RELTIME, Format::DEC, ArgRule::kNone, 0,
     "Where a thread has left its CPU for good (threadusage): nanoseconds that it was on one, from "
     "first to last.",
     get_cpu_time, kOnEvent.looks_at(kRowParams, is_last_usage).in_tables(TableSource::kCpuOfLife)},
    {"proc.count", Type::UINT32, Format::DEC, ArgRule::kNone, kTableOnly,
     "1 for the first thread of a process, 0 for its other threads; to count in a view the "
     "processes that live at the end of the time shown.",
     count_of_process, kOnThread.in_tables(TableSource::kAlive)},
    {"proc.count.total", Type::UINT32, Format::DEC, ArgRule::kNone, kTableOnly,
     "The same, to count all processes that lived in the time shown.", count_of_process, kOnThread},
    {"thread.count", Type::UINT32, Format::DEC, ArgRule::kNone, kTableOnly,
     "1 for every thread; to count in a view the threads that live at the end of the time shown.",
     count_of_thread, kOnThread.in_tables(TableSource::kAlive)},
    {"thread.count.total", Type::UINT32, Format::DEC, ArgRule::kNone, kTableOnly,
     "The same, to count all threads that lived in the time shown.", count_of_thread, kOnThread},
};

}  // namespace

std::span<const Field> process_exit_rows() { return kRows; }

}  // namespace sonde
