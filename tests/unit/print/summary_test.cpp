// The table of -S. The layout is that of sysdig 0.29.3 -S; counts are computed by hand.
// SPDX-License-Identifier: Apache-2.0
#include "print/summary.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace sonde {
namespace {

RawEvent event(EventId id) {
  RawEvent event;
  event.id = static_cast<uint16_t>(id);
  return event;
}

// A call that has no row of its own, in the two-event form.
struct Generic {
  Generic(EventId id, uint16_t code) : code_bytes{uint8_t(code & 255), uint8_t(code >> 8)} {
    made = event(id);
    made.nparams = 1;
    made.lengths = length;
    made.params = code_bytes;
    made.params_bytes = 2;
  }
  uint8_t length[2] = {2, 0};
  uint8_t code_bytes[2];
  RawEvent made;
};

TEST(Summary, CountsByNameTheMostFrequentFirst) {
  Summary summary;
  for (int i = 0; i < 12; ++i) summary.count(event(EventId::SYSCALL_READ_X));
  for (int i = 0; i < 3; ++i) summary.count(event(EventId::SCHEDSWITCH_6_E));
  // Two layouts of one event share a row.
  summary.count(event(EventId::SYSCALL_OPENAT_X));
  summary.count(event(EventId::SYSCALL_OPENAT_2_X));
  std::string table;
  summary.append_table(table);
  EXPECT_EQ(table,
            "----------------------\n"
            "Event           #Calls\n"
            "----------------------\n"
            "< read            12\n"
            "> switch          3\n"
            "< openat          2\n");
}

TEST(Summary, CallsKnownByCodeHaveTheirOwnRow) {
  Summary summary;
  const int code = find_syscall_code("getpid");
  ASSERT_GE(code, 0);
  const Generic enter(EventId::GENERIC_E, static_cast<uint16_t>(code));
  const Generic exit(EventId::GENERIC_X, static_cast<uint16_t>(code));
  summary.count(enter.made);
  summary.count(enter.made);
  summary.count(exit.made);
  std::string table;
  summary.append_table(table);
  EXPECT_NE(table.find("> getpid          2\n< getpid          1\n"), std::string::npos) << table;
}

TEST(Summary, NoMoreThanAHundredRows) {
  Summary summary;
  for (uint16_t id = 2; id < kEventRowCount; ++id) {
    if (event_row(id).status != Status::kUnused) summary.count(event(static_cast<EventId>(id)));
  }
  std::string table;
  summary.append_table(table);
  EXPECT_EQ(std::count(table.begin(), table.end(), '\n'), 103);
}

}  // namespace
}  // namespace sonde
