// The Explorer when files fail it: temporary copies that do not fit, captures that shrink, disks
// that are full when events are saved, and an idle pipe. What is expected comes from an Explorer
// over the same capture whose files did not fail.
// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <future>

#include "../index/indexed_capture.h"
#include "capture_copies.h"
#include "explore/explorer.h"
#include "explore/export_events.h"
#include "shared_folder.h"
#include "temp_path.h"

namespace sonde {
namespace {

namespace fs = std::filesystem;

const std::string kCapture = SONDE_SOURCE_DIR "/tests/captures/d_odd.scap";

// Files of this process get no longer while it lives.
class SmallDisk {
 public:
  explicit SmallDisk(rlim_t bytes) {
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit small{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
  }
  ~SmallDisk() { setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_;
};

class StandardInput {
 public:
  explicit StandardInput(int fd) : before_(dup(STDIN_FILENO)) { dup2(fd, STDIN_FILENO); }
  ~StandardInput() {
    dup2(before_, STDIN_FILENO);
    ::close(before_);
  }

 private:
  int before_;
};

std::string packed_capture() {
  const std::string path = test::temp_path("odd.scap.gz");
  EXPECT_EQ(std::system(("gzip -c " + kCapture + " > " + path).c_str()), 0);
  return path;
}

std::unique_ptr<Explorer> open_explorer(const std::string& path) {
  ExplorerOptions options;
  options.inputs = {path};
  auto opened = Explorer::open(std::move(options));
  EXPECT_TRUE(opened.ok()) << (opened.ok() ? "" : opened.error().what);
  return opened.ok() ? opened.take() : nullptr;
}

// Waits until `done`; false when that takes too long.
template <typename Done>
bool wait_until(Explorer& explorer, Done done) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!done()) {
    if (std::chrono::steady_clock::now() > end) return false;
    pollfd wake{explorer.wake_fd(), POLLIN, 0};
    ::poll(&wake, 1, 20);
  }
  return true;
}

bool read_to_end(Explorer& explorer) {
  return wait_until(explorer, [&] {
    explorer.take();
    return explorer.status().complete;
  });
}

Result<Answer> ask(Explorer& explorer, Request request) {
  explorer.ask(std::move(request));
  std::optional<Reply> reply;
  if (!wait_until(explorer, [&] { return (reply = explorer.take()).has_value(); })) {
    return Error{ErrorKind::kSystem, "no reply", ""};
  }
  return std::move(reply->answer);
}

std::vector<std::string> lines_of(Explorer& explorer, uint64_t first) {
  LinesRequest request;
  request.first = first;
  request.count = 500;
  Result<Answer> got = ask(explorer, request);
  EXPECT_TRUE(got.ok());
  std::vector<std::string> texts;
  if (!got.ok()) return texts;
  for (const LineEntry& entry : std::get<Lines>(got.value()).entries) texts.push_back(entry.text);
  return texts;
}

TEST(ExplorerFiles, ACopyThatDoesNotFitIsToldAndTheFileAnswers) {
  auto whole = open_explorer(kCapture);
  ASSERT_TRUE(read_to_end(*whole));
  const std::string packed = packed_capture();
  std::unique_ptr<Explorer> cut;
  {
    SmallDisk disk(64 << 10);
    cut = open_explorer(packed);
    ASSERT_TRUE(read_to_end(*cut));
  }
  const ExplorerStatus status = cut->status();
  ASSERT_EQ(status.warnings.size(), 1u);
  EXPECT_NE(status.warnings[0].find("File too large"), std::string::npos) << status.warnings[0];
  EXPECT_FALSE(status.is_damaged);
  EXPECT_EQ(status.events, whole->status().events);
  // To the end and back to the beginning.
  for (const uint64_t first : {0, 700, 0}) {
    const std::vector<std::string> lines = lines_of(*whole, first);
    ASSERT_GT(lines.size(), 100u);
    EXPECT_EQ(lines_of(*cut, first), lines);
  }
  EXPECT_EQ(cut->status().error, "");
}

TEST(ExplorerFiles, ACopyOfStandardInputThatDoesNotFitIsAnError) {
  const int fd = ::open(kCapture.c_str(), O_RDONLY | O_CLOEXEC);
  ASSERT_GE(fd, 0);
  StandardInput input(fd);
  ::close(fd);
  std::unique_ptr<Explorer> cut;
  {
    SmallDisk disk(64 << 10);
    cut = open_explorer("-");
    ASSERT_TRUE(read_to_end(*cut));
  }
  EXPECT_EQ(cut->status().warnings.size(), 1u);
  lines_of(*cut, 700);
  EXPECT_NE(cut->status().error.find("cannot be read back"), std::string::npos);
  const std::string path = test::temp_path("cut_stdin.scap");
  EXPECT_FALSE(ask(*cut, ExportRequest{{}, path}).ok());
  EXPECT_FALSE(fs::exists(path));
}

TEST(ExplorerFiles, ACaptureThatShrinksIsAnError) {
  const std::string path = test::temp_path("shrinks.scap");
  fs::copy_file(kCapture, path, fs::copy_options::overwrite_existing);
  auto explorer = open_explorer(path);
  ASSERT_TRUE(read_to_end(*explorer));
  EXPECT_EQ(explorer->status().error, "");
  fs::resize_file(path, 100'000);
  lines_of(*explorer, 1000);
  EXPECT_NE(explorer->status().error.find("cannot be read back"), std::string::npos);
}

TEST(ExplorerFiles, EventsOfStandardInputCanBeSaved) {
  auto whole = open_explorer(kCapture);
  ASSERT_TRUE(read_to_end(*whole));
  const std::string expected = test::temp_path("saved_file.scap");
  const Result<Answer> from_file = ask(*whole, ExportRequest{{}, expected});
  ASSERT_TRUE(from_file.ok());

  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  StandardInput input(ends[0]);
  ::close(ends[0]);
  std::thread feeder([&] {
    std::ifstream capture(kCapture, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(capture)), {});
    EXPECT_EQ(::write(ends[1], bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
    ::close(ends[1]);
  });
  auto explorer = open_explorer("-");
  feeder.join();
  ASSERT_TRUE(read_to_end(*explorer));
  const std::string path = test::temp_path("saved_stdin.scap");
  const Result<Answer> saved = ask(*explorer, ExportRequest{{}, path});
  ASSERT_TRUE(saved.ok()) << saved.error().what;
  EXPECT_EQ(std::get<Exported>(saved.value()).events, std::get<Exported>(from_file.value()).events);
  EXPECT_EQ(fs::file_size(path), fs::file_size(expected));
}

TEST(ExplorerFiles, AFullDiskIsToldAndNothingIsInTheWayOfTheNextTry) {
  auto explorer = open_explorer(kCapture);
  ASSERT_TRUE(read_to_end(*explorer));
  const std::string path = test::temp_path("saved.scap");
  {
    SmallDisk disk(64 << 10);
    const Result<Answer> saved = ask(*explorer, ExportRequest{{}, path});
    ASSERT_FALSE(saved.ok());
    EXPECT_NE(saved.error().what.find("File too large"), std::string::npos) << saved.error().what;
    EXPECT_FALSE(fs::exists(path));
  }
  EXPECT_TRUE(ask(*explorer, ExportRequest{{}, path}).ok());
  // Nothing that the filter wants: no file either.
  const std::string none = test::temp_path("none.scap");
  const Result<Answer> empty = ask(*explorer, ExportRequest{{"proc.name=nobody"}, none});
  EXPECT_FALSE(fs::exists(none));
}

// What the events need of those that are left out is told between them, and is not counted.
TEST(ExplorerFiles, ASavedSelectionSaysWhatTheWholeSays) {
  const std::string whole = test::temp_path("whole.scap"), part = test::temp_path("part.scap");
  {
    auto explorer = open_explorer(kCapture);
    ASSERT_TRUE(read_to_end(*explorer));
    ASSERT_TRUE(ask(*explorer, ExportRequest{{}, whole}).ok());
  }
  auto explorer = open_explorer(whole);
  ASSERT_TRUE(read_to_end(*explorer));
  for (const char* text : {"evt.type in (read,write)", "evt.type=execve", "fd.type=ipv4"}) {
    const Result<Answer> saved = ask(*explorer, ExportRequest{{text}, part});
    ASSERT_TRUE(saved.ok()) << saved.error().what;
    auto filter = test::compile_filter(text);
    const std::vector<std::string> expected = test::lines_of(whole, filter.get());
    EXPECT_GT(expected.size(), 0u) << text;
    EXPECT_EQ(test::lines_of(part, nullptr), expected) << text;
    EXPECT_EQ(std::get<Exported>(saved.value()).events, expected.size()) << text;
    fs::remove(part);
  }
}

// The names of containers are at the head of both: of what is read from a file, and of what is kept
// of a live machine.
TEST(ExplorerFiles, ASavedSelectionKnowsItsContainers) {
  SONDE_NEED_SHARED(path, "captures/foreign/ex_example4_example4-1.scap.zst");
  const std::string saved = test::temp_path("containers.scap");
  const std::string text = "container.name=example4_web_1 and evt.dir=<";
  auto filter = test::compile_filter(text);
  const size_t expected = test::lines_of(path, filter.get()).size();
  EXPECT_GT(expected, 0u);
  test::IndexedCapture kept(path, true);
  ScanPool pool(*kept.index, *kept.replay);
  const std::atomic<bool> cancelled{false};
  const QueryContext context{*kept.index, pool, *kept.replay, kept.session->state(), &cancelled};
  for (const bool is_live : {false, true}) {
    const std::vector<std::string> inputs(is_live ? 0 : 1, path);
    const Result<Exported> done = export_events({{text}, saved}, inputs, context);
    ASSERT_TRUE(done.ok()) << done.error().what;
    EXPECT_EQ(done.value().events, expected) << is_live;
    EXPECT_EQ(test::lines_of(saved, filter.get()).size(), expected) << is_live;
    fs::remove(saved);
  }
}

TEST(ExplorerFiles, ItEndsWhileAPipeIsIdle) {
  const std::string path = test::temp_path("idle.scap");
  ::unlink(path.c_str());
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  const int other_end = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_GE(other_end, 0);
  std::ifstream capture(kCapture, std::ios::binary);
  std::string bytes(60'000, '\0');
  capture.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  ASSERT_EQ(::write(other_end, bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
  auto explorer = open_explorer(path);
  ASSERT_TRUE(explorer);
  auto ended = std::async(std::launch::async, [&] { explorer.reset(); });
  const bool in_time = ended.wait_for(std::chrono::seconds(5)) == std::future_status::ready;
  EXPECT_TRUE(in_time);
  ::close(other_end);  // otherwise the test would hang, too
  ended.wait();
}

}  // namespace
}  // namespace sonde
