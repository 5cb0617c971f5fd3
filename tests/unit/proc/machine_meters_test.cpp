// The meters of csonde's header, from a folder that looks like /proc. The expected numbers are
// worked out by hand from the texts below.
// SPDX-License-Identifier: Apache-2.0
#include "proc/machine_meters.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "temp_path.h"

namespace sonde {
namespace {

class MachineMetersTest : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(root() + "/net");
    write("stat",
          "cpu  100 10 50 800 40 5 5 10 0 0\ncpu0 50 5 25 400 20 3 2 5 0 0\n"
          "cpu1 50 5 25 400 20 2 3 5 0 0\nintr 12 0\n");
    write("meminfo",
          "MemTotal:       1000 kB\nMemFree:         100 kB\nMemAvailable:    250 kB\n"
          "SwapTotal:       500 kB\nSwapFree:        400 kB\n");
    write("net/dev",
          "Inter-|   Receive  |  Transmit\n face |bytes packets errs drop fifo frame compressed\n"
          "    lo: 9999 1 0 0 0 0 0 0 9999 1 0 0 0 0 0 0\n"
          "  eth0:1000 1 0 0 0 0 0 0 2000 1 0 0 0 0 0 0\n"
          "wlan0: 10 1 0 0 0 0 0 0 20 1 0 0 0 0 0 0\n");
    write("diskstats",
          "   8       0 sda 5 0 10 1 6 0 20 1 0 1 2\n   8       1 sda1 5 0 10 1 6 0 20 1 0 1 2\n"
          " 259       0 nvme0n1 1 0 2 0 1 0 4 0 0 0 0\n 259 1 nvme0n1p1 1 0 2 0 1 0 4 0 0 0 0\n"
          "   7       0 loop0 9 0 99 0 9 0 99 0 0 0 0\n");
    write("loadavg", "0.50 1.25 2.00 3/317 4242\n");
    write("uptime", "86465.25 100000.00\n");
  }
  std::string root() const { return test::temp_path("proc"); }
  void write(const std::string& name, const std::string& text) {
    std::ofstream(root() + "/" + name) << text;
  }
};

TEST_F(MachineMetersTest, ReadsAmounts) {
  MachineMeters meters(root());
  const Meters now = meters.read(1'000'000'000);
  EXPECT_EQ(now.cpus, 2u);
  EXPECT_EQ(now.memory_bytes, 1000u * 1024);
  EXPECT_EQ(now.memory_used_bytes, 750u * 1024);
  EXPECT_EQ(now.swap_bytes, 500u * 1024);
  EXPECT_EQ(now.swap_used_bytes, 100u * 1024);
  EXPECT_EQ(now.load[0], 0.5);
  EXPECT_EQ(now.load[1], 1.25);
  EXPECT_EQ(now.load[2], 2.0);
  EXPECT_EQ(now.tasks, 317u);
  EXPECT_EQ(now.uptime_s, 86465u);
  EXPECT_EQ(now.cpu_percent, 0) << "there is no time before";
  EXPECT_EQ(now.net_in_bytes_s, 0u);
}

TEST_F(MachineMetersTest, RatesAreSinceTheCallBefore) {
  MachineMeters meters(root());
  meters.read(1'000'000'000);
  // 30 ticks more of work, 70 of rest: 30 percent. Two seconds later.
  write("stat", "cpu  120 10 60 860 50 5 5 10 0 0\n");
  write("net/dev",
        "a\nb\n    lo: 19999 1 0 0 0 0 0 0 19999 1 0 0 0 0 0 0\n"
        "  eth0:5000 1 0 0 0 0 0 0 8000 1 0 0 0 0 0 0\n"
        "wlan0: 10 1 0 0 0 0 0 0 20 1 0 0 0 0 0 0\n");
  write("diskstats",
        "   8       0 sda 5 0 30 1 6 0 60 1 0 1 2\n   8       1 sda1 5 0 30 1 6 0 60 1 0 1 2\n"
        " 259       0 nvme0n1 1 0 2 0 1 0 4 0 0 0 0\n");
  const Meters now = meters.read(3'000'000'000);
  EXPECT_DOUBLE_EQ(now.cpu_percent, 30);
  EXPECT_EQ(now.net_in_bytes_s, 2000u);
  EXPECT_EQ(now.net_out_bytes_s, 3000u);
  EXPECT_EQ(now.disk_read_bytes_s, 20u * 512 / 2);
  EXPECT_EQ(now.disk_write_bytes_s, 40u * 512 / 2);
}

TEST(MachineMeters, AFolderThatIsNotThereIsAllZeros) {
  MachineMeters meters("/no/such/folder");
  EXPECT_EQ(meters.read(1).memory_bytes, 0u);
}

}  // namespace
}  // namespace sonde
