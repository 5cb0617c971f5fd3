// Getters of the classes "evt": one function per field, bound to names in fields_evt.cpp.
// In fields_evt_time.cpp (when), fields_evt_call.cpp (what and its parameters),
// fields_evt_result.cpp (how it ended), fields_evt_io.cpp (bytes), fields_evt_path.cpp (paths).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "fields/field.h"
#include "state/moment.h"

namespace sonde {

#define GETTER(name) Value name(const Moment& moment, FieldUse& use)
#define APPENDER(name) bool name(const Moment& moment, FieldUse& use, std::string& out)

GETTER(evt_num);
APPENDER(append_evt_num);
GETTER(evt_time);
APPENDER(append_evt_time);
GETTER(evt_time_s);
APPENDER(append_evt_time_s);
GETTER(evt_time_iso8601);
APPENDER(append_evt_time_iso8601);
GETTER(evt_datetime);
APPENDER(append_evt_datetime);
GETTER(evt_datetime_s);
APPENDER(append_evt_datetime_s);
GETTER(evt_rawtime);
GETTER(evt_rawtime_s);
GETTER(evt_rawtime_ns);
GETTER(evt_reltime);
GETTER(evt_reltime_s);
GETTER(evt_reltime_ns);
GETTER(evt_latency);
GETTER(evt_latency_s);
GETTER(evt_latency_ns);
GETTER(evt_latency_quantized);
GETTER(evt_latency_human);
GETTER(evt_wait_latency);
GETTER(evt_deltatime);
GETTER(evt_deltatime_s);
GETTER(evt_deltatime_ns);
GETTER(evt_outputtime);
APPENDER(append_evt_outputtime);
GETTER(evt_around);

GETTER(evt_source);
GETTER(evt_is_async);
GETTER(evt_asynctype);
GETTER(evt_hostname);
GETTER(evt_dir);
APPENDER(append_evt_dir);
GETTER(evt_type);
APPENDER(append_evt_type);
GETTER(evt_type_is);
GETTER(syscall_type);
GETTER(evt_category);
GETTER(evt_cpu);
APPENDER(append_evt_cpu);
GETTER(evt_args);
APPENDER(append_evt_args);
GETTER(evt_info);
APPENDER(append_evt_info);
GETTER(evt_arg);
APPENDER(append_evt_arg);
GETTER(evt_rawarg);
GETTER(evt_buffer);
APPENDER(append_evt_buffer);
GETTER(evt_infra_docker_name);
GETTER(evt_count);
GETTER(evt_count_exit);
GETTER(evt_count_procinfo);
GETTER(evt_count_threadinfo);
GETTER(util_cnt);

GETTER(evt_res);
GETTER(evt_rawres);
GETTER(evt_failed);
GETTER(evt_count_error);
GETTER(evt_count_error_file);
GETTER(evt_count_error_net);
GETTER(evt_count_error_memory);
GETTER(evt_count_error_other);

GETTER(evt_buflen);
GETTER(evt_buflen_in);
GETTER(evt_buflen_out);
GETTER(evt_buflen_file);
GETTER(evt_buflen_file_in);
GETTER(evt_buflen_file_out);
GETTER(evt_buflen_net);
GETTER(evt_buflen_net_in);
GETTER(evt_buflen_net_out);
GETTER(evt_is_io);
GETTER(evt_is_io_read);
GETTER(evt_is_io_write);
GETTER(evt_io_dir);
GETTER(evt_is_wait);
GETTER(evt_is_syslog);

GETTER(evt_abspath);
GETTER(evt_count_open);
GETTER(evt_is_open_read);
GETTER(evt_is_open_write);
GETTER(evt_is_open_exec);
GETTER(evt_is_open_create);

#undef GETTER
#undef APPENDER

// What the call returned: parameter `res`, or the new descriptor. False when the event has none.
bool result_of(const Moment& moment, int64_t& result);
// Index of that parameter in the event as recorded, or -1.
int result_index(const RawEvent& event);
// Builds text in a buffer that is kept, and hands it out in the moment's scratch.
template <typename Writer>
Value scratch_text(const Moment& moment, Writer write) {
  thread_local std::string buffer;
  buffer.clear();
  write(buffer);
  return Value::text(moment.scratch->copy(buffer));
}
// "openat"; of a call without a row of its own, the call's name.
std::string_view event_type_name(const RawEvent& event);
// The syslog message that this event wrote to the log socket; false when it is none.
struct SyslogMessage {
  uint32_t priority = 0;
  std::string_view text;

  uint32_t facility() const { return priority / 8; }
  uint32_t severity() const { return priority % 8; }
};
bool syslog_message_of(const Moment& moment, SyslogMessage& message);
std::string_view syslog_facility_name(uint32_t facility);  // "<NA>" when unknown
std::string_view syslog_severity_name(uint32_t severity);

}  // namespace sonde
