// What moves data: getters of evt.buflen*, evt.is_io* and kin, and messages to the system log.
// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "fields/evt_getters.h"
#include "fields/params.h"
#include "state/moment.h"
#include "state/state.h"

namespace sonde {

namespace {

constexpr size_t kMaxPriorityDigits = 3;
constexpr std::string_view kLogSocket = "/dev/log";

bool is_io_category(uint16_t category) { return category >= kIoRead && category <= kIoOther; }

// Bytes that the call moved, when `wanted` holds for its descriptor and category.
template <typename Wanted>
Value moved_bytes(const Moment& moment, Wanted wanted) {
  const EventRow& row = moment.row();
  if (!moment.fd || !row.exit || !is_io_category(row.base_category())) return Value::none();
  if (!wanted(*moment.fd, row.base_category())) return Value::none();
  int64_t result;
  if (!result_of(moment, result) || result < 0) return Value::none();
  return Value::uinteger(static_cast<uint64_t>(result));
}

bool names_log_socket(const Descriptor& fd) {
  return fd.name.view().find(kLogSocket) != std::string_view::npos;
}

// The data of a write, as far as it was recorded.
std::string_view written_data(const RawEvent& event) {
  const int index = event.row().param_index("data");
  if (index < 0 || index >= static_cast<int>(event.nparams)) return {};
  return as_text(event.param(index));
}

}  // namespace

#define BUFLEN(getter, condition)                                                             \
  Value getter(const Moment& moment, FieldUse&) {                                             \
    return moved_bytes(moment, []([[maybe_unused]] const Descriptor& fd,                      \
                                  [[maybe_unused]] uint16_t category) { return condition; }); \
  }
BUFLEN(evt_buflen, true)
BUFLEN(evt_buflen_in, category == kIoRead)
BUFLEN(evt_buflen_out, category == kIoWrite)
BUFLEN(evt_buflen_file, fd.is_file())
BUFLEN(evt_buflen_file_in, fd.is_file() && category == kIoRead)
BUFLEN(evt_buflen_file_out, fd.is_file() && category == kIoWrite)
BUFLEN(evt_buflen_net, fd.is_ip())
BUFLEN(evt_buflen_net_in, fd.is_ip() && category == kIoRead)
BUFLEN(evt_buflen_net_out, fd.is_ip() && category == kIoWrite)
#undef BUFLEN

Value evt_is_io(const Moment& moment, FieldUse&) {
  return Value::boolean(moment.row().flags & (kReadsFromFd | kWritesToFd));
}
Value evt_is_io_read(const Moment& moment, FieldUse&) {
  return Value::boolean(moment.row().flags & kReadsFromFd);
}
Value evt_is_io_write(const Moment& moment, FieldUse&) {
  return Value::boolean(moment.row().flags & kWritesToFd);
}
Value evt_io_dir(const Moment& moment, FieldUse&) {
  const uint32_t flags = moment.row().flags;
  if (flags & kWritesToFd) return Value::text("write");
  if (flags & kReadsFromFd) return Value::text("read");
  return Value::none();
}
Value evt_is_wait(const Moment& moment, FieldUse&) {
  return Value::boolean(moment.row().flags & kWaits);
}
Value evt_is_syslog(const Moment& moment, FieldUse&) {
  return Value::boolean((moment.row().flags & kWritesToFd) && moment.fd &&
                        names_log_socket(*moment.fd));
}

bool syslog_message_of(const Moment& moment, SyslogMessage& message) {
  const EventRow& row = moment.row();
  if (!(row.flags & kWritesToFd) || !row.exit || !moment.fd) return false;
  if (!moment.fd->is_unix() || !names_log_socket(*moment.fd)) return false;
  int64_t result;
  if (!result_of(moment, result) || result < 0) return false;
  const std::string_view data = written_data(*moment.event);
  const size_t end = data.substr(0, kMaxPriorityDigits + 2).find('>');
  if (data.empty() || data[0] != '<' || end == data.npos || end == 1) return false;
  uint32_t priority = 0;
  for (char digit : data.substr(1, end - 1)) {
    if (digit < '0' || digit > '9') return false;
    priority = priority * 10 + static_cast<uint32_t>(digit - '0');
  }
  message.priority = priority;
  message.text = data.substr(end + 1);
  return true;
}

std::string_view syslog_facility_name(uint32_t facility) {
  constexpr std::array<std::string_view, 24> kNames = {
      "kern",   "user",   "mail",     "daemon", "auth",   "syslog",   "lpr",      "news",
      "uucp",   "clock",  "authpriv", "ftp",    "ntp",    "logaudit", "logalert", "cron",
      "local0", "local1", "local2",   "local3", "local4", "local5",   "local6",   "local7"};
  return facility < kNames.size() ? kNames[facility] : "<NA>";
}

std::string_view syslog_severity_name(uint32_t severity) {
  constexpr std::array<std::string_view, 8> kNames = {"emerg", "alert",  "crit", "err",
                                                      "warn",  "notice", "info", "debug"};
  return severity < kNames.size() ? kNames[severity] : "<NA>";
}

}  // namespace sonde
