// Fields by name: arguments, errors with the nearest name, no name twice, every name of the facts.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <json/json.h>

#include <fstream>
#include <set>

#include "event_builder.h"
#include "fields/field.h"
#include "shared_folder.h"
#include "state/moment.h"
#include "state/text_options.h"

namespace sonde {
namespace {

FieldUse parsed(std::string_view text, size_t* used_out = nullptr) {
  size_t used = 0;
  Result<FieldUse> use = parse_field(text, used);
  EXPECT_TRUE(use.ok()) << text << ": " << (use.ok() ? "" : use.error().what);
  if (used_out) *used_out = used;
  return use.ok() ? use.take() : FieldUse();
}

Error refused(std::string_view text) {
  size_t used = 0;
  Result<FieldUse> use = parse_field(text, used);
  EXPECT_FALSE(use.ok()) << text;
  return use.ok() ? Error() : use.error();
}

TEST(FieldNames, TheLongestNameWins) {
  size_t used;
  EXPECT_EQ(parsed("evt.time.s,", &used).field->name, "evt.time.s");
  EXPECT_EQ(used, 10u);
  EXPECT_EQ(parsed("evt.args").field->name, "evt.args");
  EXPECT_EQ(parsed("evt.time:").field->name, "evt.time");
  EXPECT_EQ(parsed("evt.count.error.file)").text, "evt.count.error.file");
}

TEST(FieldNames, Positions) {
  size_t used;
  FieldUse use = parsed("evt.arg[12] x", &used);
  EXPECT_EQ(used, 11u);
  EXPECT_EQ(use.index, 12);
  EXPECT_TRUE(use.has_arg);
  EXPECT_EQ(parsed("evt.around[1700000000000000000]=5").index, 1700000000000000000);
  EXPECT_EQ(refused("evt.arg[x]").kind, ErrorKind::kUsage);
  EXPECT_NE(refused("evt.arg[3").what.find("closing"), std::string::npos);
  EXPECT_NE(refused("evt.arg").what.find("needs an argument"), std::string::npos);
  EXPECT_NE(refused("evt.rawarg[0]").what.find("needs an argument"), std::string::npos);
}

TEST(FieldNames, Parameters) {
  FieldUse use = parsed("evt.arg.fd");
  EXPECT_EQ(use.arg, "fd");
  ASSERT_EQ(use.param_index.size(), size_t{kEventRowCount});
  EXPECT_EQ(use.param_index[static_cast<size_t>(EventId::SYSCALL_READ_E)], 0);
  EXPECT_EQ(use.param_index[static_cast<size_t>(EventId::SYSCALL_READ_X)], 2);
  EXPECT_EQ(use.param_index[static_cast<size_t>(EventId::SYSCALL_GETCWD_E)], -1);
  EXPECT_EQ(parsed("evt.arg.fds").arg, "fds");  // the longest name here too
  EXPECT_EQ(parsed("evt.rawarg.fd2=3").arg, "fd2");
  const Error error = refused("evt.arg.flgas");
  EXPECT_NE(error.what.find("flgas"), std::string::npos);
  EXPECT_NE(error.hint.find("flags"), std::string::npos);
}

TEST(FieldNames, EventTypes) {
  EXPECT_EQ(parsed("evt.type.is.3").index, 3);
  EXPECT_EQ(parsed("evt.type.is.openat").arg, "openat");
  EXPECT_EQ(parsed("evt.type.is.pselect6").arg, "pselect6");  // a call without a row
  EXPECT_NE(refused("evt.type.is.opennat").hint.find("openat"), std::string::npos);
}

TEST(FieldNames, SourceAndTarget) {
  EXPECT_EQ(parsed("evt.abspath").has_arg, false);
  EXPECT_EQ(parsed("evt.abspath.src").arg, "src");
  EXPECT_EQ(parsed("evt.abspath.dst").arg, "dst");
}

TEST(FieldNames, UnknownOnesNameTheNearest) {
  EXPECT_NE(refused("evt.tyype").hint.find("evt.type"), std::string::npos);
  EXPECT_EQ(nearest_field("proc.nme"), "proc.name");
  EXPECT_EQ(nearest_field("completely.different"), "");
}

TEST(FieldNames, EachIsListedOnceAndExplained) {
  std::set<std::string_view> seen;
  for (const FieldClass& group : field_classes()) {
    for (const Field& field : group.fields) {
      EXPECT_TRUE(seen.insert(field.name).second) << field.name;
      EXPECT_FALSE(field.doc.empty()) << field.name;
      EXPECT_TRUE(field.doc.ends_with(".") || field.doc.ends_with("...")) << field.name;
      EXPECT_NE(field.get, nullptr) << field.name;
    }
  }
}

// Names, types and formats are facts of the two versions that people know.
TEST(FieldNames, AreThoseOfTheFacts) {
  SONDE_NEED_SHARED(path, "spec/fields.json");
  Json::Value facts;
  std::ifstream(path) >> facts;
  std::map<std::string, const Field*> ours;
  for (const FieldClass& group : field_classes()) {
    for (const Field& field : group.fields) ours[std::string(field.name)] = &field;
  }
  const std::set<std::string> checked = {"evt",    "evt_generic", "fs.path", "fdlist",
                                         "syslog", "util",        "span",    "evtin"};
  for (const Json::Value& fact : facts["fields"]) {
    const std::string name = fact["name"].asString();
    ASSERT_TRUE(ours.count(name)) << name;
    if (!checked.count(fact["class"].asString())) continue;
    const Field& field = *ours[name];
    EXPECT_EQ(type_row(field.type).name, fact["type"].asString()) << name;
    const std::map<std::string, Format> formats = {{"NA", Format::NA},
                                                   {"DEC", Format::DEC},
                                                   {"HEX", Format::HEX},
                                                   {"ID", Format::ID},
                                                   {"DIR", Format::DIR},
                                                   {"OCT", Format::OCT},
                                                   {"10_PADDED_DEC", Format::PADDED_DEC}};
    EXPECT_EQ(field.format, formats.at(fact["print_format"].asString())) << name;
    std::set<std::string> flags;
    for (const Json::Value& flag : fact["flags"]) flags.insert(flag.asString());
    EXPECT_EQ(bool(field.flags & kFilterOnly), flags.count("FILTER_ONLY") > 0) << name;
    EXPECT_EQ(bool(field.flags & kPrintOnly), flags.count("PRINT_ONLY") > 0) << name;
    EXPECT_EQ(bool(field.flags & kTableOnly), flags.count("TABLE_ONLY") > 0) << name;
    EXPECT_EQ(bool(field.flags & kNoRightSide), flags.count("NO_RHS") > 0) << name;
    EXPECT_EQ(bool(field.flags & kNoTransformer), flags.count("NO_TRANSFORMER") > 0) << name;
  }
}

TEST(FieldValues, AsText) {
  Moment moment;
  TextOptions options;
  moment.text = &options;
  Field field{};
  const auto text = [&](const Value& value, Type type, Format format) {
    field.type = type;
    field.format = format;
    std::string out;
    EXPECT_TRUE(append_value(out, value, field, moment));
    return out;
  };
  EXPECT_EQ(text(Value::uinteger(255), Type::UINT32, Format::HEX), "FF");
  EXPECT_EQ(text(Value::uinteger(0644), Type::UINT32, Format::OCT), "644");
  EXPECT_EQ(text(Value::uinteger(12), Type::RELTIME, Format::PADDED_DEC), "000000012");
  EXPECT_EQ(text(Value::integer(-5), Type::INT64, Format::DEC), "-5");
  EXPECT_EQ(text(Value::boolean(true), Type::BOOL, Format::NA), "true");
  EXPECT_EQ(text(Value::real(2.25), Type::DOUBLE, Format::NA), "2.2");
  EXPECT_EQ(text(Value::text("a\x1bz"), Type::CHARBUF, Format::NA), "a\\x1Bz");
  const Value items[] = {Value::text("a"), Value::text("b")};
  EXPECT_EQ(text(Value::list_of(items), Type::CHARBUF, Format::NA), "(a,b)");
  EXPECT_EQ(text(Value::list_of({}), Type::CHARBUF, Format::NA), "()");
  IpAddress address;
  address.bytes = {127, 0, 0, 1};
  EXPECT_EQ(text(Value::ip(&address), Type::IPADDR, Format::NA), "127.0.0.1");
  EXPECT_EQ(text(Value::uinteger(22), Type::PORT, Format::DEC), "22");
  std::string out = "x";
  EXPECT_FALSE(append_value(out, Value::none(), field, moment));
  EXPECT_EQ(out, "x");
}

}  // namespace
}  // namespace sonde
