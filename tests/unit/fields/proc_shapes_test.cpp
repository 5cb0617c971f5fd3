// Type, print format and flags of the fields of processes, users, descriptors and containers,
// compared with the facts of the format (fields.json). Every deviation stands in the table below.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <json/json.h>

#include <fstream>
#include <map>
#include <set>

#include "fields/field.h"
#include "shared_folder.h"

namespace sonde {
namespace {

// proc.tty: the type of 2022, whose output can be negative.
const std::map<std::string, std::string> kOtherTypes = {{"proc.tty", "INT32"}};

const std::map<std::string, Format> kFormats = {
    {"NA", Format::NA},   {"DEC", Format::DEC},
    {"HEX", Format::HEX}, {"10_PADDED_DEC", Format::PADDED_DEC},
    {"ID", Format::ID},   {"OCT", Format::OCT}};

TEST(FieldShapes, AreThoseOfTheFacts) {
  SONDE_NEED_SHARED(path, "spec/fields.json");
  std::ifstream file(path);
  Json::Value facts;
  ASSERT_TRUE(Json::parseFromStream(Json::CharReaderBuilder(), file, &facts, nullptr));
  const std::set<std::string> classes = {"process",   "user", "group", "fd",
                                         "container", "k8s",  "mesos"};
  int compared = 0;
  for (const Json::Value& fact : facts["fields"]) {
    if (!classes.count(fact["class"].asString())) continue;
    const std::string name = fact["name"].asString();
    const std::string arg = fact["arg"].asString();
    std::string text = name;
    if (arg == "required") text += fact["arg_form"].asString().starts_with("[") ? "[1]" : ".cpu";
    size_t used = 0;
    Result<FieldUse> use = parse_field(text, used);
    ASSERT_TRUE(use.ok()) << text;
    ASSERT_EQ(use.value().field->name, name);
    const Field& field = *use.value().field;
    const auto other = kOtherTypes.find(name);
    EXPECT_EQ(type_row(field.type).name,
              other == kOtherTypes.end() ? fact["type"].asString() : other->second)
        << name;
    EXPECT_EQ(field.format, kFormats.at(fact["print_format"].asString())) << name;
    EXPECT_EQ(bool(field.flags & kList), fact["is_list"].asBool()) << name;
    EXPECT_EQ(field.arg != ArgRule::kNone, arg != "none") << name;
    std::set<std::string> flags;
    for (const Json::Value& flag : fact["flags"]) flags.insert(flag.asString());
    EXPECT_EQ(bool(field.flags & kFilterOnly), flags.count("FILTER_ONLY") == 1) << name;
    EXPECT_EQ(bool(field.flags & kTableOnly), flags.count("TABLE_ONLY") == 1) << name;
    EXPECT_EQ(bool(field.flags & kNoRightSide), flags.count("NO_RHS") == 1) << name;
    EXPECT_EQ(bool(field.flags & kNoTransformer), flags.count("NO_TRANSFORMER") == 1) << name;
    ++compared;
  }
  EXPECT_GT(compared, 200);
}

}  // namespace
}  // namespace sonde
