// How cells are written and in which order rows stand: view/table.h. Expected texts are worked out
// by hand from the rules that table.cpp states (1000 for counts, 1024 for bytes, one decimal below
// ten of a unit).
// SPDX-License-Identifier: Apache-2.0
#include "view/table.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace sonde {
namespace {

Cell uint_cell(uint64_t value) {
  Cell cell;
  cell.kind = Cell::Kind::kUint;
  cell.u = value;
  return cell;
}
Cell int_cell(int64_t value) {
  Cell cell;
  cell.kind = Cell::Kind::kInt;
  cell.i = value;
  return cell;
}
Cell real_cell(double value) {
  Cell cell;
  cell.kind = Cell::Kind::kReal;
  cell.d = value;
  return cell;
}
Cell text_cell(std::string_view text) {
  Cell cell;
  cell.kind = Cell::Kind::kText;
  cell.size = static_cast<uint32_t>(text.size());
  cell.text = text.data();
  return cell;
}

std::string shown(ColumnUnit unit, const Cell& cell) {
  TableColumn column;
  column.unit = unit;
  std::string out;
  append_cell(out, column, cell);
  return out;
}

TEST(TableCell, NothingIsEmptyAndNoPercentageIsADash) {
  for (const auto unit : {ColumnUnit::kText, ColumnUnit::kCount, ColumnUnit::kTime})
    EXPECT_EQ(shown(unit, Cell()), "");
  EXPECT_EQ(shown(ColumnUnit::kPercent, real_cell(std::nan(""))), "-");
  EXPECT_EQ(shown(ColumnUnit::kPercent, Cell()), "-");
}

TEST(TableCell, NumbersAreNeverShortened) {
  EXPECT_EQ(shown(ColumnUnit::kNumber, uint_cell(4194304)), "4194304");
  EXPECT_EQ(shown(ColumnUnit::kNumber, int_cell(-115)), "-115");
}

TEST(TableCell, CountsGoByThousands) {
  EXPECT_EQ(shown(ColumnUnit::kCount, uint_cell(0)), "0");
  EXPECT_EQ(shown(ColumnUnit::kCount, uint_cell(7)), "7");
  EXPECT_EQ(shown(ColumnUnit::kCount, uint_cell(999)), "999");
  EXPECT_EQ(shown(ColumnUnit::kCount, uint_cell(1000)), "1.0K");
  EXPECT_EQ(shown(ColumnUnit::kCount, uint_cell(9940)), "9.9K");
  EXPECT_EQ(shown(ColumnUnit::kCount, uint_cell(9960)), "10K");
  EXPECT_EQ(shown(ColumnUnit::kCount, uint_cell(57400)), "57K");
  EXPECT_EQ(shown(ColumnUnit::kCount, uint_cell(999499)), "999K");
  EXPECT_EQ(shown(ColumnUnit::kCount, uint_cell(999500)), "1.0M");
  EXPECT_EQ(shown(ColumnUnit::kCount, uint_cell(2'300'000'000)), "2.3G");
  EXPECT_EQ(shown(ColumnUnit::kCount, uint_cell(UINT64_MAX)), "18E");
  EXPECT_EQ(shown(ColumnUnit::kCount, int_cell(-1500)), "-1.5K");
  EXPECT_EQ(shown(ColumnUnit::kCount, int_cell(INT64_MIN)), "-9.2E");
}

TEST(TableCell, RatesKeepOneDecimal) {
  EXPECT_EQ(shown(ColumnUnit::kCount, real_cell(0)), "0");
  EXPECT_EQ(shown(ColumnUnit::kCount, real_cell(0.001)), "<.01");
  EXPECT_EQ(shown(ColumnUnit::kCount, real_cell(0.03)), "0.03");
  EXPECT_EQ(shown(ColumnUnit::kCount, real_cell(0.35)), "0.3");
  EXPECT_EQ(shown(ColumnUnit::kCount, real_cell(7.25)), "7.2");
  EXPECT_EQ(shown(ColumnUnit::kCount, real_cell(9.99)), "10");
  EXPECT_EQ(shown(ColumnUnit::kCount, real_cell(412.7)), "413");
  EXPECT_EQ(shown(ColumnUnit::kCount, real_cell(999.7)), "1.0K");
  EXPECT_EQ(shown(ColumnUnit::kCount, real_cell(INFINITY)), "inf");
  EXPECT_EQ(shown(ColumnUnit::kCount, real_cell(1e300)).size() < 320, true);
}

TEST(TableCell, BytesGoBy1024) {
  EXPECT_EQ(shown(ColumnUnit::kBytes, uint_cell(1023)), "1023");
  EXPECT_EQ(shown(ColumnUnit::kBytes, uint_cell(1024)), "1.0K");
  EXPECT_EQ(shown(ColumnUnit::kBytes, uint_cell(61 << 20)), "61M");
  EXPECT_EQ(shown(ColumnUnit::kBytes, uint_cell(1288490189)), "1.2G");
  EXPECT_EQ(shown(ColumnUnit::kBytes, uint_cell((1 << 20) - 1)), "1.0M");
  EXPECT_EQ(shown(ColumnUnit::kBytes, real_cell(1023.7)), "1.0K");
}

TEST(TableCell, PercentHasTwoDecimals) {
  EXPECT_EQ(shown(ColumnUnit::kPercent, real_cell(88.2)), "88.20");
  EXPECT_EQ(shown(ColumnUnit::kPercent, uint_cell(100)), "100.00");
}

TEST(TableCell, DurationsTakeTheUnitThatFits) {
  EXPECT_EQ(shown(ColumnUnit::kDuration, uint_cell(0)), "0ns");
  EXPECT_EQ(shown(ColumnUnit::kDuration, uint_cell(850)), "850ns");
  EXPECT_EQ(shown(ColumnUnit::kDuration, uint_cell(1234)), "1.2us");
  EXPECT_EQ(shown(ColumnUnit::kDuration, uint_cell(34'000'000)), "34ms");
  EXPECT_EQ(shown(ColumnUnit::kDuration, uint_cell(999'700'000)), "1.0s");
  EXPECT_EQ(shown(ColumnUnit::kDuration, uint_cell(59'400'000'000)), "59s");
  EXPECT_EQ(shown(ColumnUnit::kDuration, uint_cell(59'700'000'000)), "1:00");
  EXPECT_EQ(shown(ColumnUnit::kDuration, uint_cell(65'000'000'000)), "1:05");
  EXPECT_EQ(shown(ColumnUnit::kDuration, uint_cell(3'725'000'000'000)), "1:02:05");
  EXPECT_EQ(shown(ColumnUnit::kDuration, real_cell(1500.5)), "1.5us");
}

TEST(TableCell, TimesAreClockTimes) {
  setenv("TZ", "UTC", 1);
  EXPECT_EQ(shown(ColumnUnit::kTime, uint_cell(1'700'000'000'123'456'789)), "22:13:20.123456789");
}

TEST(TableCell, ControlBytesAreMadeVisible) {
  EXPECT_EQ(shown(ColumnUnit::kText, text_cell("a\x1b[2Jb\n\x07")), "a\\x1B[2Jb\\n\\x07");
  EXPECT_EQ(shown(ColumnUnit::kNumber, text_cell("\xc2\x9b"
                                                 "31m")),
            "\\xC2\\x9B31m");
  EXPECT_EQ(shown(ColumnUnit::kText, text_cell("größe")), "größe");
}

// Rows of one column, in the order given; keys are the letters a, b, c...
struct OneColumn {
  explicit OneColumn(std::vector<Cell> cells) {
    table.columns.emplace_back();
    for (const Cell& cell : cells) {
      TableRow row;
      row.first_cell = static_cast<uint32_t>(table.cells.size());
      row.key = std::string(1, static_cast<char>('a' + table.rows.size()));
      table.rows.push_back(row);
      table.cells.push_back(cell);
    }
  }
  std::string order(bool descending) const {
    std::string keys;
    for (uint32_t row : sorted_rows(table, 0, descending)) keys += table.rows[row].key;
    return keys;
  }
  Table table;
};

TEST(SortedRows, NumbersThenTextsThenNothing) {
  const OneColumn rows({Cell(), text_cell("x"), uint_cell(2), int_cell(-3), real_cell(2.5),
                        text_cell("w"), real_cell(std::nan(""))});
  EXPECT_EQ(rows.order(false), "dcefbag");
  EXPECT_EQ(rows.order(true), "ecdbfag");
}

TEST(SortedRows, EqualRowsStandByTheirKey) {
  OneColumn rows({uint_cell(1), uint_cell(1), uint_cell(1)});
  rows.table.rows[0].key = "z";
  EXPECT_EQ(rows.order(true), "bcz");
  EXPECT_EQ(rows.order(false), "bcz");
  rows.table.rows[0].key = "10";
  rows.table.rows[1].key = "9a";
  rows.table.rows[2].key = "9";
  EXPECT_EQ(rows.order(true), "9109a");
  EXPECT_EQ(rows.order(false), "9109a");
}

TEST(SortedRows, LargeNumbersKeepTheirOrder) {
  const OneColumn rows({uint_cell(UINT64_MAX - 1), uint_cell(UINT64_MAX), int_cell(INT64_MIN)});
  EXPECT_EQ(rows.order(true), "bac");
}

TEST(SortedRows, AnUnknownColumnLeavesTheOrder) {
  const OneColumn rows({uint_cell(1), uint_cell(2)});
  EXPECT_EQ(sorted_rows(rows.table, 7, true), (std::vector<uint32_t>{0, 1}));
}

}  // namespace
}  // namespace sonde
