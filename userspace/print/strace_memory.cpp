// Paths, texts, data and structures behind addresses; see strace_memory.h.
// SPDX-License-Identifier: Apache-2.0
#include "print/strace_memory.h"

#include "fields/struct_text.h"
#include "schema/event_params.h"
#include "schema/private_events.h"

namespace sonde {

namespace {

// The call succeeded, but has not filled what it might have.
bool is_untouched(const Call& call, Structure structure) {
  const bool waits = structure == Structure::wait_status || structure == Structure::rusage;
  return waits && call.row().id == static_cast<uint16_t>(EventId::CALL_wait4) &&
         call.get<int64_t>(0) == 0;
}

void append_hex_text(std::string& out, Bytes bytes, bool more) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  out += '"';
  for (const uint8_t byte : bytes) {
    out += "\\x";
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  out += more ? "\"..." : "\"";
}

}  // namespace

bool append_strace_memory(std::string& out, const Call& call, int param, uint32_t text_bytes) {
  const ParamRow& row = call.row().params[static_cast<size_t>(param)];
  const Bytes bytes = call.param(param);
  if (bytes.empty() || is_untouched(call, row.structure)) return false;
  if (row.structure != Structure::kNone) return append_structure(out, row.structure, bytes);
  const std::string_view text = row.type == Type::BYTEBUF ? as_text(bytes) : text_of(bytes);
  const bool is_path = row.type == Type::FSPATH || row.type == Type::FSRELPATH;
  const std::string_view shown = is_path ? text : text.substr(0, text_bytes);
  // Of data that were cut off, the result tells how much there was.
  const int64_t result = call.get<int64_t>(0);
  const bool cut = row.type == Type::BYTEBUF && result > static_cast<int64_t>(text.size());
  const bool more = shown.size() < text.size() || cut;
  if (call.row().id == static_cast<uint16_t>(EventId::CALL_getrandom)) {
    append_hex_text(out, bytes.first(shown.size()), more);
  } else {
    append_strace_text(out, shown, more);
  }
  return true;
}

}  // namespace sonde
