// Formats: their grammar and what becomes of values, over a few fields made up here.
// What is expected was seen with sysdig 0.29.3 -p, but for %% and \xHH, which it does not know.
// SPDX-License-Identifier: Apache-2.0
#include "print/line_format.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/scratch.h"
#include "state/moment.h"
#include "state/text_options.h"

namespace sonde {
namespace {

const Field kFields[] = {
    {"a.text", Type::CHARBUF, Format::NA, ArgRule::kNone, 0, "Text.",
     [](const Moment&, FieldUse&) { return Value::text("hello"); }},
    {"a.quote", Type::CHARBUF, Format::NA, ArgRule::kNone, 0, "Text with a quote.",
     [](const Moment&, FieldUse&) { return Value::text("say \"x\""); }},
    {"a.number", Type::UINT64, Format::DEC, ArgRule::kNone, 0, "Number.",
     [](const Moment&, FieldUse&) { return Value::uinteger(42); }},
    {"a.negative", Type::INT64, Format::DEC, ArgRule::kNone, 0, "Number below zero.",
     [](const Moment&, FieldUse&) { return Value::integer(-7); }},
    {"a.hex", Type::UINT32, Format::HEX, ArgRule::kNone, 0, "Number in base 16.",
     [](const Moment&, FieldUse&) { return Value::uinteger(0x2a0); }},
    {"a.bool", Type::BOOL, Format::NA, ArgRule::kNone, 0, "Truth.",
     [](const Moment&, FieldUse&) { return Value::boolean(true); }},
    {"a.missing", Type::CHARBUF, Format::NA, ArgRule::kNone, 0, "Nothing.",
     [](const Moment&, FieldUse&) { return Value::none(); }},
    {"evt.time", Type::CHARBUF, Format::NA, ArgRule::kNone, 0, "Clock time.",
     [](const Moment&, FieldUse&) { return Value::text("12:00"); }},
};

Result<FieldUse> lookup(std::string_view text, size_t& used) {
  const Field* best = nullptr;
  for (const Field& field : kFields) {
    if (text.starts_with(field.name) && (!best || field.name.size() > best->name.size())) {
      best = &field;
    }
  }
  if (!best) return Error{ErrorKind::kUsage, "unknown field", "did you mean a.text?"};
  used = best->name.size();
  FieldUse use;
  use.field = best;
  use.text = std::string(best->name);
  return use;
}

class LineFormatTest : public testing::Test {
 protected:
  LineFormatTest() {
    event_.ts_ns = 1'700'000'000'123'456'789;
    moment_.event = &event_;
    moment_.scratch = &scratch_;
    moment_.text = &text_;
  }
  std::string line(std::string_view format) { return written(format, false); }
  std::string json(std::string_view format) { return written(format, true); }
  std::string refused(std::string_view format) {
    Result<LineFormat> parsed = LineFormat::parse(format, lookup);
    EXPECT_FALSE(parsed.ok()) << format;
    if (parsed.ok()) return "";
    EXPECT_EQ(parsed.error().kind, ErrorKind::kUsage);
    return parsed.error().what;
  }

 private:
  std::string written(std::string_view format, bool as_json) {
    Result<LineFormat> parsed = LineFormat::parse(format, lookup);
    if (!parsed) return "error: " + parsed.error().what;
    std::string out = "before|";
    const bool shown = as_json ? parsed.value().append_json(out, moment_)
                               : parsed.value().append_line(out, moment_);
    EXPECT_TRUE(shown || out == "before|");
    return shown ? out.substr(7) : "dropped";
  }
  RawEvent event_;
  Scratch scratch_;
  TextOptions text_;
  Moment moment_;
};

TEST_F(LineFormatTest, FieldsAndText) {
  EXPECT_EQ(line("%a.text"), "hello\n");
  EXPECT_EQ(line("<%a.text> %a.number."), "<hello> 42.\n");
  EXPECT_EQ(line("no field"), "no field\n");
  EXPECT_EQ(line("%a.number%a.negative"), "42-7\n");
}

TEST_F(LineFormatTest, MissingValues) {
  EXPECT_EQ(line("%a.text %a.missing"), "dropped");
  EXPECT_EQ(line("*%a.missing %a.text"), "<NA> hello\n");
  // Only at the very beginning is the star a sign.
  EXPECT_EQ(line(" *%a.missing"), "dropped");
  EXPECT_EQ(line("**%a.missing"), "*<NA>\n");
  EXPECT_EQ(line("*"), "\n");
}

TEST_F(LineFormatTest, Widths) {
  EXPECT_EQ(line("%10a.text|"), "hello     |\n");
  EXPECT_EQ(line("%3a.text|"), "hel|\n");
  EXPECT_EQ(line("%5a.text|"), "hello|\n");
  EXPECT_EQ(line("%020a.number|"), "42                  |\n");
  EXPECT_EQ(line("*%3a.missing|"), "<NA|\n");
  EXPECT_NE(refused("%0a.text").find("width"), std::string::npos);
  EXPECT_NE(refused("%99999999999999999999a.text").find("width"), std::string::npos);
}

TEST_F(LineFormatTest, Escapes) {
  EXPECT_EQ(line("a\\nb\\tc\\\\d\\e[0m"), "a\nb\tc\\d\x1b[0m\n");
  EXPECT_EQ(line("\\a\\q\\033"), "\\a\\q\\033\n");
  EXPECT_EQ(line("\\x41\\x7e"), "A~\n");
  EXPECT_EQ(line("\\x4"), "\\x4\n");
  EXPECT_EQ(line("\\xg1"), "\\xg1\n");
  EXPECT_EQ(line("100%%"), "100%\n");
  EXPECT_EQ(line("%%%a.number%%"), "%42%\n");
}

TEST_F(LineFormatTest, Errors) {
  EXPECT_NE(refused("").find("empty"), std::string::npos);
  EXPECT_NE(refused("x%").find("cannot end with %"), std::string::npos);
  EXPECT_NE(refused("x%12").find("cannot end with a number"), std::string::npos);
  EXPECT_NE(refused("x\\").find("backslash"), std::string::npos);
  // The caret stands below the name that is wrong.
  const std::string message = refused("%a.text %10b.text");
  const size_t shown = message.find("%a.text %10b.text"), caret = message.find('^');
  ASSERT_NE(shown, std::string::npos) << message;
  ASSERT_NE(caret, std::string::npos) << message;
  const size_t line_start = message.rfind('\n', shown) + 1,
               caret_start = message.rfind('\n', caret) + 1;
  EXPECT_EQ(caret - caret_start, shown - line_start + std::string("%a.text %10").size()) << message;
}

TEST_F(LineFormatTest, TerminalCodesAreNoticed) {
  EXPECT_TRUE(LineFormat::parse("\\e[1m%a.text", lookup).value().has_terminal_codes());
  EXPECT_TRUE(LineFormat::parse("\\x1b[1m%a.text", lookup).value().has_terminal_codes());
  EXPECT_FALSE(LineFormat::parse("\\n%a.text", lookup).value().has_terminal_codes());
}

TEST_F(LineFormatTest, JsonHasOneKeyPerFieldInOrder) {
  EXPECT_EQ(json("%a.text %a.number"), "{\"a.number\":42,\"a.text\":\"hello\"}\n");
  EXPECT_EQ(json("x %10a.negative %a.negative y"), "{\"a.negative\":-7}\n");
  EXPECT_EQ(json("no field"), "null\n");
}

TEST_F(LineFormatTest, JsonKinds) {
  EXPECT_EQ(json("%a.hex"), "{\"a.hex\":\"2A0\"}\n");
  EXPECT_EQ(json("%a.bool"), "{\"a.bool\":true}\n");
  EXPECT_EQ(json("%a.quote"), "{\"a.quote\":\"say \\\"x\\\"\"}\n");
  EXPECT_EQ(json("%evt.time"), "{\"evt.time\":1700000000123456789}\n");
}

TEST_F(LineFormatTest, JsonMissing) {
  EXPECT_EQ(json("%a.text %a.missing"), "dropped");
  EXPECT_EQ(json("*%a.text %a.missing"), "{\"a.missing\":null,\"a.text\":\"hello\"}\n");
}

TEST_F(LineFormatTest, Transformers) {
  EXPECT_EQ(line("%toupper(a.text)!"), "HELLO!\n");
  EXPECT_EQ(line("%8toupper(a.text)|"), "HELLO   |\n");
  EXPECT_EQ(json("%toupper(a.text)"), "{\"toupper(a.text)\":\"HELLO\"}\n");
}

}  // namespace
}  // namespace sonde
