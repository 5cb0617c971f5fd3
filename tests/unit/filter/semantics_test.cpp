// What conditions mean: missing values, signs, lists, modifiers, fields on both sides.
// Expected answers follow from the rules of the language, worked out by hand.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "fake_fields.h"

namespace sonde {
namespace {

using fake::matches;
using fake::set;

class SemanticsTest : public testing::Test {
 protected:
  SemanticsTest() { fake::forget_all(); }
  // Lists live as long as the test.
  void set_list(std::string_view name, std::vector<Value> items) {
    lists_.push_back(std::make_unique<std::vector<Value>>(std::move(items)));
    set(name, Value::list_of(*lists_.back()));
  }
  void set_texts(std::string_view name, std::initializer_list<std::string_view> texts) {
    std::vector<Value> items;
    for (const std::string_view text : texts) items.push_back(Value::text(text));
    set_list(name, std::move(items));
  }

 private:
  std::vector<std::unique_ptr<std::vector<Value>>> lists_;
};

TEST_F(SemanticsTest, AMissingValueMakesEveryOperatorFalse) {
  for (const char* text :
       {"a.CHARBUF = x",         "a.CHARBUF != x",       "a.CHARBUF < x",
        "a.CHARBUF >= x",        "a.CHARBUF contains x", "a.CHARBUF in (x)",
        "a.CHARBUF pmatch (/)",  "a.CHARBUF glob *",     "a.CHARBUF regex .*",
        "a.CHARBUF exists",      "a.INT64 != 1",         "a.INT64 >= 0",
        "a.INT64 in (0)",        "a.BOOL = false",       "a.IPADDR != 1.2.3.4",
        "a.IPNET != 10.0.0.0/8", "a.DOUBLE < 1",         "any.text != x",
        "either.port != 1",      "list.text in (x)",     "a.CHARBUF = val(b.CHARBUF)",
        "a.CHARBUF != \"\"",     "len(a.CHARBUF) >= 0",  "a.CHARBUF != anyof (x)"}) {
    EXPECT_FALSE(matches(text)) << text;
    EXPECT_TRUE(matches("not " + std::string(text))) << text;
  }
}

TEST_F(SemanticsTest, EmptyTextIsAValue) {
  set("a.CHARBUF", Value::text(""));
  EXPECT_TRUE(matches("a.CHARBUF exists"));
  EXPECT_TRUE(matches("a.CHARBUF = \"\""));
  EXPECT_TRUE(matches("a.CHARBUF="));
  EXPECT_TRUE(matches("a.CHARBUF in ()"));  // 0.29.3: one empty text
  EXPECT_TRUE(matches("a.CHARBUF in (x,)"));
  EXPECT_TRUE(matches("a.CHARBUF != x"));
  EXPECT_TRUE(matches("a.CHARBUF contains \"\""));
  EXPECT_FALSE(matches("a.CHARBUF contains x"));
  EXPECT_TRUE(matches("a.CHARBUF < a"));
}

TEST_F(SemanticsTest, ABackslashBeforeTheEndOfABareValueIsItself) {
  set("a.CHARBUF", Value::text("one\\"));
  EXPECT_TRUE(matches("a.CHARBUF endswith \\"));
  EXPECT_TRUE(matches("(a.CHARBUF endswith \\)"));
  EXPECT_TRUE(matches("(a.CHARBUF contains \"\\ \" or a.CHARBUF endswith \\)"));
  EXPECT_TRUE(matches("a.CHARBUF in (two, one\\)"));
  EXPECT_TRUE(matches("a.CHARBUF in (one\\, two)"));
  EXPECT_TRUE(matches("a.CHARBUF = one\\ and a.CHARBUF exists"));
  EXPECT_TRUE(matches("a.CHARBUF = one\\\\"));
}

TEST_F(SemanticsTest, TextIsComparedByBytes) {
  set("a.CHARBUF", Value::text("b\xC3\xA4r"));
  EXPECT_TRUE(matches("a.CHARBUF = \"b\\xC3\\xA4r\""));
  EXPECT_TRUE(matches("a.CHARBUF > bzr"));  // 0xC3 is above 'z'
  EXPECT_TRUE(matches("a.CHARBUF >= B"));
  EXPECT_FALSE(matches("a.CHARBUF = B\xC3\xA4r"));
  EXPECT_TRUE(matches("a.CHARBUF startswith b"));
  EXPECT_TRUE(matches("a.CHARBUF endswith r"));
  EXPECT_TRUE(matches("a.CHARBUF icontains R"));
  EXPECT_FALSE(matches("a.CHARBUF contains R"));
  EXPECT_TRUE(matches("a.CHARBUF iglob B*"));
  EXPECT_FALSE(matches("a.CHARBUF glob B*"));
}

TEST_F(SemanticsTest, RegexMatchesTheWholeText) {
  set("a.CHARBUF", Value::text("nginx"));
  EXPECT_TRUE(matches("a.CHARBUF regex n.*x"));
  EXPECT_FALSE(matches("a.CHARBUF regex n.*n"));
  EXPECT_FALSE(matches("a.CHARBUF regex ngin"));
  EXPECT_TRUE(matches("a.CHARBUF regex \"(n|nginx)\""));
  EXPECT_TRUE(matches("a.CHARBUF regex \\w+"));
  set("a.CHARBUF", Value::text("a\xFF"));
  Result<Filter> broken = Filter::compile("a.CHARBUF regex a.", nullptr, fake::lookup);
  ASSERT_TRUE(broken.ok());
  fake::FakeMoment fake;
  EXPECT_TRUE(broken.value().matches(fake.moment)) << "an invalid byte counts as one character";
}

TEST_F(SemanticsTest, SignsFollowTheType) {
  set("a.INT64", Value::integer(-2));
  EXPECT_TRUE(matches("a.INT64 < 0"));
  EXPECT_TRUE(matches("a.INT64 = -2"));
  EXPECT_TRUE(matches("a.INT64 in (-1,-2)"));
  EXPECT_TRUE(matches("a.INT64 >= -2"));
  EXPECT_FALSE(matches("a.INT64 > -2"));
  set("a.UINT64", Value::uinteger(~uint64_t{0}));
  EXPECT_TRUE(matches("a.UINT64 > 9223372036854775807"));
  EXPECT_TRUE(matches("a.UINT64 = -1"));  // wraps around
  EXPECT_TRUE(matches("a.UINT64 = 18446744073709551615"));
  EXPECT_TRUE(matches("a.UINT64 = 0xffffffffffffffff"));
  set("a.UINT32", Value::uinteger(0xFFFFFFFF));
  EXPECT_TRUE(matches("a.UINT32 = -1"));
  EXPECT_TRUE(matches("a.UINT32 > 0"));
  EXPECT_FALSE(matches("a.UINT32 < -1"));
  set("a.INT8", Value::integer(-128));
  EXPECT_TRUE(matches("a.INT8 <= -128"));
  EXPECT_TRUE(matches("a.INT8 < 99999999999999999999"));
  EXPECT_TRUE(matches("a.INT8 > -99999999999999999999"));
  set("a.FLAGS32", Value::uinteger(4097));
  EXPECT_TRUE(matches("a.FLAGS32 = 4097"));
  EXPECT_FALSE(matches("a.FLAGS32 = 4096"));
}

TEST_F(SemanticsTest, TimesTakeUnits) {
  set("a.RELTIME", Value::uinteger(10000000));
  EXPECT_TRUE(matches("a.RELTIME = 10ms"));
  EXPECT_TRUE(matches("a.RELTIME >= 10000us"));
  EXPECT_TRUE(matches("a.RELTIME < 1s"));
  EXPECT_TRUE(matches("a.RELTIME = 10000000"));
  EXPECT_TRUE(matches("a.RELTIME in (1ms, 0.01s)"));
  EXPECT_FALSE(matches("a.RELTIME > 1m"));
  set("a.ABSTIME", Value::uinteger(1404996934793590564));
  EXPECT_TRUE(matches("a.ABSTIME = 1404996934793590564ns"));
}

TEST_F(SemanticsTest, OtherScalars) {
  set("a.BOOL", Value::boolean(true));
  EXPECT_TRUE(matches("a.BOOL = true"));
  EXPECT_TRUE(matches("a.BOOL != false"));
  EXPECT_TRUE(matches("a.BOOL in (false,true)"));
  EXPECT_TRUE(matches("a.BOOL > false"));
  set("a.DOUBLE", Value::real(0.5));
  EXPECT_TRUE(matches("a.DOUBLE = 0.5"));
  EXPECT_TRUE(matches("a.DOUBLE > 0"));
  EXPECT_TRUE(matches("a.DOUBLE in (1,0.5)"));
  set("a.PORT", Value::uinteger(22));
  EXPECT_TRUE(matches("a.PORT = ssh"));
  EXPECT_TRUE(matches("a.PORT in (http, ssh)"));
  EXPECT_FALSE(matches("a.PORT = 65558"));  // 22 + 65536: no wrapping
  set("a.PORT", Value::uinteger(0));
  EXPECT_TRUE(matches("a.PORT=\"\""));
}

TEST_F(SemanticsTest, BuffersHoldAnyByte) {
  set("a.BYTEBUF", Value::bytes(as_bytes(std::string_view("AB\0CD", 5))));
  EXPECT_TRUE(matches("a.BYTEBUF contains \"\\x00C\""));
  EXPECT_TRUE(matches("a.BYTEBUF startswith AB"));
  EXPECT_TRUE(matches("a.BYTEBUF endswith CD"));
  EXPECT_TRUE(matches("a.BYTEBUF bcontains 0043"));
  EXPECT_FALSE(matches("a.BYTEBUF bcontains 2004"));  // hex digits, but no bytes
  EXPECT_TRUE(matches("a.BYTEBUF bstartswith 4142"));
  EXPECT_FALSE(matches("a.BYTEBUF = AB"));
  EXPECT_TRUE(matches("a.BYTEBUF in (\"AB\\x00CD\")"));
}

TEST_F(SemanticsTest, AddressesAndNetworks) {
  IpAddress v4, v6;
  v4.bytes = {10, 1, 2, 3};
  v6.v6 = true;
  v6.bytes = {0x20, 0x01, 0x0d, 0xb8};
  set("a.IPADDR", Value::ip(&v4));
  set("a.IPNET", Value::ip(&v4));
  EXPECT_TRUE(matches("a.IPADDR = 10.1.2.3"));
  EXPECT_TRUE(matches("a.IPADDR in (::1, 10.1.2.3)"));
  EXPECT_TRUE(matches("a.IPADDR != ::1"));
  EXPECT_FALSE(matches("a.IPADDR = ::a01:203"));  // other family
  EXPECT_TRUE(matches("a.IPNET = 10.0.0.0/8"));
  EXPECT_TRUE(matches("a.IPNET = 10.1.2.99/25"));  // host bits do not matter
  EXPECT_FALSE(matches("a.IPNET = 10.1.2.128/25"));
  EXPECT_TRUE(matches("a.IPNET = 0.0.0.0/0"));
  EXPECT_TRUE(matches("a.IPNET != 11.0.0.0/8"));
  EXPECT_TRUE(matches("a.IPNET != ::/0"));
  EXPECT_FALSE(matches("a.IPNET = ::/0"));
  EXPECT_TRUE(matches("a.IPNET in (192.168.0.0/16, 10.1.0.0/16)"));
  set("a.IPNET", Value::ip(&v6));
  EXPECT_TRUE(matches("a.IPNET = 2001:db8::/32"));
  EXPECT_FALSE(matches("a.IPNET = 2001:db9::/32"));
  EXPECT_FALSE(matches("a.IPNET = 0.0.0.0/0"));
}

TEST_F(SemanticsTest, AnyOfHoldsWhenOneElementDoes) {
  set_texts("any.text", {"bash", "sshd"});
  EXPECT_TRUE(matches("any.text = sshd"));
  EXPECT_TRUE(matches("any.text != sshd"));  // bash differs
  EXPECT_TRUE(matches("any.text in (init, bash)"));
  EXPECT_TRUE(matches("any.text endswith d"));
  EXPECT_FALSE(matches("any.text = init"));
  EXPECT_TRUE(matches("not any.text = init"));
  EXPECT_TRUE(matches("any.text exists"));
  EXPECT_FALSE(matches("any.text contains allof (b, d)"));  // no one element has both
  EXPECT_TRUE(matches("any.text contains allof (b, s)"));
  set_texts("any.text", {});
  EXPECT_FALSE(matches("any.text != sshd"));
  EXPECT_FALSE(matches("any.text exists"));
  set_list("any.number", {Value::integer(1), Value::integer(-5)});
  EXPECT_TRUE(matches("any.number in (7, -5)"));
  EXPECT_TRUE(matches("any.number < 0"));
}

TEST_F(SemanticsTest, EitherHoldsForOneAndDiffersForBoth) {
  set_list("either.port", {Value::uinteger(80), Value::uinteger(40000)});
  EXPECT_TRUE(matches("either.port = 80"));
  EXPECT_FALSE(matches("either.port != 80"));
  EXPECT_TRUE(matches("either.port != 81"));
  EXPECT_TRUE(matches("either.port > 1000"));
  EXPECT_TRUE(matches("either.port < 1000"));
  EXPECT_TRUE(matches("either.port in (443, http)"));
  IpAddress local, peer;
  local.bytes = {127, 0, 0, 1};
  peer.bytes = {10, 0, 0, 1};
  set_list("either.ip", {Value::ip(&local), Value::ip(&peer)});
  set_list("either.net", {Value::ip(&local), Value::ip(&peer)});
  EXPECT_TRUE(matches("either.ip in (1.1.1.1, 10.0.0.1)"));
  EXPECT_FALSE(matches("either.ip != 127.0.0.1"));
  EXPECT_TRUE(matches("either.net in (192.168.0.0/16, 10.0.0.0/8)"));
  EXPECT_FALSE(matches("either.net != 10.0.0.0/8"));
  EXPECT_TRUE(matches("either.net != 11.0.0.0/8"));
  EXPECT_TRUE(matches("either.net exists"));
}

TEST_F(SemanticsTest, ListsAreComparedAsSets) {
  set_texts("list.text", {"file", "ipv4"});
  EXPECT_TRUE(matches("list.text in (ipv4, file, pipe)"));
  EXPECT_FALSE(matches("list.text in (file, pipe)"));
  EXPECT_TRUE(matches("list.text intersects (file, pipe)"));
  EXPECT_FALSE(matches("list.text intersects (pipe)"));
  EXPECT_FALSE(matches("list.text in ()"));
  set_texts("list.other", {"ipv4", "x", "file"});
  EXPECT_TRUE(matches("list.text in val(list.other)"));
  EXPECT_FALSE(matches("list.other in val(list.text)"));
  EXPECT_TRUE(matches("list.other intersects val(list.text)"));
  set_texts("list.text", {});
  EXPECT_TRUE(matches("list.text in (file)"));  // every one of none
  EXPECT_TRUE(matches("list.text in ()"));
  EXPECT_FALSE(matches("list.text intersects (file)"));
  EXPECT_TRUE(matches("list.text exists"));
}

TEST_F(SemanticsTest, ModifiersCount) {
  set("a.CHARBUF", Value::text("abc"));
  EXPECT_TRUE(matches("a.CHARBUF contains anyof (x, b)"));
  EXPECT_FALSE(matches("a.CHARBUF contains anyof (x, y)"));
  EXPECT_TRUE(matches("a.CHARBUF contains allof (a, b)"));
  EXPECT_FALSE(matches("a.CHARBUF contains allof (a, x)"));
  EXPECT_TRUE(matches("a.CHARBUF contains oneof (a, x)"));
  EXPECT_FALSE(matches("a.CHARBUF contains oneof (a, b)"));
  EXPECT_TRUE(matches("a.CHARBUF != allof (a, b)"));
  EXPECT_TRUE(matches("a.CHARBUF = anyof (abc)"));
  EXPECT_TRUE(matches("a.CHARBUF regex anyof (x.*, a.c)"));
  for (const char* modifier : {"anyof", "allof", "oneof"}) {
    EXPECT_FALSE(matches("a.CHARBUF contains " + std::string(modifier) + " ()")) << modifier;
  }
  set("a.CHARBUF", Value::text("anyof"));
  EXPECT_TRUE(matches("a.CHARBUF = anyof"));  // without a list it is a value
}

TEST_F(SemanticsTest, FieldsOnTheRight) {
  set("a.CHARBUF", Value::text("bash"));
  set("b.CHARBUF", Value::text("Bash"));
  EXPECT_FALSE(matches("a.CHARBUF = val(b.CHARBUF)"));
  EXPECT_TRUE(matches("a.CHARBUF != val(b.CHARBUF)"));
  EXPECT_TRUE(matches("tolower(a.CHARBUF) = tolower(b.CHARBUF)"));
  EXPECT_TRUE(matches("a.CHARBUF > val(b.CHARBUF)"));
  EXPECT_TRUE(matches("a.CHARBUF icontains val(b.CHARBUF)"));
  EXPECT_TRUE(matches("a.CHARBUF in val(a.CHARBUF)"));
  EXPECT_TRUE(matches("a.CHARBUF contains oneof val(a.CHARBUF)"));
  EXPECT_FALSE(matches("a.CHARBUF = b.CHARBUF"));  // text, not a field
  set("a.UINT64", Value::uinteger(5));
  set("b.UINT64", Value::uinteger(4));
  EXPECT_TRUE(matches("a.UINT64 > val(b.UINT64)"));
  EXPECT_TRUE(matches("len(a.CHARBUF) <= val(b.UINT64)"));
}

TEST_F(SemanticsTest, AndBindsTighterThanOr) {
  set("a.CHARBUF", Value::text("t"));
  const std::string yes = "a.CHARBUF = t", no = "a.CHARBUF = f";
  EXPECT_TRUE(matches(yes + " or " + no + " and " + no));
  EXPECT_FALSE(matches("(" + yes + " or " + no + ") and " + no));
  EXPECT_TRUE(matches("not " + no + " and " + yes));  // not binds tightest
  EXPECT_FALSE(matches("not (" + no + " or " + yes + ")"));
  EXPECT_TRUE(matches("not not " + yes));
  EXPECT_FALSE(matches("not not not " + yes));
}

TEST_F(SemanticsTest, WhatCannotMatterIsNotEvaluated) {
  set("a.CHARBUF", Value::text("x"));
  set("b.CHARBUF", Value::text("x"));
  Result<Filter> filter =
      Filter::compile("(a.CHARBUF = y and b.CHARBUF = x) or a.CHARBUF = x", nullptr, fake::lookup);
  ASSERT_TRUE(filter.ok());
  fake::FakeMoment fake;
  EXPECT_TRUE(filter.value().matches(fake.moment));
  EXPECT_EQ(fake::asked[fake::slot_of("a.CHARBUF")], 2);
  EXPECT_EQ(fake::asked[fake::slot_of("b.CHARBUF")], 0);
}

TEST_F(SemanticsTest, BigListsFindWhatSmallOnesFind) {
  std::string list;
  for (int i = 0; i < 500; ++i) list += (i ? "," : "") + ("name" + std::to_string(i));
  set("a.CHARBUF", Value::text("name499"));
  EXPECT_TRUE(matches("a.CHARBUF in (" + list + ")"));
  set("a.CHARBUF", Value::text("name500"));
  EXPECT_FALSE(matches("a.CHARBUF in (" + list + ")"));
}

}  // namespace
}  // namespace sonde
