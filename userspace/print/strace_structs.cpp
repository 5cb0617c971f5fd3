// One function for each form; see strace_structs.h.
// SPDX-License-Identifier: Apache-2.0
#include "print/strace_structs.h"

#include <algorithm>

#include "base/text.h"
#include "fields/strace_names.h"
#include "fields/struct_text.h"
#include "print/strace_sockets.h"
#include "schema/event_params.h"
#include "schema/flag_value.h"

namespace sonde {

namespace {

using Outcome = StraceOutcome;
using Form = StraceForm;

constexpr uint64_t kCloseOnExec = 1;
constexpr uint64_t kNoLimit = ~uint64_t{0};
constexpr size_t kMaxTexts = 32;  // of a list

// ---- commands ----

std::string_view command_of(const Call& call, int param) {
  const ParamRow& row = call.row().params[static_cast<size_t>(param)];
  const uint64_t value = strace_unsigned(call.param(param));
  for (const FlagName& name : row.flags->rows) {
    if (name.value == value && !name.name.ends_with("UNKNOWN")) return name.name;
  }
  return {};
}

Outcome append_fcntl(std::string& out, const Call& call, const StraceArgument& argument) {
  const std::string_view command = command_of(call, argument.param);
  if (command.empty()) return Outcome::kUnknown;
  out += command;
  const Bytes bytes = call.param(argument.second);
  const bool has_argument = command != "F_GETFD" && command != "F_GETFL" && command != "F_GETOWN" &&
                            command != "F_GETSIG" && command != "F_GETLEASE" &&
                            command != "F_GETPIPE_SZ";
  if (!has_argument) return Outcome::kWritten;
  out += ", ";
  const uint64_t value = strace_unsigned(bytes);
  if (bytes.empty()) {
    out += "...";
  } else if (command == "F_SETFL") {
    append_strace_access_mode(out, value & 0xFFFFFFFF);
  } else if (command == "F_SETFD") {
    out += value == kCloseOnExec ? "FD_CLOEXEC" : "";
    if (value != kCloseOnExec) append_strace_hex(out, value);
  } else if (command.find("LK") != command.npos || command.ends_with("_EX")) {
    append_strace_pointer(out, value);
  } else {
    append_signed(out, static_cast<int32_t>(value));
  }
  return Outcome::kWritten;
}

Outcome append_futex(std::string& out, const Call& call, const StraceArgument& argument) {
  constexpr uint64_t kPrivate = flag_value("futex_operations", "FUTEX_PRIVATE_FLAG");
  constexpr uint64_t kRealtime = flag_value("futex_operations", "FUTEX_CLOCK_REALTIME");
  constexpr uint64_t kWake = flag_value("futex_operations", "FUTEX_WAKE");
  const Bytes bytes = call.param(argument.param), value = call.param(argument.second);
  if (bytes.empty()) return Outcome::kUnknown;
  const uint64_t operation = strace_unsigned(bytes);
  append_strace_names(out, kStraceFutexOperations, operation & ~(kPrivate | kRealtime));
  if (operation & kPrivate) out += "_PRIVATE";
  if (operation & kRealtime) out += "|FUTEX_CLOCK_REALTIME";
  out += ", ";
  if (value.empty()) {
    out += "...";
    return Outcome::kWritten;
  }
  // How many to wake is an int, what to wait for any 32 bits.
  append_decimal(out, strace_unsigned(value) & 0xFFFFFFFF);
  if ((operation & ~(kPrivate | kRealtime)) != kWake) out += ", ...";
  return Outcome::kWritten;
}

// The number of a request says which way data goes, of which device, which one, and how much.
Outcome append_ioctl(std::string& out, Bytes bytes) {
  if (bytes.empty()) return Outcome::kUnknown;
  const uint64_t request = strace_unsigned(bytes) & 0xFFFFFFFF;
  for (const StraceName& name : kStraceRequests.rows) {
    if (name.value == request) {
      out += name.name;
      return Outcome::kWritten;
    }
  }
  constexpr std::string_view kWays[] = {"_IOC_NONE", "_IOC_WRITE", "_IOC_READ",
                                        "_IOC_READ|_IOC_WRITE"};
  out += "_IOC(";
  out += kWays[request >> 30 & 3];
  append_strace_hex(out += ", ", request >> 8 & 0xff);
  append_strace_hex(out += ", ", request & 0xff);
  append_strace_hex(out += ", ", request >> 16 & 0x3fff);
  out += ')';
  return Outcome::kWritten;
}

Outcome append_prctl(std::string& out, const Call& call, const StraceArgument& argument,
                     uint32_t text_bytes) {
  if (const Bytes text = call.param(argument.param); text.size() > 1) {
    const std::string_view name = text_of(text);
    append_strace_text(out, name.substr(0, text_bytes), name.size() > text_bytes);
    return Outcome::kWritten;
  }
  const Bytes number = call.param(argument.second);
  if (number.empty()) return Outcome::kUnknown;
  append_signed(out, strace_signed(number));
  return Outcome::kWritten;
}

// ---- limits, times, modes ----

void append_limit(std::string& out, uint64_t limit) {
  if (limit == kNoLimit) {
    out += "RLIM64_INFINITY";
  } else if (limit > 1024 && limit % 1024 == 0) {
    append_decimal(out, limit / 1024);
    out += "*1024";
  } else {
    append_decimal(out, limit);
  }
}

Outcome append_limits(std::string& out, const Call& call, const StraceArgument& argument) {
  const Bytes soft = call.param(argument.param), hard = call.param(argument.second);
  const Bytes address = call.param(argument.third);
  const bool is_answer = argument.form == Form::kLimitsAnswer;
  if (!address.empty() && (!strace_unsigned(address) || (is_answer && call.get<int64_t>(0) < 0))) {
    append_strace_pointer(out, strace_unsigned(address));
    return Outcome::kWritten;
  }
  if (soft.empty() || hard.empty()) return Outcome::kUnknown;
  // Of limits that were neither asked for nor set the record says the same as of unlimited ones.
  const uint64_t current = strace_unsigned(soft), most = strace_unsigned(hard);
  if (current == kNoLimit && most == kNoLimit && address.empty()) return Outcome::kUnknown;
  append_limit(out += "{rlim_cur=", current);
  append_limit(out += ", rlim_max=", most);
  out += '}';
  return Outcome::kWritten;
}

Outcome append_timespec(std::string& out, Bytes bytes) {
  if (bytes.empty()) return Outcome::kUnknown;
  const uint64_t ns = strace_unsigned(bytes);
  if (ns == ~uint64_t{0}) {
    out += "NULL";
    return Outcome::kWritten;
  }
  append_strace_span(out, ns, 1, "tv_nsec");
  return Outcome::kWritten;
}

Outcome append_file_mode(std::string& out, Bytes bytes) {
  if (bytes.empty()) return Outcome::kUnknown;
  append_strace_mode(out, static_cast<uint32_t>(strace_unsigned(bytes)));
  return Outcome::kWritten;
}

// ---- programs ----

Outcome append_exec_path(std::string& out, const Call& call) {
  using Exec = decltype(ev::SYSCALL_EXECVE_19_X::res);
  for (const Exec param :
       {ev::SYSCALL_EXECVE_19_X::filename, ev::SYSCALL_EXECVE_19_X::trusted_exepath,
        ev::SYSCALL_EXECVE_19_X::exe}) {
    const std::string_view path = call.text(param);
    if (path.empty() || path == "<NA>") continue;
    append_strace_text(out, path, false);
    return Outcome::kWritten;
  }
  return Outcome::kUnknown;
}

Outcome append_exec_args(std::string& out, const Call& call, const StraceArgument& argument,
                         uint32_t text_bytes) {
  const Bytes first = call.param(argument.param);
  if (first.empty()) return Outcome::kUnknown;
  const auto add = [&](std::string_view text) {
    append_strace_text(out, text.substr(0, text_bytes), text.size() > text_bytes);
  };
  out += '[';
  add(text_of(first));
  std::string_view rest = as_text(call.param(argument.second));
  for (size_t count = 1; !rest.empty(); ++count) {
    out += ", ";
    if (count == kMaxTexts) {
      out += "...";
      break;
    }
    const size_t end = std::min(rest.find('\0'), rest.size());
    add(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  out += ']';
  return Outcome::kWritten;
}

Outcome append_exec_vars(std::string& out, Bytes bytes) {
  if (bytes.empty()) return Outcome::kUnknown;
  uint64_t count = 0;
  for (const uint8_t byte : bytes) count += byte == 0;
  count += bytes.back() != 0;
  append_decimal(out += "... /* ", count);
  out += count == 1 ? " var */" : " vars */";
  return Outcome::kWritten;
}

// ---- results ----

// Which descriptors are ready, and for what. The bits are the format's.
void append_ready(std::string& out, Bytes bytes) {
  const FlagTable* names = find_flag_table("poll_flags");
  constexpr size_t kEntry = 10;
  const size_t count = bytes.size() < 2 ? 0
                                        : std::min<size_t>(load<uint16_t>(bytes.data()),
                                                           (bytes.size() - 2) / kEntry);
  for (size_t i = 0; i < count; ++i) {
    const uint8_t* at = bytes.data() + 2 + i * kEntry;
    append_signed(out += i ? ", {fd=" : "{fd=", load<int64_t>(at));
    out += ", revents=";
    const uint32_t events = load<uint16_t>(at + 8);
    bool first = true;
    for (const FlagName& name : names->rows) {
      if (!(events & name.value)) continue;
      if (!first) out += '|';
      out += name.name;
      first = false;
    }
    if (first) out += '0';
    out += '}';
  }
}

bool append_poll_result(std::string& out, Bytes ready, int64_t result) {
  append_signed(out, result);
  if (result == 0) {
    out += " (Timeout)";
  } else if (ready.size() > 2) {
    out += " ([";
    append_ready(out, ready);
    out += "])";
  }
  return true;
}

bool append_fcntl_result(std::string& out, const Call& call, int64_t result) {
  const std::string_view command = command_of(call, ev::SYSCALL_FCNTL_X::cmd);
  const bool descriptor = command == "F_GETFD", status = command == "F_GETFL";
  if (!descriptor && !status) return false;
  append_strace_hex(out, static_cast<uint64_t>(result));
  if (status) {
    append_strace_access_mode(out += " (flags ", static_cast<uint64_t>(result));
    out += ')';
  } else if (result == static_cast<int64_t>(kCloseOnExec)) {
    out += " (flags FD_CLOEXEC)";
  }
  return true;
}

}  // namespace

StraceOutcome append_strace_struct(std::string& out, const Call& call,
                                   const StraceArgument& argument, uint32_t text_bytes) {
  const Bytes bytes = call.param(argument.param);
  switch (argument.form) {
    case Form::kSocketLevel: {
      const std::string_view level = command_of(call, argument.param);
      out += level;
      return bytes.empty() || level.empty() ? Outcome::kUnknown : Outcome::kWritten;
    }
    case Form::kFcntl:
      return append_fcntl(out, call, argument);
    case Form::kFutex:
      return append_futex(out, call, argument);
    case Form::kIoctl:
      return append_ioctl(out, bytes);
    case Form::kPrctl:
      return append_prctl(out, call, argument, text_bytes);
    case Form::kLimits:
    case Form::kLimitsAnswer:
      return append_limits(out, call, argument);
    case Form::kTimespec:
      return append_timespec(out, bytes);
    case Form::kFileMode:
      return append_file_mode(out, bytes);
    case Form::kExecPath:
      return append_exec_path(out, call);
    case Form::kExecArgs:
      return append_exec_args(out, call, argument, text_bytes);
    case Form::kExecVars:
      return append_exec_vars(out, bytes);
    default:
      return append_strace_socket(out, call, argument, text_bytes);
  }
}

bool append_strace_long_result(std::string& out, const Call& call, int64_t result) {
  const EventRow& row = call.row();
  if (row.effect.effect == Effect::FCNTLS) return append_fcntl_result(out, call, result);
  const auto ready = std::ranges::find(row.params, Type::FDLIST, &ParamRow::type);
  if (ready == row.params.end()) return false;
  return append_poll_result(out, call.param(static_cast<int>(ready - row.params.begin())), result);
}

void append_strace_access_mode(std::string& out, uint64_t flags) {
  constexpr std::string_view kModes[] = {"O_RDONLY", "O_WRONLY", "O_RDWR", "O_ACCMODE"};
  constexpr uint64_t kMode = 3;
  out += kModes[flags & kMode];
  if (flags & ~kMode) append_strace_names(out += '|', kStraceStatusFlags, flags, kMode);
}

}  // namespace sonde
