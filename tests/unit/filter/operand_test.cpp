// Operands: transformers and what they yield, fields in formats, what is refused.
// SPDX-License-Identifier: Apache-2.0
#include "filter/operand.h"

#include <gtest/gtest.h>

#include "fake_fields.h"

namespace sonde {
namespace {

class OperandTest : public testing::Test {
 protected:
  OperandTest() { fake::forget_all(); }

  // The value as text, or "NONE"; lists as "a|b".
  std::string value_of(std::string_view text) {
    size_t used = 0;
    Result<Operand> operand = Operand::parse(text, used, /*for_output=*/true, fake::lookup);
    if (!operand)
      return "error: " + operand.error().what.substr(0, operand.error().what.find('\n'));
    EXPECT_EQ(used, text.size());
    return show(operand.value().get(fake_.moment));
  }
  static std::string show(const Value& value) {
    switch (value.kind) {
      case Value::Kind::kText:
      case Value::Kind::kBytes:
        return std::string(value.as_view());
      case Value::Kind::kUint:
        return std::to_string(value.u);
      case Value::Kind::kList: {
        std::string out;
        for (const Value& item : value.items()) out += (out.empty() ? "" : "|") + show(item);
        return out;
      }
      default:
        return "NONE";
    }
  }

  fake::FakeMoment fake_;
};

TEST_F(OperandTest, CaseAndBasename) {
  fake::set("a.CHARBUF", Value::text("/usr/Bin/\xC3\x84z"));
  EXPECT_EQ(value_of("toupper(a.CHARBUF)"), "/USR/BIN/\xC3\x84Z");
  EXPECT_EQ(value_of("tolower( a.CHARBUF )"), "/usr/bin/\xC3\x84z");
  EXPECT_EQ(value_of("basename(a.CHARBUF)"), "\xC3\x84z");
  fake::set("a.CHARBUF", Value::text("dir/"));
  EXPECT_EQ(value_of("basename(a.CHARBUF)"), "");
  fake::set("a.CHARBUF", Value::text("plain"));
  EXPECT_EQ(value_of("basename(toupper(a.CHARBUF))"), "PLAIN");
}

TEST_F(OperandTest, MissingStaysMissing) {
  for (const char* text : {"toupper(a.CHARBUF)", "basename(a.CHARBUF)", "len(a.CHARBUF)",
                           "b64(a.CHARBUF)", "concat(a.CHARBUF, \"x\")", "len(list.text)",
                           "join(\",\", (a.CHARBUF))", "getopt(a.CHARBUF, \"a\")"}) {
    EXPECT_EQ(value_of(text), "NONE") << text;
  }
}

TEST_F(OperandTest, Base64Decodes) {
  // RFC 4648, section 10.
  const std::pair<const char*, const char*> rows[] = {
      {"", ""},           {"Zg==", "f"},        {"Zm8=", "fo"},         {"Zm9v", "foo"},
      {"Zm9vYg", "foob"}, {"Zm9vYmE", "fooba"}, {"Zm9vYmFy", "foobar"}, {"Zg=", "NONE"},
      {"Z", "NONE"},      {"Zm9v!", "NONE"}};
  for (const auto& [encoded, plain] : rows) {
    fake::set("a.CHARBUF", Value::text(encoded));
    EXPECT_EQ(value_of("b64(a.CHARBUF)"), plain) << encoded;
  }
  fake::set("a.BYTEBUF", Value::bytes(as_bytes("AAEC")));
  EXPECT_EQ(value_of("len(b64(a.BYTEBUF))"), "3");  // bytes 0 1 2
}

TEST_F(OperandTest, LenCountsBytesAndElements) {
  fake::set("a.CHARBUF", Value::text("\xC3\xA4"));
  EXPECT_EQ(value_of("len(a.CHARBUF)"), "2");
  const Value items[] = {Value::text("one"), Value::text("two"), Value::text("three")};
  fake::set("list.text", Value::list_of(items));
  EXPECT_EQ(value_of("len(list.text)"), "3");
  EXPECT_EQ(value_of("join(\", \", list.text)"), "one, two, three");
  EXPECT_EQ(value_of("join(-,toupper(list.text))"), "ONE-TWO-THREE");
  EXPECT_EQ(value_of("len(a.INT64)").substr(0, 6), "error:");
}

// What is no text counts as it is printed: decimal, true or false, an address with dots.
TEST_F(OperandTest, ConcatAndJoinTakeNumbers) {
  fake::set("a.UINT64", Value::uinteger(7));
  fake::set("a.INT64", Value::integer(-3));
  fake::set("a.BOOL", Value::boolean(true));
  EXPECT_EQ(value_of("join(\",\", (a.UINT64, a.INT64, a.UINT64))"), "7,-3,7");
  EXPECT_EQ(value_of("concat(a.BOOL, \"-\", a.INT64)"), "true--3");
  EXPECT_EQ(value_of("join(a.UINT64, (x, y))"), "x7y");
  EXPECT_EQ(value_of("concat(a.UINT64, a.INT32)"), "NONE");  // one of them has no value
}

TEST_F(OperandTest, ConcatAndJoin) {
  fake::set("a.CHARBUF", Value::text("a"));
  fake::set("b.CHARBUF", Value::text("b"));
  EXPECT_EQ(value_of("concat(a.CHARBUF, \" \\\"and\\\" \", b.CHARBUF)"), "a \"and\" b");
  EXPECT_EQ(value_of("concat(plain,a.CHARBUF)"), "plaina");
  EXPECT_EQ(value_of("join(/, (a.CHARBUF, x, tolower(b.CHARBUF)))"), "a/x/b");
  EXPECT_EQ(value_of("join(\",\", ())"), "");
  EXPECT_EQ(value_of("concat(a.CHARBUF)"), "error: concat() takes 2 or more arguments, not 1");
  EXPECT_EQ(value_of("concat(a.CHARBUF, a.nosuch)"), "error: unknown field 'a.nosuch'");
  EXPECT_EQ(value_of("concat(a.CHARBUF, list.text)"), "error: 'list.text' is not a single value");
  EXPECT_EQ(value_of("join(\",\", a.CHARBUF)"), "error: join() joins a list: 'a.CHARBUF' is none");
}

TEST_F(OperandTest, GetoptReadsCommandLines) {
  const Value line[] = {Value::text("-vo"), Value::text("out"), Value::text("--long"),
                        Value::text("-Wx"), Value::text("-z"),  Value::text("file"),
                        Value::text("-v")};
  fake::set("list.text", Value::list_of(line));
  EXPECT_EQ(value_of("getopt(list.text, \"vo:W:\")"), "v|o|out|W|x|?");
  EXPECT_EQ(value_of("getopt(list.text, \"vo:W:\")[o]"), "out");
  EXPECT_EQ(value_of("getopt(list.text, \"vo:W:\")[v]"), "v");
  EXPECT_EQ(value_of("getopt(list.text, \"vo:W:q\")[q]"), "NONE");
  EXPECT_EQ(value_of("len(getopt(list.text, \"vo:W:\"))"), "6");
  EXPECT_EQ(value_of("getopt(list.text, \"v\")[x]").substr(0, 6), "error:");
  fake::set("a.CHARBUF", Value::text("-a -- -b"));
  EXPECT_EQ(value_of("getopt(a.CHARBUF, \"ab\")"), "a");
  fake::set("a.CHARBUF", Value::text("-b 1 -b 2 -b"));
  EXPECT_EQ(value_of("getopt(a.CHARBUF, \"b:\")[b]"), "");  // the last one lacks its argument
}

TEST_F(OperandTest, KnowsItsShape) {
  size_t used = 0;
  Result<Operand> field = Operand::parse("a.INT64:rest", used, true, fake::lookup);
  ASSERT_TRUE(field.ok());
  EXPECT_EQ(used, 7u);
  EXPECT_EQ(field.value().type(), Type::INT64);
  EXPECT_EQ(field.value().text(), "a.INT64");
  ASSERT_NE(field.value().field(), nullptr);
  EXPECT_EQ(field.value().field()->name, "a.INT64");
  EXPECT_FALSE(field.value().use()->in_filter);

  Result<Operand> call = Operand::parse("len(a.CHARBUF))", used, true, fake::lookup);
  ASSERT_TRUE(call.ok());
  EXPECT_EQ(used, 14u);
  EXPECT_EQ(call.value().type(), Type::UINT64);
  EXPECT_EQ(call.value().format(), Format::DEC);
  EXPECT_EQ(call.value().field(), nullptr);
  fake::set("a.CHARBUF", Value::text("abcd"));
  std::string out = "length ";
  EXPECT_TRUE(call.value().append(out, fake_.moment));
  EXPECT_EQ(out, "length 4");
  fake::set("a.CHARBUF", Value::none());
  EXPECT_FALSE(call.value().append(out, fake_.moment));
  EXPECT_EQ(out, "length 4");
}

TEST_F(OperandTest, FormatsRefuseWhatOnlyFiltersKnow) {
  EXPECT_EQ(value_of("only.filter"), "error: field 'only.filter' works in filters only");
  fake::set("only.print", Value::text("x"));
  EXPECT_EQ(value_of("only.print"), "x");
  EXPECT_EQ(value_of("val(a.CHARBUF)"),
            "error: val() stands on the right side of an operator only");
  EXPECT_EQ(value_of("len()"), "error: len() takes 1 argument, not 0");
  EXPECT_EQ(value_of("len(a.CHARBUF"), "error: there is no ')' for this '('");
}

}  // namespace
}  // namespace sonde
