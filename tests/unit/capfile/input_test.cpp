// The sources of bytes: plain, gzip and zstd, several of each one after the other, pipes, damage.
// Compressed data comes from the libraries directly, not from the project's writer.
// SPDX-License-Identifier: Apache-2.0
#include "capfile/input.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <chrono>
#include <fstream>
#include <future>
#include <random>
#include <thread>

#include "read_all.h"
#include "scap_builder.h"
#include "temp_path.h"

namespace sonde::test {
namespace {

std::string gzip(std::string_view plain) {
  z_stream stream{};
  deflateInit2(&stream, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, plain.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string zstd(std::string_view plain) {
  std::string out(ZSTD_compressBound(plain.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), plain.data(), plain.size(), 3));
  return out;
}

// Bytes of which a third can be compressed away.
std::string noise(size_t size, uint32_t seed) {
  std::mt19937 random(seed);
  std::string out;
  while (out.size() < size) out += "ab" + std::string(1, static_cast<char>(random()));
  out.resize(size);
  return out;
}

std::string drain(CaptureInput& input, size_t step) {
  std::string out;
  Bytes window = input.refill(nullptr, step);
  while (!window.empty()) {
    size_t take = std::min(step, window.size());
    EXPECT_EQ(input.offset(), out.size());
    out += as_text(window.first(take));
    window = input.refill(window.data() + take, step);
  }
  return out;
}

std::string through_memory(const std::string& bytes, size_t step) {
  auto input = CaptureInput::over(as_bytes(bytes));
  return drain(*input, step);
}

TEST(CaptureInput, EveryCompressionAndStep) {
  const std::string plain = noise(2500000, 1);
  for (const std::string& packed : {plain, gzip(plain), zstd(plain)}) {
    for (size_t step : {1000u, 65536u, 1u << 20, 3000000u}) {
      EXPECT_EQ(through_memory(packed, step), plain) << step;
    }
  }
}

// Beyond the first megabytes a second thread decompresses.
TEST(CaptureInput, LongCompressedInputToItsEndAndLeftInTheMiddle) {
  const std::string plain = noise(12000000, 9);
  for (bool with_zstd : {false, true}) {
    std::string packed = with_zstd ? zstd(plain) : gzip(plain);
    EXPECT_EQ(through_memory(packed, 100000), plain);
    {
      auto input = CaptureInput::over(as_bytes(packed));
      Bytes window = input->refill(nullptr, 100);
      while (input->offset() < 6000000) window = input->refill(window.data() + window.size(), 100);
      EXPECT_GT(input->progress(), 0.1);
      EXPECT_LT(input->progress(), 1.0);
    }
    packed.resize(packed.size() - 100000);
    auto input = CaptureInput::over(as_bytes(packed));
    const std::string got = drain(*input, 100000);
    EXPECT_GT(got.size(), 11000000u);
    EXPECT_TRUE(plain.starts_with(got));
    EXPECT_NE(input->trouble().find("cut off at byte " + std::to_string(packed.size())),
              std::string::npos)
        << input->trouble();
  }
}

TEST(CaptureInput, SeveralMembersAndFrames) {
  const std::string one = noise(300000, 2), two = noise(7, 3), three = noise(1500000, 4);
  EXPECT_EQ(through_memory(gzip(one) + gzip(two) + gzip("") + gzip(three), 4096),
            one + two + three);
  EXPECT_EQ(through_memory(zstd(one) + zstd(two) + zstd("") + zstd(three), 4096),
            one + two + three);
  const std::string skippable = Body().u32(0x184D2A50).u32(5).raw("hello").bytes();
  EXPECT_EQ(through_memory(skippable + zstd(one) + skippable + zstd(two), 4096), one + two);
  EXPECT_EQ(through_memory(gzip(one) + std::string(600000, '\0'), 4096), one);
}

TEST(CaptureInput, DamagedStreamsSayWhereAndKeepWhatCameBefore) {
  const std::string plain = noise(900000, 5);
  for (bool with_zstd : {false, true}) {
    const std::string packed = with_zstd ? zstd(plain) : gzip(plain);
    for (size_t cut : {packed.size() / 2, packed.size() - 1, packed.size() - 6}) {
      const std::string part = packed.substr(0, cut);
      auto input = CaptureInput::over(as_bytes(part));
      const std::string got = drain(*input, 4096);
      EXPECT_TRUE(plain.starts_with(got));
      EXPECT_GT(got.size(), plain.size() / 4);
      EXPECT_NE(input->trouble().find("cut off at byte " + std::to_string(cut)), std::string::npos)
          << input->trouble();
    }
    std::string broken = packed;
    for (size_t i = 0; i < 400; ++i) broken[packed.size() / 2 + i] ^= 0x5A;
    auto input = CaptureInput::over(as_bytes(broken));
    drain(*input, 4096);
    EXPECT_NE(input->trouble().find("damaged"), std::string::npos) << input->trouble();
  }
}

TEST(CaptureInput, BytesAfterGzipAreNotSwallowedSilently) {
  const std::string packed = gzip("data") + "trailing text";
  auto input = CaptureInput::over(as_bytes(packed));
  EXPECT_EQ(drain(*input, 100), "data");
  EXPECT_NE(input->trouble().find("not gzip"), std::string::npos);
}

TEST(CaptureInput, WindowSlackIsReadable) {
  const std::string bytes = "x";
  auto input = CaptureInput::over(as_bytes(bytes));
  Bytes window = input->refill(nullptr, 1);
  ASSERT_EQ(window.size(), 1u);
  for (size_t i = 1; i <= CaptureInput::kSlackBytes; ++i) EXPECT_EQ(window.data()[i], 0);
}

TEST(CaptureInput, KeptBytesSurviveGrowth) {
  const std::string plain = noise(20000000, 6);
  auto input = CaptureInput::over(as_bytes(plain));
  Bytes window = input->refill(nullptr, 100);
  window = input->refill(window.data() + 50, 6000000);  // more than the window holds
  ASSERT_GE(window.size(), 6000000u);
  EXPECT_EQ(as_text(window.first(6000000)), std::string_view(plain).substr(50, 6000000));
  EXPECT_EQ(input->offset(), 50u);
  window = input->refill(window.data() + window.size(), 1);
  ASSERT_GE(window.size(), 10u);
  EXPECT_EQ(as_text(window.first(10)), std::string_view(plain).substr(input->offset(), 10));
}

std::string temp_file(const std::string& name, const std::string& bytes) {
  const std::string path = temp_path(name);
  std::FILE* file = std::fopen(path.c_str(), "wb");
  EXPECT_EQ(std::fwrite(bytes.data(), 1, bytes.size(), file), bytes.size());
  std::fclose(file);
  return path;
}

ScapBuilder many_events() {
  ScapBuilder builder;
  builder.preamble();
  for (int i = 0; i < 40000; ++i) builder.event({.params = {p_i64(i), p_i64(3)}});
  return builder;
}

TEST(CaptureInput, CapturesInFilesOfAnyCompressionWhateverTheirName) {
  const std::string plain = many_events().bytes();
  const std::pair<std::string, Compression> kinds[] = {{plain, Compression::kNone},
                                                       {gzip(plain), Compression::kGzip},
                                                       {zstd(plain), Compression::kZstd}};
  for (const auto& [bytes, compression] : kinds) {
    DamageLog damage;
    auto reader = Reader::open(temp_file("kind.txt", bytes), damage);
    ASSERT_TRUE(reader.ok());
    EXPECT_EQ(reader.value()->compression(), compression);
    ReadCapture read;
    read_rest(*reader.value(), read);
    EXPECT_EQ(read.events.size(), 40000u);
    EXPECT_DOUBLE_EQ(reader.value()->progress(), 1.0);
    EXPECT_TRUE(damage.entries().empty());
  }
}

TEST(CaptureInput, CutCompressedCaptureGivesItsEventsAndTheReason) {
  const std::string packed = gzip(many_events().bytes());
  ReadCapture read = read_bytes(std::string_view(packed).substr(0, packed.size() / 2));
  EXPECT_GT(read.events.size(), 10000u);
  ASSERT_FALSE(read.damage.empty());
  EXPECT_NE(read.damage.back().what.find("cut off"), std::string::npos);
}

TEST(CaptureInput, PipeThatDribbles) {
  const std::string plain = many_events().bytes();
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const int saved = dup(STDIN_FILENO);
  dup2(ends[0], STDIN_FILENO);
  close(ends[0]);
  std::thread writer([&] {
    for (size_t at = 0; at < plain.size();) {
      const size_t part = std::min<size_t>(777, plain.size() - at);
      const ssize_t wrote = write(ends[1], plain.data() + at, part);
      if (wrote <= 0) break;
      at += static_cast<size_t>(wrote);
    }
    close(ends[1]);
  });
  ReadCapture read = read_path("-");
  writer.join();
  dup2(saved, STDIN_FILENO);
  close(saved);
  EXPECT_EQ(read.error, "");
  EXPECT_EQ(read.events.size(), 40000u);
  EXPECT_TRUE(read.damage.empty());
}

// A small file that grows without end must not fill the disk that the copy is on.
TEST(CaptureInput, TheCopyOfABombIsLimited) {
  const std::string path = temp_path("bomb.gz"), copy_path = temp_path("bomb.copy");
  std::ofstream(path, std::ios::binary) << gzip(std::string(size_t{120} << 20, '\0'));
  const int copy = ::open(copy_path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  ASSERT_GE(copy, 0);
  auto input = CaptureInput::open(path, nullptr, copy);
  ASSERT_TRUE(input.ok());
  uint64_t total = 0;
  for (Bytes window = input.value()->refill(nullptr, 1); !window.empty();
       window = input.value()->refill(window.data() + window.size(), 1)) {
    total += window.size();
  }
  EXPECT_EQ(total, uint64_t{120} << 20);  // read to its end all the same
  EXPECT_EQ(input.value()->copy_error(), EFBIG);
  struct stat status;
  ASSERT_EQ(::stat(copy_path.c_str(), &status), 0);
  struct stat packed;
  ASSERT_EQ(::stat(path.c_str(), &packed), 0);
  const uint64_t limit = CaptureInput::kFreeCopyBytes +
                         CaptureInput::kMaxCopyRatio * static_cast<uint64_t>(packed.st_size);
  EXPECT_LE(static_cast<uint64_t>(status.st_size), limit);
  EXPECT_GT(static_cast<uint64_t>(status.st_size), CaptureInput::kFreeCopyBytes / 2);
  ::unlink(path.c_str());
  ::unlink(copy_path.c_str());
}

// No signal comes: the flag alone has to end it.
TEST(CaptureInput, AnIdlePipeIsLeftWhenTheFlagIsSet) {
  const std::string path = temp_path("idle_pipe");
  ::unlink(path.c_str());
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  const int other_end = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_GE(other_end, 0);
  ASSERT_EQ(::write(other_end, "head", 4), 4);
  std::atomic<bool> stop{false};
  auto input = CaptureInput::open(path, &stop);
  ASSERT_TRUE(input.ok());
  auto read = std::async(std::launch::async,
                         [&] { return as_text(input.value()->refill(nullptr, 100)) == "head"; });
  EXPECT_EQ(read.wait_for(std::chrono::milliseconds(100)), std::future_status::timeout);
  stop = true;
  const bool in_time = read.wait_for(std::chrono::seconds(5)) == std::future_status::ready;
  EXPECT_TRUE(in_time);
  if (!in_time) {
    EXPECT_EQ(::write(other_end, std::string(100, 'x').data(), 100), 100);
  }
  EXPECT_TRUE(read.get());
  EXPECT_TRUE(input.value()->ended());
  ::close(other_end);
  ::unlink(path.c_str());
}

TEST(CaptureInput, WhatCannotBeReadIsNamedWithTheReason) {
  EXPECT_NE(read_path("/no/such/file").error.find("/no/such/file: No such file"),
            std::string::npos);
  EXPECT_NE(read_path("/tmp").error.find("directory"), std::string::npos);
  EXPECT_NE(read_path("/proc/self/mem").error.find("/proc/self/mem"), std::string::npos);
}

}  // namespace
}  // namespace sonde::test
