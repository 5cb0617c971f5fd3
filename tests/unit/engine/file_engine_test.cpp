// One capture file as an engine. What the files hold in detail is tested in capfile/; the number of
// events is what sysdig 0.29.3 shows for the file.
// SPDX-License-Identifier: Apache-2.0
#include "engine/file_engine.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "temp_path.h"

namespace sonde {
namespace {

const std::string kCapture = SONDE_SOURCE_DIR "/tests/captures/d_odd.scap";

// Reads to the end, or until an error, which is returned.
std::string read_to_end(FileEngine& engine, uint64_t& events) {
  RawEvent event;
  double progress = 0;
  while (true) {
    Result<Next> got = engine.next(event);
    if (!got) return got.error().what;
    EXPECT_GE(engine.progress(), progress);
    progress = engine.progress();
    if (got.value() == Next::kEnd) return "";
    if (got.value() != Next::kEvent) continue;
    EXPECT_EQ(event.num, ++events);
  }
}

TEST(FileEngine, ReadsOneFileToItsEnd) {
  auto engine = FileEngine::open(kCapture);
  ASSERT_TRUE(engine.ok());
  uint64_t events = 0;
  EXPECT_EQ(read_to_end(*engine.value(), events), "");
  EXPECT_EQ(events, 3386u);
  EXPECT_DOUBLE_EQ(engine.value()->progress(), 1.0);
  EXPECT_TRUE(engine.value()->damage().empty());
}

TEST(FileEngine, YieldsTheSnapshotBeforeTheFirstEvent) {
  auto engine = FileEngine::open(kCapture);
  ASSERT_TRUE(engine.ok());
  RawEvent event;
  size_t threads = 0;
  while (engine.value()->next(event).value() == Next::kSnapshot) {
    const auto* found = std::get_if<std::vector<ThreadSnapshot>>(&engine.value()->snapshot());
    if (found) threads += found->size();
  }
  EXPECT_EQ(event.num, 1u);
  EXPECT_EQ(threads, 4u);  // entries of the file's process list
}

TEST(FileEngine, NamesAFileThatIsMissing) {
  auto engine = FileEngine::open("/no/such/file.scap");
  ASSERT_FALSE(engine.ok());
  EXPECT_NE(engine.error().what.find("/no/such/file.scap"), std::string::npos);
  EXPECT_NE(engine.error().what.find("No such file"), std::string::npos);
}

TEST(FileEngine, ListsTheDamageOfAFileThatWasCut) {
  std::ifstream whole(kCapture, std::ios::binary);
  std::stringstream content;
  content << whole.rdbuf();
  const std::string path = test::temp_path("cut.scap");
  std::ofstream(path, std::ios::binary) << content.str().substr(0, 200001);
  auto engine = FileEngine::open(path);
  ASSERT_TRUE(engine.ok());
  uint64_t events = 0;
  EXPECT_EQ(read_to_end(*engine.value(), events), "");
  EXPECT_GT(events, 1000u);
  ASSERT_EQ(engine.value()->damage().size(), 1u);
}

}  // namespace
}  // namespace sonde
