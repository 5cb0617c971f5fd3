// Amounts and times with units. What they must look like is written out by hand.
// Cells of tables with them: tests/unit/view/table_test.cpp.
// SPDX-License-Identifier: Apache-2.0
#include "base/units.h"

#include <gtest/gtest.h>

#include <limits>

namespace sonde {
namespace {

std::string amount(double value, bool is_whole, UnitStep step) {
  std::string out;
  append_amount(out, value, is_whole, step);
  return out;
}

std::string duration(double ns) {
  std::string out;
  append_short_duration(out, ns);
  return out;
}

TEST(UnitsTest, CountsGoByThousandsAndBytesBy1024) {
  EXPECT_EQ(amount(999, true, UnitStep::kCount), "999");
  EXPECT_EQ(amount(1000, true, UnitStep::kCount), "1.0K");
  EXPECT_EQ(amount(1000, true, UnitStep::kBytes), "1000");
  EXPECT_EQ(amount(1024, true, UnitStep::kBytes), "1.0K");
  EXPECT_EQ(amount(57.4e3, true, UnitStep::kCount), "57K");
  EXPECT_EQ(amount(-1.5 * 1024 * 1024, true, UnitStep::kBytes), "-1.5M");
  EXPECT_EQ(amount(0.07, false, UnitStep::kCount), "0.07");
  EXPECT_EQ(amount(0.001, false, UnitStep::kCount), "<.01");
}

TEST(UnitsTest, WhatRoundsUpToAUnitHasIt) {
  EXPECT_EQ(amount(999'600, true, UnitStep::kCount), "1.0M");
  EXPECT_EQ(amount(9'940, true, UnitStep::kCount), "9.9K");
  EXPECT_EQ(amount(9'950, true, UnitStep::kCount), "10K");
  EXPECT_EQ(duration(999.6), "1.0us");
  EXPECT_EQ(duration(59.9e9), "1:00");
}

TEST(UnitsTest, Durations) {
  EXPECT_EQ(duration(850), "850ns");
  EXPECT_EQ(duration(1'200), "1.2us");
  EXPECT_EQ(duration(34e6), "34ms");
  EXPECT_EQ(duration(-5e9), "-5.0s");
  EXPECT_EQ(duration(65e9), "1:05");
  EXPECT_EQ(duration(3725e9), "1:02:05");
}

TEST(UnitsTest, SplitsNumberAndUnit) {
  const Quantity quantity = split_quantity("1.5ms", kTimeUnits);
  EXPECT_EQ(quantity.number, "1.5");
  EXPECT_EQ(quantity.name, "ms");
  ASSERT_TRUE(quantity.unit);
  EXPECT_EQ(quantity.unit->factor, 1'000'000u);
  EXPECT_FALSE(split_quantity("15", kTimeUnits).unit);
  EXPECT_EQ(split_quantity("15", kTimeUnits).name, "");
  EXPECT_FALSE(split_quantity("15parsec", kTimeUnits).unit);
  EXPECT_EQ(split_quantity("15parsec", kTimeUnits).name, "parsec");
  EXPECT_EQ(split_quantity("", kTimeUnits).number, "");
}

TEST(UnitsTest, ReadsWholeQuantities) {
  EXPECT_EQ(read_whole_quantity("90s", kTimeUnits), 90'000'000'000u);
  EXPECT_EQ(read_whole_quantity("2h", kTimeUnits), 7'200'000'000'000u);
  EXPECT_EQ(read_whole_quantity("512M", kSizeUnits), 536'870'912u);
  EXPECT_EQ(read_whole_quantity("18446744073709551615ns", kTimeUnits),
            std::numeric_limits<uint64_t>::max());
  for (const char* text : {"", "s", "90", "-1s", "1.5s", " 1s", "1 s", "1S", "1ss", "90M"}) {
    EXPECT_EQ(read_whole_quantity(text, kTimeUnits), std::nullopt) << text;
  }
  EXPECT_EQ(read_whole_quantity("5124096h", kTimeUnits), std::nullopt);  // 2^64 ns and more
  EXPECT_EQ(read_whole_quantity("18446744073709551616ns", kTimeUnits), std::nullopt);
}

}  // namespace
}  // namespace sonde
