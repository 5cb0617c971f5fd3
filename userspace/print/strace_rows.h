// How strace writes each call: its arguments in the order of the call's C prototype, and which
// parameter of the event holds each: STRACE(...) in driver/uapi/events.def. Calls of calls.def need
// none, their parameters are the arguments. Read by strace_style.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include "schema/event_table.h"

namespace sonde {

// What an argument looks like; the words for it are in strace_rows.cpp.
enum class StraceForm : uint8_t {
  kUnknown,  // the record does not hold it: ...
  kSigned,
  kUnsigned,
  kHex,
  kPointer,
  kOctal,
  kBoxed,    // a number in brackets: the call wrote it into memory
  kAt,       // an address, or what is there
  kPathAt,   // a path that the call filled, and its address
  kOpened,   // O_* as the machine counts them, and the format's where the event lacks those
  kEntries,  // an address, and how many entries of a directory are there
  kFd,
  kDirectory,
  kPath,  // a text, whole
  kText,  // a text, its beginning
  kRead,
  kWritten,  // data that the call moved; kWritten: and how much was offered
  kReadVector,
  kWrittenVector,
  kMessage,
  kFlags,
  kEnum,          // by the table of the parameter
  kOpenFlags,     // O_*, the access mode first
  kOpenMode,      // permissions, and the flags that tell whether they count
  kRenamedFlags,  // O_* that go by another prefix here
  kMountFlags,
  kUnmountFlags,
  kCloneFlags,
  kClone3Flags,
  kCloneBits,
  kSignal,
  kAddress,
  kAddressBytes,
  kTupleSource,
  kPair,  // two descriptors in brackets
  kSocketType,
  kProtocol,
  kSocketLevel,
  kOptionValue,
  kOptionAnswer,  // likewise, where the call wrote it: nothing if it failed
  kFcntl,
  kFutex,
  kIoctl,
  kPrctl,  // a command and what belongs to it
  kLimits,
  kLimitsAnswer,  // likewise, where the call wrote them: nothing if it failed
  kTimespec,
  kClock,
  kFileMode,
  kExecPath,
  kExecArgs,
  kExecVars,
};

struct StraceArgument {
  StraceForm form = StraceForm::kUnknown;
  int8_t param = -1;        // of the current row
  int8_t second = -1;       // where the form takes two
  int8_t third = -1;        // and an address
  std::string_view prefix;  // of kRenamedFlags
};

struct StraceRow {
  std::string_view name;  // as strace calls it
  std::span<const StraceArgument> arguments;
  bool known = false;       // false: the event has no STRACE; name is the event's
  bool hex_result = false;  // the result is an address
  bool is_raw = false;      // the parameters are the arguments
};

// By the number of a current row.
const StraceRow& strace_row(uint16_t id);

}  // namespace sonde
