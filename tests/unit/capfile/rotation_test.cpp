// Splitting a capture: names, moments, rings. The moments of -G and -e are those that
// sysdig 0.29.3 was seen to use on the same options; names are ours, for its do not sort.
// SPDX-License-Identifier: Apache-2.0
#include "capfile/rotation.h"

#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <set>

#include "read_all.h"
#include "scap_builder.h"
#include "temp_path.h"

namespace sonde::test {
namespace {

namespace fs = std::filesystem;
constexpr uint64_t kSecond = 1000000000;
constexpr uint64_t kStart = 1795423883 * kSecond + 590899287;  // 08:51:23 UTC

class Rotation : public testing::Test {
 protected:
  void SetUp() override {
    setenv("TZ", "UTC", 1);
    tzset();
    folder_ = temp_path("rotation");
    fs::remove_all(folder_);
    fs::create_directory(folder_);
  }
  // `count` events, one every `step_ns`, of a little more than 1000 bytes each.
  void write(const std::string& name, const RotationOptions& rotation, int count, uint64_t step_ns,
             const WriterOptions& options = {}) {
    ScapBuilder built;
    built.preamble();
    for (int i = 0; i < count; ++i) {
      built.event({.ts_ns = kStart + static_cast<uint64_t>(i) * step_ns,
                   .id = 7,
                   .params = {p_i64(i), std::string(1000, 'x')}});
    }
    auto snapshot = [this](Writer& writer) {
      ++snapshots_;
      ThreadSnapshot thread;
      thread.tid = 10;
      return writer.write_snapshot(std::vector<ThreadSnapshot>{thread});
    };
    auto opened = RotatingWriter::open(folder_ + "/" + name, rotation, options, snapshot);
    ASSERT_TRUE(opened.ok());
    DamageLog damage;
    auto reader = Reader::over(as_bytes(built.bytes()), "built", damage);
    RawEvent event;
    for (;;) {
      Reader::Step step = reader.value()->next(event);
      if (step == Reader::Step::kEnd) break;
      if (step != Reader::Step::kEvent) continue;
      ASSERT_TRUE(opened.value()->write_event(event).ok());
    }
    ASSERT_TRUE(opened.value()->close().ok());
  }
  std::vector<std::string> names() const {
    std::set<std::string> found;
    for (const auto& entry : fs::directory_iterator(folder_)) found.insert(entry.path().filename());
    return {found.begin(), found.end()};
  }
  // Results of the events in a file: which of the `count` they are.
  std::vector<int64_t> events_of(const std::string& name) const {
    ReadCapture read = read_path(folder_ + "/" + name);
    EXPECT_EQ(read.entries<ThreadSnapshot>().size(), 1u) << name;  // stands for itself
    EXPECT_TRUE(read.damage.empty());
    std::vector<int64_t> found;
    for (const ReadEvent& event : read.events) {
      found.push_back(value_of<int64_t>(as_bytes(event.params[0])));
    }
    return found;
  }
  size_t total_events() const {
    size_t total = 0;
    for (const std::string& name : names()) total += events_of(name).size();
    return total;
  }

  std::string folder_;
  int snapshots_ = 0;
};

using Names = std::vector<std::string>;

TEST_F(Rotation, WithoutOptionsOneFile) {
  write("x", {.files = 3}, 50, kSecond);  // -W alone means nothing
  EXPECT_EQ(names(), Names{"x"});
  EXPECT_EQ(events_of("x").size(), 50u);
  EXPECT_EQ(snapshots_, 1);
}

TEST_F(Rotation, ByEvents) {
  write("x", {.events = 20}, 50, 1000);
  EXPECT_EQ(names(), (Names{"x.000", "x.001", "x.002"}));
  EXPECT_EQ(events_of("x.000").size(), 20u);
  EXPECT_EQ(events_of("x.001").front(), 20);
  EXPECT_EQ(events_of("x.002").size(), 10u);
  EXPECT_EQ(snapshots_, 3);
}

TEST_F(Rotation, ByEventsExactlyFullLeavesNoEmptyFile) {
  write("x", {.events = 25, .files = 12}, 50, 1000);
  EXPECT_EQ(names(), (Names{"x.000", "x.001"}));
}

TEST_F(Rotation, BySizeJustExceedsTheLimit) {
  write("x", {.bytes = 10000}, 50, 1000);
  // 10000 bytes hold the preamble and nine events; the tenth makes it more, and is the last.
  EXPECT_EQ(names().size(), 5u);
  for (const std::string& name : names()) {
    EXPECT_LT(fs::file_size(folder_ + "/" + name), 12000u);
    if (name != "x.004") {
      EXPECT_GT(fs::file_size(folder_ + "/" + name), 10000u);
    }
  }
  EXPECT_EQ(total_events(), 50u);
}

TEST_F(Rotation, BySizeInARing) {
  write("x", {.bytes = 10000, .files = 12}, 30, 1000);
  EXPECT_EQ(names(), (Names{"x.000", "x.001", "x.002"}));
}

TEST_F(Rotation, RingStartsOver) {
  write("x", {.events = 10, .files = 3}, 75, 1000);
  EXPECT_EQ(names(), (Names{"x.000", "x.001", "x.002"}));
  EXPECT_EQ(events_of("x.000").front(), 60);
  EXPECT_EQ(events_of("x.001").front(), 70);
  EXPECT_EQ(events_of("x.001").size(), 5u);
  EXPECT_EQ(events_of("x.002").front(), 50);
}

// sysdig compares whole seconds: from ...883.59 with -G 2 the next file starts at ...885.00.
TEST_F(Rotation, ByTimeGoesByWholeSeconds) {
  write("x", {.seconds = 2}, 10, kSecond / 2);
  EXPECT_EQ(names(), (Names{"x.000", "x.001", "x.002"}));
  EXPECT_EQ(events_of("x.000"), (std::vector<int64_t>{0, 1, 2}));     // 883.59 884.09 884.59
  EXPECT_EQ(events_of("x.001"), (std::vector<int64_t>{3, 4, 5, 6}));  // 885.09 ... 886.59
  EXPECT_EQ(events_of("x.002"), (std::vector<int64_t>{7, 8, 9}));
}

TEST_F(Rotation, ByTimeWithAPatternKeepsTheFirstFile) {
  write("y%H%M%S", {.seconds = 2}, 10, kSecond / 2);
  EXPECT_EQ(names(), (Names{"y085123", "y085125", "y085127"}));
  EXPECT_EQ(total_events(), 10u);
}

TEST_F(Rotation, PatternInARingDeletesTheOldest) {
  write("y%H%M%S", {.seconds = 1, .files = 3}, 6, kSecond);
  EXPECT_EQ(names(), (Names{"y085126", "y085127", "y085128"}));
}

TEST_F(Rotation, PatternWithSizeAppendsACounter) {
  write("y%H%M%S", {.bytes = 10000, .seconds = 2}, 10, kSecond / 2);
  EXPECT_EQ(names(), (Names{"y085123.000", "y085125.001", "y085127.002"}));
}

TEST_F(Rotation, PatternThatDoesNotChangeLosesNothing) {
  write("y%H", {.seconds = 1}, 4, kSecond);
  EXPECT_EQ(names(), (Names{"y08.000", "y08.001", "y08.002", "y08.003"}));
  EXPECT_EQ(total_events(), 4u);
}

TEST_F(Rotation, PercentWithoutTimeIsAName) {
  write("y%H", {.events = 100}, 4, kSecond);
  EXPECT_EQ(names(), Names{"y%H.000"});
}

TEST_F(Rotation, PauseLongerThanThePeriod) {
  write("x", {.seconds = 2}, 3, 100 * kSecond);
  EXPECT_EQ(names(), (Names{"x.000", "x.001", "x.002"}));
}

TEST_F(Rotation, CompressedSizeIsWhatCounts) {
  write("x", {.bytes = 100000}, 3000, 1000, {.compression = Compression::kGzip});
  EXPECT_EQ(names(), Names{"x.000"});  // three megabytes of the same letter
  EXPECT_EQ(total_events(), 3000u);
}

TEST_F(Rotation, NoEventsStillGiveAFile) {
  write("x", {}, 0, 1);
  write("z", {.events = 5}, 0, 1);
  EXPECT_EQ(names(), (Names{"x", "z.000"}));
  EXPECT_TRUE(events_of("x").empty());
}

TEST_F(Rotation, NumbersStandBeforeWhatSaysHowItIsCompressed) {
  write("c.scap.zst", {.events = 2}, 4, 1000, {.compression = Compression::kZstd});
  write("d.gz", {.events = 2}, 4, 1000, {.compression = Compression::kGzip});
  EXPECT_EQ(names(), (Names{"c.000.scap.zst", "c.001.scap.zst", "d.000.gz", "d.001.gz"}));
}

// Sorted as text, names are in the order in which they were made, however many.
TEST_F(Rotation, NamesSort) {
  for (const RotationOptions& options :
       {RotationOptions{.events = 1}, RotationOptions{.events = 1, .files = 12000}}) {
    FileNames names("c.scap", options);
    std::string before = names.next(kStart);
    EXPECT_EQ(before, options.files ? "c.scap.00000" : "c.scap.000");
    for (int i = 1; i < 12000; ++i) {
      const std::string name = names.next(kStart);
      ASSERT_LT(before, name);
      before = name;
    }
    EXPECT_EQ(names.is_reused(), false);
    names.next(kStart);
    EXPECT_EQ(names.is_reused(), options.files != 0);
  }
}

TEST_F(Rotation, FilesOfAnotherRecordingAreNotMixedIn) {
  write("c.scap", {.events = 20}, 50, 1000);
  const auto nothing = [](Writer&) { return Result<void>(); };
  for (const uint32_t files : {0u, 2u}) {
    auto again =
        RotatingWriter::open(folder_ + "/c.scap", {.events = 5, .files = files}, {}, nothing);
    ASSERT_FALSE(again.ok());
    EXPECT_NE(again.error().what.find("/c.scap.000 exists"), std::string::npos);
  }
  EXPECT_EQ(events_of("c.scap.000").size(), 20u);
  // Other names do not look like its files.
  std::ofstream(folder_ + "/d.scap.old") << "x";
  std::ofstream(folder_ + "/d.scap.00") << "x";
  EXPECT_TRUE(RotatingWriter::open(folder_ + "/d.scap", {.events = 5}, {}, nothing).ok());
}

TEST_F(Rotation, AFileThatComesMeanwhileStays) {
  const auto nothing = [](Writer&) { return Result<void>(); };
  auto writer =
      RotatingWriter::open(folder_ + "/c", {.seconds = 1, .by_caller = true}, {}, nothing);
  ASSERT_TRUE(writer.ok());
  std::ofstream(folder_ + "/c.001") << "theirs";
  ASSERT_TRUE(writer.value()->begin_file(kStart).ok());
  ASSERT_TRUE(writer.value()->begin_file(kStart + kSecond).ok());
  ASSERT_TRUE(writer.value()->close().ok());
  EXPECT_EQ(names(), (Names{"c.000", "c.001", "c.002"}));
  EXPECT_EQ(fs::file_size(folder_ + "/c.001"), 6u);
}

TEST_F(Rotation, TwoRecordingsNeverWriteOneFile) {
  auto first = Writer::open(folder_ + "/c.scap", {});
  ASSERT_TRUE(first.ok());
  ASSERT_TRUE(first.value()->flush().ok());
  const auto bytes = fs::file_size(folder_ + "/c.scap");
  auto second = Writer::open(folder_ + "/c.scap", {});
  ASSERT_FALSE(second.ok());
  EXPECT_NE(second.error().what.find("another recording is writing it"), std::string::npos);
  EXPECT_EQ(fs::file_size(folder_ + "/c.scap"), bytes);  // not emptied
  ASSERT_TRUE(first.value()->close().ok());
  EXPECT_TRUE(Writer::open(folder_ + "/c.scap", {}).ok());
  EXPECT_TRUE(Writer::open("/dev/null", {}).ok());
}

// The clock alone begins a new file.
TEST_F(Rotation, ByTimeThoughNothingPasses) {
  const auto nothing = [](Writer&) { return Result<void>(); };
  auto writer =
      RotatingWriter::open(folder_ + "/c", {.seconds = 2, .by_caller = true}, {}, nothing);
  ASSERT_TRUE(writer.ok());
  ASSERT_TRUE(writer.value()->begin_file(kStart).ok());
  EXPECT_FALSE(writer.value()->wants_new_file(kStart + kSecond, 0, 0));
  ASSERT_TRUE(writer.value()->wants_new_file(kStart + 2 * kSecond, 0, 0));
  ASSERT_TRUE(writer.value()->begin_file(kStart + 2 * kSecond).ok());
  EXPECT_FALSE(writer.value()->wants_new_file(kStart + 3 * kSecond, 0, 0));
  ASSERT_TRUE(writer.value()->close().ok());
  EXPECT_EQ(names(), (Names{"c.000", "c.001"}));
}

// The writing of the older file of a name may still be under way.
TEST_F(Rotation, ARingWithAQueue) {
  WriteQueue queue;
  write("x", {.events = 3, .files = 2}, 75, 1000, {.queue = &queue});
  EXPECT_EQ(names(), (Names{"x.000", "x.001"}));
  EXPECT_EQ(events_of("x.000"), (std::vector<int64_t>{72, 73, 74}));
  EXPECT_EQ(events_of("x.001"), (std::vector<int64_t>{69, 70, 71}));
}

TEST_F(Rotation, StandardOutputCannotBeSplit) {
  auto nothing = [](Writer&) { return Result<void>(); };
  auto opened = RotatingWriter::open("-", {.events = 5}, {}, nothing);
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().kind, ErrorKind::kUsage);
}

TEST_F(Rotation, FolderThatIsMissing) {
  auto opened =
      RotatingWriter::open(folder_ + "/no/x", {}, {}, [](Writer&) { return Result<void>(); });
  ASSERT_FALSE(opened.ok());
  EXPECT_NE(opened.error().what.find("/no/x"), std::string::npos);
}

}  // namespace
}  // namespace sonde::test
