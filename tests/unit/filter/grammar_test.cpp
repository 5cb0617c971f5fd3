// Which filters are accepted. Every row says what sysdig 0.29.3 does and what sonde does; sysdig's
// column is checked by running it where it is installed. Where the two differ the comment says why.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdio>

#include "filter/filter.h"
#include "shared_folder.h"
#include "sysdig.h"

namespace sonde {
namespace {

struct Row {
  const char* text;
  bool sysdig;
  bool sonde;
};

constexpr Row kRows[] = {
    // Operators need no blanks around them.
    {"evt.cpu=1", true, true},
    {"evt.cpu =1", true, true},
    {"evt.cpu>=1", true, true},
    {"evt.cpu> 1", true, true},
    {"proc.name!=bash", true, true},
    {"proc.name ! = bash", false, false},
    {"proc.name = = bash", false, false},
    {"proc.name == bash", false, true},  // newer syntax
    {"proc.name containsx", true, true},
    {"proc.name contains\"x\"", true, true},
    {"fd.name startswith/etc", true, true},
    {"proc.namecontains x", false, false},
    {"proc.nameexists", false, false},
    {"proc.name existsand evt.cpu=1", true, true},
    {"exists proc.name", false, false},
    {"proc.name iglob B*", false, true},  // newer operators
    {"proc.name regex b.*", false, true},
    {"proc.name regex (b", false, false},
    {"evt.buffer bcontains 41", false, true},
    {"evt.buffer bcontains 4", false, false},
    {"proc.name intersects (bash)", false, true},  // listed in 0.29.3 but taken for `in`
    {"proc.name like x", false, false},
    // Directions look like operators.
    {"evt.dir=>", true, true},
    {"evt.dir=<", true, true},
    {"evt.dir = >", true, true},
    {"evt.dir= >", true, true},
    {"evt.dir =>", true, true},
    {"evt.dir=\">\"", true, true},
    {"evt.dir='<'", true, true},
    {"evt.dir!=<", true, true},
    {"evt.dir<=>", true, true},
    {"evt.dir<>", true, true},
    {"(evt.dir=>)", true, true},
    {"evt.dir=> and evt.cpu=1", true, true},
    {"evt.dir=<and evt.cpu=1", false, false},
    {"evt.dir in (<, >)", true, true},
    // and, or, not.
    {"proc.name=a and not proc.name=b", true, true},
    {"not not proc.name=a", true, true},
    {"not(proc.name=a)", true, true},
    {"not  (proc.name=a) and evt.cpu=1", true, true},
    {"proc.name=a and(evt.cpu=1)", true, true},
    {"(proc.name=a)and(evt.cpu=1)", true, true},
    {"(proc.name=a)and evt.cpu=1", true, true},
    {"proc.name=a andevt.cpu=1", true, true},
    {"proc.name=a orproc.name=b", true, true},
    {"notproc.name=a", true, true},
    {"! proc.name=a", false, false},
    {"proc.name=a AND evt.cpu=1", false, false},
    {"proc.name=a && evt.cpu=1", false, false},
    {"proc.name=a or", false, false},
    {"or proc.name=a", false, false},
    {"and", false, false},
    {"not", false, false},
    {"proc.name=a or proc.name=b or evt.cpu=1", true, true},
    {"proc.name=a or (proc.name=b and evt.cpu=1)", true, true},
    {"proc.name=a or proc.name=b and evt.cpu=1", false, true},  // newer: and binds tighter
    {"proc.name=a and evt.cpu=1 or evt.cpu=0", false, true},
    {"proc.name=a\tand\nevt.cpu=1", true, true},
    // Parentheses.
    {"((proc.name=a))", true, true},
    {"(  proc.name=a  )", true, true},
    {"   proc.name=a   ", true, true},
    {"(proc.name=a", false, false},
    {"proc.name=a)", false, false},
    {"()", false, false},
    {"  ", false, false},
    // Fields.
    {"proc.name", false, false},
    {"bash", false, false},
    {"proc", false, false},
    {"foo.bar=1", false, false},
    {"proc.nam=a", false, false},
    {"proc.namee=a", false, false},
    {"proc.name[0]=a", false, false},
    {"proc.aname[1]=a", true, true},
    {"proc.aname[a]=a", false, false},
    {"proc.aname[]=a", false, false},
    {"proc.aname[1", false, false},
    {"proc.args[0]=x", false, true},  // newer argument
    {"proc.env[PATH]=x", false, true},
    {"proc.env[\"A B\"]=x", false, true},
    {"proc.env[\"a \\\"b\\\"\"]=x", false, true},
    {"proc.env[\"a \\\"]=x", false, false},
    {"evt.arg[0]=x", true, true},
    {"evt.arg.fd contains x", true, true},
    {"evt.arg.nosuch=x", false, false},
    {"evt.rawarg.uid=0", true, true},  // newer versions refuse it
    {"evt.rawarg.res<0", true, true},
    {"evt.rawarg.fd contains 1", false, false},
    {"evt.rawarg.data contains a", false, true},  // 0.29.3 looks at another event's `data`
    {"evt.rawarg.addr exists", true, true},
    {"evt.rawarg.nosuch=1", false, false},
    {"evt.type.is.open=1", true, true},
    {"evt.type.is.3=1", true, true},
    {"evt.type.is.opn=1", false, false},
    {"evt.type.is=1", false, false},
    {"evt.type.is.open", false, false},
    {"evt.around[1404996934793590564]=10000", true, true},
    {"evt.around[1404996934793590564]>10000", false, false},
    {"evt.around=1", false, false},
    {"container.mount[/a*] exists", true, true},
    {"thread.cgroup.cpu=x", true, true},
    // Values.
    {"proc.name=a=b", true, true},
    {"proc.name=b,c", true, true},
    {"proc.name=bash==", true, true},
    {"proc.name=ba\"sh", true, true},
    {"(proc.args contains \"\\ \" or proc.args endswith \\)", false, true},  // newer
    {"proc.args endswith \\", true, true},
    {"proc.name=a\\ and evt.cpu=1", false, true},
    {"proc.name=(a)", false, false},
    {"proc.name=bash(", false, false},
    {"fd.name startswith (/etc)", false, false},
    {"fd.name contains (a,b)", false, false},
    {"fd.name contains anyof (a,b)", false, true},  // newer
    {"proc.name=bash, evt.cpu=1", false, false},
    {"proc.name=\"bash\"x", false, false},
    {"proc.name=\"bash'", true, true},
    {"proc.name='bash\"", true, true},
    {"proc.name=\"bash", false, false},
    {"fd.name=\"it's\"", false, true},  // newer: only the same quote ends it
    {"fd.name=\"a' and proc.name=\"x\"", true, true},
    {"proc.name='a\" and proc.name='b'", true, true},
    {"proc.name in ('bash\",sh)", true, true},
    {"proc.name=\"a\\\"b\"", true, true},
    {"proc.name=\"b\\qash\"", true, true},
    {"proc.name=b\\qash", true, true},
    {"proc.name=\\x62ash", true, true},
    {"proc.name=\\x4", true, true},
    {"proc.name=\\xzz", false, false},
    {"proc.name=a\\ b", false, false},
    {"proc.name=\"\\x00\"", true, false},  // newer: refused, it never matches
    {"proc.name=", true, true},
    {"proc.name=\"\"", true, true},
    {"proc.name=and", true, true},
    {"proc.name=or and evt.cpu=1", true, true},
    {"proc.name=andbash", true, true},
    {"proc.name = val(proc.pname)", false, true},  // newer
    {"toupper(proc.name)=BASH", false, true},
    {"toupper(nosuch)=BASH", false, false},
    {"topper(proc.name)=BASH", false, false},
    // Lists.
    {"proc.name in(bash,sh)", true, true},
    {"proc.name in ( bash , sh )", true, true},
    {"proc.name in (\"bash\", 'sh')", true, true},
    {"proc.name in bash", false, false},
    {"proc.name in (bash sh)", false, false},
    {"proc.name in (bash", false, false},
    {"proc.name in (ba(sh)", false, false},
    {"proc.name in ()", true, true},
    {"proc.name in (,)", true, true},
    {"proc.name in (a,)", true, true},
    {"proc.name in (bash)and evt.cpu in (1)", true, true},
    {"proc.name in (bash)orproc.name=sh", true, true},
    {"fd.name pmatch (/etc,/usr)", true, true},
    {"fd.name pmatch /etc", false, false},
    // Numbers, booleans, addresses, ports.
    {"evt.cpu=abc", false, false},
    {"evt.cpu=0x1", false, true},  // an extension
    {"evt.cpu=-1", true, true},
    {"evt.cpu=+1", true, true},
    {"evt.cpu=1.0", false, false},
    {"evt.cpu=1e0", false, false},
    {"evt.cpu=\"1\"", true, true},
    {"evt.cpu=99999999999999999999", true, true},
    {"evt.cpu=", false, false},
    {"evt.cpu in (1,)", false, false},
    {"evt.cpu contains 1", false, false},
    {"proc.pid > \"10\"", true, true},
    {"proc.name > bash", true, true},
    {"evt.latency>10ms", false, true},  // an extension
    {"evt.latency>10parsecs", false, false},
    {"evt.is_io=true", true, true},
    {"evt.is_io=1", false, false},
    {"evt.is_io=True", false, false},
    {"evt.is_io>false", true, true},
    {"fd.ip=1.2.3.4", true, true},
    {"fd.ip=::1", true, true},
    {"fd.ip=1.2.3", false, false},
    {"fd.ip=abc", false, false},
    {"fd.ip>1.2.3.4", false, false},
    {"fd.ip in (127.0.0.1, ::1)", true, true},
    {"fd.net=10.0.0.0/8", true, true},
    {"fd.net=::1/128", false, true},  // newer
    {"fd.net=10.0.0.0", false, false},
    {"fd.net=10.0.0.0/33", false, false},
    {"fd.net=10.0.0.0/-1", false, false},
    {"fd.net=10.0.0.0/255.0.0.0", false, false},
    {"fd.net in (10.0.0.0/8,127.0.0.0/8)", true, true},
    {"fd.net exists", false, true},  // newer: exists works on all
    {"fd.port=http", true, true},
    {"fd.port=httpx", false, false},
    {"fd.port=-1", false, false},
    {"fd.port=70000", true, true},
    {"fd.port=\"\"", true, true},
    {"evt.buffer contains a", true, true},
    {"evt.buffer glob *a*", false, false},
    {"thread.cpu>0.5", false, true},  // newer; 0.29.3 has no such comparison
    // Names of events are checked.
    {"evt.type=open", true, true},
    {"evt.type=clock_gettime", true, true},
    {"evt.type=opn", false, false},
    {"evt.type!=opn", false, false},
    {"evt.type in (open,opn)", false, false},
    {"evt.type contains opn", false, true},  // a part of a name is no name
    {"syscall.type=opn", true, true},
};

class GrammarTest : public testing::TestWithParam<Row> {};

TEST_P(GrammarTest, SondeAcceptsAsListed) {
  const Result<Filter> filter = Filter::compile(GetParam().text, nullptr);
  EXPECT_EQ(filter.ok(), GetParam().sonde) << GetParam().text << "\n"
                                           << (filter.ok() ? "" : filter.error().what);
  if (filter.ok()) return;
  EXPECT_EQ(filter.error().kind, ErrorKind::kUsage);
}

// Exit status of sysdig for a filter over a small capture.
int sysdig_status(const std::string& capture, std::string_view filter) {
  std::string quoted;
  for (const char c : filter) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  const std::string command =
      "sysdig -r '" + capture + "' -n 1 -p x '" + quoted + "' >/dev/null 2>&1";
  return std::system(command.c_str());
}

TEST(GrammarOracleTest, SysdigAcceptsAsListed) {
  SONDE_NEED_SYSDIG();
  SONDE_NEED_SHARED(capture, "captures/curl_google.scap");
  for (const Row& row : kRows) {
    EXPECT_EQ(sysdig_status(capture, row.text) == 0, row.sysdig) << row.text;
  }
}

INSTANTIATE_TEST_SUITE_P(Rows, GrammarTest, testing::ValuesIn(kRows));

TEST(NestingTest, IsLimitedToAHundred) {
  auto nested = [](size_t depth) {
    return std::string(depth, '(') + "evt.cpu=1" + std::string(depth, ')');
  };
  EXPECT_TRUE(Filter::compile(nested(100), nullptr).ok());
  const Result<Filter> deep = Filter::compile(nested(101), nullptr);
  ASSERT_FALSE(deep.ok());
  EXPECT_NE(deep.error().what.find("nested too deeply"), std::string::npos);
  EXPECT_FALSE(Filter::compile(std::string(1000000, '('), nullptr).ok());
  std::string calls;
  for (int i = 0; i < 200000; ++i) calls += "tolower(";
  EXPECT_FALSE(Filter::compile(calls + "proc.name", nullptr).ok());
}

TEST(NestingTest, LongFlatFiltersAreFine) {
  std::string text = "evt.cpu=0";
  for (int i = 1; i < 20000; ++i) text += " or evt.cpu=" + std::to_string(i % 128);
  EXPECT_TRUE(Filter::compile(text, nullptr).ok());
  std::string nots;
  for (int i = 0; i < 100000; ++i) nots += "not ";
  EXPECT_TRUE(Filter::compile(nots + "evt.cpu=0", nullptr).ok());
}

}  // namespace
}  // namespace sonde
