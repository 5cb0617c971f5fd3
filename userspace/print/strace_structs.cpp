// One function for each form; see strace_structs.h.
// SPDX-License-Identifier: Apache-2.0
#include "print/strace_structs.h"

#include <csignal>

#include "base/text.h"
#include "print/strace_names.h"
#include "schema/event_params.h"
#include "schema/private_events.h"
#include "schema/socket_address.h"

namespace sonde {

namespace {

using Outcome = StraceOutcome;
using Form = StraceForm;

constexpr uint64_t kCloseOnExec = 1, kSocketNonblock = 04000, kSocketCloexec = 02000000;
constexpr uint64_t kNoLimit = ~uint64_t{0};
constexpr size_t kMaxTexts = 32;  // of a list

// ---- socket addresses ----

// Whose address it is: that of the peer, as the caller passed it or as it came out.
bool find_address(const Call& call, const StraceArgument& argument, SocketAddress& address,
                  uint8_t& family) {
  Bytes bytes = call.param(argument.param);
  const bool from_tuple =
      argument.form == Form::kTupleSource || (bytes.empty() && argument.second >= 0);
  if (bytes.empty() && argument.second >= 0) bytes = call.param(argument.second);
  if (bytes.empty()) return false;
  family = bytes[0];
  if (!from_tuple) return parse_socket_address(bytes, address);
  SocketTuple tuple;
  if (!parse_socket_tuple(bytes, tuple)) return false;
  const bool source = argument.form == Form::kTupleSource;
  address.family = tuple.family;
  address.ip = source ? tuple.source : tuple.dest;
  address.port = source ? tuple.source_port : tuple.dest_port;
  address.path = source ? std::string_view() : tuple.path;
  return true;
}

void append_ip_address(std::string& out, const SocketAddress& address) {
  // A mapped pair comes out as IPv4 although the socket is of the other family.
  out += address.ip.v6 ? "{sa_family=AF_INET6, sin6_port=htons("
                       : "{sa_family=AF_INET, sin_port=htons(";
  append_decimal(out, address.port);
  out += address.ip.v6 ? "), inet_pton(AF_INET6, \"" : "), sin_addr=inet_addr(\"";
  append_ip(out, address.ip);
  out += address.ip.v6 ? "\", &sin6_addr), ...}" : "\")}";
}

Outcome append_address(std::string& out, const Call& call, const StraceArgument& argument) {
  SocketAddress address;
  uint8_t family = 0;
  if (!find_address(call, argument, address, family)) {
    if (!family) return Outcome::kUnknown;
    const FlagTable* families = find_flag_table("socket_families");
    out += "{sa_family=";
    std::string_view name;
    for (const FlagName& row : families->rows) {
      if (row.value == family && row.name != "AF_ROUTE" && row.name != "AF_LOCAL") name = row.name;
    }
    if (name.empty()) {
      append_strace_hex(out, family);
    } else {
      out += name;
    }
    out += ", ...}";
    return Outcome::kWritten;
  }
  if (address.family != Family::kUnix) {
    append_ip_address(out, address);
    return Outcome::kWritten;
  }
  out += "{sa_family=AF_UNIX";
  if (!address.path.empty()) {
    const bool abstract = address.path[0] == '\0' || address.path[0] == '@';
    out += abstract ? ", sun_path=@" : ", sun_path=";
    append_strace_text(out, address.path.substr(abstract), false);
  }
  out += '}';
  return Outcome::kWritten;
}

// How long the structures of the internet are; those of others vary.
Outcome append_address_bytes(std::string& out, const Call& call, const StraceArgument& argument) {
  SocketAddress address;
  uint8_t family = 0;
  if (!find_address(call, argument, address, family) || address.family == Family::kUnix) {
    return Outcome::kUnknown;
  }
  out += address.ip.v6 ? "28" : "16";
  return Outcome::kWritten;
}

Outcome append_socket_type(std::string& out, uint64_t type) {
  constexpr std::string_view kTypes[] = {"",         "SOCK_STREAM",    "SOCK_DGRAM", "SOCK_RAW",
                                         "SOCK_RDM", "SOCK_SEQPACKET", "SOCK_DCCP"};
  const uint64_t kind = type & 0xf;
  if (kind && kind < std::size(kTypes)) {
    out += kTypes[kind];
  } else if (kind == 10) {
    out += "SOCK_PACKET";
  } else {
    append_strace_hex(out, kind);
  }
  if (type & kSocketCloexec) out += "|SOCK_CLOEXEC";
  if (type & kSocketNonblock) out += "|SOCK_NONBLOCK";
  return Outcome::kWritten;
}

Outcome append_protocol(std::string& out, uint64_t protocol, uint64_t domain) {
  constexpr uint64_t kInet = 2, kInet6 = 10, kNetlink = 16;
  constexpr std::string_view kNetlinks[] = {"NETLINK_ROUTE", "NETLINK_UNUSED", "NETLINK_USERSOCK",
                                            "NETLINK_FIREWALL", "NETLINK_SOCK_DIAG"};
  if (domain == kInet || domain == kInet6) {
    append_strace_names(out, kStraceProtocols, protocol);
  } else if (domain == kNetlink && protocol < std::size(kNetlinks)) {
    out += kNetlinks[protocol];
  } else {
    append_decimal(out, protocol);
  }
  return Outcome::kWritten;
}

// The value of a socket option; its first byte tells of which kind it is.
Outcome append_option(std::string& out, Bytes bytes, bool answered, uint32_t text_bytes) {
  enum : uint8_t { kBytes, kError, kNumber32, kNumber64, kTime };
  if (bytes.size() < 2 || !answered) return Outcome::kUnknown;
  const uint8_t kind = bytes[0];
  bytes = bytes.subspan(1);
  if (kind == kTime) {
    constexpr uint64_t kSecond = 1'000'000'000;
    const uint64_t ns = strace_unsigned(bytes);
    append_decimal(out += "{tv_sec=", ns / kSecond);
    append_decimal(out += ", tv_usec=", ns % kSecond / 1000);
    out += '}';
  } else if (kind == kBytes) {
    const std::string_view text = as_text(bytes);
    append_strace_text(out, text.substr(0, text_bytes), text.size() > text_bytes);
  } else if (kind == kError) {
    const int64_t error = strace_signed(bytes);
    const std::string_view name = errno_name(error < 0 ? -error : error);
    out += '[';
    if (error == 0 || name.empty())
      append_signed(out, error);
    else
      out += name;
    out += ']';
  } else {
    append_signed(out += '[', kind == kNumber32 ? static_cast<int32_t>(strace_unsigned(bytes))
                                                : strace_signed(bytes));
    out += ']';
  }
  return Outcome::kWritten;
}

// ---- commands ----

std::string_view command_of(const Call& call, int param) {
  const ParamRow& row = call.row().params[static_cast<size_t>(param)];
  const uint64_t value = strace_unsigned(call.param(param));
  for (const FlagName& name : row.flags->rows) {
    if (name.value == value && !name.name.ends_with("UNKNOWN")) return name.name;
  }
  return {};
}

void append_access_mode(std::string& out, uint64_t flags) {
  constexpr std::string_view kModes[] = {"O_RDONLY", "O_WRONLY", "O_RDWR", "O_ACCMODE"};
  constexpr uint64_t kMode = 3;
  out += kModes[flags & kMode];
  if (flags & ~kMode) append_strace_names(out += '|', kStraceStatusFlags, flags, kMode);
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
    append_access_mode(out, value & 0xFFFFFFFF);
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
  constexpr uint64_t kPrivate = 0x80, kRealtime = 0x100, kWake = 1;
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
  if (soft.empty() || hard.empty()) return Outcome::kUnknown;
  // Of limits that were neither asked for nor set the record says the same as of unlimited ones.
  const uint64_t current = strace_unsigned(soft), most = strace_unsigned(hard);
  if (current == kNoLimit && most == kNoLimit) return Outcome::kUnknown;
  append_limit(out += "{rlim_cur=", current);
  append_limit(out += ", rlim_max=", most);
  out += '}';
  return Outcome::kWritten;
}

Outcome append_timespec(std::string& out, Bytes bytes) {
  constexpr uint64_t kSecond = 1'000'000'000;
  if (bytes.empty()) return Outcome::kUnknown;
  const uint64_t ns = strace_unsigned(bytes);
  if (ns == ~uint64_t{0}) {
    out += "NULL";
    return Outcome::kWritten;
  }
  append_decimal(out += "{tv_sec=", ns / kSecond);
  append_decimal(out += ", tv_nsec=", ns % kSecond);
  out += '}';
  return Outcome::kWritten;
}

Outcome append_file_mode(std::string& out, Bytes bytes) {
  if (bytes.empty()) return Outcome::kUnknown;
  constexpr uint32_t kKind = 0170000;
  constexpr StraceName kKinds[] = {{"S_IFREG", 0100000}, {"S_IFSOCK", 0140000},
                                   {"S_IFIFO", 010000},  {"S_IFCHR", 020000},
                                   {"S_IFBLK", 060000},  {"S_IFDIR", 040000}};
  uint32_t mode = static_cast<uint32_t>(strace_unsigned(bytes));
  for (const StraceName& kind : kKinds) {
    if ((mode & kKind) != kind.value) continue;
    out += kind.name;
    out += '|';
    mode &= ~kKind;
  }
  append_strace_octal(out, as_bytes({reinterpret_cast<const char*>(&mode), sizeof mode}));
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

bool append_poll_result(std::string& out, const Call& call, int64_t result) {
  append_signed(out, result);
  if (result == 0) {
    out += " (Timeout)";
  } else if (const Bytes ready = call.param(ev::SYSCALL_POLL_X::fds); ready.size() > 2) {
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
    append_access_mode(out += " (flags ", static_cast<uint64_t>(result));
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
    case Form::kAddress:
    case Form::kTupleSource:
      return append_address(out, call, argument);
    case Form::kAddressBytes:
      return append_address_bytes(out, call, argument);
    case Form::kSocketType:
      return bytes.empty() ? Outcome::kUnknown : append_socket_type(out, strace_unsigned(bytes));
    case Form::kProtocol:
      if (bytes.empty()) return Outcome::kUnknown;
      return append_protocol(out, strace_unsigned(bytes),
                             strace_unsigned(call.param(argument.second)));
    case Form::kSocketLevel: {
      const std::string_view level = command_of(call, argument.param);
      out += level;
      return bytes.empty() || level.empty() ? Outcome::kUnknown : Outcome::kWritten;
    }
    case Form::kOptionValue: {
      const bool set = static_cast<EventId>(call.row().id) == EventId::SOCKET_SETSOCKOPT_X;
      return append_option(out, bytes, set || strace_signed(call.param(0)) >= 0, text_bytes);
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
      return Outcome::kUnknown;
  }
}

bool append_strace_long_result(std::string& out, const Call& call, int64_t result) {
  switch (static_cast<EventId>(call.row().id)) {
    case EventId::SYSCALL_POLL_X:
    case EventId::SYSCALL_PPOLL_X:
      return append_poll_result(out, call, result);
    case EventId::SYSCALL_FCNTL_X:
      return append_fcntl_result(out, call, result);
    default:
      return false;
  }
}

int64_t strace_signed(Bytes bytes) {
  if (bytes.size() >= 8) return load<int64_t>(bytes.data());
  if (bytes.size() >= 4) return load<int32_t>(bytes.data());
  return static_cast<int64_t>(strace_unsigned(bytes));
}

uint64_t strace_unsigned(Bytes bytes) {
  if (bytes.size() >= 8) return load<uint64_t>(bytes.data());
  if (bytes.size() >= 4) return load<uint32_t>(bytes.data());
  if (bytes.size() >= 2) return load<uint16_t>(bytes.data());
  return bytes.empty() ? 0 : bytes[0];
}

void append_strace_hex(std::string& out, uint64_t value) {
  if (value) out += "0x";
  append_hex(out, value);
}

void append_strace_pointer(std::string& out, uint64_t value) {
  if (!value) {
    out += "NULL";
    return;
  }
  append_strace_hex(out, value);
}

void append_strace_octal(std::string& out, Bytes bytes) {
  const uint64_t value = strace_unsigned(bytes);
  out += value < 010 ? "00" : "0";
  append_octal(out, value);
}

void append_strace_signal(std::string& out, int signal) {
  constexpr int kFirstRealtime = 32;
  const std::string_view name = signal_name(signal);
  if (!name.empty()) {
    out += name;
  } else if (signal == kFirstRealtime) {
    out += "SIGRTMIN";
  } else if (signal > kFirstRealtime && signal <= 64) {
    append_signed(out += "SIGRT_", signal - kFirstRealtime);
  } else {
    append_signed(out, signal);
  }
}

}  // namespace sonde
