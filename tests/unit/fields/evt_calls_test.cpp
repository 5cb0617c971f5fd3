// Names and categories of calls without a row, for every code that sysdig 0.29.3 knows, beside what
// it prints itself for a capture that holds one event of each.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "fields/call_names.h"
#include "scap_builder.h"
#include "sysdig.h"

namespace sonde {
namespace {

constexpr uint16_t kCodesOf2022 = 329;

TEST(CallNames, AreWhatSysdigPrints) {
  SONDE_NEED_SYSDIG();
  test::ScapBuilder capture;
  capture.preamble();
  for (uint16_t code = 0; code < kCodesOf2022; ++code) {
    test::BuiltEvent event;
    event.id = static_cast<uint16_t>(EventId::GENERIC_E);
    event.ts_ns += code;
    event.params = {test::p_u16(code), test::p_u16(9)};
    capture.event(event);
  }
  const std::string name = "sonde-calls-" + std::to_string(getpid()) + ".scap";
  const std::filesystem::path path = std::filesystem::temp_directory_path() / name;
  std::ofstream(path, std::ios::binary) << capture.bytes();
  const std::vector<std::string> lines =
      test::sysdig_lines("-r '" + path.string() + "' -p '%evt.type %evt.category'");
  std::filesystem::remove(path);
  ASSERT_EQ(lines.size(), size_t{kCodesOf2022});
  for (uint16_t code = 0; code < kCodesOf2022; ++code) {
    const std::string ours =
        std::string(call_name(code, true)) + ' ' + std::string(call_category(code));
    EXPECT_EQ(ours, lines[code]) << code;
  }
}

TEST(CallNames, OfTodaysCaptures) {
  EXPECT_EQ(call_name(298, false), "rt_sigreturn");
  EXPECT_EQ(call_name(298, true), "sigreturn");
  EXPECT_EQ(call_name(0, false), "<unknown>");
  EXPECT_EQ(call_name(0xffff, false), "<unknown>");
  EXPECT_EQ(call_category(0xffff), "other");
}

}  // namespace
}  // namespace sonde
