// Paths: what Enter adds, how steps become one filter, and that a value of any bytes comes back
// from the filter language as it was. The language itself is the judge: everything is compiled with
// Filter and asked about a thread that bears the value.
// SPDX-License-Identifier: Apache-2.0
#include "view/path.h"

#include <gtest/gtest.h>

#include <random>

#include "base/text.h"
#include "filter/filter.h"
#include "state/moment.h"

namespace sonde {
namespace {

std::string shown_name;  // what the field answers

Value get_name(const Moment&, FieldUse&) { return Value::text(shown_name); }
constexpr Field kName{"t.name", Type::CHARBUF, Format::NA, ArgRule::kNone, 0, "A name.", get_name};

Result<FieldUse> lookup(std::string_view text, size_t& used) {
  if (!text.starts_with(kName.name)) return Error{ErrorKind::kUsage, "unknown field", {}};
  used = kName.name.size();
  FieldUse use;
  use.field = &kName;
  use.text = kName.name;
  return use;
}

bool matches(const std::string& text, std::string_view name) {
  std::vector<FilterWarning> warnings;
  Result<Filter> filter = Filter::compile(text, &warnings, lookup);
  if (!filter) {
    ADD_FAILURE() << filter.error().what;
    return false;
  }
  for (const FilterWarning& warning : warnings) {
    // Of a value that reads like a call; quoted, it is the text that is meant.
    EXPECT_NE(warning.text.find("is compared as text"), std::string::npos) << warning.text;
  }
  shown_name = name;
  Scratch scratch;
  Moment moment;
  moment.scratch = &scratch;
  return filter.value().matches(moment);
}

void expect_exact(const std::string& value) {
  const std::string literal = filter_literal(value);
  EXPECT_TRUE(is_plain(literal)) << literal;
  EXPECT_TRUE(matches("t.name = " + literal, value)) << literal;
  EXPECT_TRUE(matches("t.name=" + literal, value)) << literal;
  EXPECT_TRUE(matches("(t.name=" + literal + ")", value)) << literal;
  EXPECT_TRUE(matches("t.name in (x, " + literal + ",y)", value)) << literal;
  EXPECT_FALSE(matches("t.name != " + literal, value)) << literal;
  EXPECT_FALSE(matches("t.name = " + literal, value + "x")) << literal;
  if (!value.empty()) {
    EXPECT_FALSE(matches("t.name = " + literal, value.substr(0, value.size() - 1))) << literal;
  }
  // Whatever it holds, it stays one condition.
  const std::string both = both_filters("t.name=" + literal, "t.name != zzz");
  EXPECT_TRUE(matches(both, value)) << both;
  EXPECT_FALSE(matches(both_filters("t.name = zzz", "t.name=" + literal), value)) << literal;
}

TEST(FilterLiteral, SimpleValuesStayBare) {
  EXPECT_EQ(filter_literal("4711"), "4711");
  EXPECT_EQ(filter_literal("/usr/bin/cat"), "/usr/bin/cat");
  EXPECT_EQ(filter_literal("10.0.0.1"), "10.0.0.1");
  EXPECT_EQ(filter_literal("nginx"), "nginx");
  EXPECT_EQ(filter_literal("proc.name"), "\"proc.name\"");
  EXPECT_EQ(filter_literal("a b"), "\"a b\"");
  EXPECT_EQ(filter_literal(""), "\"\"");
  EXPECT_EQ(filter_literal("1.1.1.1:80->2.2.2.2:443"), "\"1.1.1.1:80->2.2.2.2:443\"");
  EXPECT_EQ(filter_literal("\x1b[31m"), "\"\\x1b[31m\"");
  EXPECT_EQ(filter_literal("größe"), "\"größe\"");
}

TEST(FilterLiteral, HostileValues) {
  for (const char* value : {"",
                            " ",
                            "a b",
                            "and",
                            "or",
                            "not",
                            "or or",
                            "exists",
                            "anyof",
                            "val(t.name)",
                            "(",
                            ")",
                            "()",
                            ",",
                            "a,b",
                            "\"",
                            "'",
                            "it's",
                            "say \"x\"",
                            "'\"'",
                            "\\",
                            "\\\\",
                            "\\\"",
                            "a\\",
                            "\\x41",
                            "\\n",
                            "\n",
                            "\t\r\b\f",
                            "=",
                            "==x",
                            "!=",
                            "<",
                            ">=",
                            "[0]",
                            "a]",
                            "%s",
                            "$(id)",
                            "`id`",
                            ";",
                            "&&",
                            "||",
                            "*",
                            "?",
                            "~",
                            "-",
                            "--",
                            "0x10",
                            "1ms",
                            "true",
                            "\x7f",
                            "\x80",
                            "\xc2\x9b",
                            "\xff\xfe",
                            "ä",
                            "日本",
                            "a\xc3",
                            "\x1b]0;x\x07",
                            "\" or t.name exists or \"",
                            "' or t.name != '",
                            "x) or (t.name=x",
                            "a or b",
                            " or ",
                            "tolower(t.name)",
                            "\\ x"}) {
    expect_exact(value);
  }
}

TEST(FilterLiteral, AnyBytes) {
  std::mt19937 random(20220101);
  const std::string few = "\"'\\ ()=,orx\n\x80\xc2\xff[]t.";
  for (int round = 0; round < 4000; ++round) {
    std::string value;
    for (size_t i = random() % 12; i > 0; --i) {
      // Text of events never holds NUL.
      value += round % 2 ? static_cast<char>(1 + random() % 255) : few[random() % few.size()];
    }
    expect_exact(value);
    if (HasFailure()) return;
  }
}

TEST(FilterLiteral, EveryByteAlone) {
  for (int byte = 1; byte < 256; ++byte) expect_exact(std::string(1, static_cast<char>(byte)));
}

TEST(BothFilters, BracketsWhereNeeded) {
  EXPECT_EQ(both_filters("", ""), "");
  EXPECT_EQ(both_filters("a=1", ""), "a=1");
  EXPECT_EQ(both_filters("", "a=1 or b=2"), "a=1 or b=2");
  EXPECT_EQ(both_filters("a=1", "b=2"), "a=1 and b=2");
  EXPECT_EQ(both_filters("a=1 or b=2", "c=3"), "(a=1 or b=2) and c=3");
  EXPECT_EQ(both_filters("c=3", "a=1 or b=2"), "c=3 and (a=1 or b=2)");
  EXPECT_EQ(both_filters("(a=1 or b=2) and d=4", "c=3"), "(a=1 or b=2) and d=4 and c=3");
  EXPECT_EQ(both_filters("(a=1)or(b=2)", "c=3"), "((a=1)or(b=2)) and c=3");
  EXPECT_EQ(both_filters("a='x or y'", "c=3"), "a='x or y' and c=3");
  EXPECT_EQ(both_filters("a=1\nor\nb=2", "c=3"), "(a=1\nor\nb=2) and c=3");
  // A quote in the middle of a bare value is part of it; what follows may hold an `or`.
  EXPECT_EQ(both_filters("a=it's or b=it's", "c=3"), "(a=it's or b=it's) and c=3");
}

TEST(BothFilters, KeepsTheMeaning) {
  const std::string parts[] = {"t.name=a",
                               "t.name=b or t.name=a",
                               "not t.name=a",
                               "t.name in (a, b) and t.name != b",
                               "(t.name=a)or(t.name=c)",
                               "t.name=\"a or b\""};
  for (const std::string& a : parts) {
    for (const std::string& b : parts) {
      for (const char* name : {"a", "b", "c", "a or b"}) {
        EXPECT_EQ(matches(both_filters(a, b), name), matches(a, name) && matches(b, name))
            << both_filters(a, b);
      }
    }
  }
  // Glued keywords are accepted by the language and must not escape the brackets.
  EXPECT_EQ(both_filters("t.name=a ort.name=b", "t.name=c"), "(t.name=a ort.name=b) and t.name=c");
}

Table table_of(ViewSpec view, std::string key_field, std::string key) {
  Table table;
  table.view = std::make_shared<const ViewSpec>(std::move(view));
  table.key_field = std::move(key_field);
  table.rows.resize(1);
  table.rows[0].key = std::move(key);
  return table;
}

TEST(Path, WholeMachine) {
  EXPECT_EQ(path_text({}), "whole machine");
  EXPECT_EQ(path_filter({}), "");
}

TEST(Path, StepTakesKeyAndFilter) {
  ViewSpec view;
  view.filter = "fd.type=file or fd.type=directory";
  view.columns.resize(1);
  view.columns[0].field = "fd.name";
  view.columns[0].is_key = true;
  const PathStep step = drill_step(table_of(view, "fd.name", "\"/tmp/a b\""), 0);
  EXPECT_EQ(step.field, "fd.name");
  EXPECT_EQ(step.value, "\"/tmp/a b\"");
  EXPECT_EQ(step.view_filter, view.filter);
  EXPECT_FALSE(step.child_only);
  EXPECT_EQ(path_filter({step}), "(fd.type=file or fd.type=directory) and fd.name=\"/tmp/a b\"");
  EXPECT_EQ(path_text({step}), "fd.name=\"/tmp/a b\"");

  view.propagate_filter = false;
  EXPECT_EQ(drill_step(table_of(view, "fd.name", "/x"), 0).view_filter, "");
}

TEST(Path, GroupKeyDecidesWhatIsChildOnly) {
  ViewSpec view;
  view.columns.resize(2);
  view.columns[0].field = "thread.tid";
  view.columns[0].is_key = true;
  view.columns[1].field = "proc.pid";
  view.columns[1].is_group_key = true;
  view.columns[1].filter_in_child_only = true;
  EXPECT_TRUE(drill_step(table_of(view, "proc.pid", "4711"), 0).child_only);
  view.columns[1].filter_in_child_only = false;
  view.columns[0].filter_in_child_only = true;
  EXPECT_FALSE(drill_step(table_of(view, "proc.pid", "4711"), 0).child_only);
}

TEST(Path, FilterFieldStandsForTheKey) {
  ViewSpec view;
  view.columns.resize(2);
  for (ColumnSpec& column : view.columns) column.is_key = true;
  view.columns[0].field = "fd.containername";
  view.columns[1].field = "span.rawtime";
  view.columns[1].filter_field = "span.rawparenttime";
  view.columns[1].filter_in_child_only = true;
  EXPECT_TRUE(drill_step(table_of(view, "span.rawparenttime", "12"), 0).child_only);
  EXPECT_FALSE(drill_step(table_of(view, "fd.containername", "x"), 0).child_only);
}

TEST(Path, SeveralSteps) {
  const PathStep process{"proc.pid", "4711", "evt.type!=switch", false};
  const PathStep span{"span.id", "7", "a=1 or b=2", true};
  const PathStep file{"fd.name", "/tmp/x", "", false};
  EXPECT_EQ(path_filter({process, file}), "evt.type!=switch and proc.pid=4711 and fd.name=/tmp/x");
  EXPECT_EQ(path_text({process, file}), "proc.pid=4711 and fd.name=/tmp/x");
  EXPECT_EQ(path_filter({process, span}),
            "evt.type!=switch and proc.pid=4711 and (a=1 or b=2) and span.id=7");
  EXPECT_EQ(path_filter({process, span, file}),
            "evt.type!=switch and proc.pid=4711 and (a=1 or b=2) and fd.name=/tmp/x");
}

TEST(Path, StepWithoutAFieldIsItsFilter) {
  const PathStep area{"", "", "evt.latency>=1000 and evt.latency<2000", false};
  EXPECT_EQ(path_filter({area}), "evt.latency>=1000 and evt.latency<2000");
  EXPECT_EQ(path_text({area}), "evt.latency>=1000 and evt.latency<2000");
}

}  // namespace
}  // namespace sonde
