// Which operator works on which type: the matrix of the filter language, typed in by hand.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "fake_fields.h"
#include "filter/operators.h"

namespace sonde {
namespace {

using Names = std::set<std::string>;

const Names kEquality = {"=", "==", "!=", "in", "intersects"};
const Names kOrder = {"<", "<=", ">", ">="};

Names join(std::initializer_list<Names> sets) {
  Names all;
  for (const Names& set : sets) all.insert(set.begin(), set.end());
  return all;
}

Names expected_for(std::string_view type) {
  static const std::set<std::string_view> kNumbers = {
      "INT8", "INT16", "INT32", "INT64", "UINT8", "UINT16", "UINT32", "UINT64", "FLAGS8", "FLAGS16",
      "FLAGS32", "ENUMFLAGS8", "ENUMFLAGS16", "ENUMFLAGS32", "PID", "FD", "FD32", "PID32", "ERRNO",
      "PORT", "SYSCALLID", "SIGTYPE", "RELTIME", "ABSTIME", "MODE", "DOUBLE", "UID",
      "GID",    // 0.29.3 compares evt.rawarg.uid with
                // numbers; newer versions do not
      "BOOL"};  // 0.29.3 orders booleans; newer versions do not
  static const std::set<std::string_view> kTexts = {"CHARBUF", "FSPATH", "FSRELPATH"};
  static const std::set<std::string_view> kNets = {"IPADDR", "IPV4ADDR", "IPV6ADDR",
                                                   "IPNET",  "IPV4NET",  "IPV6NET"};
  if (kNumbers.contains(type)) return join({kEquality, kOrder});
  if (kTexts.contains(type)) {
    return join(
        {kEquality,
         kOrder,
         {"contains", "icontains", "startswith", "endswith", "glob", "iglob", "pmatch", "regex"}});
  }
  if (type == "BYTEBUF") {
    return join({kEquality, {"contains", "startswith", "endswith", "bcontains", "bstartswith"}});
  }
  if (kNets.contains(type)) return kEquality;
  return {};
}

std::string value_for(std::string_view type, std::string_view op) {
  if (op == "bcontains" || op == "bstartswith") return "4142";
  if (type == "BOOL") return "true";
  if (type == "IPADDR" || type == "IPV4ADDR" || type == "IPV6ADDR") return "10.0.0.1";
  if (type == "IPNET" || type == "IPV4NET" || type == "IPV6NET") return "10.0.0.0/8";
  return "7";
}

TEST(OperatorMatrixTest, EveryTypeHasItsOperators) {
  for (int number = 0; number <= static_cast<int>(Type::PID32); ++number) {
    const Type type = static_cast<Type>(number);
    if (type == Type::DYN) continue;  // evt.rawarg: see events_test.cpp
    const std::string_view name = type_row(type).name;
    Names allowed = expected_for(name);
    allowed.insert("exists");
    for (const Operator& op : operators()) {
      std::string text = "a." + std::string(name) + " " + std::string(op.name);
      if (op.right == RightSide::kOne) text += " " + value_for(name, op.name);
      if (op.right == RightSide::kList) text += " (" + value_for(name, op.name) + ")";
      EXPECT_EQ(fake::error_of(text).empty(), allowed.contains(std::string(op.name))) << text;
    }
  }
}

TEST(OperatorMatrixTest, ListsKnowSetOperatorsOnly) {
  for (const Operator& op : operators()) {
    const bool allowed =
        op.name == "in" || op.name == "intersects" || op.name == "exists" || op.name == "pmatch";
    std::string text = "list.text " + std::string(op.name);
    if (op.right == RightSide::kOne) text += " a";
    if (op.right == RightSide::kList) text += " (a)";
    EXPECT_EQ(fake::error_of(text).empty(), allowed) << text;
  }
}

TEST(OperatorMatrixTest, ModifiersFollowEqualityAndTextOperators) {
  const Names allowed = {"=",          "==",       "!=",   "contains", "icontains",
                         "startswith", "endswith", "glob", "iglob",    "regex"};
  for (const Operator& op : operators()) {
    if (op.right != RightSide::kOne || op.name.starts_with("b")) continue;
    for (const char* modifier : {"oneof", "anyof", "allof"}) {
      const std::string text = "a.CHARBUF " + std::string(op.name) + " " + modifier + " (a, b)";
      EXPECT_EQ(fake::error_of(text).empty(), allowed.contains(std::string(op.name))) << text;
    }
  }
}

TEST(OperatorMatrixTest, EveryOperatorHasASentence) {
  for (const Operator& op : operators()) EXPECT_FALSE(op.doc.empty()) << op.name;
}

}  // namespace
}  // namespace sonde
