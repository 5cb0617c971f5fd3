// Flag tables and system calls against the facts of the format; names of errors and signals against
// the C library of this machine and the list in types.md.
// SPDX-License-Identifier: Apache-2.0
#include <cstring>

#include <map>
#include <set>

#include "facts.h"
#include "schema/event_table.h"
#include "schema/flag_tables.h"
#include "schema/flag_value.h"

namespace sonde {
namespace {

class FlagFactsTest : public FactsTest {
 protected:
  void SetUp() override { load("flags.json"); }
};
class SyscallFactsTest : public FactsTest {
 protected:
  void SetUp() override { load("syscalls.json"); }
};

TEST_F(FlagFactsTest, EveryTableHasItsNamesAndValuesInOrder) {
  const Json::Value& tables = facts_["tables"];
  ASSERT_EQ(flag_tables().size(), tables.size());
  size_t compared = 0;
  for (const FlagTable* table : flag_tables()) {
    SCOPED_TRACE(table->name);
    EXPECT_EQ(find_flag_table(table->name), table);
    const Json::Value& rows = tables[std::string(table->name)]["values"];
    ASSERT_EQ(table->rows.size(), rows.size());
    for (size_t i = 0; i < table->rows.size(); ++i, ++compared) {
      EXPECT_EQ(table->rows[i].name, rows[static_cast<int>(i)]["name"].asString());
      EXPECT_EQ(table->rows[i].value, rows[static_cast<int>(i)]["value"].asUInt());
    }
  }
  EXPECT_GT(compared, 600u);
  EXPECT_EQ(find_flag_table("no_such_table"), nullptr);
  EXPECT_EQ(&flag_table::file_flags, find_flag_table("file_flags"));
}

// The same name may stand in two tables with two values.
TEST(FlagValues, AreThoseOfTheTableThatIsAsked) {
  EXPECT_EQ(flag_value("file_flags", "O_TRUNC"), 0x100u);
  EXPECT_EQ(flag_value("delete_module_flags", "O_TRUNC"), 1u);
  EXPECT_EQ(flag_value("clone_flags", "CLONE_FILES", "CLONE_THREAD"), 0x2001u);
  EXPECT_EQ(flag_value("anon_inode_fd_types", "ANON_INODE_FD_TYPE_PERF_EVENT"), 13u);
}

TEST_F(SyscallFactsTest, EveryCodeHasItsName) {
  const Json::Value& codes = facts_["ppm_sc"];
  for (const Json::Value& fact : codes) {
    std::string name = fact["name"].asString();
    EXPECT_EQ(syscall_name(fact["code"].asUInt()), name);
    EXPECT_EQ(find_syscall_code(name), fact["code"].asInt());
  }
  EXPECT_EQ(syscall_name(codes.size()), "unknown");
  EXPECT_EQ(find_syscall_code("no_such_call"), -1);
}

struct NativeCall {
  std::string_view name, enter, exit, sampling;
  int code;
};

TEST_F(SyscallFactsTest, NativeNumbersLeadToCodesEventsAndSampling) {
  const std::map<int, NativeCall> kNative = {
#define NATIVE_X86_64(nr, name, code, enter, exit, sampling) \
  {nr, {#name, #enter, #exit, #sampling, code}},
#include "driver/uapi/syscalls.def"
  };
  ASSERT_EQ(kNative.size(), facts_["x86_64"].size());
  for (const Json::Value& fact : facts_["x86_64"]) {
    const NativeCall& call = kNative.at(fact["nr"].asInt());
    SCOPED_TRACE(call.name);
    EXPECT_EQ(call.name, fact[fact["syscall"].isNull() ? "ppm_sc_name" : "syscall"].asString());
    EXPECT_EQ(call.code, fact["ppm_sc"].asInt());
    auto symbol = [](const Json::Value& v) {
      return v.isNull() ? "NONE" : v.asString().substr(strlen("PPME_"));
    };
    EXPECT_EQ(call.enter, symbol(fact["enter"]));
    EXPECT_EQ(call.exit, symbol(fact["exit"]));
    std::string flags;
    for (const Json::Value& flag : fact["uf"]) flags += flag.asString() + " ";
    bool never = flags.find("UF_NEVER_DROP") != flags.npos;
    bool always = flags.find("UF_ALWAYS_DROP") != flags.npos;
    EXPECT_EQ(call.sampling, never ? "KEEP" : always ? "SHED" : flags.empty() ? "OTHER" : "SAMPLE");
  }
}

TEST_F(SyscallFactsTest, NumbersOf32BitCalls) {
  const std::map<int, int> kNative = {
#define NATIVE_IA32(nr, x86_64_nr) {nr, x86_64_nr},
#include "driver/uapi/syscalls.def"
  };
  ASSERT_EQ(kNative.size(), facts_["ia32_to_x86_64"].size());
  // Ids of 32 bits, fstatat64 and times of 64 bits: calls with the arguments of a 64-bit call that
  // the classic table has nothing for.
  const std::set<int> kOurs = {198, 203, 204, 205, 206, 207, 212, 300, 403, 404,
                               405, 406, 407, 408, 409, 410, 411, 412, 413, 414,
                               416, 417, 418, 419, 420, 421, 422, 423};
  for (const Json::Value& fact : facts_["ia32_to_x86_64"]) {
    int number = fact["ia32"].asInt();
    if (kOurs.count(number)) {
      EXPECT_EQ(fact["x86_64"].asInt(), -1) << number;
      EXPECT_GE(kNative.at(number), 0) << number;
    } else {
      EXPECT_EQ(kNative.at(number), fact["x86_64"].asInt()) << number;
    }
  }
}

TEST(Names, ErrorsAreThoseOfTheCLibrary) {
  for (int number = 1; number <= 125; ++number) {
    const char* expected = strerrorname_np(number);
    if (!expected) {
      EXPECT_TRUE(number == 41 || number == 58) << number;
      EXPECT_EQ(errno_name(number), "") << number;
      continue;
    }
    // The C library prefers another of two names for these two.
    if (number == 35) expected = "EDEADLK";
    if (number == 95) expected = "EOPNOTSUPP";
    EXPECT_EQ(errno_name(number), expected);
    EXPECT_EQ(find_errno(expected), number);
  }
}

TEST(Names, ErrorsThatTheKernelKeepsToItself) {
  const std::map<int, std::string_view> kInternal = {
      {512, "ERESTARTSYS"},  {513, "ERESTARTNOINTR"}, {514, "ERESTARTNOHAND"},
      {515, "ENOIOCTLCMD"},  {521, "EBADHANDLE"},     {522, "ENOTSYNC"},
      {523, "EBADCOOKIE"},   {524, "ENOTSUPP"},       {525, "ETOOSMALL"},
      {526, "ESERVERFAULT"}, {527, "EBADTYPE"},       {528, "EJUKEBOX"},
      {529, "EIOCBQUEUED"},  {530, "EIOCBRETRY"},     {516, "ERESTART_RESTARTBLOCK"}};
  for (int number = 126; number < 600; ++number) {
    auto row = kInternal.find(number);
    EXPECT_EQ(errno_name(number), row == kInternal.end() ? "" : row->second) << number;
  }
  EXPECT_EQ(errno_name(0), "");
  EXPECT_EQ(errno_name(-2), "");
  EXPECT_EQ(errno_name(INT64_MAX), "");
  EXPECT_EQ(errno_name((int64_t{1} << 32) + 2), "");
  EXPECT_EQ(find_errno("ENOSUCH"), -1);
}

TEST(Names, SignalsAreThoseOfTheCLibrary) {
  for (int number = 1; number <= 31; ++number) {
    std::string expected = std::string("SIG") + sigabbrev_np(number);
    if (number == 29) expected = "SIGIO";  // abbreviated POLL by the C library
    EXPECT_EQ(signal_name(number), expected);
  }
  for (int number : {-1, 0, 32, 64, 1000}) EXPECT_EQ(signal_name(number), "");
}

}  // namespace
}  // namespace sonde
