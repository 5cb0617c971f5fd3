// Events of ours: every call without a row in events.def has one in calls.def, and numbers of rows,
// ids of files and numbers of calls lead to each other.
// SPDX-License-Identifier: Apache-2.0
#include "schema/private_events.h"

#include <sys/syscall.h>

#include <map>
#include <set>
#include <vector>

#include "event_builder.h"
#include "facts.h"
#include "schema/event_params.h"

namespace sonde {
namespace {

struct CallFact {
  int number;
  std::string_view name;
  int arguments;
  int memory;  // arguments that are addresses of something that is recorded
};
constexpr CallFact kRows[] = {
#define CALL(nr, name, cat, cls, flags, effect, format, doc, args) {nr, #name, 0, 0},
#include "driver/uapi/calls.def"
};
constexpr int kArguments[] = {
#define A(...) +1
#define CALL(nr, name, cat, cls, flags, effect, format, doc, args) 0 args,
#include "driver/uapi/calls.def"
};
constexpr std::string_view kSources[] = {
#define A(name, type, format, info, source) #source " "
#define CALL(nr, name, cat, cls, flags, effect, format, doc, args) "" args,
#include "driver/uapi/calls.def"
};
std::vector<CallFact> read_calls() {
  std::vector<CallFact> calls(std::begin(kRows), std::end(kRows));
  for (size_t i = 0; i < calls.size(); ++i) {
    calls[i].arguments = kArguments[i];
    int registers = 0;
    for (size_t at = 0; (at = kSources[i].find("REG ", at)) != std::string_view::npos; ++at)
      ++registers;
    calls[i].memory = kArguments[i] - registers;
  }
  return calls;
}
const std::vector<CallFact> kCalls = read_calls();

class CallFactsTest : public FactsTest {
 protected:
  void SetUp() override { load("syscalls.json"); }
};

// The format's table names the event of each call; GENERIC where there is none.
TEST_F(CallFactsTest, ExactlyTheCallsWithoutAnEventHaveARow) {
  std::map<int, std::string> expected;
  for (const Json::Value& call : facts_["x86_64"]) {
    if (call["exit"].asString() != "PPME_GENERIC_X") continue;
    // Calls that Linux dropped have a name only as a code of the format.
    const Json::Value& name = call["syscall"].isNull() ? call["ppm_sc_name"] : call["syscall"];
    expected[call["nr"].asInt()] = name.asString();
  }
  EXPECT_GT(expected.size(), 150u);
  std::map<int, std::string> got;
  for (const CallFact& call : kCalls) got[call.number] = call.name;
  EXPECT_EQ(got, expected);
}

TEST(PrivateEvents, NumbersAgreeWithTheMachineHeaders) {
  EXPECT_EQ(event_row(row_of_call(SYS_fsync)).name, "fsync");
  EXPECT_EQ(event_row(row_of_call(SYS_exit_group)).name, "exit_group");
  EXPECT_EQ(event_row(row_of_call(SYS_statx)).name, "statx");
  EXPECT_EQ(event_row(row_of_call(SYS_epoll_ctl)).name, "epoll_ctl");
  EXPECT_EQ(row_of_call(SYS_read), kNoEventRow) << "has an event of the format";
  EXPECT_EQ(row_of_call(400), kNoEventRow) << "there is no such call";
  EXPECT_EQ(row_of_call(0xFFFFFFFF), kNoEventRow);
}

TEST(PrivateEvents, ARowHasTheResultTheNumberAndTheArguments) {
  std::set<std::string_view> names;
  for (const CallFact& call : kCalls) {
    SCOPED_TRACE(call.name);
    const uint16_t id = row_of_call(static_cast<uint32_t>(call.number));
    ASSERT_LT(id, kEventRowCount);
    const EventRow& row = event_row(id);
    EXPECT_EQ(row.id, id);
    EXPECT_EQ(row.name, call.name);
    EXPECT_TRUE(names.insert(row.name).second) << "two rows of one name";
    EXPECT_EQ(call_number_of_row(id), call.number);
    EXPECT_LE(call.arguments, 6);
    const size_t arguments = 2u + static_cast<size_t>(call.arguments);
    ASSERT_EQ(row.params.size(), arguments + static_cast<size_t>(call.memory));
    EXPECT_EQ(row.params[0].name, "res");
    EXPECT_EQ(row.params[1].name, "nativeID");
    EXPECT_TRUE(row.params[1].hidden);
    for (size_t i = arguments; i < row.params.size(); ++i) {
      const ParamRow& param = row.params[i];
      ASSERT_GE(param.behind, 2);
      ASSERT_LT(static_cast<size_t>(param.behind), arguments);
      const ParamRow& address = row.params[static_cast<size_t>(param.behind)];
      EXPECT_EQ(address.name, param.name);
      EXPECT_EQ(static_cast<size_t>(address.memory), i);
      EXPECT_EQ(address.type, Type::UINT64);
      EXPECT_EQ(type_row(param.type).bytes, -1) << "of any length, or it would be a number";
      EXPECT_EQ(param.structure != Structure::kNone && param.type != Type::BYTEBUF, false);
    }
    for (size_t i = 2; i < arguments; ++i) {
      const ParamRow& param = row.params[i];
      EXPECT_FALSE(param.hidden);
      EXPECT_EQ(row.param_index(param.name), static_cast<int>(i)) << "names are unique in a row";
      EXPECT_GT(type_row(param.type).bytes, 0) << "a register holds a number";
    }
    EXPECT_TRUE(row.exit && row.is_syscall());
    EXPECT_EQ(find_syscall_code(row.name) >= 0, true) << "the format has a code for it";
  }
}

// From the manual pages; the kernel records as many as the rows have.
TEST(PrivateEvents, RowsHaveAllArguments) {
  std::map<int, int> arguments;
  for (const CallFact& call : kCalls) arguments[call.number] = call.arguments;
  EXPECT_EQ(arguments.at(SYS_sched_yield), 0);
  EXPECT_EQ(arguments.at(SYS_fsync), 1);
  EXPECT_EQ(arguments.at(SYS_fanotify_mark), 5);
  EXPECT_EQ(arguments.at(SYS_mbind), 6);
}

TEST(PrivateEvents, IdsOfFilesAndRowsLeadToEachOther) {
  const auto gap = static_cast<uint16_t>(EventId::SONDE_GAP);
  const auto call = static_cast<uint16_t>(EventId::SONDE_CALL);
  EXPECT_EQ(gap, kKnownEvents);
  EXPECT_EQ(row_of_file_id(0x8000), gap);
  EXPECT_EQ(row_of_file_id(0x8001), call);
  EXPECT_EQ(row_of_file_id(kFirstPrivateEvent + kPrivateEvents), kNoEventRow);
  EXPECT_EQ(row_of_file_id(0xFFFF), kNoEventRow);
  EXPECT_EQ(row_of_file_id(kKnownEvents), kNoEventRow) << "ids of the format end there";
  for (uint16_t id = 0; id < kKnownEvents; ++id) {
    EXPECT_EQ(row_of_file_id(id), id);
    EXPECT_EQ(file_id_of(id), id);
  }
  for (uint16_t own = 0; own < kPrivateEvents; ++own) {
    const uint16_t id = kFirstPrivateEvent + own;
    EXPECT_EQ(file_id_of(row_of_file_id(id)), id);
  }
  for (uint16_t row = kFirstCallRow; row < kEventRowCount; ++row) {
    EXPECT_EQ(file_id_of(row), 0x8001);
  }
  EXPECT_EQ(call_number_of_row(gap), -1);
  EXPECT_EQ(call_number_of_row(kEventRowCount), -1);
}

uint16_t row_of(uint16_t number, bool is_32_bit = false) {
  EventBuilder built(EventId::SONDE_CALL, 1, 1);
  number = static_cast<uint16_t>(number | (is_32_bit ? 0x8000 : 0));
  const RawEvent& event = built.s64(0).u16(number).u64(3).get();
  return row_of_private_event(0x8001, event.nparams, event.lengths, event.params);
}

TEST(PrivateEvents, ARecordIsOfTheRowOfItsCall) {
  EXPECT_EQ(event_row(row_of(SYS_fsync)).name, "fsync");
  EXPECT_EQ(event_row(row_of(444)).name, "landlock_create_ruleset");
  EXPECT_EQ(event_row(row_of(471)).name, "rseq_slice_yield");
  EXPECT_EQ(event_row(row_of(400)).name, "call");
  EXPECT_EQ(event_row(row_of(60000)).name, "call");
  // 32-bit programs count otherwise: 20 is getpid, 118 is fsync, 400 is nothing.
  EXPECT_EQ(event_row(row_of(20, true)).name, "getpid");
  EXPECT_EQ(event_row(row_of(118, true)).name, "fsync");
  EXPECT_EQ(event_row(row_of(252, true)).name, "exit_group");
  EXPECT_EQ(event_row(row_of(252)).name, "ioprio_get");
  EXPECT_EQ(event_row(row_of(0x7FFF, true)).name, "call");
  EventBuilder gap(EventId::SONDE_GAP, 1, 1);
  const RawEvent& marker = gap.u64(1).u64(2).u64(3).u64(4).u64(5).u64(6).get();
  EXPECT_EQ(row_of_private_event(0x8000, marker.nparams, marker.lengths, marker.params),
            static_cast<uint16_t>(EventId::SONDE_GAP));
}

TEST(PrivateEvents, ARecordWithoutASoundNumberIsOfTheGeneralRow) {
  EventBuilder none(EventId::SONDE_CALL, 1, 1), odd(EventId::SONDE_CALL, 1, 1);
  const RawEvent& without = none.s64(0).get();
  EXPECT_EQ(row_of_private_event(0x8001, without.nparams, without.lengths, without.params),
            static_cast<uint16_t>(EventId::SONDE_CALL));
  const RawEvent& wide = odd.s64(0).u32(SYS_fsync).get();
  EXPECT_EQ(row_of_private_event(0x8001, wide.nparams, wide.lengths, wide.params),
            static_cast<uint16_t>(EventId::SONDE_CALL));
}

TEST(PrivateEvents, ParametersHaveNamesAtCompileTime) {
  EXPECT_EQ(ev::SONDE_GAP::state, 2);
  EXPECT_EQ(ev::CALL_fsync::fd, 2);
  EXPECT_EQ(ev::CALL_landlock_create_ruleset::kParams, 5);
}

TEST(PrivateEvents, PathsAndTextsAreNoNumbers) {
  const auto type = [](uint32_t number, std::string_view name) {
    const EventRow& row = event_row(row_of_call(number));
    const int memory = row.params[static_cast<size_t>(row.param_index(name))].memory;
    return memory < 0 ? Type::NONE : row.params[static_cast<size_t>(memory)].type;
  };
  EXPECT_EQ(type(SYS_statx, "pathname"), Type::FSRELPATH);
  EXPECT_EQ(type(SYS_truncate, "path"), Type::FSPATH);
  EXPECT_EQ(type(SYS_setxattr, "name"), Type::CHARBUF);
  EXPECT_EQ(type(SYS_move_mount, "to_pathname"), Type::FSRELPATH);
  // Any argument of such a name is text, whatever the call.
  for (const CallFact& call : kCalls) {
    const EventRow& row = event_row(row_of_call(static_cast<uint32_t>(call.number)));
    for (const ParamRow& param : row.params) {
      const bool is_path = param.name.find("path") != param.name.npos || param.name == "filename";
      if (!is_path || param.behind >= 0) continue;
      EXPECT_GE(param.memory, 0) << call.name << ' ' << param.name;
    }
  }
}

}  // namespace
}  // namespace sonde
