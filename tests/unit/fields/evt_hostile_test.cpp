// Events whose parameters are noise: every field of every class is asked of them. Nothing may crash
// (the sanitizer build is where this test earns its time), and no control byte may reach the output
// of a field that is shown on a terminal.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <random>

#include "base/text.h"
#include "event_builder.h"
#include "fields/field.h"
#include "fields/params.h"
#include "state/moment.h"
#include "state/state.h"
#include "state/text_options.h"

namespace sonde {
namespace {

std::vector<FieldUse> one_use_of_each_field() {
  std::vector<FieldUse> uses;
  for (const FieldClass& group : field_classes()) {
    for (const Field& field : group.fields) {
      if (field.flags & kFilterOnly) continue;
      std::string text(field.name);
      switch (field.arg) {
        case ArgRule::kIndexNeeded:
        case ArgRule::kKeyNeeded:
          text += "[1]";
          break;
        case ArgRule::kParam:
          text += "[2]";
          break;
        case ArgRule::kParamName:
          text += ".name";
          break;
        case ArgRule::kEventType:
          text += ".open";
          break;
        case ArgRule::kDotWord:
          text += ".cpu";
          break;
        default:
          break;
      }
      size_t used = 0;
      Result<FieldUse> use = parse_field(text, used);
      EXPECT_TRUE(use.ok()) << text;
      if (!use) continue;
      uses.push_back(use.take());
      uses.back().in_filter = false;
    }
  }
  return uses;
}

class Noise {
 public:
  uint32_t below(uint32_t limit) { return limit ? static_cast<uint32_t>(generator_()) % limit : 0; }

  // An event of a random type, parameters of about the right number and size, holding anything.
  EventBuilder event(uint64_t ts_ns) {
    const auto id = static_cast<EventId>(below(kEventRowCount));
    EventBuilder built(id, 1 + below(6), ts_ns);
    const std::span<const ParamRow> rows = event_row(static_cast<uint16_t>(id)).params;
    const uint32_t count = below(static_cast<uint32_t>(rows.size()) + 3);
    for (uint32_t i = 0; i < count; ++i) {
      const int8_t fixed = i < rows.size() ? type_row(rows[i].type).bytes : int8_t{-1};
      built.bytes(bytes(fixed > 0 && below(8) ? static_cast<uint32_t>(fixed) : below(60)));
    }
    return built;
  }

 private:
  std::string bytes(uint32_t count) {
    std::string out;
    const bool small = below(2);  // small numbers find descriptors and threads
    for (uint32_t i = 0; i < count; ++i) {
      out += static_cast<char>(small ? (i ? 0 : below(12)) : below(256));
    }
    return out;
  }
  std::mt19937 generator_{20231114};
};

TEST(HostileEvents, EveryFieldOfNoise) {
  State state;
  std::vector<ThreadSnapshot> threads(4);
  for (size_t i = 0; i < threads.size(); ++i) {
    threads[i].tid = threads[i].pid = i + 1;
    threads[i].comm = "evil\x1b[2J";
    threads[i].cwd = "/a\nb/";
  }
  state.apply(SnapshotItem(threads));
  std::vector<FieldUse> uses = one_use_of_each_field();
  ASSERT_GT(uses.size(), 300u);
  Scratch scratch;
  TextOptions options;
  Moment moment;
  Noise noise;
  std::string out;
  for (int round = 0; round < 20000; ++round) {
    EventBuilder built = noise.event(1700000000000000000 + static_cast<uint64_t>(round) * 1000);
    scratch.reset();
    state.step(built.get(), moment);
    moment.scratch = &scratch;
    moment.text = &options;
    out.clear();
    append_args(out, moment);
    ASSERT_TRUE(is_plain(out)) << out;
    for (FieldUse& use : uses) {
      out.clear();
      append_field(out, moment, use);
      ASSERT_TRUE(is_plain(out)) << use.text << ": " << out;
    }
  }
}

TEST(HostileEvents, EveryBufferMode) {
  State state;
  Scratch scratch;
  Moment moment;
  Noise noise;
  std::string out;
  for (BufferText mode :
       {BufferText::kAscii, BufferText::kHex, BufferText::kHexAscii, BufferText::kBase64}) {
    TextOptions options;
    options.buffer = mode;
    options.resolve_ports = true;
    for (int round = 0; round < 2000; ++round) {
      EventBuilder built = noise.event(1700000000000000000 + static_cast<uint64_t>(round));
      scratch.reset();
      state.step(built.get(), moment);
      moment.scratch = &scratch;
      moment.text = &options;
      out.clear();
      append_args(out, moment);
      for (char c : out) ASSERT_TRUE(c == '\n' || c == '\t' || (c & 0x80) || c >= 0x20) << out;
    }
  }
}

}  // namespace
}  // namespace sonde
