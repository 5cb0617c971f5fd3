// One function for each form of an argument; see strace_values.h. What a record holds in the
// format's own bits is written under the machine's names.
// SPDX-License-Identifier: Apache-2.0
#include "print/strace_values.h"

#include <algorithm>

#include "base/text.h"
#include "fields/call_names.h"
#include "fields/params.h"
#include "fields/strace_names.h"
#include "print/strace_memory.h"
#include "print/strace_structs.h"
#include "schema/flag_value.h"
#include "schema/private_events.h"

namespace sonde {

namespace {

using Outcome = StraceOutcome;
using Form = StraceForm;

constexpr uint32_t kAccessMode = flag_value("file_flags", "O_RDONLY", "O_WRONLY");
constexpr uint32_t kTemporary = flag_value("file_flags", "O_TMPFILE");
constexpr uint32_t kMayCreate = flag_value("file_flags", "O_CREAT", "O_TMPFILE");
constexpr int64_t kLastError = 4095;

// What belongs to one argument.
struct Writing {
  std::string& out;
  const Call& call;
  const StraceArgument& argument;
  uint32_t text_bytes;

  Bytes bytes() const { return call.param(argument.param); }
  Type type() const { return call.row().params[argument.param].type; }
  const FlagTable* table() const { return call.row().params[argument.param].flags; }
  uint64_t number() const { return strace_unsigned(bytes()); }
  uint64_t second() const { return strace_unsigned(call.param(argument.second)); }
};

Outcome number(const Writing& to, void (*append)(std::string&, Bytes)) {
  if (to.bytes().empty()) return Outcome::kUnknown;
  append(to.out, to.bytes());
  return Outcome::kWritten;
}

// Some recorders did not extend the sign of the caller's 32 bits.
void append_fd(std::string& out, Bytes bytes) {
  append_signed(out, static_cast<int32_t>(strace_signed(bytes)));
}

void append_directory(std::string& out, Bytes bytes) {
  if (static_cast<int32_t>(strace_signed(bytes)) == kAtCwd) {
    out += "AT_FDCWD";
  } else {
    append_fd(out, bytes);
  }
}

// The recorder could not read it.
bool is_missing(std::string_view text) { return text == "<NA>"; }

Outcome append_path(const Writing& to, size_t most) {
  const Bytes bytes = to.bytes();
  if (bytes.empty()) return Outcome::kUnknown;
  const std::string_view text = text_of(bytes);
  if (is_missing(text)) return Outcome::kUnknown;
  if (text == "(NULL)") {
    to.out += "NULL";
  } else {
    append_strace_text(to.out, text.substr(0, most), text.size() > most);
  }
  return Outcome::kWritten;
}

// `total`: bytes that the call was about; fewer may have been recorded.
Outcome append_data(const Writing& to, uint64_t total) {
  const std::string_view data = as_text(to.bytes());
  if (data.empty() && total > 0) return Outcome::kUnknown;
  const std::string_view shown = data.substr(0, std::min<uint64_t>(to.text_bytes, total));
  append_strace_text(to.out, shown, total > shown.size());
  return Outcome::kWritten;
}

Outcome append_read(const Writing& to) {
  const Bytes moved = to.call.param(0);
  const int64_t result = strace_signed(moved);
  if (moved.empty() || result < 0) return Outcome::kUnknown;
  return append_data(to, static_cast<uint64_t>(result));
}

Outcome append_written(const Writing& to) {
  const bool has_size = !to.call.param(to.argument.second).empty();
  return append_data(to, has_size ? to.second() : to.bytes().size());
}

// All pieces are one in the record: where they began is not known.
Outcome append_vector(const Writing& to, Outcome (*append)(const Writing&), std::string_view head,
                      std::string_view tail) {
  const size_t start = to.out.size();
  to.out += head;
  if (append(to) != Outcome::kWritten) {
    to.out.resize(start);
    return Outcome::kUnknown;
  }
  to.out += tail;
  return Outcome::kWritten;
}

Outcome append_flags(const Writing& to, std::string_view prefix) {
  if (to.bytes().empty()) return Outcome::kUnknown;
  const FlagTable* table = to.table();
  uint64_t value = to.number();
  const size_t start = to.out.size();
  for (const FlagName& flag : table ? table->rows : std::span<const FlagName>()) {
    // A name for zero is meant for nothing but zero.
    if (flag.value ? (value & flag.value) != flag.value : value || to.out.size() > start) continue;
    if (to.out.size() > start) to.out += '|';
    to.out += prefix;
    to.out += flag.name;
    value &= ~uint64_t{flag.value};
    if (!value) break;
  }
  if (to.out.size() > start && !value) return Outcome::kWritten;
  to.out += to.out.size() > start ? "|" : "";
  append_strace_hex(to.out, value);
  return Outcome::kWritten;
}

// Where a table has several names, strace's is not always the first.
std::string_view usual_name(std::string_view name) {
  if (name == "AF_LOCAL") return "AF_UNIX";
  return name == "AF_ROUTE" ? "AF_NETLINK" : name;
}

Outcome append_enum(const Writing& to) {
  if (to.bytes().empty()) return Outcome::kUnknown;
  const uint64_t value = to.number();
  for (const FlagName& flag : to.table() ? to.table()->rows : std::span<const FlagName>()) {
    if (flag.value != value) continue;
    // The recorder knew no name for what the caller passed.
    if (flag.name.ends_with("UNKNOWN")) return Outcome::kUnknown;
    to.out += usual_name(flag.name);
    return Outcome::kWritten;
  }
  append_decimal(to.out, value);
  return Outcome::kWritten;
}

Outcome append_open_flags(const Writing& to) {
  if (to.bytes().empty()) return Outcome::kUnknown;
  constexpr std::string_view kModes[] = {"0", "O_RDONLY", "O_WRONLY", "O_RDWR"};
  const uint64_t value = to.number();
  // What the recorder found out about the file is no flag of the call.
  constexpr uint64_t kFound =
      flag_value("file_flags", "O_F_CREATED", "FD_UPPER_LAYER", "FD_LOWER_LAYER");
  constexpr uint64_t kDirectory = flag_value("file_flags", "O_DIRECTORY");
  to.out += kModes[value & kAccessMode];
  if (value & ~(kAccessMode | kFound)) {
    to.out += '|';
    // Such a file is in a directory, which the machine's bits say once more.
    const bool unnamed = value & kTemporary;
    append_strace_names(to.out, kStraceOpenFlags, value,
                        kAccessMode | kFound | (unnamed ? kDirectory : 0));
  }
  return Outcome::kWritten;
}

Outcome append_open_mode(const Writing& to) {
  if (!(to.second() & kMayCreate)) return Outcome::kAbsent;
  return number(to, append_strace_octal);
}

// O_NONBLOCK is EFD_NONBLOCK to eventfd, and so on; the bits are the same. Most of these calls have
// two flags only, and strace names the other one first.
Outcome append_renamed_flags(const Writing& to) {
  constexpr uint64_t kNonblock = flag_value("file_flags", "O_NONBLOCK");
  constexpr uint64_t kCloseOnExec = flag_value("file_flags", "O_CLOEXEC");
  if (to.bytes().empty()) return Outcome::kUnknown;
  const std::string_view prefix = to.argument.prefix;
  const uint64_t value = to.number();
  if (prefix == "O_" || prefix == "IN_" || (value & ~(kNonblock | kCloseOnExec)) || !value) {
    std::string names;
    append_strace_names(names, kStraceOpenFlags, value, kAccessMode);
    for (size_t at = names.find("O_"); at != names.npos && prefix != "O_";) {
      names.replace(at, 2, prefix);
      at = names.find("O_", at + prefix.size());
    }
    to.out += names;
    return Outcome::kWritten;
  }
  if (value & kCloseOnExec) (to.out += prefix) += "CLOEXEC";
  if (value == (kNonblock | kCloseOnExec)) to.out += '|';
  if (value & kNonblock) (to.out += prefix) += "NONBLOCK";
  return Outcome::kWritten;
}

Outcome append_unmount_flags(const Writing& to) {
  const size_t start = to.out.size();
  const Outcome outcome = append_flags(to, "MNT_");
  if (const size_t at = to.out.find("MNT_NOFOLLOW", start); at != std::string::npos) {
    to.out.replace(at, 3, "UMOUNT");
  }
  return outcome;
}

// The signal that the parent gets at the end stands in the same word and is not recorded.
Outcome append_clone(const Writing& to) {
  constexpr uint64_t kOfRecorder = flag_value("clone_flags", "CLONE_INVERTED", "NAME_CHANGED",
                                              "CLOSED", "CLONE_STOPPED", "CLONE_CHILD_IN_PIDNS");
  const Form form = to.argument.form;
  const bool has_flags = !to.bytes().empty() && (to.number() & ~kOfRecorder);
  if (form == Form::kCloneBits) {
    if (to.bytes().empty()) return Outcome::kUnknown;
    append_strace_names(to.out, kStraceCloneFlags, to.number(), kOfRecorder);
    return Outcome::kWritten;
  }
  to.out += form == Form::kCloneFlags ? "child_stack=..., flags=" : "{flags=";
  if (has_flags) append_strace_names(to.out, kStraceCloneFlags, to.number(), kOfRecorder);
  if (form == Form::kCloneFlags) {
    to.out += has_flags ? "|..." : "...";
  } else {
    to.out += to.bytes().empty() ? "...}" : has_flags ? ", ...}" : "0, ...}";
  }
  return Outcome::kWritten;
}

Outcome append_signal(const Writing& to) {
  if (to.bytes().empty()) return Outcome::kUnknown;
  append_strace_signal(to.out, static_cast<int>(to.number()));
  return Outcome::kWritten;
}

Outcome append_pair(const Writing& to) {
  if (strace_signed(to.call.param(0)) < 0 || to.bytes().empty()) return Outcome::kUnknown;
  append_signed(to.out += '[', strace_signed(to.bytes()));
  append_signed(to.out += ", ", strace_signed(to.call.param(to.argument.second)));
  to.out += ']';
  return Outcome::kWritten;
}

Outcome append_of_table(const Writing& to, const StraceNames& names) {
  if (to.bytes().empty()) return Outcome::kUnknown;
  append_strace_names(to.out, names, to.number());
  return Outcome::kWritten;
}

Outcome append_at(const Writing& to) {
  const ParamRow& row = to.call.row().params[static_cast<size_t>(to.argument.param)];
  if (row.memory >= 0 && append_strace_memory(to.out, to.call, row.memory, to.text_bytes)) {
    return Outcome::kWritten;
  }
  return number(to, [](std::string& o, Bytes b) { append_strace_pointer(o, strace_unsigned(b)); });
}

Outcome append_path_at(const Writing& to) {
  const Outcome path = append_path(to, std::string_view::npos);
  const Bytes address = to.call.param(to.argument.second);
  if (path == Outcome::kWritten || address.empty()) return path;
  append_strace_pointer(to.out, strace_unsigned(address));
  return Outcome::kWritten;
}

Outcome append_opened(const Writing& to) {
  if (to.bytes().empty()) {
    const StraceArgument flags{Form::kOpenFlags, to.argument.second, -1, -1, {}};
    return append_open_flags(Writing{to.out, to.call, flags, to.text_bytes});
  }
  append_strace_access_mode(to.out, to.number());
  return Outcome::kWritten;
}

Outcome append_entries(const Writing& to) {
  if (to.bytes().empty()) return Outcome::kUnknown;
  append_strace_pointer(to.out, to.number());
  if (strace_signed(to.call.param(0)) < 0) return Outcome::kWritten;
  const Bytes count = to.call.param(to.argument.second);
  to.out += " /* ";
  if (count.empty()) {
    to.out += "...";
  } else {
    append_decimal(to.out, strace_unsigned(count));
  }
  to.out += count.size() && strace_unsigned(count) == 1 ? " entry */" : " entries */";
  return Outcome::kWritten;
}

Outcome append_boxed(const Writing& to) {
  if (strace_signed(to.call.param(0)) < 0 || to.bytes().empty()) return Outcome::kUnknown;
  append_signed(to.out += '[', strace_signed(to.bytes()));
  to.out += ']';
  return Outcome::kWritten;
}

bool is_error(int64_t result) { return result < 0 && result >= -kLastError; }

// What the kernel keeps to itself is seen before the call is begun anew.
std::string_view restart_text(int64_t error) {
  switch (error) {
    case 512:
      return "To be restarted if SA_RESTART is set";
    case 513:
      return "To be restarted";
    case 514:
      return "To be restarted if no handler";
    case 516:
      return "Interrupted by signal";
    default:
      return {};
  }
}

void append_error(std::string& out, int64_t error) {
  const std::string_view restart = restart_text(error);
  out += restart.empty() ? "-1 " : "? ";
  const char* name = strerrorname_np(static_cast<int>(error));
  const char* text = strerrordesc_np(static_cast<int>(error));
  if (name) {
    out += name;
  } else if (const std::string_view own = errno_name(error); !own.empty()) {
    out += own;
  } else {
    append_decimal(out += "E", static_cast<uint64_t>(error));
  }
  const std::string_view sentence = restart.empty() && text ? text : restart;
  if (sentence.empty()) return;
  out += " (";
  out += sentence;
  out += ')';
}

bool is_unsigned(Type type) {
  return type == Type::UINT64 || type == Type::UID || type == Type::GID;
}

}  // namespace

Outcome append_strace_argument(std::string& out, const Call& call, const StraceArgument& argument,
                               uint32_t text_bytes) {
  const Writing to{out, call, argument, text_bytes};
  switch (argument.form) {
    case Form::kUnknown:
      return Outcome::kUnknown;
    case Form::kFd:
      return number(to, append_fd);
    case Form::kSigned:
      return number(to, [](std::string& o, Bytes b) { append_signed(o, strace_signed(b)); });
    case Form::kUnsigned:
      return number(to, [](std::string& o, Bytes b) { append_decimal(o, strace_unsigned(b)); });
    case Form::kHex:
      return number(to, [](std::string& o, Bytes b) { append_strace_hex(o, strace_unsigned(b)); });
    case Form::kPointer:
      return number(to,
                    [](std::string& o, Bytes b) { append_strace_pointer(o, strace_unsigned(b)); });
    case Form::kAt:
      return append_at(to);
    case Form::kEntries:
      return append_entries(to);
    case Form::kPathAt:
      return append_path_at(to);
    case Form::kOpened:
      return append_opened(to);
    case Form::kOctal:
      return number(to, append_strace_octal);
    case Form::kDirectory:
      return number(to, append_directory);
    case Form::kBoxed:
      return append_boxed(to);
    case Form::kPath:
      return append_path(to, std::string_view::npos);
    case Form::kText:
      return append_path(to, text_bytes);
    case Form::kRead:
      return append_read(to);
    case Form::kWritten:
      return append_written(to);
    case Form::kReadVector:
      return append_vector(to, append_read, "[{iov_base=", ", ...}]");
    case Form::kWrittenVector:
      return append_vector(to, append_written, "[{iov_base=", ", ...}]");
    case Form::kMessage:
      return append_vector(to, append_read, "{msg_name=..., msg_iov=[{iov_base=", ", ...}], ...}");
    case Form::kFlags:
      return append_flags(to, "");
    case Form::kEnum:
      return append_enum(to);
    case Form::kOpenFlags:
      return append_open_flags(to);
    case Form::kOpenMode:
      return append_open_mode(to);
    case Form::kRenamedFlags:
      return append_renamed_flags(to);
    case Form::kMountFlags:
      return append_flags(to, "MS_");
    case Form::kUnmountFlags:
      return append_unmount_flags(to);
    case Form::kCloneFlags:
    case Form::kClone3Flags:
    case Form::kCloneBits:
      return append_clone(to);
    case Form::kSignal:
      return append_signal(to);
    case Form::kPair:
      return append_pair(to);
    case Form::kClock:
      return append_of_table(to, kStraceClocks);
    default:
      return append_strace_struct(out, call, argument, text_bytes);
  }
}

Outcome append_strace_register(std::string& out, const Call& call, int param, uint32_t text_bytes) {
  const ParamRow& row = call.row().params[static_cast<size_t>(param)];
  if (row.memory >= 0 && append_strace_memory(out, call, row.memory, text_bytes)) {
    return Outcome::kWritten;
  }
  Bytes bytes = call.param(param);
  if (bytes.empty()) return Outcome::kUnknown;
  const int width = type_row(row.type).bytes;
  if (width > 0 && bytes.size() > static_cast<size_t>(width)) {
    bytes = bytes.first(static_cast<size_t>(width));
  }
  const uint64_t value = strace_unsigned(bytes);
  if (const StraceNames* names = strace_names(call.row().id, param)) {
    append_strace_names(out, *names, value);
    return Outcome::kWritten;
  }
  switch (row.type) {
    case Type::FD32:
      append_directory(out, bytes);
      break;
    case Type::PID32:
    case Type::UID:
    case Type::GID:
    case Type::INT32:
    case Type::INT64:
      append_signed(out, strace_signed(bytes));
      break;
    case Type::SIGTYPE:
      append_strace_signal(out, static_cast<int>(value));
      break;
    case Type::MODE:
      append_strace_octal(out, bytes);
      break;
    case Type::FLAGS32: {
      const StraceArgument argument{Form::kFlags, static_cast<int8_t>(param), -1, -1, {}};
      return append_flags(Writing{out, call, argument, 0}, "");
    }
    default:
      if (row.format != Format::HEX) {
        append_decimal(out, value);
      } else if (row.type == Type::UINT64) {
        append_strace_pointer(out, value);
      } else {
        append_strace_hex(out, value);
      }
  }
  return Outcome::kWritten;
}

void append_strace_result(std::string& out, const Call& call, const StraceRow& row) {
  const Bytes bytes = call.param(0);
  const uint32_t facts = call.row().flags;
  if (bytes.empty() || (facts & kNeverReturns) || is_generic(call.event)) {
    out += '?';
    return;
  }
  const Type type = call.row().params[0].type;
  const int64_t result =
      is_unsigned(type) ? static_cast<int64_t>(strace_unsigned(bytes)) : strace_signed(bytes);
  if (type != Type::UID && type != Type::GID && is_error(result)) return append_error(out, -result);
  if (row.hex_result) return append_strace_hex(out, static_cast<uint64_t>(result));
  if (facts & kReturnsMode) return append_strace_octal(out, bytes);
  if (append_strace_long_result(out, call, result)) return;
  append_signed(out, result);
}

}  // namespace sonde
