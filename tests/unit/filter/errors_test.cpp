// What is said about filters that cannot work, and about those that work but are odd.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "fake_fields.h"
#include "filter/caret.h"

namespace sonde {
namespace {

TEST(CaretTest, PointsBelowTheByte) {
  EXPECT_EQ(point_at("a.b = c", 4), "  a.b = c\n      ^");
  EXPECT_EQ(point_at("a", 1), "  a\n   ^");  // behind the end
  EXPECT_EQ(point_at("", 0), "  \n  ^");
  EXPECT_EQ(point_at("\xC3\xA4\xC3\xB6 x", 5),
            "  \xC3\xA4\xC3\xB6 x\n     ^");  // columns, not bytes
  EXPECT_EQ(point_at("one\ntwo\nthree", 5), "  two\n   ^");
  EXPECT_EQ(point_at("a\tb\x1B[31m", 2), "  a b?[31m\n    ^");
}

TEST(CaretTest, CutsLongLines) {
  const std::string text = std::string(500, 'a') + "X" + std::string(500, 'b');
  EXPECT_EQ(point_at(text, 500), "  ..." + std::string(60, 'a') + "X" + std::string(39, 'b') +
                                     "...\n" + std::string(65, ' ') + "^");
}

struct Row {
  const char* text;
  size_t column;
  const char* reason;
  const char* hint;  // a part of it
};

class ErrorTest : public testing::TestWithParam<Row> {};

TEST_P(ErrorTest, SaysWhatAndWhere) {
  const Row& row = GetParam();
  const Result<Filter> filter = Filter::compile(row.text, nullptr);
  ASSERT_FALSE(filter.ok()) << row.text;
  const Error& error = filter.error();
  EXPECT_EQ(error.kind, ErrorKind::kUsage);
  EXPECT_EQ(error.what, std::string(row.reason) + "\n  " + row.text + "\n  " +
                            std::string(row.column, ' ') + "^");
  EXPECT_NE(error.hint.find(row.hint), std::string::npos) << "hint: " << error.hint;
}

INSTANTIATE_TEST_SUITE_P(
    Rows, ErrorTest,
    testing::Values(
        Row{"evt.cpu=1 and proc.nam=a", 14, "unknown field 'proc.nam'", "proc.name"},
        Row{"proc.namee=a", 0, "unknown field 'proc.namee'", "proc.name"},
        Row{"bash", 0, "unknown field 'bash'", ""},
        Row{"\xE2\x89\xA0=a", 0, "unknown field '\xE2\x89\xA0'", ""},
        Row{"proc.name \xE2\x89\xA4 3", 10, "unknown operator '\xE2\x89\xA4'", ""},
        Row{"proc.name contain x", 10, "unknown operator 'contain'", "'contains'"},
        Row{"proc.name startwith x", 10, "unknown operator 'startwith'", "'startswith'"},
        Row{"proc.name insensitive x", 10, "unknown operator 'insensitive'", ""},
        Row{"proc.name ! = a", 10, "unknown operator '!'", "!="},
        Row{"exists proc.name", 0, "the operator 'exists' stands behind a field", ""},
        Row{"proc.name", 9, "an operator is expected after 'proc.name'", "proc.name exists"},
        Row{"proc.name = a b", 14, "'and', 'or' or the end of the filter is expected here",
            "quote"},
        Row{"proc.name=a AND evt.cpu=1", 12,
            "'and', 'or' or the end of the filter is expected here", "lower case"},
        Row{"(proc.name=a", 0, "there is no ')' for this '('", ""},
        Row{"proc.name=a)", 11, "there is no '(' for this ')'", ""},
        Row{"proc.name=a and", 15, "the filter ends where a condition should follow", ""},
        Row{"proc.name = \"a", 12, "there is no closing quote for this one", ""},
        Row{"proc.name in a", 13, "'in' takes a list in parentheses", ""},
        Row{"proc.name = (a)", 12, "'=' takes one value, not a list", "'in'"},
        Row{"proc.name in (a b)", 16, "',' or ')' is expected in a list", ""},
        Row{"evt.cpu = x", 10, "'x' is not a number (for 'evt.cpu')", ""},
        Row{"evt.cpu contains 1", 8, "'contains' does not work on 'evt.cpu', which is a number",
            "<"},
        Row{"fd.ip = 1.2.3", 8, "'1.2.3' is not an IP address (for 'fd.ip')", ""},
        Row{"fd.net = 10.0.0.0", 9,
            "'10.0.0.0' is not a network: write address/bits, as in 10.0.0.0/8 (for 'fd.net')", ""},
        Row{"evt.type = opne", 11, "no event is called 'opne'", "'open'"},
        Row{"evt.type in (open, clsoe)", 19, "no event is called 'clsoe'", "'close'"},
        Row{"topper(proc.name) = A", 0, "unknown transformer 'topper'", "'toupper'"},
        Row{"val(proc.name) = A", 0, "val() stands on the right side of an operator only", ""},
        Row{"toupper(proc.pid) = A", 8, "toupper() takes text; 'proc.pid' is a number", ""},
        Row{"toupper(fd.ip) = A", 8, "field 'fd.ip' cannot be used in toupper()", ""},
        Row{"proc.name = val(proc.aname)", 16, "field 'proc.aname' cannot be used in val()", ""},
        Row{"proc.name = val(proc.pid)", 12,
            "'proc.name' and 'val(proc.pid)' cannot be compared: they are of different types",
            "CHARBUF and INT64"},
        Row{"proc.name regex val(proc.pname)", 16,
            "'regex' compares 'proc.name' with written values only", ""},
        Row{"proc.name regex *", 16,
            "this is no regular expression: no argument for repetition operator: *", ""}),
    [](const auto& row) { return "row" + std::to_string(row.index); });

TEST(WarningTest, UnusualFiltersAreCommentedOn) {
  using fake::warnings_of;
  EXPECT_TRUE(warnings_of("a.CHARBUF = x and (b.CHARBUF = y or b.CHARBUF = z)").empty());
  EXPECT_EQ(warnings_of("a.CHARBUF = x and b.CHARBUF = y or b.CHARBUF = z").size(), 1u);
  EXPECT_EQ(warnings_of("a.CHARBUF = b.CHARBUF").size(), 1u);
  EXPECT_TRUE(warnings_of("a.CHARBUF = \"b.CHARBUF\"").empty());
  EXPECT_EQ(warnings_of("a.CHARBUF = \"tolower(b.CHARBUF)\"").size(), 1u);
  EXPECT_EQ(warnings_of("a.CHARBUF regex .*x.*").size(), 1u);
  EXPECT_TRUE(warnings_of("a.CHARBUF regex x+").empty());
  EXPECT_EQ(warnings_of("a.CHARBUF = \"x'").size(), 1u);
  EXPECT_EQ(warnings_of("a.CHARBUF in ()").size(), 1u);
  EXPECT_EQ(warnings_of("a.CHARBUF = ").size(), 1u);
  EXPECT_EQ(warnings_of("a.UINT8 = 256").size(), 1u);
  EXPECT_TRUE(warnings_of("a.UINT8 = 255").empty());
  EXPECT_EQ(warnings_of("a.CHARBUF = x andb.CHARBUF = y").size(), 1u);
  EXPECT_EQ(warnings_of("a.CHARBUF containsx").size(), 1u);
  EXPECT_EQ(warnings_of("a.CHARBUF startswithvalue").size(), 1u);
  EXPECT_TRUE(warnings_of("a.CHARBUF startswith/etc").empty());
  EXPECT_TRUE(warnings_of("a.CHARBUF in(x)").empty());
}

TEST(WarningTest, PointsToItsPlace) {
  std::vector<FilterWarning> warnings;
  const std::string text = "a.CHARBUF = b.CHARBUF";
  ASSERT_TRUE(Filter::compile(text, &warnings, fake::lookup).ok());
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_EQ(warnings[0].at, 12u);
  EXPECT_TRUE(describe(warnings[0], text).ends_with("\n  " + text + "\n              ^"));
}

TEST(ErrorTextTest, FieldsKnowWhereTheyWork) {
  EXPECT_TRUE(fake::error_of("only.print = x").starts_with("field 'only.print' works in output"));
  EXPECT_TRUE(fake::error_of("only.filter = x").empty());
  EXPECT_TRUE(fake::error_of("no.right = val(a.CHARBUF)")
                  .starts_with("field 'no.right' can be compared with written values only"));
  EXPECT_TRUE(fake::error_of("a.CHARBUF = val(no.right)").starts_with("field 'no.right' cannot"));
  EXPECT_TRUE(
      fake::error_of("len(no.transformer) = 1").starts_with("field 'no.transformer' cannot"));
}

TEST(ExplainTest, ShowsTreeAndJumps) {
  Result<Filter> filter =
      Filter::compile("not (a.CHARBUF = \"x y\" or a.UINT64 in (1,2)) and list.text intersects (q)",
                      nullptr, fake::lookup);
  ASSERT_TRUE(filter.ok());
  EXPECT_EQ(filter.value().explain(),
            "tree\n"
            "  and\n"
            "    not\n"
            "      or\n"
            "        a.CHARBUF = \"x y\"\n"
            "        a.UINT64 in (1, 2)\n"
            "    list.text intersects (\"q\")\n"
            "program\n"
            "  0   text ==        a.CHARBUF = \"x y\"  [CHARBUF]\n"
            "      true -> reject, false -> 1\n"
            "  1   number in set  a.UINT64 in (1, 2)  [UINT64]\n"
            "      true -> reject, false -> 2\n"
            "  2   general        list.text intersects (\"q\")  [CHARBUF]\n"
            "      true -> accept, false -> reject\n"
            "live capture\n"
            "  in the kernel\n"
            "    system calls: all\n"
            "    events: procexit, signaldeliver\n"
            "  in user space\n"
            "    the whole filter\n");
}

}  // namespace
}  // namespace sonde
