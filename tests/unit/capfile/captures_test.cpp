// Real captures. The numbers were printed by two programs that are not ours: entries of lists and
// blocks of events by `read_scap.py` of the shared folder (spec/verify), written from the format's
// description alone; the number of the last event by `sysdig 0.29.3 -r FILE` (its trailing events
// that it does not show are counted by the former).
// SPDX-License-Identifier: Apache-2.0
#include "read_all.h"
#include "shared_folder.h"

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

}  // namespace
}  // namespace sonde::test
