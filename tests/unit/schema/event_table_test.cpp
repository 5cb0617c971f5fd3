// Every row, parameter and type of the event table against the facts of the format.
// SPDX-License-Identifier: Apache-2.0
#include "schema/event_table.h"

#include <map>
#include <set>

#include "facts.h"
#include "schema/event_params.h"

namespace sonde {
namespace {

// A row that the newest tables call unused, but that captures of 2022 and before hold and that
// sysdig 0.29.3 shows: the end of a user-made span. It is RETIRED here, so that it can be shown.
constexpr uint16_t kTracerEnd = 269;

std::string text(const Json::Value& value) { return value.asString(); }
std::string without(const std::string& prefix, const Json::Value& value) {
  std::string text = value.asString();
  EXPECT_EQ(text.substr(0, prefix.size()), prefix);
  return text.substr(prefix.size());
}

TEST_F(EventFactsTest, EveryIdHasItsSymbolAndNothingElseIsKnown) {
  const Json::Value& events = facts_["events"];
  ASSERT_EQ(events.size(), kKnownEvents);
  ASSERT_EQ(event_rows().size(), kEventRowCount);
  for (const Json::Value& fact : events) {
    const EventRow& row = event_row(fact["id"].asUInt());
    EXPECT_EQ(row.id, fact["id"].asUInt());
    EXPECT_EQ(row.symbol, without("PPME_", fact["symbol"]));
    EXPECT_EQ(find_event_row(row.id), &row);
  }
  EXPECT_EQ(find_event_row(kKnownEvents)->name, "gap") << "those of ours follow";
  EXPECT_EQ(find_event_row(kEventRowCount), nullptr);
  EXPECT_EQ(find_event_row(kFirstPrivateEvent), nullptr);
  EXPECT_EQ(find_event_row(0xFFFF), nullptr);
}

TEST_F(EventFactsTest, NameDirectionCategoryFlagsAndStatus) {
  const std::map<std::string, Status> kStatus = {{"current", Status::kCurrent},
                                                 {"old_version", Status::kRetired},
                                                 {"unused", Status::kUnused}};
  for (const Json::Value& fact : facts_["events"]) {
    const EventRow& row = event_row(fact["id"].asUInt());
    SCOPED_TRACE(row.symbol);
    EXPECT_EQ(row.exit, text(fact["direction"]) == "exit");
    if (row.id == kTracerEnd) {
      EXPECT_EQ(row.status, Status::kRetired);
      EXPECT_EQ(row.name, event_row(kTracerEnd - 1).name);
      EXPECT_EQ(row.category, event_row(kTracerEnd - 1).category);
      continue;
    }
    EXPECT_EQ(row.name, text(fact["name"]));
    EXPECT_EQ(row.category, fact["category_value"].asUInt());
    // Ours alone: an ioctl may set a descriptor's close-on-exec mark.
    const bool is_ioctl = row.id == static_cast<uint16_t>(EventId::SYSCALL_IOCTL_3_X);
    const uint32_t own = is_ioctl ? uint32_t{kModifiesState} : 0;
    EXPECT_EQ(row.flags & 0xFFFF & ~own, fact["flags_value"].asUInt());
    EXPECT_EQ(row.status, kStatus.at(text(fact["status"])));
  }
}

TEST_F(EventFactsTest, ParametersInOrderWithTypeFormatTableDirectoryAndVariants) {
  const Json::Value& types = facts_["param_types"];
  const Json::Value& formats = facts_["print_formats"];
  size_t compared = 0;
  for (const Json::Value& fact : facts_["events"]) {
    const EventRow& row = event_row(fact["id"].asUInt());
    ASSERT_EQ(row.format_params(), fact["params"].size()) << row.symbol;
    for (size_t i = 0; i < row.format_params(); ++i, ++compared) {
      const ParamRow& param = row.params[i];
      const Json::Value& expected = fact["params"][static_cast<int>(i)];
      SCOPED_TRACE(std::string(row.symbol) + " " + std::string(param.name));
      EXPECT_EQ(param.name, text(expected["name"]));
      EXPECT_EQ(static_cast<int>(param.type), types[text(expected["type"])].asInt());
      EXPECT_EQ(static_cast<int>(param.format), formats[text(expected["fmt"])].asInt());
      EXPECT_EQ(row.param_index(param.name), static_cast<int>(i)) << "names are unique in a row";
      EXPECT_EQ(param.dirfd,
                expected.isMember("dirfd_param") ? expected["dirfd_param"].asInt() : -1);
      bool dynamic = text(expected["type"]) == "PT_DYN";
      std::string table = text(expected["table"]);
      EXPECT_EQ(param.flags ? param.flags->name : "", dynamic ? "" : table);
      const Json::Value& variants = facts_["dynamic_param_tables"][table];
      ASSERT_EQ(param.variants.size(), dynamic ? variants.size() : 0);
      for (size_t v = 0; v < param.variants.size(); ++v) {
        const Json::Value& variant = variants[static_cast<int>(v)];
        EXPECT_EQ(static_cast<int>(param.variants[v].type), types[text(variant["type"])].asInt());
        EXPECT_EQ(static_cast<int>(param.variants[v].format),
                  formats[text(variant["fmt"])].asInt());
      }
    }
  }
  EXPECT_GT(compared, 1000u);
}

TEST_F(EventFactsTest, TypesHaveTheirNumbers) {
  const Json::Value& types = facts_["param_types"];
  size_t compared = 0;
  for (const std::string& name : types.getMemberNames()) {
    if (name == "PT_MAX") continue;
    EXPECT_EQ(type_row(static_cast<Type>(types[name].asInt())).name, name.substr(3));
    ++compared;
  }
  EXPECT_EQ(compared, types["PT_MAX"].asUInt());
}

TEST_F(EventFactsTest, LengthsAreWideExactlyWhereTheFormatSays) {
  for (const Json::Value& fact : facts_["events"])
    EXPECT_EQ((event_row(fact["id"].asUInt()).flags & kLargePayload) != 0,
              fact["param_len_bytes"].asInt() == 4);
}

// Sizes come from the table in types.md.
TEST(EventTable, SizesOfTypes) {
  const std::map<Type, int> kSizes = {
      {Type::INT8, 1},     {Type::INT16, 2},      {Type::INT32, 4},       {Type::INT64, 8},
      {Type::UINT8, 1},    {Type::UINT16, 2},     {Type::UINT32, 4},      {Type::UINT64, 8},
      {Type::CHARBUF, -1}, {Type::BYTEBUF, -1},   {Type::ERRNO, 8},       {Type::SOCKADDR, -1},
      {Type::FD, 8},       {Type::PID, 8},        {Type::FDLIST, -1},     {Type::FSPATH, -1},
      {Type::SIGTYPE, 1},  {Type::SYSCALLID, 2},  {Type::RELTIME, 8},     {Type::ABSTIME, 8},
      {Type::PORT, 2},     {Type::L4PROTO, 1},    {Type::SOCKFAMILY, 1},  {Type::BOOL, 4},
      {Type::DYN, -1},     {Type::FLAGS8, 1},     {Type::FLAGS16, 2},     {Type::FLAGS32, 4},
      {Type::UID, 4},      {Type::GID, 4},        {Type::DOUBLE, 8},      {Type::SIGSET, 4},
      {Type::MODE, 4},     {Type::FSRELPATH, -1}, {Type::ENUMFLAGS8, 1},  {Type::ENUMFLAGS16, 2},
      {Type::FD32, 4},     {Type::PID32, 4},      {Type::ENUMFLAGS32, 4}, {Type::IPV4ADDR, 4},
      {Type::IPV4NET, 8},  {Type::IPV6ADDR, 16},  {Type::IPADDR, -1},     {Type::SOCKTUPLE, -1},
  };
  for (auto [type, bytes] : kSizes) EXPECT_EQ(type_row(type).bytes, bytes) << type_row(type).name;
}

TEST(EventTable, RetiredRowsLeadToACurrentRowOrToThemselves) {
  for (const EventRow& row : event_rows()) {
    const EventRow& successor = event_row(row.successor);
    if (row.status == Status::kRetired && row.successor != row.id) {
      EXPECT_EQ(successor.status, Status::kCurrent) << row.symbol;
      EXPECT_EQ(successor.exit, row.exit) << row.symbol;
    } else {
      EXPECT_EQ(row.successor, row.id) << row.symbol;
    }
    EXPECT_EQ((row.flags & kOldVersion) != 0, row.status == Status::kRetired);
  }
}

// An exit row that is flagged as working on a descriptor names it as its effect's second
// parameter, after the result: state/ relies on this to find the descriptor of any event.
TEST(EventTable, EffectsNameTheResultFirstAndTheUsedDescriptorSecond) {
  size_t users = 0;
  for (const EventRow& row : event_rows()) {
    if (row.status != Status::kCurrent || !row.exit || !row.is_syscall()) continue;
    SCOPED_TRACE(row.symbol);
    EXPECT_EQ(row.effect.param[0], row.effect.effect == Effect::NOTHING ? -1 : 0);
    if (!(row.flags & kUsesFd) || row.params.empty()) continue;
    ++users;
    ASSERT_GE(row.effect.param[1], 0);
    const Type type = row.params[row.effect.param[1]].type;
    EXPECT_TRUE(type == Type::FD || type == Type::FD32);
  }
  EXPECT_GT(users, 50u);
}

TEST(EventTable, RowsThatForkHaveEqualParametersAndRowsThatExecAgree) {
  const EventRow* fork = nullptr;
  const EventRow* exec = nullptr;
  for (const EventRow& row : event_rows()) {
    const EventRow** first = row.effect.effect == Effect::FORKS   ? &fork
                             : row.effect.effect == Effect::EXECS ? &exec
                                                                  : nullptr;
    if (!first) continue;
    if (!*first) *first = &row;
    if (first == &fork) {
      EXPECT_EQ(row.params.size(), fork->params.size());
    }
    for (size_t i = 0; i < std::min(row.params.size(), (*first)->params.size()); ++i)
      EXPECT_EQ(row.params[i].name, (*first)->params[i].name);
  }
  ASSERT_TRUE(fork && exec);
}

TEST(EventTable, EffectsThatChangeStateStandInRowsThatSaySo) {
  // What the format does not flag, though it changes what is known.
  const std::set<std::string_view> kUnflagged = {
      "SYSCALL_GETCWD_X",  "SYSCALL_GETRLIMIT_X", "SYSCALL_SETRLIMIT_X", "SYSCALL_PRLIMIT_X",
      "SYSCALL_SETPGID_X", "SYSCALL_SETNS_X",     "SYSCALL_UNSHARE_X",   "SYSCALL_CLOSE_X",
      "SYSCALL_BPF_2_X",   "SOCKET_SEND_X",       "SOCKET_RECV_X",       "SYSCALL_BRK_4_X",
      "SYSCALL_MMAP_X",    "SYSCALL_MMAP2_X",     "SYSCALL_MUNMAP_X",    "SCHEDSWITCH_6_E",
      "SOCKET_LISTEN_X"};
  const std::set<Effect> kHarmless = {
      Effect::NOTHING,         Effect::USES,   Effect::READS,      Effect::WRITES,
      Effect::TRANSFERS,       Effect::DROPS,  Effect::COUNTS_CPU, Effect::REPORTS_USAGE,
      Effect::DELIVERS_SIGNAL, Effect::REPORTS};
  for (const EventRow& row : event_rows()) {
    if (kHarmless.count(row.effect.effect) || kUnflagged.count(row.symbol)) continue;
    EXPECT_TRUE(row.flags & (kModifiesState)) << row.symbol;
  }
}

std::set<std::string_view> rows_with(uint32_t flag) {
  std::set<std::string_view> symbols;
  for (const EventRow& row : event_rows()) {
    if (row.flags & flag) symbols.insert(row.symbol);
  }
  return symbols;
}

// Each of these is what one or two events are known for; a flag on another row is a slip.
TEST(EventTable, RareFactsAreOfTheEventsThatTheyWereMadeFor) {
  using Symbols = std::set<std::string_view>;
  EXPECT_EQ(rows_with(kMarksLoss), (Symbols{"DROP_E", "DROP_X", "SONDE_GAP"}));
  EXPECT_EQ(rows_with(kCountsAsCall), (Symbols{"PROCEXIT_E", "PROCEXIT_1_E", "SIGNALDELIVER_E"}));
  EXPECT_EQ(rows_with(kNeverReturns), (Symbols{"CALL_exit", "CALL_exit_group"}));
  EXPECT_EQ(rows_with(kReturnsMode), (Symbols{"CALL_umask"}));
  EXPECT_EQ(rows_with(kShowsNoFd), (Symbols{"SYSCALL_MMAP_E", "SYSCALL_MMAP2_E"}));
}

TEST(EventTable, NamesAtCompileTimeAreIndices) {
  EXPECT_EQ(ev::SYSCALL_OPENAT_2_X::fd, 0);
  EXPECT_EQ(ev::SYSCALL_OPENAT_2_X::name, 2);
  EXPECT_EQ(event_row(static_cast<uint16_t>(EventId::SYSCALL_OPENAT_2_X)).format_params(), 7u);
  EXPECT_EQ(ev::SYSCALL_OPENAT_2_X::oflag, 7) << "ours, behind those of the format";
  EXPECT_EQ(ev::SYSCALL_EXECVE_8_X::fdlimit, 7);
  EXPECT_EQ(ev::SOCKET_GETSOCKNAME_X::kParams, 0);
}

}  // namespace
}  // namespace sonde
