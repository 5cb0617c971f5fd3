// Real captures. The numbers were printed by two programs that are not ours: entries of lists and
// blocks of events by `read_scap.py` of the shared folder (spec/verify), written from the format's
// description alone; the number of the last event by `sysdig 0.29.3 -r FILE` (its trailing events
// that it does not show are counted by the former).
// SPDX-License-Identifier: Apache-2.0
#include "engine/file_engine.h"
#include "read_all.h"
#include "shared_folder.h"
#include "temp_path.h"

namespace sonde::test {
namespace {

struct Reported {
  const char* file;
  size_t events, threads, descriptors, users, groups, interfaces;
  uint64_t first_ts_ns;
  const char* host;
};

constexpr Reported kReported[] = {
    {"a_shell.scap", 117702, 4, 19, 21, 47, 2, 1795423883590899287, "lab"},
    {"a_users.scap", 74340, 14, 48, 21, 47, 2, 1795424728755938209, "lab"},
    {"c_redis_s4096.scap.gz", 107315, 13, 45, 23, 49, 2, 1795424769232932034, "lab"},
    {"curl_google.scap", 1536, 54, 316, 31, 55, 5, 1534527342999999999, "ip-10-0-0-79"},
    {"curl_google_options.scap", 1536, 54, 316, 31, 55, 5, 1534527342999999999, "ip-10-0-0-79"},
    {"d_odd.scap", 3386, 4, 19, 21, 47, 2, 1795423911438822104, "lab"},
    {"d_python.scap", 15220, 4, 19, 21, 47, 2, 1795424867489539337, "lab"},
    {"e_docker.scap", 49320, 5, 23, 21, 47, 2, 1795425332038643613, "lab"},
    {"single_ipv6_conn.scap", 1728, 154, 564, 42, 72, 13, 1533943844999999999, "ubuntu"},
};

void expect_reported(const Reported& wanted, const std::string& path) {
  SCOPED_TRACE(wanted.file);
  ReadCapture read = read_path(path);
  EXPECT_EQ(read.error, "");
  for (const Damage& damage : read.damage) ADD_FAILURE() << damage.offset << " " << damage.what;
  ASSERT_EQ(read.events.size(), wanted.events);
  EXPECT_EQ(read.events.front().ts_ns, wanted.first_ts_ns);
  EXPECT_EQ(read.events.back().num, wanted.events);
  EXPECT_EQ(read.entries<ThreadSnapshot>().size(), wanted.threads);
  EXPECT_EQ(read.entries<FdSnapshot>().size(), wanted.descriptors);
  EXPECT_EQ(read.entries<UserInfo>().size(), wanted.users);
  EXPECT_EQ(read.entries<GroupInfo>().size(), wanted.groups);
  EXPECT_EQ(read.entries<InterfaceInfo>().size(), wanted.interfaces);
  ASSERT_EQ(read.all<MachineInfo>().size(), 1u);
  EXPECT_EQ(read.all<MachineInfo>()[0]->hostname, wanted.host);
}

std::string own_capture(const std::string& name) {
  return std::string(SONDE_SOURCE_DIR) + "/tests/captures/" + name;
}

TEST(Captures, OfTheRepository) {
  for (const char* name : {"curl_google.scap", "d_odd.scap", "single_ipv6_conn.scap"}) {
    for (const Reported& wanted : kReported) {
      if (std::string(wanted.file) == name) expect_reported(wanted, own_capture(name));
    }
  }
}

TEST(Captures, OfTheSharedFolder) {
  SONDE_NEED_SHARED(folder, "captures");
  for (const Reported& wanted : kReported) expect_reported(wanted, folder + "/" + wanted.file);
}

TEST(Captures, TheBigOneFromZstd) {
  SONDE_NEED_SHARED(path, "captures/big.scap.zst");
  DamageLog damage;
  auto reader = Reader::open(path, damage);
  ASSERT_TRUE(reader.ok());
  RawEvent event;
  uint64_t count = 0;
  while (reader.value()->next(event) != Reader::Step::kEnd) count += event.num == count + 1;
  EXPECT_EQ(count, 6317511u);  // "Captured Events" of sysdig -q -v -r on the file
  EXPECT_EQ(event.num, 6317511u);
  EXPECT_TRUE(damage.entries().empty());
  EXPECT_DOUBLE_EQ(reader.value()->progress(), 1.0);
}

// ---- FileEngine: several files, one after the other ----

struct EngineRun {
  std::string error;
  std::vector<uint64_t> nums;
  std::vector<size_t> restarts;
  double last_progress = -2;
};

EngineRun run(std::vector<std::string> paths) {
  EngineRun out;
  auto engine = FileEngine::open(std::move(paths));
  if (!engine) {
    out.error = engine.error().what;
    return out;
  }
  RawEvent event;
  for (;;) {
    auto next = engine.value()->next(event);
    if (!next) {
      out.error = next.error().what;
      return out;
    }
    if (next.value() == Next::kEvent) out.nums.push_back(event.num);
    if (next.value() == Next::kRestart) out.restarts.push_back(out.nums.size());
    EXPECT_GE(engine.value()->progress(), out.last_progress);
    out.last_progress = engine.value()->progress();
    if (next.value() == Next::kEnd) return out;
  }
}

// sysdig 0.29.3 numbers the events of each -r from 1 again.
TEST(FileEngine, SeveralFilesRestartTheNumbers) {
  EngineRun got =
      run({own_capture("d_odd.scap"), own_capture("curl_google.scap"), own_capture("d_odd.scap")});
  EXPECT_EQ(got.error, "");
  ASSERT_EQ(got.nums.size(), 3386u + 1536 + 3386);
  EXPECT_EQ(got.restarts, (std::vector<size_t>{3386, 3386 + 1536}));
  EXPECT_EQ(got.nums[0], 1u);
  EXPECT_EQ(got.nums[3386], 1u);
  EXPECT_EQ(got.nums.back(), 3386u);
  EXPECT_DOUBLE_EQ(got.last_progress, 1.0);
}

TEST(FileEngine, MissingFilesAreNamed) {
  EXPECT_NE(run({"/no/such/file.scap"}).error.find("/no/such/file.scap"), std::string::npos);
  EngineRun second = run({own_capture("d_odd.scap"), "/no/such/file.scap"});
  EXPECT_EQ(second.nums.size(), 3386u);
  EXPECT_NE(second.error.find("No such file"), std::string::npos);
  EXPECT_FALSE(run({}).error.empty());
}

TEST(FileEngine, DamageNamesTheFileWhenThereAreSeveral) {
  const std::string cut = temp_path("cut.scap");
  {
    std::FILE* from = std::fopen(own_capture("d_odd.scap").c_str(), "rb");
    std::FILE* to = std::fopen(cut.c_str(), "wb");
    std::vector<char> bytes(200001);
    ASSERT_EQ(std::fread(bytes.data(), 1, bytes.size(), from), bytes.size());
    ASSERT_EQ(std::fwrite(bytes.data(), 1, bytes.size(), to), bytes.size());
    std::fclose(from);
    std::fclose(to);
  }
  auto engine = FileEngine::open({cut, own_capture("curl_google.scap")});
  ASSERT_TRUE(engine.ok());
  RawEvent event;
  while (engine.value()->next(event).value() != Next::kEnd) {
  }
  ASSERT_EQ(engine.value()->damage().size(), 1u);
  EXPECT_EQ(engine.value()->damage()[0].what.find(cut), 0u);
}

}  // namespace
}  // namespace sonde::test
