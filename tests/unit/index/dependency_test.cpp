// What rows of fields say of their dependencies. That what they say is right is checked field by
// field in row_replay_test.cpp; here: which say nothing, and so make a filter or a column slow.
// SPDX-License-Identifier: Apache-2.0
#include "index/dependency.h"

#include <gtest/gtest.h>

#include <set>

namespace sonde {
namespace {

template <typename Wanted>
std::set<std::string_view> fields_that(Wanted wanted) {
  std::set<std::string_view> names;
  for (const FieldClass& of_class : field_classes()) {
    for (const Field& field : of_class.fields) {
      if (!(field.flags & (kNeverHasValue | kMovingMemory)) && wanted(field)) {
        names.insert(field.name);
      }
    }
  }
  return names;
}

// A new field may well be in this list; its author decides whether it is worth being quick.
TEST(FieldDependencyTest, FieldsThatNeedTheWholeEvent) {
  const std::set<std::string_view> slow = {"container.mount",
                                           "container.mount.dest",
                                           "container.mount.mode",
                                           "container.mount.rdwr",
                                           "container.mount.propagation",
                                           "container.mount.source",
                                           "evt.around"};
  EXPECT_EQ(fields_that([](const Field& field) {
              return field.depends.on == DependsOn::kEvent &&
                     field.depends.parts == kRowByDependency;
            }),
            slow);
}

// A column and what depends on one belong together.
TEST(FieldDependencyTest, ColumnsAreNamedWhereTheyAreUsed) {
  EXPECT_TRUE(fields_that([](const Field& field) {
                return (field.depends.on == DependsOn::kColumn) !=
                       (field.depends.column != IndexColumn::kNone);
              }).empty());
}

// An event of a kind without the field is not looked at; of a kind with it is.
TEST(FieldDependencyTest, KindsWithoutTheFieldAreLeftOut) {
  size_t used = 0;
  const FieldUse buffer = parse_field("evt.buffer", used).take();
  EXPECT_TRUE(kind_may_have(buffer, static_cast<uint16_t>(EventId::SYSCALL_READ_X)));
  EXPECT_FALSE(kind_may_have(buffer, static_cast<uint16_t>(EventId::SYSCALL_CLOSE_X)));
  EXPECT_EQ(parts_of(buffer), kRowParams);
  const FieldUse parent = parse_field("proc.pname", used).take();
  EXPECT_EQ(dependency_of(parent), DependsOn::kAncestors);
  EXPECT_EQ(parts_of(parent), kRowThread);
  const FieldUse counter = parse_field("util.cnt", used).take();
  EXPECT_EQ(dependency_of(counter), DependsOn::kEvent);  // it counts its uses: never kept
}

}  // namespace
}  // namespace sonde
