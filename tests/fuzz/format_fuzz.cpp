// Fuzz target: output formats. Whatever a person (or a script) puts behind -p is either refused
// with a message or can print events: as text it ends its line, as JSON it is a value that another
// library reads. The events are a few of every kind, made here without a capture.
// SPDX-License-Identifier: Apache-2.0
#include <json/json.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "print/line_format.h"
#include "state/moment.h"
#include "state/state.h"
#include "state/text_options.h"

namespace {

using namespace sonde;

// An event whose parameters are all of the same few bytes.
struct MadeEvent {
  explicit MadeEvent(uint16_t id, uint64_t num) {
    event.id = id;
    event.num = num;
    event.tid = 7 + num % 3;
    event.ts_ns = 1'700'000'000'000'000'000 + num * 1'000'003;
    event.large = event.row().flags & kLargePayload;
    event.nparams = static_cast<uint32_t>(event.row().params.size());
    for (uint32_t i = 0; i < event.nparams; ++i) {
      const int8_t fixed = type_row(event.row().params[i].type).bytes;
      const uint32_t size = fixed >= 0 ? static_cast<uint32_t>(fixed) : 6;
      lengths.append(reinterpret_cast<const char*>(&size), event.large ? 4 : 2);
      constexpr char kBytes[] =
          "\3\0\xff"
          "\"a\0\0\0\0\0\0\0\0\0\0\0";
      params.append(kBytes, size);
    }
    event.lengths = reinterpret_cast<const uint8_t*>(lengths.data());
    event.params = reinterpret_cast<const uint8_t*>(params.data());
    event.params_bytes = static_cast<uint32_t>(params.size());
  }
  MadeEvent(const MadeEvent&) = delete;
  RawEvent event;
  std::string lengths, params;
};

const std::vector<std::unique_ptr<MadeEvent>>& some_events() {
  static const auto* const events = [] {
    auto* made = new std::vector<std::unique_ptr<MadeEvent>>;
    for (EventId id : {EventId::SYSCALL_CLONE_20_X, EventId::SYSCALL_OPENAT_2_X,
                       EventId::SYSCALL_READ_E, EventId::SYSCALL_READ_X, EventId::SOCKET_CONNECT_X,
                       EventId::SCHEDSWITCH_6_E, EventId::GENERIC_X, EventId::SYSCALL_POLL_X,
                       EventId::SYSCALL_EXECVE_19_X, EventId::CONTAINER_JSON_2_E}) {
      made->push_back(std::make_unique<MadeEvent>(static_cast<uint16_t>(id), made->size() + 1));
    }
    return made;
  }();
  return *events;
}

void check(bool fine) {
  if (!fine) std::abort();
}

bool is_json(std::string_view line) {
  Json::CharReaderBuilder builder;
  builder["allowDroppedNullPlaceholders"] = false;
  const std::unique_ptr<Json::CharReader> reader(builder.newCharReader());
  Json::Value value;
  return reader->parse(line.data(), line.data() + line.size(), &value, nullptr);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size > 2000) return 0;
  const std::string text(reinterpret_cast<const char*>(data), size);
  Result<LineFormat> parsed = LineFormat::parse(text);
  if (!parsed) {
    check(parsed.error().kind == ErrorKind::kUsage && !parsed.error().what.empty());
    return 0;
  }
  State state;
  Moment moment;
  Scratch scratch;
  TextOptions options;
  options.resolve_ports = size % 2;
  options.buffer = static_cast<BufferText>(size % 5);
  moment.scratch = &scratch;
  moment.text = &options;
  std::string out;
  for (const auto& made : some_events()) {
    scratch.reset();
    state.step(made->event, moment);
    out.clear();
    options.json = false;
    options.escape = true;
    const bool shown = parsed.value().append_line(out, moment);
    check(shown ? out.ends_with('\n') : out.empty());
    out.clear();
    options.json = true;
    options.escape = false;
    const bool json_shown = parsed.value().append_json(out, moment);
    check(json_shown ? is_json(out) : out.empty());
  }
  return 0;
}
