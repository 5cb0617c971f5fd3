// Expands STRACE(...) of driver/uapi/events.def: what strace calls each call where that differs,
// and its arguments. An argument is form:parameter or form:parameter,second. Sources of the order:
// the manual pages, section 2; of the look: strace 6.1. Next: strace_values.cpp writes the forms.
// SPDX-License-Identifier: Apache-2.0
#include "print/strace_rows.h"

#include <vector>

#include "base/result.h"
#include "schema/private_events.h"

namespace sonde {
namespace {

struct Source {
  EventId id;
  const char* name = nullptr;       // nullptr: that of the event
  const char* arguments = nullptr;  // nullptr: the row has no STRACE
};

constexpr Source kSources[] = {
#define P(name, type, format, info, source, doc)
#define STRACE(arguments) nullptr, arguments
#define STRACE_AS(name, arguments) name, arguments
#define EVENT(id, symbol, name, dir, cat, cls, flags, effect, doc, params) \
  {EventId::symbol, params},
#include "driver/uapi/events.def"
};

struct Word {
  std::string_view word;
  StraceForm form;
};
using F = StraceForm;
constexpr Word kWords[] = {
    {"?", F::kUnknown},
    {"signed", F::kSigned},
    {"unsigned", F::kUnsigned},
    {"hex", F::kHex},
    {"pointer", F::kPointer},
    {"octal", F::kOctal},
    {"fd", F::kFd},
    {"dir", F::kDirectory},
    {"path", F::kPath},
    {"text", F::kText},
    {"read", F::kRead},
    {"written", F::kWritten},
    {"read_vector", F::kReadVector},
    {"written_vector", F::kWrittenVector},
    {"flags", F::kFlags},
    {"enum", F::kEnum},
    {"open", F::kOpenFlags},
    {"open_mode", F::kOpenMode},
    {"renamed", F::kRenamedFlags},
    {"mount", F::kMountFlags},
    {"unmount", F::kUnmountFlags},
    {"clone", F::kCloneFlags},
    {"clone3", F::kClone3Flags},
    {"clone_bits", F::kCloneBits},
    {"signal", F::kSignal},
    {"address", F::kAddress},
    {"address_bytes", F::kAddressBytes},
    {"source", F::kTupleSource},
    {"pair", F::kPair},
    {"socket_type", F::kSocketType},
    {"protocol", F::kProtocol},
    {"level", F::kSocketLevel},
    {"option", F::kOptionValue},
    {"answer", F::kOptionAnswer},
    {"fcntl", F::kFcntl},
    {"futex", F::kFutex},
    {"ioctl", F::kIoctl},
    {"limits", F::kLimits},
    {"limits_answer", F::kLimitsAnswer},
    {"timespec", F::kTimespec},
    {"exec_path", F::kExecPath},
    {"exec_args", F::kExecArgs},
    {"exec_vars", F::kExecVars},
    {"file_mode", F::kFileMode},
    {"clock", F::kClock},
    {"message", F::kMessage},
    {"prctl", F::kPrctl},
    {"boxed", F::kBoxed},
    {"at", F::kAt},
    {"path_at", F::kPathAt},
    {"opened", F::kOpened},
    {"entries", F::kEntries},
};

StraceForm form_of(std::string_view word) {
  for (const Word& row : kWords) {
    if (row.word == word) return row.form;
  }
  SONDE_CHECK(!"a form that strace_rows.cpp has not got");
  return F::kUnknown;
}

int8_t param_of(const EventRow& row, std::string_view name) {
  const int index = row.param_index(name);
  SONDE_CHECK(index >= 0);
  return static_cast<int8_t>(index);
}

StraceArgument argument_of(const EventRow& row, std::string_view text) {
  StraceArgument argument;
  const size_t colon = text.find(':');
  argument.form = form_of(text.substr(0, colon));
  if (colon == text.npos) return argument;
  text.remove_prefix(colon + 1);
  const size_t comma = text.find(',');
  argument.param = param_of(row, text.substr(0, comma));
  if (comma == text.npos) return argument;
  text.remove_prefix(comma + 1);
  if (argument.form == F::kRenamedFlags) {
    argument.prefix = text;
    return argument;
  }
  const size_t last = text.find(',');
  argument.second = param_of(row, text.substr(0, last));
  if (last != text.npos) argument.third = param_of(row, text.substr(last + 1));
  return argument;
}

bool returns_address(const EventRow& row) {
  return row.exit && !row.params.empty() && row.params[0].format == Format::HEX;
}

class StraceRows {
 public:
  StraceRows() : rows_(kEventRowCount), arguments_(kEventRowCount) {
    for (const EventRow& event : event_rows()) {
      rows_[event.id].name = event.name;
      rows_[event.id].is_raw = rows_[event.id].known = is_raw_call(event.id);
      rows_[event.id].hex_result = returns_address(event);
    }
    for (const Source& source : kSources) {
      if (!source.arguments) continue;
      const uint16_t id = static_cast<uint16_t>(source.id);
      StraceRow& row = rows_[id];
      std::string_view rest = source.arguments;
      while (!rest.empty()) {
        const size_t end = rest.find(' ');
        arguments_[id].push_back(argument_of(event_row(id), rest.substr(0, end)));
        rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
      }
      row.arguments = arguments_[id];
      row.known = true;
      if (source.name) row.name = source.name;
    }
  }
  const StraceRow& operator[](uint16_t id) const { return rows_[id]; }

 private:
  std::vector<StraceRow> rows_;
  std::vector<std::vector<StraceArgument>> arguments_;
};

}  // namespace

const StraceRow& strace_row(uint16_t id) {
  static const StraceRows rows;
  return rows[id];
}

}  // namespace sonde
