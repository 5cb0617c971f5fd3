// The writer. Files are read back by the project's reader (which has tests of its own against
// captures made by hand) and by sysdig 0.29.3 where it is installed.
// SPDX-License-Identifier: Apache-2.0
#include "capfile/writer.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

#include "read_all.h"
#include "scap_builder.h"
#include "shared_folder.h"
#include "sysdig.h"
#include "temp_path.h"

namespace sonde::test {
namespace {

std::unique_ptr<Writer> open_writer(const std::string& path, const WriterOptions& options = {}) {
  auto writer = Writer::open(path, options);
  EXPECT_TRUE(writer.ok()) << (writer.ok() ? "" : writer.error().what);
  return writer.ok() ? writer.take() : nullptr;
}

// Everything of one file into another, as it is.
void copy_capture(const std::string& from, const std::string& to, const WriterOptions& options) {
  DamageLog damage;
  auto reader = Reader::open(from, damage);
  ASSERT_TRUE(reader.ok());
  auto writer = open_writer(to, options);
  RawEvent event;
  for (;;) {
    Reader::Step step = reader.value()->next(event);
    if (step == Reader::Step::kEnd) break;
    Result<void> written = step == Reader::Step::kSnapshot
                               ? writer->write_snapshot(reader.value()->snapshot())
                               : writer->write_event(event);
    ASSERT_TRUE(written.ok());
  }
  Result<void> closed = writer->close();
  ASSERT_TRUE(closed.ok());
}

void expect_same(const ReadCapture& one, const ReadCapture& two) {
  EXPECT_TRUE(two.damage.empty());
  EXPECT_EQ(one.all<MachineInfo>().size(), two.all<MachineInfo>().size());
  for (size_t i = 0; i < one.all<MachineInfo>().size(); ++i) {
    EXPECT_EQ(*one.all<MachineInfo>()[i], *two.all<MachineInfo>()[i]);
  }
  EXPECT_EQ(one.entries<InterfaceInfo>(), two.entries<InterfaceInfo>());
  EXPECT_EQ(one.entries<UserInfo>(), two.entries<UserInfo>());
  EXPECT_EQ(one.entries<GroupInfo>(), two.entries<GroupInfo>());
  EXPECT_EQ(one.entries<ThreadSnapshot>(), two.entries<ThreadSnapshot>());
  EXPECT_EQ(one.entries<FdSnapshot>(), two.entries<FdSnapshot>());
  ASSERT_EQ(one.events.size(), two.events.size());
  for (size_t i = 0; i < one.events.size(); ++i) {
    ReadEvent expected = one.events[i];
    expected.offset = two.events[i].offset;
    ASSERT_EQ(expected, two.events[i]) << i;
  }
}

std::string own_capture(const std::string& name) {
  return std::string(SONDE_SOURCE_DIR) + "/tests/captures/" + name;
}

TEST(Writer, RoundTripOfRealCapturesInEveryCompression) {
  const std::string to = temp_path("round.scap");
  for (const char* name : {"curl_google.scap", "d_odd.scap", "single_ipv6_conn.scap"}) {
    for (Compression compression : {Compression::kNone, Compression::kGzip, Compression::kZstd}) {
      copy_capture(own_capture(name), to, {.compression = compression});
      expect_same(read_path(own_capture(name)), read_path(to));
    }
  }
}

TEST(Writer, RoundTripOfSharedCaptures) {
  SONDE_NEED_SHARED(folder, "captures");
  const std::string to = temp_path("round.scap");
  for (const char* name : {"a_users.scap", "c_redis_s4096.scap.gz", "e_docker.scap"}) {
    copy_capture(folder + "/" + name, to, {});
    expect_same(read_path(folder + "/" + name), read_path(to));
  }
}

// What sysdig prints of a copy is, line for line, what it prints of the original.
void expect_same_lines(const std::string& from, const WriterOptions& options) {
  const std::string to = temp_path("lines.scap");
  copy_capture(from, to, options);
  const std::vector<std::string> original = sysdig_lines("-r " + from);
  const std::vector<std::string> copy = sysdig_lines("-r " + to);
  ASSERT_FALSE(original.empty());
  ASSERT_EQ(original.size(), copy.size()) << from;
  for (size_t i = 0; i < original.size(); ++i) ASSERT_EQ(original[i], copy[i]) << from;
  const std::string processes =
      " -p '%proc.name %proc.ppid %proc.exepath %proc.args %proc.env "
      "%proc.loginuid %user.name %group.name %fd.name'";
  EXPECT_EQ(sysdig_lines("-r " + from + processes), sysdig_lines("-r " + to + processes));
}

TEST(Writer, CopiesLookTheSameToSysdig) {
  SONDE_NEED_SYSDIG();
  for (const char* name : {"curl_google.scap", "d_odd.scap", "single_ipv6_conn.scap"}) {
    expect_same_lines(own_capture(name), {.classic = true});
  }
  expect_same_lines(own_capture("d_odd.scap"),
                    {.compression = Compression::kGzip, .classic = true});
  for (const char* name : {"a_users.scap", "d_python.scap", "e_docker.scap"}) {
    const std::string path = shared_file(std::string("captures/") + name);
    if (!path.empty()) expect_same_lines(path, {.classic = true});
  }
}

TEST(Writer, BlocksAreThoseOfTheFormat) {
  const std::string path = temp_path("blocks.scap");
  auto writer = open_writer(path);
  ScapBuilder built;
  built.section().machine(3, "host");
  built.interfaces(0x219, {interface_v4("lo", 0x0100007F)});
  built.users(0x220, {user_entry(1, 2, "u", "/h", "/s"), group_entry(2, "g")});
  BuiltThread thread;
  thread.tail = Body()
                    .u64(0)
                    .u32(0)
                    .u32(0xFFFFFFFF)
                    .u8(0)
                    .u64(0)
                    .u64(0)
                    .u64(0)
                    .u8(0)
                    .u64(0)
                    .u64(0)
                    .u64(0)
                    .u8(0)
                    .u8(0)
                    .u64(~uint64_t{0})
                    .bytes();
  built.threads(0x215, {thread});
  built.descriptors(0x218, 10,
                    {fd_entry(3, 16).u32(1).text("/f").u32(0x801).bytes(),
                     fd_entry(4, 8).u64(5).u64(6).text("/run/s").bytes()});
  for (size_t size = 0; size < 5; ++size) {  // every amount of padding
    built.event({.id = 7, .cpu = 1, .params = {p_i64(2), std::string(size, 'd')}});
    built.event({.id = 7, .params = {p_i64(2), std::string(size, 'd')}}, 0x217, 0xFFF9);
  }
  built.event({.id = 324, .params = {std::string(100000, 'j')}, .wide_lengths = true}, 0x221);
  built.event({.id = 324, .params = {"{}"}, .wide_lengths = true}, 0x222, 1);
  DamageLog damage;
  auto reader = Reader::over(as_bytes(built.bytes()), "built", damage);
  RawEvent event;
  for (;;) {
    Reader::Step step = reader.value()->next(event);
    if (step == Reader::Step::kEnd) break;
    if (step == Reader::Step::kSnapshot) {
      ASSERT_TRUE(writer->write_snapshot(reader.value()->snapshot()).ok());
    } else {
      ASSERT_TRUE(writer->write_event(event).ok());
    }
  }
  EXPECT_EQ(writer->bytes_written(), built.size());
  EXPECT_EQ(writer->bytes_on_disk(), built.size());
  ASSERT_TRUE(writer->close().ok());
  std::FILE* file = std::fopen(path.c_str(), "rb");
  std::string bytes(built.size() + 1, '\0');
  bytes.resize(std::fread(bytes.data(), 1, bytes.size(), file));
  std::fclose(file);
  EXPECT_EQ(bytes, built.bytes());
}

TEST(Writer, ClassicThreadsHaveTwentyNineBytesAfterTheRoot) {
  ThreadSnapshot thread;
  thread.tid = thread.pid = 10;
  thread.loginuid = 1000;
  thread.cap_effective = 6;
  thread.tty = 5;
  thread.pgid = 9;
  for (bool classic : {false, true}) {
    const std::string path = temp_path("tail.scap");
    auto writer = open_writer(path, {.classic = classic});
    ASSERT_TRUE(writer->write_snapshot(std::vector<ThreadSnapshot>{thread}).ok());
    const uint64_t bytes = writer->bytes_written();
    ASSERT_TRUE(writer->close().ok());
    const size_t fixed = 4 + 5 * 8 + 8 * 2 + 8 + 3 * 4 + 3 * 4 + 2 * 8 + 2 * 8;  // by hand
    const size_t entry = fixed + (classic ? 29 : 29 + 12 + 1 + 24 + 2 + 8);
    EXPECT_EQ(bytes, 28 + 12 + (entry + 3) / 4 * 4);
    ThreadSnapshot got = read_path(path).entries<ThreadSnapshot>().at(0);
    EXPECT_EQ(got.loginuid, 1000u);
    EXPECT_EQ(got.cap_effective, 6u);
    EXPECT_EQ(got.tty, classic ? 0u : 5u);
    EXPECT_EQ(got.pgid, classic ? -1 : 9);
  }
}

TEST(Writer, StringsAreCutToTheLimitsOfReaders) {
  const std::string path = temp_path("limits.scap");
  auto writer = open_writer(path);
  UserInfo user{.uid = 1,
                .gid = 1,
                .name = std::string(300, 'n'),
                .home = std::string(301, 'h'),
                .shell = std::string(1000, 's'),
                .container_id = ""};
  UserInfo inside{.uid = 7, .gid = 7, .name = "in", .home = "", .shell = "", .container_id = "c1"};
  ThreadSnapshot thread;
  thread.tid = 10;
  thread.comm = std::string(2000, 'c');
  for (int i = 0; i < 1000; ++i) thread.args += "element" + std::string(1, '\0');  // 8000 bytes
  thread.env = std::string(5000, 'e');
  FdSnapshot fd;
  fd.tid = 10;
  fd.fd = 3;
  fd.type = FdType::kFile;
  fd.name = std::string(1500, 'f');
  ASSERT_TRUE(writer->write_snapshot(std::vector<UserInfo>{user, inside}).ok());
  ASSERT_TRUE(writer->write_snapshot(std::vector<ThreadSnapshot>{thread}).ok());
  ASSERT_TRUE(writer->write_snapshot(std::vector<FdSnapshot>{fd}).ok());
  ASSERT_TRUE(writer->close().ok());
  ReadCapture read = read_path(path);
  EXPECT_TRUE(read.damage.empty());  // it would tell of strings that are too long
  ASSERT_EQ(read.entries<UserInfo>().size(), 1u);
  EXPECT_EQ(read.entries<UserInfo>()[0].home, std::string(255, 'h'));
  EXPECT_EQ(read.entries<UserInfo>()[0].name.size(), 255u);
  const ThreadSnapshot got = read.entries<ThreadSnapshot>().at(0);
  EXPECT_EQ(got.comm.size(), 1024u);
  EXPECT_EQ(got.args.size(), 4096u);  // 512 whole elements of 8 bytes
  EXPECT_EQ(got.env.size(), 4096u);
  EXPECT_EQ(read.entries<FdSnapshot>().at(0).name.size(), 1023u);
}

std::vector<FdSnapshot> one_fd(uint64_t tid, FdType type) {
  FdSnapshot fd;
  fd.tid = tid;
  fd.fd = 3;
  fd.type = type;
  fd.name = "[name]";
  return {fd};
}

TEST(Writer, DescriptorsFollowTheirThreadOrStayOut) {
  const std::string path = temp_path("order.scap");
  auto writer = open_writer(path);
  ThreadSnapshot thread;
  thread.tid = 10;
  ASSERT_TRUE(writer->write_snapshot(one_fd(10, FdType::kFifo)).ok());  // too early
  ASSERT_TRUE(writer->write_snapshot(one_fd(99, FdType::kFifo)).ok());  // of nobody
  ASSERT_TRUE(writer->write_snapshot(std::vector<ThreadSnapshot>{thread}).ok());
  ASSERT_TRUE(writer->close().ok());
  ReadCapture read = read_path(path);
  ASSERT_EQ(read.entries<FdSnapshot>().size(), 1u);
  EXPECT_EQ(read.entries<FdSnapshot>()[0].tid, 10u);
  EXPECT_TRUE(std::holds_alternative<std::vector<ThreadSnapshot>>(read.items[0]));
}

TEST(Writer, YoungDescriptorTypesAreHiddenFromOldReaders) {
  for (bool classic : {false, true}) {
    const std::string path = temp_path("types.scap");
    auto writer = open_writer(path, {.classic = classic});
    ThreadSnapshot thread;
    thread.tid = 10;
    ASSERT_TRUE(writer->write_snapshot(std::vector<ThreadSnapshot>{thread}).ok());
    for (FdType type : {FdType::kUnknown, FdType::kBpf, FdType::kPidfd, FdType::kNetlink}) {
      ASSERT_TRUE(writer->write_snapshot(one_fd(10, type)).ok());
    }
    ASSERT_TRUE(writer->close().ok());
    auto got = read_path(path).entries<FdSnapshot>();
    ASSERT_EQ(got.size(), 4u);
    EXPECT_EQ(got[0].type, FdType::kUnsupported);
    EXPECT_EQ(got[1].type, classic ? FdType::kUnsupported : FdType::kBpf);
    EXPECT_EQ(got[2].type, classic ? FdType::kUnsupported : FdType::kPidfd);
    EXPECT_EQ(got[3].type, FdType::kNetlink);
    for (const FdSnapshot& fd : got) EXPECT_EQ(fd.name, "[name]");
  }
}

TEST(Writer, ManyThreadsAreSplitIntoBlocks) {
  const std::string path = temp_path("threads.scap");
  auto writer = open_writer(path, {.compression = Compression::kZstd});
  std::vector<ThreadSnapshot> threads(5000);
  for (size_t i = 0; i < threads.size(); ++i) {
    threads[i].tid = i;
    threads[i].env = std::string(1000, 'e') + '\0';
  }
  ASSERT_TRUE(writer->write_snapshot(threads).ok());
  ASSERT_TRUE(writer->close().ok());
  ReadCapture read = read_path(path);
  EXPECT_GT(read.all<std::vector<ThreadSnapshot>>().size(), 4u);
  EXPECT_EQ(read.entries<ThreadSnapshot>(), threads);
}

TEST(Writer, FilesBelongToTheirOwnerAlone) {
  const std::string path = temp_path("mode.scap");
  ::unlink(path.c_str());
  ASSERT_TRUE(open_writer(path)->close().ok());
  struct stat status;
  ASSERT_EQ(stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
}

// Two machines in one file, as concatenated captures are: each keeps its own lists.
TEST(Writer, SeveralMachinesInOneFile) {
  const std::string path = temp_path("restart.scap");
  auto writer = open_writer(path);
  ScapBuilder built;
  built.preamble().event({.params = {p_i64(0)}});
  DamageLog damage;
  auto reader = Reader::over(as_bytes(built.bytes()), "built", damage);
  RawEvent event;
  while (reader.value()->next(event) != Reader::Step::kEvent) {
  }
  for (uint64_t tid : {10, 20}) {
    if (tid == 20) {
      ASSERT_TRUE(writer->restart().ok());
    }
    ThreadSnapshot thread;
    thread.tid = tid;
    ASSERT_TRUE(writer->write_snapshot(std::vector<ThreadSnapshot>{thread}).ok());
    ASSERT_TRUE(writer->write_snapshot(one_fd(10, FdType::kFifo)).ok());  // the first's only
    ASSERT_TRUE(writer->write_event(event).ok());
  }
  ASSERT_TRUE(writer->close().ok());
  ReadCapture read = read_path(path);
  EXPECT_TRUE(read.damage.empty());
  EXPECT_EQ(read.events.size(), 2u);
  EXPECT_EQ(read.restarts, std::vector<size_t>{1});
  EXPECT_EQ(read.entries<ThreadSnapshot>().size(), 2u);
  EXPECT_EQ(read.entries<FdSnapshot>().size(), 1u);
}

// ---- when the world says no ----

Result<void> write_much(Writer& writer) {
  ScapBuilder built;
  built.preamble().event({.id = 7, .params = {p_i64(1), std::string(5000, 'x')}});
  DamageLog damage;
  auto reader = Reader::over(as_bytes(built.bytes()), "built", damage);
  RawEvent event;
  while (reader.value()->next(event) != Reader::Step::kEvent) {
  }
  for (int i = 0; i < 300; ++i) {
    Result<void> written = writer.write_event(event);
    if (!written) return written;
  }
  return writer.close();
}

TEST(Writer, FullDiskIsTold) {
  for (Compression compression : {Compression::kNone, Compression::kGzip, Compression::kZstd}) {
    auto writer = open_writer("/dev/full", {.compression = compression});
    Result<void> outcome = write_much(*writer);
    ASSERT_FALSE(outcome.ok());
    EXPECT_EQ(outcome.error().what, "cannot write /dev/full: No space left on device");
    EXPECT_FALSE(writer->close().ok());  // and told again
  }
}

TEST(Writer, ClosedPipeIsTold) {
  std::signal(SIGPIPE, SIG_IGN);
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const int saved = dup(STDOUT_FILENO);
  std::fflush(stdout);
  dup2(ends[1], STDOUT_FILENO);
  close(ends[0]);
  close(ends[1]);
  Result<void> outcome = write_much(*open_writer("-"));
  dup2(saved, STDOUT_FILENO);
  close(saved);
  ASSERT_FALSE(outcome.ok());
  EXPECT_EQ(outcome.error().what, "cannot write standard output: Broken pipe");
}

TEST(Writer, PathThatCannotBeOpened) {
  auto writer = Writer::open("/no/such/folder/x.scap", {});
  ASSERT_FALSE(writer.ok());
  EXPECT_EQ(writer.error().what, "cannot write /no/such/folder/x.scap: No such file or directory");
}

}  // namespace
}  // namespace sonde::test
