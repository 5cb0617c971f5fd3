// The thread that compresses and writes: nobody waits for it before the queue is full, nothing is
// lost when it is, and what fails is told. A named pipe stands for a disk that does not keep up.
// SPDX-License-Identifier: Apache-2.0
#include "capfile/write_queue.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <random>
#include <thread>

#include "capfile/output.h"
#include "read_all.h"
#include "temp_path.h"

namespace sonde::test {
namespace {

using std::chrono::milliseconds;

std::string noise(size_t bytes) {
  std::mt19937 random(7);
  std::string text(bytes, '\0');
  for (char& c : text) c = static_cast<char>('a' + random() % 16);
  return text;
}

// A pipe with a name, open for reading, so that it can be opened for writing.
class SlowDisk {
 public:
  explicit SlowDisk(const char* name) : path_(temp_path(name)) {
    ::unlink(path_.c_str());
    EXPECT_EQ(mkfifo(path_.c_str(), 0600), 0);
    fd_ = ::open(path_.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    fcntl(fd_, F_SETFL, 0);
  }
  ~SlowDisk() {
    ::close(fd_);
    ::unlink(path_.c_str());
  }
  const std::string& path() const { return path_; }
  std::string read_all() {
    std::string all(1 << 16, '\0'), got;
    for (ssize_t count; (count = ::read(fd_, all.data(), all.size())) > 0;) {
      got.append(all.data(), static_cast<size_t>(count));
    }
    return got;
  }

 private:
  std::string path_;
  int fd_;
};

TEST(WriteQueueTest, NobodyWaitsForTheDiskBeforeTheQueueIsFull) {
  const std::string text = noise(3 << 20);
  SlowDisk disk("queue_pipe");
  WriteQueue queue;
  auto output = Output::open(disk.path(), {}, &queue);
  ASSERT_TRUE(output.ok());
  // Nobody reads: without the queue this would never return.
  for (size_t at = 0; at < text.size(); at += 4096) {
    output.value()->write(std::string_view(text).substr(at, 4096));
  }
  EXPECT_EQ(output.value()->bytes_on_disk(), text.size());
  EXPECT_GT(queue.waiting_bytes(), size_t{2} << 20);
  std::string read;
  std::thread reader([&] { read = disk.read_all(); });
  EXPECT_TRUE(output.value()->close().ok());
  reader.join();
  EXPECT_TRUE(read == text);
}

TEST(WriteQueueTest, AFullQueueMakesWaitAndLosesNothing) {
  const std::string text = noise(4 << 20);
  SlowDisk disk("queue_full");
  WriteQueue queue(3 * Output::kBufferBytes);
  auto output = Output::open(disk.path(), {}, &queue);
  ASSERT_TRUE(output.ok());
  std::atomic<size_t> written{0};
  std::thread writer([&] {
    for (size_t at = 0; at < text.size(); at += 4096) {
      output.value()->write(std::string_view(text).substr(at, 4096));
      written = at + 4096;
    }
    EXPECT_TRUE(output.value()->close().ok());
  });
  std::this_thread::sleep_for(milliseconds(200));
  // The queue, the buffer that is being filled, and no more.
  EXPECT_GT(written, 3 * Output::kBufferBytes);
  EXPECT_LE(written, 4 * Output::kBufferBytes + 4096);
  EXPECT_LE(queue.waiting_bytes(), 3 * Output::kBufferBytes);
  std::string read;
  std::thread reader([&] { read = disk.read_all(); });
  writer.join();
  reader.join();
  EXPECT_TRUE(read == text);
}

TEST(WriteQueueTest, CompressedFilesHoldWhatWasWritten) {
  const std::string text = noise(5 << 20);
  for (const Compression compression : {Compression::kGzip, Compression::kZstd}) {
    // The small queue is behind at once, which changes the level on the way.
    for (const size_t queue_bytes : {WriteQueue::kMaxBytes, 2 * Output::kBufferBytes}) {
      const std::string path = temp_path("queue_packed");
      WriteQueue queue(queue_bytes);
      auto output = Output::open(path, {compression, 0, 2}, &queue);
      ASSERT_TRUE(output.ok());
      for (size_t at = 0; at < text.size(); at += 4096) {
        output.value()->write(std::string_view(text).substr(at, 4096));
        if (at == text.size() / 2) {
          ASSERT_TRUE(output.value()->flush().ok());
        }
      }
      ASSERT_TRUE(output.value()->close().ok());
      EXPECT_GT(queue.last_ratio(), 0.4);  // 4 bits of 8
      EXPECT_LT(queue.last_ratio(), 0.8);
      auto input = CaptureInput::open(path);
      ASSERT_TRUE(input.ok());
      const Bytes back = input.value()->refill(nullptr, text.size() + 1);
      EXPECT_EQ(input.value()->trouble(), "");
      EXPECT_TRUE(as_text(back) == text) << back.size();
      ::unlink(path.c_str());
    }
  }
}

TEST(WriteQueueTest, WhatIsFlushedCanBeReadBeforeTheEnd) {
  for (const Compression compression :
       {Compression::kNone, Compression::kGzip, Compression::kZstd}) {
    const std::string path = temp_path("queue_flushed");
    WriteQueue queue;
    auto output = Output::open(path, {compression, 0, 1}, &queue);
    ASSERT_TRUE(output.ok());
    output.value()->write("a few bytes");
    ASSERT_TRUE(output.value()->flush().ok());
    queue.drain();
    auto input = CaptureInput::open(path);
    ASSERT_TRUE(input.ok());
    EXPECT_EQ(as_text(input.value()->refill(nullptr, 100)), "a few bytes");
    ASSERT_TRUE(output.value()->close().ok());
    ::unlink(path.c_str());
  }
}

TEST(WriteQueueTest, AFullDiskIsToldAtTheEndAtLatest) {
  for (const Compression compression :
       {Compression::kNone, Compression::kGzip, Compression::kZstd}) {
    for (const size_t bytes : {size_t{10}, size_t{3} << 20}) {
      WriteQueue queue;
      auto output = Output::open("/dev/full", {compression, 0, 1}, &queue);
      ASSERT_TRUE(output.ok());
      output.value()->write(noise(bytes));
      const Result<void> closed = output.value()->close();
      ASSERT_FALSE(closed.ok());
      EXPECT_EQ(closed.error().what, "cannot write /dev/full: No space left on device");
      EXPECT_TRUE(queue.failed());
    }
  }
}

// The table of a piece is written beside, and stands at its place all the same.
TEST(WriteQueueTest, WhatIsFilledBesideStaysInOrder) {
  const std::string path = temp_path("queue_beside");
  WriteQueue queue;
  auto output = Output::open(path, {}, &queue);
  ASSERT_TRUE(output.ok());
  output.value()->write("before ");
  output.value()->fill_beside(0, [](std::unique_ptr<Output> out) {
    std::this_thread::sleep_for(milliseconds(20));
    out->write("table ");
  });
  output.value()->write("after");
  ASSERT_TRUE(output.value()->close().ok());
  EXPECT_EQ(output.value()->bytes_written(), 18u);
  auto input = CaptureInput::open(path);
  ASSERT_TRUE(input.ok());
  EXPECT_EQ(as_text(input.value()->refill(nullptr, 100)), "before table after");
  ::unlink(path.c_str());
}

}  // namespace
}  // namespace sonde::test
